//! `exp` and `log`, the same on every machine and in every engine.
//!
//! Computed as double-doubles (about 106 bits) from additions and products alone, then rounded once: within one unit in the last place.
//! The sums are Knuth's and the products Dekker's (Shewchuk, "Adaptive Precision Floating-Point Arithmetic", 1997).

use alloc::boxed::Box;

/// `e^x`; infinite where that is too large for a double, 0 where it is too small.
pub fn exp(x: f64) -> f64 {
    match x {
        x if x.is_nan() => x,
        x if x > 710.0 => f64::INFINITY,
        x if x < -746.0 => 0.0,
        x => {
            // In two steps: 2^1024 and 2^-1074 are no doubles of full precision.
            let (value, power) = exp_parts(Double::from(x));
            value.hi * power_of_two(power / 2) * power_of_two(power - power / 2)
        }
    }
}

/// The natural logarithm: negative infinity for 0, NaN below.
pub fn log(x: f64) -> f64 {
    match x {
        x if x.is_nan() || x < 0.0 => f64::NAN,
        0.0 => f64::NEG_INFINITY,
        f64::INFINITY => x,
        x => log_double(x).hi,
    }
}

/// The powers `base^0, base^1 … base^1023` of `keep^(step/period)`, for the ageing tables; `keep` is from 0 to 1.
pub(super) fn powers(keep: f64, step: i64, period: i64) -> Box<[f64]> {
    let base = match keep > 0.0 {
        true => exp_double(log_double(keep).times(step as f64).over(period as f64)),
        false => Double::from(0.0),
    };
    core::iter::successors(Some(Double::from(1.0)), |power| Some(power.multiply(base)))
        .take(1024)
        .map(|power| power.hi)
        .collect()
}

/// Without what stands behind the point, with its sign.
pub fn trunc(x: f64) -> f64 {
    // From 2^52 on every double is a whole number.
    if x.abs() < 4_503_599_627_370_496.0 { (x as i64 as f64).copysign(x) } else { x }
}

/// To a whole number, half away from zero; for what 64 bits hold.
pub(super) fn whole(x: f64) -> f64 {
    let down = x as i64 as f64;
    let rest = x - down;
    down + f64::from(u8::from(rest >= 0.5)) - f64::from(u8::from(rest <= -0.5))
}

/// An unevaluated sum of two doubles, the second at most half a unit in the last place of the first.
#[derive(Clone, Copy)]
struct Double {
    hi: f64,
    lo: f64,
}

const LN_2: Double =
    Double { hi: f64::from_bits(0x3FE6_2E42_FEFA_39EF), lo: f64::from_bits(0x3C7A_BC9E_3B39_803F) };

impl Double {
    fn from(hi: f64) -> Double {
        Double { hi, lo: 0.0 }
    }

    /// `a + b`, exactly.
    fn sum(a: f64, b: f64) -> Double {
        let hi = a + b;
        let b_part = hi - a;
        Double { hi, lo: (a - (hi - b_part)) + (b - b_part) }
    }

    /// `a * b`, exactly.
    fn product(a: f64, b: f64) -> Double {
        let (hi, (ah, al), (bh, bl)) = (a * b, halves(a), halves(b));
        Double { hi, lo: al * bl - (((hi - ah * bh) - al * bh) - ah * bl) }
    }

    fn plus(self, other: Double) -> Double {
        let (high, low) = (Double::sum(self.hi, other.hi), Double::sum(self.lo, other.lo));
        let high = Double::sum(high.hi, high.lo + low.hi);
        Double::sum(high.hi, high.lo + low.lo)
    }

    fn multiply(self, other: Double) -> Double {
        let product = Double::product(self.hi, other.hi);
        Double::sum(product.hi, product.lo + (self.hi * other.lo + self.lo * other.hi))
    }

    fn times(self, factor: f64) -> Double {
        self.multiply(Double::from(factor))
    }

    /// Long division: two quotient digits of a double each.
    fn divide(self, divisor: Double) -> Double {
        let first = self.hi / divisor.hi;
        let rest = self.plus(divisor.times(-first));
        Double::sum(first, rest.hi / divisor.hi)
    }

    fn over(self, divisor: f64) -> Double {
        self.divide(Double::from(divisor))
    }
}

/// 26 bits and the other 27.
fn halves(a: f64) -> (f64, f64) {
    let shifted = a * 134_217_729.0;
    let high = shifted - (shifted - a);
    (high, a - high)
}

fn power_of_two(power: i32) -> f64 {
    f64::from_bits(((power + 1023) as u64) << 52)
}

/// e^x of a double-double; 0 where it is too small.
fn exp_double(x: Double) -> Double {
    if x.hi < -708.0 {
        return Double::from(0.0);
    }
    let (value, power) = exp_parts(x);
    Double { hi: value.hi * power_of_two(power), lo: value.lo * power_of_two(power) }
}

