//! The house rules that a machine can check: layers, who prints, sizes, first lines.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::rules;

/// Files may have this many lines; the tree of a rule file is one thing and stays in one.
const LINES: usize = 600;
const LONGER: &[&str] = &["src/syntax/ast.rs"];

/// A Rust file of the project: its path from the top, and its text.
struct File {
    path: String,
    text: String,
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every `.rs` file under a folder.
fn files(folder: &str) -> Vec<File> {
    let mut found = Vec::new();
    gather(&top().join(folder), &mut found);
    assert!(!found.is_empty(), "no Rust files in {folder}");
    found
}

fn gather(folder: &Path, found: &mut Vec<File>) {
    for path in rules::children(folder) {
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(read(path));
        }
    }
}

fn read(path: PathBuf) -> File {
    let text = fs::read_to_string(&path).expect("a source file can be read");
    let path = path.strip_prefix(top()).expect("it is under the top");
    File { path: path.to_string_lossy().replace('\\', "/"), text }
}

/// The modules of `src/lib.rs` with their layers: a blank line begins the next.
fn layers() -> Vec<(String, usize)> {
    let mut layers = Vec::new();
    let mut layer = 0;
    for line in read(top().join("src/lib.rs")).text.lines() {
        if line.trim().is_empty() {
            layer += 1;
        } else if let Some(name) = line.trim_start_matches("pub ").strip_prefix("mod ") {
            layers.push((name.trim_end_matches(';').to_string(), layer));
        }
    }
    assert!(layers.len() > 5, "the layers of src/lib.rs were not found");
    layers
}

/// The module that a file of `src` belongs to.
fn module(path: &str) -> &str {
    let rest = path.strip_prefix("src/").unwrap_or(path);
    rest.split(['/', '.']).next().unwrap_or(rest)
}

/// The modules that a text names as `crate::module`.
fn used(text: &str) -> impl Iterator<Item = &str> {
    text.split("crate::").skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

#[test]
fn a_module_uses_only_lower_layers() {
    let layers = layers();
    let layer = |name: &str| layers.iter().find(|(n, _)| n == name).map(|(_, l)| *l);
    let mut wrong = Vec::new();
    // The runtime of native objects is compiled by itself: its `crate` is another.
    let here = |file: &File| !file.path.starts_with("src/native/runtime/");
    for file in files("src").into_iter().filter(here) {
        let own = module(&file.path);
        let Some(own_layer) = layer(own) else { continue };
        for other in used(&file.text) {
            if other != own && layer(other).is_some_and(|l| l >= own_layer) {
                wrong.push(format!("{} uses {other}", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_prints() {
    let words = ["println!", "eprintln!", "print!(", "eprint!(", "dbg!"];
    for file in files("src") {
        if module(&file.path) == "cli" {
            continue;
        }
        let printing = code(&file.text).find(|l| words.iter().any(|w| l.contains(w)));
        assert!(printing.is_none(), "{}: {}", file.path, printing.unwrap_or_default());
    }
}

/// The lines that are not comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|l| !l.trim_start().starts_with("//"))
}

#[test]
fn no_file_is_too_long_to_read() {
    for file in files("src").into_iter().chain(files("tests")) {
        let lines = file.text.lines().count();
        let allowed = LONGER.contains(&file.path.as_str());
        assert!(allowed || lines <= LINES, "{} has {lines} lines", file.path);
    }
}

#[test]
fn every_file_says_what_it_is() {
    for file in files("src").into_iter().chain(files("tests")) {
        assert!(file.text.starts_with("//! "), "{} does not open with `//! `", file.path);
    }
}

#[test]
fn nothing_is_unsafe_or_left_for_later() {
    // Put together here, so that this file does not hold them itself.
    let words = ["un~safe ", "to~do!(", "un~implemented!(", "#[ig~nore", "#[al~low(", "#![al~low("];
    let words = words.map(|w| w.replace('~', ""));
    for file in files("src").into_iter().chain(files("tests")) {
        // Only those who run machine code and speak to other languages may be the first.
        let may = ["native", "bindings"].contains(&module(&file.path));
        for word in &words[usize::from(may)..] {
            let found = code(&file.text).any(|l| l.contains(word.as_str()));
            assert!(!found, "{} holds `{word}`", file.path);
        }
    }
}

#[test]
fn uses_are_one_to_a_line() {
    for file in files("src") {
        assert!(!file.text.contains("use crate::{"), "{} groups its uses", file.path);
    }
}

#[test]
fn pages_and_rules_name_no_machine() {
    let paths = ["/ro~ot/", "/wo~rk/", "/ho~me/"].map(|p| p.replace('~', ""));
    for folder in ["src", "tests", "docs", "examples"] {
        check_paths(&top().join(folder), &paths);
    }
}

fn check_paths(folder: &Path, paths: &[String]) {
    for child in rules::children(folder) {
        if child.is_dir() {
            check_paths(&child, paths);
        } else if let Ok(text) = fs::read_to_string(&child) {
            let named = paths.iter().find(|p| text.contains(p.as_str()));
            assert!(named.is_none(), "{} names {named:?}", child.display());
        }
    }
}
