//! The instructions that are too intricate for compiled code, over one lead's arrays: which occurrences count, caps per key, long sums, formulas.

use alloc::vec::Vec;

use crate::ageing::factor;
use crate::formula;
use crate::layout::{NONE, head, step};
use crate::lead::Lead;
use crate::model::{Model, Words};
use crate::occurrences::{self, KeyValue, Order, cool, enough, gather, pause, reset};
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
            let mut of = Vec::new();
            gather(lead.flags(words.some()), &mut of);
            let bounds = (words.next() as usize, words.signed());
            enough(times, &of, bounds, result);
        }
        step::LIMIT => limit(lead, words, result),
        _ => {}
    }
}

fn limit(lead: &Lead, words: &mut Words, counted: &mut [u8]) {
    let times = &lead.data.times;
    let mut left = Vec::new();
    gather(lead.flags(words.some()), &mut left);
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
    match key {
        None => left.truncate(most as usize),
        Some(key) => occurrences::keep(left, most, |event| lead.key(key, event as usize)),
    }
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
    occurrences::capped(&mut worths, cap)
}
