//! A lead and its events, typed: each value is checked against its column when it is set, and never while scoring.

use std::sync::Arc;

use crate::library::columns::{Attribute, Columns, EventName, Mark, Property, type_name};
use crate::library::error::InputError;
use crate::types::row::Items;
use crate::types::text::fold;
use crate::types::{self, Cell, Cells, EventCells, EventId, Field, Type, Value};

/// A lead's attributes, checked against a model's columns; made by [`Model::lead`](crate::Model::lead). What is not set is unknown.
///
/// One lead can be filled again and again: after [`Lead::clear`] its texts are written where the old ones were.
#[derive(Debug, Clone)]
pub struct Lead {
    columns: Arc<Columns>,
    values: Vec<Held>,
}

/// An event of a lead, made by [`Model::event_at`](crate::Model::event_at); a property that is not set is unknown.
#[derive(Debug, Clone)]
pub struct Event {
    columns: Arc<Columns>,
    event: EventId,
    time: i64,
    /// As far as they were set.
    values: Vec<Held>,
}

/// A value that keeps its room while it is unknown.
#[derive(Debug, Clone, Default)]
struct Held {
    known: bool,
    value: Kept,
}

#[derive(Debug, Clone, Default)]
enum Kept {
    #[default]
    Nothing,
    Number(f64),
    Bool(bool),
    Date(i64),
    Text(String),
    List(Vec<String>),
}

impl Lead {
    pub(super) fn new(columns: Arc<Columns>) -> Lead {
        let values = vec![Held::default(); columns.schema.attributes.len()];
        Lead { columns, values }
    }

    /// With values that were checked before.
    pub(super) fn holding(columns: Arc<Columns>, values: &[Value]) -> Lead {
        Lead { columns, values: values.iter().map(|value| Held::of(value.cell())).collect() }
    }

    /// Sets an attribute: `lead.set(title, "CTO")?`, `lead.set(employees, 120)?`, `lead.set(newsletter, None::<bool>)?`.
    ///
    /// Blank text is unknown.
    ///
    /// # Errors
    ///
    /// A value of another type than the column's, a number that is not finite, a text outside `one of`, an attribute of another model. The
    /// lead is as it was then.
    pub fn set<'v>(
        &mut self,
        attribute: Attribute,
        value: impl Into<Cell<'v>>,
    ) -> Result<(), InputError> {
        self.columns.own(attribute.mark)?;
        let position = attribute.position as usize;
        self.values[position].set(&self.columns.schema.attributes[position], value.into())
    }

    /// Sets an attribute by its name, as [`Lead::set`] does.
    ///
    /// # Errors
    ///
    /// Also a name that no rule reads.
    pub fn set_named<'v>(
        &mut self,
        name: &str,
        value: impl Into<Cell<'v>>,
    ) -> Result<(), InputError> {
        self.set(self.columns.attribute(name)?, value)
    }

    /// Sets a text that comes as bytes.
    ///
    /// # Errors
    ///
    /// Also bytes that are not UTF-8.
    pub fn set_bytes(&mut self, attribute: Attribute, bytes: &[u8]) -> Result<(), InputError> {
        self.columns.own(attribute.mark)?;
        let field = &self.columns.schema.attributes[attribute.position as usize];
        let text = utf8(field, bytes)?;
        self.set(attribute, text)
    }

    /// Makes all attributes unknown.
    pub fn clear(&mut self) {
        self.values.iter_mut().for_each(|value| value.known = false);
    }

    pub(super) fn mark(&self) -> Mark {
        self.columns.mark
    }
}

impl Event {
    pub(super) fn new(columns: Arc<Columns>, name: EventName, time: i64) -> Event {
        Event { columns, event: name.id, time, values: Vec::new() }
    }

    /// With values that were checked before.
    pub(super) fn holding(columns: Arc<Columns>, event: &types::Event) -> Event {
        let values = event.properties.iter().map(|value| Held::of(value.cell())).collect();
        Event { columns, event: event.event, time: event.time, values }
    }

    /// Sets a property, as [`Lead::set`] sets an attribute.
    pub fn set<'v>(
        &mut self,
        property: Property,
        value: impl Into<Cell<'v>>,
    ) -> Result<(), InputError> {
        self.columns.own(property.mark)?;
        let position = property.position as usize;
        if self.values.len() <= position {
            self.values.resize(position + 1, Held::default());
        }
        self.values[position].set(&self.columns.schema.properties[position], value.into())
    }

    /// The same, for one expression: `model.event_at("order", time)?.with(amount, 120)?`.
    pub fn with<'v>(
        mut self,
        property: Property,
        value: impl Into<Cell<'v>>,
    ) -> Result<Event, InputError> {
        self.set(property, value)?;
        Ok(self)
    }

    /// Sets a property by its name.
    pub fn set_named<'v>(
        &mut self,
        name: &str,
        value: impl Into<Cell<'v>>,
    ) -> Result<(), InputError> {
        self.set(self.columns.property(name)?, value)
    }

    /// Sets a text that comes as bytes.
    pub fn set_bytes(&mut self, property: Property, bytes: &[u8]) -> Result<(), InputError> {
        self.columns.own(property.mark)?;
        let field = &self.columns.schema.properties[property.position as usize];
        let text = utf8(field, bytes)?;
        self.set(property, text)
    }

    /// Makes another event of it, without properties; its room is kept.
    pub fn renew(
        &mut self,
        name: EventName,
        time: impl Into<crate::Time>,
    ) -> Result<(), InputError> {
        self.columns.own(name.mark)?;
        (self.event, self.time) = (name.id, time.into().0);
        self.values.iter_mut().for_each(|value| value.known = false);
        Ok(())
    }

    pub(super) fn mark(&self) -> Mark {
        self.columns.mark
    }
}

