//! Visits every expression of a program, parts before the whole, and says which answer of a condition is asked for.

use crate::ir::Program;
use crate::ir::expr::{Cond, Kind, Moment, Num, Operand, Query};
use crate::ir::program::{Item, LineKind, Pick, PointsBy, ScoreBody};

/// Which answer of a condition decides anything where it stands.
///
/// A rule fires, an event counts, a branch is taken only where its condition is certainly true. `and`, `or` and `at least` are certainly true, or
/// certainly false, by what is so of their parts; `not` turns the question round. So nowhere do both answers matter, and where only one
/// does, unknown is as good as the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Is it certainly true? Unknown is as good as false.
    True,
    /// Is it certainly false? Unknown is as good as true.
    False,
}

impl Ask {
    /// What is asked of the inside of a `not`.
    pub fn turned(self) -> Ask {
        if self == Ask::True { Ask::False } else { Ask::True }
    }

    /// What stands for unknown, and for whatever never gives the answer asked for.
    pub fn no(self) -> Cond {
        Cond::Constant(self == Ask::False)
    }
}

/// Rewrites expressions in place, each after its parts; all do nothing unless said.
pub trait Rewrite {
    fn cond(&mut self, _: &mut Cond, _: Ask) {}
    fn num(&mut self, _: &mut Num) {}
    fn moment(&mut self, _: &mut Moment) {}
    fn query(&mut self, _: &mut Query) {}
    fn kind(&mut self, _: &mut Kind) {}
    fn points(&mut self, _: &mut PointsBy) {}
}

/// All expressions of a program; what stands by itself is asked whether it is certainly true.
pub fn program(program: &mut Program, rewrite: &mut impl Rewrite) {
    let guard = program.model.iter_mut().filter_map(|model| model.guard.as_mut());
    guard.for_each(|guard| cond(rewrite, guard, Ask::True));
    for mask in &mut program.masks {
        mask.resets.iter_mut().for_each(|reset| pick(rewrite, reset));
        for pause in &mut mask.pauses {
            pick(rewrite, &mut pause.from);
            pick(rewrite, &mut pause.until);
        }
    }
    for score in &mut program.scores {
        if let ScoreBody::Items(of) = &mut score.body {
            items(rewrite, of);
        }
    }
    program.groups.iter_mut().for_each(|group| items(rewrite, &mut group.items));
    program.lines.iter_mut().for_each(|of| line(rewrite, &mut of.kind));
    let stages = program.stage_lines.iter_mut().filter_map(|line| line.condition.as_mut());
    let reasons = program.disqualifications.iter_mut().map(|reason| &mut reason.condition);
    stages.chain(reasons).for_each(|condition| cond(rewrite, condition, Ask::True));
}

fn pick(rewrite: &mut impl Rewrite, pick: &mut Pick) {
    kind(rewrite, &mut pick.kind);
    pick.filter.iter_mut().for_each(|filter| cond(rewrite, filter, Ask::True));
}

pub fn items(rewrite: &mut impl Rewrite, of: &mut [Item]) {
    for item in of {
        if let Item::When { condition, then, otherwise, .. } = item {
            cond(rewrite, condition, Ask::True);
            items(rewrite, then);
            items(rewrite, otherwise);
        }
    }
}

pub fn line(rewrite: &mut impl Rewrite, of: &mut LineKind) {
    match of {
        LineKind::If { condition, points: by, .. } => {
            condition.iter_mut().for_each(|condition| cond(rewrite, condition, Ask::True));
            points(rewrite, by);
        }
        LineKind::On(on) => {
            kind(rewrite, &mut on.kind);
            on.filter.iter_mut().for_each(|filter| cond(rewrite, filter, Ask::True));
            points(rewrite, &mut on.points);
        }
    }
}

pub fn points(rewrite: &mut impl Rewrite, by: &mut PointsBy) {
    match by {
        PointsBy::Literal(_) => {}
        PointsBy::Computed(number) => num(rewrite, number),
        PointsBy::Table(rows) => {
            for (condition, by) in rows {
                cond(rewrite, condition, Ask::True);
                points(rewrite, by);
            }
        }
    }
    rewrite.points(by);
}

pub fn cond(rewrite: &mut impl Rewrite, condition: &mut Cond, ask: Ask) {
    match condition {
        Cond::And(of) | Cond::Or(of) | Cond::AtLeast { of, .. } => {
            of.iter_mut().for_each(|part| cond(rewrite, part, ask));
        }
        Cond::Not(inner) => cond(rewrite, inner, ask.turned()),
        Cond::Happened(of) => query(rewrite, of),
        Cond::Number { left, right, .. } => {
            num(rewrite, left);
            num(rewrite, right);
        }
        Cond::NumberIn { value, .. } => num(rewrite, value),
        Cond::Date { left, right, .. } => {
            moment(rewrite, left);
            moment(rewrite, right);
        }
        Cond::DateIn { value, .. } | Cond::Age { value, .. } => moment(rewrite, value),
        Cond::Known(Operand::Number(value)) => num(rewrite, value),
        Cond::Known(Operand::Date(value)) => moment(rewrite, value),
        // Nothing inside but fields.
        Cond::Known(Operand::Text(_) | Operand::Field(_))
        | Cond::Constant(_)
        | Cond::Bool { .. }
        | Cond::SameBool(..)
        | Cond::TextIn { .. }
        | Cond::SameText { .. }
        | Cond::TextTest { .. }
        | Cond::TextTestField { .. }
        | Cond::Matches { .. }
        | Cond::ListHas { .. }
        | Cond::GradeIn { .. } => {}
    }
    rewrite.cond(condition, ask);
}

pub fn num(rewrite: &mut impl Rewrite, number: &mut Num) {
    match number {
        Num::Literal(_) | Num::Field(_) | Num::Score(_) | Num::Coverage(_) => {}
        Num::Count(of) | Num::Aggregate { query: of, .. } => query(rewrite, of),
        Num::DaysSince(date) | Num::DaysUntil(date) => moment(rewrite, date),
        Num::Arithmetic { left, right, .. } => {
            num(rewrite, left);
            num(rewrite, right);
        }
        Num::Negate(inner) => num(rewrite, inner),
        Num::Call { arguments, .. } => arguments.iter_mut().for_each(|part| num(rewrite, part)),
    }
    rewrite.num(number);
}

pub fn moment(rewrite: &mut impl Rewrite, date: &mut Moment) {
    match date {
        Moment::Literal(_) | Moment::Field(_) | Moment::Time { .. } => {}
        Moment::First(of) | Moment::Last { query: of, .. } => query(rewrite, of),
    }
    rewrite.moment(date);
}

fn query(rewrite: &mut impl Rewrite, of: &mut Query) {
    kind(rewrite, &mut of.kind);
    of.filter.iter_mut().for_each(|filter| cond(rewrite, filter, Ask::True));
    of.since.iter_mut().for_each(|since| moment(rewrite, since));
    rewrite.query(of);
}

fn kind(rewrite: &mut impl Rewrite, of: &mut Kind) {
    if let Kind::Of(alternatives) = of {
        let conditions = alternatives.iter_mut().filter_map(|(_, condition)| condition.as_mut());
        conditions.for_each(|condition| cond(rewrite, condition, Ask::True));
    }
    rewrite.kind(of);
}
