//! CSV: `,` `;` or tab found by itself, quotes, BOM, LF and CRLF; cut into chunks of whole rows.

use std::io::BufRead;
use std::sync::Arc;

use memchr::{memchr, memrchr};

use crate::diagnostic::codes::data::{NO_ROWS, NOT_UTF8};

use super::block::Block;
use super::chunks::{Chunk, Chunks};
use super::csv_block;
use super::csv_row::{ROW_LIMIT, RowEnd, RowParser, quoted_end};
use super::error::{DataError, Fault, Place};
use super::format::{Input, broken};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Where the next chunks come from.
pub struct CsvSource {
    name: Arc<str>,
    compressed: bool,
    delimiter: u8,
    chunks: Chunks,
    /// Read while opening, behind the header.
    pending: Option<Chunk>,
}

/// Takes chunks apart; several at the same time.
pub struct CsvParser {
    pub name: Arc<str>,
    pub delimiter: u8,
    pub columns: Vec<String>,
    /// The chosen columns of the file, ascending.
    pub roots: Vec<usize>,
    /// For each selected column, its position in `roots`.
    pub positions: Arc<[Option<usize>]>,
}

pub fn open(input: Input) -> Result<(CsvSource, CsvParser), DataError> {
    let Input { name, mut reader, compressed, .. } = input;
    let (header, line) = read_header(&mut reader).map_err(|e| broken(&name, compressed, &e))?;
    if header.starts_with(b"\xff\xfe") || header.starts_with(b"\xfe\xff") {
        return Err(DataError::new(NOT_UTF8, name, "this file is UTF-16")
            .help("save it again as `CSV UTF-8`"));
    }
    let header = header.strip_prefix(BOM).unwrap_or(&header).to_vec();
    let delimiter = delimiter(&header);
    let chunks = Chunks::new(reader, header, line);
    let mut source = CsvSource { name: name.clone(), compressed, delimiter, chunks, pending: None };
    let columns = source.header()?;
    let positions = Arc::from([]);
    Ok((source, CsvParser { name, delimiter, columns, roots: Vec::new(), positions }))
}

impl CsvSource {
    pub fn next(&mut self) -> Result<Option<Chunk>, DataError> {
        if let Some(chunk) = self.pending.take() {
            return Ok(Some(chunk));
        }
        let delimiter = self.delimiter;
        let chunk = self.chunks.next(|bytes| last_end(bytes, delimiter));
        chunk.map_err(|e| broken(&self.name, self.compressed, &e))
    }

    /// The names of the columns; what follows them waits.
    fn header(&mut self) -> Result<Vec<String>, DataError> {
        let no_header = || {
            DataError::new(NO_ROWS, self.name.clone(), "this file has no header")
                .help("its first line must name the columns")
        };
        let none = no_header();
        let Some(mut chunk) = self.next()? else { return Err(none) };
        let (text, original) = super::chunks::text(chunk.bytes);
        let mut row = RowParser::default();
        let end = row.read(&text, 0, self.delimiter, chunk.line, chunk.last);
        match end.kind {
            RowEnd::Row => {}
            RowEnd::Blank => return Err(none),
            RowEnd::Fault(fault) | RowEnd::Fatal(fault) => {
                return Err(fatal(&self.name, fault, chunk.line));
            }
        }
        let bytes = original.as_deref().unwrap_or(text.as_bytes());
        if std::str::from_utf8(&bytes[..end.next]).is_err() {
            return Err(fatal(&self.name, not_utf8(""), chunk.line));
        }
        let names =
            row.cells.iter().map(|cell| cell.text(&text, &row.unquoted).to_string()).collect();
        chunk.line = end.line;
        chunk.bytes = bytes[end.next..].to_vec();
        self.pending = Some(chunk);
        Ok(names)
    }
}

