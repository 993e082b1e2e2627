//! `examples/stream`: a real log replayed, its changes, and its final figures against those of the whole log.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::folder;
use super::ok;
use super::run;

/// Changes that `expected/` holds.
const EXCERPT: usize = 50;

/// The commands of the README, each with its words.
fn commands(readme: &str) -> Vec<Vec<String>> {
    let joined = readme.replace("\\\n", " ");
    let commands = joined.lines().filter_map(|line| line.strip_prefix("    "));
    commands.map(|line| line.split_whitespace().map(String::from).collect()).collect()
}

/// Runs them in a folder of their own beside a copy of what they read.
pub fn follow(name: &str) {
    let here = Path::new("examples").join(name);
    let folder = folder("example");
    let log = ok(Command::new("gunzip")
        .arg("-c")
        .arg(here.join("data/invoices.jsonl.gz"))
        .output()
        .expect("gunzip"));
    fs::write(folder.join("log.jsonl"), log).expect("written");
    let rules = "examples/online-retail/online_retail.score";
    fs::copy(rules, folder.join("online_retail.score")).expect("copied");
    let readme = fs::read_to_string(here.join("README.md")).expect("a README");
    let commands = commands(&readme);
    assert_eq!(commands.len(), 4);
    for command in &commands {
        let from = command.iter().position(|word| word == "baremo").expect("it runs the program");
        let words: Vec<String> =
            command[from + 1..].iter().map(|w| w.replace("../online-retail/", "")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        ok(run(&folder, &words, &folder.join("log.jsonl")));
    }
    let changes = fs::read_to_string(folder.join("changes.jsonl")).expect("the changes");
    shows(&here, &readme, &changes);
    let table = |name: &str| fs::read_to_string(folder.join(name)).expect("a table");
    let (live, batch) = (table("live.csv"), table("batch.csv"));
    assert_eq!(live.lines().next(), batch.lines().next());
    let lines = |table: &str| -> BTreeSet<String> { table.lines().map(String::from).collect() };
    assert_eq!(lines(&live).len(), 4_373, "every customer");
    assert_eq!(lines(&live), lines(&batch));
}

/// The README shows what came out, and counts it rightly.
fn shows(here: &Path, readme: &str, changes: &str) {
    let head: String = changes.split_inclusive('\n').take(EXCERPT).collect();
    let kept = here.join("expected/first_50.jsonl");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::create_dir_all(here.join("expected")).expect("a folder");
        fs::write(&kept, &head).expect("written");
    }
    assert_eq!(fs::read_to_string(&kept).expect("what is expected"), head);
    let block = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next());
    for line in block.expect("a block of output").lines() {
        assert!(
            head.lines().any(|one| one == line),
            "the README shows a line that does not come out: {line}"
        );
    }
    let by_time = changes.lines().filter(|line| line.contains("\"cause\":\"time\"")).count();
    let counted = format!("{} changes of stage; {} of them", changes.lines().count(), by_time);
    assert!(readme.contains(&counted), "the README should say: {counted}");
}
