//! A change of stage, as a line of the output.

use serde::Serialize;
use serde::Serializer;

use crate::types::Points;

/// One lead's stage is another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Numbered from one: the same change has the same number whenever the input is replayed.
    pub seq: u64,
    pub lead: String,
    /// Nothing where there was none.
    pub from: Option<String>,
    pub to: Option<String>,
    pub action: Option<String>,
    /// RFC 3339 in UTC.
    pub at: String,
    /// The headline score.
    #[serde(serialize_with = "decimal")]
    pub score: Points,
    /// The rule whose points moved most, or the line of the stage where none did.
    pub line: Option<String>,
    /// What came: the name of an event, `attributes`, `time`, or `model` where the rules are others.
    pub cause: String,
}

fn decimal<S: Serializer>(points: &Points, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(points.to_f64())
}

impl Change {
    pub fn write(&self, into: &mut Vec<u8>) {
        // A struct of texts and numbers always has a form in JSON.
        if serde_json::to_writer(&mut *into, self).is_ok() {
            into.push(b'\n');
        }
    }
}
