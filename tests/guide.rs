//! The guide and the README show what their commands print: each shown line comes out when the command is run.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

const LEADS: &str = "examples/bank-marketing/data/bank-additional.csv.gz";

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn chapter(name: &str) -> String {
    fs::read_to_string(top().join("docs/guide").join(name)).expect("the chapter can be read")
}

/// The first block of a chapter behind this fence that holds these words.
fn block(chapter: &str, fence: &str, words: &str) -> String {
    let open = format!("```{fence}\n");
    let blocks = chapter.split(&open).skip(1).filter_map(|rest| rest.split("\n```").next());
    let found = blocks.into_iter().find(|block| block.contains(words));
    found.unwrap_or_else(|| panic!("no block `{fence}` with `{words}`")).to_string()
}

/// A folder with the chapter's model as `calls.score`.
fn folder(rules: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for a moment");
    fs::write(folder.path().join("calls.score"), rules).expect("the model can be written");
    folder
}

/// What a command prints, people's words included.
fn run(rules: &str, command: &[&str], data: bool) -> String {
    let folder = folder(rules);
    let mut program = Command::new(env!("CARGO_BIN_EXE_baremo"));
    program.args(command).current_dir(folder.path());
    if data {
        program.arg("--leads").arg(top().join(LEADS));
        program.args(["--id", "row-number", "--unknown", "unknown"]);
    }
    let output = program.output().expect("the command can be run");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

fn words(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every line of `shown` is in `printed`, blanks aside.
fn assert_printed(shown: &str, printed: &str) {
    let lines: Vec<String> = printed.lines().map(words).collect();
    for line in shown.lines().map(words) {
        assert!(lines.contains(&line), "not printed: {line}\n{printed}");
    }
}

/// The README's first command and its wrong rule, as they stand there.
#[test]
fn the_readme_shows_what_comes_out() {
    let readme = fs::read_to_string(top().join("README.md")).expect("the README can be read");
    let first = "cargo run --release -- ";
    let line = readme.lines().map(str::trim).find_map(|l| l.strip_prefix(first));
    let arguments = line.expect("the first command").split_whitespace();
    let mut program = Command::new(env!("CARGO_BIN_EXE_baremo"));
    let output = program.args(arguments).current_dir(top()).output().expect("it can be run");
    assert_printed(&block(&readme, "text", "stages"), &String::from_utf8_lossy(&output.stdout));

    let shown = block(&readme, "text", "error[");
    let rule = shown.lines().find_map(|l| l.trim().strip_prefix("1 │ ")).expect("the wrong rule");
    let printed = run(rule, &["check", "calls.score"], false).replace("calls.score", "rules.score");
    assert_printed(&shown, &printed);
}

#[test]
fn the_first_line_scores_the_list() {
    let chapter = chapter("01-one-line.md");
    let rules = block(&chapter, "score", "success");
    let printed = run(&rules, &["score", "calls.score", "--output", "scored.csv"], true);
    assert_printed(&block(&chapter, "text", "leads read"), &printed);
}

#[test]
fn the_mistake_is_reported_as_shown() {
    let chapter = chapter("01-one-line.md");
    let printed = run(&block(&chapter, "score-wrong", "great"), &["check", "calls.score"], false);
    assert_printed(&block(&chapter, "text", "error["), &printed);
}

#[test]
fn the_schema_is_as_shown() {
    let printed = run("", &["schema"], true);
    assert_printed(&block(&chapter("02-tables-and-lists.md"), "text", "pdays"), &printed);
}

#[test]
fn the_stages_are_as_shown() {
    let chapter = chapter("03-two-scores-and-a-decision.md");
    let rules = block(&chapter, "score", "call_first");
    let printed = run(&rules, &["score", "calls.score", "--report"], true);
    assert_printed(&block(&chapter, "text", "stages"), &printed);
}

#[test]
fn the_failing_test_is_shown_as_it_is() {
    let chapter = chapter("04-tests.md");
    let rules = block(&chapter, "score", "pensioner").replace("history = 55", "history = 50");
    let printed = run(&rules, &["test", "calls.score"], false);
    assert_printed(&block(&chapter, "text", "FAIL"), &printed);
}

#[test]
fn the_invoice_is_shown_as_it_is() {
    let rules = block(&chapter("03-two-scores-and-a-decision.md"), "score", "call_first");
    let printed = run(&rules, &["why", "calls.score", "--lead", "22"], true);
    assert_printed(&block(&chapter("06-every-day.md"), "text", "lead 22"), &printed);
}
