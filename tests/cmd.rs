//! Every command as a user runs it: `tests/cmd/*.md` hold command lines, what they print and how they end.
//!
//! A page `score.md` runs in a copy of the folder `score.in`; an (empty) folder `score.out` says that it may write there.

use std::process::Command;

use baremo::diagnostic::codes;

#[test]
fn cmd() {
    trycmd::TestCases::new().case("tests/cmd/*.md").run();
}

/// Standard output of the command, which must end well.
fn printed(arguments: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_baremo")).args(arguments).output();
    let run = run.expect("the command runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).expect("it prints text")
}

/// Pages hold fenced examples themselves, so they cannot stand in a page of commands.
#[test]
fn explain_prints_the_page_of_every_code() {
    for entry in codes::all() {
        assert_eq!(printed(&["explain", &entry.code.0.to_lowercase()]), entry.page);
    }
}

#[test]
fn explain_alone_lists_every_code() {
    let list = printed(&["explain"]);
    for entry in codes::all() {
        assert!(list.contains(&format!("  {}  {}\n", entry.code, entry.title)), "{list}");
    }
}

#[test]
fn completions_name_every_command() {
    let script = printed(&["completions", "bash"]);
    for command in
        ["init", "check", "explain", "test", "score", "why", "diff", "build", "schema", "dump"]
    {
        assert!(script.contains(command), "no {command}");
    }
}
