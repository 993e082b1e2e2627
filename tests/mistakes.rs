//! Scoring mistakes, published ones and their like: each is told by exactly the codes its entry names, and what only looks like one by none.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::rules;

/// A heading of `tests/mistakes/*.md`, the rules under it, and the codes that are expected.
struct Entry {
    place: String,
    title: String,
    said: String,
    text: String,
    caught: Vec<String>,
}

/// The part of a page from one heading to the next.
fn entry(place: &str, part: &str) -> Entry {
    let (title, rest) = part.split_once('\n').expect("a heading stands on a line");
    let place = format!("{place}: {title}");
    let (said, rest) = rest.split_once("```score\n").unwrap_or_else(|| panic!("{place}: no block"));
    let (text, rest) = rest.split_once("```").unwrap_or_else(|| panic!("{place}: an open block"));
    let caught = rest.trim();
    let codes = caught.strip_prefix("caught:").map(|codes| codes.split_whitespace());
    assert!(codes.is_some() || caught.is_empty(), "{place}: {caught}");
    Entry {
        place,
        title: title.into(),
        said: said.trim().into(),
        text: text.into(),
        caught: codes.into_iter().flatten().map(str::to_string).collect(),
    }
}

fn entries(path: &Path) -> Vec<Entry> {
    let page = fs::read_to_string(path).expect("a page can be read");
    let place = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    page.split("\n## ").skip(1).map(|part| entry(&place, part)).collect()
}

fn corpus() -> (Vec<Entry>, Vec<Entry>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes");
    let pages = rules::children(&folder);
    let (right, wrong): (Vec<_>, Vec<_>) = pages.iter().partition(|p| p.ends_with("right.md"));
    let read = |pages: Vec<_>| pages.into_iter().flat_map(|p: &std::path::PathBuf| entries(p));
    (read(wrong).collect(), read(right).collect())
}

/// What the checker says instead of what is expected.
fn fault(entry: &Entry) -> Option<String> {
    let compiled = rules::linted("mistake.score", &entry.text);
    let found = rules::codes(&compiled.diagnostics);
    let said = compiled.diagnostics.iter().map(|d| format!("\n    {} {}", d.code.0, d.message));
    (found != entry.caught).then(|| {
        format!("{}\n  expected {:?}{}", entry.place, entry.caught, said.collect::<String>())
    })
}

#[test]
fn every_mistake_is_told_and_nothing_else() {
    let (wrong, _) = corpus();
    for entry in &wrong {
        assert!(!entry.caught.is_empty(), "{}: by which code is it caught?", entry.place);
    }
    let faults: Vec<String> = wrong.iter().filter_map(fault).collect();
    assert!(faults.is_empty(), "{} of {}\n{}", faults.len(), wrong.len(), faults.join("\n"));
    assert!(wrong.len() >= 200, "{} mistakes", wrong.len());
}

#[test]
fn what_looks_like_a_mistake_and_is_fine_is_not_told() {
    let (_, right) = corpus();
    let told: Vec<&str> =
        right.iter().filter(|e| !e.caught.is_empty()).map(|e| e.place.as_str()).collect();
    assert!(told.is_empty(), "nothing is wrong here: {told:?}");
    let faults: Vec<String> = right.iter().filter_map(fault).collect();
    assert!(faults.is_empty(), "{} of {}\n{}", faults.len(), right.len(), faults.join("\n"));
    assert!(right.len() >= 40, "{} blocks", right.len());
}

#[test]
fn entries_say_what_is_wrong_and_are_no_copies() {
    let (wrong, right) = corpus();
    let (mut titles, mut texts) = (BTreeSet::new(), BTreeSet::new());
    for entry in wrong.iter().chain(&right) {
        assert!(entry.said.ends_with('.'), "{}: a sentence says what it is about", entry.place);
        assert!(titles.insert(&entry.title), "{}: twice", entry.place);
        assert!(texts.insert(&entry.text), "{}: the rules stand twice", entry.place);
        let lines = entry.text.lines().count();
        assert!((2..=14).contains(&lines), "{}: {lines} lines", entry.place);
    }
}
