//! One lead at a time: columns of one row that are filled again for each lead, and what its texts answer, remembered.

use std::sync::Arc;

use crate::bytecode::classes::Atom;
use crate::bytecode::code::{Code, TestKind};
use crate::bytecode::opcode::Op;
use crate::bytecode::register;
use crate::bytecode::tables::Tables;
use crate::bytecode::tables::answers::ViewAnswers;
use crate::ir::outcome::{NONE, Verdict};
use crate::native::bind::{Bound, Layout};
use crate::native::frame::Strip;
use crate::native::module::Compiled;
use crate::native::run::{Place, Room};
use crate::native::seen::Seen;
use crate::types::columns::{Batch, Bitmap, Column, Dictionary, EventLog, Leads, UNKNOWN_CODE};
use crate::types::schema::Field;
use crate::types::{Cell, Cells, EventCells, Points, Type};

/// So many texts of a column are remembered; then all are forgotten.
const TEXTS: usize = 1 << 16;

/// Scores leads one by one; once warm it allocates nothing.
pub struct Session {
    compiled: Arc<Compiled>,
    desk: Desk,
}

/// All that is filled again for each lead.
struct Desk {
    room: Room,
    /// The lead and its events.
    batch: Batch,
    tables: Tables,
    bound: Bound,
    as_of: i64,
    /// Attributes, then properties.
    texts: Vec<Texts>,
    /// The tables depend on the moment.
    moves: bool,
    /// A new text changes more than its own entries: texts are compared with each other, or sorted.
    compares: bool,
    stale: bool,
    /// A column has had too many texts.
    full: bool,
    /// The lead's values, one and whether it is known for each attribute: as columns of one row hold them.
    cells: Vec<[u64; 2]>,
    order: Vec<u32>,
    verdict: Verdict,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Bool,
    Date,
    Text,
    List,
}

