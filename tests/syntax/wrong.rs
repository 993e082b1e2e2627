//! Wrong files: one mistake, one report, with the code of its directory.

use std::path::{Path, PathBuf};

use baremo::diagnostic::Diagnostic;
use baremo::source::{FileId, Source};
use baremo::syntax::parse;

/// One line a report, for the message of a failing test.
fn listed(text: &str, faults: &[Diagnostic]) -> String {
    let source = Source::new("x", text);
    let line = |d: &Diagnostic| {
        let mut out = format!("  {} {} {}", source.position(d.span().start), d.code, d.message);
        for label in &d.labels {
            let under = text.get(label.span.range()).unwrap_or("no place");
            out += &format!("\n      {under:?}: {}", label.text);
        }
        if let Some(help) = &d.help {
            out += &format!("\n      help: {help}");
        }
        for fix in &d.fixes {
            out += &format!("\n      fix: {} -> {:?}", fix.title, applied(text, fix));
        }
        out
    };
    faults.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A text with the edits of one fix.
fn applied(text: &str, fix: &baremo::diagnostic::Fix) -> String {
    let mut out = text.to_owned();
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|e| std::cmp::Reverse(e.span.start));
    for edit in edits {
        out.replace_range(edit.span.range(), &edit.text);
    }
    out
}

/// Every wrong file of this layer's codes: its path, code and text, in order.
fn files() -> Vec<(PathBuf, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let mut out = Vec::new();
    for directory in entries(&root) {
        let name = directory.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !(name.starts_with("E01") || name.starts_with("E05")) {
            continue;
        }
        for path in entries(&directory) {
            if path.extension().is_some_and(|e| e == "score") {
                let text = std::fs::read_to_string(&path).expect("a readable file");
                out.push((path, name[..5].to_owned(), text));
            }
        }
    }
    out
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    let read = std::fs::read_dir(directory).expect("a directory");
    let mut out: Vec<PathBuf> = read.flatten().map(|e| e.path()).collect();
    out.sort();
    out
}

#[test]
fn one_mistake_one_report() {
    let mut bad = String::new();
    for (path, code, text) in files() {
        let faults = parse(FileId(0), &text).diagnostics;
        if std::env::var_os("BAREMO_LIST").is_some() {
            println!("{}\n{}", path.display(), listed(&text, &faults));
        }
        if faults.len() != 1 || faults[0].code.0 != code {
            bad += &format!("{}\n{}\n", path.display(), listed(&text, &faults));
        }
    }
    assert!(bad.is_empty(), "{bad}");
}

/// A fix is no good if what it writes is wrong in the same way.
#[test]
fn fixes_lead_on() {
    let mut bad = String::new();
    for (path, _, text) in files() {
        for fault in parse(FileId(0), &text).diagnostics {
            for fix in &fault.fixes {
                let fixed = applied(&text, fix);
                let left = parse(FileId(0), &fixed).diagnostics;
                let again = |d: &Diagnostic| d.code == fault.code && d.message == fault.message;
                if left.iter().any(again) {
                    let left = listed(&fixed, &left);
                    bad += &format!("{} {}\n{fixed}\n{left}\n", path.display(), fix.title);
                }
            }
        }
    }
    assert!(bad.is_empty(), "{bad}");
}

/// Words of the workshop that no reader of a rule file should meet.
#[test]
fn messages_are_for_marketers() {
    for (path, _, text) in files() {
        for fault in parse(FileId(0), &text).diagnostics {
            let words = format!("{} {}", fault.message, fault.help.clone().unwrap_or_default());
            for word in ["token", "expression", "identifier", "literal", "parse", "kw_", "_tail"] {
                assert!(!words.contains(word), "{}: {words}", path.display());
            }
            assert!(!fault.message.ends_with('.'), "{words}");
        }
    }
}
