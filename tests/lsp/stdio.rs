//! The command itself, over its standard input and output.

use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::process::Child;
use std::process::ChildStdout;
use std::process::Command;
use std::process::Stdio;

use lsp_server::Message;
use lsp_server::Notification;
use lsp_server::Request;
use serde_json::Value;
use serde_json::json;

use super::codes;

fn start() -> (Child, BufReader<ChildStdout>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_baremo"));
    command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it starts");
    let output = BufReader::new(child.stdout.take().expect("it has an output"));
    (child, output)
}

fn send(child: &mut Child, message: Message) {
    let mut input = child.stdin.as_ref().expect("it has an input");
    message.write(&mut input).expect("it reads");
}

fn ask(child: &mut Child, id: i32, method: &str, params: Value) {
    send(child, Request { id: id.into(), method: method.into(), params }.into());
}

fn tell(child: &mut Child, method: &str, params: Value) {
    send(child, Notification { method: method.into(), params }.into());
}

fn next(output: &mut BufReader<ChildStdout>) -> Message {
    Message::read(output).expect("it writes messages").expect("it goes on")
}

#[test]
fn a_session() {
    let (mut child, mut output) = start();
    ask(&mut child, 1, "initialize", json!({ "capabilities": {} }));
    let Message::Response(answer) = next(&mut output) else { panic!("an answer comes first") };
    let answer = answer.response_result.expect("it starts");
    assert_eq!(answer["serverInfo"]["name"], "baremo");
    tell(&mut child, "initialized", json!({}));
    let text = "if title = CTO 10\nif domain(email) in free_mail -10\n";
    let item = json!({ "uri": "file:///rules/a.score", "languageId": "baremo", "version": 1, "text": text });
    tell(&mut child, "textDocument/didOpen", json!({ "textDocument": item }));
    let Message::Notification(told) = next(&mut output) else { panic!("diagnostics come next") };
    let told = told.params["diagnostics"].as_array().expect("a list").clone();
    assert_eq!(codes(&told), ["E0127", "E0204"]);
    ask(&mut child, 2, "shutdown", Value::Null);
    assert!(matches!(next(&mut output), Message::Response(_)));
    tell(&mut child, "exit", Value::Null);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn no_input_ends_it() {
    let (mut child, _output) = start();
    drop(child.stdin.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
}

/// The next message as it is written: one without an id is none for the crate.
fn next_raw(output: &mut BufReader<ChildStdout>) -> Value {
    let (mut header, mut blank) = (String::new(), String::new());
    output.read_line(&mut header).expect("a header");
    output.read_line(&mut blank).expect("an empty line");
    let length = header.trim().rsplit(' ').next().expect("a length").parse().expect("a number");
    let mut bytes = vec![0; length];
    output.read_exact(&mut bytes).expect("a body");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[test]
fn what_is_no_json_is_answered() {
    let (mut child, mut output) = start();
    for (body, code) in [("{\"id\": 1, ", -32700), ("[1, 2]", -32600), ("", -32700)] {
        let mut input = child.stdin.as_ref().expect("it has an input");
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("written");
        let answer = next_raw(&mut output);
        assert_eq!(
            (&answer["id"], &answer["error"]["code"]),
            (&Value::Null, &json!(code)),
            "{body}"
        );
    }
    ask(&mut child, 1, "initialize", json!({ "capabilities": {} }));
    assert!(matches!(next(&mut output), Message::Response(_)));
    ask(&mut child, 2, "shutdown", Value::Null);
    assert!(matches!(next(&mut output), Message::Response(_)));
    tell(&mut child, "exit", Value::Null);
    // Its input is still open.
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn half_a_message_ends_it() {
    for half in [
        "Content-Length: 99\r\n\r\n{\"id\"",
        "Content-Length: 99999999999999999999\r\n\r\n{}",
        "Content-Le",
    ] {
        let (mut child, _output) = start();
        child.stdin.as_ref().expect("it has an input").write_all(half.as_bytes()).expect("written");
        drop(child.stdin.take());
        assert_eq!(child.wait().expect("it ends").code(), Some(1), "{half}");
    }
}

#[test]
fn what_is_no_message_ends_it() {
    let (mut child, _output) = start();
    child.stdin.as_ref().expect("it has an input").write_all(b"hello\r\n\r\n{}").expect("written");
    drop(child.stdin.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
}
