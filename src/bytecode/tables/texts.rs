//! All tests of one text in one go: equality by hashing, beginnings and ends eight bytes at a time.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use crate::bytecode::code::{Test, TestKind};
use crate::bytecode::tables::affixes::Affixes;
use crate::ir::expr::{Quantifier, TextOp, TextSet};
use crate::types::text::{domain, fold_into};

/// The tests of one view; a test is known by its position in what it was made of.
#[derive(Default)]
pub struct Matcher {
    domains: u8,
    folded: Words,
    written: Words,
    known: Vec<u32>,
    /// Nothing is asked but which ends a text has, ignoring case, and whether there is one.
    only_ends: bool,
}

/// Tests of texts as written, or in lower case.
#[derive(Default)]
struct Words {
    equal: HashMap<Arc<str>, Vec<u32>, FixedState>,
    starts: Affixes,
    ends: Affixes,
    others: Vec<(TestKind, Vec<Arc<str>>, u32)>,
}

/// Beginnings and ends, before they can be found.
#[derive(Default)]
struct Ends {
    starts: Vec<(Arc<str>, u32)>,
    ends: Vec<(Arc<str>, u32)>,
}

impl Matcher {
    pub fn new(domains: u8, tests: Vec<(u32, &Test)>) -> Matcher {
        let mut matcher = Matcher { domains, ..Matcher::default() };
        let (mut folded, mut written) = (Ends::default(), Ends::default());
        for (bit, test) in tests {
            match &test.kind {
                TestKind::Known => matcher.known.push(bit),
                TestKind::Matches(_) => {
                    matcher.written.others.push((test.kind.clone(), Vec::new(), bit));
                }
                TestKind::In(set) | TestKind::Text(_, _, set) | TestKind::Has(_, set) => {
                    match set.exact {
                        true => matcher.written.add(&mut written, &test.kind, set, bit),
                        false => matcher.folded.add(&mut folded, &test.kind, set, bit),
                    }
                }
            }
        }
        matcher.folded.find(folded);
        matcher.written.find(written);
        let Words { equal, starts, others, .. } = &matcher.folded;
        let no_others = equal.is_empty() && starts.is_empty() && others.is_empty();
        matcher.only_ends = domains == 0 && no_others && matcher.written.is_empty();
        matcher
    }

    /// All texts of one case have the same answers: 0 are those that end in nothing that the tests name, `1 + i` those that end in the `i`th
    /// of it alone. Nothing where the text must be asked. Most addresses of mail are told apart like that.
    #[inline]
    pub fn case(&self, text: &str) -> Option<usize> {
        self.only_ends.then(|| self.folded.ends.only(text))?.map(|end| end.map_or(0, |end| end + 1))
    }

    /// Of at most 64 texts a bit for each that is perhaps not of case 0; nothing where texts are of no case.
    pub fn others(&self, texts: &[&str]) -> Option<u64> {
        self.only_ends.then(|| self.folded.ends.may_end(texts))
    }

    /// Calls `hold` with each test that holds, perhaps more than once. Is there a text at all? A domain may be none. `buffer` is room to
    /// write in.
    pub fn test(&self, text: &str, buffer: &mut String, hold: &mut impl FnMut(u32)) -> bool {
        let mut text = Cow::Borrowed(text);
        for _ in 0..self.domains {
            let inner = match &text {
                Cow::Borrowed(text) => domain(text),
                Cow::Owned(text) => domain(text).map(|inner| Cow::Owned(inner.into_owned())),
            };
            match inner {
                Some(inner) => text = inner,
                None => return false,
            }
        }
        self.known.iter().for_each(|bit| hold(*bit));
        self.written.test(&text, hold);
        if !self.folded.is_empty() {
            self.folded.test(fold_into(&text, buffer), hold);
        }
        true
    }
}

impl Words {
    fn is_empty(&self) -> bool {
        self.equal.is_empty()
            && self.starts.is_empty()
            && self.ends.is_empty()
            && self.others.is_empty()
    }

    fn find(&mut self, Ends { starts, ends }: Ends) {
        self.starts = Affixes::new(starts, Affixes::head);
        self.ends = Affixes::new(ends, Affixes::tail);
    }

    fn add(&mut self, affixes: &mut Ends, kind: &TestKind, set: &TextSet, bit: u32) {
        let items = super::items(set);
        match kind {
            TestKind::In(_) => {
                for item in items {
                    self.equal.entry(item).or_default().push(bit);
                }
            }
            TestKind::Text(TextOp::StartsWith, Quantifier::Any, _) if filled(&items) => {
                affixes.starts.extend(items.into_iter().map(|item| (item, bit)));
            }
            TestKind::Text(TextOp::EndsWith, Quantifier::Any, _) if filled(&items) => {
                affixes.ends.extend(items.into_iter().map(|item| (item, bit)));
            }
            _ => self.others.push((kind.clone(), items, bit)),
        }
    }

    fn test(&self, text: &str, hold: &mut impl FnMut(u32)) {
        if !self.equal.is_empty()
            && let Some(bits) = self.equal.get(text)
        {
            bits.iter().for_each(|bit| hold(*bit));
        }
        if !self.starts.is_empty() {
            self.starts.test(text, Affixes::head(text), |word| text.starts_with(word), hold);
        }
        if !self.ends.is_empty() {
            self.ends.test(text, Affixes::tail(text), |word| text.ends_with(word), hold);
        }
        let found = self.others.iter().filter(|(kind, items, _)| holds(kind, items, text));
        found.for_each(|(.., bit)| hold(*bit));
    }
}

fn filled(items: &[Arc<str>]) -> bool {
    items.iter().all(|item| !item.is_empty())
}

fn holds(kind: &TestKind, items: &[Arc<str>], text: &str) -> bool {
    match kind {
        TestKind::Matches(pattern) => pattern.regex.is_match(text),
        TestKind::Text(op, Quantifier::Any, _) => {
            items.iter().any(|item| super::holds(*op, text, item))
        }
        TestKind::Text(op, Quantifier::All, _) => {
            items.iter().all(|item| super::holds(*op, text, item))
        }
        _ => false,
    }
}
