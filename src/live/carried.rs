//! Occurrences that are carried, and how they become fewer.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

use serde::Deserialize;
use serde::Serialize;

use crate::ir::eval::Key;
use crate::ir::program::Keep;
use crate::ir::program::Per;
use crate::live::plan::Carrier;
use crate::live::rules::Limits;
use crate::live::rules::Merge;
use crate::live::rules::Rule;
use crate::types::Value;
use crate::types::ageing::Curve;
use crate::types::calendar::Zone;
use crate::types::points::Nano;

/// One occurrence that is final, or several that are one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Carried {
    /// Of the latest, where it stands for several.
    pub time: i64,
    pub amount: Amount,
    /// The properties that the rule tells occurrences apart by, or asks for.
    pub values: Vec<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Amount {
    /// Points at its time, before ageing.
    Points(f64),
    /// Points that do not age, in billionths; or a sum of a property, in billionths; or a number of events.
    Exact(i128),
    /// A sum of a property that is beyond ±1e18, and so unknown.
    Beyond,
}

/// One occurrence counts for at most so many points.
const MOST: f64 = 1e9;
/// Billionths below it are told exactly by one double of points.
const EXACT: i128 = 1 << 50;
const BILLION: i128 = 1_000_000_000;

impl Amount {
    pub(super) fn of_points(points: f64) -> Amount {
        Amount::Points(points.clamp(-MOST, MOST))
    }

    fn nano(self) -> i128 {
        match self {
            Amount::Points(points) => Nano::from_points(points).0.into(),
            Amount::Exact(nano) => nano,
            Amount::Beyond => 0,
        }
    }

    /// One event says it.
    fn is_one(self) -> bool {
        match self {
            Amount::Points(points) => points.abs() <= MOST,
            Amount::Exact(nano) => nano.abs() < EXACT,
            Amount::Beyond => true,
        }
    }

    /// Points of the events that say it together, none beyond what one occurrence counts for.
    pub(super) fn as_points(self) -> Vec<f64> {
        match self {
            Amount::Points(points) => {
                let parts = (points.abs() / MOST).ceil().max(1.0);
                vec![points / parts; parts as usize]
            }
            Amount::Exact(nano) if self.is_one() => vec![nano as f64 / 1e9],
            Amount::Exact(nano) => {
                let (whole, rest) = (nano / BILLION, nano % BILLION);
                let (full, last) = ((whole / BILLION).unsigned_abs(), whole % BILLION);
                let sign = whole.signum() as f64;
                let full = std::iter::repeat_n(MOST * sign, full as usize);
                full.chain([last as f64, rest as f64 / 1e9]).collect()
            }
            Amount::Beyond => Vec::new(),
        }
    }

    pub(super) fn as_count(self) -> f64 {
        self.nano() as f64
    }

    /// Values whose exact sum it is.
    pub(super) fn as_values(self) -> Vec<f64> {
        /// Doubles below 2^59 whose last 30 bits are 0 are exact.
        const FULL: i128 = 1 << 59;
        const LOW: i128 = 1 << 30;
        match self {
            Amount::Points(value) => vec![value],
            Amount::Beyond => vec![f64::MAX],
            Amount::Exact(sum) => {
                let (whole, rest) = (sum / BILLION, sum % BILLION);
                let (full, last) = ((whole / FULL).unsigned_abs(), whole % FULL);
                let full = std::iter::repeat_n((FULL * whole.signum()) as f64, full as usize);
                let (high, low) = (last / LOW * LOW, last % LOW);
                full.chain([high as f64, low as f64, rest as f64 / 1e9]).collect()
            }
        }
    }
}

/// What is known where occurrences become fewer.
pub(super) struct Site<'a> {
    pub zone: &'a Zone,
    /// Everything before it is final for this rule.
    pub front: i64,
    /// The frontier of the state.
    pub frontier: i64,
    /// Where the rule counts from a date on: that date.
    pub since: Option<i64>,
}

