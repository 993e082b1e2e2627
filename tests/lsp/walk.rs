//! A walk through every feature, over the command's standard input and output, as an editor takes it.

use std::fs;
use std::io::BufReader;
use std::process::Command;
use std::process::Stdio;
use std::thread;
use std::time::Instant;

use baremo::lsp::Ended;
use lsp_server::Connection;
use lsp_server::Message;
use serde_json::Value;
use serde_json::json;

use super::Client;
use super::LONG;
use super::pretty;

/// The command as the other end of a connection.
fn command() -> Client {
    let mut child = Command::new(env!("CARGO_BIN_EXE_baremo"))
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = child.stdin.take().expect("it has an input");
    let mut output = BufReader::new(child.stdout.take().expect("it has an output"));
    let (ours, theirs) = Connection::memory();
    let Connection { sender, receiver } = theirs;
    thread::spawn(move || {
        while let Ok(Some(message)) = Message::read(&mut output) {
            if sender.send(message).is_err() {
                break;
            }
        }
    });
    let server = thread::spawn(move || {
        for message in receiver {
            let is_last = matches!(&message, Message::Notification(it) if it.method == "exit");
            message.write(&mut input).expect("it reads");
            if is_last {
                break;
            }
        }
        match child.wait().expect("it ends").code() {
            Some(0) => Ended::InOrder,
            _ => Ended::Otherwise,
        }
    });
    Client::with(ours, server)
}

const COMMON: &str = "\
list free_mail = [gmail.com, hotmail.com]
define decider: title in [CTO, CEO]
";

const RULES: &str = "\
use \"common.score\"

# Fit: who they are.
score fit 0..100 {
  if decider +40 \"decides\"
  if domain(email) in free_mail -10
}
score interest {
  decay 10%/30d
  on email_open where campaign = spring +5 max 20
}
score total = 0.5 * fit + interest
hot at total >= 20 -> call
otherwise cold

test \"a CTO decides\" {
  lead {
    title = CTO
  }
  expect fit = 40
}
";

/// Something is asked about a place of the rules, by the word that stands there.
struct Ask {
    method: &'static str,
    /// A line and a word in it; nothing: the whole file.
    at: Option<(u32, &'static str)>,
    with: Value,
}

fn asks() -> Vec<Ask> {
    let ask = |method, at, with| Ask { method, at, with };
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    let lines = |from: u32, to: u32| json!({ "start": { "line": from, "character": 0 }, "end": { "line": to, "character": 0 } });
    vec![
        ask("textDocument/hover", Some((4, "decider")), json!({})),
        ask("textDocument/hover", Some((9, "campaign")), json!({})),
        ask("textDocument/completion", Some((9, "spring")), json!({})),
        ask("textDocument/definition", Some((4, "decider")), json!({})),
        ask(
            "textDocument/references",
            Some((5, "free_mail")),
            json!({ "context": { "includeDeclaration": true } }),
        ),
        ask("textDocument/prepareRename", Some((3, "fit")), json!({})),
        ask("textDocument/rename", Some((3, "fit")), json!({ "newName": "match" })),
        ask("textDocument/documentSymbol", None, json!({})),
        ask("textDocument/foldingRange", None, json!({})),
        ask("textDocument/semanticTokens/full", None, json!({})),
        ask("textDocument/inlayHint", None, json!({ "range": lines(0, 99) })),
        ask("textDocument/codeLens", None, json!({})),
        ask("textDocument/formatting", None, json!({ "options": options })),
        ask(
            "textDocument/rangeFormatting",
            None,
            json!({ "range": lines(4, 5), "options": options }),
        ),
        ask(
            "textDocument/codeAction",
            None,
            json!({ "range": lines(0, 99), "context": { "diagnostics": [] } }),
        ),
    ]
}

/// Every way in which the server announces that it can be asked.
const ANNOUNCED: [(&str, &str); 14] = [
    ("hoverProvider", "textDocument/hover"),
    ("completionProvider", "textDocument/completion"),
    ("definitionProvider", "textDocument/definition"),
    ("referencesProvider", "textDocument/references"),
    ("renameProvider", "textDocument/rename"),
    ("documentSymbolProvider", "textDocument/documentSymbol"),
    ("foldingRangeProvider", "textDocument/foldingRange"),
    ("semanticTokensProvider", "textDocument/semanticTokens/full"),
    ("inlayHintProvider", "textDocument/inlayHint"),
    ("codeLensProvider", "textDocument/codeLens"),
    ("documentFormattingProvider", "textDocument/formatting"),
    ("documentRangeFormattingProvider", "textDocument/rangeFormatting"),
    ("codeActionProvider", "textDocument/codeAction"),
    ("executeCommandProvider", "workspace/executeCommand"),
];

#[test]
fn every_feature() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = [
        ("common.score", COMMON),
        ("m.score", RULES),
        ("leads.csv", "id,title,email\n1,CTO,a@gmail.com\n2,Intern,b@acme.es\n"),
        ("events.csv", "id,event,time,campaign\n2,email_open,2026-01-30,spring\n"),
        ("baremo.toml", "leads = \"leads.csv\"\nevents = \"events.csv\"\nas_of = 2026-01-31\n"),
    ];
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    let root = format!("file://{}/", folder.path().canonicalize().expect("it is there").display());
    let uri = format!("{root}m.score");
    let mut client = command();
    let started = client.ask("initialize", json!({ "capabilities": {} })).expect("it starts");
    client.tell("initialized", json!({}));
    client.open(&uri, RULES);
    assert_eq!(client.codes(&uri, Some(1)), Vec::<String>::new());
    wait_for_data(&mut client, &uri);

