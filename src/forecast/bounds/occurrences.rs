//! The occurrences of an `on` line over a stretch of time: what each is worth at least and at most, and what sums of them are.

use crate::forecast::span::Span;
use crate::types::ageing::Ageing;
use crate::types::ageing::Curve;
use crate::types::ageing::Factors;
use crate::types::ageing::GREATEST;
use crate::types::points::NANO;
use crate::types::points::Nano;

/// One occurrence, which counts all the time or now and then.
#[derive(Debug, Clone)]
pub struct Share {
    pub event: usize,
    pub worth: Span<i128>,
    /// Where it always counts and ages as its line does: it is worth this at the first second and at the last.
    pub ends: Option<Ends>,
}

#[derive(Debug, Clone, Copy)]
pub struct Ends {
    first: i128,
    last: i128,
    /// So far rounding may take it from its curve, in billionths.
    error: i128,
}

/// So far a factor may be from its curve, and an occurrence by its products.
const RELATIVE_ERROR: f64 = 4e-15;

impl Share {
    /// Of points from a least to a greatest, by its age at the first second and at the last.
    pub fn new(event: usize, points: Span<f64>, factors: &Factors, ages: Span<i64>) -> Share {
        let [first, last] = [ages.low, ages.high].map(|age| factors.at(age));
        let factor = match ages.is_one() {
            true => Span::exactly(first),
            false => rounded(Span::between(first, last), factors),
        };
        let corner = |points: f64, factor: f64| i128::from(Nano::aged(points, factor).0);
        let of =
            |points: f64| Span::between(corner(points, factor.low), corner(points, factor.high));
        let worth = of(points.low).hull(of(points.high));
        let uniform = points.is_one() && is_uniform(factors, ages);
        let ends = uniform.then(|| Ends {
            first: corner(points.low, first),
            last: corner(points.low, last),
            error: 1 + (points.low.abs().min(NANO) * NANO * RELATIVE_ERROR) as i128,
        });
        Share { event, worth, ends }
    }

    pub fn exactly(event: usize, worth: i128) -> Share {
        Share { event, worth: Span::exactly(worth), ends: None }
    }

    /// It counts now and then.
    pub fn perhaps(self) -> Share {
        Share { worth: self.worth.hull(Span::exactly(0)), ends: None, ..self }
    }
}

/// Powers are rounded, so that a later one may be greater by a hair.
fn rounded(factor: Span<f64>, factors: &Factors) -> Span<f64> {
    match factors.shape {
        Some((Curve::Smooth(_) | Curve::Stepped(..), _)) => Span {
            low: factor.low * (1.0 - RELATIVE_ERROR),
            high: factor.high * (1.0 + RELATIVE_ERROR),
        },
        _ => factor,
    }
}

/// All of that age are on one and the same curve: a sum of them only grows or only shrinks in magnitude.
fn is_uniform(factors: &Factors, ages: Span<i64>) -> bool {
    let Some((curve, delay)) = &factors.shape else { return false };
    let since = ages.each(|age| age.saturating_sub(*delay));
    let expired = |(end, delay): (i64, i64)| ages.high.saturating_sub(delay).max(0) >= end;
    let begun = since.low >= 0 && !factors.expires.is_some_and(expired);
    begun
        && match curve {
            Curve::Smooth(_) => since.high <= GREATEST,
            Curve::Linear(..) => curve.at(since.high) > 0.0,
            Curve::Stepped(..) | Curve::Steps(_) => false,
        }
}

/// Between which billionths the sum of these lies.
///
/// Where some take away what others add, what each is at least and at most says little: those of one curve are summed at both ends.
pub fn sum<'s>(shares: impl Iterator<Item = &'s Share>) -> Span<i128> {
    let (mut plain, mut apart, mut joint) = (Span::exactly(0), Span::exactly(0), Span::exactly(0));
    let mut error = 0;
    for share in shares {
        match share.ends {
            None => plain = plain.plus(share.worth),
            Some(ends) => {
                apart = apart.plus(share.worth);
                joint = joint.plus(Span { low: ends.first, high: ends.last });
                error += ends.error;
            }
        }
    }
    let joint = Span::between(joint.low, joint.high);
    let joint = Span { low: joint.low - error, high: joint.high + error };
    plain.plus(apart.meet(joint))
}

/// No ageing at all.
pub fn ageless() -> Factors {
    Ageing::default().factors()
}
