//! Where the grammar stopped: known mistakes first, else what would be valid there.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::source::FileId;
use crate::syntax::cut::Statement;
use crate::syntax::errors::expected;
use crate::syntax::line::Line;
use crate::syntax::pairs::{R, Stop};

/// The statement that could not be read.
pub struct Place<'a> {
    pub file: FileId,
    pub source: &'a str,
    pub line: &'a Line,
    pub statement: &'a Statement,
    pub rule: R,
}

pub fn stopped(place: &Place<'_>, stop: &Stop) -> Diagnostic {
    let span = place.line.span(stop.at, place.line.text.len());
    Diagnostic::error(
        text::UNEXPECTED,
        span,
        format!("expected {}", expected::words(&stop.expected).join(", ")),
    )
}
