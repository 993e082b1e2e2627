//! `# baremo: allow W0201 why`: warnings that a file asks not to be told.

use crate::check::Compiled;
use crate::diagnostic::Diagnostic;
use crate::source::Sources;

const WORDS: &str = "# baremo: allow ";

pub fn run(compiled: &mut Compiled) {
    let Compiled { diagnostics, sources, .. } = compiled;
    diagnostics.retain(|diagnostic| diagnostic.is_error() || !is_allowed(diagnostic, sources));
}

/// On its own line, or above it on lines that are comments.
fn is_allowed(diagnostic: &Diagnostic, sources: &Sources) -> bool {
    let span = diagnostic.span();
    let text = &sources.get(span.file).text;
    let start = text.get(..span.start as usize).and_then(|t| t.rfind('\n')).map_or(0, |at| at + 1);
    let own = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let above = text.get(..start).unwrap_or("").lines().rev();
    let mut lines =
        std::iter::once(own).chain(above.take_while(|line| line.trim_start().starts_with('#')));
    lines.any(|line| {
        let allowed = line.find(WORDS).and_then(|at| line.get(at + WORDS.len()..));
        allowed.is_some_and(|words| words.split_whitespace().next() == Some(diagnostic.code.0))
    })
}
