//! One row as engines read it: a borrowed value for each column, whoever holds it.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::types::schema::EventId;
use crate::types::value::Event;
use crate::types::value::Lead;
use crate::types::value::Value;

/// A value of a row, lent for a look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    Unknown,
    /// Never NaN, never infinite.
    Number(f64),
    Bool(bool),
    /// Whole seconds since 1970-01-01T00:00:00Z.
    Date(i64),
    /// Never empty or blank: that is `Unknown`.
    Text(&'a str),
    List(Items<'a>),
}

/// The texts of a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Items<'a> {
    Shared(&'a [Arc<str>]),
    Owned(&'a [String]),
    Lent(&'a [&'a str]),
}

impl<'a> Items<'a> {
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        let (shared, owned, lent): (&[Arc<str>], &[String], &[&str]) = match self {
            Items::Shared(items) => (items, &[], &[]),
            Items::Owned(items) => (&[], items, &[]),
            Items::Lent(items) => (&[], &[], items),
        };
        let own = shared.iter().map(|item| &**item).chain(owned.iter().map(String::as_str));
        own.chain(lent.iter().copied())
    }
}

/// A lead, or the properties of an event: a cell for each column of the schema; one beyond what it holds is unknown.
pub trait Cells {
    fn cell(&self, position: usize) -> Cell<'_>;
}

/// An event of a lead.
pub trait EventCells: Cells {
    fn event(&self) -> EventId;
    /// Whole seconds since 1970-01-01T00:00:00Z.
    fn time(&self) -> i64;
}

impl Value {
    #[inline]
    pub fn cell(&self) -> Cell<'_> {
        match self {
            Value::Unknown => Cell::Unknown,
            Value::Number(number) => Cell::Number(*number),
            Value::Text(text) => Cell::Text(text),
            Value::Bool(yes) => Cell::Bool(*yes),
            Value::Date(date) => Cell::Date(*date),
            Value::List(items) => Cell::List(Items::Shared(items)),
        }
    }
}

impl From<Cell<'_>> for Value {
    fn from(cell: Cell) -> Value {
        match cell {
            Cell::Unknown => Value::Unknown,
            Cell::Number(number) => Value::number(number),
            Cell::Text(text) => Value::text(text),
            Cell::Bool(yes) => Value::Bool(yes),
            Cell::Date(date) => Value::Date(date),
            Cell::List(items) => Value::List(items.iter().map(Arc::from).collect()),
        }
    }
}

impl Cells for Lead {
    #[inline]
    fn cell(&self, position: usize) -> Cell<'_> {
        self.attributes.get(position).map_or(Cell::Unknown, Value::cell)
    }
}

impl Cells for Event {
    #[inline]
    fn cell(&self, position: usize) -> Cell<'_> {
        self.properties.get(position).map_or(Cell::Unknown, Value::cell)
    }
}

impl EventCells for Event {
    #[inline]
    fn event(&self) -> EventId {
        self.event
    }

    #[inline]
    fn time(&self) -> i64 {
        self.time
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Cell<'a> {
        Cell::Text(text)
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Cell<'a> {
        Cell::Text(text)
    }
}

impl<'a> From<&'a [&'a str]> for Cell<'a> {
    fn from(items: &'a [&'a str]) -> Cell<'a> {
        Cell::List(Items::Lent(items))
    }
}

impl<'a> From<&'a [String]> for Cell<'a> {
    fn from(items: &'a [String]) -> Cell<'a> {
        Cell::List(Items::Owned(items))
    }
}

impl From<bool> for Cell<'_> {
    fn from(yes: bool) -> Self {
        Cell::Bool(yes)
    }
}

macro_rules! numbers {
    ($($ty:ty),*) => {
        $(impl From<$ty> for Cell<'_> {
            fn from(number: $ty) -> Self {
                Cell::Number(number.into())
            }
        })*
    };
}

numbers!(f64, f32, i8, i16, i32, u8, u16, u32);

impl From<Time> for Cell<'_> {
    fn from(time: Time) -> Self {
        Cell::Date(time.0)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Cell<'a> {
        value.map_or(Cell::Unknown, T::into)
    }
}

/// A moment, or a date: whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

impl From<i64> for Time {
    fn from(seconds: i64) -> Time {
        Time(seconds)
    }
}

/// The second that holds it.
impl From<SystemTime> for Time {
    fn from(time: SystemTime) -> Time {
        match time.duration_since(UNIX_EPOCH) {
            Ok(since) => Time(i64::try_from(since.as_secs()).unwrap_or(i64::MAX)),
            Err(before) => {
                let before = before.duration();
                let whole = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
                Time(-whole - i64::from(before.subsec_nanos() > 0))
            }
        }
    }
}
