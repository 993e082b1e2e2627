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

/// Joins to each row what its class stands for in every table. A load for each is faster than any gather, so it is built once.
pub fn join<T: Copy>(rows: &mut [T], tables: &[Looked<T>], join: impl Fn(T, T) -> T) {
    for tables in tables.chunks(4) {
        match *tables {
            // Four at a time, so that rows are read and written less often.
            [a, b, c, d] => {
                let classes = a.0.iter().zip(b.0).zip(c.0.iter().zip(d.0));
                for (row, ((i, j), (k, l))) in rows.iter_mut().zip(classes) {
                    let first = join(a.1[usize::from(*i)], b.1[usize::from(*j)]);
                    let second = join(c.1[usize::from(*k)], d.1[usize::from(*l)]);
                    *row = join(*row, join(first, second));
                }
            }
            _ => {
                for (classes, of_class) in tables {
                    let rows = rows.iter_mut().zip(*classes);
                    rows.for_each(|(row, class)| *row = join(*row, of_class[usize::from(*class)]));
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
