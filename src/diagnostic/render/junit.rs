//! JUnit's XML: a suite a file, a case a diagnostic; errors fail, warnings are told. A file without any has one case, which passes.

use std::fmt::Write;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::render::json;
use crate::diagnostic::render::xml::escaped;
use crate::source::Sources;

/// `files`: those that were checked, also the ones with nothing wrong.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, files: &[&str]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for file in files {
        let of_file = |d: &&Diagnostic| &*sources.get(d.span().file).name == *file;
        let own: Vec<&Diagnostic> = diagnostics.iter().filter(of_file).collect();
        let (cases, failed) = (own.len().max(1), own.iter().filter(|d| d.is_error()).count());
        let name = escaped(file);
        let _ =
            writeln!(out, "  <testsuite name=\"{name}\" tests=\"{cases}\" failures=\"{failed}\">");
        if own.is_empty() {
            let _ = writeln!(out, "    <testcase name=\"nothing wrong\" classname=\"{name}\"/>");
        }
        own.iter().for_each(|diagnostic| case(&mut out, diagnostic, sources));
        out.push_str("  </testsuite>\n");
    }
    out + "</testsuites>\n"
}

fn case(out: &mut String, diagnostic: &Diagnostic, sources: &Sources) {
    let json::Report { place, message, code, help, .. } = json::report(diagnostic, sources);
    let (file, message) = (escaped(&place.file), escaped(&message));
    let help = help.map_or_else(String::new, |help| format!("help: {}", escaped(&help)));
    let _ = writeln!(
        out,
        "    <testcase name=\"{code} at {}:{}\" classname=\"{file}\" file=\"{file}\" line=\"{}\">",
        place.line, place.column, place.line
    );
    let _ = match diagnostic.is_error() {
        true => writeln!(out, "      <failure message=\"{message}\">{help}</failure>"),
        false => writeln!(out, "      <system-out>{message}\n{help}</system-out>"),
    };
    out.push_str("    </testcase>\n");
}
