//! A set of values as a condition, where a short one says it; operands in the order of their keys.

use crate::ir::expr::{CompareOp, Cond, Moment, Num, TextSet};
use crate::optimise::spans::{Cut, Span, Spans};
use crate::optimise::subject::Values;

/// The condition that holds for these values of what `like` is about; nothing where none is short.
pub fn say(values: &Values, like: &Cond) -> Option<Cond> {
    match (values, innermost(like)) {
        (
            Values::Number(spans),
            Cond::Number { left: value, .. } | Cond::NumberIn { value, .. },
        ) => numbers(spans, value),
        (Values::Date(spans), Cond::DateIn { value, .. }) => dates(spans, value),
        (Values::Age(spans), Cond::Age { value, .. }) => ages(spans, value),
        (Values::Text(members), Cond::TextIn { value, items }) => {
            let items = TextSet { items: members.items.as_slice().into(), exact: items.exact };
            Some(negated_if(members.others, Cond::TextIn { value: value.clone(), items }))
        }
        (Values::Label(members), Cond::GradeIn { grade, .. }) => {
            let labels = members.items.clone();
            Some(negated_if(members.others, Cond::GradeIn { grade: *grade, labels }))
        }
        (Values::Bool(members), Cond::Bool { field, .. }) => match members.items[..] {
            [value] => Some(Cond::Bool { field: *field, value }),
            _ => None,
        },
        (Values::Bool(members), Cond::Known(operand)) => match members.items[..] {
            [known] => Some(negated_if(!known, Cond::Known(operand.clone()))),
            ref both => Some(Cond::Constant(!both.is_empty())),
        },
        _ => None,
    }
}

/// One of the comparisons that a condition is made of.
fn innermost(condition: &Cond) -> &Cond {
    match condition {
        Cond::Not(inner) => innermost(inner),
        Cond::And(of) | Cond::Or(of) => of.first().map_or(condition, innermost),
        _ => condition,
    }
}

fn negated_if(negated: bool, condition: Cond) -> Cond {
    if negated { Cond::Not(Box::new(condition)) } else { condition }
}

/// One stretch, all but one, or some numbers and no stretch.
fn numbers(spans: &Spans<Cut>, value: &Num) -> Option<Cond> {
    if let Some(items) = points(spans) {
        return Some(among(items, value, false));
    }
    let gaps = spans.complement();
    if let Some(items) = points(&gaps) {
        return Some(among(items, value, true));
    }
    let is = |op: CompareOp, cut: Cut| {
        let (left, right) = (value.clone(), Num::Literal(cut.value));
        Cond::Number { left, op, right }
    };
    let from =
        |cut: Cut| is(if cut.after { CompareOp::Greater } else { CompareOp::GreaterOrEqual }, cut);
    let until =
        |cut: Cut| is(if cut.after { CompareOp::LessOrEqual } else { CompareOp::Less }, cut);
    match (spans.spans(), gaps.spans()) {
        ([(Some(low), None)], _) => Some(from(*low)),
        ([(None, Some(high))], _) => Some(until(*high)),
        ([(Some(low), Some(high))], _) => Some(Cond::And(vec![until(*high), from(*low)])),
        (_, [(Some(low), Some(high))]) => Some(Cond::Or(vec![until(*low), from(*high)])),
        _ => None,
    }
}

/// The numbers of a set that has no stretches; none of none.
fn points(spans: &Spans<Cut>) -> Option<Vec<f64>> {
    let point = |span: &Span<Cut>| match span {
        (Some(low), Some(high)) if low.value == high.value => Some(low.value),
        _ => None,
    };
    spans.spans().iter().map(point).collect()
}

/// Among these numbers, or all but these.
fn among(items: Vec<f64>, value: &Num, others: bool) -> Cond {
    let value = value.clone();
    match items.as_slice() {
        [one] => {
            let op = if others { CompareOp::NotEqual } else { CompareOp::Equal };
            Cond::Number { left: value, op, right: Num::Literal(*one) }
        }
        _ => negated_if(others, Cond::NumberIn { value, items }),
    }
}

fn dates(spans: &Spans<i64>, value: &Moment) -> Option<Cond> {
    let within =
        |from: Option<i64>, until: Option<i64>| Cond::DateIn { value: value.clone(), from, until };
    match (spans.spans(), spans.complement().spans()) {
        ([], _) => Some(within(Some(0), Some(0))),
        ([(from, until)], _) => Some(within(*from, *until)),
        (_, [(from, until)]) => Some(negated_if(true, within(*from, *until))),
        _ => None,
    }
}

fn ages(spans: &Spans<i64>, value: &Moment) -> Option<Cond> {
    let age = |older: bool, seconds: i64| Cond::Age { value: value.clone(), older, seconds };
    match (spans.spans(), spans.complement().spans()) {
        ([], _) => Some(age(false, 0)),
        ([(None, None)], _) => Some(Cond::DateIn { value: value.clone(), from: None, until: None }),
        ([(Some(low), None)], _) => Some(age(true, *low)),
        ([(None, Some(high))], _) => Some(negated_if(true, age(true, *high))),
        ([(Some(0), Some(high))], _) => Some(age(false, *high)),
        ([(Some(low), Some(high))], _) => Some(Cond::And(vec![age(false, *high), age(true, *low)])),
        (_, [(Some(0), Some(high))]) => Some(negated_if(true, age(false, *high))),
        _ => None,
    }
}
