//! Columns by name, looked up once: what stands for an attribute, an event or a property from then on.

use std::hash::{Hash, Hasher};

use foldhash::fast::FixedState;

use crate::diagnostic::near;
use crate::library::error::InputError;
use crate::types::{EventId, Field, Schema, Type};

/// An attribute of leads that the rules read; made by [`Model::attribute`](crate::Model::attribute).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attribute {
    pub(super) mark: Mark,
    pub(super) position: u32,
}

/// A name of events that the rules count; made by [`Model::event`](crate::Model::event).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventName {
    pub(super) mark: Mark,
    pub(super) id: EventId,
}

/// A property of events that the rules read; made by [`Model::property`](crate::Model::property).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Property {
    pub(super) mark: Mark,
    pub(super) position: u32,
}

/// Which columns something was made for: models that read the same columns in the same order share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Mark(u64);

/// A model's columns.
#[derive(Debug)]
pub(crate) struct Columns {
    pub schema: Schema,
    pub mark: Mark,
}

impl Columns {
    pub fn new(schema: Schema) -> Columns {
        let mut hasher = std::hash::BuildHasher::build_hasher(&FixedState::default());
        let fields = |fields: &[Field], hasher: &mut _| {
            fields.iter().for_each(|field| (&field.name, &field.ty).hash(hasher));
            fields.len().hash(hasher);
        };
        fields(&schema.attributes, &mut hasher);
        fields(&schema.properties, &mut hasher);
        (&schema.events, schema.any_event).hash(&mut hasher);
        Columns { schema, mark: Mark(hasher.finish()) }
    }

    pub fn attribute(&self, name: &str) -> Result<Attribute, InputError> {
        match self.schema.attribute(name) {
            Some(id) => Ok(Attribute { mark: self.mark, position: id.0 }),
            None => Err(InputError::UnknownAttribute {
                name: name.into(),
                near: nearest(name, self.schema.attributes.iter().map(|field| &field.name)),
            }),
        }
    }

    pub fn property(&self, name: &str) -> Result<Property, InputError> {
        match self.schema.property(name) {
            Some(id) => Ok(Property { mark: self.mark, position: id.0 }),
            None => Err(InputError::UnknownProperty {
                name: name.into(),
                near: nearest(name, self.schema.properties.iter().map(|field| &field.name)),
            }),
        }
    }

    pub fn event(&self, name: &str) -> Result<EventName, InputError> {
        match self.schema.event_in_use(name) {
            Some(id) => Ok(EventName { mark: self.mark, id }),
            None => Err(InputError::UnknownEvent {
                name: name.into(),
                near: nearest(name, self.schema.events.iter()),
            }),
        }
    }
}

fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n String> + Clone) -> Vec<String> {
    near::nearest(name, names.map(String::as_str)).into_iter().map(String::from).collect()
}

/// The type of a field as a message names it.
pub(super) fn type_name(ty: &Type) -> &'static str {
    match ty {
        Type::Text | Type::OneOf(_) => "text",
        Type::Number => "a number",
        Type::Bool => "a bool",
        Type::Date => "a date",
        Type::List => "a list of text",
    }
}
