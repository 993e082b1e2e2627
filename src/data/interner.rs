//! Distinct texts by order of first appearance: all in one arena, found by hash.

use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::types::columns::Dictionary;

/// Texts and their codes. The hash of each text is kept, so that neither growing nor joining two of them hashes again.
#[derive(Default)]
pub struct Interner {
    hasher: DefaultHashBuilder,
    codes: HashTable<u32>,
    hashes: Vec<u64>,
    ends: Vec<usize>,
    arena: String,
}

impl Interner {
    /// An empty one with the same hashes, as [`Interner::absorb`] needs it.
    pub fn sibling(&self) -> Interner {
        Interner { hasher: self.hasher.clone(), ..Interner::default() }
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, code: u32) -> &str {
        text(&self.arena, &self.ends, code)
    }

    pub fn find(&self, wanted: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(wanted);
        self.codes.find(hash, |&code| self.get(code) == wanted).copied()
    }

    pub fn insert(&mut self, text: &str) -> u32 {
        self.insert_hashed(self.hasher.hash_one(text), text)
    }

    fn insert_hashed(&mut self, hash: u64, new: &str) -> u32 {
        let Interner { codes, hashes, ends, arena, .. } = self;
        let same = |&code: &u32| hashes[code as usize] == hash && text(arena, ends, code) == new;
        match codes.entry(hash, same, |&code| hashes[code as usize]) {
            Entry::Occupied(there) => *there.get(),
            Entry::Vacant(free) => {
                let code = ends.len() as u32;
                free.insert(code);
                arena.push_str(new);
                ends.push(arena.len());
                hashes.push(hash);
                code
            }
        }
    }

    /// Takes the texts of a sibling in its order; by its code, the code here.
    pub fn absorb(&mut self, sibling: &Interner) -> Vec<u32> {
        let texts = (0..sibling.len() as u32).map(|code| sibling.get(code));
        texts.zip(&sibling.hashes).map(|(text, &hash)| self.insert_hashed(hash, text)).collect()
    }

    pub fn finish(self) -> Arc<Dictionary> {
        let texts = (0..self.len() as u32).map(|code| self.get(code).into());
        Arc::new(Dictionary { values: texts.collect() })
    }
}

fn text<'a>(arena: &'a str, ends: &[usize], code: u32) -> &'a str {
    let start = if code == 0 { 0 } else { ends[code as usize - 1] };
    &arena[start..ends[code as usize]]
}
