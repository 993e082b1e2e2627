//! What the editor shows of sample data and of tests: hovers, choices, hints, lenses and what they do.

use std::fs;
use std::time::Instant;

use serde_json::Value;
use serde_json::json;

use super::Client;
use super::LONG;
use super::codes;
use super::pretty;

const RULES: &str = "\
# Who is worth a call.
score fit 0..100 {
  if title in [CTO, VP] +40 \"decides\"
  if employees > 50 +20
  if city = Bilbao -5
}
score interest {
  group mail max 3 {
    on email_open +1 max 5
  }
  on demo +30
}
score total = 0.5 * fit + interest
hot at total >= 30 -> call
otherwise cold
grade fit { A at >= 40; otherwise B }
disqualify if employees < 2 \"too small\"

test \"a CTO decides\" {
  lead { title = CTO }
  expect fit = 40
}
test \"mail adds up\" {
  as of 2026-01-31
  email_open 1d ago
  email_open 2d ago
  expect interest = 3
  expect fit = 1
}
test \"by title\" for who, points in [(CTO, 40), (VP, 40), (CEO, 41)] {
  lead { title = $who }
  expect fit = $points
}
";

const LEADS: &str = "\
id,title,employees,Lead Source
7,CTO,80,web
8,VP of Sales,30,
9,Head of \"Things\",500,fair
10,,,web
";

