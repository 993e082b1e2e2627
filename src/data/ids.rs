//! Ids of leads, kept as they are written, and the way from an id to its lead.

use std::borrow::Cow;

use hashbrown::HashMap;

use crate::diagnostic::codes::data::MISSING_ID;

use super::cell::Unknowns;
use super::error::Fault;
use super::raw::Raw;

/// The ids of all leads, in the order of the leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ids {
    /// Whole numbers in plain writing; `text` where the file had them as text.
    Numbers {
        values: Vec<i64>,
        text: bool,
    },
    Texts(Vec<Box<str>>),
}

impl Default for Ids {
    fn default() -> Ids {
        Ids::Numbers { values: Vec::new(), text: false }
    }
}

/// One id: `17850`, or anything that a whole number would not write the same way (`017850`, `17850.0`, `C536379`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Id<'a> {
    Number(i64),
    Text(Cow<'a, str>),
}

impl Id<'_> {
    pub fn of_text(text: &str) -> Id<'_> {
        match whole_number(text) {
            Some(number) => Id::Number(number),
            None => Id::Text(Cow::Borrowed(text)),
        }
    }

    pub fn shown(&self) -> String {
        match self {
            Id::Number(number) => number.to_string(),
            Id::Text(text) => text.to_string(),
        }
    }
}

/// Above this a float no longer holds every whole number, and two ids could become one.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The id in a cell. Blanks around it do not belong to it.
pub fn id<'a>(raw: &Raw<'a>, unknowns: &Unknowns) -> Result<Id<'a>, Fault> {
    if unknowns.hold(raw) {
        return Err(Fault::row(MISSING_ID, "this row has no id"));
    }
    match raw {
        Raw::Text(text) => Ok(Id::of_text(text.trim())),
        Raw::Int(number) => Ok(Id::Number(*number)),
        Raw::Float(number) if number.fract() == 0.0 && number.abs() < EXACT => {
            Ok(Id::Number(*number as i64))
        }
        Raw::Float(number) if number.fract() == 0.0 || !number.is_finite() => {
            Err(Fault::new(MISSING_ID, &raw.shown(), "is too large to tell one id from another")
                .help("write such ids as text, between quotes"))
        }
        other => match other.text() {
            Some(text) => Ok(Id::Text(text)),
            None => Err(Fault::new(MISSING_ID, &raw.shown(), "is not an id")),
        },
    }
}

fn whole_number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain =
        !digits.is_empty() && digits.len() <= 18 && digits.bytes().all(|b| b.is_ascii_digit());
    let canonical = plain && (text == "0" || !digits.starts_with('0'));
    if canonical { text.parse().ok() } else { None }
}

impl Ids {
    pub fn len(&self) -> usize {
        match self {
            Ids::Numbers { values, .. } => values.len(),
            Ids::Texts(texts) => texts.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The id of a lead as its file writes it.
    pub fn shown(&self, row: usize) -> Cow<'_, str> {
        match self {
            Ids::Numbers { values, .. } => Cow::Owned(values[row].to_string()),
            Ids::Texts(texts) => Cow::Borrowed(&texts[row]),
        }
    }

    /// The lead of an id as a user types it.
    pub fn position(&self, id: &str) -> Option<usize> {
        match (self, Id::of_text(id.trim())) {
            (Ids::Numbers { values, .. }, Id::Number(n)) => values.iter().position(|&v| v == n),
            (Ids::Numbers { .. }, Id::Text(_)) => None,
            (Ids::Texts(texts), _) => texts.iter().position(|t| **t == *id.trim()),
        }
    }

    /// From texts, as a file with types has them.
    pub fn of_texts<'t>(texts: impl Iterator<Item = &'t str>) -> Ids {
        let mut ids = Ids::default();
        texts.for_each(|text| ids.push(&Id::of_text(text), true));
        ids
    }

    /// Adds an id; `text` where its file has types and this is text.
    pub fn push(&mut self, id: &Id, is_text: bool) {
        match (&mut *self, id) {
            (Ids::Numbers { values, text }, Id::Number(number)) => {
                values.push(*number);
                *text |= is_text;
            }
            (Ids::Numbers { values, .. }, Id::Text(new)) => {
                let mut texts: Vec<Box<str>> =
                    values.iter().map(|v| v.to_string().into_boxed_str()).collect();
                texts.push(new.as_ref().into());
                *self = Ids::Texts(texts);
            }
            (Ids::Texts(texts), id) => texts.push(id.shown().into_boxed_str()),
        }
    }

    /// The ids of these leads.
    pub fn picked(self, order: &[u32]) -> Ids {
        match self {
            Ids::Numbers { values, text } => {
                Ids::Numbers { values: super::builder::picked(&values, order), text }
            }
            Ids::Texts(texts) => {
                Ids::Texts(order.iter().map(|&row| texts[row as usize].clone()).collect())
            }
        }
    }
}

/// From ids to positions.
#[derive(Default)]
pub struct Index {
    numbers: Numbers,
    texts: HashMap<Box<str>, u32>,
}

enum Numbers {
    /// As long as each is greater than the one before, none can stand twice.
    Ascending(Vec<(i64, u32)>),
    Any(HashMap<i64, u32>),
    Close(Close),
}

impl Default for Numbers {
    fn default() -> Numbers {
        Numbers::Ascending(Vec::new())
    }
}

impl Index {
    pub fn get(&self, id: &Id) -> Option<u32> {
        match id {
            Id::Number(number) => self.get_number(*number),
            Id::Text(text) => self.texts.get(text.as_ref()).copied(),
        }
    }

