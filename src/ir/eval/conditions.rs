//! Conditions: true, false or unknown (`None`).

use std::cmp::Ordering;

use crate::ir::eval::view::View;
use crate::ir::expr::{Cond, Operand, Place, Quantifier, TextOp, TextSet};
use crate::types::Value;
use crate::types::text::{contains_word, fold};

impl View<'_> {
    /// A rule fires only when its condition is certainly true.
    pub fn certain(&self, condition: &Cond) -> bool {
        self.condition(condition) == Some(true)
    }

    /// True, false, or unknown: `None`.
    pub fn condition(&self, condition: &Cond) -> Option<bool> {
        match condition {
            Cond::Constant(value) => Some(*value),
            Cond::Bool { field, value } => Some(self.bool(*field)? == *value),
            Cond::SameBool(left, right) => Some(self.bool(*left)? == self.bool(*right)?),
            Cond::Number { left, op, right } => {
                let ordering = self.number(left)?.partial_cmp(&self.number(right)?);
                Some(op.holds(ordering.unwrap_or(Ordering::Equal)))
            }
            Cond::NumberIn { value, items } => Some(items.contains(&self.number(value)?)),
            Cond::Date { left, op, right } => {
                Some(op.holds(self.moment(left)?.cmp(&self.moment(right)?)))
            }
            Cond::DateIn { value, from, until } => {
                let date = self.moment(value)?;
                Some(from.is_none_or(|f| f <= date) && until.is_none_or(|u| date < u))
            }
            Cond::Age { value, older, seconds } => {
                let age = self.age(self.moment(value)?);
                Some(if *older { age >= *seconds } else { 0 <= age && age < *seconds })
            }
            Cond::TextIn { value, items } => Some(is_in(&self.text(value)?, items)),
            Cond::SameText { left, right, exact } => {
                let (left, right) = (self.text(left)?, self.text(right)?);
                Some(if *exact { left == right } else { fold(&left) == fold(&right) })
            }
            Cond::TextTest { value, op, quantifier, items } => {
                let text = self.text(value)?;
                let text = as_compared(&text, items);
                Some(quantified(*quantifier, items, |item| test(*op, &text, item)))
            }
            Cond::TextTestField { value, op, other } => {
                Some(test(*op, &fold(&self.text(value)?), &fold(&self.text(other)?)))
            }
            Cond::Matches { value, pattern } => Some(pattern.regex.is_match(&self.text(value)?)),
            Cond::ListHas { list, quantifier, items } => {
                let Value::List(members) = self.value(*list) else { return None };
                let has = |item: &str| members.iter().any(|m| *as_compared(m, items) == *item);
                Some(quantified(*quantifier, items, has))
            }
            Cond::Known(operand) => Some(self.known(operand)),
            Cond::GradeIn { grade, labels } => {
                Some(labels.contains(&self.grade(&self.case.program.grades[grade.index()])?))
            }
            Cond::AtLeast { count, of } => at_least(*count as usize, &self.answers(of)),
            Cond::And(of) => all(&self.answers(of)),
            Cond::Or(of) => any(&self.answers(of)),
            Cond::Not(of) => self.condition(of).map(|truth| !truth),
            Cond::Happened(query) => match self.matching(query).is_empty() {
                false => Some(true),
                true => self.complete(query).then_some(false),
            },
        }
    }

    fn answers(&self, conditions: &[Cond]) -> Vec<Option<bool>> {
        conditions.iter().map(|c| self.condition(c)).collect()
    }

    fn bool(&self, place: Place) -> Option<bool> {
        match self.value(place) {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    fn known(&self, operand: &Operand) -> bool {
        match operand {
            Operand::Number(number) => self.number(number).is_some(),
            Operand::Date(moment) => self.moment(moment).is_some(),
            Operand::Text(text) => self.text(text).is_some(),
            Operand::Field(place) => self.value(*place).is_known(),
        }
    }
}

/// Some false makes it false, else some unknown unknown.
fn all(answers: &[Option<bool>]) -> Option<bool> {
    if answers.contains(&Some(false)) {
        return Some(false);
    }
    (!answers.contains(&None)).then_some(true)
}

/// Some true makes it true, else some unknown unknown.
fn any(answers: &[Option<bool>]) -> Option<bool> {
    if answers.contains(&Some(true)) {
        return Some(true);
    }
    (!answers.contains(&None)).then_some(false)
}

fn at_least(count: usize, answers: &[Option<bool>]) -> Option<bool> {
    let trues = answers.iter().filter(|a| **a == Some(true)).count();
    let possible = answers.iter().filter(|a| **a != Some(false)).count();
    if trues >= count {
        return Some(true);
    }
    if possible < count { Some(false) } else { None }
}

fn is_in(text: &str, items: &TextSet) -> bool {
    let text = as_compared(text, items);
    items.items.iter().any(|item| **item == *text)
}

/// The text in lower case, or as it is where the items are compared as written.
fn as_compared<'t>(text: &'t str, items: &TextSet) -> std::borrow::Cow<'t, str> {
    if items.exact { text.into() } else { fold(text) }
}

fn quantified(quantifier: Quantifier, items: &TextSet, holds: impl Fn(&str) -> bool) -> bool {
    match quantifier {
        Quantifier::Any => items.items.iter().any(|item| holds(item)),
        Quantifier::All => items.items.iter().all(|item| holds(item)),
    }
}

fn test(op: TextOp, text: &str, item: &str) -> bool {
    match op {
        TextOp::Contains => text.contains(item),
        TextOp::ContainsWord => contains_word(text, item),
        TextOp::StartsWith => text.starts_with(item),
        TextOp::EndsWith => text.ends_with(item),
    }
}
