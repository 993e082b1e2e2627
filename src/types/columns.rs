//! Leads and events as typed columns: dictionary-coded text, bits for what is known, events grouped by lead.

use std::sync::Arc;

use crate::types::schema::EventId;
use crate::types::value::{Event, Lead, Value};

/// A row of bits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bitmap {
    words: Vec<u64>,
    len: usize,
}

impl Bitmap {
    pub fn filled(len: usize, bit: bool) -> Bitmap {
        let mut bits = Bitmap { words: vec![if bit { !0 } else { 0 }; len.div_ceil(64)], len };
        bits.clear_tail();
        bits
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn get(&self, row: usize) -> bool {
        self.words[row / 64] >> (row % 64) & 1 == 1
    }

    pub fn set(&mut self, row: usize, bit: bool) {
        let mask = 1 << (row % 64);
        if bit { self.words[row / 64] |= mask } else { self.words[row / 64] &= !mask }
    }

    /// Forgets all rows, keeps the room.
    pub fn clear(&mut self) {
        self.words.clear();
        self.len = 0;
    }

    pub fn push(&mut self, bit: bool) {
        if self.len.is_multiple_of(64) {
            self.words.push(0);
        }
        self.len += 1;
        self.set(self.len - 1, bit);
    }

    /// The bits in 64s, the lowest row in the lowest bit; bits past the end are 0.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    pub fn count(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    fn clear_tail(&mut self) {
        if !self.len.is_multiple_of(64)
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << (self.len % 64)) - 1;
        }
    }
}

impl FromIterator<bool> for Bitmap {
    fn from_iter<I: IntoIterator<Item = bool>>(bits: I) -> Bitmap {
        let mut bitmap = Bitmap::default();
        bits.into_iter().for_each(|b| bitmap.push(b));
        bitmap
    }
}

/// The distinct texts of a column, as they stand in the data; the code of a text is its position.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dictionary {
    pub values: Vec<Arc<str>>,
}

/// The code of an unknown text.
pub const UNKNOWN_CODE: u32 = u32::MAX;

/// One column. What an unknown row holds in `values` means nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    Number {
        values: Vec<f64>,
        known: Bitmap,
    },
    Bool {
        values: Bitmap,
        known: Bitmap,
    },
    /// Whole seconds since 1970-01-01T00:00:00Z.
    Date {
        values: Vec<i64>,
        known: Bitmap,
    },
    /// Codes into the dictionary, or [`UNKNOWN_CODE`]. No text of the dictionary is blank.
    Text {
        codes: Vec<u32>,
        dictionary: Arc<Dictionary>,
    },
    /// Row `i` holds `codes[offsets[i]..offsets[i + 1]]`.
    List {
        offsets: Vec<u32>,
        codes: Vec<u32>,
        known: Bitmap,
        dictionary: Arc<Dictionary>,
    },
}

impl Column {
    pub fn len(&self) -> usize {
        match self {
            Column::Number { values, .. } => values.len(),
            Column::Bool { values, .. } => values.len(),
            Column::Date { values, .. } => values.len(),
            Column::Text { codes, .. } => codes.len(),
            Column::List { known, .. } => known.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One row as a value.
    pub fn value(&self, row: usize) -> Value {
        match self {
            Column::Number { values, known } if known.get(row) => Value::Number(values[row]),
            Column::Bool { values, known } if known.get(row) => Value::Bool(values.get(row)),
            Column::Date { values, known } if known.get(row) => Value::Date(values[row]),
            Column::Text { codes, dictionary } if codes[row] != UNKNOWN_CODE => {
                Value::Text(dictionary.values[codes[row] as usize].clone())
            }
            Column::List { offsets, codes, known, dictionary } if known.get(row) => {
                let codes = &codes[offsets[row] as usize..offsets[row + 1] as usize];
                Value::List(codes.iter().map(|&c| dictionary.values[c as usize].clone()).collect())
            }
            _ => Value::Unknown,
        }
    }
}

/// Attributes by column, in the schema's order; shared where several models read one file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Leads {
    pub rows: usize,
    pub attributes: Vec<Arc<Column>>,
}

/// The events of a batch of leads, grouped by lead, by ascending time within a lead.
///
/// Events with the same id are already one, and every time is known.
#[derive(Debug, Clone, PartialEq)]
pub struct EventLog {
    /// The events of lead `i` are rows `offsets[i]..offsets[i + 1]`; one longer than there are leads.
    pub offsets: Vec<usize>,
    pub events: Vec<EventId>,
    pub times: Vec<i64>,
    /// One column a property, in the schema's order.
    pub properties: Vec<Arc<Column>>,
}

/// Leads with their events: what an engine scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    pub leads: Leads,
    pub log: EventLog,
}

impl Batch {
    pub fn rows(&self) -> usize {
        self.leads.rows
    }

    /// One lead and its events, as values.
    pub fn row(&self, row: usize) -> (Lead, Vec<Event>) {
        let attributes = self.leads.attributes.iter().map(|c| c.value(row)).collect();
        let events = (self.log.offsets[row]..self.log.offsets[row + 1])
            .map(|e| Event {
                event: self.log.events[e],
                time: self.log.times[e],
                properties: self.log.properties.iter().map(|c| c.value(e)).collect(),
            })
            .collect();
        (Lead { attributes }, events)
    }
}
