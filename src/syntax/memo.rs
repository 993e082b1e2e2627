//! What was read before: a rule or a row of a table whose text has not changed is not read again, only moved.
//!
//! INVARIANT: a tree that was moved is equal to the one that reading gives; `tests/syntax` types in files and compares.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::source::FileId;
use crate::syntax::ast::Rule;
use crate::syntax::ast::TableRow;
use crate::syntax::moved::Moved;
use crate::syntax::moved::Way;

/// Statements by their text, for who reads much the same text again and again.
#[derive(Debug, Default)]
pub struct Memo {
    rules: Shelf<Box<Rule>>,
    rows: Shelf<TableRow>,
}

/// What is not met for so many readings is forgotten.
const READINGS: u32 = 16;

#[derive(Debug)]
pub struct Shelf<T> {
    texts: HashMap<Box<str>, Met<T>, FixedState>,
    /// Counts the readings.
    now: u32,
}

/// What a text was read as.
#[derive(Debug)]
struct Met<T> {
    it: T,
    /// Where it stood.
    file: FileId,
    at: usize,
    /// The last reading that met it.
    last: u32,
}

impl<T> Default for Shelf<T> {
    fn default() -> Shelf<T> {
        Shelf { texts: HashMap::default(), now: 0 }
    }
}

/// A kind of tree that is kept.
pub trait Kept: Moved + Clone {
    fn shelf(memo: &mut Memo) -> &mut Shelf<Self>;
}

impl Kept for Box<Rule> {
    fn shelf(memo: &mut Memo) -> &mut Shelf<Box<Rule>> {
        &mut memo.rules
    }
}

impl Kept for TableRow {
    fn shelf(memo: &mut Memo) -> &mut Shelf<TableRow> {
        &mut memo.rows
    }
}

impl Memo {
    /// Begins another reading.
    pub fn turn(&mut self) {
        self.rules.turn();
        self.rows.turn();
    }
}

impl<T: Kept> Shelf<T> {
    fn turn(&mut self) {
        self.now = self.now.wrapping_add(1);
        if self.now.is_multiple_of(READINGS) {
            self.texts.retain(|_, met| self.now.wrapping_sub(met.last) < READINGS);
        }
    }

    /// What this text was read as, moved to where it stands now.
    pub fn get(&mut self, text: &str, at: usize, file: FileId) -> Option<T> {
        let met = self.texts.get_mut(text)?;
        met.last = self.now;
        let mut it = met.it.clone();
        if (met.file, met.at) != (file, at) {
            it.go(Way::new(met.at, file, at));
        }
        Some(it)
    }

    pub fn put(&mut self, text: &str, at: usize, file: FileId, it: &T) {
        let met = Met { it: it.clone(), file, at, last: self.now };
        self.texts.insert(text.into(), met);
    }
}
