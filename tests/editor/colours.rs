//! What the server says of the words of some examples, written down for `npm test`, which holds the TextMate grammar to it.

use std::fs;
use std::path::Path;
use std::thread;

use baremo::lsp;
use lsp_server::Connection;
use lsp_server::Message;
use lsp_server::Notification;
use lsp_server::Request;
use serde_json::Value;
use serde_json::json;

use super::is_up_to_date;

/// Rule files that use much of the language.
const EXAMPLES: &[&str] = &[
    "examples/b2b-b2c/b2b.score",
    "examples/b2b-b2c/common.score",
    "examples/content-agency/agencia_words.score",
    "examples/fit-interest/fit_interest.score",
    "examples/junk-data/junk_data.score",
    "examples/online-retail/online_retail.score",
    "examples/online-shoppers/online_shoppers.score",
    "examples/personas/loyalty_test.score",
    "tests/format/everything.score",
];

#[test]
fn the_colours_of_the_server_are_written_down() {
    let (ours, theirs) = Connection::memory();
    let server = thread::spawn(move || lsp::serve(&theirs));
    let started = ask(&ours, "initialize", json!({ "capabilities": {} }));
    let legend = &started["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"];
    tell(&ours, "initialized", json!({}));
    let mut files = serde_json::Map::new();
    for name in EXAMPLES {
        files.insert((*name).into(), colours(&ours, legend, name));
    }
    ask(&ours, "shutdown", Value::Null);
    tell(&ours, "exit", Value::Null);
    server.join().expect("the server ends well");
    // A line of the page is a line of a rule file.
    let made = serde_json::to_string(&files).expect("it is JSON");
    let made = made.replace("],[[", "],\n[[").replace("],\"", "],\n\"").replace("],[],", "],\n[],");
    is_up_to_date("test/colours.json", &(made + "\n"));
}

/// For each line of a file its words, each with its first unit, its length and its colour.
fn colours(server: &Connection, legend: &Value, name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = fs::read_to_string(path).expect("the example can be read");
    let uri = format!("file:///rules/{name}");
    let item = json!({ "uri": uri, "languageId": "baremo", "version": 1, "text": text });
    tell(server, "textDocument/didOpen", json!({ "textDocument": item }));
    let document = json!({ "textDocument": { "uri": uri } });
    let answer = ask(server, "textDocument/semanticTokens/full", document);
    let numbers: Vec<usize> =
        serde_json::from_value(answer["data"].clone()).expect("tokens are numbers");
    let mut lines: Vec<Vec<Value>> = vec![Vec::new(); text.lines().count()];
    let (mut line, mut start) = (0, 0);
    for token in numbers.chunks_exact(5) {
        start = if token[0] == 0 { start + token[1] } else { token[1] };
        line += token[0];
        lines[line].push(json!([start, token[2], legend[token[3]]]));
    }
    json!(lines)
}

fn tell(server: &Connection, method: &str, params: Value) {
    let it = Notification { method: method.into(), params };
    server.sender.send(it.into()).expect("the server listens");
}

fn ask(server: &Connection, method: &str, params: Value) -> Value {
    let request = Request { id: 1.into(), method: method.into(), params };
    server.sender.send(request.into()).expect("the server listens");
    loop {
        if let Message::Response(answer) = server.receiver.recv().expect("the server answers") {
            return answer.response_result.expect("an answer, and no error");
        }
    }
}
