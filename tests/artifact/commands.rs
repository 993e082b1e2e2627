//! `score` and `why` print of a compiled model what they print of its rules, to the last byte.

use std::path::Path;
use std::process::{Command, Output};

fn run(folder: &Path, arguments: &str, model: &str) -> Output {
    let words = arguments.split(' ').map(|word| if word == "MODEL" { model } else { word });
    let mut command = Command::new(env!("CARGO_BIN_EXE_baremo"));
    command.args(words).current_dir(folder).output().expect("the command runs")
}

fn the_same(folder: &str, rules: &str, data: &str, leads: &[&str]) {
    let folder = Path::new("examples").join(folder);
    let scratch = tempfile::tempdir().expect("a folder");
    let compiled = scratch.path().join("model.baremo");
    let compiled = compiled.to_str().expect("a name");
    let built = run(&folder, &format!("build {rules} -o MODEL"), compiled);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let mut commands = vec![
        format!("score MODEL {data} --lines"),
        format!("score MODEL {data} --report --engine reference"),
        format!("score MODEL {data} --output-format jsonl --engine jit"),
    ];
    for lead in leads {
        commands.push(format!("why MODEL {data} --lead {lead}"));
        commands.push(format!("why MODEL {data} --lead {lead} --format json"));
    }
    for command in commands {
        let (of_rules, of_model) =
            (run(&folder, &command, rules), run(&folder, &command, compiled));
        assert!(of_rules.status.success(), "{}", String::from_utf8_lossy(&of_rules.stderr));
        assert!(of_rules == of_model, "{command} in {}: another answer", folder.display());
    }
}

#[test]
fn b2b() {
    let data = "--leads data/leads.jsonl --events data/events.jsonl --as-of 2026-01-31T09:00:00Z";
    the_same("b2b-b2c", "b2b.score", data, &["L003", "L010", "L020"]);
}

#[test]
fn fit_interest() {
    let data = "--leads data/leads.csv --events data/events.csv --as-of 2026-01-31T09:00:00Z";
    the_same("fit-interest", "fit_interest.score", data, &["1001", "1002", "1007"]);
}

#[test]
fn seven_steps() {
    let data = "--leads data/leads.csv --events data/events.csv --as-of 2026-01-31T09:00:00Z";
    the_same("seven-steps", "seven_steps.score", data, &["K001", "K002"]);
}
