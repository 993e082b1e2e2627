//! The loops over whole columns that most of the time goes to, each built for the oldest processor and for newer ones; which one runs is
//! decided when it runs. The answers are the same: nothing here depends on the width of a register.

use multiversion::multiversion;

use crate::bytecode::tables::row::FEW;

/// So many rows are worked on at once: their values stay in registers.
const LANES: usize = 16;

/// A column of classes in bytes, with what each class stands for.
pub type Looked<'a, T> = (&'a [u8], &'a [T; FEW]);

/// How many bounds each number has passed, and one; `edges` are fewer than 255.
#[multiversion(targets = "simd")]
pub fn numbers_passed(numbers: &[f64], edges: &[f64]) -> Vec<u8> {
    passed(numbers, edges)
}

/// The same for dates.
#[multiversion(targets = "simd")]
pub fn dates_passed(dates: &[i64], edges: &[i64]) -> Vec<u8> {
    passed(dates, edges)
}

#[inline(always)]
fn passed<T: PartialOrd + Copy>(values: &[T], edges: &[T]) -> Vec<u8> {
    let mut classes = vec![1; values.len()];
    let (blocks, rest) = values.as_chunks::<LANES>();
    let (classes_of_blocks, classes_of_rest) = classes.as_chunks_mut::<LANES>();
    for (values, classes) in blocks.iter().zip(classes_of_blocks) {
        let mut passed = [0i64; LANES];
        for edge in edges {
            for lane in 0..LANES {
                passed[lane] += i64::from(values[lane] >= *edge);
            }
        }
        for lane in 0..LANES {
            classes[lane] += passed[lane] as u8;
        }
    }
    for (value, class) in rest.iter().zip(classes_of_rest) {
        *class += edges.iter().filter(|edge| value >= edge).count() as u8;
    }
    classes
}

/// Adds what each row's class is worth. A load for each is faster than any gather, so it is built once.
pub fn add(sums: &mut [i32], tables: &[Looked<i32>]) {
    for tables in tables.chunks(4) {
        match *tables {
            [a, b, c, d] => {
                let classes = a.0.iter().zip(b.0).zip(c.0.iter().zip(d.0));
                for (sum, ((i, j), (k, l))) in sums.iter_mut().zip(classes) {
                    *sum += a.1[usize::from(*i)]
                        + b.1[usize::from(*j)]
                        + c.1[usize::from(*k)]
                        + d.1[usize::from(*l)];
                }
            }
            _ => {
                for (classes, worth) in tables {
                    let rows = sums.iter_mut().zip(*classes);
                    rows.for_each(|(sum, class)| *sum += worth[usize::from(*class)]);
                }
            }
        }
    }
}

/// Leaves of each row's bits those that its class leaves in every table; built once, as [`add`].
pub fn and(bits: &mut [u64], tables: &[Looked<u64>]) {
    for tables in tables.chunks(4) {
        match *tables {
            [a, b, c, d] => {
                let classes = a.0.iter().zip(b.0).zip(c.0.iter().zip(d.0));
                for (bits, ((i, j), (k, l))) in bits.iter_mut().zip(classes) {
                    *bits &= a.1[usize::from(*i)]
                        & b.1[usize::from(*j)]
                        & c.1[usize::from(*k)]
                        & d.1[usize::from(*l)];
                }
            }
            _ => {
                for (classes, left) in tables {
                    let rows = bits.iter_mut().zip(*classes);
                    rows.for_each(|(bits, class)| *bits &= left[usize::from(*class)]);
                }
            }
        }
    }
}

/// Each figure within the bounds.
#[multiversion(targets = "simd")]
pub fn clamp(figures: &[i64], low: i64, high: i64) -> Vec<i64> {
    figures.iter().map(|figure| (*figure).max(low).min(high)).collect()
}

/// How many of two bits each row has; `b` may be empty.
#[multiversion(targets = "simd")]
pub fn sum(a: &[u64], b: &[u64], rows: usize) -> Vec<u8> {
    let mut sums = vec![0; rows];
    for (i, sums) in sums.chunks_mut(64).enumerate() {
        let word = |bits: &[u64]| bits.get(i).copied().unwrap_or(0);
        let (a, b) = (word(a), word(b));
        let rows = sums.iter_mut().enumerate();
        rows.for_each(|(row, sum)| *sum = (a >> row & 1) as u8 + (b >> row & 1) as u8);
    }
    sums
}

/// Makes 0 what is not known.
#[multiversion(targets = "simd")]
pub fn forget(classes: &mut [u8], known: &[u64]) {
    for (classes, &word) in classes.chunks_mut(64).zip(known) {
        if word != !0 {
            let rows = classes.iter_mut().enumerate();
            rows.for_each(|(row, class)| *class &= ((word >> row & 1) as u8).wrapping_neg());
        }
    }
}
