//! One lead at a time, without its invoice.

use crate::engine::Scorer;
use crate::engine::jit::JitSession;
use crate::ir::outcome::Verdict;
use crate::types::columns::Batch;
use crate::types::{Cells, EventCells};
use crate::vm;

/// Scores leads one by one. With machine code nothing is allocated once it has seen the usual texts.
pub struct Session {
    scorer: Scorer,
    jit: Option<Box<JitSession>>,
    /// Where there is no machine code, or not yet.
    vm: Option<Box<vm::Session>>,
    /// Of the defining evaluator.
    verdict: Verdict,
}

impl Session {
    pub(super) fn new(scorer: Scorer) -> Session {
        let jit = scorer.jit.as_ref().map(|jit| Box::new(jit.session()));
        Session { scorer, jit, vm: None, verdict: Verdict::default() }
    }

    /// A lead with its events, in any order, at a moment (seconds since 1970-01-01T00:00:00Z); values stand in the order of the program's schema.
    pub fn score<E: EventCells>(
        &mut self,
        lead: &impl Cells,
        events: &[E],
        as_of: i64,
    ) -> &Verdict {
        if self.jit.is_none() {
            self.jit = self.scorer.alone().map(|jit| Box::new(jit.session()));
        }
        match (&mut self.jit, &self.scorer.code) {
            (Some(jit), _) => jit.score(lead, events, as_of),
            (None, Some(code)) => {
                let new = || Box::new(vm::Session::new(code.clone()));
                self.vm.get_or_insert_with(new).score(lead, events, as_of)
            }
            (None, None) => {
                let batch = Batch::gather(&self.scorer.program().schema, &[(lead, events)]);
                self.scorer.score(&batch, as_of, false).verdict(0, &mut self.verdict);
                &self.verdict
            }
        }
    }
}
