//! Bad values and rows: what becomes of them, the first twenty, the count of all, the file of rejects.

use crate::diagnostic::codes::data::BAD_ROWS;

use super::error::{BadValue, DataError};
use super::whole::{WholeFile, cannot_write};

/// What becomes of bad data: `--bad-rows`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BadRows {
    /// Everything is read for the count, and nothing is scored.
    #[default]
    Fail,
    /// The rows are left out.
    Skip,
    /// The values are taken as unknown; rows that name no lead, event or time are left out.
    Unknown,
}

impl BadRows {
    /// By the word of `--bad-rows`.
    pub fn named(name: &str) -> Option<BadRows> {
        match name {
            "fail" => Some(BadRows::Fail),
            "skip" => Some(BadRows::Skip),
            "unknown" => Some(BadRows::Unknown),
            _ => None,
        }
    }
}

/// How many bad values are shown.
const SHOWN: usize = 20;

/// What is bad so far.
pub struct Bad {
    pub policy: BadRows,
    /// The first twenty values.
    pub first: Vec<BadValue>,
    pub values: u64,
    pub rows: u64,
    /// Of the values, how many were taken as unknown.
    pub taken_as_unknown: u64,
    rejects: Option<Rejects>,
}

struct Rejects {
    path: String,
    file: ::csv::Writer<WholeFile>,
}

impl Bad {
    /// With the path of the file of rejects, if one is wanted.
    pub fn new(policy: BadRows, rejects: Option<&str>) -> Result<Bad, DataError> {
        let rejects = rejects.map(Rejects::create).transpose()?;
        Ok(Bad { policy, first: Vec::new(), values: 0, rows: 0, taken_as_unknown: 0, rejects })
    }

    /// Notes one fault; `whole` is the row as its file has it.
    pub fn note(&mut self, bad: BadValue, whole: &str) -> Result<(), DataError> {
        self.values += 1;
        if let Some(rejects) = &mut self.rejects {
            rejects.write(&bad, whole)?;
        }
        if self.first.len() < SHOWN {
            self.first.push(bad);
        }
        Ok(())
    }

    /// A row that is left out without a fault of its own to note, such as the first of two with one id.
    pub fn also(&mut self, bad: &BadValue) -> Result<(), DataError> {
        self.rows += 1;
        match &mut self.rejects {
            Some(rejects) => rejects.write(bad, ""),
            None => Ok(()),
        }
    }

    /// Under `fail`, bad rows are an error with the first of them.
    pub fn verdict(&mut self) -> Result<(), DataError> {
        if let Some(rejects) = self.rejects.take() {
            rejects.finish()?;
        }
        if self.policy != BadRows::Fail || self.rows == 0 {
            return Ok(());
        }
        let file = self.first.first().map_or("data".into(), |b| b.file.clone());
        let rows =
            if self.rows == 1 { "1 bad row".into() } else { format!("{} bad rows", self.rows) };
        let shown = self.first.len();
        let sentence = match self.values > shown as u64 {
            true => format!(
                "the data has {rows}; these are the first {shown} of {} bad values",
                self.values
            ),
            false => format!("the data has {rows}"),
        };
        let mut error = DataError::new(BAD_ROWS, file, sentence).help(
            "correct them, or leave them out with `--bad-rows skip`, or take the values as unknown with `--bad-rows unknown`",
        );
        error.bad = self.first.clone().into();
        Err(error)
    }
}

impl Rejects {
    fn create(path: &str) -> Result<Rejects, DataError> {
        let mut file = ::csv::Writer::from_writer(WholeFile::create(path)?);
        let header = ["file", "line", "column", "value", "reason", "code", "row"];
        file.write_record(header).map_err(|e| cannot_write(path, &e.into()))?;
        Ok(Rejects { path: path.into(), file })
    }

    fn write(&mut self, bad: &BadValue, whole: &str) -> Result<(), DataError> {
        let line = bad.place.number().to_string();
        let column = bad.column.as_deref().unwrap_or_default();
        let value = bad.fault.value.as_deref().unwrap_or_default();
        let record = [&bad.file, &*line, column, value, &bad.fault.reason, bad.fault.code.0, whole];
        self.file.write_record(record).map_err(|e| cannot_write(&self.path, &e.into()))
    }

    fn finish(self) -> Result<(), DataError> {
        let error = |e: std::io::Error| cannot_write(&self.path, &e);
        self.file.into_inner().map_err(|e| error(e.into_error()))?.finish()
    }
}
