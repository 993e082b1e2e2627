//! The conformance suite: every rule file of `tests/run` checks without a word, and its tests pass on both engines.

mod batch;

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use baremo::check;
use baremo::check::tests::TestCase;
use baremo::diagnostic::Diagnostic;
use baremo::engine::{Engine, Scorer};
use baremo::ir::outcome::Scores;
use baremo::testing;

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
    let compiled = rules::compile_with_tests(path);
    let mut faults: Vec<String> = compiled.diagnostics.iter().map(|d| said(d, &compiled)).collect();
    let results = testing::run(&compiled);
    for result in results.iter().filter(|r| !r.passed) {
        let invoice = result.invoice.as_deref().unwrap_or_default();
        faults.push(format!("{}:{}: {}\n{invoice}", result.file, result.line, result.name));
        faults.extend(result.failures.iter().map(|f| format!("  {}, but {}", f.expected, f.found)));
    }
    let cases = compiled.models.iter().flat_map(|m| &m.tests);
    faults.extend(cases.filter_map(|case| disagreement(case, &name(path))));
    (faults, results.len())
}

/// The engines' answers to one case, where they differ.
fn disagreement(case: &TestCase, file: &str) -> Option<String> {
    let expected = scores(case, Engine::Reference);
    let found = scores(case, Engine::Bytecode);
    (expected != found)
        .then(|| format!("{file}: `{}`: the engines differ\n{expected:?}\n{found:?}", case.name))
}

fn scores(case: &TestCase, engine: Engine) -> Scores {
    let row = (case.lead.clone(), case.events.clone());
    let batch = batch::batch(&case.program.schema, &[row]);
    Scorer::new(case.program.as_ref().clone(), engine).score(&batch, case.as_of, true)
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
