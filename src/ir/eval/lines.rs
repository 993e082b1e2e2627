//! One rule: what its line is worth, step by step.

use std::collections::BTreeMap;

use crate::ir::eval::key::Key;
use crate::ir::eval::view::View;
use crate::ir::expr::Cond;
use crate::ir::outcome::{Fate, LineOutcome, Occurrence};
use crate::ir::program::{LineKind, OnLine, Per, Period, PointsBy};
use crate::types::Points;
use crate::types::points::Nano;

impl View<'_> {
    /// A line that stands in a group with a cap per value names that value too, last.
    pub fn line(&self, kind: &LineKind, group_per: Option<Per>) -> LineOutcome {
        match kind {
            LineKind::If { condition, points, active, cap } => {
                self.if_line(condition.as_ref(), points, *active, *cap)
            }
            LineKind::On(line) => self.on_line(line, group_per),
        }
    }

    fn if_line(
        &self,
        condition: Option<&Cond>,
        by: &PointsBy,
        active: Period,
        cap: Option<Points>,
    ) -> LineOutcome {
        let holds = active.holds(self.as_of()) && condition.is_none_or(|c| self.certain(c));
        let points = if holds { self.points(by) } else { None };
        let before_cap = Points::round(points.map_or(0, |p| Nano::from_points(p).0.into()));
        let published = cap.map_or(before_cap, |cap| held(before_cap, cap));
        LineOutcome { fired: points.is_some(), published, before_cap, ..LineOutcome::default() }
    }

    /// In this order: kind and `where`, period, `N times`, known points, limits, ageing, cap per value, cap.
    fn on_line(&self, line: &OnLine, group_per: Option<Per>) -> LineOutcome {
        let mut occurrences = self.occurrences(line);
        drop_unless(&mut occurrences, Fate::OutsidePeriod, |o| line.active.holds(o.time));
        if let Some((count, within)) = line.times {
            drop_too_few(&mut occurrences, count as usize, within);
        }
        drop_unless(&mut occurrences, Fate::PointsUnknown, |o| o.points.is_some());
        self.limit(line, group_per, &mut occurrences);
        for occurrence in occurrences.iter_mut().filter(|o| o.fate != Fate::Counted) {
            occurrence.worth = Nano(0);
        }
        let sum = match line.caps_per.first() {
            Some((cap, per)) => capped_sum(&self.sums_per(&occurrences, *per), *cap),
            None => occurrences.iter().map(|o| i128::from(o.worth.0)).sum(),
        };
        let before_cap = Points::round(sum);
        let published = line.cap.map_or(before_cap, |cap| held(before_cap, cap));
        let fired = published != Points::ZERO;
        LineOutcome { off: false, fired, published, before_cap, occurrences }
    }

    /// The existing events of the line's kind for which its `where` is certainly true.
    fn occurrences(&self, line: &OnLine) -> Vec<Occurrence> {
        let factors = self.case.factors.iter().find(|(ageing, _)| **ageing == line.ageing);
        (0..self.case.events.len())
            .filter(|&e| self.exists[e] && self.is_picked(e, &line.kind, line.filter.as_ref()))
            .map(|event| {
                let time = self.time(event);
                let points = self.at(event, |view| view.points(&line.points));
                let factor = factors.map_or(1.0, |(_, factors)| factors.at(self.age(time)));
                let worth = points.map_or(Nano(0), |p| Nano::aged(p, factor));
                let points = points.map(Nano::from_points);
                Occurrence { event, time, points, factor, worth, fate: Fate::Counted }
            })
            .collect()
    }

    /// The first row of a table that certainly holds counts, whatever its points.
    pub fn points(&self, by: &PointsBy) -> Option<f64> {
        match by {
            PointsBy::Literal(points) => Some(points.to_f64()),
            PointsBy::Computed(number) => self.number(number),
            PointsBy::Table(rows) => {
                let row = rows.iter().find(|(condition, _)| self.certain(condition));
                row.and_then(|(_, by)| self.points(by))
            }
        }
    }

    /// What counts, in billionths, of each value.
    pub(super) fn sums_per(&self, occurrences: &[Occurrence], per: Per) -> BTreeMap<Key, i128> {
        let mut sums = BTreeMap::new();
        for occurrence in occurrences.iter().filter(|o| o.fate == Fate::Counted) {
            *sums.entry(self.key(occurrence.event, per)).or_default() +=
                i128::from(occurrence.worth.0);
        }
        sums
    }
}

/// The sum of what each value may hold, in billionths.
pub(super) fn capped_sum(sums: &BTreeMap<Key, i128>, cap: Points) -> i128 {
    sums.values().map(|sum| (*sum).clamp(-cap.nano(), cap.nano())).sum()
}

fn held(points: Points, cap: Points) -> Points {
    points.clamp(Points(-cap.0), cap)
}

/// What counts so far and does not hold, ends here.
fn drop_unless(all: &mut [Occurrence], fate: Fate, holds: impl Fn(&Occurrence) -> bool) {
    for occurrence in all.iter_mut().filter(|o| o.fate == Fate::Counted && !holds(o)) {
        occurrence.fate = fate;
    }
}

/// Fewer than so many up to an occurrence, closer than that to it; itself and its second count.
fn drop_too_few(all: &mut [Occurrence], count: usize, within: i64) {
    let in_period = all.iter().filter(|o| o.fate == Fate::Counted);
    let times: Vec<i64> = in_period.map(|o| o.time).collect();
    let is_near = |distance: i64| 0 <= distance && distance < within;
    drop_unless(all, Fate::TooFew, |o| {
        times.iter().filter(|t| is_near(o.time.saturating_sub(**t))).count() >= count
    });
}