    pub fn get_number(&self, number: i64) -> Option<u32> {
        match &self.numbers {
            Numbers::Close(close) => close.get(number),
            Numbers::Any(numbers) => numbers.get(&number).copied(),
            Numbers::Ascending(pairs) if pairs.last().is_none_or(|last| last.0 < number) => None,
            Numbers::Ascending(pairs) => {
                pairs.binary_search_by_key(&number, |p| p.0).ok().map(|at| pairs[at].1)
            }
        }
    }

    /// Adds an id; not after [`Index::settle`].
    pub fn insert(&mut self, id: &Id, position: u32) {
        let number = match id {
            Id::Number(number) => *number,
            Id::Text(text) => {
                self.texts.insert(text.as_ref().into(), position);
                return;
            }
        };
        match &mut self.numbers {
            Numbers::Any(numbers) => {
                numbers.insert(number, position);
            }
            Numbers::Ascending(pairs) if pairs.last().is_none_or(|last| last.0 < number) => {
                pairs.push((number, position));
            }
            Numbers::Ascending(pairs) => {
                let pairs = pairs.drain(..).chain([(number, position)]);
                self.numbers = Numbers::Any(pairs.collect());
            }
            Numbers::Close(_) => {}
        }
    }

    /// Replaces every position by what stands there, and numbers that lie close together by bits.
    pub fn settle(&mut self, replace: &[u32]) {
        self.texts.values_mut().for_each(|position| *position = replace[*position as usize]);
        let mut pairs: Vec<(i64, u32)> = match std::mem::take(&mut self.numbers) {
            Numbers::Ascending(pairs) => pairs,
            Numbers::Any(numbers) => numbers.into_iter().collect(),
            Numbers::Close(_) => return,
        };
        pairs.iter_mut().for_each(|(_, position)| *position = replace[*position as usize]);
        self.numbers = match Close::of(&pairs) {
            Some(close) => Numbers::Close(close),
            None => Numbers::Any(pairs.into_iter().collect()),
        };
    }
}

/// Numbers that lie close together: a bit for each from the lowest on, so that a million random look-ups stay in the processor's cache.
struct Close {
    low: i64,
    words: Vec<Word>,
    /// By rank among the numbers; none where every number's position is its rank.
    positions: Vec<u32>,
}

#[derive(Clone, Copy, Default)]
struct Word {
    bits: u64,
    /// How many numbers lie below this word.
    rank: u32,
}

/// Numbers lie close together where so many bits for each of them hold all.
const BITS: usize = 64;

impl Close {
    fn of(numbers: &[(i64, u32)]) -> Option<Close> {
        let all = || numbers.iter().map(|pair| pair.0);
        let (low, high) = (all().min()?, all().max()?);
        let span = high.abs_diff(low) as usize;
        if span / BITS >= numbers.len() {
            return None;
        }
        let mut close =
            Close { low, words: vec![Word::default(); span / 64 + 1], positions: vec![] };
        for number in all() {
            let slot = number.abs_diff(low);
            close.words[(slot / 64) as usize].bits |= 1 << (slot % 64);
        }
        let mut rank = 0;
        for word in &mut close.words {
            word.rank = rank;
            rank += word.bits.count_ones();
        }
        let mut positions = vec![0; numbers.len()];
        for (number, position) in numbers {
            if let Some(rank) = close.rank(*number) {
                positions[rank as usize] = *position;
            }
        }
        if !(0u32..).zip(&positions).all(|(rank, position)| rank == *position) {
            close.positions = positions;
        }
        Some(close)
    }

    fn rank(&self, number: i64) -> Option<u32> {
        let slot = usize::try_from(number.checked_sub(self.low)?).ok()?;
        let Word { bits, rank } = *self.words.get(slot / 64)?;
        let bit = 1 << (slot % 64);
        (bits & bit != 0).then(|| rank + (bits & (bit - 1)).count_ones())
    }

    fn get(&self, number: i64) -> Option<u32> {
        let rank = self.rank(number)?;
        Some(self.positions.get(rank as usize).copied().unwrap_or(rank))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_numbers_are_numbers() {
        let number = |t| matches!(Id::of_text(t), Id::Number(_));
        assert!(number("17850") && number("0") && number("-5"));
        for text in ["017850", "17850.0", "C536379", "-0", "+5", "", "99999999999999999999"] {
            assert!(!number(text), "{text}");
        }
    }

    #[test]
    fn an_index_settles_close_numbers_and_far_ones() {
        for numbers in [[5, 7, -3], [70, -60, 900], [0, i64::MAX, i64::MIN]] {
            let mut index = Index::default();
            (0..).zip(numbers).for_each(|(i, n)| index.insert(&Id::Number(n), i));
            index.insert(&Id::of_text("x"), 3);
            index.settle(&[10, 11, u32::MAX, 13]);
            let found = |n| index.get(&Id::Number(n));
            assert_eq!(numbers.map(found), [Some(10), Some(11), Some(u32::MAX)]);
            assert_eq!([6, 8, -4, i64::MAX - 1, i64::MIN + 1].map(found), [None; 5]);
            let mut sorted = Index::default();
            (0..).zip([-3, 5, 64]).for_each(|(i, n)| sorted.insert(&Id::Number(n), i));
            sorted.settle(&[0, 1, 2]);
            assert_eq!(
                [-3, 5, 64, 6].map(|n| sorted.get(&Id::Number(n))),
                [Some(0), Some(1), Some(2), None]
            );
            assert_eq!(index.get(&Id::of_text("x")), Some(13));
        }
    }

    #[test]
    fn ids_stay_as_they_are_written() {
        let mut ids = Ids::default();
        ["12", "007", "13"].iter().for_each(|t| ids.push(&Id::of_text(t), false));
        assert_eq!(
            (ids.shown(0), ids.shown(1), ids.shown(2)),
            ("12".into(), "007".into(), "13".into())
        );
        assert_eq!(ids.position("13"), Some(2));
    }
}
