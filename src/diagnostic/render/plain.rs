//! One line a diagnostic, for logs and `grep`: `b2b.score:3:4: error[E0203]: message`.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::safe;
use crate::source::Sources;

/// Without a line end.
pub fn render(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let source = sources.get(diagnostic.span().file);
    let place = sources.position(diagnostic.span());
    format!(
        "{}:{place}: {}: {}",
        safe::one_line(&source.name),
        kind(diagnostic),
        safe::one_line(&diagnostic.message)
    )
}

/// `error[E0203]`
pub(super) fn kind(diagnostic: &Diagnostic) -> String {
    format!("{}[{}]", diagnostic.severity.word(), diagnostic.code)
}
