//! What helps, in words, each thing once.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::Fix;
use crate::source::Sources;

/// What a replacement takes away is not repeated where it is longer than this.
const SHORT: usize = 40;

/// A cure in words: "write `=` instead of `==`".
///
/// What a single replacement takes away is said too, where the title names only what is written.
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
pub fn advice(diagnostic: &Diagnostic, sources: &Sources) -> Vec<String> {
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
fn is_said(fix: &Fix, help: &str) -> bool {
    let shows = |text: &str| !text.is_empty() && help.contains(&format!("`{text}`"));
    help.contains(&fix.title) || matches!(fix.edits.as_slice(), [edit] if shows(&edit.text))
}
