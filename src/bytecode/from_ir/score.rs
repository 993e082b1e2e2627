//! Lines, groups and scores into instructions.

use crate::bytecode::classes::Atom;
use crate::bytecode::exact::Exact;
use crate::bytecode::from_ir::builder::{Around, Builder};
use crate::bytecode::from_ir::events::Wanted;
use crate::bytecode::from_ir::formula::Formula;
use crate::bytecode::from_ir::query::conjuncts;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{
    Column, Counted, Events, Figure, Key, Latest, ScopeId, Set, Worth,
};
use crate::ir::expr::Cond;
use crate::ir::program::{
    self, GroupId, GroupMode, Item, LineId, LineKind, OnLine, Per, Period, PointsBy, Range, Score,
    ScoreBody, ScoreId,
};
use crate::types::Points;
use crate::types::points::Nano;

const LEADS: ScopeId = ScopeId::LEADS;
const LOG: ScopeId = ScopeId::LOG;

/// A line or a group as the block around it sees it.
pub struct Part {
    pub figure: Figure,
    pub takes_part: Set,
    /// For an `on` line.
    counted: Option<Counted>,
    /// Where the points are literals: of these the first that holds gives them, as published.
    pub rows: Option<Vec<(Formula, Points)>>,
}

/// Where items stand: in which branches of `when`, and in a group that caps which key.
#[derive(Clone)]
struct Place<'s> {
    score: &'s Score,
    /// The leads for whom all `when`s around hold; nothing where there are none.
    active: Option<Set>,
    /// The same as a formula.
    guard: Formula,
    pool: Option<Per>,
}

impl Place<'_> {
    fn lead(&self) -> Around {
        Around::lead(Some(self.score.mask))
    }
}

