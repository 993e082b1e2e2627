//! What is found out once for each text of a batch's dictionaries: answers of tests, texts to compare, ranks to sort by.

mod affixes;
pub mod alone;
pub mod answers;
pub mod classing;
pub mod clauses;
pub mod points;
pub mod row;
mod seen;
mod texts;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::bytecode::classes::Of;
use crate::bytecode::code::{Code, View};
use crate::bytecode::opcode::Op;
use crate::bytecode::register::Column;
use crate::bytecode::tables::classing::Classing;
use crate::bytecode::tables::clauses::ClauseBits;
use crate::bytecode::tables::points::PointsByClass;
use crate::ir::expr::{Quantifier, TextOp, TextSet};
use crate::types::columns::{self, Batch, Dictionary};
use crate::types::text::{contains_word, domain, fold, fold_arc};

/// The answer of a test; 1 is yes.
pub const NO: u8 = 0;
pub const UNKNOWN: u8 = 2;
/// No item, no id.
pub const NO_ID: u32 = u32::MAX;

/// What a batch's dictionaries and a moment make of a program's views, tests and classes.
#[derive(Debug)]
pub struct Tables {
    pub views: Vec<ViewTable>,
    pub tests: Vec<TestTable>,
    /// By source, and by table.
    pub classings: Vec<Classing>,
    pub points: Vec<PointsByClass>,
    pub clauses: Vec<ClauseBits>,
    /// Ranks of texts ignoring case, for columns that are keys.
    pub ranks: HashMap<Column, Vec<u64>>,
    made_for: MadeFor,
}

/// What tables hold for: these dictionaries (by column; kept, so that no other comes to lie where one was), this moment, lines or not.
#[derive(Debug)]
struct MadeFor {
    dictionaries: Vec<(Column, Option<Arc<Dictionary>>)>,
    as_of: i64,
    lines: bool,
}

/// What a text, or its domain, is; empty where texts are not compared with each other.
#[derive(Debug, Default)]
pub struct ViewTable {
    pub written: Vec<Option<Arc<str>>>,
    pub folded: Vec<Option<Arc<str>>>,
    /// Equal for equal texts of all views that are compared.
    pub written_ids: Vec<u32>,
    pub folded_ids: Vec<u32>,
}

#[derive(Debug)]
pub enum TestTable {
    /// [`NO`], 1 or [`UNKNOWN`].
    Text(Vec<u8>),
    /// Which of the test's items the text is, and how many different items there are.
    List { items: Vec<u32>, count: usize, quantifier: Quantifier },
}

impl Tables {
    /// `lines`: also what only the columns of lines need.
    pub fn new(code: &Code, batch: &Batch, as_of: i64, lines: bool, threads: usize) -> Tables {
        let (tests, mut classings) = answers::all(code, batch, lines, threads);
        for (source, classing) in code.sources.iter().zip(&mut classings) {
            if !matches!(source.of, Of::Text(_)) {
                *classing = Classing::of(code, source, as_of);
            }
        }
        let points = code.points.iter();
        let points = points.map(|t| PointsByClass::new(code, t, &classings, as_of)).collect();
        let clauses = code.clauses.iter();
        let clauses = clauses.map(|t| ClauseBits::new(code, t, &classings, as_of)).collect();
        let mut ranks = HashMap::new();
        for op in operations(code) {
            if let Op::LoadKey { column, .. } = op
                && let Some(dictionary) = dictionary(batch, *column)
            {
                ranks.entry(*column).or_insert_with(|| ranks_of(dictionary));
            }
        }
        let made_for = MadeFor::new(code, batch, as_of, lines);
        Tables { views: views(code, batch), tests, classings, points, clauses, ranks, made_for }
    }

    /// The tables of columns to which texts are added.
    pub fn learn_answer(&mut self, test: u32, answer: u8) {
        if let Some(TestTable::Text(answers)) = self.tests.get_mut(test as usize) {
            answers.push(answer);
        }
    }

    pub fn learn_class(&mut self, source: u32, class: u32) {
        if let Some(Classing::Texts { of_code, .. }) = self.classings.get_mut(source as usize) {
            of_code.push(class);
        }
    }

    /// Do they hold for another batch too? Parts of one file share their dictionaries.
    pub fn hold_for(&self, code: &Code, batch: &Batch, as_of: i64, lines: bool) -> bool {
        let other = MadeFor::new(code, batch, as_of, lines);
        let same = |(a, b): (&(Column, Option<Arc<Dictionary>>), &(Column, _))| match (&a.1, &b.1) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        (self.made_for.as_of, self.made_for.lines) == (as_of, lines)
            && self.made_for.dictionaries.iter().zip(&other.dictionaries).all(same)
    }
}