/// The texts of a column that were seen.
struct Texts {
    kind: Kind,
    codes: Seen,
    views: Vec<ViewAnswers>,
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
        let batch = blank(code);
        let tables = Tables::new(code, &batch, 0, false, 1);
        let bound = Bound::new(code, &batch, &tables);
        let ages = |atom: &Atom| matches!(atom, Atom::Age { .. });
        let blocks = || code.scopes.iter().flat_map(|scope| &scope.block);
        let compares = |op: &Op| {
            matches!(
                op,
                Op::SameText { .. }
                    | Op::TextPair { .. }
                    | Op::LoadKey { .. }
                    | Op::ListTest { .. }
            )
        };
        let outputs = &code.outputs;
        let verdict = Verdict {
            in_model: false,
            scores: vec![Points::ZERO; outputs.scores.len()],
            grades: vec![NONE; outputs.grades.len()],
            matrices: vec![NONE; outputs.matrices.len()],
            stage: NONE,
            stage_line: NONE,
            disqualified: vec![false; outputs.disqualified.len()],
        };
        Desk {
            room: Room::new(compiled),
            batch,
            tables,
            bound,
            as_of: 0,
            texts: texts(code),
            cells: vec![[u64::MAX, 0]; code.schema.attributes.len()],
            moves: code.sources.iter().any(|source| source.atoms.iter().any(ages)),
            compares: blocks().any(|i| compares(&i.op))
                || code.tests.iter().any(|test| matches!(test.kind, TestKind::Has(..))),
            // The first lead makes them.
            stale: true,
            full: false,
            order: Vec::new(),
            verdict,
        }
    }

    fn score<E: EventCells>(
        &mut self,
        compiled: &Compiled,
        lead: &impl Cells,
        events: &[E],
        as_of: i64,
    ) -> &Verdict {
        let code = compiled.plan.code();
        self.stale |= self.moves && as_of != self.as_of;
        self.as_of = as_of;
        if self.full {
            self.forget(code);
        }
        self.put_lead(&compiled.layout, lead);
        self.put_events(&compiled.layout, events);
        if self.stale {
            self.tables = Tables::new(code, &self.batch, as_of, false, 1);
            self.bound = Bound::new(code, &self.batch, &self.tables);
            self.stale = false;
        } else if !events.is_empty() {
            self.bound.point_to_events(code, &self.batch);
        }
        self.point_to_cells();
        let place = Place { row: 0, events: 0..events.len() };
        let data = (&self.batch, &self.tables, &self.bound);
        self.room.score(compiled, data, &place, as_of);
        self.judge(compiled);
        &self.verdict
    }

    fn forget(&mut self, code: &Code) {
        (self.batch, self.texts) = (blank(code), texts(code));
        (self.stale, self.full) = (true, false);
    }

    fn put_lead(&mut self, layout: &Layout, lead: &impl Cells) {
        let mut news = News { bound: &mut self.bound, layout, stale: self.compares, any: false };
        let columns = self.batch.leads.attributes.iter_mut().zip(&mut self.texts);
        for (i, (cell, (column, texts))) in self.cells.iter_mut().zip(columns).enumerate() {
            *cell = match (texts.kind, lead.cell(i)) {
                (Kind::Number, Cell::Number(number)) => [number.to_bits(), 1],
                (Kind::Bool, Cell::Bool(yes)) => [u64::from(yes), 1],
                (Kind::Date, Cell::Date(date)) => [date as u64, 1],
                (Kind::Text, Cell::Text(text)) => match texts.codes.get(text) {
                    Some(code) => [u64::from(code), 1],
                    None => [learn(column, texts, text, &mut news), 1],
                },
                (Kind::List, value) => {
                    // INVARIANT: nobody else has the session's columns.
                    if let Some(column) = Arc::get_mut(column) {
                        clear(column);
                        push(column, value, texts, &mut news);
                    }
                    continue;
                }
                _ => [u64::MAX, 0],
            };
        }
        self.stale |= news.stale && news.any;
        self.full |= news.any && self.texts.iter().any(|texts| texts.codes.len() >= TEXTS);
    }

    /// The cells of the lead take the place of its columns of one row; lists stay where they are.
    fn point_to_cells(&mut self) {
        for ((strip, cell), texts) in self.bound.strips.iter_mut().zip(&self.cells).zip(&self.texts)
        {
            if texts.kind != Kind::List {
                let [value, known] = cell;
                *strip = Strip { values: (&raw const *value).cast(), known };
            }
        }
    }

    fn put_events<E: EventCells>(&mut self, layout: &Layout, events: &[E]) {
        let log = &mut self.batch.log;
        if events.is_empty() && log.times.is_empty() {
            return;
        }
        self.order.clear();
        self.order.extend(0..events.len() as u32);
        if !events.is_sorted_by_key(EventCells::time) {
            self.order.sort_by_key(|event| events[*event as usize].time());
        }
        let sorted = || self.order.iter().map(|event| &events[*event as usize]);
        log.offsets[1] = events.len();
        log.events.clear();
        log.events.extend(sorted().map(EventCells::event));
        log.times.clear();
        log.times.extend(sorted().map(EventCells::time));
        let mut news = News { bound: &mut self.bound, layout, stale: self.compares, any: false };
        let texts = self.texts.iter_mut().skip(self.batch.leads.attributes.len());
        for (i, (column, texts)) in log.properties.iter_mut().zip(texts).enumerate() {
            let Some(column) = Arc::get_mut(column) else { continue };
            clear(column);
            for event in sorted() {
                push(column, event.cell(i), texts, &mut news);
            }
        }
        self.stale |= news.stale && news.any;
        self.full |= news.any && self.texts.iter().any(|texts| texts.codes.len() >= TEXTS);
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

/// What new texts bring.
struct News<'n> {
    bound: &'n mut Bound,
    layout: &'n Layout,
    /// The tables must be made again, if there was a new text at all.
    stale: bool,
    any: bool,
}

impl Texts {
    fn code(&mut self, text: &str, dictionary: &mut Arc<Dictionary>, news: &mut News) -> u32 {
        if let Some(code) = self.codes.get(text) {
            return code;
        }
        let code = self.codes.len() as u32;
        self.codes.insert(text, code);
        // Tables keep the dictionary that they were made for.
        Arc::make_mut(dictionary).push(text);
        for view in &mut self.views {
            let classes = view.classes();
            view.ask(text);
            for (test, answer) in view.latest() {
                news.bound.append_answer(news.layout.test(test), answer);
            }
            if let Some((source, class)) = view.latest_class() {
                news.bound.append_class(news.layout.source(source), class);
            }
            news.stale |= view.classes() != classes;
        }
        news.any = true;
        code
    }
}

