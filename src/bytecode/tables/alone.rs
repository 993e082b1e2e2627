//! One lead at a time as columns of one row that are filled again for each lead, and what its texts answer, remembered.

use std::sync::Arc;

use crate::bytecode::classes::Atom;
use crate::bytecode::code::{Code, TestKind};
use crate::bytecode::opcode::Op;
use crate::bytecode::register;
use crate::bytecode::tables::answers::ViewAnswers;
use crate::bytecode::tables::seen::Seen;
use crate::types::columns::{Batch, Bitmap, Column, Dictionary, EventLog, Leads, UNKNOWN_CODE};
use crate::types::schema::Field;
use crate::types::{Cell, Cells, EventCells, Type};

/// So many texts of a column are remembered; then all are forgotten.
const TEXTS: usize = 1 << 16;

/// The columns of a lead and its events.
pub struct Alone {
    pub batch: Batch,
    /// Attributes, then properties.
    texts: Vec<Texts>,
    order: Vec<u32>,
    as_of: i64,
    /// The tables depend on the moment.
    moves: bool,
    /// A new text changes more than its own entries: texts are compared with each other, or sorted.
    compares: bool,
    stale: bool,
    /// A column has had too many texts.
    full: bool,
}

/// Who keeps what texts answer hears of new ones.
pub trait News {
    /// The answer of a test to one more text of its column.
    fn answer(&mut self, test: u32, answer: u8);
    /// The class in which a source has one more text.
    fn class(&mut self, source: u32, class: u32);
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
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

/// Hands on the news, and notes what they mean for the tables.
struct Desk<'n> {
    news: &'n mut dyn News,
    any: bool,
    /// There is a class that the tables do not have.
    more: bool,
}

impl Alone {
    pub fn new(code: &Code) -> Alone {
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
        Alone {
            batch: blank(code),
            texts: texts(code),
            order: Vec::new(),
            as_of: 0,
            moves: code.sources.iter().any(|source| source.atoms.iter().any(ages)),
            compares: blocks().any(|i| compares(&i.op))
                || code.tests.iter().any(|test| matches!(test.kind, TestKind::Has(..))),
            // The first lead makes the tables.
            stale: true,
            full: false,
        }
    }

    /// Before the next lead.
    pub fn begin(&mut self, code: &Code, as_of: i64) {
        self.stale |= self.moves && as_of != self.as_of;
        self.as_of = as_of;
        if self.full {
            (self.batch, self.texts) = (blank(code), texts(code));
            (self.stale, self.full) = (true, false);
        }
    }

    /// Must the tables be made again from the batch? Asked once a lead, behind its values and events.
    pub fn tables_are_stale(&mut self) -> bool {
        std::mem::take(&mut self.stale)
    }

    #[inline]
    pub fn kind(&self, attribute: usize) -> Kind {
        self.texts[attribute].kind
    }

    /// All attributes as columns.
    pub fn put_lead(&mut self, lead: &impl Cells, news: &mut dyn News) {
        for attribute in 0..self.batch.leads.attributes.len() {
            self.put_attribute(attribute, lead.cell(attribute), news);
        }
    }

    /// One attribute as a column.
    pub fn put_attribute(&mut self, attribute: usize, value: Cell, news: &mut dyn News) {
        let mut desk = Desk { news, any: false, more: false };
        let column = &mut self.batch.leads.attributes[attribute];
        // INVARIANT: nobody else has these columns.
        if let Some(column) = Arc::get_mut(column) {
            clear(column);
            push(column, value, &mut self.texts[attribute], &mut desk);
        }
        let (any, more) = (desk.any, desk.more);
        self.heard(any, more);
    }

    /// The code of an attribute's text, whose column stays as it is.
    #[inline]
    pub fn code(&mut self, attribute: usize, text: &str, news: &mut dyn News) -> u32 {
        match self.texts[attribute].codes.get(text) {
            Some(code) => code,
            None => self.learn(attribute, text, news),
        }
    }

    #[cold]
    fn learn(&mut self, attribute: usize, text: &str, news: &mut dyn News) -> u32 {
        let mut desk = Desk { news, any: false, more: false };
        let column = Arc::get_mut(&mut self.batch.leads.attributes[attribute]);
        let code = match column {
            Some(Column::Text { dictionary, .. }) => {
                self.texts[attribute].code(text, dictionary, &mut desk)
            }
            _ => UNKNOWN_CODE,
        };
        let (any, more) = (desk.any, desk.more);
        self.heard(any, more);
        code
    }

    pub fn put_events<E: EventCells>(&mut self, events: &[E], news: &mut dyn News) {
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
        let mut desk = Desk { news, any: false, more: false };
        let texts = self.texts.iter_mut().skip(self.batch.leads.attributes.len());
        for (i, (column, texts)) in log.properties.iter_mut().zip(texts).enumerate() {
            let Some(column) = Arc::get_mut(column) else { continue };
            clear(column);
            for event in sorted() {
                push(column, event.cell(i), texts, &mut desk);
            }
        }
        let (any, more) = (desk.any, desk.more);
        self.heard(any, more);
    }

    fn heard(&mut self, any: bool, more: bool) {
        self.stale |= more || any && self.compares;
        self.full |= any && self.texts.iter().any(|texts| texts.codes.len() >= TEXTS);
    }
}

impl Texts {
    fn code(&mut self, text: &str, dictionary: &mut Arc<Dictionary>, desk: &mut Desk) -> u32 {
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
            view.latest().for_each(|(test, answer)| desk.news.answer(test, answer));
            if let Some((source, class)) = view.latest_class() {
                desk.news.class(source, class);
            }
            desk.more |= view.classes() != classes;
        }
        desk.any = true;
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

fn push(column: &mut Column, value: Cell, texts: &mut Texts, desk: &mut Desk) {
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
            codes.push(texts.code(text, dictionary, desk));
        }
        (Column::List { offsets, codes, known, dictionary }, Cell::List(items)) => {
            codes.extend(items.iter().map(|item| texts.code(item, dictionary, desk)));
            offsets.push(codes.len() as u32);
            known.push(true);
        }
        (column, _) => push_unknown(column),
    }
}
