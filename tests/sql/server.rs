//! A data base that runs queries, one line of JSON for each.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use baremo::sql::Dialect;
use serde_json::{Value, json};

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The interpreter that `tests/engines/setup` made; nothing where it did not run.
pub fn python() -> Option<PathBuf> {
    let python = top().join("target/engines/venv/bin/python");
    python.exists().then_some(python)
}

/// Says on standard error, which is shown of passing tests too, that a test has nothing to run on.
pub fn left_out() {
    let words =
        "left out: no data base is installed for the tests of SQL; `tests/engines/setup` does it\n";
    let _ = std::io::stderr().write_all(words.as_bytes());
}

/// A data base of one dialect.
pub struct Server {
    child: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Server {
    /// Starts it; nothing where the engines are not installed.
    pub fn start(dialect: &Dialect) -> Option<Server> {
        Server::with(dialect, "{}")
    }

    /// With settings of Spark's, as JSON.
    pub fn with(dialect: &Dialect, settings: &str) -> Option<Server> {
        let mut child = Command::new(python()?)
            .env("BAREMO_SPARK_CONF", settings)
            .arg(top().join("tests/engines/serve.py"))
            .arg(dialect.word)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the interpreter runs");
        let requests = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("it is piped"));
        Some(Server { child, requests, answers })
    }

    /// The rows of a query over these tables, or what the data base says against it.
    pub fn run(&mut self, tables: &Value, sql: &str) -> Result<Vec<Vec<Value>>, String> {
        self.rows(&json!({ "tables": tables, "sql": sql }))
    }

    /// The same over the tables of the last.
    pub fn again(&mut self, sql: &str) -> Result<Vec<Vec<Value>>, String> {
        self.rows(&json!({ "keep": true, "sql": sql }))
    }

    fn rows(&mut self, request: &Value) -> Result<Vec<Vec<Value>>, String> {
        let answer = self.ask(request);
        if let Some(error) = answer["error"].as_str() {
            return Err(error.to_string());
        }
        let rows = answer["rows"].as_array().expect("an answer has rows");
        let row = |row: &Value| row.as_array().expect("a row is an array").clone();
        Ok(rows.iter().map(row).collect())
    }

    /// Whether a query that cannot be run here is one of its dialect.
    pub fn parses(&mut self, sql: &str) -> Result<(), String> {
        let answer = self.ask(&json!({ "sql": sql }));
        match answer["error"].as_str() {
            Some(error) => Err(error.to_string()),
            None if answer["parsed"] == json!(true) => Ok(()),
            None => Err(format!("it answered {answer}")),
        }
    }

    fn ask(&mut self, request: &Value) -> Value {
        let requests = self.requests.as_mut().expect("it is open until the end");
        writeln!(requests, "{request}").and_then(|()| requests.flush()).expect("it listens");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("it answers");
        serde_json::from_str(&line).unwrap_or_else(|e| panic!("it answered {line:?}: {e}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Without requests it ends by itself, and tidies up.
        drop(self.requests.take());
        let _ = self.child.wait();
    }
}
