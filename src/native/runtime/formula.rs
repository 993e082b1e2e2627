//! Formulas over published scores, in whole numbers over a fixed denominator; the compiler has proved that 128 bits hold them.

use alloc::vec::Vec;

use crate::layout::{formula, head};
use crate::lead::Lead;
use crate::model::Words;
use crate::types::points::Points;

/// The rounded value, in hundredths.
pub fn value(lead: &Lead, number: usize) -> i64 {
    let at = lead.model.entry(head::FORMULAS, number) as usize;
    let mut words = Words::new(lead.model, at);
    let mut stack: Vec<i128> = Vec::new();
    let pop = |stack: &mut Vec<i128>| stack.pop().unwrap_or_default();
    for _ in 0..words.next() {
        let value = match words.next() {
            formula::CONSTANT => words.long(),
            formula::FIGURE => i128::from(lead.figure(words.some())),
            formula::SUM => {
                let (below, above) = (words.long(), words.long());
                let (b, a) = (pop(&mut stack), pop(&mut stack));
                a * below + b * above
            }
            formula::PRODUCT => pop(&mut stack) * pop(&mut stack),
            formula::TIMES => pop(&mut stack) * words.long(),
            what @ (formula::LEAST | formula::GREATEST) => {
                let count = words.next() as usize;
                let first = stack.len().saturating_sub(count);
                let scaled = stack.split_off(first).into_iter().map(|value| value * words.long());
                let chosen = if what == formula::LEAST { scaled.min() } else { scaled.max() };
                chosen.unwrap_or_default()
            }
            formula::ABS => pop(&mut stack).abs(),
            formula::ROUND => rounded(pop(&mut stack), words.long()),
            formula::FLOOR => pop(&mut stack).div_euclid(words.long()),
            _ => -(-pop(&mut stack)).div_euclid(words.long()),
        };
        stack.push(value);
    }
    Points::hold(rounded(pop(&mut stack) * 100, words.long())).0
}

/// Half away from zero; the divisor is above 0.
fn rounded(value: i128, divisor: i128) -> i128 {
    let half = if value < 0 { -(divisor / 2) } else { divisor / 2 };
    (value + half) / divisor
}