impl Limits {
    /// One event may stand for a sum, but not two.
    fn is_choosy(&self) -> bool {
        self.cooldown.is_some() || !self.keep.is_empty()
    }
}

impl Carrier {
    /// Leaves what any later moment can still ask for; `all` by time.
    pub fn reduce(&self, all: &mut Vec<Carried>, site: &Site) {
        match &self.rule {
            Rule::Line(limits) => self.line(limits, all, site),
            Rule::Latest(count) => latest(all, *count as usize),
            Rule::Earliest => all.truncate(1),
            Rule::Least => extreme(all, |a, b| a < b),
            Rule::Greatest => extreme(all, |a, b| a > b),
            Rule::Each => each(all),
            Rule::Window { within, .. } => {
                let from = within.map(|within| site.frontier.saturating_sub(within));
                all.retain(|one| {
                    from.is_none_or(|from| one.time > from)
                        && site.since.is_none_or(|since| one.time >= since)
                });
            }
            Rule::Count | Rule::Sum => total(all),
        }
    }

    fn line(&self, limits: &Limits, all: &mut Vec<Carried>, site: &Site) {
        if limits.first_time {
            let first = all.first().map(|one| one.time);
            let rank = |one: &Carried| self.rank(limits, one, site.zone);
            let best = all.iter().filter(|one| Some(one.time) == first).min_by_key(|one| rank(one));
            *all = best.cloned().into_iter().collect();
            return;
        }
        if let Some(keep) = limits.keep.first() {
            self.keep(limits, *keep, all, site);
        }
        // The last that counted tells when the next one may.
        let last = limits.cooldown.and_then(|_| all.pop());
        self.forget(limits, all, site.frontier);
        match limits.merge {
            Merge::Never => {}
            Merge::All => self.merge(limits, all, site),
            Merge::ClosedUnits(unit) => {
                let now = site.zone.bucket(unit, site.front);
                let is_over = |one: &Carried| site.zone.bucket(unit, one.time) < now;
                let open = all.split_off(all.partition_point(is_over));
                self.merge(limits, all, site);
                all.extend(open);
            }
        }
        all.extend(last);
    }

    /// What is worth nothing, now and for ever; where places are few, only what is older than all that is worth anything.
    fn forget(&self, limits: &Limits, all: &mut Vec<Carried>, frontier: i64) {
        let age = |one: &Carried| frontier.saturating_sub(one.time);
        if let Some(end) = limits.ends {
            all.retain(|one| age(one) < end);
        }
        let falls = !matches!(self.factors.shape, Some((Curve::Steps(_), _)));
        if limits.keep.is_empty() && falls {
            all.retain(|one| match one.amount {
                Amount::Points(points) => Nano::aged(points, self.factors.at(age(one))).0 != 0,
                Amount::Exact(_) | Amount::Beyond => true,
            });
        }
    }

    /// Which of one second a limit prefers, the lesser.
    fn rank(&self, limits: &Limits, one: &Carried, zone: &Zone) -> (Reverse<u64>, bool, Vec<Key>) {
        let nano = match one.amount {
            Amount::Points(points) => Nano::from_points(points).0,
            // Sums stand alone in their second.
            Amount::Exact(_) | Amount::Beyond => 0,
        };
        let keys = limits.named.iter().map(|per| self.key(one, *per, zone)).collect();
        (Reverse(nano.unsigned_abs()), nano < 0, keys)
    }

    /// By time, those of one second as a limit prefers them.
    pub fn in_order(&self, all: &mut [Carried], zone: &Zone) {
        if let Rule::Line(limits) = &self.rule {
            all.sort_by_cached_key(|one| (one.time, self.rank(limits, one, zone)));
        }
    }

    fn key(&self, one: &Carried, per: Per, zone: &Zone) -> Key {
        match per {
            Per::Calendar(unit) => Key::Time(zone.bucket(unit, one.time)),
            Per::Property(property) => {
                let column = self.columns.iter().position(|column| *column == property);
                let value = column.and_then(|column| one.values.get(column));
                Key::of(value.unwrap_or(&Value::Unknown))
            }
        }
    }

