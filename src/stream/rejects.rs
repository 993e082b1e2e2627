//! Lines that cannot be taken, with the reason and where they stand.

use serde::Serialize;

use crate::data::BadValue;
use crate::data::Fault;
use crate::data::Place;
use crate::diagnostic::codes::live::LATE;

/// What is wrong with a line, with the column at fault.
pub type Faults = Vec<(Option<String>, Fault)>;

/// One line of the input that is not taken.
pub struct Reject {
    pub line: u64,
    /// Bytes of the input up to the end of the line.
    pub offset: u64,
    faults: Faults,
    whole: String,
}

/// As the file of rejects has it.
#[derive(Serialize)]
struct Entry<'a> {
    line: u64,
    offset: u64,
    column: Option<&'a str>,
    value: Option<&'a str>,
    reason: &'a str,
    code: String,
    row: &'a str,
}

impl Reject {
    pub fn new(line: u64, offset: u64, faults: Faults, whole: &[u8]) -> Reject {
        let whole = String::from_utf8_lossy(whole.trim_ascii()).into_owned();
        Reject { line, offset, faults, whole }
    }

    /// It came too late, which happens to the best of lines.
    pub fn is_late(&self) -> bool {
        self.faults.iter().all(|(_, fault)| fault.code == LATE)
    }

    /// An object a fault.
    pub fn to_line(&self) -> Vec<u8> {
        let mut lines = Vec::new();
        for (column, fault) in &self.faults {
            let entry = Entry {
                line: self.line,
                offset: self.offset,
                column: column.as_deref(),
                value: fault.value.as_deref(),
                reason: &fault.reason,
                code: fault.code.to_string(),
                row: &self.whole,
            };
            // A struct of texts and numbers always has a form in JSON.
            if serde_json::to_writer(&mut lines, &entry).is_ok() {
                lines.push(b'\n');
            }
        }
        lines
    }

    pub fn bad_values(&self) -> Box<[BadValue]> {
        let bad = |(column, fault): &(Option<String>, Fault)| BadValue {
            file: "standard input".into(),
            place: Place::Line(self.line),
            column: column.clone(),
            fault: fault.clone(),
        };
        self.faults.iter().map(bad).collect()
    }
}
