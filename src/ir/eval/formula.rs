//! Formulas: exact fractions of published scores, rounded once.

use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};

use crate::ir::outcome::ScoreOutcome;
use crate::ir::program::Formula;
use crate::types::Points;
use crate::types::points::LIMIT;

/// The formula's value to two decimals, half away from zero, held within the limit.
pub(super) fn rounded(formula: &Formula, scores: &[ScoreOutcome]) -> Points {
    let hundredths = (value(formula, scores) * whole(100)).round().to_integer();
    let beyond = if hundredths.is_negative() { -LIMIT } else { LIMIT };
    Points::hold(hundredths.to_i128().unwrap_or(beyond))
}

fn value(formula: &Formula, scores: &[ScoreOutcome]) -> BigRational {
    let of = |formula: &Formula| value(formula, scores);
    match formula {
        Formula::Number(number) => number.clone(),
        Formula::Score(score) => {
            BigRational::new(scores[score.index()].published.0.into(), 100.into())
        }
        Formula::Add(left, right) => of(left) + of(right),
        Formula::Subtract(left, right) => of(left) - of(right),
        Formula::Multiply(left, right) => of(left) * of(right),
        Formula::Divide(left, by) => of(left) / by,
        Formula::Negate(formula) => -of(formula),
        Formula::Min(all) => all.iter().map(of).min().unwrap_or_else(|| whole(0)),
        Formula::Max(all) => all.iter().map(of).max().unwrap_or_else(|| whole(0)),
        Formula::Abs(formula) => of(formula).abs(),
        Formula::Round(formula) => of(formula).round(),
        Formula::Floor(formula) => of(formula).floor(),
        Formula::Ceil(formula) => of(formula).ceil(),
    }
}

fn whole(number: i64) -> BigRational {
    BigRational::from_integer(number.into())
}
