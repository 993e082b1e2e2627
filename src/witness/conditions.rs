//! What must be so of a draft for a condition to hold, or not to. The last word is the evaluator's: what is set here may still miss.

use std::sync::Arc;

use crate::ir::expr::CompareOp;
use crate::ir::expr::Cond;
use crate::ir::expr::Kind;
use crate::ir::expr::Operand;
use crate::ir::expr::Place;
use crate::ir::expr::Quantifier;
use crate::ir::expr::Query;
use crate::ir::expr::Side;
use crate::types::Value;
use crate::witness::draft::Around;
use crate::witness::draft::Draft;

const DAY: i64 = 86_400;
/// Moments are kept within so many seconds: there is room for steps from there.
const FAR: i64 = i64::MAX / 4;

impl Draft<'_> {
    /// Sets what the condition looks at so that it is certainly true, or false.
    pub fn hold(&mut self, condition: &Cond, wanted: bool, around: Around) {
        match condition {
            Cond::Constant(_) | Cond::GradeIn { .. } => {}
            Cond::Not(of) => self.hold(of, !wanted, around),
            Cond::And(of) => self.all_or_one(of, wanted, wanted, around),
            Cond::Or(of) => self.all_or_one(of, wanted, !wanted, around),
            Cond::AtLeast { count, of } => self.at_least(*count as usize, of, wanted, around),
            Cond::Bool { field, value } => {
                self.set(*field, Value::Bool(*value == wanted), around);
            }
            Cond::SameBool(left, right) => {
                let value = self.random.bool();
                self.set(*left, Value::Bool(value), around);
                self.set(*right, Value::Bool(value == wanted), around);
            }
            Cond::Number { left, op, right } => {
                let op = if wanted { *op } else { op.opposite() };
                self.compare(left, op, right, around);
            }
            Cond::NumberIn { value, items } => {
                let among = self.pick(items).unwrap_or_default();
                let beyond = items.iter().copied().fold(0.0, f64::max) + 1.0;
                self.set_number(value, if wanted { among } else { beyond }, around);
            }
            Cond::Date { left, op, right } => {
                let op = if wanted { *op } else { op.opposite() };
                let bound = self.moment_of(right, around);
                let step = self.pick(&[1, DAY, 10 * DAY]).unwrap_or(DAY);
                let at = self.random.bool();
                self.set_moment(left, near(op, bound.clamp(-FAR, FAR), step, at), around);
            }
            Cond::DateIn { value, from, until } => {
                let inside = from.or(until.map(|u| u - 1)).unwrap_or(self.as_of);
                let outside = from.map(|f| f - 1).or(*until).unwrap_or(self.as_of);
                self.set_moment(value, if wanted { inside } else { outside }, around);
            }
            Cond::Age { value, older, seconds } => {
                let beyond = *older == wanted;
                let some = self.pick(&[1, DAY, 30 * DAY]).unwrap_or(DAY);
                let age = if beyond { seconds + some - 1 } else { seconds - some };
                let age = if beyond { age } else { age.clamp(0, (seconds - 1).max(0)) };
                self.set_moment(value, self.as_of.saturating_sub(age), around);
            }
            Cond::Known(operand) => self.known(operand, wanted, around),
            Cond::ListHas { list, quantifier, items } => {
                let all = *quantifier == Quantifier::All;
                let value = match wanted {
                    true if all => Value::List(Arc::clone(&items.items)),
                    true => Value::List(items.items.iter().take(1).cloned().collect()),
                    false => Value::List([Arc::from("something else")].into()),
                };
                self.set(*list, value, around);
            }
            Cond::Happened(query) if wanted => _ = self.happen(query, around),
            Cond::Happened(query) => self.not_happen(query, around),
            Cond::TextIn { .. }
            | Cond::SameText { .. }
            | Cond::TextTest { .. }
            | Cond::TextTestField { .. }
            | Cond::Matches { .. } => self.hold_text(condition, wanted, around),
        }
    }

    /// All parts get the wanted answer, or one does, which is enough.
    fn all_or_one(&mut self, of: &[Cond], wanted: bool, all: bool, around: Around) {
        if all {
            of.iter().for_each(|part| self.hold(part, wanted, around));
        } else if !of.is_empty() {
            let at = self.random.usize(..of.len());
            self.hold(&of[at], wanted, around);
        }
    }

    fn at_least(&mut self, count: usize, of: &[Cond], wanted: bool, around: Around) {
        let from = self.random.usize(..of.len().max(1));
        for i in 0..of.len() {
            let part = &of[(from + i) % of.len()];
            self.hold(part, wanted && i < count, around);
        }
    }

    fn known(&mut self, operand: &Operand, wanted: bool, around: Around) {
        match operand {
            Operand::Field(place) if wanted => self.set_something(*place, around),
            Operand::Field(place) => self.set(*place, Value::Unknown, around),
            Operand::Text(text) if wanted => self.set_text_of(text, "someone", around),
            Operand::Text(text) => self.forget(text.place(), around),
            Operand::Number(number) if wanted => _ = self.worth(number, around),
            Operand::Number(number) => {
                let places = number.places();
                places.into_iter().for_each(|place| self.forget(place, around));
            }
            Operand::Date(moment) if wanted => _ = self.moment_of(moment, around),
            Operand::Date(moment) => self.forget_moment(moment, around),
        }
    }

    pub fn forget(&mut self, place: Place, around: Around) {
        self.set(place, Value::Unknown, around);
    }

    /// One more event that the query picks; its position.
    pub fn happen(&mut self, query: &Query, around: Around) -> Option<usize> {
        let since = query.since.as_ref().map(|moment| self.moment_of(moment, around));
        let (at, alternative) = self.add(&query.kind)?;
        let time = self.time_of(query, since, around);
        if let Some(event) = &mut self.events[at] {
            event.time = time;
        }
        let inside = [around, &[at]].concat();
        self.meet(&query.kind, alternative, query.filter.as_deref(), &inside);
        Some(at)
    }

    /// No event that the query picks: they go, or are longer ago.
    fn not_happen(&mut self, query: &Query, around: Around) {
        match query.within {
            Some(within) if query.side.is_none() && self.random.bool() => {
                let time = self.as_of - within - DAY;
                for at in self.named(&query.kind, around) {
                    if let Some(event) = &mut self.events[at] {
                        event.time = event.time.min(time);
                    }
                }
            }
            _ => self.remove(&query.kind, around),
        }
    }

    /// Makes the innermost event meet the conditions of its kind and a `where`.
    pub fn meet(
        &mut self,
        kind: &Kind,
        alternative: Option<usize>,
        filter: Option<&Cond>,
        inside: Around,
    ) {
        if let (Kind::Of(of), Some(at)) = (kind, alternative)
            && let (_, Some(condition)) = &of[at]
        {
            self.hold(condition, true, inside);
        }
        if let Some(filter) = filter {
            self.hold(filter, true, inside);
        }
    }

    fn time_of(&mut self, query: &Query, since: Option<i64>, around: Around) -> i64 {
        let most = query.within.map_or(20 * DAY, |within| within - 1).max(0);
        let distance = self.pick(&[0, 1, 3_600, DAY, 3 * DAY, most]).unwrap_or(0).min(most);
        let here = self.event(around, 0).map_or(self.as_of, |event| event.time);
        let time = match query.side {
            None => self.as_of.saturating_sub(distance),
            Some(Side::Before) => here.saturating_sub(distance),
            // Not after the moment, where events do not exist yet.
            Some(Side::After) => here.saturating_add(distance).min(self.as_of),
        };
        since.map_or(time, |since| time.max(since))
    }
}

/// A figure that compares so with a bound: at it where that is allowed and asked for, else a step away.
pub(super) fn near<T>(op: CompareOp, bound: T, step: T, at: bool) -> T
where
    T: Copy + std::ops::Add<Output = T> + std::ops::Sub<Output = T>,
{
    match op {
        CompareOp::Equal => bound,
        CompareOp::LessOrEqual | CompareOp::GreaterOrEqual if at => bound,
        CompareOp::NotEqual | CompareOp::Greater | CompareOp::GreaterOrEqual => bound + step,
        CompareOp::Less | CompareOp::LessOrEqual => bound - step,
    }
}
