//! `baremo lsp`: the language server, which editors start.

use std::io;
use std::io::BufRead;
use std::io::Read;
use std::io::Write;
use std::thread;

use lsp_server::Connection;
use lsp_server::ErrorCode;
use lsp_server::Message;
use serde_json::Value;
use serde_json::json;

use crate::cli::Ended;
use crate::cli::Outcome;
use crate::lsp;

/// The most bytes of a message: more than the largest rule file, escaped.
const LONGEST: u64 = 64 << 20;

/// Serve an editor: the language server, over standard input and output.
///
/// Editors start it by themselves. It ends with 0 when the editor shuts it down, and with 1 when its input ends before.
#[derive(clap::Args)]
pub struct Arguments {
    /// Standard input and output: what it does anyhow, for editors that ask for it.
    #[arg(long, hide = true)]
    stdio: bool,
}

pub fn run(_: Arguments) -> Outcome {
    let (ours, theirs) = Connection::memory();
    let Connection { sender, receiver } = ours;
    // It may wait for input that never comes, so nobody waits for it.
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        while let Ok(Some(bytes)) = body(&mut input) {
            let goes_on = match serde_json::from_slice::<Message>(&bytes) {
                Ok(message) => sender.send(message).is_ok(),
                Err(_) => write(&no_message(&bytes)).is_ok(),
            };
            if !goes_on {
                break;
            }
        }
    });
    let writer = thread::spawn(move || {
        receiver.iter().try_for_each(|message| message.write(&mut io::stdout().lock()))
    });
    let ended = lsp::serve(&theirs);
    // The writing thread ends when nobody can give it anything more.
    drop(theirs);
    let written = matches!(writer.join(), Ok(Ok(())));
    Ok(if written && ended == lsp::Ended::InOrder { Ended::Well } else { Ended::Fault })
}

/// The bytes of the next message; none at the end of the input.
fn body(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        match (line.trim_end().split_once(':'), length) {
            (Some((name, value)), _) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().ok().filter(|length| *length <= LONGEST);
            }
            (Some(_), _) => {}
            (None, Some(length)) if line.trim_end().is_empty() => {
                let mut bytes = Vec::new();
                input.by_ref().take(length).read_to_end(&mut bytes)?;
                return Ok((bytes.len() as u64 == length).then_some(bytes));
            }
            // Where the next message begins is anybody's guess.
            (None, _) => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

/// What is said of bytes that are no message: nobody knows who asked.
fn no_message(bytes: &[u8]) -> Value {
    let (code, sentence) = match serde_json::from_slice::<Value>(bytes) {
        Ok(_) => (ErrorCode::InvalidRequest, "this is neither a request nor a notification"),
        Err(_) => (ErrorCode::ParseError, "this is not JSON"),
    };
    json!({ "jsonrpc": "2.0", "id": null, "error": { "code": code as i32, "message": sentence } })
}

fn write(message: &Value) -> io::Result<()> {
    let text = message.to_string();
    let mut output = io::stdout().lock();
    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    output.flush()
}
