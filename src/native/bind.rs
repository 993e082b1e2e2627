//! The data of a batch as compiled code reads it: pointers to columns, tables by code.

use crate::bytecode::Code;
use crate::bytecode::code::TestKind;
use crate::bytecode::tables::classing::{Classing, UNKNOWN_CLASS};
use crate::bytecode::tables::clauses::ClauseBits;
use crate::bytecode::tables::{NO, NO_ID, Tables, TestTable, UNKNOWN};
use crate::native::frame::{Strip, Table};
use crate::types::Type;
use crate::types::columns::{Batch, Column, EventLog, Leads};

/// The entries of a table, with one for all other codes behind them.
enum Entries {
    Bytes(Vec<u8>),
    Ids(Vec<u32>),
    Words(Vec<u64>),
}

impl Entries {
    fn table(&self) -> Table {
        let (data, length) = match self {
            Entries::Bytes(all) => (all.as_ptr(), all.len()),
            Entries::Ids(all) => (all.as_ptr().cast(), all.len()),
            Entries::Words(all) => (all.as_ptr().cast(), all.len()),
        };
        Table { data, last: length as u64 - 1 }
    }
}

/// A batch's columns and tables. The pointers hold as long as both it and the batch live and do not change.
pub struct Bound {
    pub strips: Vec<Strip>,
    pub tables: Vec<Table>,
    /// What the tables point into.
    entries: Vec<Entries>,
    /// What columns that are missing point into: nothing is known, no text has this code.
    missing: Vec<u64>,
    unknown: Vec<u64>,
}

impl Bound {
    pub fn new(code: &Code, batch: &Batch, tables: &Tables) -> Bound {
        let mut bound = Bound {
            strips: Vec::new(),
            tables: Vec::new(),
            entries: entries(code, tables),
            missing: Vec::new(),
            unknown: Vec::new(),
        };
        bound.point_to_tables();
        bound.point_to_columns(code, batch);
        bound
    }

    fn point_to_columns(&mut self, code: &Code, batch: &Batch) {
        self.strips.clear();
        let events = batch.log.times.len();
        let most = batch.rows().max(events);
        for (i, field) in code.schema.attributes.iter().enumerate() {
            let column = batch.leads.attributes.get(i).map(|column| column.as_ref());
            self.point_to(column, &field.ty, batch.rows(), most);
        }
        self.point_to_properties(code, batch, most);
    }

    /// Again, after the columns of properties alone have changed.
    pub fn point_to_events(&mut self, code: &Code, batch: &Batch) {
        self.strips.truncate(code.schema.attributes.len());
        self.point_to_properties(code, batch, batch.rows().max(batch.log.times.len()));
    }

    fn point_to_properties(&mut self, code: &Code, batch: &Batch, most: usize) {
        let events = batch.log.times.len();
        for (i, field) in code.schema.properties.iter().enumerate() {
            let column = batch.log.properties.get(i).map(|column| column.as_ref());
            self.point_to(column, &field.ty, events, most);
        }
    }

    /// The answer of one more text.
    pub fn append_answer(&mut self, table: usize, answer: u8) {
        if let Some(Entries::Bytes(all)) = self.entries.get_mut(table) {
            all.insert(all.len() - 1, answer);
            self.tables[table] = self.entries[table].table();
        }
    }

    /// The class of one more text.
    pub fn append_class(&mut self, table: usize, class: u32) {
        if let Some(Entries::Ids(all)) = self.entries.get_mut(table) {
            all.insert(all.len() - 1, class);
            self.tables[table] = self.entries[table].table();
        }
    }

    fn point_to(&mut self, column: Option<&Column>, ty: &Type, rows: usize, most: usize) {
        let whole = column.filter(|column| column.len() >= rows);
        let strip = whole.and_then(|column| strip(column, ty));
        let strip = strip.unwrap_or_else(|| {
            // Made once, for all that are missing: as long as the longest would be.
            if self.missing.len() < most {
                self.missing = vec![0; most];
                self.unknown = vec![u64::MAX; most];
            }
            let values = if is_text(ty) { &self.unknown } else { &self.missing };
            Strip { values: values.as_ptr().cast(), known: self.missing.as_ptr() }
        });
        self.strips.push(strip);
    }

    fn point_to_tables(&mut self) {
        self.tables = self.entries.iter().map(Entries::table).collect();
    }
}

fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::Text | Type::OneOf(_))
}

