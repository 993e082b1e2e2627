//! Annotations of GitHub's workflows: a line a diagnostic, which shows it beside the line of the file.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::json;
use crate::source::Sources;

/// Without a line end.
pub fn render(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let report = json::report(diagnostic, sources);
    let (kind, place) = (report.severity.word(), &report.place);
    annotation(kind, &place.file, (place.line, place.column), report.code.0, &report.words())
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
