//! One lead at a time: its columns and what its texts answer are kept from lead to lead.

use std::sync::Arc;

use crate::bytecode::Code;
use crate::bytecode::tables::Tables;
use crate::bytecode::tables::alone::{Alone, News};
use crate::ir::outcome::Verdict;
use crate::types::{Cells, EventCells};
use crate::vm::chunk::Chunk;
use crate::vm::{Machine, Options, Sizes};

/// Scores leads one by one.
pub struct Session {
    code: Arc<Code>,
    alone: Alone,
    tables: Tables,
    verdict: Verdict,
}

impl Session {
    pub fn new(code: Arc<Code>) -> Session {
        let alone = Alone::new(&code);
        let tables = Tables::new(&code, &alone.batch, 0, false, 1);
        Session { code, alone, tables, verdict: Verdict::default() }
    }

    /// A lead and its events, in any order, at a moment; values stand in the schema's order. A value of another type than its column's is unknown.
    pub fn score<E: EventCells>(
        &mut self,
        lead: &impl Cells,
        events: &[E],
        as_of: i64,
    ) -> &Verdict {
        let Session { code, alone, tables, verdict } = self;
        alone.begin(code, as_of);
        alone.put_lead(lead, tables);
        alone.put_events(events, tables);
        if alone.tables_are_stale() {
            *tables = Tables::new(code, &alone.batch, as_of, false, 1);
        }
        let options = Options { as_of, lines: false, threads: 1, sizes: Sizes::default() };
        let offsets = vec![0, events.len() as u32];
        let chunk = Chunk { leads: 0..1, events: 0..events.len(), offsets };
        Machine::new(code, &alone.batch, tables, options).run(&chunk).verdict(0, verdict);
        verdict
    }
}

impl News for Tables {
    fn answer(&mut self, test: u32, answer: u8) {
        self.learn_answer(test, answer);
    }

    fn class(&mut self, source: u32, class: u32) {
        self.learn_class(source, class);
    }
}
