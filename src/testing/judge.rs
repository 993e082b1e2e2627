//! Is an expectation met? Published figures are compared exactly.

use crate::check::tests::Expected;
use crate::ir::Program;
use crate::ir::outcome::{DISQUALIFIED, Outcome};
use crate::ir::program::Cell;
use crate::types::Points;

/// What a lead's outcome is seen to be, for one expectation.
pub struct Seen {
    pub met: bool,
    /// `fit is 20`
    pub words: String,
}

/// Judges one expectation.
pub fn judge(expected: &Expected, program: &Program, outcome: &Outcome) -> Seen {
    let case = Case { program, outcome };
    if !outcome.in_model {
        let met = is_met_by_nothing(expected);
        return Seen { met, words: "the model is not for this lead".into() };
    }
    match expected {
        Expected::Score { score, op, value } => {
            case.score(score.index(), |figure| op.holds(figure.cmp(value)))
        }
        Expected::ScoreBetween { score, low, high } => {
            case.score(score.index(), |figure| (low..=high).contains(&&figure))
        }
        Expected::Line { line, op, value } => {
            let figure = outcome.line(*line).published;
            let words = format!("the line \"{}\" is {figure}", program.line(*line).origin.title());
            Seen { met: op.holds(figure.cmp(value)), words }
        }
        Expected::Stage { stage, negated } => case.stage(|s| (s == Some(*stage)) != *negated),
        Expected::NoStage => case.stage(|s| s.is_none() && outcome.disqualified.is_empty()),
        Expected::NoScore => Seen { met: false, words: "the model is for this lead".into() },
        Expected::Disqualified(yes) => case.disqualified(*yes),
        Expected::Grade { grade, label, negated } => {
            case.grade(grade.index(), |g| (g == Some(*label)) != *negated)
        }
        Expected::NoGrade(grade) => case.grade(grade.index(), |g| g.is_none()),
        Expected::Matrix { matrix, value, negated } => {
            let shown = case.cell_shown(*matrix);
            let values = &program.matrices[*matrix].values;
            let wanted = match *value {
                DISQUALIFIED => "disqualified",
                value => values[usize::from(value)].as_str(),
            };
            case.named(&program.matrices[*matrix].name, shown, (shown == Some(wanted)) != *negated)
        }
        Expected::MatrixAction { matrix, action, negated } => {
            let found = case.cell(*matrix).and_then(|c| c.action.as_deref());
            let met = (found == Some(action)) != *negated;
            case.named(&format!("{}_action", program.matrices[*matrix].name), found, met)
        }
        Expected::Action { action, negated } => {
            case.action(|found| (found == Some(action)) != *negated)
        }
        Expected::NoAction => case.action(|found| found.is_none()),
    }
}

/// Of a lead that the model is not for there is no score, no grade, no stage.
fn is_met_by_nothing(expected: &Expected) -> bool {
    match expected {
        Expected::NoScore | Expected::NoStage | Expected::NoGrade(_) | Expected::NoAction => true,
        Expected::Stage { negated, .. }
        | Expected::Grade { negated, .. }
        | Expected::Matrix { negated, .. }
        | Expected::MatrixAction { negated, .. }
        | Expected::Action { negated, .. } => *negated,
        Expected::Disqualified(yes) => !yes,
        Expected::Score { .. } | Expected::ScoreBetween { .. } | Expected::Line { .. } => false,
    }
}

struct Case<'a> {
    program: &'a Program,
    outcome: &'a Outcome,
}

impl Case<'_> {
    fn score(&self, score: usize, holds: impl Fn(Points) -> bool) -> Seen {
        let figure = self.outcome.scores[score].published;
        let words = format!("{} is {figure}", self.program.scores[score].name);
        Seen { met: holds(figure), words }
    }

    fn stage(&self, holds: impl Fn(Option<crate::ir::program::StageId>) -> bool) -> Seen {
        let stage = self.outcome.stage;
        let shown = match stage {
            _ if !self.outcome.disqualified.is_empty() => Some("disqualified"),
            stage => stage.map(|s| self.program.stages[s.index()].as_str()),
        };
        self.named("stage", shown, holds(stage))
    }

    fn disqualified(&self, expected: bool) -> Seen {
        let reasons: Vec<String> = (self.outcome.disqualified.iter())
            .map(|&i| format!("\"{}\"", self.program.disqualifications[i].origin.title()))
            .collect();
        let words = match reasons.is_empty() {
            true => "the lead is not disqualified".into(),
            false => format!("the lead is disqualified by {}", reasons.join(" and ")),
        };
        Seen { met: reasons.is_empty() != expected, words }
    }

    fn grade(&self, grade: usize, holds: impl Fn(Option<u16>) -> bool) -> Seen {
        let label = self.outcome.grades[grade];
        let table = &self.program.grades[grade];
        let shown = label.map(|l| table.labels[usize::from(l)].as_str());
        self.named(&table.name, shown, holds(label))
    }

    fn cell(&self, matrix: usize) -> Option<&Cell> {
        let (row, column) = self.outcome.matrices[matrix]?;
        Some(&self.program.matrices[matrix].cells[usize::from(row)][usize::from(column)])
    }

    /// A disqualified lead's matrices show that.
    fn cell_shown(&self, matrix: usize) -> Option<&str> {
        if !self.outcome.disqualified.is_empty() {
            return Some("disqualified");
        }
        let value = self.cell(matrix)?.value;
        Some(&self.program.matrices[matrix].values[usize::from(value)])
    }

    fn action(&self, holds: impl Fn(Option<&str>) -> bool) -> Seen {
        let line = self.outcome.stage_line.map(|i| &self.program.stage_lines[i]);
        let base = self.program.base.as_ref().filter(|_| self.outcome.stage.is_some());
        let action = match line {
            Some(line) => line.action.as_deref(),
            None => base.and_then(|b| b.action.as_deref()),
        };
        self.named("action", action, holds(action))
    }

    /// `stage is sql`, `there is no stage`
    fn named(&self, name: &str, shown: Option<&str>, met: bool) -> Seen {
        let words = match shown {
            Some(shown) => format!("{name} is {shown}"),
            None => format!("there is no {name}"),
        };
        Seen { met, words }
    }
}
