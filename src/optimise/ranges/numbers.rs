//! Least and greatest values of a number, by interval arithmetic in doubles: rounding keeps order, so the ends bound every value.

use crate::ir::expr::{AggregateOp, ArithmeticOp, Function, Num};
use crate::optimise::ranges::Survey;
use crate::types::Points;

/// Anything.
const ANY: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

impl Survey<'_> {
    /// Where the number is known, it lies between these.
    pub(super) fn number(&self, number: &Num) -> [f64; 2] {
        match number {
            Num::Literal(value) => [*value; 2],
            Num::Score(score) => {
                let range = self.scores[score.index()].range();
                let end = |points: Option<Points>, open: f64| points.map_or(open, Points::to_f64);
                [end(range.low, ANY[0]), end(range.high, ANY[1])]
            }
            Num::Coverage(_) => [0.0, 1.0],
            Num::Count(_) | Num::Aggregate { op: AggregateOp::Distinct, .. } => [0.0, ANY[1]],
            Num::Arithmetic { op, left, right } => {
                arithmetic(*op, self.number(left), self.number(right))
            }
            Num::Negate(inner) => {
                let [low, high] = self.number(inner);
                [-high, -low]
            }
            Num::Call { function, arguments } => {
                let of: Vec<[f64; 2]> = arguments.iter().map(|part| self.number(part)).collect();
                call(*function, &of)
            }
            Num::Field(_) | Num::Aggregate { .. } | Num::DaysSince(_) | Num::DaysUntil(_) => ANY,
        }
    }
}

fn arithmetic(op: ArithmeticOp, [a, b]: [f64; 2], [c, d]: [f64; 2]) -> [f64; 2] {
    match op {
        ArithmeticOp::Add => sound([a + c, b + d]),
        ArithmeticOp::Subtract => sound([a - d, b - c]),
        ArithmeticOp::Multiply => hull([a * c, a * d, b * c, b * d]),
        ArithmeticOp::Divide if c > 0.0 || d < 0.0 => hull([a / c, a / d, b / c, b / d]),
        ArithmeticOp::Divide => ANY,
    }
}

/// All of these and what is between; 0 times what is open is 0, and so is what is open by what is.
fn hull(ends: [f64; 4]) -> [f64; 2] {
    let ends = ends.map(|end| if end.is_nan() { 0.0 } else { end });
    [ends.into_iter().fold(ANY[1], f64::min), ends.into_iter().fold(ANY[0], f64::max)]
}

/// Open where an end is no number.
fn sound([low, high]: [f64; 2]) -> [f64; 2] {
    [if low.is_nan() { ANY[0] } else { low }, if high.is_nan() { ANY[1] } else { high }]
}

fn call(function: Function, of: &[[f64; 2]]) -> [f64; 2] {
    let lows = of.iter().map(|[low, _]| *low);
    let highs = of.iter().map(|[_, high]| *high);
    let [low, high] = of.first().copied().unwrap_or(ANY);
    match function {
        Function::Min => [lows.fold(ANY[1], f64::min), highs.fold(ANY[1], f64::min)],
        Function::Max => [lows.fold(ANY[0], f64::max), highs.fold(ANY[0], f64::max)],
        Function::Abs if low >= 0.0 => [low, high],
        Function::Abs => [(-high).max(0.0), high.max(-low)],
        Function::Round => [low.round(), high.round()],
        Function::Floor => [low.floor(), high.floor()],
        Function::Ceil => [low.ceil(), high.ceil()],
        Function::Sqrt => [low.max(0.0).sqrt(), high.max(0.0).sqrt()],
        Function::Exp => [0.0, ANY[1]],
        Function::Log => ANY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_ends_stay_open_and_signs_are_kept() {
        let positive = [0.0, ANY[1]];
        assert_eq!(arithmetic(ArithmeticOp::Multiply, positive, [0.5, 2.0]), positive);
        assert_eq!(arithmetic(ArithmeticOp::Multiply, positive, [-1.0, 1.0]), ANY);
        assert_eq!(arithmetic(ArithmeticOp::Divide, [1.0, 4.0], [2.0, ANY[1]]), [0.0, 2.0]);
        assert_eq!(arithmetic(ArithmeticOp::Divide, positive, [0.0, 1.0]), ANY);
        assert_eq!(arithmetic(ArithmeticOp::Subtract, ANY, positive), ANY);
        assert_eq!(call(Function::Abs, &[[-3.0, 2.0]]), [0.0, 3.0]);
        assert_eq!(call(Function::Min, &[positive, [10.0; 2]]), [0.0, 10.0]);
    }
}
