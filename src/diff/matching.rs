//! Which part of the old program became which of the new one: the surest pairs first, each part in one pair at most.

use std::collections::HashMap;
use std::collections::VecDeque;
use std::hash::Hash;

/// Beyond so many comparisons what is left is taken for added and removed.
const PATIENCE: usize = 250_000;

/// Pairs found so far, by position.
pub struct Matching {
    old: Vec<Option<usize>>,
    new: Vec<Option<usize>>,
}

impl Matching {
    pub fn new(old: usize, new: usize) -> Matching {
        Matching { old: vec![None; old], new: vec![None; new] }
    }

    /// Pairs what has the same key, in order; what has none waits.
    pub fn by_key<K: Hash + Eq>(
        &mut self,
        old: impl Fn(usize) -> Option<K>,
        new: impl Fn(usize) -> Option<K>,
    ) {
        let mut waiting: HashMap<K, VecDeque<usize>> = HashMap::new();
        for i in self.removed() {
            if let Some(key) = old(i) {
                waiting.entry(key).or_default().push_back(i);
            }
        }
        for j in self.added() {
            let found = new(j).and_then(|key| waiting.get_mut(&key)?.pop_front());
            if let Some(i) = found {
                self.pair(i, j);
            }
        }
    }

    /// Pairs what is most alike, down to a limit; of equals the first.
    pub fn by_likeness(&mut self, least: f64, alike: impl Fn(usize, usize) -> f64) {
        let (removed, added) = (self.removed(), self.added());
        if removed.len() * added.len() > PATIENCE {
            return;
        }
        let all = removed.iter().flat_map(|&i| added.iter().map(move |&j| (i, j)));
        let mut all: Vec<(f64, usize, usize)> =
            all.map(|(i, j)| (alike(i, j), i, j)).filter(|(near, ..)| *near >= least).collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, i, j) in all {
            if self.old[i].is_none() && self.new[j].is_none() {
                self.pair(i, j);
            }
        }
    }

    fn pair(&mut self, old: usize, new: usize) {
        self.old[old] = Some(new);
        self.new[new] = Some(old);
    }

    pub fn new_of(&self, old: usize) -> Option<usize> {
        self.old[old]
    }

    pub fn old_of(&self, new: usize) -> Option<usize> {
        self.new[new]
    }

    /// In the order of the new ones.
    pub fn pairs(&self) -> Vec<(usize, usize)> {
        self.new.iter().enumerate().filter_map(|(j, i)| Some(((*i)?, j))).collect()
    }

    /// The old ones without a new one.
    pub fn removed(&self) -> Vec<usize> {
        free(&self.old)
    }

    /// The new ones without an old one.
    pub fn added(&self) -> Vec<usize> {
        free(&self.new)
    }
}

fn free(all: &[Option<usize>]) -> Vec<usize> {
    all.iter().enumerate().filter(|(_, other)| other.is_none()).map(|(i, _)| i).collect()
}

/// Does a pair stand in another order than before, where the two may not change places?
pub fn turned(pairs: &[(usize, usize)], matters: impl Fn(usize, usize) -> bool) -> bool {
    // Pairs come in the new order: the old one must ascend.
    pairs.iter().enumerate().any(|(at, &(old, new))| {
        pairs[..at].iter().any(|&(before, other)| before > old && matters(other, new))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_pairs_come_first() {
        let (old, new) = (["a", "b", "cd", "x"], ["b", "cdx", "a", "a"]);
        let mut found = Matching::new(old.len(), new.len());
        found.by_key(|i| Some(old[i]), |j| Some(new[j]));
        found.by_likeness(0.5, |i, j| strsim::sorensen_dice(old[i], new[j]));
        assert_eq!(found.pairs(), [(1, 0), (2, 1), (0, 2)]);
        assert_eq!((found.removed(), found.added()), (vec![3], vec![3]));
        assert!(turned(&found.pairs(), |_, _| true));
        assert!(!turned(&found.pairs(), |a, b| (a, b) == (1, 0)));
    }
}
