//! JSON Lines: one object a line, cut into chunks of whole lines. Only the keys that are wanted are kept.

use std::collections::HashMap;
use std::sync::Arc;

use memchr::{memchr, memrchr};
use serde::de::IgnoredAny;

use crate::diagnostic::codes::data::{BROKEN_JSON, TOO_LARGE};

use super::block::Block;
use super::chunks::{Chunk, Chunks};
use super::error::{DataError, Place};
use super::format::{Input, broken};
use super::jsonl_block;

/// The most bytes of one line.
const LINE_LIMIT: usize = 1 << 24;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Where the next chunks come from.
pub struct JsonSource {
    name: Arc<str>,
    compressed: bool,
    chunks: Chunks,
    /// Read already while opening.
    pending: Option<Chunk>,
}

/// Takes chunks apart; several at the same time.
pub struct JsonParser {
    pub name: Arc<str>,
    /// The keys of the first object: what the file probably has.
    pub columns: Vec<String>,
    /// The wanted keys, each once.
    pub keys: Vec<String>,
    /// For each selected column, its key; the same key may be selected twice.
    pub positions: Arc<[Option<usize>]>,
}

pub fn open(input: Input) -> Result<(JsonSource, JsonParser), DataError> {
    let Input { name, reader, compressed, .. } = input;
    let chunks = Chunks::new(reader, Vec::new(), 1);
    let mut source = JsonSource { name: name.clone(), compressed, chunks, pending: None };
    let columns = source.first_keys()?;
    Ok((source, JsonParser { name, columns, keys: Vec::new(), positions: Arc::from([]) }))
}

impl JsonSource {
    pub fn next(&mut self) -> Result<Option<Chunk>, DataError> {
        if let Some(chunk) = self.pending.take() {
            return Ok(Some(chunk));
        }
        let chunk = self.chunks.next(|bytes| memrchr(b'\n', bytes).map_or(0, |end| end + 1));
        chunk.map_err(|e| broken(&self.name, self.compressed, &e))
    }

    /// The keys of the first line that is not blank; a log without a line is a log without events.
    fn first_keys(&mut self) -> Result<Vec<String>, DataError> {
        while let Some(mut chunk) = self.next()? {
            let mut lines = Lines::new(&chunk.bytes);
            let Some((line, range)) = lines.find(|(_, r)| !is_blank(&chunk.bytes[r.clone()]))
            else {
                continue;
            };
            if is_too_long(&chunk.bytes[range.clone()]) {
                return Err(too_long(&self.name, chunk.line + line));
            }
            let (start, mut text) = (range.start, &chunk.bytes[range]);
            let marked = text.starts_with(BOM);
            text = text.strip_prefix(BOM).unwrap_or(text);
            if text.trim_ascii_start().first() == Some(&b'[') {
                let sentence = "this file is one JSON list, not a line for each object";
                return Err(DataError::new(BROKEN_JSON, self.name.clone(), sentence)
                    .at(Place::Line(chunk.line + line))
                    .help("write one object a line, as `jq -c '.[]'` does"));
            }
            let first = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(text);
            if marked {
                chunk.bytes.drain(start..start + BOM.len());
            }
            self.pending = Some(chunk);
            return Ok(first
                .map(|m| m.into_iter().map(|(key, _)| key).collect())
                .unwrap_or_default());
        }
        Ok(Vec::new())
    }

    /// Adds every key of every line behind the first, in order of first appearance.
    pub fn every_key(mut self, keys: &mut Vec<String>) -> Result<(), DataError> {
        while let Some(chunk) = self.next()? {
            for (_, line) in Lines::new(&chunk.bytes) {
                let object =
                    serde_json::from_slice::<HashMap<String, IgnoredAny>>(&chunk.bytes[line]);
                let found = object.into_iter().flatten().map(|(key, _)| key);
                let mut new: Vec<String> = found.filter(|key| !keys.contains(key)).collect();
                new.sort();
                keys.extend(new);
            }
        }
        Ok(())
    }
}

impl JsonParser {
    pub fn select(&mut self, names: &[Option<String>]) {
        self.keys.clear();
        let keys = &mut self.keys;
        let mut key = |name: &String| {
            keys.iter().position(|k| k == name).unwrap_or_else(|| {
                keys.push(name.clone());
                keys.len() - 1
            })
        };
        self.positions = names.iter().map(|n| n.as_ref().map(&mut key)).collect();
    }

    pub fn parse(&self, chunk: Chunk) -> Block {
        jsonl_block::parse(self, chunk)
    }
}

/// The lines of a chunk with their numbers from 0, line ends included.
pub struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    pub fn new(bytes: &[u8]) -> Lines<'_> {
        Lines { bytes, at: 0, line: 0 }
    }
}

impl Iterator for Lines<'_> {
    type Item = (u64, std::ops::Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let (start, line) = (self.at, self.line);
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        self.at += memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        self.line += 1;
        Some((line, start..self.at))
    }
}

pub fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

/// Is the line longer than any honest one?
pub fn is_too_long(line: &[u8]) -> bool {
    line.len() > LINE_LIMIT
}

pub fn too_long(name: &Arc<str>, line: u64) -> DataError {
    DataError::new(TOO_LARGE, name.clone(), "this line is longer than 16 MiB").at(Place::Line(line))
}
