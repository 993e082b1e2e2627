//! Annotations of GitHub's workflows: a line a diagnostic, which shows it beside the line of the file.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::Severity;
use crate::diagnostic::render::json;
use crate::source::Sources;

/// Without a line end.
pub fn render(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let json::Report { place, message, help, .. } = json::report(diagnostic, sources);
    let kind = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let help = help.map_or_else(String::new, |help| format!("\nhelp: {help}"));
    annotation(kind, &place.file, (place.line, place.column), diagnostic.code.0, &(message + &help))
}

/// `::error file=a.score,line=3,col=4,title=E0103::words`
pub fn annotation(
    kind: &str,
    file: &str,
    (line, column): (u32, u32),
    title: &str,
    message: &str,
) -> String {
    let (file, title, message) = (property(file), property(title), text(message));
    format!("::{kind} file={file},line={line},col={column},title={title}::{message}")
}

fn text(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(word: &str) -> String {
    text(word).replace(':', "%3A").replace(',', "%2C")
}
