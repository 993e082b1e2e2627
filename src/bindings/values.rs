//! Values and events as C lays them out, checked against their columns and read where they stand.

use std::ffi::c_char;
use std::slice;

use crate::bindings::status::{Failure, Result, Status};
use crate::library::check;
use crate::types::row::Items;
use crate::types::{Cell, Cells, EventCells, EventId, Field};

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub enum Kind {
    Unknown = 0,
    Number = 1,
    Bool = 2,
    /// Seconds since 1970-01-01T00:00:00Z.
    Time = 3,
    Text = 4,
    /// A list of texts.
    List = 5,
}

/// A text of so many bytes, UTF-8; it need not end in a zero. NULL and blank texts are unknown.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct Text {
    pub bytes: *const c_char,
    pub length: usize,
}

/// Texts one after the other.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct List {
    pub items: *const Text,
    pub count: usize,
}

/// What a value holds, by its kind.
#[derive(Clone, Copy)]
#[repr(C)]
pub union Payload {
    pub number: f64,
    /// 0 is no, everything else is yes.
    pub yes: u8,
    pub time: i64,
    pub text: Text,
    pub list: List,
}

/// A value of an attribute or a property. All zeros are unknown.
///
/// cbindgen:field-names=[kind, as]
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Value {
    /// A baremo_kind.
    pub kind: u32,
    pub payload: Payload,
}

/// An event of a lead.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Event {
    /// Its name, as baremo_find gives it. One that is no name of the model's is "another event".
    pub name: u32,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub time: i64,
    /// By position of the property; those beyond are unknown.
    pub properties: *const Value,
    pub property_count: usize,
}

/// Values that were checked.
pub struct Row<'a> {
    values: &'a [Value],
    /// The texts of each list, by position; empty where there is none.
    lists: Vec<Vec<String>>,
}

/// An event whose values were checked.
pub struct Happening<'a> {
    event: EventId,
    time: i64,
    row: Row<'a>,
}

impl Text {
    pub const NONE: Text = Text { bytes: std::ptr::null(), length: 0 };

    pub fn of(text: &str) -> Text {
        Text { bytes: text.as_ptr().cast(), length: text.len() }
    }
}

/// # Safety
///
/// `place` can be written to, or is NULL, which is an error.
pub unsafe fn put<T>(place: *mut T, value: T, what: &str) -> Result<()> {
    // SAFETY: as above.
    unsafe { put_with(place, || value, what) }
}

/// The same with a value that is made only where there is a place for it.
///
/// # Safety
///
/// As [`put`].
pub unsafe fn put_with<T>(place: *mut T, value: impl FnOnce() -> T, what: &str) -> Result<()> {
    if place.is_null() {
        return Err(Failure::new(Status::NullPointer, format!("NULL was given for {what}")));
    }
    // SAFETY: as above.
    unsafe { place.write(value()) };
    Ok(())
}

/// # Safety
///
/// `items` has `count` entries that nobody changes while the slice lives, or is NULL.
pub unsafe fn slice<'a, T>(items: *const T, count: usize, what: &str) -> Result<&'a [T]> {
    match (items.is_null(), count) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(Failure::new(Status::NullPointer, format!("NULL was given for {what}"))),
        // SAFETY: as above; more than fits into memory is refused.
        (false, count) if count <= isize::MAX as usize / size_of::<T>().max(1) => {
            Ok(unsafe { slice::from_raw_parts(items, count) })
        }
        _ => Err(Failure::new(Status::Input, format!("longer than memory: {what}"))),
    }
}

/// # Safety
///
/// `bytes` has `length` bytes that nobody changes while the text lives, or is NULL.
pub unsafe fn text<'a>(bytes: *const c_char, length: usize, what: &str) -> Result<&'a str> {
    // SAFETY: as above.
    let bytes = unsafe { slice(bytes.cast::<u8>(), length, what)? };
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = error.valid_up_to();
        Failure::new(Status::NotUtf8, format!("not UTF-8 from byte {valid} on: {what}"))
    })
}

