//! Decimal points: published figures are hundredths, occurrences are billionths, sums are exact.

use alloc::format;
use core::fmt;

use crate::types::math::whole as rounded;

/// A published figure, in hundredths of a point: `Points(1250)` is 12.50.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(pub i64);

/// One occurrence's worth, in billionths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Nano(pub i64);

/// Billionths in a point.
pub const NANO: f64 = 1e9;
/// Billionths in a hundredth.
const NANO_PER_HUNDREDTH: i128 = 10_000_000;
/// One occurrence is held within ±1e9 points.
const OCCURRENCE_LIMIT: f64 = 1e18;
/// A published figure is held within ±1e15 points, so that every sum of figures fits.
pub const LIMIT: i128 = 100_000_000_000_000_000;

impl Points {
    pub const ZERO: Points = Points(0);

    /// Exact sum of published figures, held within the limit.
    pub fn sum(figures: impl IntoIterator<Item = Points>) -> Points {
        Points::hold(figures.into_iter().map(|p| i128::from(p.0)).sum())
    }

    /// Hundredths held within ±1e15 points.
    pub fn hold(hundredths: i128) -> Points {
        Points(hundredths.clamp(-LIMIT, LIMIT) as i64)
    }

    /// `round2`: billionths to two decimals, half away from zero.
    pub fn round(nano: i128) -> Points {
        match i64::try_from(nano) {
            Ok(nano) => Points::round_narrow(nano),
            Err(_) => Points::hold(divide_rounding(nano, NANO_PER_HUNDREDTH)),
        }
    }

    /// [`Points::round`] of what 64 bits hold, which is within the bounds whatever it is.
    #[inline]
    pub fn round_narrow(nano: i64) -> Points {
        const DIVISOR: i64 = NANO_PER_HUNDREDTH as i64;
        let (whole, rest) = (nano / DIVISOR, nano % DIVISOR);
        Points(whole + i64::from(2 * rest >= DIVISOR) - i64::from(2 * rest <= -DIVISOR))
    }

    /// The nearest double, as a score is read by a condition.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 100.0
    }

    pub fn nano(self) -> i128 {
        i128::from(self.0) * NANO_PER_HUNDREDTH
    }
}

impl Nano {
    /// A number of points as billionths, held within ±1e9 points: `round(points × 1e9)`, half away from zero.
    pub fn from_points(points: f64) -> Nano {
        Nano::aged(points, 1.0)
    }

    /// One occurrence: `round((points × 1e9) × factor)` in IEEE doubles, half away from zero, held within ±1e9 points.
    ///
    /// Every literal of two decimals is exact here: `points × 1e9` is a whole number below 2^53 times a power of two.
    #[inline]
    pub fn aged(points: f64, factor: f64) -> Nano {
        let nano = (points * NANO).clamp(-OCCURRENCE_LIMIT, OCCURRENCE_LIMIT) * factor;
        let nano = nano.clamp(-OCCURRENCE_LIMIT, OCCURRENCE_LIMIT);
        // The whole part and what is left are exact, and no library is called.
        let whole = nano as i64;
        let rest = nano - whole as f64;
        Nano(whole + i64::from(rest >= 0.5) - i64::from(rest <= -0.5))
    }
}

/// A sum of properties: each value to nine decimals, half away from zero, summed exactly; in any order the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExactSum {
    billionths: i128,
    beyond: bool,
}

/// A value beyond ±1e18 makes a sum unknown.
const SUMMAND_LIMIT: f64 = 1e18;

impl ExactSum {
    pub fn add(&mut self, value: f64) {
        if value.abs() <= SUMMAND_LIMIT {
            // The whole part apart, for `value × 1e9` would not be exact.
            let whole = value as i64 as f64;
            let rest = rounded((value - whole) * NANO);
            self.billionths += whole as i128 * 1_000_000_000 + rest as i128;
        } else {
            self.beyond = true;
        }
    }

    /// The sum so far; nothing where a value was beyond ±1e18.
    pub fn billionths(self) -> Option<i128> {
        (!self.beyond).then_some(self.billionths)
    }

    /// The sum as the nearest double of its billionths, divided by 1e9; 0 of nothing, nothing where a value was beyond ±1e18.
    pub fn value(self) -> Option<f64> {
        (!self.beyond).then_some(self.billionths as f64 / NANO)
    }
}

/// Division rounding half away from zero; the divisor is positive.
pub fn divide_rounding(value: i128, divisor: i128) -> i128 {
    let half = if value < 0 { -divisor / 2 } else { divisor / 2 };
    let value = value + half;
    // The same in half the width, which is several times as fast, where it fits.
    match (i64::try_from(value), i64::try_from(divisor)) {
        (Ok(value), Ok(divisor)) => i128::from(value / divisor),
        _ => value / divisor,
    }
}

/// At most two decimals, trailing zeros left out: `12`, `12.5`, `-0.25`.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (whole, cents) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let text = match cents {
            0 => format!("{whole}"),
            c if c % 10 == 0 => format!("{whole}.{}", c / 10),
            c => format!("{whole}.{c:02}"),
        };
        f.pad_integral(self.0 >= 0, "", &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_away_from_zero() {
        assert_eq!(Points::round(5_000_000), Points(1));
        assert_eq!(Points::round(4_999_999), Points(0));
        assert_eq!(Points::round(-5_000_000), Points(-1));
        assert_eq!(Points::round(Nano::from_points(2.675).0.into()), Points(268));
    }

    fn sum(values: &[f64]) -> Option<f64> {
        let mut sum = ExactSum::default();
        values.iter().for_each(|&v| sum.add(v));
        sum.value()
    }

    #[test]
    fn sums_are_exact_in_any_order() {
        assert_eq!(sum(&[0.1, 0.2]), Some(0.3));
        assert_eq!(sum(&[1e17, 0.1, -1e17]), Some(0.1));
        assert_eq!(sum(&[9_007_199_254_740_991.0, -1.0]), Some(9_007_199_254_740_990.0));
        assert_eq!(sum(&[5e-10, -4e-10]), Some(1e-9));
        assert_eq!(
            (sum(&[]), sum(&[1e18]), sum(&[1.1e18, -1.1e18])),
            (Some(0.0), Some(1e18), None)
        );
    }

    #[test]
    fn literal_points_are_exact_up_to_the_limit() {
        assert_eq!(Nano::from_points(999_999_999.99), Nano(999_999_999_990_000_000));
        assert_eq!(Nano::from_points(-0.01), Nano(-10_000_000));
        assert_eq!(Nano::from_points(1e300), Nano(1_000_000_000_000_000_000));
    }

    #[test]
    fn shows_no_needless_zeros() {
        assert_eq!(Points(1250).to_string(), "12.5");
        assert_eq!(Points(-5).to_string(), "-0.05");
        assert_eq!(format!("{:>6}|{:+}", Points(300), Points(300)), "     3|+3");
    }
}