fn strip(column: &Column, ty: &Type) -> Option<Strip> {
    let fits = match column {
        Column::Number { .. } => matches!(ty, Type::Number),
        Column::Bool { .. } => matches!(ty, Type::Bool),
        Column::Date { .. } => matches!(ty, Type::Date),
        Column::Text { .. } => is_text(ty),
        Column::List { .. } => matches!(ty, Type::List),
    };
    let strip = match column {
        Column::Number { values, known } => {
            Strip { values: values.as_ptr().cast(), known: known.words().as_ptr() }
        }
        Column::Bool { values, known } => {
            Strip { values: values.words().as_ptr().cast(), known: known.words().as_ptr() }
        }
        Column::Date { values, known } => {
            Strip { values: values.as_ptr().cast(), known: known.words().as_ptr() }
        }
        Column::Text { codes, .. } => {
            Strip { values: codes.as_ptr().cast(), known: std::ptr::null() }
        }
        Column::List { offsets, known, .. } => {
            Strip { values: offsets.as_ptr().cast(), known: known.words().as_ptr() }
        }
    };
    fits.then_some(strip)
}

/// Where each table stands among all tables, and what of them is the same for every batch.
pub struct Layout {
    tests: usize,
    views: usize,
    sources: usize,
    points: usize,
    /// By table of clauses: how many tables of bits stand before its own.
    before: Vec<usize>,
    /// The clauses of a program as they are without texts.
    pub clauses: Vec<ClauseBits>,
}

impl Layout {
    pub fn new(code: &Code) -> Layout {
        let leads = Leads { rows: 0, attributes: Vec::new() };
        let log = EventLog { offsets: vec![0], events: vec![], times: vec![], properties: vec![] };
        let clauses = Tables::new(code, &Batch { leads, log }, 0, true, 1).clauses;
        let mut before = vec![0];
        before.extend(clauses.iter().scan(0, |sum, bits| {
            *sum += bits.alive.len();
            Some(*sum)
        }));
        Layout {
            tests: code.tests.len(),
            views: code.views.len(),
            sources: code.sources.len(),
            points: code.points.len(),
            before,
            clauses,
        }
    }

    pub fn test(&self, test: u32) -> usize {
        test as usize
    }

    /// The numbers of a view's texts, as written or folded.
    pub fn view(&self, view: u32, exact: bool) -> usize {
        self.tests + view as usize + if exact { 0 } else { self.views }
    }

    /// The classes of a source's texts.
    pub fn source(&self, source: u32) -> usize {
        self.tests + 2 * self.views + source as usize
    }

    pub fn points(&self, table: u32) -> usize {
        self.tests + 2 * self.views + self.sources + table as usize
    }

    /// The bits of one source of a table of clauses.
    pub fn clause(&self, table: usize, source: usize) -> usize {
        self.tests + 2 * self.views + self.sources + self.points + self.before[table] + source
    }
}

/// In the order of [`Layout`].
fn entries(code: &Code, tables: &Tables) -> Vec<Entries> {
    fn behind(ids: impl Iterator<Item = u32>, last: u32) -> Entries {
        Entries::Ids(ids.chain([last]).collect())
    }
    fn words(words: impl Iterator<Item = u64>) -> Entries {
        Entries::Words(words.chain([0]).collect())
    }
    let tests = code.tests.iter().zip(&tables.tests).map(|(test, table)| {
        // Whether a text is known is known even where there is none.
        let none = if test.kind == TestKind::Known { NO } else { UNKNOWN };
        let answers = match table {
            TestTable::Text(answers) => answers.as_slice(),
            TestTable::List { .. } => &[],
        };
        Entries::Bytes(answers.iter().copied().chain([none]).collect())
    });
    let written = tables.views.iter().map(|view| behind(view.written_ids.iter().copied(), NO_ID));
    let folded = tables.views.iter().map(|view| behind(view.folded_ids.iter().copied(), NO_ID));
    let sources = tables.classings.iter().map(|classing| match classing {
        Classing::Texts { of_code, .. } => behind(of_code.iter(), UNKNOWN_CLASS),
        _ => behind(std::iter::empty(), UNKNOWN_CLASS),
    });
    let points = tables.points.iter();
    let points = points.map(|points| words(points.all.iter().map(|points| *points as u64)));
    let clauses = tables.clauses.iter().flat_map(|bits| &bits.alive);
    let clauses = clauses.map(|alive| words(alive.by_class()));
    tests.chain(written).chain(folded).chain(sources).chain(points).chain(clauses).collect()
}
