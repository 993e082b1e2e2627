//! Coverage for people, for logs and for programs that draw it.

use std::fmt::Write;

use crate::diagnostic::render::github;
use crate::testing::coverage::Coverage;
use crate::testing::coverage::Item;

/// "coverage 83.3 %: 40 of 48"
pub fn summary(coverage: &Coverage) -> String {
    let Coverage { covered, total, .. } = coverage;
    format!("coverage {:.1} %: {covered} of {total}", floor(coverage.percent()))
}

/// What no test shows, by file, and tests that would.
pub fn human(coverage: &Coverage) -> String {
    let mut out = String::new();
    let mut file = "";
    for item in open(coverage) {
        if item.file != file {
            file = &item.file;
            let _ = writeln!(out, "\nno test shows, in {file}:");
        }
        let _ = writeln!(out, "  line {:>4}  {}: {}", item.line, item.title, item.what);
    }
    let mut file = "";
    for proposal in &coverage.proposals {
        if proposal.file != file {
            file = &proposal.file;
            let _ = writeln!(
                out,
                "\ntests that would, for {file}, if what they expect is what you mean:\n"
            );
        }
        let _ = writeln!(out, "{}", proposal.test.trim_end());
    }
    out
}

/// A line for each thing that no test shows.
pub fn plain(coverage: &Coverage) -> String {
    let line = |item: &Item| {
        format!("{}:{}: not covered: {}: {}\n", item.file, item.line, item.title, item.what)
    };
    open(coverage).map(line).collect()
}

/// Annotations of GitHub's workflows.
pub fn github(coverage: &Coverage) -> String {
    let line = |item: &Item| {
        let message = format!("no test shows: {}", item.what);
        github::annotation("notice", &item.file, (item.line, 1), &item.title, &message) + "\n"
    };
    open(coverage).map(line).collect()
}

/// The format of lcov: a line of a file is hit by the cases that show anything of it, each thing is a branch.
pub fn lcov(coverage: &Coverage) -> String {
    let mut out = String::new();
    for of_file in coverage.items.chunk_by(|a, b| a.file == b.file) {
        let _ = writeln!(out, "TN:\nSF:{}", of_file[0].file);
        for of_line in of_file.chunk_by(|a, b| a.line == b.line) {
            for (branch, Item { line, cases, .. }) in of_line.iter().enumerate() {
                let _ = writeln!(out, "BRDA:{line},0,{branch},{cases}");
            }
        }
        let hit = of_file.iter().filter(|item| item.cases > 0).count();
        let _ = writeln!(out, "BRF:{}\nBRH:{hit}", of_file.len());
        let lines = of_file.chunk_by(|a, b| a.line == b.line);
        let lines: Vec<(u32, usize)> = lines
            .map(|of_line| (of_line[0].line, of_line.iter().map(|i| i.cases).max().unwrap_or(0)))
            .collect();
        for (line, cases) in &lines {
            let _ = writeln!(out, "DA:{line},{cases}");
        }
        let hit = lines.iter().filter(|(_, cases)| *cases > 0).count();
        let _ = writeln!(out, "LF:{}\nLH:{hit}\nend_of_record", lines.len());
    }
    out
}

/// JUnit's XML of a suite with one case, which fails below the least that is asked for.
pub fn junit(coverage: &Coverage, least: Option<f64>) -> String {
    let fails = least.is_some_and(|least| coverage.percent() < least);
    let head = format!(
        "  <testsuite name=\"coverage\" tests=\"1\" failures=\"{}\">\n    <testcase name=\"{}\" classname=\"coverage\"",
        u8::from(fails),
        summary(coverage),
    );
    let body = match least.filter(|_| fails) {
        Some(least) => {
            format!(">\n      <failure message=\"less than {least} %\"/>\n    </testcase>\n")
        }
        None => "/>\n".into(),
    };
    format!("{head}{body}  </testsuite>\n")
}

fn open(coverage: &Coverage) -> impl Iterator<Item = &Item> {
    coverage.items.iter().filter(|item| item.cases == 0)
}

/// Down to a tenth: 99.96 is not 100.
fn floor(percent: f64) -> f64 {
    (percent * 10.0).floor() / 10.0
}
