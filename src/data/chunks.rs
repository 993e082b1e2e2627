//! Text cut into chunks that each begin where a record begins, so that several can be taken apart at the same time.

use std::io::{self, BufRead, Read};

use memchr::memchr_iter;

/// The bytes of a chunk, unless one record is longer.
const CHUNK: usize = 1 << 18;
/// A record that does not end within so many bytes never will.
const RUNAWAY: usize = 1 << 26;

/// Whole records of a file.
pub struct Chunk {
    pub bytes: Vec<u8>,
    /// The line on which it begins, from one.
    pub line: u64,
    /// The file ends with it.
    pub last: bool,
}

pub struct Chunks {
    input: Box<dyn BufRead + Send>,
    /// Read already, and the start of the next chunk.
    carry: Vec<u8>,
    line: u64,
    done: bool,
}

impl Chunks {
    /// From a file of which the first bytes are read already; the first of them stands on `line`.
    pub fn new(input: Box<dyn BufRead + Send>, start: Vec<u8>, line: u64) -> Chunks {
        Chunks { input, carry: start, line, done: false }
    }

    /// The next chunk; `last_end` finds how many bytes, from a record's start, hold whole records.
    pub fn next(&mut self, last_end: impl Fn(&[u8]) -> usize) -> io::Result<Option<Chunk>> {
        if self.done {
            return Ok(None);
        }
        let mut bytes = std::mem::take(&mut self.carry);
        let mut size = CHUNK;
        loop {
            if bytes.len() < size {
                let missing = size - bytes.len();
                bytes.reserve(missing);
                let read = self.input.by_ref().take(missing as u64).read_to_end(&mut bytes)?;
                self.done = read < missing;
            }
            if self.done {
                let chunk = Chunk { bytes, line: self.line, last: true };
                return Ok(Some(chunk).filter(|chunk| !chunk.bytes.is_empty()));
            }
            let end = last_end(&bytes);
            if end > 0 {
                self.carry.extend_from_slice(&bytes[end..]);
                bytes.truncate(end);
            } else if size < RUNAWAY {
                size *= 2;
                continue;
            } else {
                self.done = true;
            }
            let line = self.line;
            self.line += memchr_iter(b'\n', &bytes).count() as u64;
            return Ok(Some(Chunk { bytes, line, last: false }));
        }
    }
}

/// Bytes as text; what is not UTF-8 is replaced byte for byte, so that every place stays where it is. Second, the bytes, where that was so.
pub fn text(bytes: Vec<u8>) -> (String, Option<Vec<u8>>) {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    for part in bytes.utf8_chunks() {
        text.push_str(part.valid());
        part.invalid().iter().for_each(|_| text.push('?'));
    }
    (text, Some(bytes))
}
