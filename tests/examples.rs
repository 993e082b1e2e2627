//! Every folder of `examples/` as its README tells it: the commands run as they stand there and yield what `expected/` holds.
//!
//! `INSTA_UPDATE=always` writes `expected/` anew. Of a large output only the first fifty rows and the number of leads in
//! each stage are kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// More leads than this, and `expected/` holds an excerpt.
const WHOLE_UP_TO: usize = 200;

const EXCERPT: usize = 50;

#[test]
fn bank_marketing() {
    follow("bank-marketing");
}

#[test]
fn online_shoppers() {
    follow("online-shoppers");
}

#[test]
fn online_retail() {
    follow("online-retail");
}

#[test]
fn seven_steps() {
    follow("seven-steps");
}

#[test]
fn b2b_b2c() {
    follow("b2b-b2c");
}

#[test]
fn fit_interest() {
    follow("fit-interest");
}

#[test]
fn personas() {
    follow("personas");
}

#[test]
fn content_agency() {
    follow("content-agency");
}

#[test]
fn junk_data() {
    follow("junk-data");
}

#[test]
fn embed_c() {
    follow("embed-c");
}

#[test]
fn stream() {
    crate::stream::example::follow("stream");
}

#[test]
fn spark() {
    crate::sql::spark::follow("spark");
}

/// A folder that has no test above would be an example that nobody runs.
#[test]
fn every_folder_is_followed() {
    let here = fs::read_to_string(file!()).expect("this file");
    for folder in
        fs::read_dir("examples").expect("examples").map(|entry| entry.expect("entry").path())
    {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let is_model = folder.join("README.md").exists();
        assert!(!is_model || here.contains(&format!("follow(\"{name}\")")), "`{name}` has no test");
    }
}

/// Counted from the invoices by other means: see the example's README.
#[test]
fn retail_figures_are_the_known_ones() {
    let scores = first_score(Path::new("examples/online-retail"));
    let table = Table::read(&scores);
    assert_eq!(table.filled("total"), 3_370, "customers with a purchase before the day");
    assert_eq!(table.not_zero("Three orders or more in 90 days"), 402);
    assert_eq!(table.not_zero("500 pounds or more in 90 days"), 831);
    let exact = table.row("15389");
    assert_eq!(exact[table.column("500 pounds or more in 90 days")], "10", "exactly 500.00 pounds");
}

/// Runs every command of the README; the output of its first `baremo score` is the expected one, on every engine.
fn follow(name: &str) {
    let folder = Path::new("examples").join(name);
    for command in commands(&folder) {
        run(&folder, &command);
    }
    check_clean(&folder);
    scores_as_expected(&folder);
    engines_agree(&folder);
    readme_shows_what_comes_out(&folder);
}

fn scores_as_expected(folder: &Path) {
    let scores = first_score(folder);
    let table = Table::read(&scores);
    if table.rows.len() <= WHOLE_UP_TO {
        same_as(&folder.join("expected/scores.csv"), &scores);
    } else {
        let head: Vec<&str> = scores.lines().take(EXCERPT + 1).collect();
        same_as(&folder.join("expected/first_50.csv"), &format!("{}\n", head.join("\n")));
        same_as(&folder.join("expected/stages.txt"), &table.stages());
    }
}

/// Every line of every lead, to the last digit.
fn engines_agree(folder: &Path) {
    let scores = |engine: &str| {
        let mut command = score_command(folder);
        command.retain(|word| word != "--lines");
        command.extend(words(&format!("--lines --engine {engine}")));
        run(folder, &command)
    };
    assert_eq!(scores("reference"), scores("bytecode"), "{folder:?}");
}

/// No warning either: these files are read as models of how to write.
fn check_clean(folder: &Path) {
    let checked = baremo(folder, &words("check --deny warnings ."));
    assert!(checked.status.success(), "{folder:?} has warnings:\n{}", told(&checked));
}

/// The indented lines that begin with `baremo`, each split at blanks; a `\` at the end joins the next line.
fn commands(folder: &Path) -> Vec<Vec<String>> {
    let readme = fs::read_to_string(folder.join("README.md")).expect("a README");
    let joined = readme.replace("\\\n", " ");
    joined.lines().filter_map(|line| line.strip_prefix("    baremo ")).map(words).collect()
}

