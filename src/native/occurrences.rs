//! Which occurrences there are and which count, over one lead's times and sets of events: core and alloc alone, for the host of compiled code and
//! for the runtime of native objects.

use alloc::vec::Vec;
use core::cmp::{Ordering, Reverse};

use crate::types::points::Nano;

/// A value to tell apart and to sort: all unknown ones are one, the last.
pub type KeyValue = (bool, u64);

/// The events of a set, into a list.
pub fn gather(set: &[u8], into: &mut Vec<u32>) {
    into.clear();
    into.extend(set.iter().enumerate().filter(|(_, flag)| **flag != 0).map(|(e, _)| e as u32));
}

/// Hidden is what lies before the last pick, and at its second all but a pick that is alone there.
pub fn reset(times: &[i64], picks: &[u8], hidden: &mut [u8]) {
    let Some(last) = picks.iter().rposition(|flag| *flag != 0) else { return };
    let at_last = (0..times.len()).filter(|e| picks[*e] != 0 && times[*e] == times[last]).count();
    for event in (0..times.len()).take_while(|e| times[*e] <= times[last]) {
        let alone = event == last && at_last == 1;
        hidden[event] = u8::from(!alone);
    }
}

/// Second by second: all `from` first, then `until`; what opens a pause is not hidden by it.
pub fn pause(times: &[i64], from: &[u8], until: &[u8], hidden: &mut [u8]) {
    let holds = |set: &[u8], event: usize| set.get(event).is_some_and(|flag| *flag != 0);
    let (mut open, mut start) = (false, 0);
    while start < times.len() {
        let length = times[start..].partition_point(|time| *time <= times[start]);
        let second = start..start + length;
        let opens = !open && second.clone().any(|e| holds(from, e));
        open = (open || opens) && !second.clone().any(|e| holds(until, e));
        if open {
            let hides = second.clone().filter(|e| !(opens && holds(from, *e)));
            hides.for_each(|e| hidden[e] = 1);
        }
        start = second.end;
    }
}

/// The events with at least so many of the set in the seconds up to and including their own.
pub fn enough(times: &[i64], of: &[u32], (needed, seconds): (usize, i64), enough: &mut [u8]) {
    let (mut from, mut to) = (0, 0);
    let time = |event: u32| times[event as usize];
    for &event in of {
        let moment = time(event);
        while to < of.len() && time(of[to]) <= moment {
            to += 1;
        }
        while from < to && moment.saturating_sub(time(of[from])) >= seconds {
            from += 1;
        }
        enough[event as usize] = u8::from(to - from >= needed);
    }
}

/// What orders the occurrences of one second: those worth most first.
pub struct Order<'r> {
    pub points: Option<&'r [f64]>,
    /// For each of the ties, one a event.
    pub keys: &'r [KeyValue],
    pub count: usize,
}

impl Order<'_> {
    pub fn within_second(&self, a: u32, b: u32) -> Ordering {
        let worth =
            |e: u32| self.points.map_or(0, |points| Nano::from_points(points[e as usize]).0);
        let magnitude = |e: u32| Reverse(worth(e).unsigned_abs());
        let by_points = magnitude(a).cmp(&magnitude(b)).then_with(|| worth(b).cmp(&worth(a)));
        self.keys.chunks_exact(self.count.max(1)).fold(by_points, |order, keys| {
            order.then_with(|| keys[a as usize].cmp(&keys[b as usize]))
        })
    }
}

/// Keeps what lies so many seconds or more behind the last that was kept.
pub fn cool(left: &mut Vec<u32>, times: &[i64], seconds: i64) {
    let mut last: Option<i64> = None;
    left.retain(|event| {
        let time = times[*event as usize];
        let counts = last.is_none_or(|last| time.saturating_sub(last) >= seconds);
        if counts {
            last = Some(time);
        }
        counts
    });
}

/// The latest of each key, so many of them; events come by descending time.
pub fn keep(left: &mut Vec<u32>, most: u32, key: impl Fn(u32) -> KeyValue) {
    // A lead has few keys, mostly the one that was seen last.
    let mut seen: Vec<(KeyValue, u32)> = Vec::new();
    left.retain(|event| {
        let key = key(*event);
        let known = seen.iter().rposition(|(other, _)| *other == key);
        let position = known.unwrap_or_else(|| {
            seen.push((key, 0));
            seen.len() - 1
        });
        let count = &mut seen[position].1;
        *count = count.saturating_add(1);
        *count <= most
    });
}

/// The sum of what each key's occurrences are worth, held within the cap; and whether it bound.
pub fn capped(worths: &mut [(KeyValue, i64)], cap: i128) -> (i128, bool) {
    worths.sort_unstable();
    let (mut all, mut bound) = (0i128, false);
    for same in worths.chunk_by(|a, b| a.0 == b.0) {
        let sum: i128 = same.iter().map(|(_, nano)| i128::from(*nano)).sum();
        all += sum.clamp(-cap, cap);
        bound |= sum.abs() > cap;
    }
    (all, bound)
}