/// No lead yet: one row, in which nothing is known.
fn blank(code: &Code) -> Batch {
    let columns = |fields: &[Field], rows: usize| {
        let column = |field: &Field| {
            let mut column = empty(&field.ty);
            (0..rows).for_each(|_| push_unknown(&mut column));
            Arc::new(column)
        };
        fields.iter().map(column).collect()
    };
    let schema = &code.schema;
    Batch {
        leads: Leads { rows: 1, attributes: columns(&schema.attributes, 1) },
        log: EventLog {
            offsets: vec![0, 0],
            events: Vec::new(),
            times: Vec::new(),
            properties: columns(&schema.properties, 0),
        },
    }
}

fn texts(code: &Code) -> Vec<Texts> {
    let schema = &code.schema;
    let of =
        |field: &Field| Texts { kind: kind(&field.ty), codes: Seen::default(), views: Vec::new() };
    let fields = schema.attributes.iter().chain(&schema.properties);
    let mut texts: Vec<Texts> = fields.map(of).collect();
    for (id, view) in code.views.iter().enumerate() {
        let strip = match view.column {
            register::Column::Lead(id) => id.0 as usize,
            register::Column::Event(id) => schema.attributes.len() + id.0 as usize,
        };
        texts[strip].views.extend(ViewAnswers::new(code, id, false));
    }
    texts
}

fn kind(ty: &Type) -> Kind {
    match ty {
        Type::Number => Kind::Number,
        Type::Bool => Kind::Bool,
        Type::Date => Kind::Date,
        Type::Text | Type::OneOf(_) => Kind::Text,
        Type::List => Kind::List,
    }
}

/// The code of a text that is new.
fn learn(column: &mut Arc<Column>, texts: &mut Texts, text: &str, news: &mut News) -> u64 {
    match Arc::get_mut(column) {
        Some(Column::Text { dictionary, .. }) => u64::from(texts.code(text, dictionary, news)),
        _ => u64::from(UNKNOWN_CODE),
    }
}

fn empty(ty: &Type) -> Column {
    let known = Bitmap::default();
    match ty {
        Type::Number => Column::Number { values: Vec::new(), known },
        Type::Bool => Column::Bool { values: Bitmap::default(), known },
        Type::Date => Column::Date { values: Vec::new(), known },
        Type::Text | Type::OneOf(_) => {
            Column::Text { codes: Vec::new(), dictionary: Arc::default() }
        }
        Type::List => {
            Column::List { offsets: vec![0], codes: Vec::new(), known, dictionary: Arc::default() }
        }
    }
}

fn clear(column: &mut Column) {
    match column {
        Column::Number { values, known } => {
            values.clear();
            known.clear();
        }
        Column::Bool { values, known } => {
            values.clear();
            known.clear();
        }
        Column::Date { values, known } => {
            values.clear();
            known.clear();
        }
        Column::Text { codes, .. } => codes.clear(),
        Column::List { offsets, codes, known, .. } => {
            offsets.truncate(1);
            codes.clear();
            known.clear();
        }
    }
}

fn push_unknown(column: &mut Column) {
    match column {
        Column::Number { values, known } => {
            values.push(0.0);
            known.push(false);
        }
        Column::Bool { values, known } => {
            values.push(false);
            known.push(false);
        }
        Column::Date { values, known } => {
            values.push(0);
            known.push(false);
        }
        Column::Text { codes, .. } => codes.push(UNKNOWN_CODE),
        Column::List { offsets, codes, known, .. } => {
            offsets.push(codes.len() as u32);
            known.push(false);
        }
    }
}

fn push(column: &mut Column, value: Cell, texts: &mut Texts, news: &mut News) {
    match (column, value) {
        (Column::Number { values, known }, Cell::Number(number)) => {
            values.push(number);
            known.push(true);
        }
        (Column::Bool { values, known }, Cell::Bool(yes)) => {
            values.push(yes);
            known.push(true);
        }
        (Column::Date { values, known }, Cell::Date(date)) => {
            values.push(date);
            known.push(true);
        }
        (Column::Text { codes, dictionary }, Cell::Text(text)) => {
            codes.push(texts.code(text, dictionary, news));
        }
        (Column::List { offsets, codes, known, dictionary }, Cell::List(items)) => {
            codes.extend(items.iter().map(|item| texts.code(item, dictionary, news)));
            offsets.push(codes.len() as u32);
            known.push(true);
        }
        (column, _) => push_unknown(column),
    }
}
