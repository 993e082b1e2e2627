//! The conformance suite: every rule file of `tests/run` checks without a word, and its tests pass on every engine.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use baremo::check;
use baremo::check::tests::TestCase;
use baremo::diagnostic::Diagnostic;
use baremo::engine::{Engine, Scorer};
use baremo::explain;
use baremo::ir::outcome::Scores;
use baremo::testing;
use baremo::types::columns::Batch;
use baremo::types::{Event, Lead};

use crate::rules;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run")
}

fn name(path: &Path) -> String {
    path.file_name().expect("it is a file").to_string_lossy().to_string()
}

/// The models of the suite; tests that stand beside one go with it.
fn models() -> Vec<PathBuf> {
    let is_model = |path: &PathBuf| {
        path.extension().is_some_and(|e| e == "score") && !name(path).ends_with("_test.score")
    };
    rules::children(&folder()).into_iter().filter(is_model).collect()
}

/// What a diagnostic says and where, on one line.
fn said(diagnostic: &Diagnostic, compiled: &check::Compiled) -> String {
    let span = diagnostic.span();
    let place = compiled.sources.position(span);
    let file = &compiled.sources.get(span.file).name;
    format!("{file}:{}:{}: {} {}", place.line, place.column, diagnostic.code.0, diagnostic.message)
}

/// What is wrong with one file, and how many cases it has.
fn faults(path: &Path) -> (Vec<String>, usize) {
    let compiled = rules::compile_file(path);
    let mut faults: Vec<String> = compiled.diagnostics.iter().map(|d| said(d, &compiled)).collect();
    let results = testing::run(&compiled);
    for result in results.iter().filter(|r| !r.passed) {
        let invoice = result.invoice.as_ref().map(|i| explain::text::render(i, 80));
        let invoice = invoice.unwrap_or_default();
        faults.push(format!("{}:{}: {}\n{invoice}", result.file, result.line, result.name));
        faults.extend(result.failures.iter().map(|f| format!("  {}, but {}", f.expected, f.found)));
    }
    let cases: Vec<&TestCase> = compiled.models.iter().flat_map(|m| &m.tests).collect();
    faults.extend(cases.iter().filter_map(|case| disagreement(&[*case], &name(path), false)));
    faults
        .extend(together(&cases).iter().filter_map(|cases| disagreement(cases, &name(path), true)));
    (faults, results.len())
}

/// Cases of one program at one moment: they can be scored as one batch.
pub fn together<'a>(cases: &[&'a TestCase]) -> Vec<Vec<&'a TestCase>> {
    let mut groups: Vec<Vec<&TestCase>> = Vec::new();
    for case in cases {
        let same = |group: &&mut Vec<&TestCase>| {
            group[0].as_of == case.as_of && group[0].program == case.program
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(case),
            None => groups.push(vec![case]),
        }
    }
    groups
}

/// The answers to these cases, where they depend on the engine, on threads, or on the order of events at one second.
fn disagreement(cases: &[&TestCase], file: &str, together: bool) -> Option<String> {
    let rows: Vec<_> = cases.iter().map(|c| (c.lead.clone(), c.events.clone())).collect();
    let turned: Vec<_> = rows
        .iter()
        .cloned()
        .map(|(lead, mut events)| {
            events.reverse();
            (lead, events)
        })
        .collect();
    let expected = scores(cases[0], &rows, Engine::Reference, 1);
    let mut found = vec![
        ("bytecode", scores(cases[0], &rows, Engine::Bytecode, 1)),
        ("bytecode with two threads", scores(cases[0], &rows, Engine::Bytecode, 2)),
        ("bytecode, events turned", scores(cases[0], &turned, Engine::Bytecode, 1)),
        ("reference, events turned", scores(cases[0], &turned, Engine::Reference, 1)),
    ];
    if together {
        found.push(("machine code, events turned", scores(cases[0], &turned, Engine::Jit, 1)));
    }
    let differs = found.iter().find(|(_, found)| *found != expected);
    differs.map(|(how, found)| {
        format!("{file}: `{}`: {how} differs\n{expected:?}\n{found:?}", cases[0].name)
    })
}

fn scores(case: &TestCase, rows: &[(Lead, Vec<Event>)], engine: Engine, threads: usize) -> Scores {
    let rows: Vec<_> = rows.iter().map(|(lead, events)| (lead, events.as_slice())).collect();
    let batch = Batch::gather(&case.program.schema, &rows);
    let scorer = Scorer::new(case.program.as_ref().clone(), engine).with_threads(threads);
    scorer.score(&batch, case.as_of, true)
}

#[test]
fn every_file_holds_on_both_engines() {
    let models = models();
    let (mut all, mut cases) = (Vec::new(), 0);
    for path in &models {
        let (faults, count) = faults(path);
        assert!(count > 0 || !faults.is_empty(), "{} has no tests", path.display());
        all.extend(faults);
        cases += count;
    }
    println!("{} files, {cases} cases", models.len());
    assert!(all.is_empty(), "{} faults\n{}", all.len(), all.join("\n"));
}

/// Sentences 1 to 54 of the field: each has its file, or is a reason in `docs/reference/not-yet.md`.
#[test]
fn every_sentence_has_its_file() {
    let names: Vec<String> = models().iter().map(|path| name(path)).collect();
    let missing: Vec<u32> =
        (1..=54).filter(|n| !names.iter().any(|f| f.starts_with(&format!("{n:02}_")))).collect();
    assert_eq!(missing, [49], "merging of duplicates happens before scoring");
}

/// A file begins with what it shows.
#[test]
fn every_file_begins_with_a_sentence() {
    for path in models() {
        let text = fs::read_to_string(&path).expect("the file can be read");
        assert!(text.starts_with("# "), "{} begins with no comment", path.display());
    }
}