/// Blanks part the words of a command; there are no quotes in these.
fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

/// The README's first `baremo score`.
fn score_command(folder: &Path) -> Vec<String> {
    commands(folder).into_iter().find(|command| command[0] == "score").expect("a score command")
}

/// The CSV that it writes.
fn first_score(folder: &Path) -> String {
    run(folder, &score_command(folder))
}

/// What a command prints; an `--output` of the README goes there as well, so that nothing is written into the folder.
fn run(folder: &Path, command: &[String]) -> String {
    let mut arguments = command.to_vec();
    if let Some(at) = arguments.iter().position(|word| word == "--output") {
        arguments.drain(at..at + 2);
    }
    let output = baremo(folder, &arguments);
    assert!(
        output.status.success(),
        "in {folder:?}: baremo {}\n{}",
        arguments.join(" "),
        told(&output)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn baremo(folder: &Path, arguments: &[String]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_baremo"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the command runs")
}

fn told(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn same_as(expected: &PathBuf, got: &str) {
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::create_dir_all(expected.parent().expect("a folder")).expect("the folder is made");
        fs::write(expected, got).expect("the file is written");
    }
    let kept = fs::read_to_string(expected).unwrap_or_else(|error| panic!("{expected:?}: {error}"));
    let differs = kept.lines().zip(got.lines()).position(|(kept, got)| kept != got);
    if let Some(line) = differs {
        let (was, is) = (kept.lines().nth(line), got.lines().nth(line));
        panic!("{expected:?} line {}:\nwas {was:?}\nis  {is:?}", line + 1);
    }
    assert_eq!(kept.lines().count(), got.lines().count(), "number of lines of {expected:?}");
}

/// Each line of the README's block of output stands in `expected/`.
fn readme_shows_what_comes_out(folder: &Path) {
    let readme = fs::read_to_string(folder.join("README.md")).expect("a README");
    let kept: String = ["scores.csv", "first_50.csv", "stages.txt"]
        .iter()
        .filter_map(|name| fs::read_to_string(folder.join("expected").join(name)).ok())
        .collect();
    let kept: Vec<&str> = kept.lines().collect();
    let shown = readme.split("```text\n").skip(1).filter_map(|block| block.split("```").next());
    let mut lines = 0;
    for line in shown.flat_map(str::lines) {
        assert!(
            kept.contains(&line),
            "{folder:?}: the README shows a line that does not come out: {line}"
        );
        lines += 1;
    }
    assert!(lines > 0, "{folder:?}: the README shows no output");
}

/// A CSV whose cells hold no line ends.
struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(text: &str) -> Table {
        let mut lines = text.lines().map(cells);
        let header = lines.next().expect("a header");
        Table { header, rows: lines.collect() }
    }

    fn column(&self, name: &str) -> usize {
        self.header
            .iter()
            .position(|column| column == name)
            .unwrap_or_else(|| panic!("no column `{name}`"))
    }

    fn row(&self, id: &str) -> &[String] {
        self.rows.iter().find(|row| row[0] == id).unwrap_or_else(|| panic!("no lead `{id}`"))
    }

    fn filled(&self, name: &str) -> usize {
        let column = self.column(name);
        self.rows.iter().filter(|row| !row[column].is_empty()).count()
    }

    fn not_zero(&self, name: &str) -> usize {
        let column = self.column(name);
        self.rows.iter().filter(|row| !row[column].is_empty() && row[column] != "0").count()
    }

    /// How many leads are in each stage, one a line, by name.
    fn stages(&self) -> String {
        let column = self.column("stage");
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for row in &self.rows {
            *counts
                .entry(if row[column].is_empty() { "(none)" } else { &row[column] })
                .or_default() += 1;
        }
        counts.iter().map(|(stage, count)| format!("{count:>6} {stage}\n")).collect()
    }
}

/// The cells of one line, without their quotes.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().expect("one at least").push(letter),
        }
    }
    cells
}
