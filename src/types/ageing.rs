//! How points age: one routine for every engine, by tables over whole seconds.

use std::sync::OnceLock;

use crate::types::math::powers;

/// A shape of ageing, with its times in whole seconds; a period is at least 1.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// `decay 10%/30d` is `keep` 0.9, `period` 30 d; a half-life is `keep` 0.5: `keep^(t/period)`
    Smooth { keep: f64, period: i64 },
    /// `keep^floor(t/period)`
    Stepped { keep: f64, period: i64 },
    /// `max(0, 1 - rate * t/period)`
    Linear { rate: f64, period: i64 },
    /// The share of the first step whose end is beyond t, by ascending end; then 0.
    Steps(Vec<(i64, f64)>),
}

/// The ageing of a line: `… after delay`, and `expires D after delay`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ageing {
    /// With its delay in seconds.
    pub shape: Option<(Shape, i64)>,
    /// With its delay in seconds.
    pub expires: Option<(i64, i64)>,
}

impl Ageing {
    /// The factors of these rules.
    pub fn factors(&self) -> Factors {
        let shape = self.shape.as_ref().map(|(shape, delay)| (shape.curve(), *delay));
        Factors { shape, expires: self.expires }
    }
}

impl Shape {
    fn curve(&self) -> Curve {
        match self {
            Shape::Smooth { keep, period } => Curve::Smooth(Powers::new(*keep, *period)),
            Shape::Stepped { keep, period } => Curve::Stepped(Powers::new(*keep, 1), *period),
            Shape::Linear { rate, period } => Curve::Linear(*rate, *period),
            Shape::Steps(steps) => Curve::Steps(steps.clone()),
        }
    }
}

/// Ageing, ready to be asked: what a point is worth at an age.
#[derive(Debug, Clone, PartialEq)]
pub struct Factors {
    /// With its delay in seconds.
    pub shape: Option<(Curve, i64)>,
    /// With its delay in seconds.
    pub expires: Option<(i64, i64)>,
}

impl Factors {
    /// The factor at an age of whole seconds, at least 0; exactly 1 without ageing.
    pub fn at(&self, age: i64) -> f64 {
        let after = |delay: i64| age.saturating_sub(delay).max(0);
        if self.expires.is_some_and(|(end, delay)| after(delay) >= end) {
            return 0.0;
        }
        self.shape.as_ref().map_or(1.0, |(curve, delay)| curve.at(after(*delay)))
    }

    /// All are 1.
    pub fn none(&self) -> bool {
        self.shape.is_none() && self.expires.is_none()
    }

    /// What is usual, without a question for each age: the tables of the factors at all ages from 0 on.
    pub fn smooth(&self) -> Option<&Tables> {
        match (&self.shape, self.expires) {
            (Some((Curve::Smooth(powers), 0)), None) => Some(powers.tables()),
            _ => None,
        }
    }
}

/// A [`Shape`], with its tables.
#[derive(Debug, Clone, PartialEq)]
pub enum Curve {
    Smooth(Powers),
    Stepped(Powers, i64),
    Linear(f64, i64),
    Steps(Vec<(i64, f64)>),
}

impl Curve {
    /// The factor at an age of whole seconds, at least 0.
    pub fn at(&self, t: i64) -> f64 {
        match self {
            Curve::Smooth(powers) => powers.tables().at(t),
            Curve::Stepped(powers, period) => powers.tables().at(t / period),
            Curve::Linear(rate, period) => (1.0 - rate * (t as f64) / (*period as f64)).max(0.0),
            Curve::Steps(steps) => steps.iter().find(|(end, _)| t < *end).map_or(0.0, |s| s.1),
        }
    }
}

/// `keep^(n/period)` for whole n. Its tables are filled when they are first asked for.
#[derive(Debug, Clone)]
pub struct Powers {
    keep: f64,
    period: i64,
    tables: OnceLock<Tables>,
}

/// Three tables of 1,024 over the digits of n, by ascending digit: of 1, of 2^10, of 2^20. Two products, accurate to 4.4e-16.
#[derive(Debug, Clone)]
pub struct Tables(pub [Box<[f64; 1024]>; 3]);

/// The greatest n that the tables tell apart (34 years of seconds): beyond it nothing ages any more.
pub const GREATEST: i64 = (1 << 30) - 1;

impl PartialEq for Powers {
    fn eq(&self, other: &Powers) -> bool {
        (self.keep, self.period) == (other.keep, other.period)
    }
}

impl Powers {
    fn new(keep: f64, period: i64) -> Powers {
        Powers { keep, period, tables: OnceLock::new() }
    }

    pub fn tables(&self) -> &Tables {
        self.tables.get_or_init(|| Tables::new(self.keep, self.period))
    }
}

impl Tables {
    fn new(keep: f64, period: i64) -> Tables {
        let table = |step| {
            let table: Box<[f64]> = powers(keep, step, period);
            table.try_into().unwrap_or_else(|_| Box::new([0.0; 1024]))
        };
        Tables([1, 1 << 10, 1 << 20].map(table))
    }

