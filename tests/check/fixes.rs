//! The first fix of every wrong file cures it: the text with its edits is without any error.

use std::path::Path;

use super::{applied, checked};
use crate::rules;

/// The wrong files of the checker's own codes with their code and text.
fn files() -> Vec<(String, &'static str, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let mut files = Vec::new();
    for folder in rules::children(&root) {
        let name = folder.file_name().expect("a folder").to_string_lossy().into_owned();
        let Some(area) = ["E02", "E03", "E04", "E08"].into_iter().find(|a| name.starts_with(a))
        else {
            continue;
        };
        for path in rules::children(&folder) {
            if path.extension().is_some_and(|e| e == "score") {
                let text = std::fs::read_to_string(&path).expect("a readable file");
                files.push((path.display().to_string(), area, text));
            }
        }
    }
    files
}

#[test]
fn first_fixes_cure() {
    let mut bad = Vec::new();
    let (mut all, mut cured) = (0, 0);
    for (path, _, text) in files() {
        for fault in checked(&text).diagnostics {
            all += 1;
            let Some(fix) = fault.fixes.first() else { continue };
            cured += 1;
            let fixed = applied(&text, fix);
            // What a cure no longer needs may be told: a list that was meant by a slip.
            let mut left = checked(&fixed).diagnostics;
            left.retain(|d| d.is_error() || !fault.is_error());
            if std::env::var_os("BAREMO_LIST").is_some() {
                println!("{path}\n{fixed}\n{:?}\n", rules::codes(&left));
            }
            if !left.is_empty() {
                let said: Vec<&str> = left.iter().map(|d| d.message.as_str()).collect();
                bad.push(format!("{path}: {}\n{fixed}{said:?}\n", fix.title));
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    assert!(cured * 3 > all, "only {cured} of {all} mistakes have a fix");
}

/// A fix must not tear a text apart: what it replaces lies in the file, and its parts do not overlap.
#[test]
fn edits_lie_in_the_file() {
    for (path, _, text) in files() {
        for fault in checked(&text).diagnostics {
            for fix in &fault.fixes {
                let mut edits = fix.edits.clone();
                edits.sort_by_key(|e| e.span.start);
                assert!(edits.iter().all(|e| text.get(e.span.range()).is_some()), "{path}");
                assert!(edits.windows(2).all(|w| w[0].span.end <= w[1].span.start), "{path}");
            }
        }
    }
}

/// Words of the workshop that no reader of a rule file should meet.
#[test]
fn messages_are_for_marketers() {
    for (path, _, text) in files() {
        for fault in checked(&text).diagnostics {
            let labels = fault.labels.iter().map(|l| l.text.clone());
            let said = labels.chain([fault.message.clone()]).chain(fault.help.clone());
            let words = said.collect::<Vec<String>>().join(" ").to_lowercase();
            for word in
                ["token", "expression", "identifier", "literal", "parse", "operand", "scope"]
            {
                assert!(!words.contains(word), "{path}: {words}");
            }
            assert!(!fault.message.ends_with('.'), "{path}: {}", fault.message);
            assert!(!fault.labels[0].text.is_empty(), "{path}: nothing is said at the place");
        }
    }
}
