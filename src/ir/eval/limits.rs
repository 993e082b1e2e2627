//! Limits: which of an `on` line's occurrences count. `first time`, then `cooldown`, then `once` and `max N times`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::ir::eval::key::Key;
use crate::ir::eval::view::View;
use crate::ir::outcome::{Fate, Occurrence};
use crate::ir::program::{Keep, OnLine, Per};
use crate::types::points::Nano;

/// Which of two occurrences of one second a limit prefers, the lesser: greater magnitude, then positive, then by the `per` values.
///
/// Two that tie in it have the same points and values, so that either gives the same figures.
type Rank = (Reverse<u64>, bool, Vec<Key>);

impl View<'_> {
    pub(super) fn limit(&self, line: &OnLine, group_per: Option<Per>, all: &mut [Occurrence]) {
        let keep = line.keep.iter().filter_map(|keep| keep.per);
        let caps = line.caps_per.iter().map(|(_, per)| *per);
        let named: Vec<Per> = keep.chain(caps).chain(group_per).collect();
        let ranks: Vec<Rank> = all.iter().map(|o| self.rank(o, &named)).collect();
        if line.first_time {
            let order = counting(all, |i| (all[i].time, &ranks[i]));
            drop_all_but(all, Fate::NotFirst, &order[..order.len().min(1)]);
        }
        if let Some(cooldown) = line.cooldown {
            let order = counting(all, |i| (all[i].time, &ranks[i]));
            let kept = cool(all, &order, cooldown);
            drop_all_but(all, Fate::Cooldown, &kept);
        }
        for (place, keep) in line.keep.iter().enumerate() {
            let order = counting(all, |i| (Reverse(all[i].time), &ranks[i]));
            let kept = self.first_of_each(all, &order, *keep);
            drop_all_but(all, Fate::NotKept(place), &kept);
        }
    }

    fn rank(&self, occurrence: &Occurrence, named: &[Per]) -> Rank {
        let points = occurrence.points.unwrap_or(Nano(0)).0;
        let keys = named.iter().map(|per| self.key(occurrence.event, *per)).collect();
        (Reverse(points.unsigned_abs()), points < 0, keys)
    }

    /// The first so many in this order, overall or of each value.
    fn first_of_each(&self, all: &[Occurrence], order: &[usize], keep: Keep) -> Vec<usize> {
        let mut taken: BTreeMap<Option<Key>, u32> = BTreeMap::new();
        let mut kept = order.to_vec();
        kept.retain(|&i| {
            let key = keep.per.map(|per| self.key(all[i].event, per));
            let taken = taken.entry(key).or_default();
            *taken += 1;
            *taken <= keep.count
        });
        kept
    }
}

/// The positions of what counts so far, in the order of a key.
fn counting<K: Ord>(all: &[Occurrence], key: impl Fn(usize) -> K) -> Vec<usize> {
    let mut order: Vec<usize> = (0..all.len()).filter(|&i| all[i].fate == Fate::Counted).collect();
    order.sort_by_key(|&i| key(i));
    order
}

/// From the first on, those that are so long after the last that counted.
fn cool(all: &[Occurrence], order: &[usize], cooldown: i64) -> Vec<usize> {
    let mut last: Option<i64> = None;
    let mut kept = order.to_vec();
    kept.retain(|&i| {
        let counts = last.is_none_or(|last| all[i].time.saturating_sub(last) >= cooldown);
        if counts {
            last = Some(all[i].time);
        }
        counts
    });
    kept
}

fn drop_all_but(all: &mut [Occurrence], fate: Fate, kept: &[usize]) {
    let kept: BTreeSet<usize> = kept.iter().copied().collect();
    for (i, occurrence) in all.iter_mut().enumerate() {
        if occurrence.fate == Fate::Counted && !kept.contains(&i) {
            occurrence.fate = fate;
        }
    }
}
