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

/// What a replacement takes away is not repeated where it is longer than this.
#[cfg(feature = "cli")]
const SHORT: usize = 40;

/// A cure in words: "write `=` instead of `==`".
///
/// What a single replacement takes away is said too, where the title names only what is written.
#[cfg(feature = "cli")]
fn cure(fix: &Fix, sources: &Sources) -> String {
    let [edit] = fix.edits.as_slice() else { return fix.title.clone() };
    let old = sources.text(edit.span);
    let shown = !old.is_empty() && old.len() <= SHORT && !old.contains('\n');
    match shown && fix.title == format!("write `{}`", edit.text) {
        true => format!("{} instead of `{old}`", fix.title),
        false => fix.title.clone(),
    }
}

/// All that helps, a line each: the help, then the cures that have not been said yet.
#[cfg(feature = "cli")]
fn advice(diagnostic: &Diagnostic, sources: &Sources) -> Vec<String> {
    let mut lines: Vec<String> = diagnostic.help.iter().cloned().collect();
    for fix in &diagnostic.fixes {
        let alone = diagnostic.fixes.len() == 1;
        let said = alone && diagnostic.message.ends_with(&fix.title)
            || diagnostic.help.iter().any(|help| is_said(fix, help));
        if !said {
            lines.push(cure(fix, sources));
        }
    }
    lines
}

/// The help names the cure, or shows the text that it writes.
#[cfg(feature = "cli")]
fn is_said(fix: &Fix, help: &str) -> bool {
    let shows = |text: &str| !text.is_empty() && help.contains(&format!("`{text}`"));
    help.contains(&fix.title) || matches!(fix.edits.as_slice(), [edit] if shows(&edit.text))
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
