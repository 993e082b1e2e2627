//! Test results for people, for programs and for CI.

use std::fmt::Write;

use serde::Serialize;

use crate::diagnostic::render::github;
use crate::diagnostic::render::xml::escaped;
use crate::explain;
use crate::explain::Invoice;
use crate::testing::coverage::Coverage;

/// Invoices in reports are this wide.
const WIDTH: usize = 80;

/// What came of one case of one `test` block.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestResult {
    pub name: String,
    pub file: String,
    /// From one.
    pub line: u32,
    pub passed: bool,
    /// Empty where it passed.
    pub failures: Vec<Failure>,
    /// The lead's invoice, where something failed.
    pub invoice: Option<Invoice>,
}

/// An expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// From one.
    pub line: u32,
    /// As it stands in the file: `expect fit = 10`.
    pub expected: String,
    /// `fit is 20`
    pub found: String,
}

/// "12 tests, 11 passed, 1 failed"
pub fn summary(results: &[TestResult]) -> String {
    let failed = results.iter().filter(|r| !r.passed).count();
    let tests = if results.len() == 1 { "test" } else { "tests" };
    match failed {
        0 => format!("{} {tests}, all passed", results.len()),
        _ => {
            format!("{} {tests}, {} passed, {failed} failed", results.len(), results.len() - failed)
        }
    }
}

/// A line a test under its file's name; a failed one with what was expected, what was found, and the invoice.
pub fn human(results: &[TestResult]) -> String {
    let mut out = String::new();
    let mut file = "";
    for result in results {
        if result.file != file {
            file = &result.file;
            let gap = if out.is_empty() { "" } else { "\n" };
            let _ = writeln!(out, "{gap}{file}");
        }
        let word = if result.passed { "ok  " } else { "FAIL" };
        let _ = writeln!(out, "  {word}  {}", result.name);
        for failure in &result.failures {
            let place = format!("{}:{}", result.file, failure.line);
            let _ = writeln!(out, "        {place}  {}", failure.expected);
            let _ = writeln!(out, "        but {}", failure.found);
        }
        for line in invoice(result).lines() {
            let _ = writeln!(out, "{}", format!("        | {line}").trim_end());
        }
    }
    out
}

/// The invoice as text, where there is one.
fn invoice(result: &TestResult) -> String {
    result.invoice.as_ref().map(|i| explain::text::render(i, WIDTH)).unwrap_or_default()
}

/// A line a test, and one for each expectation that was not met, for logs and `grep`.
pub fn plain(results: &[TestResult]) -> String {
    each(results, |TestResult { name, file, line, .. }, failure| match failure {
        None => Some(format!("{file}:{line}: ok: {name}")),
        Some(Failure { line, expected, found }) => {
            Some(format!("{file}:{line}: failed: {name}: {expected}, but {found}"))
        }
    })
}

/// Annotations of GitHub's workflows: a line for each expectation that was not met.
pub fn github(results: &[TestResult]) -> String {
    each(results, |TestResult { name, file, .. }, failure| {
        let Failure { line, expected, found } = failure?;
        let message = format!("{expected}, but {found}");
        Some(github::annotation("error", file, (*line, 1), name, &message))
    })
}

fn each(
    results: &[TestResult],
    line: impl Fn(&TestResult, Option<&Failure>) -> Option<String>,
) -> String {
    let lines = results.iter().flat_map(|result| {
        let passed = result.failures.is_empty().then(|| line(result, None));
        let failed = result.failures.iter().map(|failure| line(result, Some(failure)));
        passed.into_iter().chain(failed).flatten().collect::<Vec<_>>()
    });
    lines.map(|line| line + "\n").collect()
}

/// One object: `tests`, how many `passed` and `failed`, and the `coverage` where it was asked for.
pub fn json(results: &[TestResult], coverage: Option<&Coverage>) -> String {
    #[derive(Serialize)]
    struct Report<'a> {
        passed: usize,
        failed: usize,
        tests: &'a [TestResult],
        #[serde(skip_serializing_if = "Option::is_none")]
        coverage: Option<&'a Coverage>,
    }
    let failed = results.iter().filter(|r| !r.passed).count();
    let report = Report { passed: results.len() - failed, failed, tests: results, coverage };
    // Strings, numbers and lists alone: there is nothing that JSON could not hold.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

/// JUnit's XML, a suite a file, as CI systems read it; further suites stand behind them.
pub fn junit(results: &[TestResult], further: &str) -> String {
    let mut files: Vec<&str> = results.iter().map(|r| r.file.as_str()).collect();
    files.dedup();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for file in files {
        let of_file = || results.iter().filter(|r| r.file == file);
        let (tests, failed) = (of_file().count(), of_file().filter(|r| !r.passed).count());
        let name = escaped(file);
        let _ =
            writeln!(out, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failed}\">");
        for result in of_file() {
            out.push_str(&junit_case(result));
        }
        out.push_str("  </testsuite>\n");
    }
    out + further + "</testsuites>\n"
}

fn junit_case(result: &TestResult) -> String {
    let (name, file) = (escaped(&result.name), escaped(&result.file));
    let head = format!(
        "    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\" line=\"{}\"",
        result.line
    );
    if result.passed {
        return head + "/>\n";
    }
    let mut out = head + ">\n";
    for failure in &result.failures {
        let message = escaped(&format!("{}, but {}", failure.expected, failure.found));
        let invoice = escaped(&invoice(result));
        let _ = writeln!(out, "      <failure message=\"{message}\">{invoice}</failure>");
    }
    out + "    </testcase>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invoice_of_nobody() -> Invoice {
        Invoice {
            model: Some("SMB".into()),
            in_model: false,
            as_of: "2026-01-01T00:00:00Z".into(),
            stage: None,
            action: None,
            stage_source: None,
            disqualified: Vec::new(),
            scores: Vec::new(),
            grades: Vec::new(),
            matrices: Vec::new(),
        }
    }

    fn results() -> Vec<TestResult> {
        let passed = TestResult {
            name: "a CTO".into(),
            file: "a_test.score".into(),
            line: 3,
            passed: true,
            failures: Vec::new(),
            invoice: None,
        };
        let failure =
            Failure { line: 12, expected: "expect fit >= 10".into(), found: "fit is 5".into() };
        let failed = TestResult {
            name: "\"R&D\" <b>".into(),
            line: 9,
            passed: false,
            failures: vec![failure],
            invoice: Some(invoice_of_nobody()),
            ..passed.clone()
        };
        vec![passed, failed]
    }

    #[test]
    fn people_see_what_failed() {
        insta::assert_snapshot!(human(&results()));
        assert_eq!(summary(&results()), "2 tests, 1 passed, 1 failed");
        assert_eq!(summary(&results()[..1]), "1 test, all passed");
    }

    #[test]
    fn ci_reads_xml() {
        insta::assert_snapshot!(junit(&results(), ""));
    }

    #[test]
    fn lines_for_logs_and_workflows() {
        insta::assert_snapshot!(plain(&results()) + &github(&results()));
    }

    #[test]
    fn programs_read_json() {
        insta::assert_snapshot!(json(&results(), None));
    }
}
