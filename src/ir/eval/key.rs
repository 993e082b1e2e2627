//! Values as they count for `distinct`, `per` and ties: text ignoring case, numbers by value, unknown last.

use std::sync::Arc;

use crate::ir::eval::view::View;
use crate::ir::expr::Place;
use crate::ir::program::Per;
use crate::types::Value;
use crate::types::text::fold_arc;

/// Equal for values that count as one; ordered as ties are broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Bool(bool),
    /// A date, or the number of a calendar unit.
    Time(i64),
    /// The bits of a double such that they ascend with it.
    Number(i64),
    Text(Arc<str>),
    Unknown,
}

impl Key {
    pub fn of(value: &Value) -> Key {
        match value {
            Value::Bool(value) => Key::Bool(*value),
            Value::Date(time) => Key::Time(*time),
            Value::Number(number) => Key::Number(ascending_bits(*number)),
            Value::Text(text) => Key::Text(fold_arc(text)),
            // No rule asks for the lists of a property.
            Value::Unknown | Value::List(_) => Key::Unknown,
        }
    }
}

/// -0 is 0. The bits of a negative double descend with it: all but the sign are turned.
fn ascending_bits(number: f64) -> i64 {
    let bits = (number + 0.0).to_bits() as i64;
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

impl View<'_> {
    /// The value of a `per` for an event: its property, or the calendar unit that it falls in.
    pub fn key(&self, event: usize, per: Per) -> Key {
        match per {
            Per::Calendar(unit) => Key::Time(self.case.program.zone.bucket(unit, self.time(event))),
            Per::Property(property) => {
                self.at(event, |view| Key::of(view.value(Place::Event { up: 0, property })))
            }
        }
    }
}
