//! What a program means: the defining evaluator, one lead at a time, slow and obvious.
//!
//! Every engine agrees with it to the last bit. It computes every figure of an invoice and keeps nothing between leads.
//!
//! | file | defines |
//! |---|---|
//! | `view` | what an expression sees: the lead, the events that exist, the events around it |
//! | `conditions`, `numbers` | `Cond`; `Num`, `Moment`, `Text` |
//! | `history` | `Query`: any, count, sum, first, last |
//! | `masks` | resets and pauses: which events exist |
//! | `lines`, `limits`, `groups`, `formula` | points: a rule, which occurrences count, what groups and scores make of it |

mod conditions;
mod formula;
mod groups;
mod history;
mod judge;
mod key;
mod limits;
mod lines;
mod masks;
mod numbers;
mod view;

use crate::ir::Program;
use crate::ir::outcome::{GroupOutcome, LineOutcome, Outcome, ScoreOutcome};
use crate::ir::program::{Grade, LineKind, ScoreId, StageLine, Threshold};
use crate::types::ageing::{Ageing, Factors};
use crate::types::{Event, Lead};
use groups::Tally;
pub use judge::Judge;
pub use key::Key;
pub use numbers::{arithmetic, function};
use view::Case;
pub use view::View;

/// What the program says of a lead at a moment (seconds since 1970-01-01T00:00:00Z); events in any order.
///
/// Events after the moment do not exist. For many leads, keep an [`Evaluator`].
pub fn eval(program: &Program, lead: &Lead, events: &[Event], as_of: i64) -> Outcome {
    Evaluator::new(program).eval(lead, events, as_of)
}

/// A program with its ageing tables filled.
pub struct Evaluator<'p> {
    program: &'p Program,
    factors: Vec<(&'p Ageing, Factors)>,
}

impl<'p> Evaluator<'p> {
    pub fn new(program: &'p Program) -> Evaluator<'p> {
        let mut factors: Vec<(&Ageing, Factors)> = Vec::new();
        for line in &program.lines {
            if let LineKind::On(on) = &line.kind
                && !factors.iter().any(|(ageing, _)| **ageing == on.ageing)
            {
                factors.push((&on.ageing, on.ageing.factors()));
            }
        }
        Evaluator { program, factors }
    }

    /// As the function [`eval`].
    pub fn eval(&self, lead: &Lead, events: &[Event], as_of: i64) -> Outcome {
        self.judge(lead, events, as_of).outcome()
    }

    /// The same, open to questions; no score is published in it.
    pub fn judge<'a>(&'a self, lead: &'a Lead, events: &'a [Event], as_of: i64) -> Judge<'a> {
        Judge::of(Case::new(self.program, &self.factors, lead, events, as_of), &[])
    }

    pub fn program(&self) -> &'p Program {
        self.program
    }

    /// The factors of a line's ageing.
    pub fn factors(&self, ageing: &Ageing) -> Option<&Factors> {
        self.factors.iter().find(|(of, _)| *of == ageing).map(|(_, factors)| factors)
    }
}

impl Judge<'_> {
    /// Every figure of the lead.
    pub fn outcome(&self) -> Outcome {
        outcome(&self.case, &self.exists)
    }
}

fn outcome(case: &Case, exists: &[Vec<bool>]) -> Outcome {
    let program = case.program;
    let mut scores = vec![ScoreOutcome::default(); program.scores.len()];
    let view = View { case, scores: &scores, exists: &exists[0], around: None };
    let guard = program.model.as_ref().and_then(|m| m.guard.as_ref());
    if !guard.is_none_or(|g| view.certain(g)) {
        return Outcome::default();
    }
    let mut lines = vec![LineOutcome::default(); program.lines.len()];
    let mut groups = vec![GroupOutcome::default(); program.groups.len()];
    for &id in &program.order {
        let score = &program.scores[id.index()];
        let exists = &exists[score.mask.index()];
        let view = View { case, scores: &scores, exists, around: None };
        let mut tally = Tally { view, lines: &mut lines, groups: &mut groups };
        scores[id.index()] = tally.score(score);
    }
    let mut outcome = Outcome { in_model: true, scores, lines, groups, ..Outcome::default() };
    verdict(case, &exists[0], &mut outcome);
    outcome
}

/// Grades, matrices, disqualifications and the stage, from the published scores.
fn verdict(case: &Case, exists: &[bool], outcome: &mut Outcome) {
    let program = case.program;
    let view = View { case, scores: &outcome.scores, exists, around: None };
    outcome.grades = program.grades.iter().map(|g| view.grade(g)).collect();
    outcome.disqualified = positions(&program.disqualifications, |d| view.certain(&d.condition));
    let cell = |row: Option<u16>, column: Option<u16>| Some((row?, column?));
    let qualified = outcome.disqualified.is_empty();
    outcome.matrices = (program.matrices.iter())
        .map(|m| cell(outcome.grades[m.rows.index()], outcome.grades[m.columns.index()]))
        .map(|cell| cell.filter(|_| qualified))
        .collect();
    if qualified {
        let holding = positions(&program.stage_lines, |line| view.stage_line_holds(line));
        outcome.stage_line = holding.last().copied();
        outcome.stage = match outcome.stage_line {
            Some(line) => Some(program.stage_lines[line].stage),
            None => program.base.as_ref().map(|base| base.stage),
        };
    }
}

fn positions<T>(items: &[T], holds: impl Fn(&T) -> bool) -> Vec<usize> {
    items.iter().enumerate().filter(|(_, item)| holds(item)).map(|(i, _)| i).collect()
}

impl View<'_> {
    /// The label of the first row that holds, else that of `otherwise`.
    pub fn grade(&self, grade: &Grade) -> Option<u16> {
        let score = self.scores[grade.score.index()].published;
        let row = grade.rows.iter().find(|row| row.op.holds(score.cmp(&row.bound)));
        row.map(|row| row.label).or(grade.otherwise)
    }

    fn stage_line_holds(&self, line: &StageLine) -> bool {
        let published = |score: ScoreId| self.scores[score.index()].published;
        let reached = |t: Threshold| t.op.holds(published(t.score).cmp(&t.bound));
        line.threshold.is_none_or(reached)
            && line.condition.as_ref().is_none_or(|c| self.certain(c))
    }
}
