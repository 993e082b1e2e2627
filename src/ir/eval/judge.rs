//! Single expressions judged for one lead after the whole, for explanations.

use crate::ir::Program;
use crate::ir::eval::masks;
use crate::ir::eval::view::{Case, View};
use crate::ir::outcome::{Outcome, ScoreOutcome};
use crate::ir::program::MaskId;
use crate::types::{Event, Lead};

/// A lead, its events and its scores, ready for questions.
pub struct Judge<'a> {
    case: Case<'a>,
    exists: Vec<Vec<bool>>,
    scores: &'a [ScoreOutcome],
}

impl<'a> Judge<'a> {
    /// Of the outcome that the same lead, events and moment had.
    pub fn new(
        program: &'a Program,
        lead: &'a Lead,
        events: &'a [Event],
        as_of: i64,
        outcome: &'a Outcome,
    ) -> Judge<'a> {
        let case = Case::new(program, &[], lead, events, as_of);
        let exists = program.masks.iter().map(|mask| masks::existing(&case, mask)).collect();
        Judge { case, exists, scores: &outcome.scores }
    }

    /// What the conditions outside any event see, where these events exist.
    pub fn view(&self, mask: MaskId) -> View<'_> {
        let exists = &self.exists[mask.index()];
        View { case: &self.case, scores: self.scores, exists, around: None }
    }

    /// An event by its position among the lead's, by time; as in [`crate::ir::outcome::Occurrence::event`].
    pub fn event(&self, position: usize) -> &'a Event {
        self.case.events[position]
    }
}
