//! W0208: a stage line behind one with a higher threshold.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::THRESHOLDS_OUT_OF_ORDER;
use crate::ir::expr::CompareOp;
use crate::ir::expr::Cond;
use crate::ir::expr::Num;
use crate::ir::program::StageLine;
use crate::ir::program::Threshold;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;
use crate::optimise::implied::Premise;

/// A line is held against so many before it.
const NEAR: usize = 24;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    let lines = &look.program.stage_lines;
    for (at, line) in lines.iter().enumerate().filter(|(at, _)| look.can_win(*at)) {
        // Without a condition, the line before would be hidden: an error. A threshold that all reach orders nothing.
        let Some(low) = line.threshold.filter(|t| is_upward(*t) && !look.is_reached_by_all(*t))
        else {
            continue;
        };
        if line.condition.is_none() {
            continue;
        }
        let before = at.saturating_sub(NEAR)..at;
        let above = before.filter(|other| {
            let (higher, threshold) = (&lines[*other], lines[*other].threshold);
            let is_above = threshold.is_some_and(|high| {
                is_upward(high) && high.score == low.score && high.bound > low.bound
            });
            is_above && higher.stage != line.stage && look.can_win(*other) && look.meet(*other, at)
        });
        let highest = above.max_by_key(|other| lines[*other].threshold.map(|t| t.bound));
        let highest = highest.filter(|highest| !is_exception(lines, *highest, at));
        found.extend(highest.map(|highest| report(look, highest, at)));
    }
}

fn is_upward(threshold: Threshold) -> bool {
    matches!(threshold.op, CompareOp::Greater | CompareOp::GreaterOrEqual)
}

/// Behind stages that ascend, a stage of its own that asks what the lead has or did may be meant to win: `recycled at >= 30 and any deal_lost`.
fn is_exception(lines: &[StageLine], higher: usize, lower: usize) -> bool {
    let first = higher.saturating_sub(NEAR);
    let ascends = lines[first..higher].iter().any(|line| {
        let (below, above) = (line.threshold, lines[higher].threshold);
        below.zip(above).is_some_and(|(below, above)| {
            is_upward(below) && below.score == above.score && below.bound < above.bound
        })
    });
    let begins_here = !lines[first..lower].iter().any(|line| line.stage == lines[lower].stage);
    ascends && begins_here && !lines[lower].condition.as_ref().is_some_and(is_of_scores)
}

/// Does it ask for scores and grades alone?
fn is_of_scores(condition: &Cond) -> bool {
    match condition {
        Cond::Number { left: Num::Score(_), right, .. } => {
            matches!(right, Num::Score(_) | Num::Literal(_))
        }
        Cond::NumberIn { value: Num::Score(_), .. } | Cond::GradeIn { .. } => true,
        Cond::And(of) | Cond::Or(of) | Cond::AtLeast { of, .. } => of.iter().all(is_of_scores),
        Cond::Not(inner) => is_of_scores(inner),
        _ => false,
    }
}

impl Look<'_> {
    /// Has the line no report that it loses?
    pub(super) fn can_win(&self, at: usize) -> bool {
        let beyond = |t: &Threshold| self.is_beyond(t.score, t.op, t.bound);
        !self.program.stage_lines[at].threshold.as_ref().is_some_and(beyond)
            && self.optimised.stage_lines[at].condition != Some(Cond::Constant(false))
    }

    /// Can both lines hold for one lead, as far as their text tells?
    fn meet(&self, higher: usize, lower: usize) -> bool {
        let [higher, lower] = [higher, lower].map(|at| &self.optimised.stage_lines[at]);
        let reached = higher.threshold.map(|t| Cond::Number {
            left: Num::Score(t.score),
            op: t.op,
            right: Num::Literal(t.bound.to_f64()),
        });
        let asked = |line: &StageLine| line.condition.clone();
        let all: Vec<Cond> = asked(lower).into_iter().collect();
        let premise = Premise::of(&all.iter().collect::<Vec<_>>());
        !asked(higher).into_iter().chain(reached).any(|condition| premise.excludes(&condition))
    }
}

fn report(look: &Look, higher: usize, lower: usize) -> Finding {
    let program = look.program;
    let name = |at: usize| &program.stages[program.stage_lines[at].stage.index()];
    let span = |at: usize| program.stage_lines[at].origin.span;
    let (high, low) = (name(higher), name(lower));
    let message = format!("whoever reaches `{high}` and meets this line is `{low}`");
    let words = format!("a lower threshold, yet it wins over `{high}`");
    let diagnostic = Diagnostic::warning(THRESHOLDS_OUT_OF_ORDER, span(lower), message)
        .here(words)
        .label(span(higher), "asks for more points, but the last line that holds wins")
        .help("put the stages from the lowest to the highest");
    Finding { claim: Claim::StageLineYields(higher, lower), diagnostic }
}
