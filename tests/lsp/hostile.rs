//! What no client should send: it is answered with an error or passed over, and the server goes on.

use std::fs;
use std::time::Duration;
use std::time::Instant;

use baremo::lsp::Ended;
use serde_json::Value;
use serde_json::json;

use super::Client;
use super::uri;

/// It still answers, and ends in order.
fn lives(mut client: Client) {
    client.open("alive.score", "if title = CTO 10\n");
    assert_eq!(client.codes("alive.score", Some(1)).len(), 1);
    assert_eq!(client.end(), Ended::InOrder);
}

fn place(line: u32, character: u32) -> Value {
    json!({ "line": line, "character": character })
}

fn replace(start: Value, end: Value, text: &str) -> Value {
    json!({ "range": { "start": start, "end": end }, "text": text })
}

#[test]
fn before_initialize_and_after_shutdown() {
    let mut client = Client::before_initialize();
    client.open("a.score", "if");
    assert_eq!(client.ask("shutdown", Value::Null).expect_err("too early").0, -32002);
    client.ask("initialize", json!({ "capabilities": {} })).expect("it starts");
    assert_eq!(client.ask("initialize", json!({})).expect_err("twice").0, -32600);
    client.ask("shutdown", Value::Null).expect("it shuts down");
    assert_eq!(client.ask("shutdown", Value::Null).expect_err("too late").0, -32600);
    client.tell("exit", Value::Null);
    assert_eq!(client.server.take().expect("it runs").join().expect("it ends"), Ended::InOrder);
}

#[test]
fn exit_without_shutdown_is_out_of_order() {
    let mut client = Client::start();
    client.tell("exit", Value::Null);
    assert_eq!(client.server.take().expect("it runs").join().expect("it ends"), Ended::Otherwise);
}

#[test]
fn unknown_methods_and_bad_parameters() {
    let mut client = Client::start();
    assert_eq!(client.ask("textDocument/sing", json!({})).expect_err("unknown").0, -32601);
    client.tell("textDocument/dance", json!({ "x": 1 }));
    client.tell("textDocument/didOpen", json!({ "textDocument": 3 }));
    client.tell("textDocument/didChange", json!([]));
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": "not an address" } }));
    client.tell("$/cancelRequest", json!({ "id": 7 }));
    // A text that is not open.
    client.change("never.score", 2, json!([{ "text": "x" }]));
    lives(client);
}

#[test]
fn edits_outside_the_text_are_at_its_edge() {
    let mut client = Client::start();
    client.open("a.score", "if title = CTO");
    client.change("a.score", 2, json!([replace(place(99, 99), place(99, 99), " +10")]));
    assert_eq!(client.codes("a.score", Some(2)), Vec::<String>::new());
    // From the end to the beginning: nothing is taken out.
    client.change("a.score", 3, json!([replace(place(0, u32::MAX), place(0, 0), "\n")]));
    assert_eq!(client.codes("a.score", Some(3)), Vec::<String>::new());
    client.change("a.score", 4, json!([replace(place(0, 0), place(u32::MAX, 0), "")]));
    assert_eq!(client.codes("a.score", Some(4)), Vec::<String>::new());
    lives(client);
}

#[test]
fn beyond_the_basic_plane_and_with_crlf() {
    let mut client = Client::start();
    client.open("a.score", "# 🎯🎯\r\nif title = \"🎯\" 10\r\n");
    let told = client.told("a.score", Some(1));
    assert_eq!(told[0]["range"]["start"], place(1, 16));
    client.change("a.score", 2, json!([replace(place(1, 16), place(1, 16), "+")]));
    assert_eq!(client.codes("a.score", Some(2)), Vec::<String>::new());
    // Into the middle of a letter, and between CR and LF.
    client.change("a.score", 3, json!([replace(place(0, 3), place(0, 5), "x")]));
    client.change("a.score", 4, json!([replace(place(0, 99), place(1, 0), "\n")]));
    client.told("a.score", Some(4));
    lives(client);
}

#[test]
fn half_a_file_at_every_byte() {
    let text = include_str!("../../examples/seven-steps/seven_steps.score");
    let mut client = Client::start();
    client.open("a.score", "");
    let cuts = (0..text.len()).step_by(97).filter(|&cut| text.is_char_boundary(cut));
    let mut version = 1;
    for cut in cuts {
        version += 1;
        client.change("a.score", version, json!([{ "text": &text[..cut] }]));
        client.told("a.score", Some(i64::from(version)));
    }
    lives(client);
}

#[test]
fn two_hundred_edits_at_once_are_checked_together() {
    let mut client = Client::start();
    client.open("a.score", "");
    for version in 2..202 {
        client.change(
            "a.score",
            version,
            json!([replace(place(0, 0), place(0, 0), "if title = CTO 10\n")]),
        );
    }
    let mut checks = 1;
    let mut last = client.told("a.score", None);
    while last.len() < 200 {
        last = client.told("a.score", None);
        checks += 1;
    }
    assert!(checks < 100, "{checks} checks for 200 edits");
    lives(client);
}

