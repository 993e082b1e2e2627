//! W0203: a stage or a grade that no lead can have.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::STAGE_OUT_OF_REACH;
use crate::ir::expr::CompareOp;
use crate::ir::expr::Cond;
use crate::ir::program::GradeId;
use crate::ir::program::ScoreId;
use crate::ir::program::Threshold;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;
use crate::types::Points;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    stages(look, found);
    grades(look, found);
}

fn stages(look: &Look, found: &mut Vec<Finding>) {
    for (at, line) in look.program.stage_lines.iter().enumerate() {
        let name = &look.program.stages[line.stage.index()];
        let (words, help) = match &line.threshold {
            Some(t) if look.is_beyond(t.score, t.op, t.bound) => {
                (look.most(t.score), "lower the threshold, or give more points")
            }
            _ if look.optimised.stage_lines[at].condition == Some(Cond::Constant(false)) => (
                "its condition can never hold".into(),
                "change the condition, or take the line out",
            ),
            _ => continue,
        };
        let message = format!("no lead can reach `{name}` by this line");
        let diagnostic = Diagnostic::warning(STAGE_OUT_OF_REACH, line.origin.span, message)
            .here(words)
            .help(help);
        found.push(Finding { claim: Claim::StageLineLoses(at), diagnostic });
    }
}

fn grades(look: &Look, found: &mut Vec<Finding>) {
    for (id, grade) in (0..).map(GradeId).zip(&look.program.grades) {
        for row in grade.rows.iter().filter(|row| look.is_beyond(grade.score, row.op, row.bound)) {
            let label = &grade.labels[usize::from(row.label)];
            let message = format!("no lead can have the grade `{label}`");
            let diagnostic = Diagnostic::warning(STAGE_OUT_OF_REACH, grade.origin.span, message)
                .here(look.most(grade.score))
                .help("lower its bound, or give more points");
            found.push(Finding { claim: Claim::LabelIsNobodys(id, row.label), diagnostic });
        }
    }
}

impl Look<'_> {
    fn high(&self, score: ScoreId) -> Option<Points> {
        self.ranges.scores[score.index()].high
    }

    /// Does the score never get so far up?
    pub(super) fn is_beyond(&self, score: ScoreId, op: CompareOp, bound: Points) -> bool {
        self.high(score).is_some_and(|high| match op {
            CompareOp::Greater => high <= bound,
            CompareOp::GreaterOrEqual => high < bound,
            _ => false,
        })
    }

    /// Does every lead reach it?
    pub(super) fn is_reached_by_all(&self, threshold: Threshold) -> bool {
        let low = self.ranges.scores[threshold.score.index()].low;
        low.is_some_and(|low| match threshold.op {
            CompareOp::Greater => low > threshold.bound,
            CompareOp::GreaterOrEqual => low >= threshold.bound,
            _ => false,
        })
    }

    fn most(&self, score: ScoreId) -> String {
        let name = &self.program.scores[score.index()].name;
        let high = self.high(score).unwrap_or_default();
        format!("the most that `{name}` can be is {high}")
    }
}
