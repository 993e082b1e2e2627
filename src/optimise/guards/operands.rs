//! What a comparison needs to know: it is unknown wherever one of these is.

use crate::ir::expr::{Cond, Moment, Num, Operand, Text};

/// Each thing that the comparison has an answer only with, and what those are computed from; nothing for what is made of conditions.
pub fn needed(condition: &Cond) -> Vec<Operand> {
    let mut all = Vec::new();
    match condition {
        Cond::Bool { field, .. } | Cond::ListHas { list: field, .. } => {
            all.push(Operand::Field(*field));
        }
        Cond::SameBool(left, right) => {
            all.extend([Operand::Field(*left), Operand::Field(*right)]);
        }
        Cond::Number { left, right, .. } => {
            num(left, &mut all);
            num(right, &mut all);
        }
        Cond::NumberIn { value, .. } => num(value, &mut all),
        Cond::Date { left, right, .. } => {
            moment(left, &mut all);
            moment(right, &mut all);
        }
        Cond::DateIn { value, .. } | Cond::Age { value, .. } => moment(value, &mut all),
        Cond::TextIn { value, .. } | Cond::TextTest { value, .. } | Cond::Matches { value, .. } => {
            text(value, &mut all);
        }
        Cond::SameText { left, right, .. }
        | Cond::TextTestField { value: left, other: right, .. } => {
            text(left, &mut all);
            text(right, &mut all);
        }
        Cond::Constant(_)
        | Cond::Known(_)
        | Cond::GradeIn { .. }
        | Cond::AtLeast { .. }
        | Cond::And(_)
        | Cond::Or(_)
        | Cond::Not(_)
        | Cond::Happened(_) => {}
    }
    all
}

/// What must be known for this to be.
pub fn under(operand: &Operand) -> Vec<Operand> {
    let mut all = Vec::new();
    match operand {
        Operand::Number(value) => num(value, &mut all),
        Operand::Date(value) => moment(value, &mut all),
        Operand::Text(value) => text(value, &mut all),
        Operand::Field(_) => all.push(operand.clone()),
    }
    all
}

fn num(number: &Num, all: &mut Vec<Operand>) {
    match number {
        Num::Literal(_) | Num::Score(_) | Num::Coverage(_) => return,
        Num::Field(_) | Num::Count(_) | Num::Aggregate { .. } => {}
        Num::DaysSince(date) | Num::DaysUntil(date) => moment(date, all),
        Num::Arithmetic { left, right, .. } => {
            num(left, all);
            num(right, all);
        }
        Num::Negate(inner) => num(inner, all),
        Num::Call { arguments, .. } => arguments.iter().for_each(|part| num(part, all)),
    }
    all.push(Operand::Number(number.clone()));
}

fn moment(date: &Moment, all: &mut Vec<Operand>) {
    if !matches!(date, Moment::Literal(_) | Moment::Time { .. }) {
        all.push(Operand::Date(date.clone()));
    }
}

fn text(value: &Text, all: &mut Vec<Operand>) {
    if let Text::Domain(inner) = value {
        text(inner, all);
    }
    all.push(Operand::Text(value.clone()));
}
