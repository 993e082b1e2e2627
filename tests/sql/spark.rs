//! The example of Spark as its README tells it, and how Spark moves the rows of a query.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use baremo::sql::dialect::SPARK;
use serde_json::json;

use crate::sql::agreement::{self, Answer};
use crate::sql::cases::{self, Case};
use crate::sql::constructs;
use crate::sql::server::{self, Server};

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn succeeded(output: Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The query that is shipped is the one that the README's command writes.
pub fn follow(folder: &str) {
    let page = top().join("examples").join(folder).join("README.md");
    let page = fs::read_to_string(page).expect("the page");
    let command = page.lines().find_map(|line| line.strip_prefix("    baremo sql "));
    let command: Vec<&str> = command.expect("a command").split_whitespace().collect();
    let place = command.iter().position(|word| *word == "--output").expect("it names a file");
    let mut run = Command::new(env!("CARGO_BIN_EXE_baremo"));
    let run = run.arg("sql").args(&command[..place]).args(&command[place + 2..]);
    let run = run.current_dir(top()).output();
    let written = succeeded(run.expect("the command runs"));
    let path = top().join(command[place + 1]);
    let shipped = fs::read_to_string(&path).expect("the query");
    if written != shipped && std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        fs::write(path, written).expect("it can be written");
        return;
    }
    assert_eq!(written, shipped, "INSTA_UPDATE=always writes it anew");
}

/// The script counts the customers in each stage as the README does.
#[test]
fn the_script_prints_what_the_page_shows() {
    let Some(python) = server::python() else { return server::left_out() };
    let page = fs::read_to_string(top().join("examples/spark/README.md")).expect("the page");
    let shown = page.split("```text\n").nth(1).and_then(|rest| rest.split("```").next());
    let folder = tempfile::tempdir().expect("a folder");
    let run = Command::new(python)
        .arg(top().join("examples/spark/score.py"))
        .arg("--output")
        .arg(folder.path().join("scores"))
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output();
    assert_eq!(succeeded(run.expect("it runs")), shown.expect("the page shows the output"));
}

/// The plan of a query over tables of these columns.
fn plan(rules: &str, leads: &str, events: &str) -> Option<String> {
    let python = server::python()?;
    let compile = Command::new(env!("CARGO_BIN_EXE_baremo"))
        .args(["sql", rules, "--dialect", "spark", "--as-of", "2026-01-31"])
        .args(["--leads-table", "leads", "--events-table", "events"])
        .current_dir(top())
        .output();
    let query = succeeded(compile.expect("the command runs"));
    let mut planner = Command::new(python)
        .arg(top().join("tests/engines/plan.py"))
        .args(["--leads", leads, "--events", events])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut input = planner.stdin.take().expect("it is piped");
    std::io::Write::write_all(&mut input, query.as_bytes()).expect("it listens");
    drop(input);
    Some(succeeded(planner.wait_with_output().expect("it ends")))
}

/// Two scores, windows, limits, caps and absences: leads and events meet by the lead's id alone, and the events are shuffled once.
#[test]
fn the_events_are_shuffled_once() {
    let leads = "lead_id STRING, title STRING, employees DOUBLE, country STRING";
    let events = "lead_id STRING, event STRING, time TIMESTAMP, path STRING, seconds DOUBLE";
    let Some(plan) = plan("benches/stream.score", leads, events) else {
        return server::left_out();
    };
    assert!(plan.contains("shuffles of events: 1\n"), "{plan}");
    insta::assert_snapshot!(plan);
}

/// Days, weeks and months are the rules' own, whatever the zone of the session; ANSI mode or not.
#[test]
fn the_session_does_not_matter() {
    let settings = json!({
        "spark.sql.session.timeZone": "America/New_York",
        "spark.sql.ansi.enabled": "false",
    });
    let Some(mut server) = Server::with(&SPARK, &settings.to_string()) else {
        return server::left_out();
    };
    let calendar = |case: &Case| {
        let used = constructs::of(&case.program);
        used.iter().any(|construct| construct.contains("calendar unit"))
    };
    let drawn = (0..).map(cases::random).filter(|case| case.batch.rows() > 0);
    let cases: Vec<Case> = cases::suite().into_iter().filter(calendar).collect();
    let cases = cases.into_iter().chain(drawn.filter(calendar).take(3));
    let mut agree = 0;
    for case in cases {
        match agreement::compare(&mut server, &SPARK, &case, false) {
            Answer::Agrees => agree += 1,
            Answer::Unsayable(_) => {}
            Answer::Differs(difference) => panic!("{difference}"),
        }
    }
    assert!(agree > 10, "few programs were run");
}