    /// The power at a whole number, at least 0.
    #[inline]
    pub fn at(&self, n: i64) -> f64 {
        let n = n.min(GREATEST) as usize;
        let [low, middle, high] = &self.0;
        high[n >> 20 & 1023] * middle[n >> 10 & 1023] * low[n & 1023]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    /// Keep, period, age and factor, computed with sixty decimal digits.
    const SMOOTH: &[(f64, i64, i64, f64)] = &[
        (0.9, 2_592_000, 1, 0.9999999593516538),
        (0.9, 2_592_000, 3_600, 0.99985367665678),
        (0.9, 2_592_000, 2_591_999, 0.9000000365835131),
        (0.9, 2_592_000, 2_592_000, 0.9),
        (0.9, 2_592_000, 31_536_000, 0.27751334028920066),
        (0.9, 2_592_000, 86_400_000, 0.029836667507260755),
        (0.5, 3_888_000, 1, 0.9999998217214201),
        (0.5, 3_888_000, 3_600, 0.9993584029664933),
        (0.5, 3_888_000, 2_591_999, 0.6299606372559244),
        (0.5, 3_888_000, 2_592_000, 0.6299605249474366),
        (0.5, 3_888_000, 31_536_000, 0.0036166980948722284),
        (0.5, 3_888_000, 86_400_000, 2.0438289233519382e-07),
        (0.99, 86_400, 1, 0.9999998836766751),
        (0.99, 86_400, 3_600, 0.9995813236755073),
        (0.99, 86_400, 2_591_999, 0.739700459432697),
        (0.99, 86_400, 2_592_000, 0.7397003733882802),
        (0.99, 86_400, 31_536_000, 0.025517964452291125),
        (0.99, 86_400, 86_400_000, 4.317124741065786e-05),
        (0.05, 604_800, 1, 0.9999950467512331),
        (0.05, 604_800, 3_600, 0.9823263049491539),
        (0.05, 604_800, 2_591_999, 2.655579531820843e-06),
        (0.05, 604_800, 2_592_000, 2.6555663780748017e-06),
        (0.05, 604_800, 31_536_000, 1.4473674367217826e-68),
        (0.05, 604_800, 86_400_000, 1.375853040763396e-186),
        (0.5, 60, 1, 0.9885140203528962),
        (0.5, 60, 3_600, 8.673617379884035e-19),
    ];
    /// 0.9^n
    const STEPPED: &[(i64, f64)] = &[
        (1, 0.9),
        (2, 0.81),
        (10, 0.3486784401000001),
        (100, 2.6561398887587544e-05),
        (1023, 1.5491274745137813e-47),
        (1024, 1.394214727062403e-47),
        (1025, 1.2547932543561628e-47),
        (5000, 1.631350185342827e-229),
    ];

    fn shaped(shape: Shape, delay: i64) -> Factors {
        Ageing { shape: Some((shape, delay)), expires: None }.factors()
    }

    fn near(factor: f64, expected: f64) -> bool {
        (factor - expected).abs() <= 1e-15 * expected
    }

    #[test]
    fn smooth_and_stepped_are_accurate() {
        for &(keep, period, age, expected) in SMOOTH {
            let factor = shaped(Shape::Smooth { keep, period }, 0).at(age);
            assert!(near(factor, expected), "{keep}^({age}/{period}): {factor}");
        }
        let stepped = shaped(Shape::Stepped { keep: 0.9, period: DAY }, 0);
        for &(n, expected) in STEPPED {
            assert!(near(stepped.at(n * DAY + 7), expected), "0.9^{n}");
        }
        assert_eq!(stepped.at(DAY - 1), 1.0);
    }

    #[test]
    fn the_oldest_ages_are_one() {
        let smooth = shaped(Shape::Smooth { keep: 0.999, period: 30 * DAY }, 0);
        assert_eq!(smooth.at(i64::MAX), smooth.at(GREATEST));
        let gone = shaped(Shape::Smooth { keep: 0.0, period: DAY }, 0);
        assert_eq!((gone.at(0), gone.at(1), gone.at(GREATEST)), (1.0, 0.0, 0.0));
    }

    #[test]
    fn linear_steps_and_delays() {
        let linear = shaped(Shape::Linear { rate: 0.1, period: 30 * DAY }, 0);
        assert_eq!((linear.at(0), linear.at(150 * DAY)), (1.0, 0.5));
        assert_eq!((linear.at(300 * DAY), linear.at(301 * DAY)), (0.0, 0.0));
        let steps = shaped(Shape::Steps(vec![(7 * DAY, 1.0), (14 * DAY, 0.75)]), DAY);
        assert_eq!((steps.at(8 * DAY - 1), steps.at(8 * DAY)), (1.0, 0.75));
        assert_eq!((steps.at(15 * DAY - 1), steps.at(15 * DAY)), (0.75, 0.0));
    }

    #[test]
    fn expiry_multiplies() {
        let shape = Some((Shape::Stepped { keep: 0.5, period: DAY }, 0));
        let factors = Ageing { shape, expires: Some((2 * DAY, DAY)) }.factors();
        assert_eq!((factors.at(3 * DAY - 1), factors.at(3 * DAY)), (0.25, 0.0));
        assert_eq!(Ageing::default().factors().at(i64::MAX), 1.0);
    }
}
