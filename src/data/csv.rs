//! CSV, a row at a time: `,` `;` or tab found by itself, quotes, BOM, LF and CRLF; the line of every row is known.

use std::borrow::Cow;
use std::io::{BufRead, Cursor, Read};
use std::sync::Arc;

use crate::diagnostic::codes::data::{BROKEN_QUOTE, CELL_COUNT, NO_ROWS, NOT_UTF8, TOO_LARGE};

use super::error::{DataError, Fault, Place};
use super::format::{Input, broken};
use super::raw::Raw;
use super::rows::Step;

/// The most bytes of one row: beyond it a quote is surely not closed.
const ROW_LIMIT: usize = 1 << 24;
const BOM: &[u8] = b"\xef\xbb\xbf";

pub struct CsvRows {
    name: Arc<str>,
    compressed: bool,
    input: Box<dyn BufRead + Send>,
    delimiter: u8,
    columns: Vec<String>,
    selected: Vec<Option<usize>>,
    record: Record,
    /// The line on which the row began, from one.
    line: u64,
    next_line: u64,
}

/// One row's cells, unquoted, end to end.
#[derive(Default)]
struct Record {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Record {
    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    fn cell(&self, index: usize) -> &[u8] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.bytes[start..self.ends[index]]
    }
}

/// How a row ended.
enum End {
    Row,
    /// Blank lines are no rows.
    Blank,
    File,
    Fault(Fault),
    /// Nothing behind it can be told apart.
    Fatal(Fault),
}

#[derive(PartialEq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    AfterQuote,
    /// Text behind a closing quote: the rest of the line is skipped.
    Stray,
}

impl CsvRows {
    pub fn open(input: Input) -> Result<CsvRows, DataError> {
        let Input { name, mut reader, compressed, .. } = input;
        let (header, lines) =
            read_header(&mut reader).map_err(|e| broken(&name, compressed, &e))?;
        if header.starts_with(b"\xff\xfe") || header.starts_with(b"\xfe\xff") {
            return Err(DataError::new(NOT_UTF8, name, "this file is UTF-16")
                .help("save it again as `CSV UTF-8`"));
        }
        let header = header.strip_prefix(BOM).unwrap_or(&header).to_vec();
        let delimiter = delimiter(&header);
        let mut rows = CsvRows {
            name,
            compressed,
            input: Box::new(Cursor::new(header).chain(reader)),
            delimiter,
            columns: Vec::new(),
            selected: Vec::new(),
            record: Record::default(),
            line: lines,
            next_line: lines,
        };
        rows.columns = rows.header()?;
        Ok(rows)
    }

    fn header(&mut self) -> Result<Vec<String>, DataError> {
        match self.record()? {
            End::Row => {}
            End::Blank | End::File => {
                let sentence = "this file has no header";
                return Err(DataError::new(NO_ROWS, self.name.clone(), sentence)
                    .help("its first line must name the columns"));
            }
            End::Fault(fault) | End::Fatal(fault) => return Err(self.fatal(fault)),
        }
        let cells =
            (0..self.record.ends.len()).map(|i| String::from_utf8(self.record.cell(i).into()));
        cells.collect::<Result<_, _>>().map_err(|_| self.fatal(not_utf8("")))
    }

    fn fatal(&self, fault: Fault) -> DataError {
        let mut error =
            DataError::new(fault.code, self.name.clone(), fault.reason).at(Place::Line(self.line));
        error.help = fault.help.map(Into::into);
        error
    }

    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Chooses the columns that [`CsvRows::cell`] gives, by position in the file.
    pub fn select(&mut self, columns: Vec<Option<usize>>) {
        self.selected = columns;
    }

    pub fn next(&mut self) -> Result<Step, DataError> {
        loop {
            match self.record()? {
                End::Blank => {}
                End::File => return Ok(Step::End),
                End::Fatal(fault) => return Err(self.fatal(fault)),
                End::Fault(fault) => return Ok(Step::Bad(None, fault)),
                End::Row => return Ok(self.judged()),
            }
        }
    }

    /// A whole row: has it as many cells as the header, and are those in use UTF-8?
    fn judged(&mut self) -> Step {
        let (cells, columns) = (self.record.ends.len(), self.columns.len());
        if cells != columns {
            let reason = format!("has {} and the header {columns}", counted(cells));
            return Step::Bad(
                None,
                Fault::row(CELL_COUNT, format!("this row {reason}"))
                    .help("put a cell that holds the separator between double quotes"),
            );
        }
        let wrong = |&&i: &&usize| std::str::from_utf8(self.record.cell(i)).is_err();
        match self.selected.iter().flatten().find(wrong) {
            Some(&i) => {
                let value = String::from_utf8_lossy(self.record.cell(i));
                Step::Bad(Some(self.columns[i].clone()), not_utf8(&value))
            }
            None => Step::Row,
        }
    }