impl Builder<'_> {
    pub fn score(&mut self, id: ScoreId) {
        let program = self.program;
        let Some(score) = program.scores.get(id.index()) else { return };
        let before_range = match &score.body {
            ScoreBody::Items(items) => {
                let guard = Formula::Constant(true);
                let place = Place { score, active: None, guard, pool: None };
                let parts = self.items(&place, items);
                self.title(format!("score {}", score.name));
                self.total(&parts)
            }
            ScoreBody::Formula(formula) => {
                self.title(format!("score {}", score.name));
                self.formula(formula)
            }
        };
        let figure = self.clamp(before_range, score.range);
        self.figures[id.index()] = Some(figure);
        self.code.outputs.scores[id.index()] = figure;
    }

    fn clamp(&mut self, a: Figure, Range { low, high }: Range) -> Figure {
        if low.is_none() && high.is_none() {
            return a;
        }
        self.emit(LEADS, Op::Clamp { a, low, high })
    }

    fn formula(&mut self, formula: &program::Formula) -> Figure {
        let figures = self.figures.iter().enumerate();
        let figures = figures.filter_map(|(i, f)| Some((ScoreId(i as u32), (*f)?))).collect();
        self.code.formulas.push(Exact::new(formula, figures));
        self.emit(LEADS, Op::Formula { formula: self.code.formulas.len() as u32 - 1 })
    }

    fn items(&mut self, place: &Place, items: &[Item]) -> Vec<Part> {
        let mut parts = Vec::new();
        for item in items {
            match item {
                Item::Line(id) => parts.extend(self.line(place, *id)),
                Item::Group(id) => parts.extend(self.group(place, *id)),
                Item::When { condition, origin, then, otherwise } => {
                    self.title(origin.title());
                    let [holds, other] = self.branches(place, condition);
                    parts.extend(self.items(&holds, then));
                    parts.extend(self.items(&other, otherwise));
                }
            }
        }
        parts
    }

    /// Where a condition certainly holds, and where not.
    fn branches<'s>(&mut self, place: &Place<'s>, condition: &Cond) -> [Place<'s>; 2] {
        let set = self.certainly(&place.lead(), condition);
        let around = place.active.unwrap_or_else(|| self.emit(LEADS, Op::All {}));
        let within = match place.active {
            Some(around) => self.both(LEADS, vec![around, set]),
            None => set,
        };
        let without = self.emit(LEADS, Op::Without { a: around, b: set });
        let holds = self.lead_formula(&place.lead(), condition);
        let branch = |active: Set, holds: Formula| {
            let guard = Formula::and(vec![place.guard.clone(), holds]);
            Place { active: Some(active), guard, ..place.clone() }
        };
        [branch(within, holds.clone()), branch(without, holds.negated())]
    }

    fn lead_formula(&mut self, at: &Around, condition: &Cond) -> Formula {
        // Of leads there always is one; without folding nobody asks for it.
        let formula = if self.folds { self.formula_of(at, condition, true) } else { None };
        formula.unwrap_or(Formula::Constant(false))
    }

    fn line(&mut self, place: &Place, id: LineId) -> Option<Part> {
        let program = self.program;
        let line = program.lines.get(id.index())?;
        self.title(line.origin.title());
        let part = match &line.kind {
            LineKind::If { condition, points, active, cap } => {
                let at = place.lead();
                let mut sets: Vec<Set> = place.active.into_iter().collect();
                let mut guards = vec![place.guard.clone()];
                if let Some(condition) = condition {
                    sets.push(self.certainly(&at, condition));
                    guards.push(self.lead_formula(&at, condition));
                }
                if active.from.is_some() || active.before.is_some() {
                    let now =
                        self.emit(LEADS, Op::Now { from: active.from, before: active.before });
                    sets.push(now);
                    guards.push(self.in_set(now));
                }
                let part = self.if_line(&at, points, sets, *cap);
                let folds = self.folds && cap.is_none();
                let rows = if folds { self.literal_rows(&at, points) } else { None };
                let guarded = |formula| Formula::and([&guards[..], &[formula]].concat());
                let rows =
                    rows.map(|rows| rows.into_iter().map(|(f, p)| (guarded(f), p)).collect());
                Part { rows, ..part }
            }
            LineKind::On(on) => self.on_line(place, on),
        };
        self.code.outputs.lines[id.index()] = part.figure;
        Some(part)
    }

    /// Literal points with the conditions under which the first of them counts; nothing where points are computed.
    fn literal_rows(&mut self, at: &Around, by: &PointsBy) -> Option<Vec<(Formula, Points)>> {
        let published = |points: Points| Points::round(Nano::from_points(points.to_f64()).0.into());
        match by {
            PointsBy::Literal(points) => Some(vec![(Formula::Constant(true), published(*points))]),
            PointsBy::Computed(_) => None,
            PointsBy::Table(rows) => rows
                .iter()
                .map(|(condition, by)| match by {
                    PointsBy::Literal(points) => {
                        Some((self.lead_formula(at, condition), published(*points)))
                    }
                    _ => None,
                })
                .collect(),
        }
    }

    fn if_line(
        &mut self,
        at: &Around,
        points: &PointsBy,
        mut sets: Vec<Set>,
        cap: Option<Points>,
    ) -> Part {
        let points = self.points(at, points);
        if let Worth::Computed(a) = points {
            sets.push(self.emit(LEADS, Op::Has { a }));
        }
        let rows = self.both(LEADS, sets);
        let mut figure = self.emit(LEADS, Op::If { rows, points });
        if let Some(cap) = cap {
            let (low, high) = (Some(Points(-cap.0)), Some(cap));
            figure = self.emit(LEADS, Op::Clamp { a: figure, low, high });
        }
        Part { figure, takes_part: rows, counted: None, rows: None }
    }

    fn on_line(&mut self, place: &Place, on: &OnLine) -> Part {
        let at = Around::event(Some(place.score.mask));
        let mut conditions = Vec::new();
        if let Some(filter) = &on.filter {
            conjuncts(filter, &mut conditions);
        }
        let Period { from, before } = on.active;
        let bounded = from.is_some() || before.is_some();
        let time = bounded.then_some(Atom::DateIn(from, before)).into_iter().collect();
        let (kind, leads) = (Some(&on.kind), place.active);
        let mut events = self.events(&at, &Wanted { kind, conditions, time, leads });
        if let Some((count, seconds)) = on.times {
            events = self.emit(LOG, Op::Times { events, count, seconds });
        }
        let points = match &on.points {
            PointsBy::Literal(points) => Worth::Literal(*points),
            by => {
                let among = at.within(self.emit(LOG, Op::Listed { events }));
                self.points(&among, by)
            }
        };
        if let Worth::Computed(a) = points {
            let known = self.emit(LOG, Op::Has { a });
            events = self.kept(events, vec![known]);
        }
        let events = self.limit(on, events, points, place.pool);
        let ageing = self.ageing(&on.ageing);
        let counted = Counted { events, points, ageing };
        let cap_per = on.caps_per.first();
        let cap_per = cap_per.map(|(cap, per)| (*cap, self.key(*per, Some(events))));
        let figure = self.emit(LEADS, Op::On { of: counted, cap_per, cap: on.cap });
        let takes_part = self.emit(LEADS, Op::NotZero { a: figure });
        Part { figure, takes_part, counted: Some(counted), rows: None }
    }

    fn limit(&mut self, on: &OnLine, events: Events, points: Worth, pool: Option<Per>) -> Events {
        if !on.first_time && on.cooldown.is_none() && on.keep.is_empty() {
            return events;
        }
        let keep: Vec<Latest> = on
            .keep
            .iter()
            .map(|keep| Latest {
                count: keep.count,
                per: keep.per.map(|per| self.key(per, Some(events))),
            })
            .collect();
        // Within a second calendar units tell nothing apart, properties may.
        let named = on.keep.iter().filter_map(|keep| keep.per);
        let named = named.chain(on.caps_per.iter().map(|(_, per)| *per)).chain(pool);
        let properties: Vec<Per> = named.filter(|per| matches!(per, Per::Property(_))).collect();
        let mut ties = Vec::new();
        for per in properties {
            let key = self.key(per, Some(events));
            if !ties.contains(&key) {
                ties.push(key);
            }
        }
        let (first, cooldown) = (on.first_time, on.cooldown);
        self.emit(LOG, Op::Limit { events, points, first, cooldown, keep, ties })
    }

    /// Of the events of a list, or of all.
    fn key(&mut self, per: Per, of: Option<Events>) -> Key {
        self.emit(
            LOG,
            match per {
                Per::Calendar(unit) => Op::Calendar { unit, of },
                Per::Property(property) => Op::LoadKey { column: Column::Event(property), of },
            },
        )
    }

    fn group(&mut self, place: &Place, id: GroupId) -> Option<Part> {
        let program = self.program;
        let group = program.groups.get(id.index())?;
        let pool = group.cap_per.map(|(_, per)| per).or(place.pool);
        let parts = self.items(&Place { pool, ..place.clone() }, &group.items);
        self.title(format!("group {}", group.name));
        let plain = self.total(&parts);
        let members = || parts.iter().map(|p| (p.takes_part, p.figure)).collect();
        let made = match (group.mode, group.cap_per) {
            (GroupMode::Best, _) => self.emit(LEADS, Op::Best { of: members() }),
            (GroupMode::First, _) => self.emit(LEADS, Op::FirstOf { of: members() }),
            (GroupMode::Sum, Some((cap, per))) => {
                let key = self.key(per, None);
                let of = parts.iter().filter_map(|p| p.counted).collect();
                let (lines, figures): (Vec<&Part>, Vec<&Part>) =
                    parts.iter().partition(|p| p.counted.is_some());
                let figures = figures.iter().map(|p| p.figure).collect();
                let lines = lines.iter().map(|p| p.figure).collect();
                self.emit(LEADS, Op::Pool { of, cap, key, figures, lines })
            }
            (GroupMode::Sum, None) => plain,
        };
        let mut figure = self.clamp(made, group.range);
        if let Some(rows) = place.active {
            figure = self.emit(LEADS, Op::Where { rows, a: figure });
        }
        self.code.outputs.groups[id.index()] = self.emit(LEADS, Op::Minus { a: figure, b: plain });
        let takes_part = self.either(LEADS, parts.iter().map(|p| p.takes_part).collect());
        Some(Part { figure, takes_part, counted: None, rows: None })
    }
}
