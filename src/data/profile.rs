//! What the values of one column have in common.

use std::collections::HashMap;
use std::sync::Arc;

use crate::types::Type;

use super::cell::{self, Reading};
use super::raw::Raw;
use super::time;

/// Beyond this many distinct values a column is no closed set.
const SET: usize = 30;
/// A closed set's values occur at least so often on average.
const OFTEN: u64 = 10;
/// The most distinct items of a list that is written as text.
const ITEMS: usize = 50;
/// Words that people and exports write for unknown, in lower case.
const NOTHING: [&str; 12] = [
    "unknown",
    "select",
    "nonexistent",
    "n/a",
    "na",
    "null",
    "nan",
    "undefined",
    "?",
    "-",
    "(not set)",
    "#n/a",
];
/// Numbers that stand for unknown where they are the column's greatest or least.
const SENTINELS: [f64; 4] = [-1.0, 99.0, 999.0, 9999.0];

#[derive(Debug, Clone, Default)]
pub struct Profile {
    known: u64,
    numbers: u64,
    bools: u64,
    times: u64,
    lists: u64,
    /// Text with `;` or `|` inside.
    separated: u64,
    /// `007` is a code, not a number.
    codes: u64,
    range: Option<(f64, f64)>,
    sentinels: [u64; SENTINELS.len()],
    /// Distinct values in lower case, with the first spelling; one more than a set may have at most.
    values: HashMap<String, (String, u64)>,
    items: HashMap<String, u64>,
    /// Words for nothing, as they are spelt.
    nothing: Vec<String>,
}

impl Profile {
    /// Adds one cell. Is it known?
    pub fn add(&mut self, raw: &Raw, reading: &Reading) -> bool {
        if raw.is_blank() || self.is_word_for_nothing(raw) {
            return false;
        }
        self.known += 1;
        match raw {
            Raw::Bool(_) => self.bools += 1,
            Raw::Instant(_) | Raw::Local(_) => self.times += 1,
            Raw::List(_) => self.lists += 1,
            Raw::Text(text) => self.text(text.trim(), reading),
            Raw::Int(_) | Raw::Float(_) => self.number(raw, reading),
            Raw::Unknown | Raw::Other(_) => {}
        }
        if let Some(text) = raw.text() {
            count(&mut self.values, &text.to_lowercase(), &text, SET);
        }
        true
    }

    pub fn known(&self) -> u64 {
        self.known
    }

    fn is_word_for_nothing(&mut self, raw: &Raw) -> bool {
        let Raw::Text(text) = raw else { return false };
        let text = text.trim();
        let word = NOTHING.iter().any(|w| text.eq_ignore_ascii_case(w));
        if word && !self.nothing.iter().any(|n| n == text) {
            self.nothing.push(text.to_string());
        }
        word
    }

    fn text(&mut self, text: &str, reading: &Reading) {
        let is = |words: [&str; 4]| words.iter().any(|w| text.eq_ignore_ascii_case(w));
        if is(["yes", "no", "true", "false"]) {
            self.bools += 1;
        } else if time::looks_like_time(text) {
            self.times += 1;
        } else if text.starts_with('[') && cell::list(&Raw::Text(text)).is_ok() {
            self.lists += 1;
        } else {
            self.number(&Raw::Text(text), reading);
        }
        let digits = text.strip_prefix('-').unwrap_or(text);
        let code = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
        self.codes += u64::from(code && !digits.starts_with("0,"));
        if text.contains([';', '|']) {
            self.separated += 1;
        }
        for item in text.split([';', '|']) {
            let limit = ITEMS;
            if self.items.len() <= limit {
                *self.items.entry(item.trim().to_lowercase()).or_default() += 1;
            }
        }
    }

    fn number(&mut self, raw: &Raw, reading: &Reading) {
        let Ok(number) = cell::number(raw, reading) else { return };
        self.numbers += 1;
        let (low, high) = self.range.unwrap_or((number, number));
        self.range = Some((low.min(number), high.max(number)));
        if let Some(i) = SENTINELS.iter().position(|s| *s == number) {
            self.sentinels[i] += 1;
        }
    }

    /// The narrowest type that takes all known values.
    pub fn ty(&self) -> Type {
        match self.known {
            0 => Type::Text,
            all if all == self.lists => Type::List,
            all if all == self.bools => Type::Bool,
            all if all == self.times => Type::Date,
            all if all == self.numbers && self.codes == 0 => Type::Number,
            _ if self.separated > 0 && self.items.len() <= ITEMS => Type::List,
            all if self.is_set(all) => Type::OneOf(self.set()),
            _ => Type::Text,
        }
    }

    fn is_set(&self, known: u64) -> bool {
        (2..=SET).contains(&self.values.len()) && known >= OFTEN * self.values.len() as u64
    }

    /// By falling count, then by spelling.
    pub fn set(&self) -> Arc<[String]> {
        let mut values: Vec<&(String, u64)> = self.values.values().collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        values.into_iter().map(|(text, _)| text.clone()).collect()
    }

    /// Spellings that probably mean unknown, as `--unknown` takes them.
    pub fn suspects(&self, column: &str) -> Vec<String> {
        let mut suspects = self.nothing.clone();
        if self.ty() != Type::Number {
            return suspects;
        }
        let Some((low, high)) = self.range else { return suspects };
        for (sentinel, count) in SENTINELS.iter().zip(self.sentinels) {
            let extreme = if *sentinel < 0.0 { low == *sentinel } else { high == *sentinel };
            // One row in ten at the very end of the range, with others far from it.
            if extreme && count >= OFTEN && count * 10 >= self.known && low < high {
                suspects.push(format!("{column}={sentinel}"));
            }
        }
        suspects
    }
}

fn count(values: &mut HashMap<String, (String, u64)>, key: &str, spelling: &str, limit: usize) {
    if let Some((_, count)) = values.get_mut(key) {
        *count += 1;
    } else if values.len() <= limit {
        values.insert(key.to_string(), (spelling.to_string(), 1));
    }
}
