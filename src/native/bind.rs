//! The data of a batch as compiled code reads it: pointers to columns, tables by code.

use crate::bytecode::Code;
use crate::bytecode::code::TestKind;
use crate::bytecode::tables::{NO, NO_ID, Tables, TestTable, UNKNOWN};
use crate::native::frame::{Strip, Table};
use crate::types::Type;
use crate::types::columns::{Batch, Column};

/// The entries of a table, with one for all other codes behind them.
enum Entries {
    Bytes(Vec<u8>),
    Ids(Vec<u32>),
    Points(Vec<i64>),
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

    /// Again, after the columns have changed.
    pub fn point_to_columns(&mut self, code: &Code, batch: &Batch) {
        self.strips.clear();
        let events = batch.log.times.len();
        let most = batch.rows().max(events);
        for (i, field) in code.schema.attributes.iter().enumerate() {
            let column = batch.leads.attributes.get(i).map(|column| column.as_ref());
            self.point_to(column, &field.ty, batch.rows(), most);
        }
        for (i, field) in code.schema.properties.iter().enumerate() {
            let column = batch.log.properties.get(i).map(|column| column.as_ref());
            self.point_to(column, &field.ty, events, most);
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
        let table = |entries: &Entries| match entries {
            Entries::Bytes(all) => Table { data: all.as_ptr(), last: all.len() as u64 - 1 },
            Entries::Ids(all) => Table { data: all.as_ptr().cast(), last: all.len() as u64 - 1 },
            Entries::Points(all) => Table { data: all.as_ptr().cast(), last: all.len() as u64 - 1 },
        };
        self.tables = self.entries.iter().map(table).collect();
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

/// In the order that `emit` counts them.
fn entries(code: &Code, tables: &Tables) -> Vec<Entries> {
    let behind = |ids: &[u32]| Entries::Ids(ids.iter().copied().chain([NO_ID]).collect());
    let tests = code.tests.iter().zip(&tables.tests).map(|(test, table)| {
        // Whether a text is known is known even where there is none.
        let none = if test.kind == TestKind::Known { NO } else { UNKNOWN };
        let answers = match table {
            TestTable::Text(answers) => answers.as_slice(),
            TestTable::List { .. } => &[],
        };
        Entries::Bytes(answers.iter().copied().chain([none]).collect())
    });
    let folds = tables.text_folds.iter();
    let folds = folds.map(|points| Entries::Points(points.iter().copied().chain([0]).collect()));
    let written = tables.views.iter().map(|view| behind(&view.written_ids));
    let folded = tables.views.iter().map(|view| behind(&view.folded_ids));
    tests.chain(folds).chain(written).chain(folded).collect()
}
