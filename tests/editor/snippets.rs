//! Each snippet, with the texts that it proposes, is a piece of a valid file in our style.

use baremo::format::format;
use serde_json::Value;

use super::read;
use crate::rules;

/// A snippet: what it is called, what opens it, what it becomes.
struct Snippet {
    name: String,
    prefix: String,
    text: String,
}

fn snippets() -> Vec<Snippet> {
    let file: Value = serde_json::from_str(&read("snippets/baremo.json")).expect("it is JSON");
    let snippets = file.as_object().expect("snippets by name").iter().map(|(name, snippet)| {
        assert!(snippet["description"].is_string(), "{name} has no description");
        let lines = snippet["body"].as_array().expect("lines").iter();
        let lines: Vec<&str> = lines.map(|line| line.as_str().expect("a text")).collect();
        let prefix = snippet["prefix"].as_str().expect("a prefix").to_string();
        Snippet { name: name.clone(), prefix, text: expanded(&lines.join("\n")) + "\n" }
    });
    snippets.collect()
}

/// The body with what its placeholders propose: `${1:fit}`, `${2|a,b|}`, `$0`.
fn expanded(body: &str) -> String {
    let mut text = String::new();
    let mut rest = body;
    while let Some((before, behind)) = rest.split_once('$') {
        text.push_str(before.strip_suffix('\\').unwrap_or(before));
        if before.ends_with('\\') {
            text.push('$');
            rest = behind;
        } else if let Some(inside) = behind.strip_prefix('{') {
            let (inside, after) = inside.split_once('}').expect("a placeholder is closed");
            let at = inside.find([':', '|']).expect("a placeholder proposes something");
            let proposed = inside[at + 1..].trim_end_matches('|');
            let first = inside[at..].starts_with('|').then(|| proposed.split(',').next()).flatten();
            text.push_str(first.unwrap_or(proposed));
            rest = after;
        } else {
            rest = behind.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    text + rest
}

/// A file in which the snippet is at its place: what stands around it, by what it is.
fn surrounded(snippet: &Snippet) -> String {
    let text = &snippet.text;
    let scores =
        "score fit {\n  if title = CTO +10\n}\n\nscore engagement {\n  on demo_request +40\n}\n\n";
    let words = text.split_whitespace();
    match words.clone().next().expect("a snippet is not empty") {
        "grade" | "matrix" | "test" => format!("{scores}sql if fit >= 10\n\n{text}"),
        "decay" | "group" => {
            let inner: String = text.lines().map(|line| format!("  {line}\n")).collect();
            format!("score engagement {{\n{inner}  on page_view +5\n}}\n")
        }
        "list" => format!("{text}\nif domain(email) in free_mail -10\n"),
        "define" => format!("{text}\nif decision_maker +10\n"),
        _ if snippet.prefix == "stage" => {
            format!("on demo_request +40\n\n{text}")
        }
        _ => text.clone(),
    }
}

#[test]
fn every_snippet_is_valid_and_in_our_style() {
    let snippets = snippets();
    assert!(snippets.len() >= 12, "there are {}", snippets.len());
    for snippet in snippets {
        let file = surrounded(&snippet);
        let compiled = rules::linted("model.score", &file);
        let told = compiled.diagnostics.iter().map(|d| format!("{} {}", d.code.0, d.message));
        let told: Vec<String> = told.collect();
        assert!(told.is_empty(), "{}: {told:?}\n{file}", snippet.name);
        let failed = baremo::testing::run(&compiled).into_iter().find(|result| !result.passed);
        assert!(failed.is_none(), "{}: {failed:?}\n{file}", snippet.name);
        assert_eq!(format(&file).text, file, "{}", snippet.name);
    }
}

#[test]
fn placeholders_become_what_they_propose() {
    assert_eq!(expanded("a ${1:b} ${2|c,d|} \\$e$0 f"), "a b c $e f");
}
