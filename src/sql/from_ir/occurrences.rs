//! `on` rules of a score: the events of its leads, one flag a rule, then what each occurrence is worth, and their sums.

use std::collections::BTreeSet;

use crate::ir::program::{GroupId, LineId, LineKind, MaskId, OnLine, Per, PointsBy};
use crate::sql::Leaning;
use crate::sql::from_ir::asks::Asks;
use crate::sql::from_ir::builder::{Builder, New, plain};
use crate::sql::from_ir::conditions::At;
use crate::sql::from_ir::rows::{LEAD, Rows, Slot};
use crate::sql::names::Names;
use crate::sql::tree::{
    Expr, Frame, Item, Operator, Select, Table, certain, column, if_else, phrase, when,
};
use crate::types::Points;
use crate::types::ageing::Shape;
use crate::types::calendar::Zone;

/// An `on` rule on the way.
pub struct Occurrence<'a> {
    pub id: LineId,
    pub line: &'a OnLine,
    /// Which events exist for it.
    pub mask: MaskId,
    /// The branch of a `when` in which it stands: it counts only there.
    pub on: Expr,
    /// The value of the group's cap, which takes part in ties.
    pub group_per: Option<Per>,
    /// Which occurrences count so far.
    pub counts: Expr,
    /// Points before ageing, as a double.
    pub points: Expr,
}

/// A group whose rules' occurrences are capped together.
pub struct Pool {
    pub group: GroupId,
    pub lines: Vec<LineId>,
    pub cap: Points,
    pub per: Per,
}

/// What was summed, as columns of a step with one row a lead.
pub struct Sums {
    pub step: String,
    pub columns: Summed,
}

/// The columns of sums.
pub struct Summed {
    /// One a rule: billionths.
    pub lines: Vec<(LineId, String)>,
    /// One a group: its sum in billionths with each value held to the cap, and whether any exceeds it.
    pub pools: Vec<(GroupId, String, String)>,
}

impl<'a> Builder<'a> {
    /// The sums of a score's `on` rules.
    pub fn sums_of(
        &mut self,
        leads: &mut Rows,
        score: &str,
        mut all: Vec<Occurrence<'a>>,
        pools: Vec<Pool>,
    ) -> Sums {
        let kinds = all.iter().map(|o| (&o.line.kind, None)).collect();
        let mut rows = self.joined(leads, kinds, false);
        let mut items = plain([LEAD.to_string()]);
        let names = &mut leads.names;
        let columns = self.sums(names, &mut rows, score, &mut all, &pools, &mut items);
        let mut select = Select::new(Table::step(&rows.step), items);
        select.group = vec![column(LEAD)];
        let comment = "What the events are worth to each lead, in billionths.";
        let step = self.step(&format!("{score} sums"), comment, select);
        Sums { step, columns }
    }

