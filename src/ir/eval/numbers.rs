//! Numbers, dates and text, each known or unknown (`None`).

use std::sync::Arc;

use crate::ir::eval::view::View;
use crate::ir::expr::{ArithmeticOp, Function, Moment, Num, Place, Text};
use crate::types::text::domain;
use crate::types::{Value, math};

const DAY: f64 = 86_400.0;

impl View<'_> {
    /// Finite, or unknown: `None`.
    pub fn number(&self, number: &Num) -> Option<f64> {
        match number {
            Num::Literal(value) => Some(*value),
            Num::Field(place) => match self.value(*place) {
                Value::Number(value) => finite(*value),
                _ => None,
            },
            Num::Score(score) => Some(self.scores[score.index()].published.to_f64()),
            Num::Coverage(attributes) => {
                let known = |a| self.value(Place::Lead(a)).is_known();
                let count = attributes.iter().filter(|a| known(**a)).count();
                Some(if attributes.is_empty() {
                    1.0
                } else {
                    count as f64 / attributes.len() as f64
                })
            }
            Num::Count(query) => Some(self.events_of(query)?.len() as f64),
            Num::Aggregate { op, query, property } => self.aggregate(*op, query, *property),
            Num::DaysSince(moment) => Some(self.age(self.moment(moment)?) as f64 / DAY),
            Num::DaysUntil(moment) => {
                Some(self.moment(moment)?.saturating_sub(self.as_of()) as f64 / DAY)
            }
            Num::Arithmetic { op, left, right } => {
                arithmetic(*op, self.number(left)?, self.number(right)?)
            }
            Num::Negate(of) => self.number(of).map(|value| -value),
            Num::Call { function, arguments } => {
                let values: Option<Vec<f64>> = arguments.iter().map(|a| self.number(a)).collect();
                self::function(*function, &values?)
            }
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z, or unknown.
    pub fn moment(&self, moment: &Moment) -> Option<i64> {
        match moment {
            Moment::Literal(time) => Some(*time),
            Moment::Field(place) => match self.value(*place) {
                Value::Date(time) => Some(*time),
                _ => None,
            },
            Moment::Time { up } => self.event_around(*up).map(|event| self.time(event)),
            Moment::First(query) => self.events_of(query)?.first().map(|e| self.time(*e)),
            Moment::Last { query, nth } => {
                let events = self.events_of(query)?;
                events.iter().rev().nth((*nth as usize).checked_sub(1)?).map(|e| self.time(*e))
            }
        }
    }

    /// Never blank, or unknown.
    pub fn text(&self, text: &Text) -> Option<Arc<str>> {
        match text {
            Text::Field(place) => match self.value(*place) {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            },
            Text::Domain(of) => domain(&self.text(of)?).map(Arc::from),
        }
    }
}

/// There is no NaN and no infinity in the language.
pub(super) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// `left op right` of finite numbers. Division by 0 is infinite or NaN: unknown.
pub fn arithmetic(op: ArithmeticOp, left: f64, right: f64) -> Option<f64> {
    finite(match op {
        ArithmeticOp::Add => left + right,
        ArithmeticOp::Subtract => left - right,
        ArithmeticOp::Multiply => left * right,
        ArithmeticOp::Divide => left / right,
    })
}

/// Of at least one finite number; the functions of one take the first.
pub fn function(function: Function, values: &[f64]) -> Option<f64> {
    let all = values.iter().copied();
    let one = values.first().copied().unwrap_or(f64::NAN);
    finite(match function {
        Function::Min => all.reduce(f64::min).unwrap_or(f64::NAN),
        Function::Max => all.reduce(f64::max).unwrap_or(f64::NAN),
        Function::Abs => one.abs(),
        Function::Round => one.round(),
        Function::Floor => one.floor(),
        Function::Ceil => one.ceil(),
        Function::Sqrt => one.sqrt(),
        Function::Log => math::log(one),
        Function::Exp => math::exp(one),
    })
}