#[test]
fn a_long_file_and_a_long_line_are_no_matter() {
    let rule = |at: usize| format!("if city = \"ñ{at}\" and boss +{}", at % 9 + 1);
    for (name, between) in [("lines.score", "\n"), ("line.score", "; ")] {
        let rules: Vec<String> = (0..2000).map(rule).collect();
        let text = format!("define boss: title = CEO\n{}\n", rules.join(between));
        let mut client = Client::start();
        client.open(name, &text);
        client.told(name, Some(1));
        let since = Instant::now();
        let document = json!({ "uri": uri(name) });
        for method in ["semanticTokens/full", "documentSymbol", "foldingRange"] {
            let method = format!("textDocument/{method}");
            client.ask(&method, json!({ "textDocument": document })).expect("an answer");
        }
        let params =
            json!({ "textDocument": document, "position": place(0, 8), "newName": "chief" });
        let answer = client.ask("textDocument/rename", params).expect("an answer");
        assert_eq!(answer["changes"][uri(name)].as_array().map(Vec::len), Some(2001));
        let took = since.elapsed();
        assert!(took < Duration::from_secs(30), "{name}: {took:?}");
    }
}

#[test]
fn a_file_that_is_deleted_while_it_is_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.score");
    fs::write(&path, "if title = CTO 10\n").expect("written");
    let address = format!("file://{}", path.display());
    let mut client = Client::start();
    client.open(&address, "if title = CTO 10\n");
    assert_eq!(client.codes(&address, Some(1)).len(), 1);
    drop(folder);
    client.change(&address, 2, json!([{ "text": "use \"b.score\"\nif title = CTO +10\n" }]));
    assert_eq!(client.codes(&address, Some(2)), ["E0801"]);
    lives(client);
}

#[test]
fn addresses_that_are_no_files() {
    let mut client = Client::start();
    for address in ["untitled:Untitled-1", "http://example.com/a.score", "file:///", "file:///%FF"]
    {
        client.open(address, "use \"b.score\"\n");
        assert_eq!(client.codes(address, Some(1)), ["E0801"], "{address}");
    }
    assert_eq!(uri("x:y"), "x:y");
    lives(client);
}

#[test]
fn places_that_are_nowhere_have_answers() {
    let mut client = Client::start();
    client.open("a.score", "# 🎯\r\nif title = CTO +10\r\ntest \"a\" {\r\n  expect score = 0\r\n}");
    let far = place(u32::MAX, u32::MAX);
    let backwards = json!({ "start": far, "end": place(0, 0) });
    let document = json!({ "uri": uri("a.score") });
    let options = json!({ "tabSize": 0, "insertSpaces": false });
    for (method, with) in [
        ("hover", json!({ "position": far })),
        ("completion", json!({ "position": far })),
        ("definition", json!({ "position": far })),
        ("prepareRename", json!({ "position": far })),
        ("inlayHint", json!({ "range": backwards })),
        ("rangeFormatting", json!({ "range": backwards, "options": options })),
        ("codeAction", json!({ "range": backwards, "context": { "diagnostics": [] } })),
        ("codeLens", json!({})),
    ] {
        let mut params = with;
        params["textDocument"] = document.clone();
        client.ask(&format!("textDocument/{method}"), params).expect(method);
    }
    lives(client);
}

#[test]
fn commands_take_no_nonsense() {
    let mut client = Client::start();
    client.open("a.score", "if title = CTO +10\n");
    let mut ask = |command: &str, arguments: Value| {
        let params = json!({ "command": command, "arguments": arguments });
        client.ask("workspace/executeCommand", params).expect_err("no answer").0
    };
    for arguments in
        [json!([]), json!([3]), json!([{ "uri": 3 }]), json!([{ "uri": "" , "lead": {} }])]
    {
        assert_eq!(ask("baremo.why", arguments.clone()), -32602, "{arguments}");
    }
    assert_eq!(ask("baremo.test", json!([{ "uri": uri("closed.score") }])), -32803);
    assert_eq!(ask("rm", json!([{ "uri": uri("a.score") }])), -32602);
    lives(client);
}

/// Data that is no data, and settings that change at every turn.
#[test]
fn sample_data_may_be_anything() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).expect("written");
    put("baremo.toml", b"leads = \"l.csv\"\nevents = \"e.jsonl\"\n");
    let address = format!("file://{}/a.score", folder.path().display());
    let mut client = Client::start();
    client.open(&address, "if title = CTO +10\non email_open where path = a +1\n");
    let leads: [&[u8]; 5] =
        [b"", b"\xff\xfe\x00", b"id,title\n\"1", b"id,title\n1,CTO\n1,CTO\n", b"{}"];
    for leads in leads {
        put("l.csv", leads);
        for events in ["", "{", "{\"id\":1,\"event\":\"email_open\",\"time\":\"never\"}\n", "[]\n"]
        {
            put("e.jsonl", events.as_bytes());
            client.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
            client.at("textDocument/hover", &address, 0, 4);
            client.at("textDocument/completion", &address, 0, 11);
        }
    }
    put("baremo.toml", &b"leads = [".repeat(10_000));
    client.at("textDocument/hover", &address, 0, 4);
    fs::remove_file(folder.path().join("baremo.toml")).expect("it was there");
    fs::create_dir(folder.path().join("baremo.toml")).expect("a folder of that name");
    client.at("textDocument/hover", &address, 0, 4);
    lives(client);
}
