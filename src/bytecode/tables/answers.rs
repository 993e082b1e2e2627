//! What the texts of a batch answer: each text of a dictionary is asked all tests once.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use foldhash::fast::FixedState;

use crate::bytecode::classes::{Atom, Of, Source};
use crate::bytecode::code::{Code, Test, TestKind};
use crate::bytecode::opcode::Op;
use crate::bytecode::tables::classing::{Classing, UNKNOWN_CLASS};
use crate::bytecode::tables::row::Classes;
use crate::bytecode::tables::texts::Matcher;
use crate::bytecode::tables::{NO, NO_ID, TestTable, UNKNOWN, dictionary, item_numbers};
use crate::types::columns::{Batch, Dictionary};
use crate::types::text::fold;

/// The answers of all tests that instructions look up, and the classes of all sources that are texts.
pub fn all(
    code: &Code,
    batch: &Batch,
    lines: bool,
    threads: usize,
) -> (Vec<TestTable>, Vec<Classing>) {
    let mut tables: Vec<TestTable> =
        code.tests.iter().map(|_| TestTable::Text(Vec::new())).collect();
    let mut classings: Vec<Classing> =
        code.sources.iter().map(|source| Classing::of(code, source, 0)).collect();
    let asked = looked_up(code, lines);
    for (id, view) in code.views.iter().enumerate() {
        let Some(dictionary) = dictionary(batch, view.column) else { continue };
        for test in &asked {
            let of = &code.tests[*test as usize];
            if of.view == id as u32 && matches!(of.kind, TestKind::Has(..)) {
                tables[*test as usize] = items_of(of, dictionary);
            }
        }
        let Some(view) = ask(code, id, &asked, dictionary, threads) else { continue };
        for (test, table) in view.tests.iter().zip(view.answers.tables) {
            tables[*test as usize] = TestTable::Text(table);
        }
        if let Some(source) = view.source {
            let (of_code, answers) = (view.answers.of_code, view.answers.classes);
            classings[source] = Classing::Texts { of_code, answers };
        }
    }
    (tables, classings)
}

/// So many texts are asked at once.
const BLOCK: usize = 64;
/// A thread has at least so many texts to ask.
const SHARE: usize = 1 << 15;

/// All texts of a view, on several threads where there are many; the classes are the same for any number.
fn ask(
    code: &Code,
    view: usize,
    asked: &BTreeSet<u32>,
    dictionary: &Dictionary,
    threads: usize,
) -> Option<ViewAnswers> {
    let texts = dictionary.len();
    let share = texts.div_ceil(threads.max(1)).max(SHARE);
    let ask = |start: usize| {
        let mut answers = ViewAnswers::of(code, view, asked)?;
        let end = texts.min(start + share);
        answers.answers.of_code.reserve(end - start);
        let mut texts = dictionary.range(start..end);
        let mut block: Vec<&str> = Vec::with_capacity(BLOCK);
        loop {
            block.clear();
            block.extend(texts.by_ref().take(BLOCK));
            if block.is_empty() {
                return Some(answers);
            }
            answers.answers.ask_block(&answers.matcher, &block);
        }
    };
    std::thread::scope(|scope| {
        let others = (share..texts).step_by(share);
        let others: Vec<_> = others.map(|start| scope.spawn(move || ask(start))).collect();
        let mut all = ask(0)?;
        for other in others {
            // A thread that panicked is a fault of ours, and is not covered up.
            let other = other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            all.answers.append(other.answers);
        }
        Some(all)
    })
}

/// What the texts of one view answer, asked one after the other.
pub struct ViewAnswers {
    matcher: Matcher,
    /// The tests that are looked up, and the source that has classes.
    tests: Vec<u32>,
    source: Option<usize>,
    answers: Answers,
}

impl ViewAnswers {
    /// Nothing where the view's texts are asked nothing; `lines`: also what only the columns of lines need.
    pub fn new(code: &Code, view: usize, lines: bool) -> Option<ViewAnswers> {
        ViewAnswers::of(code, view, &looked_up(code, lines))
    }

