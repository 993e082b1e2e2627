//! What the texts of a call answer: tests of each, numbers of those that are compared, ranks of those that are keys.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use crate::data::Column;
use crate::frame::Table;
use crate::layout::{head, test};
use crate::model::{Model, Words};
use crate::pattern;
use crate::types::text::{contains_word, domain, fold};

/// The answers of a test; 1 is yes.
pub const NO: u8 = 0;
pub const UNKNOWN: u8 = 2;
const NO_ID: u32 = u32::MAX;

/// A text, or its domain: as written and in lower case.
pub type Seen<'t> = Option<(Cow<'t, str>, Cow<'t, str>)>;

/// The tables that compiled code looks up, by code, each with one entry more for all other codes.
#[derive(Default)]
pub struct Answers<'t> {
    tests: Vec<Vec<u8>>,
    /// Of each view, as written and folded.
    ids: Vec<[Vec<u32>; 2]>,
    /// The texts of views that are compared.
    pub compared: Vec<Vec<Seen<'t>>>,
    /// By column that is a key.
    pub ranks: Vec<Vec<u64>>,
}

impl<'t> Answers<'t> {
    pub fn new(model: &Model, columns: &[Column<'t>]) -> Answers<'t> {
        let views: Vec<Vec<Seen<'t>>> =
            (0..model.head(head::VIEW_COUNT)).map(|view| seen(model, columns, view)).collect();
        let tests = 0..model.head(head::TEST_COUNT);
        let tests = tests.map(|at| answers(model, model.entry(head::TESTS, at) as usize, &views));
        let ranked = |(at, column)| match model.entry(head::RANKED, at) {
            0 => Vec::new(),
            _ => ranks(column),
        };
        let mut ids = BTreeMap::new();
        let numbered = views.iter().enumerate().map(|(view, texts)| {
            let compared = model.entry(head::VIEWS, 3 * view + 2) != 0;
            let texts = if compared { texts.as_slice() } else { &[] };
            [numbers(texts, |text| &text.0, &mut ids), numbers(texts, |text| &text.1, &mut ids)]
        });
        Answers {
            tests: tests.collect(),
            ids: numbered.collect(),
            ranks: columns.iter().enumerate().map(ranked).collect(),
            compared: views,
        }
    }

    /// In the order in which compiled code numbers them.
    pub fn tables(&self) -> Vec<Table> {
        fn table<T>(entries: &[T]) -> Table {
            Table { data: entries.as_ptr().cast(), last: entries.len() as u64 - 1 }
        }
        let written = self.ids.iter().map(|ids| table(&ids[0]));
        let folded = self.ids.iter().map(|ids| table(&ids[1]));
        let tests = self.tests.iter().map(|test| table(test));
        tests.chain(written).chain(folded).collect()
    }
}

/// The texts of a column as a view shows them.
fn seen<'t>(model: &Model, columns: &[Column<'t>], view: usize) -> Vec<Seen<'t>> {
    let column = model.entry(head::VIEWS, 3 * view) as usize;
    let domains = model.entry(head::VIEWS, 3 * view + 1);
    let show = |text: &&'t str| {
        let mut written = Cow::Borrowed(*text);
        for _ in 0..domains {
            written = match written {
                Cow::Borrowed(text) => domain(text)?,
                Cow::Owned(text) => Cow::Owned(domain(&text)?.into_owned()),
            };
        }
        let folded = match &written {
            Cow::Borrowed(text) => fold(text),
            Cow::Owned(text) => Cow::Owned(fold(text).into_owned()),
        };
        Some((written, folded))
    };
    columns[column].texts.iter().map(show).collect()
}

/// The answers of a test, by code.
fn answers(model: &Model, at: usize, views: &[Vec<Seen>]) -> Vec<u8> {
    let mut words = Words::new(model, at);
    let (view, what, all, exact) = (words.next(), words.next(), words.next(), words.next());
    // Whether there is a text is known even where there is none.
    let none = if what == test::KNOWN { NO } else { UNKNOWN };
    let at = at + 4;
    let answer = |seen: &Seen| match seen {
        None => none,
        Some((written, folded)) => {
            let text = if exact != 0 { written } else { folded };
            u8::from(holds(model, at, what, all != 0, (text, written)))
        }
    };
    views[view as usize].iter().map(answer).chain([none]).collect()
}

fn holds(model: &Model, at: usize, what: u64, all: bool, (text, written): (&str, &str)) -> bool {
    let one = |item: &str| match what {
        test::IN => text == item,
        what => pair(what, text, item),
    };
    match what {
        test::KNOWN => true,
        test::MATCHES => pattern::matches(model, at, written),
        // Membership of lists is asked by row.
        test::HAS => false,
        _ if all => model.items(at).all(one),
        _ => model.items(at).any(one),
    }
}

/// A test of one text by another, both folded or both as written.
pub fn pair(what: u64, text: &str, other: &str) -> bool {
    match what {
        test::CONTAINS => text.contains(other),
        test::CONTAINS_WORD => contains_word(text, other),
        test::STARTS_WITH => text.starts_with(other),
        test::ENDS_WITH => text.ends_with(other),
        _ => false,
    }
}

/// Equal numbers for equal texts of all views.
fn numbers<'t>(
    texts: &[Seen<'t>],
    of: impl for<'s> Fn(&'s (Cow<'t, str>, Cow<'t, str>)) -> &'s Cow<'t, str>,
    ids: &mut BTreeMap<String, u32>,
) -> Vec<u32> {
    let mut number = |seen: &Seen<'t>| {
        let Some(seen) = seen else { return NO_ID };
        let text = of(seen);
        if let Some(id) = ids.get(&**text) {
            return *id;
        }
        let id = ids.len() as u32;
        ids.insert((**text).into(), id);
        id
    };
    let mut all: Vec<u32> = texts.iter().map(&mut number).collect();
    all.push(NO_ID);
    all
}

/// The ranks of texts ignoring case.
fn ranks(column: &Column) -> Vec<u64> {
    let folded: Vec<Cow<str>> = column.texts.iter().map(|text| fold(text)).collect();
    let mut sorted = folded.clone();
    sorted.sort();
    sorted.dedup();
    folded.iter().map(|text| sorted.partition_point(|other| other < text) as u64).collect()
}
