//! Formulas as a rule file writes them, with names or figures for the scores.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use crate::ir::program::{Formula, ScoreId};

/// The formula, each score as these words.
pub fn formula(formula: &Formula, score: &dyn Fn(ScoreId) -> String) -> String {
    let of = |f: &Formula| self::formula(f, score);
    let call = |word: &str, all: &[Formula]| {
        let all: Vec<String> = all.iter().map(of).collect();
        format!("{word}({})", all.join(", "))
    };
    match formula {
        Formula::Number(number) => decimal(number),
        Formula::Score(id) => score(*id),
        Formula::Add(left, right) => format!("{} + {}", of(left), of(right)),
        Formula::Subtract(left, right) => format!("{} - {}", of(left), factor(right, score)),
        Formula::Multiply(left, right) => {
            format!("{} * {}", factor(left, score), factor(right, score))
        }
        Formula::Divide(left, by) => format!("{} / {}", factor(left, score), decimal(by)),
        Formula::Negate(formula) => format!("-{}", factor(formula, score)),
        Formula::Min(all) => call("min", all),
        Formula::Max(all) => call("max", all),
        Formula::Abs(formula) => format!("abs({})", of(formula)),
        Formula::Round(formula) => format!("round({})", of(formula)),
        Formula::Floor(formula) => format!("floor({})", of(formula)),
        Formula::Ceil(formula) => format!("ceil({})", of(formula)),
    }
}

/// In parentheses where a product or a difference would read it otherwise.
fn factor(formula: &Formula, score: &dyn Fn(ScoreId) -> String) -> String {
    let text = self::formula(formula, score);
    match formula {
        Formula::Add(..) | Formula::Subtract(..) | Formula::Negate(_) => format!("({text})"),
        _ => text,
    }
}

/// A fraction as a decimal where it is one of at most 18 places, else as a fraction in parentheses.
fn decimal(number: &BigRational) -> String {
    let ten = BigInt::from(10);
    let mut shifted = number.abs();
    let mut places = 0;
    while !shifted.is_integer() && places < 18 {
        shifted *= &ten;
        places += 1;
    }
    if !shifted.denom().is_one() {
        return format!("({number})");
    }
    let sign = if number < &BigRational::zero() { "-" } else { "" };
    let digits = format!("{:0>1$}", shifted.numer(), places + 1);
    match digits.split_at(digits.len() - places) {
        (whole, "") => format!("{sign}{whole}"),
        (whole, rest) => format!("{sign}{whole}.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_decimals_where_they_can_be() {
        let of = |n: i64, d: i64| decimal(&BigRational::new(n.into(), d.into()));
        assert_eq!((of(2, 5), of(-1, 40), of(12, 1)), ("0.4".into(), "-0.025".into(), "12".into()));
        assert_eq!((of(1, 3), of(0, 1)), ("(1/3)".into(), "0".into()));
    }
}