    fn of(code: &Code, view: usize, asked: &BTreeSet<u32>) -> Option<ViewAnswers> {
        let here = |test: &&u32| {
            let test = &code.tests[**test as usize];
            test.view == view as u32 && !matches!(test.kind, TestKind::Has(..))
        };
        let tests: Vec<u32> = asked.iter().filter(here).copied().collect();
        let source = code.sources.iter().position(|s| s.of == Of::Text(view as u32));
        if tests.is_empty() && source.is_none() {
            return None;
        }
        let answers = Answers::new(code, source.map(|s| &code.sources[s]), &tests);
        let matcher = Matcher::new(code.views[view].domains, answers.tests(code));
        Some(ViewAnswers { matcher, tests, source, answers })
    }

    pub fn ask(&mut self, text: &str) {
        self.answers.ask(&self.matcher, text);
    }

    /// How many classes there are so far.
    pub fn classes(&self) -> usize {
        self.answers.classes.len()
    }

    /// Each test with its answer to the text that was asked about last.
    pub fn latest(&self) -> impl Iterator<Item = (u32, u8)> + '_ {
        let answers = self.answers.tables.iter().filter_map(|table| table.last().copied());
        self.tests.iter().copied().zip(answers)
    }

    /// The source with the class of that text.
    pub fn latest_class(&self) -> Option<(u32, u32)> {
        let last = self.answers.of_code.len().checked_sub(1)?;
        Some((self.source? as u32, self.answers.of_code.get(last)?))
    }
}

/// The tests that instructions look up by code.
fn looked_up(code: &Code, lines: bool) -> BTreeSet<u32> {
    let blocks = code.scopes.iter().flat_map(|scope| &scope.block);
    let tests = blocks.filter(|i| lines || !i.detail).filter_map(|i| match i.op {
        Op::TextTest { test, .. } | Op::ListTest { test, .. } => Some(test),
        _ => None,
    });
    tests.collect()
}

/// The answers of one view while its texts are asked.
struct Answers {
    /// First those that make classes, by atom, then those that are looked up.
    asked: Vec<(u32, u32)>,
    atoms: usize,
    bits: Vec<u64>,
    tables: Vec<Vec<u8>>,
    /// What each test answers where there is no text.
    of_none: Vec<u8>,
    of_code: Classes,
    classes: Vec<Box<[u64]>>,
    /// The classes of texts that are of one case.
    of_case: Vec<Option<u32>>,
    known: HashMap<Box<[u64]>, u32, FixedState>,
    buffer: String,
}

impl Answers {
    fn new(code: &Code, source: Option<&Source>, tests: &[u32]) -> Answers {
        let atoms = source.map_or(&[][..], |source| &source.atoms);
        // The bits of classes and those of look-ups begin in words of their own.
        let start = atoms.len().div_ceil(64) * 64;
        let of_atom = |(bit, atom): (usize, &Atom)| match atom {
            Atom::Text(test) => Some((bit as u32, *test)),
            _ => None,
        };
        let classed = atoms.iter().enumerate().filter_map(of_atom);
        let looked_up = tests.iter().enumerate().map(|(i, test)| ((start + i) as u32, *test));
        let asked: Vec<(u32, u32)> = classed.chain(looked_up).collect();
        debug_assert!(asked.iter().all(|(_, test)| (*test as usize) < code.tests.len()));
        Answers {
            asked,
            atoms: start / 64,
            bits: vec![0; (start + tests.len()).div_ceil(64)],
            tables: vec![Vec::new(); tests.len()],
            of_none: tests.iter().map(|test| of_none(&code.tests[*test as usize])).collect(),
            of_code: Classes::default(),
            of_case: Vec::new(),
            classes: vec![vec![0; start / 64].into()],
            known: HashMap::default(),
            buffer: String::new(),
        }
    }

