//! Which fields conditions speak of: where no two speak of one, none says anything of another, which is seen at little cost.

use crate::ir::expr::{Cond, Moment, Num, Operand, Place, Text};

/// Anything that is no field or literal, as if it were one thing.
const OTHER: u64 = u64::MAX;

/// May one of these say anything of another?
pub fn shared(of: &[Cond]) -> bool {
    let mut all = Vec::new();
    for condition in of {
        let from = all.len();
        cond(condition, &mut all);
        let mut own = all.split_off(from);
        own.sort_unstable();
        own.dedup();
        all.extend(own);
    }
    all.sort_unstable();
    all.windows(2).any(|pair| pair[0] == pair[1])
}

fn cond(condition: &Cond, all: &mut Vec<u64>) {
    match condition {
        Cond::Constant(_) => {}
        Cond::And(of) | Cond::Or(of) | Cond::AtLeast { of, .. } => {
            of.iter().for_each(|part| cond(part, all));
        }
        Cond::Not(inner) => cond(inner, all),
        Cond::Bool { field, .. } | Cond::ListHas { list: field, .. } => place(*field, all),
        Cond::SameBool(left, right) => {
            place(*left, all);
            place(*right, all);
        }
        Cond::Number { left, right, .. } => {
            num(left, all);
            num(right, all);
        }
        Cond::NumberIn { value, .. } => num(value, all),
        Cond::Date { left, right, .. } => {
            moment(left, all);
            moment(right, all);
        }
        Cond::DateIn { value, .. } | Cond::Age { value, .. } => moment(value, all),
        Cond::TextIn { value, .. } | Cond::TextTest { value, .. } | Cond::Matches { value, .. } => {
            text(value, all);
        }
        Cond::SameText { left, right, .. }
        | Cond::TextTestField { value: left, other: right, .. } => {
            text(left, all);
            text(right, all);
        }
        Cond::Known(Operand::Number(value)) => num(value, all),
        Cond::Known(Operand::Date(value)) => moment(value, all),
        Cond::Known(Operand::Text(value)) => text(value, all),
        Cond::Known(Operand::Field(field)) => place(*field, all),
        Cond::GradeIn { .. } | Cond::Happened(_) => all.push(OTHER),
    }
}

fn place(field: Place, all: &mut Vec<u64>) {
    all.push(match field {
        Place::Lead(attribute) => attribute.0.into(),
        Place::Event { up, property } => 1 << 40 | u64::from(up) << 32 | u64::from(property.0),
    });
}

fn num(number: &Num, all: &mut Vec<u64>) {
    match number {
        Num::Literal(_) => {}
        Num::Field(field) => place(*field, all),
        _ => all.push(OTHER),
    }
}

fn moment(date: &Moment, all: &mut Vec<u64>) {
    match date {
        Moment::Literal(_) => {}
        Moment::Field(field) => place(*field, all),
        _ => all.push(OTHER),
    }
}

fn text(value: &Text, all: &mut Vec<u64>) {
    match value {
        Text::Field(field) => place(*field, all),
        Text::Domain(inner) => text(inner, all),
    }
}