    fn apart(&self, limits: &Limits, one: &Carried, zone: &Zone) -> Vec<Key> {
        limits.apart.iter().map(|per| self.key(one, *per, zone)).collect()
    }

    /// The latest so many, overall or of each value.
    fn keep(&self, limits: &Limits, keep: Keep, all: &mut Vec<Carried>, site: &Site) {
        let rank = |one: &Carried| (Reverse(one.time), self.rank(limits, one, site.zone));
        all.sort_by_cached_key(rank);
        let mut taken: BTreeMap<Option<Key>, u32> = BTreeMap::new();
        all.retain(|one| {
            let taken = taken.entry(keep.per.map(|per| self.key(one, per, site.zone))).or_default();
            *taken += 1;
            *taken <= keep.count
        });
        all.reverse();
        all.sort_by_key(|one| one.time);
    }

    /// Those that are kept in one sum become one.
    fn merge(&self, limits: &Limits, all: &mut Vec<Carried>, site: &Site) {
        let mut merged: BTreeMap<Vec<Key>, Carried> = BTreeMap::new();
        let mut rest = Vec::new();
        let delay = self.factors.shape.as_ref().map_or(0, |(_, delay)| *delay);
        for one in all.drain(..) {
            // It begins to age only now: not one sum with those that have aged.
            if one.time.saturating_add(delay) > site.frontier {
                rest.push(one);
                continue;
            }
            match merged.entry(self.apart(limits, &one, site.zone)) {
                Entry::Vacant(place) => {
                    place.insert(one);
                }
                Entry::Occupied(mut place) => {
                    let sum = self.sum(place.get(), &one);
                    // Two events for one sum would be within a cooldown of each other, and on one day.
                    if limits.is_choosy() && !sum.is_one() {
                        rest.push(place.insert(one));
                    } else {
                        place.insert(Carried { amount: sum, ..one });
                    }
                }
            }
        }
        all.extend(merged.into_values());
        all.extend(rest);
        all.sort_by_key(|one| one.time);
    }

    /// With a later one: the sum is aged on to its time.
    fn sum(&self, sum: &Carried, one: &Carried) -> Amount {
        match (&self.factors.shape, sum.amount, one.amount) {
            (Some((Curve::Smooth(powers), _)), Amount::Points(sum_then), Amount::Points(more)) => {
                let age = one.time.saturating_sub(sum.time);
                Amount::Points(sum_then * powers.tables().at(age) + more)
            }
            (_, sum, one) => Amount::Exact(sum.nano().saturating_add(one.nano())),
        }
    }
}

fn latest(all: &mut Vec<Carried>, count: usize) {
    let gone = all.len().saturating_sub(count);
    all.drain(..gone);
}

fn number(one: &Carried) -> f64 {
    match one.values.first() {
        Some(Value::Number(number)) => *number,
        _ => f64::NAN,
    }
}

fn extreme(all: &mut Vec<Carried>, before: fn(f64, f64) -> bool) {
    let best = all.drain(..).reduce(|a, b| if before(number(&b), number(&a)) { b } else { a });
    all.extend(best);
}

/// The latest of each value.
fn each(all: &mut Vec<Carried>) {
    let mut seen = BTreeSet::new();
    all.reverse();
    all.retain(|one| seen.insert(Key::of(one.values.first().unwrap_or(&Value::Unknown))));
    all.reverse();
}

fn total(all: &mut Vec<Carried>) {
    let sum = |a: Carried, b: Carried| Carried {
        amount: match (a.amount, b.amount) {
            (Amount::Beyond, _) | (_, Amount::Beyond) => Amount::Beyond,
            (a, b) => Amount::Exact(a.nano().saturating_add(b.nano())),
        },
        ..b
    };
    let total = all.drain(..).reduce(sum);
    all.extend(total);
}
