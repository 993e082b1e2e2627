//! Lines of JSON: the values of the wanted keys. Plain lines are read here; all others, and all faults, are serde's.

use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};

use crate::diagnostic::codes::data::{BROKEN_JSON, NOT_UTF8};

use super::block::{Block, Broken, Kind};
use super::cell::json_item;
use super::chunks::{self, Chunk};
use super::error::Fault;
use super::json_line::{self, Scalar};
use super::jsonl::{JsonParser, Lines, is_blank, is_too_long, too_long};
use super::raw::Raw;

pub struct JsonBlock {
    text: String,
    /// Where the text is not what the file has.
    original: Option<Vec<u8>>,
    /// The line on which the chunk begins.
    line: u64,
    /// Where each row is: its bytes, and its line counted from the chunk's.
    rows: Vec<(u32, u32, u32)>,
    /// The wanted cells of one row after the other.
    cells: Vec<Cell>,
    width: usize,
    /// For each selected column, its position in a row.
    positions: Arc<[Option<usize>]>,
    owned: Owned,
    /// Which of the wanted keys are there in any line.
    seen: Vec<bool>,
    keys: Vec<String>,
}

#[derive(Clone, Copy)]
pub enum Cell {
    Absent,
    Plain(Scalar),
    /// What does not stand in the text as it is, by its position in [`Owned`].
    Text(u32),
    List(u32),
    Other(u32),
}

#[derive(Default)]
struct Owned {
    texts: Vec<String>,
    lists: Vec<Vec<String>>,
}

impl JsonBlock {
    pub fn column(&self, selected: usize) -> Option<usize> {
        self.positions[selected]
    }

    pub fn cell(&self, row: usize, column: usize) -> Raw<'_> {
        match self.cells[row * self.width + column] {
            Cell::Absent | Cell::Plain(Scalar::Null) => Raw::Unknown,
            Cell::Plain(Scalar::Text(start, end)) => {
                Raw::Text(&self.text[start as usize..end as usize])
            }
            Cell::Plain(Scalar::Int(number)) => Raw::Int(number),
            Cell::Plain(Scalar::Float(number)) => Raw::Float(number),
            Cell::Plain(Scalar::Bool(yes)) => Raw::Bool(yes),
            Cell::Text(at) => Raw::Text(&self.owned.texts[at as usize]),
            Cell::List(at) => {
                Raw::List(self.owned.lists[at as usize].iter().map(String::as_str).collect())
            }
            Cell::Other(at) => Raw::Other(&self.owned.texts[at as usize]),
        }
    }

    pub fn line(&self, row: usize) -> u64 {
        self.line + u64::from(self.rows[row].2)
    }

    pub fn whole(&self, row: usize) -> String {
        let (start, end, _) = self.rows[row];
        let bytes = self.original.as_deref().unwrap_or(self.text.as_bytes());
        let row = &bytes[start as usize..end as usize];
        String::from_utf8_lossy(row.trim_ascii()).into_owned()
    }

    /// Where a row begins and ends in the chunk.
    pub fn span(&self, row: usize) -> (u32, u32) {
        (self.rows[row].0, self.rows[row].1)
    }

    /// Is the key of a selected column there in a row, be it `null`?
    pub fn is_there(&self, row: usize, selected: usize) -> bool {
        self.positions[selected]
            .is_some_and(|key| !matches!(self.cells[row * self.width + key], Cell::Absent))
    }

    /// The key of a selected column.
    pub fn key(&self, selected: usize) -> Option<String> {
        self.positions[selected].and_then(|key| self.keys.get(key).cloned())
    }

    /// Is the key of a selected column there in any line?
    pub fn has(&self, selected: usize) -> bool {
        self.positions[selected].is_some_and(|key| self.seen[key])
    }
}

