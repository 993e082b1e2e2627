//! What is found out once for each text of a batch's dictionaries: answers of tests, texts to compare, ranks to sort by.

use std::collections::HashMap;
use std::sync::Arc;

use crate::bytecode::code::{Code, Test, TestKind, TextFold, View};
use crate::bytecode::opcode::Op;
use crate::bytecode::register::Column;
use crate::bytecode::steps::Steps;
use crate::ir::expr::{Quantifier, TextOp, TextSet};
use crate::types::columns::{self, Batch, Dictionary};
use crate::types::text::{contains_word, domain, fold_arc};

/// The answer of a test; 1 is yes.
pub const NO: u8 = 0;
pub const UNKNOWN: u8 = 2;
/// No item, no id.
pub const NO_ID: u32 = u32::MAX;

/// By code of a dictionary, for the views and tests of a program.
pub struct Tables {
    pub views: Vec<ViewTable>,
    pub tests: Vec<TestTable>,
    /// Points by code, and by number.
    pub text_folds: Vec<Vec<i64>>,
    pub number_folds: Vec<Steps>,
    /// Ranks of texts ignoring case, for columns that are keys.
    pub ranks: HashMap<Column, Vec<u64>>,
}

/// What a text, or its domain, is.
#[derive(Default)]
pub struct ViewTable {
    pub written: Vec<Option<Arc<str>>>,
    pub folded: Vec<Option<Arc<str>>>,
    /// Equal for equal texts of all views that are compared; empty where this one is not.
    pub written_ids: Vec<u32>,
    pub folded_ids: Vec<u32>,
}

pub enum TestTable {
    /// [`NO`], 1 or [`UNKNOWN`].
    Text(Vec<u8>),
    /// Which of the test's items the text is, and how many different items there are.
    List { items: Vec<u32>, count: usize, quantifier: Quantifier },
}

impl Tables {
    pub fn new(code: &Code, batch: &Batch) -> Tables {
        let mut views: Vec<ViewTable> = code.views.iter().map(|v| view_table(batch, v)).collect();
        identify(code, &mut views);
        let tests: Vec<TestTable> = code.tests.iter().map(|t| test_table(&views, t)).collect();
        let text_folds = code.text_folds.iter().map(|fold| points_by_code(&tests, fold)).collect();
        let number_folds = code.number_folds.iter().map(Steps::new).collect();
        let mut ranks = HashMap::new();
        for op in operations(code) {
            if let Op::LoadKey { column } = op
                && let Some(dictionary) = dictionary(batch, *column)
            {
                ranks.entry(*column).or_insert_with(|| ranks_of(dictionary));
            }
        }
        Tables { views, tests, text_folds, number_folds, ranks }
    }
}

fn points_by_code(tests: &[TestTable], fold: &TextFold) -> Vec<i64> {
    let mut points = Vec::new();
    for (test, worth) in fold {
        let Some(TestTable::Text(answers)) = tests.get(*test as usize) else { continue };
        points.resize(answers.len(), 0);
        let holding = points.iter_mut().zip(answers).filter(|(_, answer)| **answer == 1);
        holding.for_each(|(sum, _)| *sum += worth.0);
    }
    points
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

fn dictionary(batch: &Batch, of: Column) -> Option<&Dictionary> {
    match column(batch, of)? {
        columns::Column::Text { dictionary, .. } | columns::Column::List { dictionary, .. } => {
            Some(dictionary)
        }
        _ => None,
    }
}

fn view_table(batch: &Batch, view: &View) -> ViewTable {
    let Some(dictionary) = dictionary(batch, view.column) else { return ViewTable::default() };
    let inner = |text: &Arc<str>| {
        (0..view.domains).try_fold(text.clone(), |text, _| domain(&text).map(Arc::from))
    };
    let written: Vec<Option<Arc<str>>> = dictionary.values.iter().map(inner).collect();
    let folded = written.iter().map(|text| text.as_ref().map(fold_arc)).collect();
    ViewTable { written, folded, ..ViewTable::default() }
}

/// Numbers the texts of views that are compared with each other.
fn identify(code: &Code, views: &mut [ViewTable]) {
    let mut ids = HashMap::new();
    for op in operations(code) {
        let Op::SameText { view_a, view_b, .. } = op else { continue };
        for id in [*view_a, *view_b] {
            let Some(view) = views.get_mut(id as usize) else { continue };
            if view.written_ids.is_empty() {
                view.written_ids = numbered(&view.written, &mut ids);
                view.folded_ids = numbered(&view.folded, &mut ids);
            }
        }
    }
}

fn numbered(texts: &[Option<Arc<str>>], ids: &mut HashMap<Arc<str>, u32>) -> Vec<u32> {
    let mut number = |text: &Option<Arc<str>>| {
        let next = ids.len() as u32;
        text.as_ref().map_or(NO_ID, |text| *ids.entry(text.clone()).or_insert(next))
    };
    texts.iter().map(&mut number).collect()
}

fn ranks_of(dictionary: &Dictionary) -> Vec<u64> {
    let folded: Vec<Arc<str>> = dictionary.values.iter().map(fold_arc).collect();
    let mut sorted = folded.clone();
    sorted.sort();
    sorted.dedup();
    folded.iter().map(|text| sorted.partition_point(|other| other < text) as u64).collect()
}

fn test_table(views: &[ViewTable], test: &Test) -> TestTable {
    let empty = ViewTable::default();
    let view = views.get(test.view as usize).unwrap_or(&empty);
    let each = |exact: bool, holds: &dyn Fn(&str) -> bool| {
        let texts = if exact { &view.written } else { &view.folded };
        let answer =
            |text: &Option<Arc<str>>| text.as_ref().map_or(UNKNOWN, |t| u8::from(holds(t)));
        TestTable::Text(texts.iter().map(answer).collect())
    };
    match &test.kind {
        TestKind::Known => {
            let known = |text: &Option<Arc<str>>| u8::from(text.is_some());
            TestTable::Text(view.written.iter().map(known).collect())
        }
        TestKind::In(set) => {
            let items = item_numbers(set);
            each(set.exact, &|text| items.contains_key(text))
        }
        TestKind::Text(op, quantifier, set) => {
            let items = items(set);
            each(set.exact, &|text| match quantifier {
                Quantifier::Any => items.iter().any(|item| holds(*op, text, item)),
                Quantifier::All => items.iter().all(|item| holds(*op, text, item)),
            })
        }
        TestKind::Matches(pattern) => each(true, &|text| pattern.regex.is_match(text)),
        TestKind::Has(quantifier, set) => {
            let numbers = item_numbers(set);
            let texts = if set.exact { &view.written } else { &view.folded };
            let item = |text: &Option<Arc<str>>| {
                text.as_ref().and_then(|t| numbers.get(t).copied()).unwrap_or(NO_ID)
            };
            let items = texts.iter().map(item).collect();
            TestTable::List { items, count: numbers.len(), quantifier: *quantifier }
        }
    }
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
