//! What can go wrong, as data: with the rules before any lead is seen, with a value before it is scored.

use std::error::Error;
use std::fmt;

use crate::diagnostic::near;
use crate::diagnostic::render::json::Report;

/// The rules have errors: every report about them, by place, warnings included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleErrors {
    reports: Vec<Report>,
}

impl RuleErrors {
    pub(super) fn new(reports: Vec<Report>) -> RuleErrors {
        RuleErrors { reports }
    }

    /// Code, sentence, places (file, line, column, bytes), help and cures as edits; they serialise as `baremo check --format json` writes them.
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }
}

/// A line a report: `rules.score:3:4: error[E0203]: message`, and behind it what helps.
impl fmt::Display for RuleErrors {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (i, report) in self.reports.iter().enumerate() {
            let Report { severity, code, place, .. } = report;
            let (file, line, column) = (&place.file, place.line, place.column);
            let end = if i == 0 { "" } else { "\n" };
            write!(f, "{end}{file}:{line}:{column}: {}[{code}]: ", severity.word())?;
            f.write_str(&report.words())?;
        }
        Ok(())
    }
}

impl Error for RuleErrors {}

/// A column that the rules do not have, or a value that a column cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputError {
    /// No rule reads such an attribute; `near` are names like it.
    UnknownAttribute { name: String, near: Vec<String> },
    /// No rule reads such a property.
    UnknownProperty { name: String, near: Vec<String> },
    /// No rule counts such an event: it may be left out.
    UnknownEvent { name: String, near: Vec<String> },
    /// A value of another type than the column's.
    WrongType { column: String, expected: &'static str, given: &'static str },
    /// NaN or infinite: the language has neither.
    NotFinite { column: String },
    /// A text outside the values that the rules declare for the column.
    NotOneOf { column: String, value: String, allowed: Vec<String> },
    /// Bytes that are no text: up to `valid` they are.
    NotUtf8 { column: String, valid: usize },
    /// A lead, an event or a column of a model with other columns.
    OtherModel,
    /// A moment that a live lead no longer tells: its frontier is behind it.
    BeforeFrontier,
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            InputError::UnknownAttribute { name, near } => {
                write!(f, "no rule reads an attribute `{name}`{}", meant(near))
            }
            InputError::UnknownProperty { name, near } => {
                write!(f, "no rule reads a property `{name}`{}", meant(near))
            }
            InputError::UnknownEvent { name, near } => {
                write!(f, "no rule counts an event `{name}`{}", meant(near))
            }
            InputError::WrongType { column, expected, given } => {
                write!(f, "`{column}` is {expected}, and the value is {given}")
            }
            InputError::NotFinite { column } => {
                write!(f, "`{column}` is a number, and the value is infinite or none")
            }
            InputError::NotOneOf { column, value, allowed } => {
                let allowed = near::one_of(allowed.iter().map(String::as_str));
                write!(f, "`{column}` cannot be `{value}`: the rules declare {allowed}")
            }
            InputError::NotUtf8 { column, valid } => {
                write!(f, "`{column}` is not UTF-8 from byte {valid} on")
            }
            InputError::BeforeFrontier => f.write_str(
                "the lead tells nothing of moments before its frontier: ask for a later one, or settle it later",
            ),
            InputError::OtherModel => f.write_str(
                "the lead, the event or the column was made for a model with other columns",
            ),
        }
    }
}

impl Error for InputError {}

fn meant(near: &[String]) -> String {
    match near {
        [] => String::new(),
        near => format!("; did you mean {}?", near::one_of(near.iter().map(String::as_str))),
    }
}

/// The engine that was asked for cannot run here: machine code where the system gives no executable memory, on another processor, or in a
/// build without the feature `jit`. [`Engine::Auto`](crate::Engine::Auto) always can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unavailable {
    pub(super) reason: String,
}

impl fmt::Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl Error for Unavailable {}
