//! Completion: what is offered at a place, marked with `|` in a model.

use serde_json::Value;
use serde_json::json;

use super::Client;

/// What is typed at the end of this is completed.
const NAMES: &str = "\
lead { title text; seniority one of [junior, c_level, \"vp sales\"]; employees number }
event email_open
event page_view { path text; device one of [phone, desk] }
event order { amount number }
list free_mail = [\"gmail.com\"]
param open_points = 2
define decision_maker: title = CEO
score fit 0..100 { if decision_maker +$open_points }
score total = 2 * fit
grade fit { A at >= 20; otherwise B }
";

/// Everything that is offered, without its details.
fn labels(client: &mut Client, version: i32, typed: &str) -> Vec<String> {
    let text = format!("{NAMES}{}", typed.replace('|', ""));
    let before = format!("{NAMES}{}", &typed[..typed.find('|').expect("a place")]);
    let line = before.matches('\n').count() as u32;
    let character = before.rsplit('\n').next().unwrap_or("").encode_utf16().count() as u32;
    client.change("a.score", version, json!([{ "text": text }]));
    let answer = client.at("textDocument/completion", "a.score", line, character);
    let items = answer.as_array().cloned().unwrap_or_default();
    items.iter().map(|item| item["label"].as_str().expect("a label").to_string()).collect()
}

#[test]
fn what_fits_at_each_place() {
    let mut client = Client::start();
    client.open("a.score", NAMES);
    let places = [
        "|",
        "score x {\n  |\n}",
        "if |",
        "if ti|",
        "if seniority = |",
        "if seniority is |",
        "if seniority in [junior, |",
        "if domain(email) in |",
        "if title contains any |",
        "if title |",
        "if title = CEO |",
        "if title = CEO +10 |",
        "if employees > $|",
        "if any |",
        "if count(|",
        "if sum(order.|",
        "if any page_view where |",
        "if any page_view where path = a and |",
        "if count(page_view where path = a and |",
        "if score.|",
        "on |",
        "on page_view |",
        "on page_view where |",
        "on page_view where device = |",
        "on order +(|",
        "on page_view +1 once per |",
        "mql at |",
        "mql if |",
        "grade |",
        "matrix m |",
        "score y 0.. = 2 * |",
        "lead { a |",
        "points by seniority { |",
        "points by seniority { up |",
        "test \"a\" {\n  |",
        "test \"a\" {\n  lead { |",
        "test \"a\" {\n  lead { seniority = |",
        "test \"a\" {\n  page_view 3d ago { |",
        "test \"a\" {\n  expect |",
        "test \"a\" {\n  expect fit |",
        "test \"a\" {\n  set |",
        "reset on |",
        "event e = |",
        "# |",
        "if title = \"|\"",
        "🎯🎯 if |",
    ];
    let mut shown = String::new();
    for (version, place) in (2..).zip(places) {
        let labels = labels(&mut client, version, place).join(", ");
        shown += &format!("{}\n    {labels}\n", place.replace('\n', "\\n"));
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn a_choice_replaces_what_is_typed() {
    let mut client = Client::start();
    client.open("a.score", "# 🎯\r\nparam size = 5\r\nif employees > $si +5\r\n");
    let answer = client.at("textDocument/completion", "a.score", 2, 18);
    let edit = &answer[0]["textEdit"];
    assert_eq!(edit["newText"], "$size");
    let place = |character| json!({ "line": 2, "character": character });
    assert_eq!(edit["range"], json!({ "start": place(15), "end": place(18) }));
}

#[test]
fn without_declarations_what_is_used_elsewhere_is_known() {
    let mut client = Client::start();
    client.open("a.score", "if `Lead Source` = web +1\non email_open +1\nif c");
    let offered = client.at("textDocument/completion", "a.score", 2, 4);
    assert_eq!(offered[0]["label"], "`Lead Source`");
    let events = client.at("textDocument/completion", "a.score", 1, 3);
    assert_eq!(events, json!([]), "the word that is typed is no name yet");
}

#[test]
fn names_of_used_files_are_offered() {
    let mut client = Client::start();
    client.open("common.score", "list free_mail = [\"gmail.com\"]\n");
    client.open("a.score", "use \"common.score\"\nif domain(email) in ");
    let offered = client.at("textDocument/completion", "a.score", 1, 20);
    assert_eq!(offered[0]["label"], "free_mail");
}

#[test]
fn every_place_of_a_file_has_an_answer() {
    let mut client = Client::start();
    let text = include_str!("../../examples/seven-steps/seven_steps.score");
    client.open("a.score", text);
    for (line, words) in text.lines().enumerate() {
        for character in 0..words.len() as u32 + 2 {
            let answer = client.at("textDocument/completion", "a.score", line as u32, character);
            assert!(answer.is_array() || answer == Value::Null);
        }
    }
}
