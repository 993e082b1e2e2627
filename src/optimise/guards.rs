//! What is certainly so already need not be asked again: inside a `when`, behind a `where`, beside the other operands of an `and`.
//!
//! A condition that is certainly true says which values its field has, and that it is known; so one on the same field may be decided, true or
//! false. In an `else`, and in the rows of a table below, a condition is only *not certainly true*: nothing follows about its field.

pub(super) mod facts;
mod operands;

use crate::ir::Program;
use crate::ir::expr::{Cond, Kind, Moment, Num, Operand, Query};
use crate::ir::program::{Group, Item, Line, LineKind, Mask, PointsBy, ScoreBody};
use crate::optimise::mentions::shared;
use crate::optimise::walk::Ask;
use facts::Facts;

/// Runs the pass; tells whether anything changed.
pub fn run(program: &mut Program) -> bool {
    let mut asked = Asked { facts: Facts::default(), depth: 0, changed: false };
    // Which events exist is found before anything else.
    program.masks.iter_mut().for_each(|mask| asked.mask(mask));
    if let Some(guard) = program.model.as_mut().and_then(|model| model.guard.as_mut()) {
        asked.cond(guard, Ask::True);
        asked.facts.learn_of_fields(guard);
    }
    let mut tree = Tree { lines: &mut program.lines, groups: &mut program.groups };
    for score in &mut program.scores {
        if let ScoreBody::Items(items) = &mut score.body {
            asked.items(items, &mut tree);
        }
    }
    let stages = program.stage_lines.iter_mut().filter_map(|line| line.condition.as_mut());
    let reasons = program.disqualifications.iter_mut().map(|reason| &mut reason.condition);
    stages.chain(reasons).for_each(|condition| asked.cond(condition, Ask::True));
    asked.changed
}

/// What the items of scores refer to.
struct Tree<'p> {
    lines: &'p mut [Line],
    groups: &'p mut [Group],
}

/// Walks through a program with what is certainly so where it stands.
struct Asked {
    facts: Facts,
    /// How many events are around.
    depth: u8,
    changed: bool,
}

impl Asked {
    /// Something with facts that end with it.
    fn inside(&mut self, what: impl FnOnce(&mut Self)) {
        let mark = self.facts.mark();
        what(self);
        self.facts.forget(mark);
    }

    fn learn(&mut self, condition: &Cond) {
        self.facts.learn(condition, self.depth);
    }

    fn mask(&mut self, mask: &mut Mask) {
        let pauses = mask.pauses.iter_mut().flat_map(|pause| [&mut pause.from, &mut pause.until]);
        for pick in mask.resets.iter_mut().chain(pauses) {
            self.event(&mut pick.kind, pick.filter.as_mut(), None);
        }
    }

    fn items(&mut self, items: &mut [Item], tree: &mut Tree) {
        for item in items {
            match item {
                Item::Line(id) => self.line(&mut tree.lines[id.index()].kind),
                Item::Group(id) => {
                    let mut items = std::mem::take(&mut tree.groups[id.index()].items);
                    self.items(&mut items, tree);
                    tree.groups[id.index()].items = items;
                }
                Item::When { condition, then, otherwise, .. } => {
                    self.cond(condition, Ask::True);
                    self.inside(|asked| {
                        asked.learn(condition);
                        asked.items(then, tree);
                    });
                    self.inside(|asked| {
                        asked.facts.doubt(condition, asked.depth);
                        asked.items(otherwise, tree);
                    });
                }
            }
        }
    }

    fn line(&mut self, line: &mut LineKind) {
        match line {
            LineKind::If { condition, points, .. } => self.inside(|asked| {
                if let Some(condition) = condition {
                    asked.cond(condition, Ask::True);
                    asked.learn_for(condition, points);
                }
                asked.points(points);
            }),
            LineKind::On(on) => {
                self.event(&mut on.kind, on.filter.as_mut(), Some(&mut on.points));
            }
        }
    }

    /// Literal points ask nothing.
    fn learn_for(&mut self, condition: &Cond, points: &PointsBy) {
        if !matches!(points, PointsBy::Literal(_)) {
            self.learn(condition);
        }
    }

