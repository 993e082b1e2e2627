//! Diagnostics for people and for machines: `human` draws them, `plain` is a line each, `json` an object each.
//!
//! Every form is a function of the diagnostic and the sources alone: width, colour and characters are given, never asked of a terminal.

#[cfg(feature = "cli")]
mod excerpt;
#[cfg(feature = "cli")]
pub mod human;
pub mod json;
pub mod plain;
mod safe;

#[cfg(test)]
mod tests;

use crate::diagnostic::Diagnostic;
#[cfg(feature = "cli")]
use crate::diagnostic::Fix;
#[cfg(feature = "cli")]
use crate::source::Sources;

/// A cure in words: "write `=` instead of `==`".
///
/// What a single replacement takes away is said too, where the title names only what is written.
#[cfg(feature = "cli")]
fn cure(fix: &Fix, sources: &Sources) -> String {
    let [edit] = fix.edits.as_slice() else { return fix.title.clone() };
    let old = sources.text(edit.span);
    if old.is_empty() || old.contains('\n') || fix.title != format!("write `{}`", edit.text) {
        return fix.title.clone();
    }
    format!("{} instead of `{old}`", fix.title)
}

/// All that helps, a line each: the help, then the cures that say something else.
#[cfg(feature = "cli")]
fn advice(diagnostic: &Diagnostic, sources: &Sources) -> Vec<String> {
    let mut lines: Vec<String> = diagnostic.help.iter().cloned().collect();
    for fix in &diagnostic.fixes {
        let words = cure(fix, sources);
        if !lines.iter().any(|l| l.contains(&fix.title)) {
            lines.push(words);
        }
    }
    lines
}

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
