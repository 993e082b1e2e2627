//! One row of CSV taken apart: where its cells are, quoted ones without their quotes.

use memchr::{memchr, memchr_iter, memchr2};

use crate::diagnostic::codes::data::{BROKEN_QUOTE, TOO_LARGE};

use super::error::Fault;

/// The most bytes in the cells of one row: beyond it a quote is surely not closed.
pub const ROW_LIMIT: usize = 1 << 24;

/// Where a cell stands: in the text, or in what was unquoted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cell {
    start: u32,
    end: u32,
}

impl Cell {
    const UNQUOTED: u32 = 1 << 31;

    fn new(start: usize, end: usize) -> Cell {
        Cell { start: start as u32, end: end as u32 }
    }

    pub fn text<'a>(self, text: &'a str, unquoted: &'a str) -> &'a str {
        match self.start & Cell::UNQUOTED {
            0 => &text[self.start as usize..self.end as usize],
            _ => &unquoted[(self.start & !Cell::UNQUOTED) as usize..self.end as usize],
        }
    }

    fn len(self) -> usize {
        (self.end - (self.start & !Cell::UNQUOTED)) as usize
    }
}

/// How a row ended.
pub enum RowEnd {
    Row,
    /// Blank lines are no rows.
    Blank,
    Fault(Fault),
    /// Nothing behind it can be told apart.
    Fatal(Fault),
}

/// The end of a row, and where the next one begins.
pub struct End {
    pub kind: RowEnd,
    pub next: usize,
    pub line: u64,
}

/// Reads rows one after the other.
#[derive(Default)]
pub struct RowParser {
    /// Of the last row.
    pub cells: Vec<Cell>,
    /// Of all rows: cells that stand in the text with something in between.
    pub unquoted: String,
}

/// How a quoted cell ended, and at which byte.
enum Quoted {
    /// At a separator, a line end or the end of the text.
    Closed(usize),
    /// There is text behind the closing quote: up to here.
    Stray(usize),
    Never,
}

impl RowParser {
    /// Reads the row that begins at a byte and on a line; `last` where the file ends with the text.
    pub fn read(&mut self, text: &str, from: usize, delimiter: u8, line: u64, last: bool) -> End {
        let bytes = text.as_bytes();
        self.cells.clear();
        let (mut at, mut next_line) = (from, line);
        let (mut opened, mut fault) = (None, None);
        let stop = loop {
            let stop = if fault.is_none() && bytes.get(at) == Some(&b'"') {
                let quote = next_line;
                opened = Some(quote);
                match self.quoted(text, at + 1, delimiter, &mut next_line) {
                    Quoted::Closed(stop) => stop,
                    Quoted::Stray(stop) => {
                        fault = Some(stray(quote));
                        stop
                    }
                    Quoted::Never => {
                        let kind = RowEnd::Fatal(never_closed(quote));
                        return End { kind, next: bytes.len(), line: next_line };
                    }
                }
            } else {
                self.plain(bytes, at, delimiter, fault.is_some())
            };
            if bytes.get(stop) != Some(&delimiter) {
                break stop;
            }
            at = stop + 1;
        };
        let ended = last || stop < bytes.len();
        let next = (stop + 1).min(bytes.len());
        let line = next_line + u64::from(stop < bytes.len());
        End { kind: self.kind(fault, opened, ended, next - from), next, line }
    }

    fn kind(&self, fault: Option<Fault>, opened: Option<u64>, ended: bool, len: usize) -> RowEnd {
        let too_long = || self.cells.iter().map(|cell| cell.len()).sum::<usize>() > ROW_LIMIT;
        if !ended || len > ROW_LIMIT && too_long() {
            return RowEnd::Fatal(match opened {
                Some(line) => never_closed(line),
                None => Fault::row(TOO_LARGE, "this row is longer than 16 MiB"),
            });
        }
        match (fault, &self.cells[..]) {
            (Some(fault), _) => RowEnd::Fault(fault),
            (None, [cell]) if cell.len() == 0 => RowEnd::Blank,
            (None, _) => RowEnd::Row,
        }
    }

    /// A cell without quotes; the return of CRLF does not belong to it, but on a line whose quotes are broken nothing is sure.
    fn plain(&mut self, bytes: &[u8], at: usize, delimiter: u8, broken: bool) -> usize {
        let stop = memchr2(delimiter, b'\n', &bytes[at..]).map_or(bytes.len(), |run| at + run);
        let crlf = !broken && stop > at && bytes[stop - 1] == b'\r';
        let crlf = crlf && bytes.get(stop) != Some(&delimiter);
        self.cells.push(Cell::new(at, stop - usize::from(crlf)));
        stop
    }

    fn quoted(&mut self, text: &str, from: usize, delimiter: u8, line: &mut u64) -> Quoted {
        let bytes = text.as_bytes();
        let copy = self.unquoted.len();
        let mut piece = from;
        while let Some(run) = memchr(b'"', &bytes[piece..]) {
            let quote = piece + run;
            *line += memchr_iter(b'\n', &bytes[piece..quote]).count() as u64;
            let behind = behind_returns(bytes, quote + 1);
            match bytes.get(behind) {
                Some(b'"') => {
                    self.unquoted.push_str(&text[piece..=quote]);
                    piece = behind + 1;
                }
                Some(&byte) if byte != b'\n' && byte != delimiter => {
                    let stop = memchr2(delimiter, b'\n', &bytes[behind..]);
                    let stop = stop.map_or(bytes.len(), |run| behind + run);
                    self.unquoted.push_str(&text[piece..quote]);
                    self.unquoted.push_str(&text[behind..stop]);
                    self.push_unquoted(copy);
                    return Quoted::Stray(stop);
                }
                _ if piece == from => {
                    self.cells.push(Cell::new(piece, quote));
                    return Quoted::Closed(behind);
                }
                _ => {
                    self.unquoted.push_str(&text[piece..quote]);
                    self.push_unquoted(copy);
                    return Quoted::Closed(behind);
                }
            }
        }
        Quoted::Never
    }

    fn push_unquoted(&mut self, from: usize) {
        let Cell { start, end } = Cell::new(from, self.unquoted.len());
        self.cells.push(Cell { start: start | Cell::UNQUOTED, end });
    }
}

/// The separator or line end behind a quoted cell, of which the content begins at a byte; nothing where the text ends before it.
pub fn quoted_end(bytes: &[u8], from: usize, delimiter: u8) -> Option<usize> {
    let mut piece = from;
    loop {
        let quote = piece + memchr(b'"', &bytes[piece..])?;
        let behind = behind_returns(bytes, quote + 1);
        match *bytes.get(behind)? {
            b'"' => piece = behind + 1,
            byte if byte == b'\n' || byte == delimiter => return Some(behind),
            // The rest of a line with text behind a closing quote is skipped.
            _ => return memchr(b'\n', &bytes[behind..]).map(|run| behind + run),
        }
    }
}

fn behind_returns(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|&b| b != b'\r').map_or(bytes.len(), |run| from + run)
}

fn never_closed(opened: u64) -> Fault {
    Fault::row(BROKEN_QUOTE, format!("the quote that opens on line {opened} is never closed"))
        .help("close it, or write a quote inside a quoted cell twice")
}

fn stray(opened: u64) -> Fault {
    Fault::row(
        BROKEN_QUOTE,
        format!("there is text behind the cell whose quote opens on line {opened}"),
    )
    .help("write a quote inside a quoted cell twice, as in `\"5\"\" pipe\"`")
}
