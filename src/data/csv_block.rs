//! Rows of CSV: where the cells of the chosen columns stand in a chunk of text.

use std::borrow::Cow;
use std::sync::Arc;

use crate::diagnostic::codes::data::CELL_COUNT;

use super::block::{Block, Broken, Kind};
use super::chunks::{self, Chunk};
use super::csv::{CsvParser, fatal, not_utf8};
use super::csv_row::{Cell, RowEnd, RowParser};
use super::error::Fault;

pub struct CsvBlock {
    text: String,
    /// Where the text is not what the file has.
    original: Option<Vec<u8>>,
    unquoted: String,
    delimiter: u8,
    /// The line on which the chunk begins.
    line: u64,
    /// Where each row begins: its byte, and its line counted from the chunk's.
    starts: Vec<(u32, u32)>,
    /// The chosen cells of one row after the other.
    cells: Vec<Cell>,
    width: usize,
    /// For each selected column, its position in a row.
    positions: Arc<[Option<usize>]>,
}

impl CsvBlock {
    pub fn column(&self, selected: usize) -> Option<usize> {
        self.positions[selected]
    }

    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.cells[row * self.width + column].text(&self.text, &self.unquoted)
    }

    pub fn line(&self, row: usize) -> u64 {
        self.line + u64::from(self.starts[row].1)
    }

    /// The row as it would stand in a CSV file.
    pub fn whole(&self, row: usize) -> String {
        let text = self.lossy(self.starts[row].0 as usize);
        let mut parser = RowParser::default();
        parser.read(&text, 0, self.delimiter, 1, true);
        let cell = |cell: &Cell| quoted(cell.text(&text, &parser.unquoted), self.delimiter);
        let cells: Vec<Cow<str>> = parser.cells.iter().map(cell).collect();
        cells.join(&char::from(self.delimiter).to_string())
    }

    /// The text from a byte on, with signs for what is not UTF-8.
    fn lossy(&self, from: usize) -> Cow<'_, str> {
        match &self.original {
            None => Cow::Borrowed(&self.text[from..]),
            Some(bytes) => String::from_utf8_lossy(&bytes[from..]),
        }
    }
}

pub fn parse(parser: &CsvParser, chunk: Chunk) -> Block {
    let (text, original) = chunks::text(chunk.bytes);
    let mut block = CsvBlock {
        text: String::new(),
        original,
        unquoted: String::new(),
        delimiter: parser.delimiter,
        line: chunk.line,
        starts: Vec::new(),
        cells: Vec::new(),
        width: parser.roots.len(),
        positions: parser.positions.clone(),
    };
    let (mut broken, mut end) = (Vec::new(), None);
    let mut rows = RowParser::default();
    let (mut at, mut line) = (0, chunk.line);
    while at < text.len() {
        let row = rows.read(&text, at, parser.delimiter, line, chunk.last);
        let fault = match row.kind {
            RowEnd::Blank => {
                (at, line) = (row.next, row.line);
                continue;
            }
            RowEnd::Fatal(fault) => {
                end = Some(fatal(&parser.name, fault, line));
                break;
            }
            RowEnd::Fault(fault) => Some((None, fault)),
            RowEnd::Row => {
                let original = block.original.as_ref().map(|bytes| &bytes[at..row.next]);
                judged(parser, &rows, &text, original)
            }
        };
        if let Some((column, fault)) = fault {
            broken.push(Broken { row: block.starts.len() as u32, column, fault });
            block.cells.resize(block.cells.len() + block.width, Cell::default());
        } else {
            block.cells.extend(parser.roots.iter().map(|&root| rows.cells[root]));
        }
        block.starts.push((at as u32, (line - chunk.line) as u32));
        (at, line) = (row.next, row.line);
    }
    (block.text, block.unquoted) = (text, rows.unquoted);
    Block { rows: block.starts.len() as u32, kind: Kind::Csv(block), broken, end }
}

/// A whole row: has it as many cells as the header, and are those in use UTF-8? Else the column at fault, and the fault.
fn judged(
    parser: &CsvParser,
    row: &RowParser,
    text: &str,
    original: Option<&[u8]>,
) -> Option<(Option<String>, Fault)> {
    let (cells, columns) = (row.cells.len(), parser.columns.len());
    if cells != columns {
        let reason = format!("this row has {} and the header {columns}", counted(cells));
        let fault = Fault::row(CELL_COUNT, reason)
            .help("put a cell that holds the separator between double quotes");
        return Some((None, fault));
    }
    let original = original.filter(|bytes| std::str::from_utf8(bytes).is_err())?;
    let lossy = String::from_utf8_lossy(original);
    let mut shown = RowParser::default();
    shown.read(&lossy, 0, parser.delimiter, 1, true);
    // In the text, question marks stand for what is not UTF-8.
    let marks = |text: &str| text.bytes().filter(|&b| b == b'?').count();
    let shown = |i: usize| shown.cells[i].text(&lossy, &shown.unquoted);
    let wrong = |i: &usize| marks(shown(*i)) != marks(row.cells[*i].text(text, &row.unquoted));
    let selected = parser.positions.iter().flatten().map(|&position| parser.roots[position]);
    let column = selected.into_iter().find(wrong)?;
    Some((Some(parser.columns[column].clone()), not_utf8(shown(column))))
}

fn counted(cells: usize) -> String {
    if cells == 1 { "1 cell".into() } else { format!("{cells} cells") }
}

fn quoted(cell: &str, delimiter: u8) -> Cow<'_, str> {
    let plain = |b: u8| b != b'"' && b != b'\n' && b != b'\r' && b != delimiter;
    match cell.bytes().all(plain) {
        true => Cow::Borrowed(cell),
        false => Cow::Owned(format!("\"{}\"", cell.replace('"', "\"\""))),
    }
}
