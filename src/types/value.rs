//! One value, one event, one lead: the row view, for the defining evaluator and for one lead at a time.

use std::sync::Arc;

use serde::Deserialize;
use serde::Serialize;

use crate::types::schema::EventId;

/// A value of an attribute or a property.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum Value {
    #[default]
    Unknown,
    /// Never NaN, never infinite.
    Number(f64),
    /// Never empty or blank: that is `Unknown`.
    Text(Arc<str>),
    Bool(bool),
    /// Whole seconds since 1970-01-01T00:00:00Z.
    Date(i64),
    List(Arc<[Arc<str>]>),
}

impl Value {
    pub fn text(text: &str) -> Value {
        if text.trim().is_empty() { Value::Unknown } else { Value::Text(text.into()) }
    }

    /// A number, or unknown where it is NaN or infinite: the language has neither.
    pub fn number(number: f64) -> Value {
        if number.is_finite() { Value::Number(number) } else { Value::Unknown }
    }

    pub fn is_known(&self) -> bool {
        *self != Value::Unknown
    }
}

/// One lead's attributes, in the order of [`crate::types::Schema::attributes`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lead {
    pub attributes: Vec<Value>,
}

/// One event of a lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub event: EventId,
    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub time: i64,
    /// In the order of [`crate::types::Schema::properties`]; one that the event does not have is unknown.
    pub properties: Vec<Value>,
}
