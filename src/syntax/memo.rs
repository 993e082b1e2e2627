//! What was read before: a rule or a row of a table whose text has not changed is not read again, only moved.
//!
//! INVARIANT: a tree that was moved is equal to the one that reading gives; `tests/syntax` types in files and compares.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::syntax::ast::Rule;
use crate::syntax::ast::TableRow;
use crate::syntax::moved::Moved;
use crate::syntax::moved::Way;

/// Statements by their text, for who reads much the same text again and again.
#[derive(Debug, Default)]
pub struct Memo {
    rules: Shelf<Rule>,
    rows: Shelf<TableRow>,
}

/// Those of the reading before, and those of the one at hand: what is not met any more is forgotten.
#[derive(Debug)]
pub struct Shelf<T> {
    before: Texts<T>,
    now: Texts<T>,
}

/// By their text: where it stood, and what it was read as.
type Texts<T> = HashMap<Box<str>, (usize, T), FixedState>;

impl<T> Default for Shelf<T> {
    fn default() -> Shelf<T> {
        Shelf { before: Texts::default(), now: Texts::default() }
    }
}

/// A kind of tree that is kept.
pub trait Kept: Moved + Clone {
    fn shelf(memo: &mut Memo) -> &mut Shelf<Self>;
}

impl Kept for Rule {
    fn shelf(memo: &mut Memo) -> &mut Shelf<Rule> {
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
        self.before = std::mem::take(&mut self.now);
    }

    /// What this text was read as, moved to where it stands now.
    pub fn get(&mut self, text: &str, at: usize, file: crate::source::FileId) -> Option<T> {
        if let Some((text, kept)) = self.before.remove_entry(text) {
            self.now.insert(text, kept);
        }
        let (from, kept) = self.now.get(text)?;
        let mut it = kept.clone();
        it.go(Way::new(*from, file, at));
        Some(it)
    }

    pub fn put(&mut self, text: &str, at: usize, it: &T) {
        self.now.insert(text.into(), (at, it.clone()));
    }
}
