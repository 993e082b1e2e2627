//! What is wrong with data, as data: a code, a place, the value, a plain sentence and the way out.

use std::fmt;
use std::sync::Arc;

use crate::diagnostic::Code;

/// Where in a file, as the reader finds it in an editor: lines from one, or rows from one where a file has no lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Line(u64),
    /// A row of a Parquet file.
    Row(u64),
}

impl Place {
    pub fn number(self) -> u64 {
        match self {
            Place::Line(n) | Place::Row(n) => n,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Place::Line(n) => write!(f, "line {n}"),
            Place::Row(n) => write!(f, "row {n}"),
        }
    }
}

/// Data that cannot be read or written, or that has bad rows under `fail`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataError {
    pub code: Code,
    /// As the user named it; `standard input` for `-`.
    pub file: Arc<str>,
    pub place: Option<Place>,
    pub column: Option<Box<str>>,
    /// One plain sentence in lower case, without a full stop.
    pub sentence: Box<str>,
    pub help: Option<Box<str>>,
    /// The first bad values, where the fault is bad rows.
    pub bad: Box<[BadValue]>,
}

impl DataError {
    pub fn new(code: Code, file: impl Into<Arc<str>>, sentence: impl Into<Box<str>>) -> DataError {
        DataError {
            code,
            file: file.into(),
            place: None,
            column: None,
            sentence: sentence.into(),
            help: None,
            bad: Box::default(),
        }
    }

    pub fn at(mut self, place: Place) -> DataError {
        self.place = Some(place);
        self
    }

    pub fn help(mut self, help: impl Into<Box<str>>) -> DataError {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "error[{}]: {}: ", self.code, self.file)?;
        if let Some(place) = self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.sentence)?;
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        self.bad.iter().try_for_each(|bad| write!(f, "\n{bad}"))
    }
}

impl std::error::Error for DataError {}

/// A fault in one value or one row, before it is known where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub code: Code,
    /// The value as it stands in the data, shortened.
    pub value: Option<String>,
    /// Why it cannot be taken: `is not a number`.
    pub reason: String,
    pub help: Option<String>,
}

/// The longest value that is shown, in characters.
const SHOWN: usize = 60;

impl Fault {
    pub fn new(code: Code, value: &str, reason: impl Into<String>) -> Fault {
        Fault { code, value: Some(shorten(value)), reason: reason.into(), help: None }
    }

    /// A fault of a whole row.
    pub fn row(code: Code, reason: impl Into<String>) -> Fault {
        Fault { code, value: None, reason: reason.into(), help: None }
    }

    pub fn help(mut self, help: impl Into<String>) -> Fault {
        self.help = Some(help.into());
        self
    }
}

fn shorten(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        None => value.into(),
        Some((end, _)) => format!("{}…", &value[..end]),
    }
}

/// A bad value or row with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadValue {
    pub file: Arc<str>,
    pub place: Place,
    /// Nothing where the whole row is at fault.
    pub column: Option<String>,
    pub fault: Fault,
}

impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "  {}: {}: ", self.file, self.place)?;
        if let Some(column) = &self.column {
            write!(f, "`{column}`: ")?;
        }
        if let Some(value) = &self.fault.value {
            write!(f, "`{value}` ")?;
        }
        write!(f, "{} [{}]", self.fault.reason, self.fault.code)?;
        match &self.fault.help {
            Some(help) => write!(f, "\n    help: {help}"),
            None => Ok(()),
        }
    }
}
