//! Diagnostics as JSON: one object each, whose fields are never renamed and never change their meaning.
//!
//! Lines and columns count from one, columns in Unicode characters; `start` and `end` are bytes of the file from zero. Ends are excluded.

use serde::Serialize;

use crate::diagnostic::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::Severity;
use crate::source::Sources;
use crate::source::Span;

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// As the user named it.
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    pub start: u32,
    pub end: u32,
}

/// What `check --format json` prints of one diagnostic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub code: Code,
    /// `error` or `warning`
    pub severity: Severity,
    pub message: String,
    #[serde(flatten)]
    pub place: Place,
    /// The first is the diagnostic's own place; its text may be empty.
    pub labels: Vec<Note>,
    pub help: Option<String>,
    /// A lead that shows it, and what is seen of it.
    pub witness: Option<String>,
    pub fixes: Vec<Cure>,
}

impl Report {
    /// The message, and on lines of their own the help and the example.
    pub fn words(&self) -> String {
        let line = |word: &str, text: &Option<String>| {
            text.as_ref().map_or_else(String::new, |text| format!("\n{word}: {text}"))
        };
        let (help, example) = (line("help", &self.help), line("example", &self.witness));
        format!("{}{help}{example}", self.message)
    }
}

/// A place and a few words about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    #[serde(flatten)]
    pub place: Place,
    pub text: String,
}

/// Edits that belong together; two cures of one diagnostic are two readings, of which at most one may be applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cure {
    pub title: String,
    /// Each a place and the text that replaces it.
    pub edits: Vec<Note>,
}

/// The object of one diagnostic.
pub fn report(diagnostic: &Diagnostic, sources: &Sources) -> Report {
    let note =
        |span: Span, text: &str| Note { place: place(span, sources), text: text.to_string() };
    Report {
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: diagnostic.message.clone(),
        place: place(diagnostic.span(), sources),
        labels: diagnostic.labels.iter().map(|l| note(l.span, &l.text)).collect(),
        help: diagnostic.help.clone(),
        witness: diagnostic.witness.clone(),
        fixes: diagnostic
            .fixes
            .iter()
            .map(|fix| Cure {
                title: fix.title.clone(),
                edits: fix.edits.iter().map(|e| note(e.span, &e.text)).collect(),
            })
            .collect(),
    }
}

/// One line of JSON, without a line end.
pub fn render(diagnostic: &Diagnostic, sources: &Sources) -> String {
    // Strings and numbers alone: there is nothing in a report that JSON could not hold.
    serde_json::to_string(&report(diagnostic, sources)).unwrap_or_default()
}

fn place(span: Span, sources: &Sources) -> Place {
    let source = sources.get(span.file);
    let (from, to) = (source.position(span.start), source.position(span.end));
    Place {
        file: source.name.to_string(),
        line: from.line,
        column: from.column,
        end_line: to.line,
        end_column: to.column,
        start: span.start,
        end: span.end,
    }
}