impl<'a> Row<'a> {
    /// # Safety
    ///
    /// `values` has `count` values whose texts and lists are as long as they say; nobody changes them while the row lives.
    pub unsafe fn new(
        values: *const Value,
        count: usize,
        fields: &[Field],
        what: &str,
    ) -> Result<Row<'a>> {
        // SAFETY: as above.
        let values: &[Value] = unsafe { slice(values, count, what)? };
        if values.len() > fields.len() {
            let text = format!("{what} are {count}, and the rules read {}", fields.len());
            return Err(Failure::new(Status::Input, text));
        }
        let mut row = Row { values, lists: Vec::new() };
        for (position, (value, field)) in values.iter().zip(fields).enumerate() {
            if value.kind == Kind::List as u32 {
                // SAFETY: as above.
                let items = unsafe { list(value, field)? };
                row.lists.resize(position + 1, Vec::new());
                row.lists[position] = items;
            } else if value.kind > Kind::List as u32 {
                let text = format!("`{}` is of kind {}, and there is none", field.name, value.kind);
                return Err(Failure::new(Status::Input, text));
            } else if value.kind == Kind::Text as u32 {
                // SAFETY: the kind says that it is a text, which is as above.
                unsafe { text(value.payload.text.bytes, text_length(value), &quoted(field))? };
            }
            check(field, row.cell(position))
                .map_err(|error| Failure::new(Status::Input, error.to_string()))?;
        }
        Ok(row)
    }
}

fn quoted(field: &Field) -> String {
    format!("`{}`", field.name)
}

/// The length of a text; 0 where there is none.
fn text_length(value: &Value) -> usize {
    // SAFETY: the caller has asked for the kind.
    let text = unsafe { value.payload.text };
    if text.bytes.is_null() { 0 } else { text.length }
}

/// # Safety
///
/// The value is a list whose texts are as long as they say.
unsafe fn list(value: &Value, field: &Field) -> Result<Vec<String>> {
    // SAFETY: as above.
    let List { items, count } = unsafe { value.payload.list };
    // SAFETY: as above.
    let texts = unsafe { slice(items, count, &quoted(field))? };
    // SAFETY: as above.
    let text = |item: &Text| unsafe { text(item.bytes, item.length, &quoted(field)) };
    let texts: Vec<&str> = texts.iter().map(text).collect::<Result<_>>()?;
    Ok(texts.into_iter().filter(|text| !text.trim().is_empty()).map(String::from).collect())
}

impl Cells for Row<'_> {
    fn cell(&self, position: usize) -> Cell<'_> {
        let Some(value) = self.values.get(position) else { return Cell::Unknown };
        const NUMBER: u32 = Kind::Number as u32;
        const BOOL: u32 = Kind::Bool as u32;
        const TIME: u32 = Kind::Time as u32;
        const TEXT: u32 = Kind::Text as u32;
        const LIST: u32 = Kind::List as u32;
        // SAFETY: the kind says what the payload is; all of these but texts and lists hold for any bits.
        unsafe {
            match value.kind {
                NUMBER => Cell::Number(value.payload.number),
                BOOL => Cell::Bool(value.payload.yes != 0),
                TIME => Cell::Date(value.payload.time),
                // Checked when the row was made; looked at again, lest bytes that changed since break anything.
                TEXT => match text(value.payload.text.bytes, text_length(value), "") {
                    Ok(text) if !text.trim().is_empty() => Cell::Text(text),
                    _ => Cell::Unknown,
                },
                LIST => match self.lists.get(position) {
                    Some(items) => Cell::List(Items::Owned(items)),
                    None => Cell::Unknown,
                },
                _ => Cell::Unknown,
            }
        }
    }
}

impl<'a> Happening<'a> {
    /// # Safety
    ///
    /// As [`Row::new`] of the properties.
    pub unsafe fn new(event: &Event, names: usize, fields: &[Field]) -> Result<Happening<'a>> {
        // SAFETY: as above.
        let row = unsafe {
            Row::new(event.properties, event.property_count, fields, "the properties of an event")?
        };
        let known = (event.name as usize) < names;
        let event_id = if known { EventId(event.name) } else { EventId::OTHER };
        Ok(Happening { event: event_id, time: event.time, row })
    }
}

impl Cells for Happening<'_> {
    fn cell(&self, position: usize) -> Cell<'_> {
        self.row.cell(position)
    }
}

impl EventCells for Happening<'_> {
    fn event(&self) -> EventId {
        self.event
    }

    fn time(&self) -> i64 {
        self.time
    }
}
