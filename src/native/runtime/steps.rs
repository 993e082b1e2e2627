//! The instructions that are too intricate for compiled code, over one lead's arrays: which occurrences count, caps per key, long sums, formulas.

use alloc::vec::Vec;
use core::cmp::{Ordering, Reverse};

use crate::ageing::factor;
use crate::formula;
use crate::layout::{NONE, head, step};
use crate::lead::{KeyValue, Lead, gather};
use crate::model::{Model, Words};
use crate::types::points::{Nano, Points};

/// Runs one instruction of the main block.
pub fn run(lead: &Lead, position: usize) {
    let Some(at) = Model::some(lead.model.entry(head::STEPS, position)) else { return };
    let mut words = Words::new(lead.model, at);
    let what = words.next();
    let target = words.next() as usize;
    match what {
        step::ON => {
            let (cap, key) = (words.signed(), words.next() as usize);
            let all = words.some().map_or(i64::MAX, |cap| (cap as i64).saturating_abs());
            let (sum, _) = capped(lead, &mut words, 1, cap, key);
            lead.set_slot(target, Points::round(sum).0.clamp(-all, all) as u64);
        }
        step::POOL => {
            let (cap, key) = (words.signed(), words.next() as usize);
            let count = words.next();
            let (sum, bound) = capped(lead, &mut words, count, cap, key);
            let figures = total(lead, &mut words);
            let lines = total(lead, &mut words);
            let pooled = if bound { i128::from(Points::round(sum).0) } else { lines };
            lead.set_slot(target, Points::hold(figures + pooled).0 as u64);
        }
        step::TOTAL => {
            let mut sum = total(lead, &mut words);
            for _ in 0..words.next() {
                let (holds, points) = (lead.slot(words.some()) & 0xff != 0, words.signed());
                sum += if holds { i128::from(points) } else { 0 };
            }
            lead.set_slot(target, Points::hold(sum).0 as u64);
        }
        step::FORMULA => {
            let value = formula::value(lead, words.next() as usize);
            lead.set_slot(target, value as u64);
        }
        _ => events(lead, &mut words, what, target),
    }
}

fn total(lead: &Lead, words: &mut Words) -> i128 {
    (0..words.next()).map(|_| i128::from(lead.figure(words.some()))).sum()
}

/// The instructions that make sets of events.
fn events(lead: &Lead, words: &mut Words, what: u64, target: usize) {
    let result = lead.target(target);
    result.fill(0);
    let times = &lead.data.times;
    match what {
        step::RESET => reset(times, lead.flags(words.some()), result),
        step::PAUSE => {
            let (from, until) = (lead.flags(words.some()), lead.flags(words.some()));
            pause(times, from, until, result);
        }
        step::TIMES => {
            let of = gather(lead.flags(words.some()));
            let bounds = (words.next() as usize, words.signed());
            enough(times, &of, bounds, result);
        }
        step::LIMIT => limit(lead, words, result),
        _ => {}
    }
}

/// Hidden is what lies before the last pick, and at its second all but a pick that is alone there.
fn reset(times: &[i64], picks: &[u8], hidden: &mut [u8]) {
    let Some(last) = picks.iter().rposition(|flag| *flag != 0) else { return };
    let at_last = (0..times.len()).filter(|e| picks[*e] != 0 && times[*e] == times[last]).count();
    for event in (0..times.len()).take_while(|e| times[*e] <= times[last]) {
        let alone = event == last && at_last == 1;
        hidden[event] = u8::from(!alone);
    }
}

/// Second by second: all `from` first, then `until`; what opens a pause is not hidden by it.
fn pause(times: &[i64], from: &[u8], until: &[u8], hidden: &mut [u8]) {
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
fn enough(times: &[i64], of: &[u32], (needed, seconds): (usize, i64), enough: &mut [u8]) {
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
struct Order<'r> {
    points: Option<&'r [f64]>,
    /// For each of the ties, one a event.
    keys: &'r [KeyValue],
    count: usize,
}

impl Order<'_> {
    fn within_second(&self, a: u32, b: u32) -> Ordering {
        let worth =
            |e: u32| self.points.map_or(0, |points| Nano::from_points(points[e as usize]).0);
        let magnitude = |e: u32| Reverse(worth(e).unsigned_abs());
        let by_points = magnitude(a).cmp(&magnitude(b)).then_with(|| worth(b).cmp(&worth(a)));
        self.keys.chunks_exact(self.count.max(1)).fold(by_points, |order, keys| {
            order.then_with(|| keys[a as usize].cmp(&keys[b as usize]))
        })
    }
}

