//! SARIF 2.1.0 (OASIS Standard, 2020): one document, for code scanning.
//!
//! Lines and columns count from one, columns in Unicode characters; ends are excluded. Only codes that occur are described.

use serde_json::Value;
use serde_json::json;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes;
use crate::diagnostic::render::json;
use crate::diagnostic::render::json::Place;
use crate::source::Sources;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let mut rules: Vec<&str> = diagnostics.iter().map(|d| d.code.0).collect();
    rules.sort_unstable();
    rules.dedup();
    let result = |diagnostic: &Diagnostic| result(diagnostic, sources, &rules);
    let results: Vec<Value> = diagnostics.iter().map(result).collect();
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "baremo",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

fn rule(code: &str) -> Value {
    let (title, page) = codes::find(code).map_or(("", ""), |entry| (entry.title, entry.page));
    json!({
        "id": code,
        "shortDescription": { "text": title },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": if code.starts_with('E') { "error" } else { "warning" } },
    })
}

fn result(diagnostic: &Diagnostic, sources: &Sources, rules: &[&str]) -> Value {
    let report = json::report(diagnostic, sources);
    let related = report.labels.iter().filter(|label| !label.text.is_empty()).enumerate();
    let related = related.map(|(id, label)| {
        let mut location = location(&label.place);
        location["id"] = id.into();
        location["message"] = json!({ "text": label.text });
        location
    });
    let fixes = report.fixes.iter().map(|fix| {
        let change = |edit: &json::Note| {
            json!({
                "artifactLocation": artifact(&edit.place),
                "replacements": [{
                    "deletedRegion": region(&edit.place),
                    "insertedContent": { "text": edit.text },
                }],
            })
        };
        let changes: Vec<Value> = fix.edits.iter().map(change).collect();
        json!({ "description": { "text": fix.title }, "artifactChanges": changes })
    });
    json!({
        "ruleId": report.code.0,
        "ruleIndex": rules.binary_search(&report.code.0).unwrap_or_default(),
        "level": report.severity.word(),
        "message": { "text": report.words() },
        "locations": [location(&report.place)],
        "relatedLocations": related.collect::<Vec<_>>(),
        "fixes": fixes.collect::<Vec<_>>(),
    })
}

fn location(place: &Place) -> Value {
    json!({ "physicalLocation": { "artifactLocation": artifact(place), "region": region(place) } })
}

fn artifact(place: &Place) -> Value {
    json!({ "uri": uri(&place.file) })
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}

/// A path as a relative reference: what may not stand in one is written in percents (RFC 3986, section 2).
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.replace('\\', "/").bytes().fold(String::new(), |uri, byte| match plain(byte) {
        true => uri + &char::from(byte).to_string(),
        false => uri + &format!("%{byte:02X}"),
    })
}
