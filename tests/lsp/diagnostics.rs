//! Diagnostics: those of `check`, for each file, as texts change.

use std::fs;

use serde_json::json;

use super::Client;
use super::pretty;
use super::uri;

/// An unknown list with a near name, and points that lack their sign.
const TWO_MISTAKES: &str = "\
list free_mail = [\"gmail.com\"]
if domain(email) in free_mial -10
if title = CTO 10
";

#[test]
fn a_file_with_two_mistakes() {
    let mut client = Client::start();
    client.open("a.score", TWO_MISTAKES);
    insta::assert_snapshot!(pretty(&json!(client.told("a.score", Some(1)))));
}

#[test]
fn an_edit_takes_a_mistake_away() {
    let mut client = Client::start();
    client.open("a.score", "if title = CTO 10\n");
    assert_eq!(client.codes("a.score", Some(1)).len(), 1);
    let range =
        json!({ "start": { "line": 0, "character": 15 }, "end": { "line": 0, "character": 15 } });
    client.change("a.score", 2, json!([{ "range": range, "text": "+" }]));
    assert_eq!(client.told("a.score", Some(2)), Vec::<serde_json::Value>::new());
}

#[test]
fn a_mistake_in_a_used_file_is_told_there() {
    let mut client = Client::start();
    client.open("a.score", "use \"lists/b.score\"\nif domain(email) in mail -10\n");
    client.open("lists/b.score", "list mail = [gmail.com, 'x']\n");
    assert_eq!(client.codes("a.score", Some(1)), Vec::<String>::new());
    assert!(!client.codes("lists/b.score", Some(1)).is_empty());
}

#[test]
fn a_name_that_is_changed_in_a_used_file_is_missed() {
    let mut client = Client::start();
    client.open("b.score", "list mail = [\"gmail.com\"]\n");
    client.open("a.score", "use \"b.score\"\nif domain(email) in mail -10\n");
    assert_eq!(client.codes("a.score", Some(1)), Vec::<String>::new());
    client.change("b.score", 2, json!([{ "text": "list letters = [\"gmail.com\"]\n" }]));
    assert_eq!(client.codes("a.score", Some(1)), ["E0204"]);
}

#[test]
fn tests_are_checked_with_their_model() {
    let mut client = Client::start();
    client.open("a.score", "score fit 0..10 {\n  if title = CTO +10\n}\n");
    client.open("a_test.score", "test \"x\" {\n  lead { title = CTO }\n  expect fti = 10\n}\n");
    assert_eq!(client.codes("a_test.score", Some(1)).len(), 1);
}

#[test]
fn files_on_disk_and_texts_in_the_editor() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("b.score"), "list mail = [\"gmail.com\"]\n").expect("written");
    fs::write(path("names.txt"), "acme\n").expect("written");
    let address = |name: &str| format!("file://{}", path(name).display());
    let (a, b) = (address("a.score"), address("b.score"));
    let mut client = Client::start();
    let text = "use \"b.score\"\nlist names from \"names.txt\"\nif domain(email) in mail -10\nif company in names -10\n";
    client.open(&a, text);
    assert_eq!(client.codes(&a, Some(1)), Vec::<String>::new());
    // A text in the editor goes before the file.
    client.open(&b, "list letters = [\"gmail.com\"]\n");
    assert_eq!(client.codes(&a, Some(1)), ["E0204"]);
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": b } }));
    assert_eq!(client.codes(&a, Some(1)), Vec::<String>::new());
    // What was saved is read again.
    fs::write(path("b.score"), "list other = [\"gmail.com\"]\n").expect("written");
    client.tell("textDocument/didSave", json!({ "textDocument": { "uri": a } }));
    assert_eq!(client.codes(&a, Some(1)), ["E0204"]);
}

#[test]
fn a_closed_file_is_told_to_be_well() {
    let mut client = Client::start();
    client.open("a.score", TWO_MISTAKES);
    assert_eq!(client.codes("a.score", Some(1)).len(), 2);
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri("a.score") } }));
    assert_eq!(client.told("a.score", None), Vec::<serde_json::Value>::new());
}

#[test]
fn what_does_nothing_is_faded() {
    let mut client = Client::start();
    client.open("a.score", "list free_mail = [\"gmail.com\"]\nif title = CTO +10\n");
    let told = client.told("a.score", Some(1));
    assert_eq!(told[0]["code"], "W0111");
    assert_eq!(told[0]["tags"], json!([1]));
}

#[test]
fn a_mistake_in_a_file_that_is_not_open_is_told_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("b c.score"), "list mail = [\"gmail.com\", 'x']\n").expect("written");
    let address = |name: &str| format!("file://{}", path(name).display());
    let mut client = Client::start();
    client.open(&address("a.score"), "use \"b c.score\"\nif domain(email) in mail -10\n");
    assert!(!client.codes(&address("b%20c.score"), None).is_empty());
    // Nobody uses it any more.
    client.change(&address("a.score"), 2, json!([{ "text": "if title = CEO +1\n" }]));
    assert_eq!(client.codes(&address("b%20c.score"), None), Vec::<String>::new());
}

#[test]
fn another_place_of_a_mistake_is_related_information() {
    let mut client = Client::start();
    client.open("a.score", "list a = [x]\nlist a = [y]\nif title in a +1\n");
    let told = client.told("a.score", Some(1));
    insta::assert_snapshot!(pretty(&json!(told)));
}
