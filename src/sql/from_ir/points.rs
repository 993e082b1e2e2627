//! Points in whole numbers: billionths of an occurrence, hundredths of a line.

use crate::ir::program::{Period, PointsBy};
use crate::sql::from_ir::builder::Builder;
use crate::sql::from_ir::conditions::{At, within};
use crate::sql::tree::{Expr, Operator, if_else, phrase};
use crate::types::Points;
use crate::types::points::{LIMIT, Nano};

/// Billionths in a hundredth.
const HUNDREDTH: i128 = 10_000_000;
/// One occurrence is held within ±1e9 points.
const OCCURRENCE: f64 = 1e9;

impl Builder<'_> {
    /// The points as a double, null where they are unknown or no row of a table holds.
    pub fn points(&mut self, at: At, by: &PointsBy) -> Expr {
        match by {
            PointsBy::Literal(points) => Expr::Double(points.to_f64()),
            PointsBy::Computed(number) => self.known_number(at, number),
            PointsBy::Table(rows) if rows.is_empty() => Expr::Null,
            PointsBy::Table(rows) => {
                let row = |(condition, by): &(_, PointsBy)| {
                    (self.condition_at(at, condition), self.points(at, by))
                };
                Expr::Case(rows.iter().map(row).collect(), None)
            }
        }
    }

    /// A double number of points in billionths, held within ±1e9 points, times a factor: `round((points × 1e9) × factor)`, held again where the
    /// factor may be above 1.
    pub fn billionths(&self, points: Expr, factor: Option<Expr>, rises: bool) -> Expr {
        let numbers = &self.dialect.numbers;
        let nano = match points {
            Expr::Double(points) => Expr::Double((points * 1e9).clamp(-1e18, 1e18)),
            points => {
                let held = held(points, Expr::Double(-OCCURRENCE), Expr::Double(OCCURRENCE));
                phrase(numbers.multiply, [held, Expr::Double(1e9)])
            }
        };
        match (nano, factor) {
            (Expr::Double(nano), None) => Expr::Whole(Nano::from_points(nano / 1e9).0.into()),
            (nano, None) => phrase(self.dialect.wholes.nearest, [nano]),
            (nano, Some(factor)) => {
                let aged = phrase(numbers.multiply, [nano, factor]);
                let aged = match rises {
                    true => held(aged, Expr::Double(-1e18), Expr::Double(1e18)),
                    false => aged,
                };
                phrase(self.dialect.wholes.nearest, [aged])
            }
        }
    }

    /// `round2`: billionths to hundredths, half away from zero; held within the limit where they may leave it.
    pub fn hundredths(&self, billionths: Expr, hold: bool) -> Expr {
        let wide = self.dialect.wholes.wide;
        let hundredths = self.rounded(billionths, HUNDREDTH);
        let hundredths = match hold {
            true => {
                let end = |limit| phrase(wide, [Expr::Whole(limit)]);
                held(hundredths, end(-LIMIT), end(LIMIT))
            }
            false => hundredths,
        };
        phrase(self.dialect.wholes.narrow, [hundredths])
    }

    /// Division of a wide number, half away from zero.
    pub fn rounded(&self, number: Expr, divisor: i128) -> Expr {
        let half = Expr::Whole(divisor / 2);
        let negative = number.clone().less(Expr::Whole(0));
        let half = if_else(negative, Expr::Whole(-(divisor / 2)), half);
        phrase(self.dialect.wholes.divide, [number.plus(half), Expr::Whole(divisor)])
    }

    /// A bound of a rule's time holds for this time.
    pub fn in_period(&self, time: Expr, period: Period) -> Expr {
        match (period.from, period.before, time) {
            (None, None, _) => Expr::Bool(true),
            (_, _, Expr::Whole(time)) => {
                Expr::Bool(period.holds(time.try_into().unwrap_or(i64::MAX)))
            }
            (from, before, time) => within(time, from, before),
        }
    }
}

/// Between two ends; null stays null.
pub fn held(of: Expr, low: Expr, high: Expr) -> Expr {
    Expr::Case(
        vec![
            (of.clone().less(low.clone()), low),
            (of.clone().binary(Operator::Greater, high.clone()), high),
        ],
        Some(Box::new(of)),
    )
}

impl Builder<'_> {
    /// Hundredths between two ends, either of which may be open; they are known. Where the ends cross, the upper one wins.
    pub fn in_range(&self, of: Expr, low: Option<Points>, high: Option<Points>) -> Expr {
        let end = |points: Points| Expr::Whole(points.0.into());
        let numbers = &self.dialect.numbers;
        let choose = |word: &'static str, end: Expr, of: Expr| {
            Expr::Phrase("{0}({1})", vec![Expr::Word(word), Expr::List(vec![end, of])])
        };
        let of = match low {
            Some(low) => choose(numbers.greatest, end(low), of),
            None => of,
        };
        match high {
            Some(high) => choose(numbers.least, end(high), of),
            None => of,
        }
    }

    /// Held within ±1e15 points.
    pub fn hold(&self, hundredths: Expr) -> Expr {
        let limit = LIMIT as i64;
        self.in_range(hundredths, Some(Points(-limit)), Some(Points(limit)))
    }
}
