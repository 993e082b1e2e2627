//! Texts by order of first appearance: all in one arena, found by hash; where most are new, none is looked for any more.

use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::types::columns::{Dictionary, UNKNOWN_CODE};

/// Texts and their codes. The hash of each text is kept, so that neither growing nor joining two of them hashes again.
#[derive(Default)]
pub struct Interner {
    hasher: DefaultHashBuilder,
    codes: HashTable<u32>,
    /// Of the texts that can be found.
    hashes: Vec<u64>,
    texts: Dictionary,
    /// How many texts were added, as long as it is not decided.
    added: usize,
    /// Nearly all texts are new, as addresses of mail are: they are taken as they come, and one may stand twice.
    many: bool,
}

/// After so many texts it is decided, by how many of them were new.
const TRIAL: usize = 4096;
const MANY: usize = TRIAL / 4 * 3;

/// Where the texts of a sibling went.
pub enum Absorbed {
    /// Each has a code of its own here.
    Each(Vec<u32>),
    /// All stand behind so many others.
    Behind(u32),
}

impl Absorbed {
    /// The code here of a sibling's; no code stays none.
    pub fn code(&self, code: u32) -> u32 {
        match self {
            Absorbed::Each(codes) => codes.get(code as usize).copied().unwrap_or(UNKNOWN_CODE),
            Absorbed::Behind(_) if code == UNKNOWN_CODE => UNKNOWN_CODE,
            Absorbed::Behind(before) => before + code,
        }
    }
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

    /// A text of a column that may have as many texts as rows: a code that stands for it, perhaps not for it alone.
    pub fn add(&mut self, text: &str) -> u32 {
        if self.many {
            self.texts.push(text);
            return self.texts.len() as u32 - 1;
        }
        self.added += 1;
        self.many = self.added == TRIAL && self.texts.len() >= MANY;
        self.insert(text)
    }

    /// The one code of a text; not where [`Interner::add`] adds texts too.
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

    /// Takes the texts of a sibling in its order.
    pub fn absorb(&mut self, sibling: &Interner) -> Absorbed {
        self.many |= sibling.many;
        if self.many {
            let before = self.texts.len() as u32;
            self.texts.append(&sibling.texts);
            return Absorbed::Behind(before);
        }
        let texts = sibling.texts.iter().zip(&sibling.hashes);
        Absorbed::Each(texts.map(|(text, &hash)| self.insert_hashed(hash, text)).collect())
    }

    pub fn finish(self) -> Arc<Dictionary> {
        Arc::new(self.texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_texts_stand_once_and_many_are_all_kept() {
        for (texts, many) in [(TRIAL / 2, false), (TRIAL * 2, true)] {
            let text = |i: usize| format!("text {}", i % texts);
            let mut all = Interner::default();
            let mut own = all.sibling();
            let codes: Vec<u32> = (0..TRIAL * 3).map(|i| own.add(&text(i))).collect();
            for _ in 0..2 {
                let before = all.len();
                let there = all.absorb(&own);
                let code = |i: usize| all.get(there.code(codes[i]));
                assert!((0..codes.len()).all(|i| code(i) == text(i)));
                assert_eq!(there.code(UNKNOWN_CODE), UNKNOWN_CODE);
                let expected = if many { before + own.len() } else { texts };
                assert_eq!((all.len(), all.many), (expected, many));
            }
        }
    }
}
