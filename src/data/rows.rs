//! Rows of any format through one door: open, choose columns, step from row to row, look at cells.

use std::sync::Arc;

use crate::diagnostic::codes::data::DOUBLED_COLUMN;

use super::csv::CsvRows;
use super::error::{DataError, Fault, Place};
use super::format::{self, Format, Meter};
use super::jsonl::JsonRows;
use super::parquet::ParquetRows;
use super::raw::Raw;

/// What comes next in a file.
pub enum Step {
    Row,
    /// A row that cannot be taken apart, and the column at fault where it is known.
    Bad(Option<String>, Fault),
    End,
}

pub struct Rows {
    pub name: Arc<str>,
    pub meter: Meter,
    kind: Kind,
}

enum Kind {
    Csv(CsvRows),
    Json(JsonRows),
    Parquet(ParquetRows),
}

impl Rows {
    pub fn open(path: &str, format: Option<Format>) -> Result<Rows, DataError> {
        let input = format::open(path, format)?;
        let (name, meter) = (input.name.clone(), input.meter.clone());
        let kind = match input.format {
            Format::Csv => Kind::Csv(CsvRows::open(input)?),
            Format::JsonLines => Kind::Json(JsonRows::open(input)?),
            Format::Parquet => Kind::Parquet(ParquetRows::open(input)?),
        };
        Ok(Rows { name, meter, kind })
    }

    /// The names of the columns; of JSON Lines, the keys of the first object.
    pub fn columns(&self) -> &[String] {
        match &self.kind {
            Kind::Csv(rows) => rows.columns(),
            Kind::Json(rows) => rows.columns(),
            Kind::Parquet(rows) => rows.columns(),
        }
    }

    /// All columns; of JSON Lines, every key of every line: the rest of the file is read for it.
    pub fn every_key(self) -> Result<Vec<String>, DataError> {
        match self.kind {
            Kind::Json(rows) => rows.every_key(),
            _ => Ok(self.columns().to_vec()),
        }
    }

    /// Are [`Rows::columns`] all that there are? JSON Lines may have other keys on every line.
    pub fn columns_are_fixed(&self) -> bool {
        !matches!(self.kind, Kind::Json(_))
    }

    /// Is a cell text in a file that has types of its own? In CSV everything is text, and that says nothing.
    pub fn is_text(&self, selected: usize) -> bool {
        !matches!(self.kind, Kind::Csv(_)) && matches!(self.cell(selected), Raw::Text(_))
    }

    /// Chooses the columns that [`Rows::cell`] gives, in this order; one that the file does not have is unknown throughout.
    pub fn select(&mut self, names: &[Option<String>]) -> Result<(), DataError> {
        self.refuse_doubled(names)?;
        let position = |name: &Option<String>| {
            name.as_ref().and_then(|n| self.columns().iter().position(|c| c == n))
        };
        let positions = names.iter().map(position).collect();
        match &mut self.kind {
            Kind::Csv(rows) => rows.select(positions),
            Kind::Json(rows) => rows.select(names),
            Kind::Parquet(rows) => rows.select(positions)?,
        }
        Ok(())
    }

    fn refuse_doubled(&self, names: &[Option<String>]) -> Result<(), DataError> {
        let columns = self.columns();
        let twice = |name: &&String| columns.iter().filter(|c| c == name).count() > 1;
        match names.iter().flatten().find(twice) {
            Some(name) => Err(DataError::new(
                DOUBLED_COLUMN,
                self.name.clone(),
                format!("two columns are named `{name}`"),
            )
            .help("rename or remove one of them")),
            None => Ok(()),
        }
    }

    pub fn step(&mut self) -> Result<Step, DataError> {
        match &mut self.kind {
            Kind::Csv(rows) => rows.next(),
            Kind::Json(rows) => rows.next(),
            Kind::Parquet(rows) => rows.next(&self.meter),
        }
    }

    /// A cell of the current row, by position in the selection.
    pub fn cell(&self, selected: usize) -> Raw<'_> {
        match &self.kind {
            Kind::Csv(rows) => rows.cell(selected),
            Kind::Json(rows) => rows.cell(selected),
            Kind::Parquet(rows) => rows.cell(selected),
        }
    }

    /// Did the file have the selected column, as far as it has been read?
    pub fn seen(&self, selected: usize) -> bool {
        match &self.kind {
            Kind::Json(rows) => rows.seen(selected),
            _ => true,
        }
    }

    pub fn place(&self) -> Place {
        match &self.kind {
            Kind::Csv(rows) => rows.place(),
            Kind::Json(rows) => rows.place(),
            Kind::Parquet(rows) => rows.place(),
        }
    }

    /// The current row as its file has it, for the file of rejects; of Parquet, nothing.
    pub fn whole(&self) -> String {
        match &self.kind {
            Kind::Csv(rows) => rows.whole(),
            Kind::Json(rows) => rows.whole(),
            Kind::Parquet(_) => String::new(),
        }
    }
}
