//! The checker: fixes that cure, many mistakes at once, slips that read well, files that belong together.

mod files;
mod fixes;
mod limits;
mod once;
mod robust;
mod slips;
mod ten;

use baremo::check::{Compiled, NoFiles, Settings, compile};
use baremo::diagnostic::Fix;

/// Checks one text that stands alone.
fn checked(text: &str) -> Compiled {
    compile(&[("a.score".into(), text.into())], &NoFiles, &Settings::default())
}

/// The line and code of each report, down the file.
fn places(compiled: &Compiled) -> Vec<(u32, &'static str)> {
    let place = |d: &baremo::diagnostic::Diagnostic| {
        let source = compiled.sources.get(d.span().file);
        (source.position(d.span().start).line, d.code.0)
    };
    compiled.diagnostics.iter().map(place).collect()
}

/// A text with the edits of one fix.
fn applied(text: &str, fix: &Fix) -> String {
    let mut out = text.to_owned();
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|e| std::cmp::Reverse(e.span.start));
    for edit in edits {
        out.replace_range(edit.span.range(), &edit.text);
    }
    out
}
