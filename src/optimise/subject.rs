//! Conditions on one value: which values it has where the condition holds, and the shortest way to say so.

mod say;

use std::sync::Arc;

use crate::ir::expr::{CompareOp, Cond, Moment, Num};
use crate::optimise::key::{self, Key};
use crate::optimise::members::Members;
use crate::optimise::spans::{Cut, Spans};
pub use say::say;

/// The values for which a condition holds. It is false for all others, and unknown where there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    Number(Spans<Cut>),
    /// Seconds since 1970-01-01T00:00:00Z.
    Date(Spans<i64>),
    /// Seconds from the date to the moment.
    Age(Spans<i64>),
    /// In lower case, or as written: the key says which.
    Text(Members<Arc<str>>),
    Label(Members<u16>),
    Bool(Members<bool>),
}

/// The same of two sets of one sort; nothing for two sorts.
macro_rules! combine {
    ($a:expr, $b:expr, $how:ident) => {
        match ($a, $b) {
            (Values::Number(a), Values::Number(b)) => Some(Values::Number(a.$how(b))),
            (Values::Date(a), Values::Date(b)) => Some(Values::Date(a.$how(b))),
            (Values::Age(a), Values::Age(b)) => Some(Values::Age(a.$how(b))),
            (Values::Text(a), Values::Text(b)) => Some(Values::Text(a.$how(b))),
            (Values::Label(a), Values::Label(b)) => Some(Values::Label(a.$how(b))),
            (Values::Bool(a), Values::Bool(b)) => Some(Values::Bool(a.$how(b))),
            _ => None,
        }
    };
}

macro_rules! compare {
    ($a:expr, $b:expr, $how:ident) => {
        match ($a, $b) {
            (Values::Number(a), Values::Number(b)) => a.$how(b),
            (Values::Date(a), Values::Date(b)) | (Values::Age(a), Values::Age(b)) => a.$how(b),
            (Values::Text(a), Values::Text(b)) => a.$how(b),
            (Values::Label(a), Values::Label(b)) => a.$how(b),
            (Values::Bool(a), Values::Bool(b)) => a.$how(b),
            _ => false,
        }
    };
}

impl Values {
    fn complement(self) -> Values {
        match self {
            Values::Number(spans) => Values::Number(spans.complement()),
            Values::Date(spans) => Values::Date(spans.complement()),
            Values::Age(spans) => Values::Age(spans.complement()),
            Values::Text(members) => Values::Text(members.complement()),
            Values::Label(members) => Values::Label(members.complement()),
            // There are but two.
            Values::Bool(members) => {
                let others = [false, true].into_iter().filter(|b| !members.items.contains(b));
                Values::Bool(Members::of(others.collect()))
            }
        }
    }

    /// Both hold, or either: `any`.
    pub fn combined(&self, other: &Values, any: bool) -> Option<Values> {
        if any { combine!(self, other, union) } else { combine!(self, other, intersect) }
    }

    /// Does the other hold wherever this does?
    pub fn is_within(&self, other: &Values) -> bool {
        compare!(self, other, is_within)
    }

    /// Does the other hold nowhere where this does?
    pub fn is_apart(&self, other: &Values) -> bool {
        compare!(self, other, is_apart)
    }

    /// In so many pieces; sets that are named count as one.
    pub fn pieces(&self) -> usize {
        match self {
            Values::Number(spans) => spans.spans().len(),
            Values::Date(spans) | Values::Age(spans) => spans.spans().len(),
            Values::Text(_) | Values::Label(_) | Values::Bool(_) => 1,
        }
    }
}

/// What a condition is about, as a key, and for which of its values it holds; nothing for a condition on anything else.
pub fn about(condition: &Cond, depth: u8) -> Option<(Key, Values)> {
    let number = |value: &Num| tagged(0, key::of_num(value, depth));
    let date = |tag: u8, value: &Moment| tagged(tag, key::of_moment(value, depth));
    Some(match condition {
        Cond::Number { left, op, right: Num::Literal(bound) }
            if bound.is_finite() && !matches!(left, Num::Literal(_)) =>
        {
            (number(left), Values::Number(compared(*op, *bound)))
        }
        Cond::NumberIn { value, items } => (number(value), Values::Number(Spans::points(items))),
        Cond::DateIn { value, from, until } => {
            (date(1, value), Values::Date(Spans::one(*from, *until)))
        }
        Cond::Age { value, older, seconds } => {
            let (low, high) = if *older { (*seconds, None) } else { (0, Some(*seconds)) };
            (date(2, value), Values::Age(Spans::one(Some(low), high)))
        }
        Cond::TextIn { value, items } => {
            let subject = tagged(3 + u8::from(items.exact), key::of_text(value, depth));
            (subject, Values::Text(Members::of(items.items.to_vec())))
        }
        Cond::GradeIn { grade, labels } => {
            (tagged(5, grade.0.to_be_bytes().into()), Values::Label(Members::of(labels.clone())))
        }
        Cond::Bool { field, value } => {
            (tagged(6, key::of_place(*field, depth)), Values::Bool(Members::of(vec![*value])))
        }
        // Never unknown: true or false is all that it can be.
        Cond::Known(_) => {
            (tagged(7, key::of_cond(condition, depth)), Values::Bool(Members::of(vec![true])))
        }
        Cond::Not(inner) => {
            let (subject, values) = about(inner, depth)?;
            (subject, values.complement())
        }
        Cond::And(of) => all_about(of, depth, false)?,
        Cond::Or(of) => all_about(of, depth, true)?,
        _ => return None,
    })
}

/// All about one thing.
fn all_about(of: &[Cond], depth: u8, any: bool) -> Option<(Key, Values)> {
    let mut subject = None;
    let mut all = Vec::with_capacity(of.len());
    for part in of {
        let (other, values) = about(part, depth)?;
        if *subject.get_or_insert_with(|| other.clone()) != other {
            return None;
        }
        all.push(values);
    }
    Some((subject?, together(all, any)?))
}

/// Of one sort, combined two by two, so that many take no longer than sorting them.
pub fn together(mut all: Vec<Values>, any: bool) -> Option<Values> {
    while all.len() > 1 {
        let pairs = all.chunks(2).map(|pair| match pair {
            [a, b] => a.combined(b, any),
            alone => alone.first().cloned(),
        });
        all = pairs.collect::<Option<_>>()?;
    }
    all.pop()
}

fn tagged(tag: u8, mut key: Key) -> Key {
    key.push(tag);
    key
}

fn compared(op: CompareOp, bound: f64) -> Spans<Cut> {
    let (before, after) = (Some(Cut::before(bound)), Some(Cut::after(bound)));
    match op {
        CompareOp::Equal => Spans::one(before, after),
        CompareOp::NotEqual => Spans::one(before, after).complement(),
        CompareOp::Less => Spans::one(None, before),
        CompareOp::LessOrEqual => Spans::one(None, after),
        CompareOp::Greater => Spans::one(after, None),
        CompareOp::GreaterOrEqual => Spans::one(before, None),
    }
}
