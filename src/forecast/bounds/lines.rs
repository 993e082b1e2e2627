//! One rule over a stretch of time.

use std::collections::BTreeMap;

use crate::forecast::bounds::Survey;
use crate::forecast::bounds::answers::Answers;
use crate::forecast::bounds::numbers::Number;
use crate::forecast::bounds::numbers::Value;
use crate::forecast::bounds::occurrences;
use crate::forecast::bounds::occurrences::Share;
use crate::forecast::span::Span;
use crate::forecast::steady::Nature;
use crate::ir::eval::Key;
use crate::ir::eval::View;
use crate::ir::expr::Cond;
use crate::ir::expr::Moment;
use crate::ir::expr::Num;
use crate::ir::expr::Place;
use crate::ir::expr::Query;
use crate::ir::outcome::Fate;
use crate::ir::outcome::LineOutcome;
use crate::ir::program::LineId;
use crate::ir::program::LineKind;
use crate::ir::program::OnLine;
use crate::ir::program::Per;
use crate::ir::program::PointsBy;
use crate::optimise::walk;
use crate::optimise::walk::Rewrite;
use crate::types::Points;
use crate::types::points::Nano;

/// What a line or a group counts for in what is around it.
#[derive(Debug, Clone, Copy)]
pub struct Figure {
    pub points: Span<Points>,
    /// It takes part all the time, or at some.
    pub always: bool,
    pub ever: bool,
    /// An `on` line.
    pub on: bool,
}

impl Figure {
    /// In a branch that holds now and then.
    pub fn perhaps(self) -> Figure {
        let points = self.points.hull(Span::exactly(Points::ZERO));
        Figure { points, always: false, ..self }
    }
}

/// What an occurrence may be all the time.
struct Candidate {
    event: usize,
    points: Number,
    picked: Answers,
}

impl Candidate {
    /// It is or is not, and its points are known or not, all the time.
    fn is_settled(&self) -> bool {
        !self.picked.is_open() && (self.points.span.is_none() || !self.points.unknown)
    }
}

