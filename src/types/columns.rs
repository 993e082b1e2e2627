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

    /// A range of the rows.
    pub fn range(&self, rows: std::ops::Range<usize>) -> Bitmap {
        let word = |i: usize| self.words.get(i).copied().unwrap_or(0);
        let shift = rows.start % 64;
        let shifted = |i: usize| match shift {
            0 => word(i),
            _ => word(i) >> shift | word(i + 1) << (64 - shift),
        };
        let start = rows.start / 64;
        let words = (start..start + rows.len().div_ceil(64)).map(shifted).collect();
        let mut bits = Bitmap { words, len: rows.len() };
        bits.clear_tail();
        bits
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
        let bits = bits.into_iter();
        let mut words = Vec::with_capacity(bits.size_hint().0.div_ceil(64));
        let (mut word, mut len) = (0, 0);
        for bit in bits {
            word |= u64::from(bit) << (len % 64);
            len += 1;
            if len % 64 == 0 {
                words.push(std::mem::take(&mut word));
            }
        }
        if len % 64 != 0 {
            words.push(word);
        }
        Bitmap { words, len }
    }
}

/// The texts of a column, as they stand in the data, one after the other in memory; the code of a text is its position. A text may stand twice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dictionary {
    texts: String,
    ends: Vec<usize>,
}

impl Dictionary {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a code that the dictionary has.
    pub fn get(&self, code: u32) -> &str {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends[code - 1] };
        &self.texts[start..self.ends[code]]
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.range(0..self.len())
    }

    /// The texts of a range of codes.
    pub fn range(&self, codes: std::ops::Range<usize>) -> impl Iterator<Item = &str> {
        let start = if codes.start == 0 { 0 } else { self.ends[codes.start - 1] };
        self.ends[codes].iter().scan(start, |start, &end| {
            let text = &self.texts[*start..end];
            *start = end;
            Some(text)
        })
    }

    pub fn push(&mut self, text: &str) {
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
    }

    /// Adds all texts of another.
    pub fn append(&mut self, other: &Dictionary) {
        let before = self.texts.len();
        self.texts.push_str(&other.texts);
        self.ends.extend(other.ends.iter().map(|end| before + end));
    }

    /// The texts of a range of codes, which begin at 0 then.
    pub fn slice(&self, codes: std::ops::Range<usize>) -> Dictionary {
        let end = |codes: usize| if codes == 0 { 0 } else { self.ends[codes - 1] };
        let (from, to) = (end(codes.start), end(codes.end));
        let ends = self.ends[codes].iter().map(|end| end - from).collect();
        Dictionary { texts: self.texts[from..to].into(), ends }
    }

    /// Bytes in memory, about.
    pub fn bytes(&self) -> usize {
        self.texts.len() + self.ends.len() * size_of::<usize>()
    }
}

impl<T: AsRef<str>> FromIterator<T> for Dictionary {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Dictionary {
        let mut dictionary = Dictionary::default();
        texts.into_iter().for_each(|text| dictionary.push(text.as_ref()));
        dictionary
    }
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

    /// Bytes in memory, about.
    pub fn bytes(&self) -> u64 {
        let bytes = match self {
            Column::Number { values, .. } => values.len() * 8 + values.len() / 8,
            Column::Bool { values, .. } => values.len() / 4,
            Column::Date { values, .. } => values.len() * 8 + values.len() / 8,
            Column::Text { codes, dictionary } => codes.len() * 4 + dictionary.bytes(),
            Column::List { offsets, codes, dictionary, .. } => {
                offsets.len() * 5 + codes.len() * 4 + dictionary.bytes()
            }
        };
        bytes as u64
    }

    /// One row as a value.
    pub fn value(&self, row: usize) -> Value {
        match self {
            Column::Number { values, known } if known.get(row) => Value::Number(values[row]),
            Column::Bool { values, known } if known.get(row) => Value::Bool(values.get(row)),
            Column::Date { values, known } if known.get(row) => Value::Date(values[row]),
            Column::Text { codes, dictionary } if codes[row] != UNKNOWN_CODE => {
                Value::text(dictionary.get(codes[row]))
            }
            Column::List { offsets, codes, known, dictionary } if known.get(row) => {
                let codes = &codes[offsets[row] as usize..offsets[row + 1] as usize];
                Value::List(codes.iter().map(|&code| dictionary.get(code).into()).collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_bits_is_those_bits() {
        let bits: Vec<bool> = (0..300).map(|i| i * i % 7 < 3).collect();
        let bitmap: Bitmap = bits.iter().copied().collect();
        for (start, end) in [(0, 300), (0, 64), (1, 65), (63, 64), (64, 300), (7, 7), (250, 299)] {
            let range = bitmap.range(start..end);
            assert_eq!(range, bits[start..end].iter().copied().collect());
            assert!((start..end).all(|row| range.get(row - start) == bits[row]));
        }
    }
}
