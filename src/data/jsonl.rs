//! JSON Lines: one object a line. Only the keys that are wanted are kept; the others are passed over.

use std::collections::HashMap;
use std::fmt;
use std::io::BufRead;
use std::sync::Arc;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};

use crate::diagnostic::codes::data::{BROKEN_JSON, NOT_UTF8, TOO_LARGE};

use super::cell::json_item;
use super::error::{DataError, Fault, Place};
use super::format::{Input, broken};
use super::raw::Raw;
use super::rows::Step;

/// The most bytes of one line.
const LINE_LIMIT: u64 = 1 << 24;

pub struct JsonRows {
    name: Arc<str>,
    compressed: bool,
    input: Box<dyn BufRead + Send>,
    /// The keys of the first object: what the file probably has.
    columns: Vec<String>,
    keys: HashMap<String, usize>,
    /// For each selected column, its slot; the same key may be selected twice.
    selected: Vec<Option<usize>>,
    /// One a wanted key.
    slots: Vec<Slot>,
    seen: Vec<bool>,
    text: Vec<u8>,
    /// The first line is read while opening and handed out again.
    pending: bool,
    line: u64,
}

#[derive(Debug, Default)]
enum Slot {
    #[default]
    Absent,
    Value(serde_json::Value),
    List(Vec<String>),
    Other(String),
}

impl JsonRows {
    pub fn open(input: Input) -> Result<JsonRows, DataError> {
        let Input { name, reader, compressed, .. } = input;
        let mut rows = JsonRows {
            name,
            compressed,
            input: reader,
            columns: Vec::new(),
            keys: HashMap::new(),
            selected: Vec::new(),
            slots: Vec::new(),
            seen: Vec::new(),
            text: Vec::new(),
            pending: false,
            line: 0,
        };
        rows.peek()?;
        Ok(rows)
    }

