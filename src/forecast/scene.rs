//! A lead at one moment, by the definition: its figures, and what conditions are judged against.

use std::cell::OnceCell;

use crate::forecast::Shown;
use crate::ir::Evaluator;
use crate::ir::eval::Judge;
use crate::ir::outcome::LineOutcome;
use crate::ir::outcome::Outcome;
use crate::types::Event;
use crate::types::Lead;

pub struct Scene<'a> {
    pub judge: Judge<'a>,
    pub outcome: Outcome,
    /// One a line: what it would be worth in a branch that does not hold.
    pub lines: Vec<OnceCell<LineOutcome>>,
}

impl<'a> Scene<'a> {
    pub fn new(
        evaluator: &'a Evaluator,
        lead: &'a Lead,
        events: &'a [Event],
        at: i64,
    ) -> Scene<'a> {
        let judge = evaluator.judge(lead, events, at);
        let outcome = judge.outcome();
        let lines = outcome.lines.iter().map(|_| OnceCell::new()).collect();
        Scene { judge, outcome, lines }
    }

    pub fn shown(&self) -> Shown {
        Shown::of(&self.outcome)
    }
}
