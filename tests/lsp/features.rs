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
fn formatting_leaves_what_it_cannot_read_and_takes_crlf() {
    let mut client = Client::start();
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    let ask = json!({ "textDocument": { "uri": uri("a.score") }, "options": options });
    let text = "# 🎯\r\nif   title = CEO   +20\r\nif   and   +1\r\n";
    client.open("a.score", text);
    let edits = client.ask("textDocument/formatting", ask).expect("an answer");
    let new = edits[0]["newText"].as_str().expect("a text");
    assert!(new.contains("if title = CEO +20"), "{new:?}");
    assert!(new.contains("if   and   +1"), "{new:?}");
    assert_eq!(edits.as_array().map(Vec::len), Some(1));
}

#[test]
fn a_list_in_a_file_is_shown_with_its_members() {
    let folder = tempfile::tempdir().expect("a folder");
    let members: String = (0..25).map(|at| format!("company {at}\n")).collect();
    std::fs::write(folder.path().join("names.txt"), members).expect("written");
    let address = format!("file://{}/a.score", folder.path().display());
    let mut client = Client::start();
    client.open(&address, "list names from \"names.txt\"\nif company in names +5\n");
    let hover = client.at("textDocument/hover", &address, 0, 6);
    let words = hover["contents"]["value"].as_str().expect("words");
    assert!(words.starts_with("list `names`: 25 values\n\n- `company 0`\n"), "{words}");
    assert!(words.ends_with("- `company 19`\n- and 5 more"), "{words}");
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

/// Where a text stands in the model: its line and unit, a little behind its beginning.
fn place(text: &str, occurrence: usize) -> (u32, u32) {
    let mut found = MODEL.match_indices(text).map(|(at, _)| at);
    let at = found.nth(occurrence).expect("the model holds it");
    let line = MODEL[..at].matches('\n').count();
    let start = MODEL[..at].rfind('\n').map_or(0, |newline| newline + 1);
    (line as u32, (at - start) as u32 + 1)
}

#[test]
fn colours() {
    let mut client = Client::before_initialize();
    let answer = client.ask("initialize", json!({ "capabilities": {} })).expect("it starts");
    let legend = &answer["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"];
    client.open("m.score", MODEL);
    let tokens = client.ask("textDocument/semanticTokens/full", document("m.score"));
    let tokens = tokens.expect("an answer")["data"].clone();
    let tokens: Vec<usize> = serde_json::from_value(tokens).expect("numbers");
    let (mut line, mut start, mut shown) = (0, 0, String::new());
    for token in tokens.chunks(5) {
        start = if token[0] == 0 { start + token[1] } else { token[1] };
        line += token[0];
        let units: Vec<u16> = MODEL.lines().nth(line).expect("a line").encode_utf16().collect();
        let word = String::from_utf16(&units[start..start + token[2]]).expect("whole letters");
        let colour = legend[token[3]].as_str().expect("a type");
        shown += &format!("{line}:{start} {word}: {colour}\n");
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn hover() {
    let mut client = with_model();
    let mut shown = String::new();
    for text in [
        "free_mail -10",
        "$open_points",
        "decision_maker +40",
        "fit 0..",
        "total 0..",
        "total >=",
        "fit_grade is",
        "seniority =",
        "path starts",
        "page_view where",
        "mail max",
        "decides",
        "# Who",
    ] {
        let (line, character) = place(text, 0);
        let answer = client.at("textDocument/hover", "m.score", line, character);
        shown += &format!("{text} => {}\n", pretty(&answer));
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn definitions_are_found_in_used_files() {
    let mut client = Client::start();
    client.open("common.score", "list free_mail = [\"gmail.com\"]\nparam size = 50\n");
    client.open(
        "a.score",
        "use \"common.score\"\nif domain(email) in free_mail -10\nif employees > $size +5\n",
    );
    let list = client.at("textDocument/definition", "a.score", 1, 25);
    let param = client.at("textDocument/definition", "a.score", 2, 17);
    insta::assert_snapshot!(pretty(&json!([list, param])));
    assert_eq!(client.at("textDocument/definition", "a.score", 0, 0), Value::Null);
}

fn references(client: &mut Client, name: &str, (line, character): (u32, u32)) -> Vec<String> {
    let params = json!({
        "textDocument": { "uri": uri(name) },
        "position": { "line": line, "character": character },
        "context": { "includeDeclaration": true },
    });
    let found = client.ask("textDocument/references", params).expect("an answer");
    let found = found.as_array().expect("a list").clone();
    let shown = found.iter().map(|it| {
        let (file, start) = (it["uri"].as_str().expect("an address"), &it["range"]["start"]);
        format!("{}:{}:{}", file.replace("file:///rules/", ""), start["line"], start["character"])
    });
    shown.collect()
}

#[test]
fn references_of_a_score_are_its_grades_too() {
    let mut client = with_model();
    let found = references(&mut client, "m.score", place("fit 0..", 0));
    let expected =
        ["m.score:17:6", "m.score:28:24", "m.score:31:6", "m.score:37:9", "m.score:38:9"];
    assert_eq!(found, expected);
}

#[test]
fn references_are_found_in_all_open_models_that_use_the_file() {
    let mut client = Client::start();
    client.open("common.score", "list mail = [\"gmail.com\"]\n");
    client.open("a.score", "use \"common.score\"\nif domain(email) in mail -10\n");
    client.open("b.score", "use \"common.score\"\nif domain(email) not in mail +10\n");
    client.open("c.score", "list mail = [\"other.com\"]\nif domain(email) in mail -10\n");
    let expected = ["a.score:1:20", "b.score:1:24", "common.score:0:5"];
    assert_eq!(references(&mut client, "common.score", (0, 5)), expected);
    assert_eq!(references(&mut client, "a.score", (1, 24)), expected);
    assert_eq!(references(&mut client, "c.score", (0, 5)), ["c.score:0:5", "c.score:1:20"]);
}

fn rename(
    client: &mut Client,
    name: &str,
    (line, character): (u32, u32),
    to: &str,
) -> Result<Value, String> {
    let params = json!({
        "textDocument": { "uri": uri(name) },
        "position": { "line": line, "character": character },
        "newName": to,
    });
    client.ask("textDocument/rename", params).map_err(|(_, message)| message)
}

/// A text after the edits of its file, the last one first.
fn edited(text: &str, edits: &Value) -> String {
    let mut lines: Vec<String> = text.lines().map(String::from).collect();
    let mut edits = edits.as_array().expect("edits").clone();
    edits.reverse();
    for edit in edits {
        let at = |end: &str| {
            let place = &edit["range"][end];
            (
                place["line"].as_u64().expect("a line") as usize,
                place["character"].as_u64().expect("a unit") as usize,
            )
        };
        let ((line, start), (_, end)) = (at("start"), at("end"));
        lines[line].replace_range(start..end, edit["newText"].as_str().expect("a text"));
    }
    lines.join("\n") + "\n"
}

#[test]
fn renaming_leaves_the_file_right() {
    for (text, to) in [
        ("fit 0..", "suitability"),
        ("free_mail =", "letters"),
        ("$open_points", "per_open"),
        ("decision_maker +", "decider"),
        ("mail max", "post"),
    ] {
        let mut client = with_model();
        let (line, character) = place(text, 0);
        let answer = rename(&mut client, "m.score", (line, character), to).expect(text);
        let renamed = edited(MODEL, &answer["changes"][uri("m.score")]);
        let old = text.trim_start_matches('$').split(' ').next().expect("a word");
        let left = renamed.split(|c: char| !c.is_alphanumeric() && c != '_');
        let left = left.filter(|word| *word == old || *word == format!("{old}_grade")).count();
        assert_eq!(left, 0, "{text}: {renamed}");
        client.open("renamed.score", &renamed);
        assert_eq!(client.codes("renamed.score", Some(1)), Vec::<String>::new(), "{renamed}");
    }
}

#[test]
fn names_that_cannot_be_are_refused() {
    let mut client = with_model();
    let refused: Vec<String> = [
        ("fit 0..", "engagement"),
        ("fit 0..", "9lives"),
        ("fit 0..", "a b"),
        ("fit 0..", "and"),
        ("fit 0..", ""),
        ("decision_maker +", "title in"),
        ("title in", "job"),
        ("email_open +", "opened"),
        ("# Who", "x"),
        ("cold", "x"),
    ]
    .iter()
    .map(|(text, to)| {
        let answer = rename(&mut client, "m.score", place(text, 0), to);
        format!("{text} -> {to}: {}", answer.expect_err(text))
    })
    .collect();
    insta::assert_snapshot!(refused.join("\n"));
    let (line, character) = place("fit_grade", 0);
    insta::assert_snapshot!(pretty(&client.at(
        "textDocument/prepareRename",
        "m.score",
        line,
        character
    )));
    let (line, character) = place("title in", 0);
    assert_eq!(client.at("textDocument/prepareRename", "m.score", line, character), Value::Null);
}

#[test]
fn a_new_name_that_would_take_others_in_is_refused() {
    let mut client = Client::start();
    client.open(
        "a.score",
        "lead { vip bool; title text }\ndefine boss: title = CEO\nif boss +10\nif vip +5\n",
    );
    let answer = rename(&mut client, "a.score", (1, 8), "vip").expect_err("vip is a column");
    assert_eq!(answer, "`vip` stands for something else here");
}

#[test]
fn a_text_that_is_not_open_has_no_answers() {
    let mut client = Client::start();
    let place = json!({ "line": 0, "character": 0 });
    let params = json!({
        "textDocument": { "uri": uri("never.score") },
        "position": place,
        "range": { "start": place, "end": place },
        "context": { "diagnostics": [], "includeDeclaration": true, "triggerKind": 1 },
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

#[test]
fn places_outside_the_text_have_answers() {
    for text in ["", "if title = CTO +10", "# 🎯\r\nlist x = [a", MODEL] {
        let mut client = Client::start();
        client.open("a.score", text);
        for (line, character) in
            [(0, 0), (0, u32::MAX), (1, 3), (u32::MAX, 0), (u32::MAX, u32::MAX)]
        {
            let place = json!({ "line": line, "character": character });
            let params = json!({
                "textDocument": { "uri": uri("a.score") },
                "position": place,
                "range": { "start": place, "end": { "line": 0, "character": 0 } },
                "context": { "diagnostics": [], "includeDeclaration": true, "triggerKind": 1 },
                "options": { "tabSize": 2, "insertSpaces": true },
                "newName": "x",
            });
            for method in METHODS {
                let answer = client.ask(method, params.clone());
                let refused = answer.as_ref().is_err_and(|(code, _)| *code == -32803);
                assert!(answer.is_ok() || refused, "{method}: {answer:?}");
            }
        }
        assert_eq!(client.end(), Ended::InOrder);
    }
}

/// Everything that may be asked of a text.
const METHODS: &[&str] = &[
    "textDocument/formatting",
    "textDocument/codeAction",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/semanticTokens/full",
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/prepareRename",
    "textDocument/rename",
];
