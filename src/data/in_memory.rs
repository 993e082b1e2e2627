//! Columns that are in memory already, a slice of their rows at a time; only the columns that are chosen are looked at.

use arrow_array::RecordBatch;

use super::block::{Block, Kind};
use super::columns;
use super::parquet::ParquetBlock;
use super::parquet_cells::Cells;

/// The most rows of a slice: what a thread works on at once.
const ROWS: usize = 1 << 16;

/// Where the next rows are.
pub struct ColumnsSource {
    rows: usize,
    given: usize,
}

/// Some of the rows.
pub struct Slice {
    start: usize,
    rows: usize,
}

/// Takes slices; several at the same time.
pub struct ColumnsParser {
    batch: RecordBatch,
    pub columns: Vec<String>,
    /// The chosen columns, ascending.
    roots: Vec<usize>,
    /// For each selected column, its position in `roots`.
    positions: Vec<Option<usize>>,
}

pub fn open(batch: &RecordBatch) -> (ColumnsSource, ColumnsParser) {
    let columns = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
    let (roots, positions) = (Vec::new(), Vec::new());
    let parser = ColumnsParser { batch: batch.clone(), columns, roots, positions };
    (ColumnsSource { rows: batch.num_rows(), given: 0 }, parser)
}

impl ColumnsSource {
    pub fn next(&mut self) -> Option<Slice> {
        let (start, rows) = (self.given, (self.rows - self.given).min(ROWS));
        self.given += rows;
        (rows > 0).then_some(Slice { start, rows })
    }
}

impl ColumnsParser {
    /// Chooses the columns, by position.
    pub fn select(&mut self, columns: Vec<Option<usize>>) {
        (self.roots, self.positions) = columns::chosen(&columns);
    }

    pub fn parse(&self, slice: Slice) -> Block {
        let Slice { start, rows } = slice;
        let cells =
            self.roots.iter().map(|root| Cells::of(&self.batch.column(*root).slice(start, rows)));
        let kind = Kind::Parquet(ParquetBlock {
            cells: cells.collect(),
            positions: self.positions.clone(),
            before: start as u64,
        });
        Block { kind, rows: rows as u32, broken: Vec::new(), end: None }
    }
}
