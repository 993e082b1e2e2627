//! The language server: a client of a few lines talks with it, in a thread and as a process.

mod completion;
mod diagnostics;
mod features;
mod hostile;
mod sample;
mod stdio;
mod walk;

use std::collections::VecDeque;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

use baremo::lsp;
use lsp_server::Connection;
use lsp_server::Message;
use lsp_server::Notification;
use lsp_server::Request;
use lsp_server::Response;
use serde_json::Value;
use serde_json::json;

/// A folder that is on no disk: what is open there is all there is.
const FOLDER: &str = "file:///rules";
/// No answer takes so long.
const LONG: Duration = Duration::from_secs(60);

/// An editor.
struct Client {
    connection: Connection,
    server: Option<JoinHandle<lsp::Ended>>,
    requests: i32,
    /// Diagnostics that came while something else was waited for.
    told: VecDeque<Value>,
}

impl Client {
    fn start() -> Client {
        let mut client = Client::before_initialize();
        client.ask("initialize", json!({ "capabilities": {} })).expect("it starts");
        client.tell("initialized", json!({}));
        client
    }

    fn before_initialize() -> Client {
        let (ours, theirs) = Connection::memory();
        Client::with(ours, thread::spawn(move || lsp::serve(&theirs)))
    }

    fn with(connection: Connection, server: JoinHandle<lsp::Ended>) -> Client {
        Client { connection, server: Some(server), requests: 0, told: VecDeque::new() }
    }

    fn tell(&self, method: &str, params: Value) {
        let it = Notification { method: method.into(), params };
        self.connection.sender.send(it.into()).expect("the server listens");
    }

    /// The answer, or the error's code and message.
    fn ask(&mut self, method: &str, params: Value) -> Result<Value, (i32, String)> {
        self.requests += 1;
        let request = Request { id: self.requests.into(), method: method.into(), params };
        self.connection.sender.send(request.into()).expect("the server listens");
        loop {
            match self.connection.receiver.recv_timeout(LONG).expect("the server answers") {
                Message::Response(Response { id, response_result }) => {
                    assert_eq!(id, self.requests.into());
                    return response_result.map_err(|error| (error.code, error.message));
                }
                Message::Notification(it) => self.told.push_back(it.params),
                Message::Request(request) => panic!("nothing is asked of a client: {request:?}"),
            }
        }
    }

    /// Asks about a place in a file.
    fn at(&mut self, method: &str, name: &str, line: u32, character: u32) -> Value {
        let place = json!({
            "textDocument": { "uri": uri(name) },
            "position": { "line": line, "character": character },
        });
        self.ask(method, place).expect("an answer")
    }

    fn open(&self, name: &str, text: &str) {
        let item = json!({ "uri": uri(name), "languageId": "baremo", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
    }

    fn change(&self, name: &str, version: i32, changes: Value) {
        let document = json!({ "uri": uri(name), "version": version });
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.tell("textDocument/didChange", params);
    }

    /// What is told next of a file, of this version or a later one.
    fn told(&mut self, name: &str, version: Option<i64>) -> Vec<Value> {
        loop {
            let params = match self.told.pop_front() {
                Some(params) => params,
                None => match self.connection.receiver.recv_timeout(LONG).expect("news") {
                    Message::Notification(it) => it.params,
                    other => panic!("a notification is waited for: {other:?}"),
                },
            };
            if params["uri"] == uri(name) && params["version"].as_i64() >= version {
                return params["diagnostics"].as_array().expect("a list").clone();
            }
        }
    }

    fn codes(&mut self, name: &str, version: Option<i64>) -> Vec<String> {
        codes(&self.told(name, version))
    }

    fn end(mut self) -> lsp::Ended {
        self.ask("shutdown", Value::Null).expect("it shuts down");
        self.tell("exit", Value::Null);
        self.server.take().expect("it runs").join().expect("it ends well")
    }
}

fn codes(diagnostics: &[Value]) -> Vec<String> {
    diagnostics.iter().map(|d| d["code"].as_str().expect("a code").to_string()).collect()
}

/// An address of our folder, unless it is one already.
fn uri(name: &str) -> String {
    if name.contains(':') { name.into() } else { format!("{FOLDER}/{name}") }
}

/// JSON to look at: what is short stands on one line.
fn pretty(value: &Value) -> String {
    let line = value.to_string();
    let inside = |open: &str, parts: Vec<String>, close: &str| {
        let parts = parts.join(",\n").replace('\n', "\n  ");
        format!("{open}\n  {parts}\n{close}")
    };
    match value {
        _ if line.chars().count() <= 100 => line,
        Value::Array(all) => inside("[", all.iter().map(pretty).collect(), "]"),
        Value::Object(all) => {
            let field = |(name, value): (&String, &Value)| format!("\"{name}\": {}", pretty(value));
            inside("{", all.iter().map(field).collect(), "}")
        }
        _ => line,
    }
}