    fn tests<'c>(&self, code: &'c Code) -> Vec<(u32, &'c Test)> {
        self.asked.iter().map(|(bit, test)| (*bit, &code.tests[*test as usize])).collect()
    }

    fn ask(&mut self, matcher: &Matcher, text: &str) {
        let class = self.class_of(matcher, text);
        self.of_code.push(class);
    }

    /// At most [`BLOCK`] texts: first all are taken for the case that most are of, then those are asked that may not be.
    fn ask_block(&mut self, matcher: &Matcher, texts: &[&str]) {
        let usual = if self.tables.is_empty() { self.of_case.first().copied() } else { None };
        let (Some(Some(usual)), Some(mut others)) = (usual, matcher.others(texts)) else {
            texts.iter().for_each(|text| self.ask(matcher, text));
            return;
        };
        let start = self.of_code.len();
        self.of_code.push_all(usual, texts.len());
        while others != 0 {
            let at = others.trailing_zeros() as usize;
            let class = self.class_of(matcher, texts[at]);
            self.of_code.set(start + at, class);
            others &= others - 1;
        }
    }

    fn class_of(&mut self, matcher: &Matcher, text: &str) -> u32 {
        let case = if self.tables.is_empty() { matcher.case(text) } else { None };
        let known = case.and_then(|case| *self.of_case.get(case)?);
        known.unwrap_or_else(|| {
            let class = self.ask_all(matcher, text);
            if let Some(case) = case {
                self.of_case.resize(self.of_case.len().max(case + 1), None);
                self.of_case[case] = Some(class);
            }
            class
        })
    }

    /// The class of a text; its answers go into the tables.
    fn ask_all(&mut self, matcher: &Matcher, text: &str) -> u32 {
        let bits = &mut self.bits;
        bits.fill(0);
        let mut hold = |bit: u32| bits[bit as usize / 64] |= 1 << (bit % 64);
        let known = matcher.test(text, &mut self.buffer, &mut hold);
        for (i, table) in self.tables.iter_mut().enumerate() {
            let yes = bits[self.atoms + i / 64] >> (i % 64) & 1 == 1;
            table.push(if known { u8::from(yes) } else { self.of_none[i] });
        }
        if !known {
            return UNKNOWN_CLASS;
        }
        let bits = std::mem::take(&mut self.bits);
        let class = self.class(&bits[..self.atoms]);
        self.bits = bits;
        class
    }

    /// The answers of the texts behind these.
    fn append(&mut self, other: Answers) {
        for (table, more) in self.tables.iter_mut().zip(other.tables) {
            table.extend(more);
        }
        // The first class is the unknown.
        let known = other.classes.iter().skip(1).map(|bits| self.class(bits));
        let classes: Vec<u32> = std::iter::once(UNKNOWN_CLASS).chain(known).collect();
        self.of_code.reserve(other.of_code.len());
        other.of_code.iter().for_each(|class| self.of_code.push(classes[class as usize]));
    }

    fn class(&mut self, bits: &[u64]) -> u32 {
        if let Some(class) = self.known.get(bits) {
            return *class;
        }
        let class = self.classes.len() as u32;
        self.classes.push(bits.into());
        self.known.insert(bits.into(), class);
        class
    }
}

/// Whether there is a text is never unknown.
fn of_none(test: &Test) -> u8 {
    if test.kind == TestKind::Known { NO } else { UNKNOWN }
}

fn items_of(test: &Test, dictionary: &Dictionary) -> TestTable {
    let TestKind::Has(quantifier, set) = &test.kind else { return TestTable::Text(Vec::new()) };
    let numbers = item_numbers(set);
    let item = |text: &str| {
        let text = if set.exact { Cow::Borrowed(text) } else { fold(text) };
        numbers.get(text.as_ref()).copied().unwrap_or(NO_ID)
    };
    let items = dictionary.iter().map(item).collect();
    TestTable::List { items, count: numbers.len(), quantifier: *quantifier }
}