impl Columns {
    fn own(&self, mark: Mark) -> Result<(), InputError> {
        if mark == self.mark { Ok(()) } else { Err(InputError::OtherModel) }
    }
}

impl Held {
    fn set(&mut self, field: &Field, value: Cell) -> Result<(), InputError> {
        check(field, value)?;
        self.take(value);
        Ok(())
    }

    fn of(value: Cell) -> Held {
        let mut held = Held::default();
        held.take(value);
        held
    }

    fn take(&mut self, value: Cell) {
        self.known = match value {
            Cell::Unknown => false,
            Cell::Text(text) => !text.trim().is_empty(),
            _ => true,
        };
        match (&mut self.value, value) {
            (_, Cell::Unknown) => {}
            (Kept::Text(kept), Cell::Text(text)) => {
                kept.clear();
                kept.push_str(text);
            }
            (kept, Cell::Text(text)) => *kept = Kept::Text(text.into()),
            (kept, Cell::Number(number)) => *kept = Kept::Number(number),
            (kept, Cell::Bool(yes)) => *kept = Kept::Bool(yes),
            (kept, Cell::Date(date)) => *kept = Kept::Date(date),
            (kept, Cell::List(items)) => {
                let filled = items.iter().filter(|item| !item.trim().is_empty());
                *kept = Kept::List(filled.map(String::from).collect());
            }
        }
    }

    #[inline]
    fn cell(&self) -> Cell<'_> {
        if !self.known {
            return Cell::Unknown;
        }
        match &self.value {
            Kept::Nothing => Cell::Unknown,
            Kept::Number(number) => Cell::Number(*number),
            Kept::Bool(yes) => Cell::Bool(*yes),
            Kept::Date(date) => Cell::Date(*date),
            Kept::Text(text) => Cell::Text(text),
            Kept::List(items) => Cell::List(Items::Owned(items)),
        }
    }
}

/// Can a column hold the value?
pub fn check(field: &Field, value: Cell) -> Result<(), InputError> {
    let column = || field.name.clone();
    match (&field.ty, value) {
        (_, Cell::Unknown)
        | (Type::Bool, Cell::Bool(_))
        | (Type::Date, Cell::Date(_))
        | (Type::Text, Cell::Text(_))
        | (Type::List, Cell::List(_)) => Ok(()),
        (Type::Number, Cell::Number(number)) if number.is_finite() => Ok(()),
        (Type::Number, Cell::Number(_)) => Err(InputError::NotFinite { column: column() }),
        (Type::OneOf(allowed), Cell::Text(text)) => {
            let declared = allowed.iter().any(|other| other == text)
                || text.trim().is_empty()
                || allowed.iter().any(|other| fold(other) == fold(text));
            match declared {
                true => Ok(()),
                false => Err(InputError::NotOneOf {
                    column: column(),
                    value: text.into(),
                    allowed: allowed.to_vec(),
                }),
            }
        }
        (ty, value) => Err(InputError::WrongType {
            column: column(),
            expected: type_name(ty),
            given: given(value),
        }),
    }
}

fn given(value: Cell) -> &'static str {
    match value {
        Cell::Unknown => "unknown",
        Cell::Number(_) => "a number",
        Cell::Bool(_) => "a bool",
        Cell::Date(_) => "a date",
        Cell::Text(_) => "text",
        Cell::List(_) => "a list of text",
    }
}

fn utf8<'b>(field: &Field, bytes: &'b [u8]) -> Result<&'b str, InputError> {
    std::str::from_utf8(bytes).map_err(|error| InputError::NotUtf8 {
        column: field.name.clone(),
        valid: error.valid_up_to(),
    })
}

impl Cells for Lead {
    fn cell(&self, position: usize) -> Cell<'_> {
        self.values.get(position).map_or(Cell::Unknown, Held::cell)
    }
}

impl Cells for Event {
    fn cell(&self, position: usize) -> Cell<'_> {
        self.values.get(position).map_or(Cell::Unknown, Held::cell)
    }
}

impl EventCells for Event {
    fn event(&self) -> EventId {
        self.event
    }

    fn time(&self) -> i64 {
        self.time
    }
}
