//! Diagnostics for people and for machines: `human` draws them, `plain` and `github` are a line each, `json` an object each; `sarif`, `gitlab` and
//! `junit` are one document of all.
//!
//! Every form is a function of the diagnostic and the sources alone: width, colour and characters are given, never asked of a terminal.

#[cfg(feature = "cli")]
mod advice;
#[cfg(feature = "cli")]
mod excerpt;
#[cfg(feature = "cli")]
pub mod human;
pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod plain;
mod safe;
pub mod sarif;
pub mod xml;

#[cfg(test)]
mod tests;

use crate::diagnostic::Diagnostic;

/// "2 errors, 1 warning"; nothing where there are none.
pub fn tally(diagnostics: &[Diagnostic]) -> Option<String> {
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    let counts = [(errors, "error"), (diagnostics.len() - errors, "warning")];
    let parts: Vec<String> = counts
        .into_iter()
        .filter(|&(n, _)| n > 0)
        .map(|(n, what)| format!("{n} {what}{}", if n == 1 { "" } else { "s" }))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