impl MadeFor {
    fn new(code: &Code, batch: &Batch, as_of: i64, lines: bool) -> MadeFor {
        let ranked = operations(code).filter_map(|op| match op {
            Op::LoadKey { column, .. } => Some(*column),
            _ => None,
        });
        let columns = code.views.iter().map(|view| view.column).chain(ranked);
        let dictionaries = columns.map(|column| (column, dictionary(batch, column).cloned()));
        MadeFor { dictionaries: dictionaries.collect(), as_of, lines }
    }
}

fn operations(code: &Code) -> impl Iterator<Item = &Op> {
    code.scopes.iter().flat_map(|scope| scope.block.iter().map(|i| &i.op))
}

/// The data of a column, if the batch has it.
pub fn column(batch: &Batch, column: Column) -> Option<&columns::Column> {
    let found = match column {
        Column::Lead(id) => batch.leads.attributes.get(id.0 as usize),
        Column::Event(id) => batch.log.properties.get(id.0 as usize),
    };
    found.map(|column| column.as_ref())
}

fn dictionary(batch: &Batch, of: Column) -> Option<&Arc<Dictionary>> {
    match column(batch, of)? {
        columns::Column::Text { dictionary, .. } | columns::Column::List { dictionary, .. } => {
            Some(dictionary)
        }
        _ => None,
    }
}

/// The texts of views that are compared with each other, and their numbers.
fn views(code: &Code, batch: &Batch) -> Vec<ViewTable> {
    let mut views: Vec<ViewTable> = code.views.iter().map(|_| ViewTable::default()).collect();
    let mut ids = HashMap::new();
    for op in operations(code) {
        let (Op::SameText { view_a, view_b, .. } | Op::TextPair { view_a, view_b, .. }) = op else {
            continue;
        };
        for id in [*view_a as usize, *view_b as usize] {
            if views[id].written.is_empty() {
                views[id] = view_table(batch, &code.views[id]);
                views[id].written_ids = numbered(&views[id].written, &mut ids);
                views[id].folded_ids = numbered(&views[id].folded, &mut ids);
            }
        }
    }
    views
}

fn view_table(batch: &Batch, view: &View) -> ViewTable {
    let Some(dictionary) = dictionary(batch, view.column) else { return ViewTable::default() };
    let inner = |text: &str| {
        (0..view.domains)
            .try_fold(Arc::from(text), |text: Arc<str>, _| domain(&text).map(Arc::from))
    };
    let written: Vec<Option<Arc<str>>> = dictionary.iter().map(inner).collect();
    let folded = written.iter().map(|text| text.as_ref().map(fold_arc)).collect();
    ViewTable { written, folded, ..ViewTable::default() }
}

fn numbered(texts: &[Option<Arc<str>>], ids: &mut HashMap<Arc<str>, u32>) -> Vec<u32> {
    let mut number = |text: &Option<Arc<str>>| {
        let next = ids.len() as u32;
        text.as_ref().map_or(NO_ID, |text| *ids.entry(text.clone()).or_insert(next))
    };
    texts.iter().map(&mut number).collect()
}

fn ranks_of(dictionary: &Dictionary) -> Vec<u64> {
    let folded: Vec<Cow<str>> = dictionary.iter().map(fold).collect();
    let mut sorted = folded.clone();
    sorted.sort();
    sorted.dedup();
    folded.iter().map(|text| sorted.partition_point(|other| other < text) as u64).collect()
}

fn items(set: &TextSet) -> Vec<Arc<str>> {
    set.items.iter().map(|item| if set.exact { item.clone() } else { fold_arc(item) }).collect()
}

/// The different items, numbered from 0.
fn item_numbers(set: &TextSet) -> HashMap<Arc<str>, u32> {
    let mut numbers = HashMap::new();
    for item in items(set) {
        let next = numbers.len() as u32;
        numbers.entry(item).or_insert(next);
    }
    numbers
}

/// A test of one text by another, both folded or both as written.
pub fn holds(op: TextOp, text: &str, other: &str) -> bool {
    match op {
        TextOp::Contains => text.contains(other),
        TextOp::ContainsWord => contains_word(text, other),
        TextOp::StartsWith => text.starts_with(other),
        TextOp::EndsWith => text.ends_with(other),
    }
}
