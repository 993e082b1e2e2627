//! Points by a number: constant between the literals that it is compared with, and on each of them.

use std::cmp::Ordering;

use crate::bytecode::code::NumberFold;

/// A step function.
#[derive(Debug)]
pub struct Steps {
    /// Ascending, all different.
    bounds: Vec<f64>,
    /// Below the first bound, on it, between it and the second, on that …
    points: Vec<i64>,
}

impl Steps {
    pub fn new(fold: &NumberFold) -> Steps {
        // 0 and -0 are equal but apart in this order: adding 0 makes them one.
        let mut bounds: Vec<f64> = fold.iter().map(|(_, value, _)| value.get() + 0.0).collect();
        bounds.sort_by(f64::total_cmp);
        bounds.dedup();
        let mut points = vec![0; 2 * bounds.len() + 1];
        for (op, value, worth) in fold {
            let on = 2 * bounds.partition_point(|bound| *bound < value.get()) + 1;
            for (step, sum) in points.iter_mut().enumerate() {
                if op.holds(step.cmp(&on)) {
                    *sum += worth.0;
                }
            }
        }
        Steps { bounds, points }
    }

    /// Ascending, all different.
    pub fn bounds(&self) -> &[f64] {
        &self.bounds
    }

    /// Below the first bound, on it, between it and the second, on that …
    pub fn points(&self) -> &[i64] {
        &self.points
    }

    pub fn at(&self, number: f64) -> i64 {
        let below = self.bounds.partition_point(|bound| *bound < number);
        let on = self
            .bounds
            .get(below)
            .is_some_and(|bound| bound.partial_cmp(&number) == Some(Ordering::Equal));
        self.points[2 * below + usize::from(on)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytecode::register::Float;
    use crate::ir::expr::CompareOp;
    use crate::types::Points;

    #[test]
    fn as_each_comparison_apart() {
        use CompareOp::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        let ops = [Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual];
        let numbers = [-1e300, -1.0, -0.0, 0.0, 5e-324, 0.5, 1.0, 7.0, 1e300];
        let mut fold = NumberFold::new();
        for (i, op) in ops.into_iter().enumerate() {
            for (j, number) in numbers.into_iter().enumerate() {
                fold.push((op, Float::new(number), Points((1 << i) * 1_000_i64.pow(j as u32 % 4))));
            }
        }
        let steps = Steps::new(&fold);
        for number in numbers.into_iter().chain([0.25, -3.0, 1e301]) {
            let holding = fold.iter().filter(|(op, value, _)| {
                number.partial_cmp(&value.get()).is_some_and(|ordering| op.holds(ordering))
            });
            assert_eq!(steps.at(number), holding.map(|(.., points)| points.0).sum::<i64>());
        }
    }
}