impl Survey<'_> {
    pub fn line(&mut self, view: &View, id: LineId, per: Option<Per>) -> Figure {
        let kind = &self.program.line(id).kind;
        match (kind, self.steady.line(id.index())) {
            (LineKind::If { .. }, Nature::Steady) => {
                let outcome = self.outcome(view, id, per);
                let fired = outcome.fired;
                let points = Span::exactly(outcome.published);
                Figure { points, always: fired, ever: fired, on: false }
            }
            (LineKind::If { condition, points, active, cap }, _) => {
                let holds = condition
                    .as_ref()
                    .map_or(Answers::of(Some(true)), |condition| self.cond(view, condition));
                let holds = Answers::all(&[Answers::of(Some(active.holds(self.from))), holds]);
                self.if_figure(holds, self.points(view, points), *cap)
            }
            (LineKind::On(on), nature) => {
                let shares = match nature {
                    Nature::Moving => self.moving(view, id, on, per),
                    _ => self.ageing(view, id, on, per),
                };
                let points = self.on_points(view, on, &shares);
                self.shares[id.index()] = shares;
                let zero = points.holds(Points::ZERO);
                let ever = points != Span::exactly(Points::ZERO);
                Figure { points, always: !zero, ever, on: true }
            }
        }
    }

    fn if_figure(&self, holds: Answers, by: Number, cap: Option<Points>) -> Figure {
        let Some(points) = by.span.filter(|_| holds.yes) else {
            let points = Span::exactly(Points::ZERO);
            return Figure { points, always: false, ever: false, on: false };
        };
        let always = holds.always() && !by.unknown;
        let figure = |points: f64| held(Points::round(Nano::from_points(points).0.into()), cap);
        let figure = Figure { points: points.each(figure), always, ever: true, on: false };
        if always { figure } else { figure.perhaps() }
    }

    /// What the definition says of the line at the first second.
    fn outcome(&self, view: &View, id: LineId, per: Option<Per>) -> &LineOutcome {
        let here = &self.scene.outcome.lines[id.index()];
        match here.off {
            false => here,
            true => self.scene.lines[id.index()]
                .get_or_init(|| view.line(&self.program.line(id).kind, per)),
        }
    }

    /// Points of a table: of the rows that may be the first to hold.
    fn points(&self, view: &View, by: &PointsBy) -> Number {
        match by {
            PointsBy::Literal(points) => Value::of(Some(points.to_f64())),
            PointsBy::Computed(number) => self.num(view, number),
            PointsBy::Table(rows) => {
                let mut all = Vec::new();
                let mut found = false;
                for (condition, by) in rows {
                    let holds = self.cond(view, condition);
                    if holds.yes {
                        all.push(self.points(view, by));
                    }
                    found = holds.always();
                    if found {
                        break;
                    }
                }
                let spans = all.iter().filter_map(|points| points.span);
                Value {
                    span: spans.reduce(Span::hull),
                    unknown: !found || all.iter().any(|points| points.unknown),
                }
            }
        }
    }

    /// Those that count at the first second count all the time.
    fn ageing(&self, view: &View, id: LineId, on: &OnLine, per: Option<Per>) -> Vec<Share> {
        let outcome = self.outcome(view, id, per);
        let counted = outcome.occurrences.iter().filter(|o| o.fate == Fate::Counted);
        if self.steady.line(id.index()) == Nature::Steady {
            return counted.map(|o| Share::exactly(o.event, o.worth.0.into())).collect();
        }
        let share = |o: &crate::ir::outcome::Occurrence| {
            let points = match &on.points {
                PointsBy::Literal(points) => Some(points.to_f64()),
                by => view.at(o.event, |view| view.points(by)),
            };
            Some(self.share(view, on, o.event, Span::exactly(points?)))
        };
        counted.filter_map(share).collect()
    }

    fn share(&self, view: &View, on: &OnLine, event: usize, points: Span<f64>) -> Share {
        let time = view.time(event);
        let ages = Span { low: self.from, high: self.to }.each(|at| at.saturating_sub(time));
        match self.evaluator.factors(&on.ageing) {
            Some(factors) => Share::new(event, points, factors, ages),
            None => Share::new(event, points, &occurrences::ageless(), ages),
        }
    }

    /// Where all is settled, those that count at the first second; else each of them that may.
    fn moving(&self, view: &View, id: LineId, on: &OnLine, per: Option<Per>) -> Vec<Share> {
        let candidates: Vec<Candidate> = (view.there())
            .map(|event| Candidate {
                event,
                points: view.at(event, |view| self.points(view, &on.points)),
                picked: self.picks(view, event, &on.kind, on.filter.as_ref()),
            })
            .filter(|candidate| candidate.picked.yes)
            .collect();
        let settled = candidates.iter().all(Candidate::is_settled)
            && (!is_limited(on) || self.keeps_order(view, on, &candidates));
        let outcome = settled.then(|| self.outcome(view, id, per));
        let counts = |candidate: &Candidate| {
            let mut here = outcome.iter().flat_map(|outcome| &outcome.occurrences);
            here.any(|o| o.event == candidate.event && o.fate == Fate::Counted)
        };
        let in_period = |c: &&Candidate| on.active.holds(view.time(c.event));
        let shares = candidates.iter().filter(in_period).filter_map(|candidate| {
            let share = self.share(view, on, candidate.event, candidate.points.span?);
            match settled {
                true => counts(candidate).then_some(share),
                false => Some(share.perhaps()),
            }
        });
        shares.collect()
    }

    /// Occurrences of one second are worth more or less than each other all the time in the same order.
    fn keeps_order(&self, view: &View, on: &OnLine, candidates: &[Candidate]) -> bool {
        let reads = Reads::of(&on.points);
        let stays = |a: &Candidate, b: &Candidate| match (a.points.span, b.points.span) {
            (Some(x), Some(y)) => {
                let [x_size, y_size] = [x, y].map(magnitude);
                let [a, b] = [a, b].map(|candidate| view.event(candidate.event));
                let alike = !reads.history && (!reads.fields || a.properties == b.properties);
                (x.is_one() && y.is_one())
                    || x_size.high < y_size.low
                    || y_size.high < x_size.low
                    || alike
            }
            _ => true,
        };
        let pairs = candidates
            .iter()
            .enumerate()
            .flat_map(|(i, a)| candidates[i + 1..].iter().map(move |b| (a, b)));
        let mut together = pairs.filter(|(a, b)| view.time(a.event) == view.time(b.event));
        together.all(|(a, b)| stays(a, b))
    }

    fn on_points(&self, view: &View, on: &OnLine, shares: &[Share]) -> Span<Points> {
        let sum = match on.caps_per.first() {
            Some((cap, per)) => self.capped(&self.sums_per(view, shares, *per), *cap),
            None => occurrences::sum(shares.iter()),
        };
        sum.each(|nano| held(Points::round(nano), on.cap))
    }

    /// Billionths of each value of a `per`.
    pub fn sums_per(&self, view: &View, shares: &[Share], per: Per) -> Vec<Span<i128>> {
        let mut of: BTreeMap<Key, Vec<&Share>> = BTreeMap::new();
        for share in shares {
            of.entry(view.key(share.event, per)).or_default().push(share);
        }
        of.into_values().map(|shares| occurrences::sum(shares.into_iter())).collect()
    }

    pub fn capped(&self, sums: &[Span<i128>], cap: Points) -> Span<i128> {
        let most = cap.nano();
        let capped = sums.iter().map(|sum| sum.each(|end| end.clamp(-most, most)));
        capped.fold(Span::exactly(0), Span::plus)
    }
}

fn held(points: Points, cap: Option<Points>) -> Points {
    cap.map_or(points, |cap| points.clamp(Points(-cap.0), cap))
}

fn is_limited(on: &OnLine) -> bool {
    on.first_time || on.cooldown.is_some() || !on.keep.is_empty()
}

fn magnitude(points: Span<f64>) -> Span<f64> {
    let ends = Span::between(points.low.abs(), points.high.abs());
    if points.holds(0.0) { ends.hull(Span::exactly(0.0)) } else { ends }
}

/// What points may read of their event beside its time: two events of one second that are alike in that are worth the same.
#[derive(Default)]
struct Reads {
    fields: bool,
    history: bool,
}

impl Reads {
    fn of(by: &PointsBy) -> Reads {
        let mut reads = Reads::default();
        walk::points(&mut reads, &mut by.clone());
        reads
    }
}

impl Rewrite for Reads {
    fn cond(&mut self, condition: &mut Cond, _: walk::Ask) {
        // Texts are not looked into: those of an event may be read.
        self.fields |= !matches!(
            condition,
            Cond::Constant(_)
                | Cond::Number { .. }
                | Cond::NumberIn { .. }
                | Cond::Date { .. }
                | Cond::DateIn { .. }
                | Cond::Age { .. }
                | Cond::And(_)
                | Cond::Or(_)
                | Cond::Not(_)
                | Cond::AtLeast { .. }
        );
    }

    fn num(&mut self, number: &mut Num) {
        self.fields |= matches!(number, Num::Field(Place::Event { .. }));
    }

    fn moment(&mut self, moment: &mut Moment) {
        self.fields |= matches!(moment, Moment::Field(Place::Event { .. }));
    }

    fn query(&mut self, _: &mut Query) {
        self.history = true;
    }
}
