//! A block: some rows of a file, taken apart but not yet judged, whatever the format; its cells by column or by row.

use arrow_array::Array;

use super::csv_block::CsvBlock;
use super::error::{DataError, Fault, Place};
use super::jsonl_block::JsonBlock;
use super::parquet::ParquetBlock;
use super::parquet_cells::Cells;
use super::raw::Raw;

pub struct Block {
    pub kind: Kind,
    /// All rows, those included that could not be taken apart.
    pub rows: u32,
    /// Rows that could not be taken apart, ascending.
    pub broken: Vec<Broken>,
    /// Nothing behind these rows can be read.
    pub end: Option<DataError>,
}

pub enum Kind {
    Csv(CsvBlock),
    Json(JsonBlock),
    Parquet(ParquetBlock),
}

/// A row that could not be taken apart, and the column at fault where it is known.
pub struct Broken {
    pub row: u32,
    pub column: Option<String>,
    pub fault: Fault,
}

/// One selected column of a block.
#[derive(Clone, Copy)]
pub enum View<'a> {
    /// The file does not have it.
    Absent,
    Csv(&'a CsvBlock, usize),
    Json(&'a JsonBlock, usize),
    Parquet(&'a Cells),
}

impl Block {
    /// The rows that could be taken apart.
    pub fn sound(&self) -> Vec<u32> {
        let mut broken = self.broken.iter().map(|b| b.row).peekable();
        (0..self.rows).filter(|row| broken.next_if_eq(row).is_none()).collect()
    }

    /// A column by its position in the selection.
    pub fn column(&self, selected: usize) -> View<'_> {
        match &self.kind {
            Kind::Csv(block) => block.column(selected).map(|c| View::Csv(block, c)),
            Kind::Json(block) => block.column(selected).map(|c| View::Json(block, c)),
            Kind::Parquet(block) => block.column(selected).map(View::Parquet),
        }
        .unwrap_or(View::Absent)
    }

    pub fn place(&self, row: u32) -> Place {
        match &self.kind {
            Kind::Csv(block) => Place::Line(block.line(row as usize)),
            Kind::Json(block) => Place::Line(block.line(row as usize)),
            Kind::Parquet(block) => Place::Row(block.before + u64::from(row) + 1),
        }
    }

    /// A row as its file has it, for the file of rejects; of Parquet, nothing.
    pub fn whole(&self, row: u32) -> String {
        match &self.kind {
            Kind::Csv(block) => block.whole(row as usize),
            Kind::Json(block) => block.whole(row as usize),
            Kind::Parquet(_) => String::new(),
        }
    }
}

impl<'a> View<'a> {
    pub fn get(self, row: usize) -> Raw<'a> {
        match self {
            View::Absent => Raw::Unknown,
            View::Csv(block, column) => Raw::Text(block.cell(row, column)),
            View::Json(block, column) => block.cell(row, column),
            View::Parquet(cells) => cells.get(row),
        }
    }

    /// All cells, where the file says that they are whole numbers and every one is known.
    pub fn whole_numbers(self) -> Option<&'a [i64]> {
        match self {
            View::Parquet(Cells::Int(column)) if column.null_count() == 0 => Some(column.values()),
            _ => None,
        }
    }

    /// All cells, where the file says that they are moments and every one is known.
    pub fn instants(self) -> Option<&'a [i64]> {
        match self {
            View::Parquet(Cells::Instant(column)) if column.null_count() == 0 => {
                Some(column.values())
            }
            _ => None,
        }
    }

    /// Is a cell text in a file that has types of its own? In CSV everything is text, and that says nothing.
    pub fn is_text(self, row: usize) -> bool {
        !matches!(self, View::Csv(_, _)) && matches!(self.get(row), Raw::Text(_))
    }

    /// Has the file a dictionary of its texts?
    pub fn is_coded(self) -> bool {
        matches!(self, View::Parquet(Cells::Dictionary(_, _)))
    }

    /// The code of each row's text, as `judge` gives it; where the file has a dictionary, it is asked once a distinct value.
    pub fn coded(
        self,
        rows: &[u32],
        mut judge: impl FnMut(&Raw) -> Result<u32, Fault>,
        mut tell: impl FnMut(u32, Result<u32, Fault>),
    ) {
        let View::Parquet(Cells::Dictionary(keys, values)) = self else {
            rows.iter().for_each(|&row| tell(row, judge(&self.get(row as usize))));
            return;
        };
        let mut codes: Vec<Option<u32>> = vec![None; values.len()];
        for &row in rows {
            let key = keys.get(row as usize);
            if let Some(code) = key.and_then(|key| codes[key]) {
                tell(row, Ok(code));
                continue;
            }
            let code = judge(&self.get(row as usize));
            if let (Some(key), Ok(code)) = (key, &code) {
                codes[key] = Some(*code);
            }
            tell(row, code);
        }
    }
}
