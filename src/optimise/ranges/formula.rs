//! Least and greatest values of a formula, exactly, with ends that may be open.

use std::cmp::Ordering;

use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};

use crate::ir::program::Formula;
use crate::optimise::ranges::reach::Reach;
use crate::types::points::LIMIT;
use End::{Above, At, Below};

/// The formula's figures: rounded to two decimals, half away from zero, held within the limit.
pub fn rounded(formula: &Formula, scores: &[Reach]) -> Reach {
    let [low, high] = value(formula, scores);
    let hundred = whole(100);
    let figure = |end: End| match end {
        End::Below | End::Above => None,
        End::At(value) => {
            let hundredths = (value * &hundred).round().to_integer();
            let beyond = if hundredths.is_negative() { -LIMIT } else { LIMIT };
            Some(hundredths.to_i128().unwrap_or(beyond).clamp(-LIMIT, LIMIT))
        }
    };
    Reach { low: figure(low), high: figure(high) }
}

/// One end of the values; below or above everything where it is open. They stand in ascending order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Below,
    At(BigRational),
    Above,
}

fn value(formula: &Formula, scores: &[Reach]) -> [End; 2] {
    let of = |formula: &Formula| value(formula, scores);
    match formula {
        Formula::Number(number) => [At(number.clone()), At(number.clone())],
        Formula::Score(score) => {
            let reach = scores[score.index()];
            let end = |figure: Option<i128>, open: End| {
                figure.map_or(open, |f| At(BigRational::new(f.into(), 100.into())))
            };
            [end(reach.low, Below), end(reach.high, Above)]
        }
        Formula::Add(left, right) => {
            let ([a, b], [c, d]) = (of(left), of(right));
            [add(a, c), add(b, d)]
        }
        Formula::Subtract(left, right) => {
            let ([a, b], [c, d]) = (of(left), negated(of(right)));
            [add(a, c), add(b, d)]
        }
        Formula::Multiply(left, right) => multiply(of(left), of(right)),
        Formula::Divide(left, by) => {
            let share = At(by.recip());
            multiply(of(left), [share.clone(), share])
        }
        Formula::Negate(formula) => negated(of(formula)),
        Formula::Min(all) => least_or_greatest(all.iter().map(of), Ordering::Less),
        Formula::Max(all) => least_or_greatest(all.iter().map(of), Ordering::Greater),
        Formula::Abs(formula) => {
            let ends = of(formula);
            let [low, high] = ends.clone();
            let [turned_low, turned_high] = negated(ends);
            [low.max(turned_low).max(At(whole(0))), high.max(turned_high)]
        }
        Formula::Round(formula) => of(formula).map(|end| each(end, |value| value.round())),
        Formula::Floor(formula) => of(formula).map(|end| each(end, |value| value.floor())),
        Formula::Ceil(formula) => of(formula).map(|end| each(end, |value| value.ceil())),
    }
}

fn whole(number: i64) -> BigRational {
    BigRational::from_integer(number.into())
}

fn each(end: End, change: impl Fn(BigRational) -> BigRational) -> End {
    match end {
        At(value) => At(change(value)),
        open => open,
    }
}

/// Of two low ends, or two high ones.
fn add(a: End, b: End) -> End {
    match (a, b) {
        (At(a), At(b)) => At(a + b),
        (At(_), open) | (open, _) => open,
    }
}

fn negated([low, high]: [End; 2]) -> [End; 2] {
    let turned = |end| match end {
        Below => Above,
        At(value) => At(-value),
        Above => Below,
    };
    [turned(high), turned(low)]
}

fn multiply([a, b]: [End; 2], [c, d]: [End; 2]) -> [End; 2] {
    let products = [product(&a, &c), product(&a, &d), product(&b, &c), product(&b, &d)];
    let least = products.iter().min().cloned().unwrap_or(Below);
    [least, products.into_iter().max().unwrap_or(Above)]
}

/// 0 times what is open is 0.
fn product(a: &End, b: &End) -> End {
    let sign = sign(a) * sign(b);
    match (a, b) {
        (At(a), At(b)) => At(a * b),
        _ if sign == 0 => At(whole(0)),
        _ if sign < 0 => Below,
        _ => Above,
    }
}

fn sign(end: &End) -> i32 {
    match end {
        Below => -1,
        Above => 1,
        At(value) if value.is_negative() => -1,
        At(value) => i32::from(value.is_positive()),
    }
}

/// End by end; 0 of nothing, as formulas have it.
fn least_or_greatest(all: impl Iterator<Item = [End; 2]>, wanted: Ordering) -> [End; 2] {
    let pick = |a: End, b: End| if b.cmp(&a) == wanted { b } else { a };
    let both = |[a, b]: [End; 2], [c, d]: [End; 2]| [pick(a, c), pick(b, d)];
    all.reduce(both).unwrap_or([At(whole(0)), At(whole(0))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::program::ScoreId;

    #[test]
    fn a_share_of_an_open_score_stays_open_on_one_side() {
        let from_zero = Reach { low: Some(0), high: None };
        let share = Formula::Multiply(
            Box::new(Formula::Number(BigRational::new(4.into(), 10.into()))),
            Box::new(Formula::Score(ScoreId(0))),
        );
        assert_eq!(rounded(&share, &[from_zero]), from_zero);
        let turned = Formula::Negate(Box::new(share.clone()));
        assert_eq!(rounded(&turned, &[from_zero]), Reach { low: None, high: Some(0) });
        let third = Formula::Divide(Box::new(share), whole(-3));
        let hundred = Reach { low: Some(0), high: Some(10_000) };
        assert_eq!(rounded(&third, &[hundred]), Reach { low: Some(-1_333), high: Some(0) });
    }
}