pub fn parse(parser: &JsonParser, chunk: Chunk) -> Block {
    let (text, original) = chunks::text(chunk.bytes);
    let width = parser.keys.len();
    let mut block = JsonBlock {
        text: String::new(),
        original,
        line: chunk.line,
        rows: Vec::new(),
        cells: Vec::new(),
        width,
        positions: parser.positions.clone(),
        owned: Owned::default(),
        seen: vec![false; width],
        keys: parser.keys.clone(),
    };
    let (mut broken, mut end) = (Vec::new(), None);
    let mut plain = json_line::Reader::new(&parser.keys);
    for (number, range) in Lines::new(text.as_bytes()) {
        let line = &text[range.clone()];
        if is_blank(line.as_bytes()) {
            continue;
        }
        if is_too_long(line.as_bytes()) {
            end = Some(too_long(&parser.name, chunk.line + number));
            break;
        }
        let (row, first) = (block.rows.len() as u32, block.cells.len());
        block.rows.push((range.start as u32, range.end as u32, number as u32));
        block.cells.resize(first + width, Cell::Absent);
        let cells = &mut block.cells[first..];
        let fault = match block.original.as_ref().map(|bytes| not_utf8(&bytes[range.clone()])) {
            Some(Some(fault)) => Some(fault),
            _ if plain.read(&text, range, cells) => None,
            _ => {
                cells.fill(Cell::Absent);
                let row = Object { keys: &parser.keys, cells, owned: &mut block.owned };
                row.read(line).err()
            }
        };
        if let Some(fault) = fault {
            broken.push(Broken { row, column: None, fault });
        }
    }
    for row in block.cells.chunks(width.max(1)) {
        let there = row.iter().map(|cell| !matches!(cell, Cell::Absent));
        block.seen.iter_mut().zip(there).for_each(|(seen, there)| *seen |= there);
    }
    block.text = text;
    Block { rows: block.rows.len() as u32, kind: Kind::Json(block), broken, end }
}

fn not_utf8(line: &[u8]) -> Option<Fault> {
    let error = std::str::from_utf8(line).err()?;
    let reason = format!("this line is not UTF-8 at byte {}", error.valid_up_to() + 1);
    Some(Fault::row(NOT_UTF8, reason).help("save the file again as UTF-8"))
}

fn broken_line(error: &serde_json::Error) -> Fault {
    let reason = match error.classify() {
        serde_json::error::Category::Eof => {
            "this line ends before its JSON object does".to_string()
        }
        serde_json::error::Category::Data if error.to_string().starts_with(TWICE) => {
            let text = error.to_string();
            text.split(" at line").next().unwrap_or(&text).to_string()
        }
        serde_json::error::Category::Data => "this line is not a JSON object".to_string(),
        _ => format!("this line is not JSON at column {}", error.column()),
    };
    Fault::row(BROKEN_JSON, reason)
}

const TWICE: &str = "this line has the key";

/// Reads one object into the cells of a row.
struct Object<'a> {
    keys: &'a [String],
    cells: &'a mut [Cell],
    owned: &'a mut Owned,
}

impl Object<'_> {
    fn read(self, line: &str) -> Result<(), Fault> {
        let mut json = serde_json::Deserializer::from_str(line);
        let read = self.deserialize(&mut json).and_then(|()| json.end());
        read.map_err(|error| broken_line(&error))
    }
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(Key(self.keys))? {
            let Some(key) = key else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if !matches!(self.cells[key], Cell::Absent) {
                let name = &self.keys[key];
                return Err(serde::de::Error::custom(format!("{TWICE} `{name}` twice")));
            }
            self.cells[key] = self.owned.cell(map.next_value()?);
        }
        Ok(())
    }
}

impl Owned {
    fn cell(&mut self, value: serde_json::Value) -> Cell {
        match value {
            serde_json::Value::Null => Cell::Plain(Scalar::Null),
            serde_json::Value::Bool(yes) => Cell::Plain(Scalar::Bool(yes)),
            serde_json::Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => Cell::Plain(Scalar::Int(whole)),
                (None, Some(number)) => Cell::Plain(Scalar::Float(number)),
                (None, None) => Cell::Plain(Scalar::Null),
            },
            serde_json::Value::String(text) => Cell::Text(self.keep(text)),
            serde_json::Value::Array(items) => {
                let shown = serde_json::Value::Array(items.clone()).to_string();
                match items.into_iter().map(json_item).collect() {
                    Some(items) => {
                        self.lists.push(items);
                        Cell::List(self.lists.len() as u32 - 1)
                    }
                    None => Cell::Other(self.keep(shown)),
                }
            }
            object => Cell::Other(self.keep(object.to_string())),
        }
    }

    fn keep(&mut self, text: String) -> u32 {
        self.texts.push(text);
        self.texts.len() as u32 - 1
    }
}

/// A key as the cell that wants it, without keeping its text.
struct Key<'a>(&'a [String]);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<Option<usize>, D::Error> {
        json.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<usize>, E> {
        Ok(self.0.iter().position(|k| k == key))
    }
}
