//! The clock of the machine: time passes where nothing comes.

use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::process::Stdio;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use super::baremo;
use super::folder;

#[test]
fn a_stage_changes_while_nothing_comes() {
    let folder = folder("clock");
    let rules = "on visit +10 expires 2s\nhot at >= 10\notherwise cold\n";
    fs::write(folder.join("m.score"), rules).expect("written");
    let mut child = baremo(&folder, &["stream", "m.score", "--state", "s"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut pipe = child.stdin.take().expect("a pipe");
    let mut told = BufReader::new(child.stdout.take().expect("a pipe"));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    writeln!(pipe, "{{\"lead_id\":1,\"event\":\"visit\",\"time\":{now}}}").expect("written");
    let mut next = || {
        let mut line = String::new();
        told.read_line(&mut line).expect("a line");
        serde_json::from_str::<serde_json::Value>(&line).expect("a change")
    };
    // On a machine that is very busy the visit is over before it is seen.
    let first = next();
    if first["to"] == "hot" {
        let second = next();
        assert_eq!((&second["from"], &second["to"]), (&"hot".into(), &"cold".into()));
        assert_eq!(second["cause"], "time");
        let over = baremo::ir::print::date(now as i64 + 2);
        assert_eq!(second["at"], over.as_str());
    }
    drop(pipe);
    assert!(child.wait().expect("it ends").success());
}