/// e^x as a number times a power of two: `x = power × log 2 + r`, and `e^r` by its Taylor series: |r| ≤ 0.35, so 26 terms are enough for 106 bits.
fn exp_parts(x: Double) -> (Double, i32) {
    let power = whole(x.hi / LN_2.hi);
    let r = x.plus(LN_2.times(-power));
    let one = Double::from(1.0);
    let value = (1..=26).rev().fold(one, |sum, n| one.plus(r.multiply(sum).over(f64::from(n))));
    (value, power as i32)
}

/// `x = m × 2^e` with m from √½ to √2, and `log m = 2 artanh s` for `s = (m-1)/(m+1)`: |s| ≤ 0.172, so 21 terms of its series are enough.
fn log_double(x: f64) -> Double {
    let (m, e) = mantissa(x);
    let s = Double::from(m - 1.0).divide(Double::sum(m, 1.0));
    let square = s.multiply(s);
    let series = (0..=21).rev().fold(Double::from(0.0), |sum, n| {
        sum.multiply(square).plus(Double::from(1.0).over(f64::from(2 * n + 1)))
    });
    LN_2.times(f64::from(e)).plus(s.times(2.0).multiply(series))
}

/// A positive double as `m × 2^e`, √½ ≤ m < √2.
fn mantissa(x: f64) -> (f64, i32) {
    if x < f64::MIN_POSITIVE {
        let (m, e) = mantissa(x * power_of_two(60));
        return (m, e - 60);
    }
    let e = (x.to_bits() >> 52) as i32 - 1023;
    let m = x * power_of_two(-e / 2) * power_of_two(-e - (-e / 2));
    if m >= core::f64::consts::SQRT_2 { (m / 2.0, e + 1) } else { (m, e) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with sixty decimal digits.
    #[expect(clippy::approx_constant, reason = "a table of numbers, some of which have names")]
    const EXPONENTIALS: &[(f64, f64)] = &[
        (1.0, 2.718281828459045),
        (-1.0, 0.36787944117144233),
        (0.5, 1.6487212707001282),
        (1e-17, 1.0),
        (-1e-09, 0.999999999),
        (0.1, 1.1051709180756477),
        (-0.1, 0.9048374180359595),
        (10.0, 22_026.465794806718),
        (-10.0, 4.5399929762484854e-05),
        (100.0, 2.6881171418161356e43),
        (-100.0, 3.720075976020836e-44),
        (709.782712893384, 1.7976931348622732e308),
        (-708.3964185322641, 2.2250738585072626e-308),
        (-720.5, 1.2326102893e-313),
        (-745.1332191019411, 5e-324),
        (0.6931471805599453, 2.0),
        (-37.25, 6.64554417291507e-17),
        (5e-324, 1.0),
    ];
    #[expect(clippy::approx_constant, reason = "a table of numbers, some of which have names")]
    const LOGARITHMS: &[(f64, f64)] = &[
        (1.0, 0.0),
        (0.5, -0.6931471805599453),
        (0.9, -0.10536051565782628),
        (1.0000000000000002, 2.2204460492503128e-16),
        (0.9999999999999999, -1.1102230246251565e-16),
        (10.0, 2.302585092994046),
        (5e-324, -744.4400719213812),
        (2.5e-310, -712.88508809628),
        (2.2250738585072014e-308, -708.3964185322641),
        (1.7976931348623157e308, 709.782712893384),
        (1e-300, -690.7755278982137),
        (3.0, 1.0986122886681098),
        (0.7071067811865475, -0.34657359027997275),
        (0.7071067811865476, -0.3465735902799726),
        (1.4142135623730951, 0.3465735902799727),
        (123_456.789, 11.723646487185881),
    ];

    fn units_apart(a: f64, b: f64) -> i64 {
        (a.to_bits() as i64 - b.to_bits() as i64).abs()
    }

    #[test]
    fn within_one_unit_in_the_last_place() {
        for &(x, expected) in EXPONENTIALS {
            assert!(units_apart(exp(x), expected) <= 1, "exp {x}: {}", exp(x));
        }
        for &(x, expected) in LOGARITHMS {
            assert!(units_apart(log(x), expected) <= 1, "log {x}: {}", log(x));
        }
    }

    #[test]
    fn the_ends_of_the_line() {
        assert_eq!((exp(710.0), exp(f64::INFINITY)), (f64::INFINITY, f64::INFINITY));
        assert_eq!((exp(-746.0), exp(-800.0), exp(f64::NEG_INFINITY)), (0.0, 0.0, 0.0));
        assert_eq!((log(0.0), log(-0.0)), (f64::NEG_INFINITY, f64::NEG_INFINITY));
        assert_eq!(log(f64::INFINITY), f64::INFINITY);
        assert!(log(-1.0).is_nan() && log(f64::NAN).is_nan() && exp(f64::NAN).is_nan());
    }
}