fn limit(lead: &Lead, words: &mut Words, counted: &mut [u8]) {
    let times = &lead.data.times;
    let mut left = gather(lead.flags(words.some()));
    let points = words.some().map(|offset| lead.numbers(Some(offset)));
    let (first, cooldown) = (words.next() != 0, words.next());
    let keep: Vec<(u32, Option<usize>)> =
        (0..words.next()).map(|_| (words.next() as u32, words.some())).collect();
    let mut keys: Vec<KeyValue> = Vec::new();
    for _ in 0..words.next() {
        let key = words.next() as usize;
        if left.len() > 1 {
            keys.extend((0..times.len()).map(|event| lead.key(key, event)));
        }
    }
    let order = Order { points, keys: &keys, count: times.len() };
    let time = |event: u32| times[event as usize];
    left.sort_by(|a, b| time(*a).cmp(&time(*b)).then_with(|| order.within_second(*a, *b)));
    if first {
        left.truncate(1);
    }
    if cooldown != NONE {
        cool(&mut left, times, cooldown as i64);
    }
    if !keep.is_empty() {
        left.sort_by(|a, b| time(*b).cmp(&time(*a)).then_with(|| order.within_second(*a, *b)));
        keep.iter().for_each(|latest| self::keep(lead, &mut left, *latest));
    }
    left.iter().for_each(|event| counted[*event as usize] = 1);
}

fn keep(lead: &Lead, left: &mut Vec<u32>, (most, key): (u32, Option<usize>)) {
    let Some(key) = key else { return left.truncate(most as usize) };
    // A lead has few keys, mostly the one that was seen last.
    let mut seen: Vec<(KeyValue, u32)> = Vec::new();
    left.retain(|event| {
        let key = lead.key(key, *event as usize);
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

fn cool(left: &mut Vec<u32>, times: &[i64], seconds: i64) {
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

/// How many different known keys the events have.
pub fn distinct<'e>(lead: &Lead, key: usize, events: impl Iterator<Item = &'e u32>) -> usize {
    let mut keys: Vec<KeyValue> = events.map(|event| lead.key(key, *event as usize)).collect();
    keys.retain(|(unknown, _)| !unknown);
    keys.sort_unstable();
    keys.dedup();
    keys.len()
}

/// Sums of occurrences, those of each key held within the cap; and whether it bound.
fn capped(lead: &Lead, words: &mut Words, count: u64, cap: i64, key: usize) -> (i128, bool) {
    let cap = Points(cap).nano().abs();
    let mut worths: Vec<(KeyValue, i64)> = Vec::new();
    for _ in 0..count {
        let flags = lead.flags(words.some());
        let (literal, computed) = (Points(words.signed()), words.some());
        let ageing = words.next() as usize;
        let numbers = lead.numbers(computed);
        for (event, flag) in flags.iter().enumerate() {
            if *flag == 0 {
                continue;
            }
            let age = lead.as_of.saturating_sub(lead.data.times[event]);
            let points = match computed {
                None => literal.to_f64(),
                Some(_) => numbers.get(event).copied().unwrap_or(0.0),
            };
            let nano = Nano::aged(points, factor(lead.model, ageing, age));
            worths.push((lead.key(key, event), nano.0));
        }
    }
    worths.sort_unstable();
    let (mut all, mut bound) = (0i128, false);
    for same in worths.chunk_by(|a, b| a.0 == b.0) {
        let sum: i128 = same.iter().map(|(_, nano)| i128::from(*nano)).sum();
        all += sum.clamp(-cap, cap);
        bound |= sum.abs() > cap;
    }
    (all, bound)
}