    let mut walk = String::new();
    let mut asked: Vec<&str> = vec!["workspace/executeCommand"];
    for Ask { method, at, with } in asks() {
        let mut params = with;
        params["textDocument"] = json!({ "uri": uri });
        if let Some((line, word)) = at {
            let text = RULES.lines().nth(line as usize).expect("it has so many lines");
            let character = text.find(word).expect("the word is there");
            params["position"] = json!({ "line": line, "character": character });
        }
        let mut answer = client.ask(method, params).expect("an answer");
        if let Some(data) = answer.get_mut("data") {
            *data = rows(data);
        }
        let of = at.map_or(String::new(), |(_, word)| format!(" at `{word}`"));
        walk.push_str(&format!("== {method}{of}\n{}\n", pretty(&answer)));
        asked.push(method);
    }
    for (command, argument) in [
        ("baremo.tests", json!({ "uri": uri })),
        ("baremo.test", json!({ "uri": uri, "name": "a CTO decides" })),
        ("baremo.leads", json!({ "uri": uri })),
        ("baremo.why", json!({ "uri": uri, "lead": "1" })),
    ] {
        let params = json!({ "command": command, "arguments": [argument] });
        let answer = client.ask("workspace/executeCommand", params).expect("an answer");
        walk.push_str(&format!("== {command}\n{}\n", pretty(&answer)));
    }
    // Two mistakes, and their cures.
    let typed =
        RULES.replace("+40 \"decides\"", "40 \"decides\"").replace("in free_mail", "in fre_mail");
    client.change(&uri, 2, json!([{ "text": typed }]));
    walk.push_str(&format!("== two mistakes\n{}\n", pretty(&json!(client.told(&uri, Some(2))))));
    let whole =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let params =
        json!({ "textDocument": { "uri": uri }, "range": whole, "context": { "diagnostics": [] } });
    let cures = client.ask("textDocument/codeAction", params).expect("an answer");
    let titles: Vec<&str> =
        cures.as_array().into_iter().flatten().filter_map(|it| it["title"].as_str()).collect();
    walk.push_str(&format!("== their cures\n{}\n", titles.join("\n")));
    insta::assert_snapshot!(walk.replace(&root, "file:///rules/"));

    let announced = started["capabilities"].as_object().expect("an object");
    for (provider, method) in ANNOUNCED {
        assert!(announced.contains_key(provider), "{provider} is announced");
        assert!(asked.contains(&method), "{method} is asked");
    }
    let others: Vec<&String> = announced
        .keys()
        .filter(|key| key.ends_with("Provider") && !ANNOUNCED.iter().any(|(it, _)| it == key))
        .collect();
    assert!(others.is_empty(), "{others:?} are on no walk");
    assert_eq!(client.end(), Ended::InOrder);
}

/// Five numbers a token, as a line each.
fn rows(data: &Value) -> Value {
    let numbers: Vec<String> =
        data.as_array().into_iter().flatten().map(Value::to_string).collect();
    numbers.chunks(5).map(|token| token.join(" ")).collect()
}

/// Hovers tell when the sample data has been read.
fn wait_for_data(client: &mut Client, uri: &str) {
    let since = Instant::now();
    loop {
        let words = client.at("textDocument/hover", uri, 4, 3).to_string();
        if words.contains("In the sample data") || since.elapsed() > LONG {
            return;
        }
    }
}