impl CsvParser {
    /// Chooses the columns to keep, by position in the file.
    pub fn select(&mut self, columns: Vec<Option<usize>>) {
        let (roots, positions) = super::columns::chosen(&columns);
        (self.roots, self.positions) = (roots, positions.into());
    }

    pub fn parse(&self, chunk: Chunk) -> Block {
        csv_block::parse(self, chunk)
    }
}

/// Nothing behind this row can be told apart.
pub fn fatal(name: &Arc<str>, fault: Fault, line: u64) -> DataError {
    let mut error = DataError::new(fault.code, name.clone(), fault.reason).at(Place::Line(line));
    error.help = fault.help.map(Into::into);
    error
}

pub fn not_utf8(value: &str) -> Fault {
    let fault = match value {
        "" => Fault::row(NOT_UTF8, "this line is not UTF-8"),
        value => Fault::new(NOT_UTF8, value, "is not UTF-8"),
    };
    fault.help("save the file again as `CSV UTF-8`")
}

/// How many bytes, from a row's start, hold whole rows: the last line end outside quotes. It looks at quotes alone, and at line ends near them.
fn last_end(bytes: &[u8], delimiter: u8) -> usize {
    let line_end = |from: usize, to: usize| memrchr(b'\n', &bytes[from..to]).map(|i| from + i + 1);
    let (mut end, mut outside, mut at) = (0, 0, 0);
    while let Some(found) = memchr(b'"', &bytes[at..]) {
        let quote = at + found;
        at = quote + 1;
        // A quote inside a plain cell is a character like any other.
        if quote > 0 && bytes[quote - 1] != delimiter && bytes[quote - 1] != b'\n' {
            continue;
        }
        end = line_end(outside, quote).unwrap_or(end);
        match quoted_end(bytes, at, delimiter) {
            Some(behind) => (outside, at) = (behind, behind),
            None => return end,
        }
    }
    line_end(outside, bytes.len()).unwrap_or(end)
}

/// The first line that is not blank, on to a line end outside quotes; and its number.
fn read_header(reader: &mut Box<dyn BufRead + Send>) -> std::io::Result<(Vec<u8>, u64)> {
    use std::io::Read;
    let mut header = Vec::new();
    let mut line = 1;
    loop {
        let mut limited = reader.by_ref().take((ROW_LIMIT - header.len().min(ROW_LIMIT)) as u64);
        if limited.read_until(b'\n', &mut header)? == 0 {
            return Ok((header, line));
        }
        if header.strip_prefix(BOM).unwrap_or(&header).trim_ascii().is_empty() {
            header.clear();
            line += 1;
        } else if header.iter().filter(|&&b| b == b'"').count() % 2 == 0 {
            return Ok((header, line));
        }
    }
}

/// Of `,` `;` and tab, the one that stands most often outside quotes in the header.
fn delimiter(header: &[u8]) -> u8 {
    let count = |wanted: u8| {
        let mut inside = false;
        let outside = header.iter().filter(|&&b| {
            inside ^= b == b'"';
            b == wanted && !inside
        });
        outside.count()
    };
    [b'\t', b';', b','].into_iter().max_by_key(|&d| count(d)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_end_at_line_ends_outside_quotes() {
        for (text, whole) in [
            ("1,a\n2,b", "1,a\n"),
            ("1,\"a\n2\",b", ""),
            ("1,\"a\n2\",b\n3,c\"\n4,\"", "1,\"a\n2\",b\n3,c\"\n"),
            ("1,a\n2,\"b\"\"\n\"\n3", "1,a\n2,\"b\"\"\n\"\n"),
            ("1,\"a\"b\"\n2,\"c", "1,\"a\"b\"\n"),
            ("1,\"a\"\r\n2,\"c\"\r\"\n", "1,\"a\"\r\n"),
            ("1,a\n\"", "1,a\n"),
        ] {
            assert_eq!(&text[..last_end(text.as_bytes(), b',')], whole, "{text:?}");
        }
    }
}
