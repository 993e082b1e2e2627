//! `test` blocks: each case is scored by the definition and by the bytecode engine, which must agree, and its expectations judged.
//!
//! A failed case carries the lead's invoice, so that its reader sees which line is not what he thought.

pub mod coverage;
mod judge;
pub mod report;

pub use report::{Failure, TestResult};

use crate::check::Compiled;
use crate::check::tests::TestCase;
use crate::engine::Engine;
use crate::engine::Scorer;
use crate::explain;
use crate::ir::Program;
use crate::ir::eval;
use crate::source::Sources;
use crate::source::Span;
use crate::types::columns::Batch;

/// Runs every test of every model, in the order of the files.
pub fn run(compiled: &Compiled) -> Vec<TestResult> {
    let tests = compiled.models.iter().flat_map(|m| &m.tests);
    tests.map(|test| run_case(test, &compiled.sources, true)).collect()
}

/// One test by the definition alone: for who asks after every key.
pub fn judged(test: &TestCase, sources: &Sources) -> TestResult {
    run_case(test, sources, false)
}

fn run_case(test: &TestCase, sources: &Sources, with_engine: bool) -> TestResult {
    let outcome = eval(&test.program, &test.lead, &test.events, test.as_of);
    let mut failures = Vec::new();
    for expectation in &test.expectations {
        let seen = judge::judge(&expectation.kind, &test.program, &outcome);
        if !seen.met {
            failures.push(failure(expectation.span, seen.words, sources));
        }
    }
    if with_engine && !engines_agree(test) {
        // A fault of ours, not of the rules: nobody should be left with two answers.
        failures.push(failure(test.span, "the engines do not agree on this lead".into(), sources));
    }
    let invoice = (!failures.is_empty())
        .then(|| explain::invoice(&test.program, &outcome, &test.lead, &test.events, test.as_of));
    TestResult {
        name: test.name.clone(),
        file: sources.get(test.span.file).name.to_string(),
        line: sources.position(test.span).line,
        passed: failures.is_empty(),
        failures,
        invoice,
    }
}

/// The definition and the bytecode engine, every figure compared.
fn engines_agree(test: &TestCase) -> bool {
    let batch = Batch::gather(&test.program.schema, &[(&test.lead, &test.events)]);
    let [reference, bytecode] = [Engine::Reference, Engine::Bytecode].map(|engine| {
        Scorer::new(Program::clone(&test.program), engine).score(&batch, test.as_of, true)
    });
    reference == bytecode
}

fn failure(span: Span, found: String, sources: &Sources) -> Failure {
    let expected = sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ");
    Failure { line: sources.position(span).line, expected, found }
}
