//! Each feature on one model: the answers as snapshots.

use baremo::lsp::Ended;
use serde_json::Value;
use serde_json::json;

use super::Client;
use super::pretty;
use super::uri;

const MODEL: &str = "\
# Who fits, and who is interested.
# Two lines of words.
list free_mail = [
  \"gmail.com\",
  \"hotmail.com\",
]
param open_points = 2
define decision_maker: title in [CEO, CTO] or seniority = c_level

lead {
  title text
  email text
  seniority one of [junior, c_level]
}
event email_open
event page_view { path text }

score fit 0..100 {
  if decision_maker +40 \"decides\"
  if domain(email) in free_mail -10
}
score engagement 0..60 {
  decay 10%/30d
  group mail max 30 {
    on email_open +$open_points   # 🎯 often
    on page_view where path starts with \"/pricing\" +5
  }
}
score total 0.. = 0.4 * fit + 0.6 * engagement
mql at total >= 30
otherwise cold
grade fit { A at >= 20; otherwise B }

test \"a CTO\" {
  as of 2026-01-31
  lead { title = CTO; email = \"a@b.es\" }
  email_open 3d ago
  expect fit = 40
  expect fit_grade is A
}
";

fn with_model() -> Client {
    let mut client = Client::start();
    client.open("m.score", MODEL);
    assert_eq!(client.codes("m.score", Some(1)), Vec::<String>::new());
    client
}

fn document(name: &str) -> Value {
    json!({ "textDocument": { "uri": uri(name) } })
}

fn actions(client: &mut Client, name: &str, context: Value) -> Value {
    let range =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let params =
        json!({ "textDocument": { "uri": uri(name) }, "range": range, "context": context });
    client.ask("textDocument/codeAction", params).expect("an answer")
}

#[test]
fn what_is_announced() {
    let mut client = Client::before_initialize();
    let answer = client.ask("initialize", json!({ "capabilities": {} })).expect("it starts");
    insta::assert_snapshot!(pretty(&answer["capabilities"]));
}

#[test]
fn formatting_changes_the_lines_that_differ() {
    let mut client = Client::start();
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    let ask = json!({ "textDocument": { "uri": uri("a.score") }, "options": options });
    client.open("a.score", "if title = CTO +10\nif   title = CEO   +20\non\non email_open +1\n");
    let edits = client.ask("textDocument/formatting", ask.clone()).expect("an answer");
    insta::assert_snapshot!(pretty(&edits));
    client.change("a.score", 2, json!([{ "text": "if title = CTO +10\n" }]));
    assert_eq!(client.ask("textDocument/formatting", ask), Ok(json!([])));
}

#[test]
fn fixes_are_quick_fixes() {
    let mut client = Client::start();
    client.open(
        "a.score",
        "list free_mail = [\"gmail.com\"]\nif title = CTO 10\nif domain(email) in free_mial -10\n",
    );
    insta::assert_snapshot!(pretty(&actions(&mut client, "a.score", json!({ "diagnostics": [] }))));
    let only = json!({ "diagnostics": [], "only": ["refactor"] });
    assert_eq!(actions(&mut client, "a.score", only), json!([]));
}

#[test]
fn all_safe_fixes_at_once() {
    let mut client = Client::start();
    client.open("a.score", "if title == CTO +10\nif employees => 50 +20\n");
    let only = json!({ "diagnostics": [], "only": ["source.fixAll"] });
    insta::assert_snapshot!(pretty(&actions(&mut client, "a.score", only)));
}

#[test]
fn the_outline() {
    let mut client = with_model();
    let symbols = client.ask("textDocument/documentSymbol", document("m.score"));
    insta::assert_snapshot!(pretty(&symbols.expect("an answer")));
}

#[test]
fn folding() {
    let mut client = with_model();
    let ranges = client.ask("textDocument/foldingRange", document("m.score"));
    insta::assert_snapshot!(pretty(&ranges.expect("an answer")));
}

#[test]
fn a_text_that_is_not_open_has_no_answers() {
    let mut client = Client::start();
    let place = json!({ "line": 0, "character": 0 });
    let params = json!({
        "textDocument": { "uri": uri("never.score") },
        "position": place,
        "range": { "start": place, "end": place },
        "context": { "diagnostics": [], "includeDeclaration": true },
        "options": { "tabSize": 2, "insertSpaces": true },
        "newName": "x",
    });
    for method in METHODS {
        let (code, message) = client.ask(method, params.clone()).expect_err(method);
        assert_eq!((code, message.as_str()), (-32803, "`file:///rules/never.score` is not open"));
        assert_eq!(client.ask(method, json!({ "textDocument": 1 })).expect_err(method).0, -32602);
    }
    assert_eq!(client.end(), Ended::InOrder);
}

/// Everything that may be asked of a text.
const METHODS: &[&str] = &[
    "textDocument/formatting",
    "textDocument/codeAction",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
];