const EVENTS: &str = "\
{\"id\":7,\"event\":\"email_open\",\"time\":\"2026-01-30\",\"campaign\":\"spring\"}
{\"id\":7,\"event\":\"email_open\",\"time\":\"2026-01-29\",\"campaign\":\"spring\"}
{\"id\":9,\"event\":\"webinar\",\"time\":\"2026-01-29\",\"topic\":\"pricing\"}
";

const SETTINGS: &str = "leads = \"leads.csv\"\nevents = \"events.jsonl\"\nas_of = 2026-01-31\n";

/// A folder of rules with sample data, and an editor in it.
struct Desk {
    folder: tempfile::TempDir,
    client: Client,
}

impl Desk {
    fn new(settings: &str) -> Desk {
        let folder = tempfile::tempdir().expect("a folder");
        let files = [("leads.csv", LEADS), ("events.jsonl", EVENTS), ("baremo.toml", settings)];
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        Desk { folder, client: Client::start() }
    }

    fn uri(&self, name: &str) -> String {
        let folder = self.folder.path().canonicalize().expect("it is there");
        format!("file://{}/{name}", folder.display())
    }

    fn open(&mut self, text: &str) {
        let uri = self.uri("m.score");
        self.client.open(&uri, text);
        self.client.told(&uri, Some(1));
    }

    fn ask(&mut self, method: &str, mut params: Value) -> Value {
        params["textDocument"] = json!({ "uri": self.uri("m.score") });
        let answer = self.client.ask(method, params).expect("an answer");
        let folder = self.uri("");
        serde_json::from_str(&answer.to_string().replace(&folder, "file:///rules/")).expect("JSON")
    }

    fn command(&mut self, command: &str, mut argument: Value) -> Result<Value, (i32, String)> {
        argument["uri"] = json!(self.uri("m.score"));
        let params = json!({ "command": command, "arguments": [argument] });
        self.client.ask("workspace/executeCommand", params)
    }

    /// The words of a hover, when the sample data is there.
    fn hover(&mut self, line: u32, character: u32) -> String {
        let since = Instant::now();
        loop {
            let place = json!({ "position": { "line": line, "character": character } });
            let hover = self.ask("textDocument/hover", place);
            let words = hover["contents"]["value"].as_str().unwrap_or("nothing").to_string();
            if !words.contains("still being read") || since.elapsed() > LONG {
                return words;
            }
        }
    }

    fn whole(&mut self, method: &str) -> Value {
        let end = json!({ "line": 99, "character": 0 });
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": end });
        self.ask(method, json!({ "range": range }))
    }
}

#[test]
fn rules_are_told_in_sentences_with_their_counts() {
    let mut desk = Desk::new(SETTINGS);
    desk.open(&RULES.replace("  if city = Bilbao -5\n", ""));
    let places = [
        (1, 8, "the score fit"),
        (2, 2, "its first rule"),
        (2, 6, "the column title in it"),
        (3, 22, "the rule about employees"),
        (6, 9, "the group mail"),
        (7, 20, "the rule about mails"),
        (9, 8, "the event demo"),
        (11, 8, "the score total"),
        (12, 1, "the stage hot"),
        (13, 3, "the base"),
        (14, 13, "the grade"),
        (15, 16, "the disqualification"),
        (17, 8, "a test"),
        (0, 3, "a comment"),
    ];
    let words = places
        .map(|(line, character, what)| format!("== {what}\n{}\n", desk.hover(line, character)));
    insta::assert_snapshot!(words.concat());
}

#[test]
fn choices_are_what_the_data_has() {
    let mut desk = Desk::new(SETTINGS);
    let mut choices = |text: &str| {
        let position = json!({ "position": { "line": 0, "character": text.chars().count() } });
        desk.open(text);
        // The data may still be on its way.
        let since = Instant::now();
        loop {
            let items = desk.ask("textDocument/completion", position.clone());
            let all = items.as_array().expect("a list").iter();
            let labels: Vec<String> = all
                .filter(|item| item["detail"] != "keyword")
                .map(|item| {
                    format!("{} ({})", item["label"].as_str().expect("it has one"), item["detail"])
                })
                .collect();
            if !labels.is_empty() || since.elapsed() > LONG {
                return format!("{text}|\n  {}\n", labels.join("\n  "));
            }
        }
    };
    let texts = [
        "if ",
        "if title = ",
        "if `Lead Source` in [",
        "on ",
        "on email_open where ",
        "on email_open where campaign = ",
        "if any webinar where topic is ",
    ];
    let all: Vec<String> = texts.into_iter().map(&mut choices).collect();
    insta::assert_snapshot!(all.concat());
}

#[test]
fn columns_that_the_data_lacks_are_warnings_and_go_with_it() {
    let mut desk = Desk::new(SETTINGS);
    let uri = desk.uri("m.score");
    desk.client.open(&uri, "if employes > 5 +1\nif city = Bilbao +1\nif `Lead Source` = web +1\n");
    let mut told = desk.client.told(&uri, Some(1));
    if told.is_empty() {
        // First what the rules alone show, then what the data does.
        told = desk.client.told(&uri, Some(1));
    }
    assert_eq!(codes(&told), ["E0604", "E0604"]);
    insta::assert_snapshot!(pretty(&json!(told)));
    let actions = desk.ask(
        "textDocument/codeAction",
        json!({
            "range": { "start": { "line": 0, "character": 3 }, "end": { "line": 0, "character": 3 } },
            "context": { "diagnostics": [] },
        }),
    );
    assert_eq!(actions[0]["title"], "write `employees`");
    // The column comes, and the editor tells of it.
    let leads = LEADS.replacen("title", "city", 1).replacen("employees", "employes", 1);
    fs::write(desk.folder.path().join("leads.csv"), leads).expect("a file");
    desk.client.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert_eq!(desk.client.codes(&uri, Some(1)), Vec::<String>::new());
}

#[test]
fn what_is_wrong_in_the_settings_is_told_there() {
    let mut desk = Desk::new("leads = leads.csv\nevents = \"nowhere.csv\"\n");
    let (rules, settings) = (desk.uri("m.score"), desk.uri("baremo.toml"));
    desk.client.open(&rules, "on email_open +1\n");
    let told = desk.client.told(&settings, None);
    assert_eq!(codes(&told), ["E0629", "E0629"]);
    insta::assert_snapshot!(pretty(&json!(told)));
    fs::write(desk.folder.path().join("baremo.toml"), SETTINGS).expect("a file");
    desk.client.tell("textDocument/didSave", json!({ "textDocument": { "uri": settings } }));
    assert_eq!(desk.client.codes(&settings, None), Vec::<String>::new());
}

#[test]
fn scores_and_tests_have_hints() {
    let mut desk = Desk::new("");
    desk.open(RULES);
    insta::assert_snapshot!(pretty(&desk.whole("textDocument/inlayHint")));
    let nothing =
        json!({ "start": { "line": 2, "character": 0 }, "end": { "line": 5, "character": 0 } });
    assert_eq!(desk.ask("textDocument/inlayHint", json!({ "range": nothing })), json!([]));
}

#[test]
fn lenses_name_commands() {
    let mut desk = Desk::new(SETTINGS);
    desk.open(RULES);
    insta::assert_snapshot!(pretty(&desk.whole("textDocument/codeLens")));
    // Without sample data nobody can be asked about.
    let mut desk = Desk::new("");
    desk.open("on email_open +1\n");
    assert_eq!(desk.whole("textDocument/codeLens"), json!([]));
}

#[test]
fn commands_run_tests_and_tell_why() {
    let mut desk = Desk::new(SETTINGS);
    desk.open(&RULES.replace("  if city = Bilbao -5\n", ""));
    let mut all = String::new();
    for (command, argument) in [
        ("baremo.tests", json!({})),
        ("baremo.test", json!({})),
        ("baremo.test", json!({ "name": "a CTO decides" })),
        ("baremo.test", json!({ "name": "no such test" })),
        ("baremo.leads", json!({})),
        ("baremo.why", json!({ "lead": "9" })),
        ("baremo.why", json!({ "lead": "nobody" })),
        ("baremo.why", json!({ "test": "mail adds up" })),
        ("baremo.why", json!({ "test": "no such test" })),
        ("baremo.unknown", json!({})),
    ] {
        let shown = match desk.command(command, argument.clone()) {
            Ok(mut answer) => {
                // The text says the same, and is looked at where it is shown.
                let text = answer.get("text").and_then(Value::as_str).unwrap_or("").to_string();
                if answer.get("invoices").is_some() {
                    answer["invoices"] = json!(answer["invoices"].as_array().map(Vec::len));
                    answer["text"] = json!("below");
                }
                format!("{}\n{text}", pretty(&answer))
            }
            Err((code, message)) => format!("{code}: {message}"),
        };
        all.push_str(&format!("== {command} {argument}\n{shown}\n"));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn a_client_without_panels_is_sent_messages() {
    let mut desk = Desk::new(SETTINGS);
    desk.open(&RULES.replace("  if city = Bilbao -5\n", ""));
    desk.client.told.clear();
    desk.command("baremo.why", json!({})).expect("the first lead");
    // The message comes behind the answer.
    desk.command("baremo.tests", json!({})).expect("an answer");
    let message = desk.client.told.iter().find_map(|told| told["message"].as_str());
    assert!(message.is_some_and(|message| message.starts_with("lead 7\n")), "{message:?}");
}

#[test]
fn without_sample_data_commands_say_so() {
    let mut desk = Desk::new("");
    desk.open("on email_open +1\ntest \"a\" {\n  expect score = 0\n}\n");
    let (_, message) = desk.command("baremo.why", json!({ "lead": "1" })).expect_err("no data");
    assert!(message.starts_with("no sample data: a `baremo.toml`"), "{message}");
    desk.command("baremo.why", json!({ "test": "a" })).expect("a test has its own lead");
    let (_, message) = desk.command("baremo.leads", json!({})).expect_err("no data");
    assert!(message.starts_with("no sample data"), "{message}");
}

#[test]
fn data_that_goes_away_ends_nothing() {
    let mut desk = Desk::new(SETTINGS);
    desk.open("on email_open +1\n");
    fs::remove_file(desk.folder.path().join("events.jsonl")).expect("it was there");
    let words = desk.hover(0, 5);
    assert!(words.contains("cannot be scored") || words.contains("counts for"), "{words}");
    fs::remove_file(desk.folder.path().join("baremo.toml")).expect("it was there");
    let words = desk.hover(0, 15);
    assert!(words.contains("1 point"), "{words}");
}

#[test]
fn a_range_is_formatted_alone() {
    let mut desk = Desk::new("");
    desk.open("if   title=CTO +10\nif   title=CEO +20\n\non email_open +1\n\nif   title=VP   +5\n");
    let mut edits = |from: u32, to: u32| {
        let range = json!({
            "start": { "line": from, "character": 3 },
            "end": { "line": to, "character": 5 },
        });
        let options = json!({ "tabSize": 2, "insertSpaces": true });
        desk.ask("textDocument/rangeFormatting", json!({ "range": range, "options": options }))
    };
    let first = edits(0, 1);
    assert_eq!(first.as_array().map(Vec::len), Some(1), "{first}");
    assert_eq!(first[0]["range"]["end"], json!({ "line": 2, "character": 0 }));
    let last = edits(5, 5);
    assert_eq!(last[0]["newText"], "if title = VP +5\n");
    assert_eq!(edits(2, 2), json!([]));
}
