//! One rule: between which figures its line lies.

use crate::ir::expr::{Cond, Kind};
use crate::ir::program::{LineId, LineKind, OnLine, Period, PointsBy, Range};
use crate::optimise::ranges::Survey;
use crate::optimise::ranges::reach::Reach;
use crate::types::Points;
use crate::types::ageing::{Ageing, Shape};
use crate::types::points::Nano;

/// The occurrences of `on` lines: their sum in billionths without any cap, and at most how many there are.
#[derive(Debug, Clone, Copy)]
pub struct Pool {
    sum: Reach,
    count: Option<i128>,
}

impl Default for Pool {
    fn default() -> Pool {
        Pool { sum: Reach::exactly(0), count: Some(0) }
    }
}

impl Pool {
    pub fn with(self, other: Pool) -> Pool {
        let count = self.count.zip(other.count).map(|(a, b)| a.saturating_add(b));
        Pool { sum: self.sum.plus(other.sum), count }
    }

    /// In hundredths, with a cap for each value: there are no more values than occurrences.
    pub fn capped(self, cap: Points) -> Reach {
        rounded(self.held(cap))
    }

    /// In billionths.
    fn held(self, cap: Points) -> Reach {
        let most = self.count.map(|count| count.saturating_mul(cap.nano()));
        let least = most.map(|most| -most);
        Reach {
            low: self.sum.low.map_or(least, |low| Some(least.map_or(low, |l| low.max(l)))),
            high: self.sum.high.map_or(most, |high| Some(most.map_or(high, |m| high.min(m)))),
        }
    }
}

impl Survey<'_> {
    /// A line's figures, and whether it always takes part.
    pub(super) fn line(&mut self, id: LineId) -> (Reach, bool) {
        match &self.program.line(id).kind {
            LineKind::If { condition, points, active, cap } => {
                if *condition == Some(Cond::Constant(false)) {
                    return (Reach::exactly(0), false);
                }
                let literal = matches!(points, PointsBy::Literal(_));
                let always = condition.is_none() && *active == Period::default() && literal;
                let ends = self.points(points).map(Nano::from_points);
                let figures = Reach::of(ends.map(|end| Points::round(end.0.into())));
                (figures.within(self.magnitude(*cap)).or_nothing(!always), always)
            }
            LineKind::On(on) => {
                let pool = self.occurrences(on);
                self.pools[id.index()] = pool;
                let sum = match on.caps_per.first() {
                    Some((cap, _)) => pool.held(*cap),
                    None => pool.sum,
                };
                (rounded(sum).within(self.magnitude(on.cap)), false)
            }
        }
    }

    /// `max 20`: to both sides.
    fn magnitude(&self, cap: Option<Points>) -> Range {
        let high = cap.filter(|_| self.caps);
        Range { low: high.map(|cap| Points(-cap.0)), high }
    }

    /// Least and greatest points where they are known; infinite where data decides.
    fn points(&self, by: &PointsBy) -> [f64; 2] {
        match by {
            PointsBy::Literal(points) => [points.to_f64(); 2],
            PointsBy::Computed(number) => self.number(number),
            PointsBy::Table(rows) => {
                let rows = rows.iter().map(|(_, by)| self.points(by));
                rows.reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])]).unwrap_or_default()
            }
        }
    }

    fn occurrences(&self, on: &OnLine) -> Pool {
        let never = on.filter == Some(Cond::Constant(false));
        if never || matches!(&on.kind, Kind::Of(names) if names.is_empty()) {
            return Pool::default();
        }
        let overall = on.keep.iter().filter(|keep| keep.per.is_none()).map(|keep| keep.count);
        let count = overall.chain(on.first_time.then_some(1)).min().map(i128::from);
        let greatest = greatest_factor(&on.ageing);
        let [low, high] = self.points(&on.points).map(|end| Nano::aged(end, greatest).0);
        // There may be none, and what ages may be worth 0: so 0 is always among the sums.
        let end = |worth: i64| match (worth, count) {
            (0, _) => Some(0),
            (_, count) => count.map(|count| count.saturating_mul(worth.into())),
        };
        Pool { sum: Reach { low: end(low.min(0)), high: end(high.max(0)) }, count }
    }
}

/// Billionths as figures.
fn rounded(nano: Reach) -> Reach {
    let figure = |end: Option<i128>| end.map(|nano| i128::from(Points::round(nano).0));
    Reach { low: figure(nano.low), high: figure(nano.high) }
}

/// What ageing multiplies by at most.
fn greatest_factor(ageing: &Ageing) -> f64 {
    match &ageing.shape {
        Some((Shape::Steps(steps), _)) => steps.iter().map(|step| step.1).fold(0.0, f64::max),
        Some((Shape::Smooth { keep, .. } | Shape::Stepped { keep, .. }, _)) if *keep > 1.0 => {
            f64::INFINITY
        }
        Some((Shape::Linear { rate, .. }, _)) if *rate < 0.0 => f64::INFINITY,
        _ => 1.0,
    }
}
