//! Parquet, a row at a time over decoded batches; only the columns that are chosen are decoded.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::sync::Arc;

use arrow_array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::diagnostic::codes::data::BROKEN_PARQUET;

use super::error::{DataError, Place};
use super::format::{Input, Meter, broken, cannot_read};
use super::parquet_cells::Cells;
use super::raw::Raw;
use super::rows::Step;

const BATCH: usize = 8192;

pub struct ParquetRows {
    name: Arc<str>,
    file: File,
    columns: Vec<String>,
    /// Rows in the file, as its footer says.
    total: u64,
    reader: Option<ParquetRecordBatchReader>,
    /// For each selected column, its position in a batch.
    positions: Vec<Option<usize>>,
    cells: Vec<Cells>,
    batch_rows: usize,
    /// The current row of the batch.
    row: usize,
    /// Rows before this batch.
    before: u64,
}

impl ParquetRows {
    pub fn open(input: Input) -> Result<ParquetRows, DataError> {
        let name = input.name.clone();
        let file = seekable(input)?;
        let clone = file.try_clone().map_err(|e| cannot_read(&name, &e))?;
        let builder =
            ParquetRecordBatchReaderBuilder::try_new(clone).map_err(|e| damaged(&name, e))?;
        let columns = builder.schema().fields().iter().map(|f| f.name().clone()).collect();
        let total = builder.metadata().file_metadata().num_rows().max(0) as u64;
        Ok(ParquetRows {
            name,
            file,
            columns,
            total,
            reader: None,
            positions: Vec::new(),
            cells: Vec::new(),
            batch_rows: 0,
            row: 0,
            before: 0,
        })
    }

    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Chooses the columns to decode, by position in the file.
    pub fn select(&mut self, columns: Vec<Option<usize>>) -> Result<(), DataError> {
        let mut roots: Vec<usize> = columns.iter().flatten().copied().collect();
        roots.sort_unstable();
        roots.dedup();
        self.positions =
            columns.iter().map(|c| roots.iter().position(|r| Some(*r) == *c)).collect();
        let file = self.file.try_clone().map_err(|e| cannot_read(&self.name, &e))?;
        let builder =
            ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| damaged(&self.name, e))?;
        let mask = ProjectionMask::roots(builder.parquet_schema(), roots);
        let reader = builder.with_projection(mask).with_batch_size(BATCH).build();
        self.reader = Some(reader.map_err(|e| damaged(&self.name, e))?);
        Ok(())
    }

    pub fn next(&mut self, meter: &Meter) -> Result<Step, DataError> {
        self.row += 1;
        while self.row >= self.batch_rows {
            let Some(reader) = self.reader.as_mut() else { return Ok(Step::End) };
            match reader.next() {
                None => return Ok(Step::End),
                Some(Err(error)) => return Err(damaged(&self.name, error)),
                Some(Ok(batch)) => self.take(&batch),
            }
            let share = self.before as f64 / self.total.max(1) as f64;
            meter.set((meter.total.unwrap_or(0) as f64 * share) as u64);
        }
        Ok(Step::Row)
    }

    fn take(&mut self, batch: &RecordBatch) {
        self.before += self.batch_rows as u64;
        self.batch_rows = batch.num_rows();
        self.row = 0;
        self.cells = batch.columns().iter().map(Cells::of).collect();
    }

    pub fn cell(&self, selected: usize) -> Raw<'_> {
        match self.positions.get(selected).copied().flatten() {
            Some(column) => self.cells[column].get(self.row),
            None => Raw::Unknown,
        }
    }

    pub fn place(&self) -> Place {
        Place::Row(self.before + self.row as u64 + 1)
    }
}

/// The file itself, or a copy without a name where it is a pipe or compressed as a whole.
fn seekable(mut input: Input) -> Result<File, DataError> {
    if let Some(path) = &input.seekable {
        return File::open(path).map_err(|e| cannot_read(&input.name, &e));
    }
    let copy = || {
        let mut file = tempfile::tempfile()?;
        std::io::copy(&mut input.reader, &mut file)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    };
    let copied: std::io::Result<File> = { copy }();
    copied.map_err(|e| broken(&input.name, input.compressed, &e))
}

fn damaged(name: &Arc<str>, _: impl std::fmt::Display) -> DataError {
    DataError::new(BROKEN_PARQUET, name.clone(), "this Parquet file is cut short or damaged")
        .help("make or fetch the file again")
}
