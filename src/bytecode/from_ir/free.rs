//! Which of the events around it an expression mentions: bit `up` is set for the event that stands so far up.
//!
//! What mentions none is computed once a lead, what mentions one once an event, and only the rest over pairs.

use crate::ir::expr::{Cond, Kind, Moment, Num, Operand, Place, Query, Text};
use crate::ir::program::PointsBy;

/// Bits beyond the deepest nesting that a program can have do not matter.
fn bit(up: u8) -> u32 {
    1u32.checked_shl(u32::from(up)).unwrap_or(0)
}

fn place(place: Place) -> u32 {
    match place {
        Place::Lead(_) => 0,
        Place::Event { up, .. } => bit(up),
    }
}

pub fn text(value: &Text) -> u32 {
    match value {
        Text::Field(field) => place(*field),
        Text::Domain(inner) => text(inner),
    }
}

pub fn moment(value: &Moment) -> u32 {
    match value {
        Moment::Literal(_) => 0,
        Moment::Field(field) => place(*field),
        Moment::Time { up } => bit(*up),
        Moment::First(of) | Moment::Last { query: of, .. } => query(of),
    }
}

pub fn num(value: &Num) -> u32 {
    match value {
        Num::Literal(_) | Num::Score(_) | Num::Coverage(_) => 0,
        Num::Field(field) => place(*field),
        Num::Count(of) | Num::Aggregate { query: of, .. } => query(of),
        Num::DaysSince(date) | Num::DaysUntil(date) => moment(date),
        Num::Arithmetic { left, right, .. } => num(left) | num(right),
        Num::Negate(inner) => num(inner),
        Num::Call { arguments, .. } => all(arguments, num),
    }
}

pub fn cond(condition: &Cond) -> u32 {
    match condition {
        Cond::Constant(_) | Cond::GradeIn { .. } => 0,
        Cond::Bool { field, .. } | Cond::ListHas { list: field, .. } => place(*field),
        Cond::SameBool(a, b) => place(*a) | place(*b),
        Cond::Number { left, right, .. } => num(left) | num(right),
        Cond::NumberIn { value, .. } => num(value),
        Cond::Date { left, right, .. } => moment(left) | moment(right),
        Cond::DateIn { value, .. } | Cond::Age { value, .. } => moment(value),
        Cond::TextIn { value, .. } | Cond::TextTest { value, .. } | Cond::Matches { value, .. } => {
            text(value)
        }
        Cond::SameText { left, right, .. } => text(left) | text(right),
        Cond::TextTestField { value, other, .. } => text(value) | text(other),
        Cond::Known(operand) => match operand {
            Operand::Number(value) => num(value),
            Operand::Date(value) => moment(value),
            Operand::Text(value) => text(value),
            Operand::Field(field) => place(*field),
        },
        Cond::AtLeast { of, .. } | Cond::And(of) | Cond::Or(of) => all(of, cond),
        Cond::Not(inner) => cond(inner),
        Cond::Happened(of) => query(of),
    }
}

pub fn kind(of: &Kind) -> u32 {
    match of {
        Kind::Any => 0,
        Kind::Of(alternatives) => {
            alternatives.iter().filter_map(|(_, c)| c.as_ref()).fold(0, |bits, c| bits | cond(c))
        }
    }
}

/// What a query mentions of the events around where it stands.
pub fn query(of: &Query) -> u32 {
    let inside = kind(&of.kind) | of.filter.as_deref().map_or(0, cond);
    let side = u32::from(of.side.is_some());
    inside >> 1 | side | of.since.as_deref().map_or(0, moment)
}

pub fn points(by: &PointsBy) -> u32 {
    match by {
        PointsBy::Literal(_) => 0,
        PointsBy::Computed(value) => num(value),
        PointsBy::Table(rows) => rows.iter().fold(0, |bits, (c, p)| bits | cond(c) | points(p)),
    }
}

fn all<T>(of: &[T], free: fn(&T) -> u32) -> u32 {
    of.iter().fold(0, |bits, item| bits | free(item))
}
