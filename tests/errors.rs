//! The pages of `docs/errors`: each code has one, and its examples do what it says.

use std::path::Path;

use baremo::diagnostic::codes;
use baremo::diagnostic::codes::Entry;
use baremo::lint;
use baremo::sql::{self, Request, dialect::SQLITE};

use crate::rules;

/// The rule files of a page behind `Wrong:` or `Right:`.
fn examples<'a>(page: &'a str, heading: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut under = "";
    let mut rest = page;
    while let Some(open) = rest.find("```score\n") {
        let above = rest[..open].lines().rev().find(|l| l.ends_with(':'));
        under = above.unwrap_or(under);
        let body = &rest[open + "```score\n".len()..];
        let close = body.find("```").unwrap_or(body.len());
        if under.trim() == heading {
            found.push(&body[..close]);
        }
        rest = &body[close..];
    }
    found
}

fn codes_of(text: &str, live: bool) -> Vec<&'static str> {
    let mut compiled = rules::linted("page.score", text);
    if live {
        lint::live(&mut compiled);
    }
    rules::codes(&compiled.diagnostics)
}

/// The codes of the rules as a query of SQLite, which can say least.
fn codes_in_sql(text: &str) -> Vec<&'static str> {
    let compiled = rules::linted("page.score", text);
    let programs = compiled.models.iter().filter_map(|model| model.program.as_ref());
    let request = Request::new(&SQLITE);
    let faults = programs.filter_map(|program| sql::query(program, &request).err()).flatten();
    let unsayable = faults.map(|_| codes::sql::UNSAYABLE.0);
    rules::codes(&compiled.diagnostics).into_iter().chain(unsayable).collect()
}

fn faults(entry: &Entry) -> Vec<String> {
    let code = entry.code.0;
    let mut faults = Vec::new();
    if !entry.page.starts_with(&format!("# {code}: {}\n", entry.title)) {
        faults.push(format!("{code}: the page does not begin with `# {code}: {}`", entry.title));
    }
    if !entry.page.contains("```score") {
        return faults;
    }
    for (heading, expected) in [("Wrong:", vec![code]), ("Right:", vec![])] {
        let examples = examples(entry.page, heading);
        if examples.is_empty() && !entry.page.contains("```text") {
            faults.push(format!("{code}: no example under `{heading}`"));
        }
        for example in examples {
            let found = match code.starts_with("E09") {
                true => codes_in_sql(example),
                false => codes_of(example, rules::is_live(code)),
            };
            if found != expected {
                faults.push(format!("{code} {heading} expected {expected:?}, found {found:?}"));
            }
        }
    }
    faults
}

#[test]
fn each_page_shows_its_code() {
    let faults: Vec<String> = codes::all().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn codes_are_unique_and_in_order() {
    let codes: Vec<&str> = codes::all().map(|e| e.code.0).collect();
    for pair in codes.windows(2) {
        assert!(pair[0] < pair[1], "{} stands before {}", pair[0], pair[1]);
    }
}

#[test]
fn each_page_has_a_code() {
    for page in rules::children(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/errors")) {
        let name = page.file_stem().expect("a file").to_string_lossy().to_string();
        let indexed = name.starts_with('E') || name.starts_with('W');
        assert!(!indexed || codes::find(&name).is_some(), "no code for {}", page.display());
    }
}

#[test]
fn examples_are_found_under_their_headings() {
    let page =
        "# E: t\n\nWrong:\n\n```score\na\n```\n\nRight:\n\n```score\nb\n```\n\n```score\nc\n```\n";
    assert_eq!(examples(page, "Wrong:"), ["a\n"]);
    assert_eq!(examples(page, "Right:"), ["b\n", "c\n"]);
}
