//! One form for single comparisons: literals on the right, lists in order, dates against a literal as spans.

use std::sync::Arc;

use crate::ir::expr::{CompareOp, Cond, Moment, Num, Quantifier, TextSet};
use crate::optimise::common::goes_behind;
use crate::optimise::key::{of_moment, of_place, of_text};

/// Its form, where it has another.
pub fn one_form(condition: &mut Cond) -> Option<Cond> {
    match condition {
        Cond::Number { left, op, right } if goes_behind(left, right) => {
            Some(Cond::Number { left: right.clone(), op: turned(*op), right: left.clone() })
        }
        Cond::NumberIn { value, items } => {
            if let [item] = items[..] {
                let (left, right) = (value.clone(), Num::Literal(item));
                return Some(Cond::Number { left, op: CompareOp::Equal, right });
            }
            let sorted = ascending(items)?;
            Some(Cond::NumberIn { value: value.clone(), items: sorted })
        }
        Cond::Date { left: Moment::Literal(_), right: Moment::Literal(_), .. } => None,
        Cond::Date { left, op, right: Moment::Literal(date) } => span(left, *op, *date),
        Cond::Date { left: Moment::Literal(date), op, right } => span(right, turned(*op), *date),
        Cond::Date { left, op, right } if of_moment(left, 0) > of_moment(right, 0) => {
            Some(Cond::Date { left: right.clone(), op: turned(*op), right: left.clone() })
        }
        Cond::SameBool(left, right) if of_place(*left, 0) > of_place(*right, 0) => {
            Some(Cond::SameBool(*right, *left))
        }
        Cond::SameText { left, right, exact } if of_text(left, 0) > of_text(right, 0) => {
            Some(Cond::SameText { left: right.clone(), right: left.clone(), exact: *exact })
        }
        Cond::TextIn { value, items } => {
            Some(Cond::TextIn { value: value.clone(), items: in_order(items)? })
        }
        Cond::TextTest { value, op, quantifier, items } => {
            let (items, quantifier) = listed(items, *quantifier)?;
            Some(Cond::TextTest { value: value.clone(), op: *op, quantifier, items })
        }
        Cond::ListHas { list, quantifier, items } => {
            let (items, quantifier) = listed(items, *quantifier)?;
            Some(Cond::ListHas { list: *list, quantifier, items })
        }
        Cond::GradeIn { grade, labels } if !labels.is_sorted_by(|a, b| a < b) => {
            let mut labels = labels.clone();
            labels.sort_unstable();
            labels.dedup();
            Some(Cond::GradeIn { grade: *grade, labels })
        }
        _ => None,
    }
}

/// The comparison read from the other side.
fn turned(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Less => CompareOp::Greater,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
        CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
        CompareOp::Equal | CompareOp::NotEqual => op,
    }
}

/// Numbers ascending, each once, 0 for -0; nothing where they are.
fn ascending(items: &[f64]) -> Option<Vec<f64>> {
    if items.is_sorted_by(|a, b| a < b) {
        return None;
    }
    let mut sorted = items.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.dedup_by(|a, b| a == b);
    // Of what is no number, there would be no order.
    sorted.is_sorted_by(|a, b| a < b).then_some(sorted)
}

/// A comparison with one second.
fn span(value: &Moment, op: CompareOp, date: i64) -> Option<Cond> {
    let next = date.checked_add(1)?;
    let within = |from, until| Cond::DateIn { value: value.clone(), from, until };
    Some(match op {
        CompareOp::Equal => within(Some(date), Some(next)),
        CompareOp::NotEqual => Cond::Not(Box::new(within(Some(date), Some(next)))),
        CompareOp::Less => within(None, Some(date)),
        CompareOp::LessOrEqual => within(None, Some(next)),
        CompareOp::Greater => within(Some(next), None),
        CompareOp::GreaterOrEqual => within(Some(date), None),
    })
}

/// Items in order, each once; nothing where they are.
fn in_order(set: &TextSet) -> Option<TextSet> {
    if set.items.is_sorted_by(|a, b| a < b) {
        return None;
    }
    let mut items: Vec<Arc<str>> = set.items.to_vec();
    items.sort_unstable();
    items.dedup();
    Some(TextSet { items: items.into(), exact: set.exact })
}

/// The same; any of one is all of one.
fn listed(set: &TextSet, quantifier: Quantifier) -> Option<(TextSet, Quantifier)> {
    let sorted = in_order(set);
    let alone = sorted.as_ref().unwrap_or(set).items.len() == 1;
    let one = if alone { Quantifier::Any } else { quantifier };
    (sorted.is_some() || one != quantifier).then(|| (sorted.unwrap_or_else(|| set.clone()), one))
}
