//! One lead at a time through compiled code: once it is warm nothing is allocated.

use std::sync::Arc;

use crate::bytecode::Code;
use crate::bytecode::tables::Tables;
use crate::bytecode::tables::alone::{Alone, Kind, News};
use crate::ir::outcome::{NONE, Verdict};
use crate::native::bind::{Bound, Layout};
use crate::native::frame::Strip;
use crate::native::module::Compiled;
use crate::native::run::{Place, Room};
use crate::types::{Cell, Cells, EventCells, Points};

/// Scores leads one by one; once warm it allocates nothing.
pub struct Session {
    compiled: Arc<Compiled>,
    desk: Desk,
}

/// All that is filled again for each lead.
struct Desk {
    room: Room,
    /// The lead and its events.
    alone: Alone,
    tables: Tables,
    bound: Bound,
    /// The lead's values, one and whether it is known for each attribute: as columns of one row hold them.
    cells: Vec<[u64; 2]>,
    verdict: Verdict,
}

// SAFETY: the pointers of `bound` lead to the desk's own columns, tables and cells; these stand on the heap and nobody else has them.
unsafe impl Send for Desk {}

impl Session {
    pub fn new(compiled: Arc<Compiled>) -> Session {
        Session { desk: Desk::new(&compiled), compiled }
    }

    /// A lead and its events, in any order, at a moment; values stand in the schema's order. A value of another type than its column's is unknown.
    pub fn score<E: EventCells>(
        &mut self,
        lead: &impl Cells,
        events: &[E],
        as_of: i64,
    ) -> &Verdict {
        self.desk.score(&self.compiled, lead, events, as_of)
    }
}

impl Desk {
    fn new(compiled: &Compiled) -> Desk {
        let code = compiled.plan.code();
        let alone = Alone::new(code);
        let tables = Tables::new(code, &alone.batch, 0, false, 1);
        let bound = Bound::new(code, &alone.batch, &tables);
        let cells = vec![[u64::MAX, 0]; code.schema.attributes.len()];
        let verdict = code.outputs.verdict();
        Desk { room: Room::new(compiled), alone, tables, bound, cells, verdict }
    }

    fn score<E: EventCells>(
        &mut self,
        compiled: &Compiled,
        lead: &impl Cells,
        events: &[E],
        as_of: i64,
    ) -> &Verdict {
        let code = compiled.plan.code();
        self.alone.begin(code, as_of);
        self.put_lead(&compiled.layout, lead);
        let mut news = Appended { bound: &mut self.bound, layout: &compiled.layout };
        self.alone.put_events(events, &mut news);
        self.bind(code, as_of, !events.is_empty());
        let place = Place { row: 0, events: 0..events.len() };
        let data = (&self.alone.batch, &self.tables, &self.bound);
        self.room.score(compiled, data, &place, as_of);
        self.judge(compiled);
        &self.verdict
    }

    fn put_lead(&mut self, layout: &Layout, lead: &impl Cells) {
        let mut news = Appended { bound: &mut self.bound, layout };
        for (attribute, cell) in self.cells.iter_mut().enumerate() {
            *cell = match (self.alone.kind(attribute), lead.cell(attribute)) {
                (Kind::Number, Cell::Number(number)) => [number.to_bits(), 1],
                (Kind::Bool, Cell::Bool(yes)) => [u64::from(yes), 1],
                (Kind::Date, Cell::Date(date)) => [date as u64, 1],
                (Kind::Text, Cell::Text(text)) => {
                    [self.alone.code(attribute, text, &mut news).into(), 1]
                }
                (Kind::List, value) => {
                    self.alone.put_attribute(attribute, value, &mut news);
                    continue;
                }
                _ => [u64::MAX, 0],
            };
        }
    }

    fn bind(&mut self, code: &Code, as_of: i64, events: bool) {
        if self.alone.tables_are_stale() {
            self.tables = Tables::new(code, &self.alone.batch, as_of, false, 1);
            self.bound = Bound::new(code, &self.alone.batch, &self.tables);
            self.point_to_cells();
        } else if events {
            self.bound.point_to_events(code, &self.alone.batch);
        }
    }

    /// The cells of the lead take the place of its columns of one row, once and for all; lists stay where they are.
    fn point_to_cells(&mut self) {
        for (attribute, (strip, cell)) in self.bound.strips.iter_mut().zip(&self.cells).enumerate()
        {
            if self.alone.kind(attribute) != Kind::List {
                let [value, known] = cell;
                *strip = Strip { values: (&raw const *value).cast(), known };
            }
        }
    }

    fn judge(&mut self, compiled: &Compiled) {
        let (room, verdict) = (&self.room, &mut self.verdict);
        let outputs = &compiled.plan.code().outputs;
        let in_model = outputs.in_model.is_none_or(|set| room.holds(compiled, set));
        let label = |register| if in_model { room.label(compiled, register) } else { NONE };
        verdict.in_model = in_model;
        for (score, register) in verdict.scores.iter_mut().zip(&outputs.scores) {
            *score = if in_model { room.figure(compiled, *register) } else { Points::ZERO };
        }
        for (grade, register) in verdict.grades.iter_mut().zip(&outputs.grades) {
            *grade = label(*register);
        }
        for (cell, register) in verdict.matrices.iter_mut().zip(&outputs.matrices) {
            *cell = label(*register);
        }
        verdict.stage = outputs.stage.map_or(NONE, label);
        verdict.stage_line = outputs.stage_line.map_or(NONE, label);
        for (out, set) in verdict.disqualified.iter_mut().zip(&outputs.disqualified) {
            *out = in_model && room.holds(compiled, *set);
        }
    }
}

/// New texts are appended to the tables that compiled code reads.
struct Appended<'n> {
    bound: &'n mut Bound,
    layout: &'n Layout,
}

impl News for Appended<'_> {
    fn answer(&mut self, test: u32, answer: u8) {
        self.bound.append_answer(self.layout.test(test), answer);
    }

    fn class(&mut self, source: u32, class: u32) {
        self.bound.append_class(self.layout.source(source), class);
    }
}
