//! Single expressions judged for one lead after the whole, for explanations.

use crate::ir::Program;
use crate::ir::eval::masks;
use crate::ir::eval::view::{Case, View};
use crate::ir::outcome::{Outcome, ScoreOutcome};
use crate::ir::program::MaskId;
use crate::types::{Event, Lead};

/// A lead, its events and its scores, ready for questions.
pub struct Judge<'a> {
    pub(super) case: Case<'a>,
    pub(super) exists: Vec<Vec<bool>>,
    scores: &'a [ScoreOutcome],
    /// One an event, nothing hidden.
    whole: Vec<bool>,
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
        Judge::of(Case::new(program, &[], lead, events, as_of), &outcome.scores)
    }

    pub(super) fn of(case: Case<'a>, scores: &'a [ScoreOutcome]) -> Judge<'a> {
        let masks = case.program.masks.iter();
        let exists = masks.map(|mask| masks::existing(&case, mask)).collect();
        let whole = vec![true; case.events.len()];
        Judge { case, exists, scores, whole }
    }

    /// What the conditions outside any event see, where these events exist.
    pub fn view(&self, mask: MaskId) -> View<'_> {
        let exists = &self.exists[mask.index()];
        View { case: &self.case, scores: self.scores, exists, around: None }
    }

    /// The same with these scores published.
    pub fn view_of<'s>(&'s self, mask: MaskId, scores: &'s [ScoreOutcome]) -> View<'s> {
        let exists = &self.exists[mask.index()];
        View { case: &self.case, scores, exists, around: None }
    }

    /// What resets and pauses see: the whole log.
    pub fn log<'s>(&'s self, scores: &'s [ScoreOutcome]) -> View<'s> {
        View { case: &self.case, scores, exists: &self.whole, around: None }
    }

    /// An event by its position among the lead's, by time; as in [`crate::ir::outcome::Occurrence::event`].
    pub fn event(&self, position: usize) -> &'a Event {
        self.case.events[position]
    }
}