    pub fn cell(&self, selected: usize) -> Raw<'_> {
        match self.selected.get(selected).copied().flatten() {
            Some(i) => Raw::Text(std::str::from_utf8(self.record.cell(i)).unwrap_or_default()),
            None => Raw::Unknown,
        }
    }

    pub fn place(&self) -> Place {
        Place::Line(self.line)
    }

    /// The row as it would stand in a CSV file.
    pub fn whole(&self) -> String {
        let cells =
            (0..self.record.ends.len()).map(|i| String::from_utf8_lossy(self.record.cell(i)));
        cells
            .map(|c| quoted(c, self.delimiter))
            .collect::<Vec<_>>()
            .join(&self.delimiter().to_string())
    }

    pub fn delimiter(&self) -> char {
        self.delimiter as char
    }

    fn record(&mut self) -> Result<End, DataError> {
        self.record.clear();
        self.line = self.next_line;
        match self.read() {
            Ok(end) => Ok(end),
            Err(error) => Err(broken(&self.name, self.compressed, &error)),
        }
    }

    fn read(&mut self) -> std::io::Result<End> {
        let mut state = State::CellStart;
        let mut opened = self.line;
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(self.at_file_end(&state, opened));
            }
            let mut used = 0;
            let mut over = false;
            while used < buffer.len() && !over {
                let rest = &buffer[used..];
                used += match state {
                    State::Quoted => {
                        let run = rest.iter().position(|&b| b == b'"').unwrap_or(rest.len());
                        self.next_line += lines(&rest[..run]);
                        self.record.bytes.extend_from_slice(&rest[..run]);
                        if run < rest.len() {
                            state = State::AfterQuote;
                        }
                        (run + 1).min(rest.len())
                    }
                    State::Plain | State::Stray => {
                        let delimiter = self.delimiter;
                        let stop = |&b: &u8| b == b'\n' || b == delimiter;
                        let run = rest.iter().position(stop).unwrap_or(rest.len());
                        self.record.bytes.extend_from_slice(&rest[..run]);
                        if run < rest.len() {
                            over = end_cell(&mut self.record, &mut state, rest[run]);
                        }
                        (run + 1).min(rest.len())
                    }
                    State::CellStart | State::AfterQuote => {
                        over = step(&mut self.record, &mut state, rest[0], self.delimiter);
                        if state == State::Quoted {
                            opened = self.next_line;
                        }
                        // A byte that begins a plain cell is looked at again as part of it.
                        usize::from(state != State::Plain)
                    }
                };
                if self.record.bytes.len() > ROW_LIMIT {
                    self.input.consume(used);
                    return Ok(too_long(&state, opened));
                }
            }
            self.input.consume(used);
            if over {
                self.next_line += 1;
                return Ok(self.row(state, opened));
            }
        }
    }

    fn row(&self, state: State, opened: u64) -> End {
        match state {
            State::Stray => End::Fault(stray(opened)),
            _ if self.record.ends.len() == 1 && self.record.bytes.is_empty() => End::Blank,
            _ => End::Row,
        }
    }

    fn at_file_end(&mut self, state: &State, opened: u64) -> End {
        match state {
            State::Quoted => {
                self.record.ends.push(self.record.bytes.len());
                End::Fatal(never_closed(opened))
            }
            State::CellStart if self.record.ends.is_empty() => End::File,
            State::Stray => End::Fault(stray(opened)),
            _ => {
                strip_return(&mut self.record, state);
                self.record.ends.push(self.record.bytes.len());
                if self.record.ends.len() == 1 && self.record.bytes.is_empty() {
                    End::File
                } else {
                    End::Row
                }
            }
        }
    }
}

/// One byte at the start of a cell or behind a quote. Is the row over?
fn step(record: &mut Record, state: &mut State, byte: u8, delimiter: u8) -> bool {
    match (&state, byte) {
        (State::CellStart, b'"') => *state = State::Quoted,
        (State::AfterQuote, b'"') => {
            record.bytes.push(b'"');
            *state = State::Quoted;
        }
        (_, b'\n') => return end_cell(record, state, byte),
        (_, b) if b == delimiter => return end_cell(record, state, byte),
        (State::AfterQuote, b'\r') => {}
        (State::AfterQuote, _) => {
            record.bytes.push(byte);
            *state = State::Stray;
        }
        _ => *state = State::Plain,
    }
    false
}

/// Closes a cell at a separator or a line end. Is the row over?
fn end_cell(record: &mut Record, state: &mut State, byte: u8) -> bool {
    if byte == b'\n' {
        strip_return(record, state);
    }
    record.ends.push(record.bytes.len());
    if *state != State::Stray {
        *state = State::CellStart;
    }
    byte == b'\n'
}

/// The return of CRLF, where it was read as part of a plain cell.
fn strip_return(record: &mut Record, state: &State) {
    let start = record.ends.last().copied().unwrap_or(0);
    if *state == State::Plain && record.bytes.len() > start && record.bytes.last() == Some(&b'\r') {
        record.bytes.pop();
    }
}

fn lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&b| b == b'\n').count() as u64
}

fn counted(cells: usize) -> String {
    if cells == 1 { "1 cell".into() } else { format!("{cells} cells") }
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

fn too_long(state: &State, opened: u64) -> End {
    End::Fatal(match state {
        State::Quoted => never_closed(opened),
        _ => Fault::row(TOO_LARGE, "this row is longer than 16 MiB"),
    })
}

fn not_utf8(value: &str) -> Fault {
    let fault = match value {
        "" => Fault::row(NOT_UTF8, "this line is not UTF-8"),
        value => Fault::new(NOT_UTF8, value, "is not UTF-8"),
    };
    fault.help("save the file again as `CSV UTF-8`")
}

fn quoted(cell: Cow<str>, delimiter: u8) -> String {
    let plain = |c: char| c != '"' && c != '\n' && c != '\r' && c != delimiter as char;
    if cell.chars().all(plain) { cell.into() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}

/// The first line that is not blank, on to a line end outside quotes; and its number.
fn read_header(reader: &mut Box<dyn BufRead + Send>) -> std::io::Result<(Vec<u8>, u64)> {
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