    /// A kind of event and its `where`, then the points of the events that they pick.
    fn event(&mut self, kind: &mut Kind, filter: Option<&mut Cond>, points: Option<&mut PointsBy>) {
        let points = points.filter(|points| !matches!(points, PointsBy::Literal(_)));
        self.depth += 1;
        self.inside(|asked| {
            if let Kind::Of(alternatives) = kind {
                for (_, condition) in alternatives.iter_mut() {
                    condition.iter_mut().for_each(|condition| asked.cond(condition, Ask::True));
                }
                // Of several names, nothing is certain.
                if let [(_, Some(condition))] = alternatives.as_slice() {
                    asked.learn(condition);
                }
            }
            if let Some(filter) = filter {
                asked.cond(filter, Ask::True);
                if points.is_some() {
                    asked.learn(filter);
                }
            }
            points.into_iter().for_each(|points| asked.points(points));
        });
        self.depth -= 1;
    }

    fn points(&mut self, points: &mut PointsBy) {
        match points {
            PointsBy::Literal(_) => {}
            PointsBy::Computed(number) => self.num(number),
            PointsBy::Table(rows) => self.inside(|asked| {
                for (condition, points) in rows {
                    asked.cond(condition, Ask::True);
                    asked.inside(|asked| {
                        asked.learn_for(condition, points);
                        asked.points(points);
                    });
                    // The rows below are asked where this one does not hold.
                    asked.facts.doubt(condition, asked.depth);
                }
            }),
        }
    }

    fn cond(&mut self, condition: &mut Cond, ask: Ask) {
        if let Some(answer) = self.facts.answer(condition, ask, self.depth) {
            if *condition != answer {
                *condition = answer;
                self.changed = true;
            }
            return;
        }
        match condition {
            Cond::And(of) if ask == Ask::True => self.all(of),
            Cond::And(of) | Cond::Or(of) | Cond::AtLeast { of, .. } => {
                of.iter_mut().for_each(|part| self.cond(part, ask));
            }
            Cond::Not(inner) => self.cond(inner, ask.turned()),
            Cond::Happened(query) => self.query(query),
            Cond::Number { left, right, .. } => {
                self.num(left);
                self.num(right);
            }
            Cond::NumberIn { value, .. } | Cond::Known(Operand::Number(value)) => self.num(value),
            Cond::Date { left, right, .. } => {
                self.moment(left);
                self.moment(right);
            }
            Cond::DateIn { value, .. }
            | Cond::Age { value, .. }
            | Cond::Known(Operand::Date(value)) => self.moment(value),
            _ => {}
        }
    }

    /// Each operand where those before it are certainly true: single comparisons, then what is known, for a comparison says so too, then what is
    /// made of several.
    ///
    /// What an operand becomes says the same wherever the others hold: so all of them together still say the same.
    fn all(&mut self, of: &mut [Cond]) {
        if !shared(of) {
            return of.iter_mut().for_each(|part| self.cond(part, Ask::True));
        }
        let rank = |part: &Cond| match part {
            Cond::Known(_) => 1,
            Cond::And(_) | Cond::Or(_) | Cond::AtLeast { .. } => 2,
            _ => 0,
        };
        self.inside(|asked| {
            for now in 0..=2 {
                for part in of.iter_mut().filter(|part| rank(part) == now) {
                    asked.cond(part, Ask::True);
                    asked.learn(part);
                }
            }
        });
    }

    fn query(&mut self, query: &mut Query) {
        query.since.iter_mut().for_each(|since| self.moment(since));
        self.event(&mut query.kind, query.filter.as_deref_mut(), None);
    }

    fn num(&mut self, number: &mut Num) {
        match number {
            Num::Literal(_) | Num::Field(_) | Num::Score(_) | Num::Coverage(_) => {}
            Num::Count(query) | Num::Aggregate { query, .. } => self.query(query),
            Num::DaysSince(date) | Num::DaysUntil(date) => self.moment(date),
            Num::Arithmetic { left, right, .. } => {
                self.num(left);
                self.num(right);
            }
            Num::Negate(inner) => self.num(inner),
            Num::Call { arguments, .. } => arguments.iter_mut().for_each(|part| self.num(part)),
        }
    }

    fn moment(&mut self, date: &mut Moment) {
        match date {
            Moment::Literal(_) | Moment::Field(_) | Moment::Time { .. } => {}
            Moment::First(query) | Moment::Last { query, .. } => self.query(query),
        }
    }
}
