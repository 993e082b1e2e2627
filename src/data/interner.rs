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
    texts: Dictionary,
}

impl Interner {
    /// An empty one with the same hashes, as [`Interner::absorb`] needs it.
    pub fn sibling(&self) -> Interner {
        Interner { hasher: self.hasher.clone(), ..Interner::default() }
    }

    pub fn len(&self) -> usize {
        self.texts.len()
    }

    pub fn get(&self, code: u32) -> &str {
        self.texts.get(code)
    }

    pub fn find(&self, wanted: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(wanted);
        self.codes.find(hash, |&code| self.get(code) == wanted).copied()
    }

    pub fn insert(&mut self, text: &str) -> u32 {
        self.insert_hashed(self.hasher.hash_one(text), text)
    }

    fn insert_hashed(&mut self, hash: u64, new: &str) -> u32 {
        let Interner { codes, hashes, texts, .. } = self;
        let same = |&code: &u32| hashes[code as usize] == hash && texts.get(code) == new;
        match codes.entry(hash, same, |&code| hashes[code as usize]) {
            Entry::Occupied(there) => *there.get(),
            Entry::Vacant(free) => {
                let code = hashes.len() as u32;
                free.insert(code);
                texts.push(new);
                hashes.push(hash);
                code
            }
        }
    }

    /// Takes the texts of a sibling in its order; by its code, the code here.
    pub fn absorb(&mut self, sibling: &Interner) -> Vec<u32> {
        let texts = sibling.texts.iter().zip(&sibling.hashes);
        texts.map(|(text, &hash)| self.insert_hashed(hash, text)).collect()
    }

    pub fn finish(self) -> Arc<Dictionary> {
        Arc::new(self.texts)
    }
}
