//! What an editor lets people do with rules: run tests, and ask why a lead has its score. Lenses name these commands.

use std::time::Duration;

use lsp_server::ErrorCode;
use lsp_types::ExecuteCommandParams;
use lsp_types::MessageType;
use lsp_types::Position;
use lsp_types::Range;
use lsp_types::ShowMessageParams;
use lsp_types::Uri;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;

use crate::explain::Explained;
use crate::ir::Program;
use crate::lsp::Fault;
use crate::lsp::analysis::Analysis;
use crate::lsp::analysis::Desk;
use crate::lsp::documents::Document;
use crate::lsp::sample::Awaited;
use crate::lsp::tests;
use crate::lsp::tests::Test;
use crate::source::Span;

/// The tests of a text, without running them.
pub const TESTS: &str = "baremo.tests";
/// Runs the tests of a text, or one of them.
pub const TEST: &str = "baremo.test";
/// The invoice of a lead of the sample data, or of that of a test.
pub const WHY: &str = "baremo.why";
/// The ids of the sample data.
pub const LEADS: &str = "baremo.leads";

pub const ALL: [&str; 4] = [TESTS, TEST, WHY, LEADS];

/// Who asks by hand waits so long for sample data.
const PATIENCE: Duration = Duration::from_secs(20);
/// So many ids are listed.
const MOST: usize = 1_000;
/// Invoices are this wide.
const WIDTH: usize = 100;

/// The one argument of each command.
#[derive(Deserialize)]
struct Argument {
    uri: Uri,
    /// Of a test to run.
    name: Option<String>,
    /// Of a lead of the sample data; without it, the first.
    lead: Option<String>,
    /// The test whose lead is meant.
    test: Option<String>,
}

/// A test that was run.
#[derive(Serialize)]
struct Ran<'a> {
    name: &'a str,
    range: Range,
    passed: bool,
    failures: Vec<Unmet<'a>>,
    text: String,
}

/// An expectation that was not met.
#[derive(Serialize)]
struct Unmet<'a> {
    /// Of a test of several cases, the one that failed: `by title (CEO, 41)`.
    case: Option<&'a str>,
    range: Range,
    expected: String,
    found: String,
}

pub fn run(desk: &Desk, params: ExecuteCommandParams) -> Result<Option<Value>, Fault> {
    let command = ALL.into_iter().find(|command| *command == params.command);
    let command = command.ok_or_else(|| {
        let sentence = format!("this server knows no command `{}`", params.command);
        Fault(ErrorCode::InvalidParams, sentence)
    })?;
    let argument = params.arguments.into_iter().next().unwrap_or_default();
    let argument: Argument = serde_json::from_value(argument).map_err(|error| {
        Fault(ErrorCode::InvalidParams, format!("this is no argument of `{command}`: {error}"))
    })?;
    let document = desk.document(&argument.uri)?;
    let analysis = desk.analysis(document);
    let (result, text) = match command {
        TESTS => (listed(&analysis), None),
        TEST => ran(&analysis, argument.name.as_deref())?,
        WHY => why(desk, document, &analysis, &argument)?,
        _ => (leads(desk, document)?, None),
    };
    if let Some(message) = text.filter(|_| !desk.shows_results) {
        let shown = ShowMessageParams { typ: MessageType::INFO, message };
        desk.show(shown);
    }
    Ok(Some(result))
}

fn failed(sentence: impl Into<String>) -> Fault {
    Fault(ErrorCode::RequestFailed, sentence.into())
}

fn listed(analysis: &Analysis) -> Value {
    let tests = tests::of(analysis);
    let tests = tests.iter();
    tests.map(|test| json!({ "name": test.name, "range": analysis.range(test.span) })).collect()
}

fn ran(analysis: &Analysis, name: Option<&str>) -> Result<(Value, Option<String>), Fault> {
    let mut tests = tests::of(analysis);
    tests.retain(|test| name.is_none_or(|name| name == test.name));
    if let (Some(name), []) = (name, &tests[..]) {
        return Err(failed(format!("there is no test \"{name}\"")));
    }
    if tests.iter().any(|test| test.results.is_empty()) {
        return Err(failed("the rules have errors: no test can run"));
    }
    let text = tests.iter().map(Test::text).collect::<Vec<_>>().join("\n");
    let tests: Vec<Ran> = tests.iter().map(|test| one(analysis, test)).collect();
    Ok((json!(tests), Some(text)))
}