    fn peek(&mut self) -> Result<(), DataError> {
        // A log without a line is a log without events.
        self.pending = self.read_line()?;
        if let Some(rest) = self.text.strip_prefix(b"\xef\xbb\xbf") {
            self.text = rest.to_vec();
        }
        if self.text.trim_ascii_start().first() == Some(&b'[') {
            return Err(DataError::new(
                BROKEN_JSON,
                self.name.clone(),
                "this file is one JSON list, not a line for each object",
            )
            .at(Place::Line(self.line))
            .help("write one object a line, as `jq -c '.[]'` does"));
        }
        let first =
            serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&self.text);
        self.columns =
            first.map(|m| m.into_iter().map(|(key, _)| key).collect()).unwrap_or_default();
        Ok(())
    }

    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Every key of every line from here on, in order of first appearance.
    pub fn every_key(mut self) -> Result<Vec<String>, DataError> {
        let mut keys = std::mem::take(&mut self.columns);
        while self.read_line()? {
            let object = serde_json::from_slice::<HashMap<String, IgnoredAny>>(&self.text);
            let mut new: Vec<String> = object
                .into_iter()
                .flatten()
                .map(|(k, _)| k)
                .filter(|k| !keys.contains(k))
                .collect();
            new.sort();
            keys.extend(new);
        }
        Ok(keys)
    }

    pub fn select(&mut self, names: &[Option<String>]) {
        self.keys.clear();
        let keys = &mut self.keys;
        let mut slot = |name: &String| {
            let next = keys.len();
            *keys.entry(name.clone()).or_insert(next)
        };
        self.selected = names.iter().map(|n| n.as_ref().map(&mut slot)).collect();
        self.slots = (0..self.keys.len()).map(|_| Slot::Absent).collect();
        self.seen = vec![false; self.keys.len()];
    }

    /// Was the key there in any line so far?
    pub fn seen(&self, selected: usize) -> bool {
        self.selected[selected].is_some_and(|slot| self.seen[slot])
    }

    pub fn next(&mut self) -> Result<Step, DataError> {
        if !std::mem::take(&mut self.pending) && !self.read_line()? {
            return Ok(Step::End);
        }
        if let Err(error) = std::str::from_utf8(&self.text) {
            let reason = format!("this line is not UTF-8 at byte {}", error.valid_up_to() + 1);
            return Ok(Step::Bad(
                None,
                Fault::row(NOT_UTF8, reason).help("save the file again as UTF-8"),
            ));
        }
        self.slots.iter_mut().for_each(|s| *s = Slot::Absent);
        let mut json = serde_json::Deserializer::from_slice(&self.text);
        let object = Object { keys: &self.keys, slots: &mut self.slots, seen: &mut self.seen };
        match object.deserialize(&mut json).and_then(|()| json.end()) {
            Ok(()) => Ok(Step::Row),
            Err(error) => Ok(Step::Bad(None, broken_line(&error))),
        }
    }

    pub fn cell(&self, selected: usize) -> Raw<'_> {
        match self.selected.get(selected).copied().flatten().map(|slot| &self.slots[slot]) {
            Some(Slot::Value(value)) => scalar(value),
            Some(Slot::List(items)) => Raw::List(items.iter().map(String::as_str).collect()),
            Some(Slot::Other(text)) => Raw::Other(text),
            Some(Slot::Absent) | None => Raw::Unknown,
        }
    }

    pub fn place(&self) -> Place {
        Place::Line(self.line)
    }

    pub fn whole(&self) -> String {
        String::from_utf8_lossy(self.text.trim_ascii()).into_owned()
    }

    /// The next line that is not blank, into `text`.
    fn read_line(&mut self) -> Result<bool, DataError> {
        loop {
            self.text.clear();
            self.line += 1;
            let mut limited = std::io::Read::take(&mut self.input, LINE_LIMIT + 1);
            let read = limited.read_until(b'\n', &mut self.text);
            let read = read.map_err(|e| broken(&self.name, self.compressed, &e))?;
            if read as u64 > LINE_LIMIT {
                let error =
                    DataError::new(TOO_LARGE, self.name.clone(), "this line is longer than 16 MiB");
                return Err(error.at(Place::Line(self.line)));
            }
            if read == 0 || !self.text.trim_ascii().is_empty() {
                return Ok(read > 0);
            }
        }
    }
}

fn scalar(value: &serde_json::Value) -> Raw<'_> {
    match value {
        serde_json::Value::String(text) => Raw::Text(text),
        serde_json::Value::Bool(yes) => Raw::Bool(*yes),
        serde_json::Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Raw::Int(whole),
            (None, Some(number)) => Raw::Float(number),
            (None, None) => Raw::Unknown,
        },
        _ => Raw::Unknown,
    }
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

/// Reads one object into the slots.
struct Object<'a> {
    keys: &'a HashMap<String, usize>,
    slots: &'a mut [Slot],
    seen: &'a mut [bool],
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
        while let Some(slot) = map.next_key_seed(Key(self.keys))? {
            let Some(slot) = slot else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if !matches!(self.slots[slot], Slot::Absent) {
                let name = self.keys.iter().find(|(_, i)| **i == slot).map_or("", |(k, _)| k);
                return Err(serde::de::Error::custom(format!("{TWICE} `{name}` twice")));
            }
            self.seen[slot] = true;
            self.slots[slot] = slot_of(map.next_value()?);
        }
        Ok(())
    }
}

fn slot_of(value: serde_json::Value) -> Slot {
    match value {
        serde_json::Value::Array(items) => {
            let shown = serde_json::Value::Array(items.clone()).to_string();
            match items.into_iter().map(json_item).collect() {
                Some(items) => Slot::List(items),
                None => Slot::Other(shown),
            }
        }
        object @ serde_json::Value::Object(_) => Slot::Other(object.to_string()),
        value => Slot::Value(value),
    }
}

/// A key as the slot that wants it, without keeping its text.
struct Key<'a>(&'a HashMap<String, usize>);

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
        Ok(self.0.get(key).copied())
    }
}