    /// Adds the aggregates of `on` rules and of groups that cap them together; gives their columns.
    pub fn sums(
        &mut self,
        names: &mut Names,
        rows: &mut Rows,
        score: &str,
        all: &mut [Occurrence<'a>],
        pools: &[Pool],
        items: &mut Vec<Item>,
    ) -> Summed {
        self.prepare_occurrences(rows, all);
        self.matched(rows, score, all);
        self.often_enough(rows, score, all);
        self.limit(rows, score, all);
        let caps = self.worths(rows, score, all, pools);
        let totals = self.totals(rows, score, caps.iter().collect());
        let mut lines = Vec::new();
        for occurrence in all.iter() {
            let is_it = |(cap, _): &(&CapPer, &Total)| cap.of == Of::Line(occurrence.id);
            let sum = match caps.iter().zip(&totals).find(is_it) {
                Some((cap, total)) => self.capped(total, cap.cap),
                None => phrase(self.dialect.wholes.sum, [self.worth(rows, occurrence)]),
            };
            let title = self.program.line(occurrence.id).origin.title();
            let name = names.claim(&format!("sum: {title}"));
            items.push(Item::named(sum, &name));
            lines.push((occurrence.id, name));
        }
        let mut pooled = Vec::new();
        for (cap, total) in caps.iter().zip(&totals) {
            let Of::Group(id) = cap.of else { continue };
            let group = &self.program.groups[id.index()].name;
            let capped = names.claim(&format!("capped: group {group}"));
            let over = names.claim(&format!("exceeds: group {group}"));
            items.push(Item::named(self.capped(total, cap.cap), &capped));
            items.push(Item::named(exceeds(total, cap.cap), &over));
            pooled.push((id, capped, over));
        }
        Summed { lines, pools: pooled }
    }

    /// The questions of the rules' conditions and points, asked from each event.
    fn prepare_occurrences(&mut self, rows: &mut Rows, all: &[Occurrence<'a>]) {
        let masks: BTreeSet<MaskId> = all.iter().map(|o| o.mask).collect();
        for mask in masks {
            let mut asks = Asks::default();
            for occurrence in all.iter().filter(|o| o.mask == mask) {
                asks.picked(&occurrence.line.kind, occurrence.line.filter.as_ref());
                asks.points(&occurrence.line.points);
            }
            rows.mask = Some(mask);
            self.prepare(rows, asks.0);
        }
    }

    /// One flag a rule: kind, `where` and period; and points that are not the same for all.
    fn matched(&mut self, rows: &mut Rows, score: &str, all: &mut [Occurrence<'a>]) {
        let mut columns = Vec::new();
        for occurrence in all.iter_mut() {
            let line = self.program.line(occurrence.id);
            self.here = line.origin.clone();
            rows.mask = Some(occurrence.mask);
            let picked = self.picks(rows, &occurrence.line.kind, occurrence.line.filter.as_ref());
            let time = rows.slot(Slot::Time(1));
            let picked = picked.and(self.in_period(time, occurrence.line.active));
            let wanted = format!("is: {}", line.origin.title());
            columns.push(New::rule(picked, wanted, &line.origin));
            if !matches!(occurrence.line.points, PointsBy::Literal(_)) {
                let points = self.points(At::innermost(rows), &occurrence.line.points);
                columns.push(New::of(points, format!("points: {}", line.origin.title())));
            }
        }
        let comment = "Which rules count which events.";
        let mut names =
            self.extend(rows, (&format!("{score} occurrences"), comment), columns).into_iter();
        for occurrence in all {
            occurrence.counts = names.next().map_or(Expr::Null, column);
            occurrence.points = match &occurrence.line.points {
                PointsBy::Literal(points) => Expr::Double(points.to_f64()),
                _ => names.next().map_or(Expr::Null, column),
            };
        }
    }

    /// `3 times within 7d`, then: only what has points.
    fn often_enough(&mut self, rows: &mut Rows, score: &str, all: &mut [Occurrence<'a>]) {
        let mut columns = Vec::new();
        for occurrence in all.iter() {
            if let Some((count, within)) = occurrence.line.times {
                let here = phrase(
                    self.dialect.rows.count,
                    [when(occurrence.counts.clone(), Expr::Whole(1))],
                );
                let order = vec![rows.slot(Slot::Time(1)).ascending()];
                let so_far = here.over(vec![column(LEAD)], order, Frame::Preceding(within - 1));
                let enough = so_far.at_least(Expr::Whole(count.into()));
                let title = self.program.line(occurrence.id).origin.title();
                let counts = occurrence.counts.clone().and(enough);
                columns.push(New::of(counts, format!("often: {title}")));
            }
        }
        let comment = "Those that are often enough.";
        let mut names =
            self.extend(rows, (&format!("{score} often"), comment), columns).into_iter();
        for occurrence in all.iter_mut() {
            if occurrence.line.times.is_some() {
                occurrence.counts = names.next().map_or(Expr::Null, column);
            }
            if !matches!(occurrence.points, Expr::Double(_)) {
                let known = occurrence.points.clone().present();
                occurrence.counts = occurrence.counts.clone().and(known);
            }
        }
    }

    /// What an occurrence is worth in billionths, 0 where it does not count.
    fn worth(&mut self, rows: &Rows, occurrence: &Occurrence<'a>) -> Expr {
        let factor = self.factor(&occurrence.line.ageing, rows.slot(Slot::Age(1)));
        let shape = occurrence.line.ageing.shape.as_ref().map(|(shape, _)| shape);
        let rises = matches!(shape, Some(Shape::Steps(steps)) if steps.iter().any(|s| s.1 > 1.0));
        let worth = self.billionths(occurrence.points.clone(), factor, rises);
        if_else(occurrence.counts.clone(), worth, Expr::Whole(0))
    }

    /// For caps of each value: what each event is worth to a rule or to a group's rules.
    fn worths(
        &mut self,
        rows: &mut Rows,
        score: &str,
        all: &[Occurrence<'a>],
        pools: &[Pool],
    ) -> Vec<CapPer> {
        let mut columns = Vec::new();
        let mut caps = Vec::new();
        for occurrence in all {
            let origin = &self.program.line(occurrence.id).origin;
            self.here = origin.clone();
            if let Some((cap, per)) = occurrence.line.caps_per.first() {
                let worth = self.worth(rows, occurrence);
                columns.push(New::of(worth, format!("worth: {}", origin.title())));
                columns.push(New::of(self.value(rows, *per), format!("per: {}", origin.title())));
                caps.push(CapPer {
                    of: Of::Line(occurrence.id),
                    cap: *cap,
                    worth: Expr::Null,
                    key: Expr::Null,
                });
            }
        }
        for pool in pools {
            let group = &self.program.groups[pool.group.index()];
            self.here = group.origin.clone();
            let mut worths = Vec::new();
            for occurrence in all.iter().filter(|o| pool.lines.contains(&o.id)) {
                let worth = self.worth(rows, occurrence);
                worths.push(match &occurrence.on {
                    Expr::Bool(true) => worth,
                    on => if_else(on.clone(), worth, Expr::Whole(0)),
                });
            }
            let Some(worth) = worths
                .into_iter()
                .map(|w| phrase(self.dialect.wholes.wide, [w]))
                .reduce(Expr::plus)
            else {
                continue;
            };
            columns.push(New::of(worth, format!("worth: group {}", group.name)));
            columns.push(New::of(self.value(rows, pool.per), format!("per: group {}", group.name)));
            caps.push(CapPer {
                of: Of::Group(pool.group),
                cap: pool.cap,
                worth: Expr::Null,
                key: Expr::Null,
            });
        }
        let comment = "What each event is worth, in billionths, and by which value it is capped.";
        let mut names =
            self.extend(rows, (&format!("{score} worths"), comment), columns).into_iter();
        for cap in &mut caps {
            cap.worth = names.next().map_or(Expr::Null, column);
            cap.key = names.next().map_or(Expr::Null, column);
        }
        caps
    }

    /// The sum of each value, and which event stands for it.
    fn totals(&mut self, rows: &mut Rows, score: &str, caps: Vec<&CapPer>) -> Vec<Total> {
        let mut columns = Vec::new();
        for cap in &caps {
            let partition = || vec![column(LEAD), cap.key.clone()];
            let sum = phrase(self.dialect.wholes.sum, [cap.worth.clone()]);
            columns.push(New::of(sum.over(partition(), Vec::new(), Frame::Usual), "total"));
            let row = Expr::Phrase("row_number()", Vec::new());
            let order = vec![rows.slot(Slot::Time(1)).ascending()];
            columns.push(New::of(row.over(partition(), order, Frame::Usual), "first"));
        }
        let comment = "The sum of each value, and one event that stands for it.";
        let mut names =
            self.extend(rows, (&format!("{score} totals"), comment), columns).into_iter();
        let mut next = || names.next().map_or(Expr::Null, column);
        caps.iter().map(|_| Total { sum: next(), first: next() }).collect()
    }

    /// The sum of what each value may hold.
    fn capped(&self, total: &Total, cap: Points) -> Expr {
        let end = |nano: i128| phrase(self.dialect.wholes.wide, [Expr::Whole(nano)]);
        let held = super::points::held(total.sum.clone(), end(-cap.nano()), end(cap.nano()));
        let once = when(total.first.clone().is(Expr::Whole(1)), held);
        phrase(self.dialect.wholes.sum, [once])
    }

    /// The value of a `per`: a property, or the calendar unit of the event's time.
    pub fn value(&mut self, rows: &Rows, per: Per) -> Expr {
        match per {
            Per::Property(property) => self.key(rows, property),
            Per::Calendar(unit) => {
                let zone = self.program.zone.name().to_string();
                let time = rows.slot(Slot::Time(1));
                if let Some(seconds) = fixed(&self.program.zone, unit) {
                    return self.fixed_unit(time, seconds);
                }
                let Some(label) = (self.dialect.times.label)(unit, zone == "UTC") else {
                    return self.unsayable("a calendar unit in a time zone", "the time zone UTC");
                };
                if zone != "UTC" {
                    self.lean(Leaning::Zones);
                }
                phrase(label, [time, Expr::Text(zone)])
            }
        }
    }

    /// A unit of always the same length: its number. Monday begins the week, and 1970-01-01 was a Thursday.
    fn fixed_unit(&self, time: Expr, seconds: i128) -> Expr {
        let shift = if seconds == WEEK { 3 * DAY } else { 0 };
        // Ten thousand years of whole weeks, so that what is divided is not negative.
        let all = shift + 521_775 * WEEK;
        let wide = phrase(self.dialect.wholes.wide, [time.plus(Expr::Whole(all))]);
        phrase(
            self.dialect.wholes.narrow,
            [phrase(self.dialect.wholes.divide, [wide, Expr::Whole(seconds)])],
        )
    }
}

const DAY: i128 = 86_400;
const WEEK: i128 = 7 * DAY;

/// The length of a unit that has one, in a zone without changes.
fn fixed(zone: &Zone, unit: crate::types::calendar::Unit) -> Option<i128> {
    use crate::types::calendar::Unit;
    if zone.name() != "UTC" {
        return None;
    }
    match unit {
        Unit::Hour => Some(3_600),
        Unit::Day => Some(DAY),
        Unit::Week => Some(WEEK),
        Unit::Month | Unit::Year => None,
    }
}

/// A cap of each value.
struct CapPer {
    of: Of,
    cap: Points,
    worth: Expr,
    key: Expr,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Line(LineId),
    Group(GroupId),
}

struct Total {
    sum: Expr,
    first: Expr,
}

fn exceeds(total: &Total, cap: Points) -> Expr {
    let over = |nano: i128, operator| total.sum.clone().binary(operator, Expr::Whole(nano));
    let any =
        Expr::Any(vec![over(cap.nano(), Operator::Greater), over(-cap.nano(), Operator::Less)]);
    phrase("max({0})", [if_else(certain(any), Expr::Whole(1), Expr::Whole(0))])
}

/// The `on` rule of a line.
pub fn on_line(kind: &LineKind) -> Option<&OnLine> {
    match kind {
        LineKind::On(line) => Some(line),
        LineKind::If { .. } => None,
    }
}