fn one<'a>(analysis: &Analysis, test: &Test<'a>) -> Ran<'a> {
    let failures = test.results.iter().flat_map(|result| {
        let case = (result.name != test.name).then_some(result.name.as_str());
        result.failures.iter().map(move |failure| Unmet {
            case,
            range: line(analysis, test.span, failure.line),
            expected: failure.expected.clone(),
            found: failure.found.clone(),
        })
    });
    Ran {
        name: test.name,
        range: analysis.range(test.span),
        passed: test.results.iter().all(|result| result.passed),
        failures: failures.collect(),
        text: test.text(),
    }
}

/// A line of the file of a block, from one, without what stands around its words.
fn line(analysis: &Analysis, block: Span, line: u32) -> Range {
    let source = analysis.compiled.sources.get(block.file);
    let text = source.line(line);
    let blank = text.len() - text.trim_start().len();
    let lines = analysis.lines(block.file);
    let start = lines.offset(Position { line: line - 1, character: 0 });
    lines.range(start + blank..start + text.trim_end().len())
}

fn why(
    desk: &Desk,
    document: &Document,
    analysis: &Analysis,
    argument: &Argument,
) -> Result<(Value, Option<String>), Fault> {
    let (title, explained, text) = match &argument.test {
        Some(name) => {
            let (explained, text) = of_test(analysis, name)?;
            (format!("test \"{name}\""), explained, text)
        }
        None => {
            let (lead, explained) = of_lead(desk, document, analysis, argument.lead.clone())?;
            let title = format!("lead {lead}");
            let texts: Vec<String> = explained.iter().map(|it| it.text(&title, WIDTH)).collect();
            (title, explained, texts.join("\n"))
        }
    };
    let result = json!({ "title": title, "text": text, "invoices": explained });
    Ok((result, Some(text)))
}

/// The invoice of each case.
fn of_test(analysis: &Analysis, name: &str) -> Result<(Vec<Explained>, String), Fault> {
    let spans: Vec<Span> =
        tests::of(analysis).iter().filter(|test| test.name == name).map(|test| test.span).collect();
    let cases = analysis.compiled.models.iter().flat_map(|model| &model.tests);
    let cases =
        cases.filter(|case| spans.iter().any(|span| tests::begin_together(*span, case.span)));
    let explained = cases.map(|case| {
        let explained = Explained::of(&case.program, &case.lead, &case.events, case.as_of);
        let text = explained.text(&format!("test \"{}\"", case.name), WIDTH);
        (explained, text)
    });
    let (explained, texts): (Vec<Explained>, Vec<String>) = explained.unzip();
    match (explained.is_empty(), spans.is_empty()) {
        (_, true) => Err(failed(format!("there is no test \"{name}\""))),
        (true, _) => Err(failed("the rules have errors: no test can run")),
        _ => Ok((explained, texts.join("\n"))),
    }
}

fn of_lead(
    desk: &Desk,
    document: &Document,
    analysis: &Analysis,
    lead: Option<String>,
) -> Result<(String, Vec<Explained>), Fault> {
    let sample = desk.sample(document).ok_or_else(no_sample)?;
    let programs: Vec<Program> = analysis.program().cloned().into_iter().collect();
    if programs.is_empty() {
        return Err(failed("the rules have errors: nobody can be scored by them"));
    }
    waited(desk.samples.why(&sample, programs, lead))
}

fn leads(desk: &Desk, document: &Document) -> Result<Value, Fault> {
    let sample = desk.sample(document).ok_or_else(no_sample)?;
    waited(desk.samples.ids(&sample, MOST)).map(|ids| json!(ids))
}

fn no_sample() -> Fault {
    failed(
        "no sample data: a `baremo.toml` beside the rules names it, as in `leads = \"leads.csv\"`",
    )
}

fn waited<T>(answer: Awaited<Result<T, String>>) -> Result<T, Fault> {
    match answer.into_within(PATIENCE) {
        Some(answer) => answer.map_err(failed),
        None => Err(failed("the sample data is still being read: ask again")),
    }
}
