//! GitLab's code quality: one JSON array, shown in merge requests.

use std::collections::HashMap;

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::Severity;
use crate::diagnostic::render::json;
use crate::source::Sources;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    /// The same as long as the fault is, wherever its line moves.
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

pub fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut times: HashMap<String, u32> = HashMap::new();
    let mut issue = |diagnostic: &Diagnostic| {
        let json::Report { place, message, code, severity, .. } = json::report(diagnostic, sources);
        let fault = format!("{}\n{code}\n{message}", place.file);
        let before = times.entry(fault.clone()).or_default();
        *before += 1;
        Issue {
            description: format!("{code}: {message}"),
            check_name: code.0,
            fingerprint: format!("{:016x}", fingerprint(&format!("{fault}\n{before}"))),
            severity: if severity == Severity::Error { "major" } else { "minor" },
            location: Location { path: place.file, lines: Lines { begin: place.line } },
        }
    };
    let issues: Vec<Issue> = diagnostics.iter().map(&mut issue).collect();
    // Texts and numbers alone: there is nothing that JSON could not hold.
    serde_json::to_string_pretty(&issues).unwrap_or_default() + "\n"
}

/// FNV-1a (Fowler, Noll, Vo; RFC 9923), 64 bits: never another for the same fault, whatever version computes it.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
