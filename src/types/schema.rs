//! The columns that a program reads, by name and type.

use std::sync::Arc;

use serde::Deserialize;
use serde::Serialize;

/// A position in [`Schema::attributes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttributeId(pub u32);

/// A position in [`Schema::events`], or [`EventId::OTHER`].
#[repr(transparent)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventId(pub u32);

/// A position in [`Schema::properties`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PropertyId(pub u32);

impl EventId {
    /// An event that no rule names; it counts only for the word `event`.
    pub const OTHER: EventId = EventId(u32::MAX);
}

/// The type of an attribute or a property.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    Text,
    /// One of these texts, as declared; data may differ in case.
    OneOf(Arc<[String]>),
    Number,
    Bool,
    Date,
    /// A list of text.
    List,
}

impl Type {
    /// As a rule file writes it.
    pub fn name(&self) -> &'static str {
        match self {
            Type::Text => "text",
            Type::OneOf(_) => "one of",
            Type::Number => "number",
            Type::Bool => "bool",
            Type::Date => "date",
            Type::List => "list of text",
        }
    }

    /// Text, free or one of a set.
    pub fn is_text(&self) -> bool {
        matches!(self, Type::Text | Type::OneOf(_))
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub ty: Type,
}

/// What a program reads, and nothing else: a name that no rule uses is not here and is never read.
///
/// A property is one column of the event log: two events that have a property of the same name share it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schema {
    pub attributes: Vec<Field>,
    /// Event names, exact.
    pub events: Vec<String>,
    pub properties: Vec<Field>,
    /// The word `event` is used: every event of the log counts, whatever its name.
    pub any_event: bool,
}

impl Schema {
    pub fn attribute(&self, name: &str) -> Option<AttributeId> {
        position(&self.attributes, name).map(AttributeId)
    }

    pub fn property(&self, name: &str) -> Option<PropertyId> {
        position(&self.properties, name).map(PropertyId)
    }

    pub fn event(&self, name: &str) -> Option<EventId> {
        self.events.iter().position(|e| e == name).map(|i| EventId(i as u32))
    }

    /// The id under which an event of this name is kept, if it is of any use.
    pub fn event_in_use(&self, name: &str) -> Option<EventId> {
        self.event(name).or(self.any_event.then_some(EventId::OTHER))
    }
}

fn position(fields: &[Field], name: &str) -> Option<u32> {
    fields.iter().position(|f| f.name == name).map(|i| i as u32)
}
