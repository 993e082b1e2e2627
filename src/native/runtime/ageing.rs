//! What a point is worth at an age, from the tables that the compiler filled.

use crate::layout::{NONE, curve, head};
use crate::model::{Model, Words};

/// Beyond this nothing ages any more (34 years of seconds).
const GREATEST: i64 = (1 << 30) - 1;

/// The factor of an ageing at an age of whole seconds.
pub fn factor(model: &Model, ageing: usize, age: i64) -> f64 {
    let mut words = Words::new(model, model.entry(head::AGEINGS, ageing) as usize);
    let (end, delay) = (words.next(), words.signed());
    let after = |delay: i64| age.saturating_sub(delay).max(0);
    if end != NONE && after(delay) >= end as i64 {
        return 0.0;
    }
    let (shape, delay) = (words.next(), words.signed());
    at(&mut words, model, shape, after(delay))
}

/// The factor of the curve alone; its delay was taken off already.
pub fn curve_at(model: &Model, ageing: usize, age: i64) -> f64 {
    let mut words = Words::new(model, model.entry(head::AGEINGS, ageing) as usize + 2);
    let shape = words.next();
    words.next();
    at(&mut words, model, shape, age)
}

fn at(words: &mut Words, model: &Model, shape: u64, age: i64) -> f64 {
    match shape {
        curve::SMOOTH => power(model, words.next() as usize, age),
        curve::STEPPED => {
            let period = words.signed();
            power(model, words.next() as usize, age / period)
        }
        curve::LINEAR => {
            let (rate, period) = (words.double(), words.signed());
            let left = 1.0 - rate * (age as f64) / (period as f64);
            if left > 0.0 { left } else { 0.0 }
        }
        curve::STEPS => {
            for _ in 0..words.next() {
                let (end, share) = (words.signed(), words.double());
                if age < end {
                    return share;
                }
            }
            0.0
        }
        _ => 1.0,
    }
}

/// By three tables over the digits of n: of 1, of 2^10, of 2^20.
fn power(model: &Model, tables: usize, n: i64) -> f64 {
    let n = n.min(GREATEST) as usize;
    let table = |number: usize, digit: usize| {
        f64::from_bits(model.word(tables + 1024 * number + (digit & 1023)))
    };
    table(2, n >> 20) * table(1, n >> 10) * table(0, n)
}
