//! One lead at a time, without its invoice.

use crate::engine::Scorer;
use crate::engine::jit::JitSession;
use crate::ir::outcome::{Scores, Verdict};
use crate::types::columns::Batch;
use crate::types::{Cells, EventCells};

/// Scores leads one by one. With machine code nothing is allocated once it has seen the usual texts.
pub struct Session {
    scorer: Scorer,
    jit: Option<Box<JitSession>>,
    verdict: Verdict,
}

impl Session {
    pub(super) fn new(scorer: Scorer) -> Session {
        let jit = scorer.jit.as_ref().map(|jit| Box::new(jit.session()));
        Session { scorer, jit, verdict: Verdict::default() }
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
        match &mut self.jit {
            Some(jit) => jit.score(lead, events, as_of),
            None => {
                let batch = Batch::gather(&self.scorer.program().schema, &[(lead, events)]);
                self.verdict = verdict(&self.scorer.score(&batch, as_of, false));
                &self.verdict
            }
        }
    }
}

/// The first row.
fn verdict(scores: &Scores) -> Verdict {
    fn first<T: Copy>(columns: &[Vec<T>]) -> Vec<T> {
        columns.iter().filter_map(|column| column.first().copied()).collect()
    }
    Verdict {
        in_model: scores.in_model[0],
        scores: first(&scores.scores),
        grades: first(&scores.grades),
        matrices: first(&scores.matrices),
        stage: scores.stages[0],
        stage_line: scores.stage_lines[0],
        disqualified: first(&scores.disqualified),
    }
}
