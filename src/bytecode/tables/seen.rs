//! The texts of a column that were seen, with their codes. Most are short: sixteen bytes are told apart as two whole numbers.

use std::collections::HashMap;

use foldhash::fast::FixedState;

#[derive(Default)]
pub struct Seen {
    short: HashMap<Short, u32, FixedState>,
    long: HashMap<Box<str>, u32, FixedState>,
}

/// A text of at most sixteen bytes: its length and its first and last bytes, which together are all of it.
#[derive(PartialEq, Eq, Hash)]
struct Short {
    length: usize,
    head: u64,
    tail: u64,
}

impl Short {
    #[inline]
    fn of(text: &str) -> Option<Short> {
        let bytes = text.as_bytes();
        let length = bytes.len();
        let (head, tail) = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
            _ => match (bytes.first_chunk(), bytes.last_chunk()) {
                (Some(head), Some(tail)) => {
                    (u32::from_le_bytes(*head).into(), u32::from_le_bytes(*tail).into())
                }
                // At most three: the first, the middle, the last.
                _ => {
                    let at = |i: usize| bytes.get(i).map_or(0, |byte| u64::from(*byte));
                    (at(0) | at(length / 2) << 8, at(length.saturating_sub(1)))
                }
            },
        };
        (length <= 16).then_some(Short { length, head, tail })
    }
}

impl Seen {
    pub fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }

    #[inline]
    pub fn get(&self, text: &str) -> Option<u32> {
        match Short::of(text) {
            Some(short) => self.short.get(&short).copied(),
            None => self.long.get(text).copied(),
        }
    }

    pub fn insert(&mut self, text: &str, code: u32) {
        match Short::of(text) {
            Some(short) => self.short.insert(short, code),
            None => self.long.insert(text.into(), code),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_every_length_are_told_apart() {
        let mut texts: Vec<String> = vec![String::new()];
        for length in 1..20 {
            let plain = "x".repeat(length);
            texts.extend((0..length).map(|i| format!("{}y{}", &plain[..i], &plain[i + 1..])));
            texts.push(plain);
        }
        texts.extend(["é", "\0", "\0\0"].map(String::from));
        let mut seen = Seen::default();
        for (text, code) in texts.iter().zip(0..) {
            assert_eq!(seen.get(text), None, "{text:?}");
            seen.insert(text, code);
        }
        assert!(texts.iter().zip(0..).all(|(text, code)| seen.get(text) == Some(code)));
        assert_eq!(seen.len(), texts.len());
    }
}
