//! Lines, groups and scores into instructions.

use crate::bytecode::exact::Exact;
use crate::bytecode::from_ir::builder::{Around, Builder};
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Along, Column, Counted, Figure, Key, Latest, ScopeId, Set, Worth};
use crate::ir::program::{
    Formula, GroupId, GroupMode, Item, LineId, LineKind, OnLine, Per, PointsBy, Range, Score,
    ScoreBody, ScoreId,
};
use crate::types::Points;
use crate::types::points::Nano;

const LEADS: ScopeId = ScopeId::LEADS;
const LOG: ScopeId = ScopeId::LOG;

/// A line or a group as the block around it sees it.
#[derive(Clone, Copy)]
struct Part {
    figure: Figure,
    takes_part: Set,
    /// For an `on` line.
    counted: Option<Counted>,
    /// The points as published, where they are the same whenever it takes part.
    literal: Option<Points>,
}

/// Where items stand: in which branches of `when`, and in a group that caps which key.
#[derive(Clone, Copy)]
struct Place<'s> {
    score: &'s Score,
    /// The leads for whom all `when`s around hold; nothing where there are none.
    active: Option<Set>,
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
                let parts = self.items(Place { score, active: None, pool: None }, items);
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

    fn total(&mut self, parts: &[Part]) -> Figure {
        let literals = parts.iter().filter_map(|p| p.literal.map(|l| (p.takes_part, l)));
        let of = parts.iter().filter(|p| p.literal.is_none()).map(|p| p.figure).collect();
        self.sum(of, literals)
    }

    fn clamp(&mut self, a: Figure, Range { low, high }: Range) -> Figure {
        if low.is_none() && high.is_none() {
            return a;
        }
        self.emit(LEADS, Op::Clamp { a, low, high })
    }

    fn formula(&mut self, formula: &Formula) -> Figure {
        let figures = self.figures.iter().enumerate();
        let figures = figures.filter_map(|(i, f)| Some((ScoreId(i as u32), (*f)?))).collect();
        self.code.formulas.push(Exact::new(formula, figures));
        self.emit(LEADS, Op::Formula { formula: self.code.formulas.len() as u32 - 1 })
    }

    fn items(&mut self, place: Place, items: &[Item]) -> Vec<Part> {
        let mut parts = Vec::new();
        for item in items {
            match item {
                Item::Line(id) => parts.extend(self.line(place, *id)),
                Item::Group(id) => parts.extend(self.group(place, *id)),
                Item::When { condition, origin, then, otherwise } => {
                    self.title(origin.title());
                    let holds = self.certainly(&place.lead(), condition);
                    let around = place.active.unwrap_or_else(|| self.emit(LEADS, Op::All {}));
                    let active = match place.active {
                        Some(around) => self.both(LEADS, vec![around, holds]),
                        None => holds,
                    };
                    parts.extend(self.items(Place { active: Some(active), ..place }, then));
                    let active = self.emit(LEADS, Op::Without { a: around, b: holds });
                    parts.extend(self.items(Place { active: Some(active), ..place }, otherwise));
                }
            }
        }
        parts
    }

    fn line(&mut self, place: Place, id: LineId) -> Option<Part> {
        let program = self.program;
        let line = program.lines.get(id.index())?;
        self.title(line.origin.title());
        let part = match &line.kind {
            LineKind::If { condition, points, active, cap } => {
                let at = place.lead();
                let mut sets: Vec<Set> = place.active.into_iter().collect();
                sets.extend(condition.as_ref().map(|c| self.certainly(&at, c)));
                if active.from.is_some() || active.before.is_some() {
                    sets.push(
                        self.emit(LEADS, Op::Now { from: active.from, before: active.before }),
                    );
                }
                self.if_line(&at, points, sets, *cap)
            }
            LineKind::On(on) => self.on_line(place, on),
        };
        self.code.outputs.lines[id.index()] = part.figure;
        Some(part)
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
        let literal = match points {
            Worth::Literal(points) if cap.is_none() => {
                Some(Points::round(Nano::from_points(points.to_f64()).0.into()))
            }
            _ => None,
        };
        Part { figure, takes_part: rows, counted: None, literal }
    }

    fn on_line(&mut self, place: Place, on: &OnLine) -> Part {
        let at = Around::event(Some(place.score.mask));
        let mut sets = vec![self.existing(at.mask)];
        sets.extend(self.kind(&at, &on.kind));
        if let Some(source) = place.active {
            sets.push(self.emit(LOG, Op::GatherSet { source, along: Along::Lead }));
        }
        if on.active.from.is_some() || on.active.before.is_some() {
            sets.push(
                self.emit(LOG, Op::During { from: on.active.from, before: on.active.before }),
            );
        }
        let mut events = self.both(LOG, sets);
        if let Some(filter) = &on.filter {
            let holds = self.certainly(&at.within(events), filter);
            events = self.both(LOG, vec![events, holds]);
        }
        if let Some((count, seconds)) = on.times {
            events = self.emit(LOG, Op::Times { events, count, seconds });
        }
        let points = self.points(&at.within(events), &on.points);
        if let Worth::Computed(a) = points {
            let known = self.emit(LOG, Op::Has { a });
            events = self.both(LOG, vec![events, known]);
        }
        let events = self.limit(on, events, points, place.pool);
        let ageing = self.ageing(&on.ageing);
        let counted = Counted { events, points, ageing };
        let cap_per = on.caps_per.first().map(|(cap, per)| (*cap, self.key(*per)));
        let figure = self.emit(LEADS, Op::On { of: counted, cap_per, cap: on.cap });
        let takes_part = self.emit(LEADS, Op::NotZero { a: figure });
        Part { figure, takes_part, counted: Some(counted), literal: None }
    }

    fn limit(&mut self, on: &OnLine, events: Set, points: Worth, pool: Option<Per>) -> Set {
        if !on.first_time && on.cooldown.is_none() && on.keep.is_empty() {
            return events;
        }
        let keep: Vec<Latest> = on
            .keep
            .iter()
            .map(|keep| Latest { count: keep.count, per: keep.per.map(|per| self.key(per)) })
            .collect();
        // Within a second calendar units tell nothing apart, properties may.
        let named = on.keep.iter().filter_map(|keep| keep.per);
        let named = named.chain(on.caps_per.iter().map(|(_, per)| *per)).chain(pool);
        let properties: Vec<Per> = named.filter(|per| matches!(per, Per::Property(_))).collect();
        let mut ties = Vec::new();
        for per in properties {
            let key = self.key(per);
            if !ties.contains(&key) {
                ties.push(key);
            }
        }
        let (first, cooldown) = (on.first_time, on.cooldown);
        self.emit(LOG, Op::Limit { events, points, first, cooldown, keep, ties })
    }

    fn key(&mut self, per: Per) -> Key {
        self.emit(
            LOG,
            match per {
                Per::Calendar(unit) => Op::Calendar { unit },
                Per::Property(property) => Op::LoadKey { column: Column::Event(property) },
            },
        )
    }

    fn group(&mut self, place: Place, id: GroupId) -> Option<Part> {
        let program = self.program;
        let group = program.groups.get(id.index())?;
        let pool = group.cap_per.map(|(_, per)| per).or(place.pool);
        let parts = self.items(Place { pool, ..place }, &group.items);
        self.title(format!("group {}", group.name));
        let plain = self.total(&parts);
        let members = || parts.iter().map(|p| (p.takes_part, p.figure)).collect();
        let made = match (group.mode, group.cap_per) {
            (GroupMode::Best, _) => self.emit(LEADS, Op::Best { of: members() }),
            (GroupMode::First, _) => self.emit(LEADS, Op::FirstOf { of: members() }),
            (GroupMode::Sum, Some((cap, per))) => {
                let key = self.key(per);
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
        Some(Part { figure, takes_part, counted: None, literal: None })
    }
}
