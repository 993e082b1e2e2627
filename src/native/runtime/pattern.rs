//! Patterns: all states of an automaton that the bytes so far allow are followed side by side, so that time grows with the text alone.

use alloc::vec;
use alloc::vec::Vec;

use crate::layout::automaton as kind;
use crate::model::{Model, Words};

/// Is the pattern somewhere in the text?
pub fn matches(model: &Model, at: usize, text: &str) -> bool {
    let mut words = Words::new(model, at);
    let (states, start, ranges) = (words.next() as usize, words.next(), words.next() as usize);
    let pattern = Pattern { model, at, states, ranges: model.words(at + 3 + states, ranges), text };
    let (mut now, mut next) = (Set::new(states), Set::new(states));
    now.add(start);
    for position in 0..=text.len() {
        if pattern.close(&mut now, position) {
            return true;
        }
        let Some(byte) = text.as_bytes().get(position) else { break };
        next.clear();
        now.all.iter().for_each(|state| pattern.step(*state, u64::from(*byte), &mut next));
        core::mem::swap(&mut now, &mut next);
    }
    false
}

struct Pattern<'p> {
    model: &'p Model,
    at: usize,
    states: usize,
    ranges: &'p [u64],
    text: &'p str,
}

/// States, each once.
struct Set {
    all: Vec<u64>,
    has: Vec<bool>,
}

impl Set {
    fn new(states: usize) -> Set {
        Set { all: Vec::new(), has: vec![false; states] }
    }

    fn add(&mut self, state: u64) {
        if !core::mem::replace(&mut self.has[state as usize], true) {
            self.all.push(state);
        }
    }

    fn clear(&mut self) {
        self.all.iter().for_each(|state| self.has[*state as usize] = false);
        self.all.clear();
    }
}

impl Pattern<'_> {
    fn state(&self, state: u64) -> Words<'_> {
        let start = self.model.word(self.at + 3 + state as usize) as usize;
        debug_assert!(state < self.states as u64);
        Words::new(self.model, self.at + start)
    }

    /// Adds what follows without a byte. Is a match among it?
    fn close(&self, set: &mut Set, position: usize) -> bool {
        let mut done = 0;
        while let Some(state) = set.all.get(done).copied() {
            done += 1;
            let mut words = self.state(state);
            match words.next() {
                kind::MATCH => return true,
                kind::EITHER => (0..words.next()).for_each(|_| set.add(words.next())),
                kind::LOOK if self.looks(words.next(), position) => set.add(words.next()),
                _ => {}
            }
        }
        false
    }

    fn step(&self, state: u64, byte: u64, next: &mut Set) {
        let mut words = self.state(state);
        if words.next() != kind::BYTES {
            return;
        }
        for _ in 0..words.next() {
            let (range, target) = (words.next(), words.next());
            if (range & 0xff..=range >> 8).contains(&byte) {
                next.add(target);
            }
        }
    }

    fn looks(&self, what: u64, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let before = at.checked_sub(1).map(|at| bytes[at]);
        let after = bytes.get(at).copied();
        match what {
            kind::START => before.is_none(),
            kind::END => after.is_none(),
            kind::LINE_START => before.is_none_or(|byte| byte == b'\n'),
            kind::LINE_END => after.is_none_or(|byte| byte == b'\n'),
            kind::CR_LINE_START => match before {
                None | Some(b'\n') => true,
                Some(b'\r') => after != Some(b'\n'),
                _ => false,
            },
            kind::CR_LINE_END => match after {
                None | Some(b'\r') => true,
                Some(b'\n') => before != Some(b'\r'),
                _ => false,
            },
            what => {
                let unicode = what >= kind::UNICODE;
                // Between the bytes of a character there is neither a word nor none.
                if unicode && !self.text.is_char_boundary(at) {
                    return false;
                }
                let (before, after) = match unicode {
                    true => (
                        self.text[..at].chars().next_back().is_some_and(|c| self.is_letter(c)),
                        self.text[at..].chars().next().is_some_and(|c| self.is_letter(c)),
                    ),
                    false => (before.is_some_and(is_letter), after.is_some_and(is_letter)),
                };
                edge(what % kind::UNICODE, before, after)
            }
        }
    }

    fn is_letter(&self, c: char) -> bool {
        let c = u64::from(u32::from(c));
        let behind = self.ranges.partition_point(|range| range >> 32 < c);
        self.ranges.get(behind).is_some_and(|range| range & 0xffff_ffff <= c)
    }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn edge(what: u64, before: bool, after: bool) -> bool {
    match what {
        kind::WORD => before != after,
        kind::NO_WORD => before == after,
        kind::WORD_START => !before && after,
        kind::WORD_END => before && !after,
        kind::WORD_START_HALF => !before,
        _ => !after,
    }
}
