//! Nothing in a rule file breaks the checker: good files, bent at random, give a program or reports, and every program that comes out can be run.

use std::fs;
use std::path::Path;

use baremo::check::{Compiled, NoFiles, Settings, compile};
use baremo::ir::eval::eval;

use crate::rules;

/// A small generator, the same on every machine (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// The conformance suite's files: every construct of the language.
fn corpus() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run");
    let files = rules::children(&folder).into_iter();
    files
        .filter(|p| p.extension().is_some_and(|e| e == "score"))
        .filter_map(|p| fs::read_to_string(p).ok())
        .collect()
}

/// Words and signs, each with the blanks before it: what a slip of the hand moves.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut word = false;
    for (at, c) in text.char_indices() {
        let wordy = c.is_alphanumeric() || c == '_';
        if at > start && (wordy != word || !wordy) {
            pieces.push(&text[start..at]);
            start = at;
        }
        word = wordy;
    }
    pieces.push(&text[start..]);
    pieces
}

/// The text with one to four pieces taken out, doubled, exchanged, or brought in from another file.
fn bent(text: &str, other: &str, random: &mut Random) -> String {
    let mut own = pieces(text);
    let strange = pieces(other);
    for _ in 0..1 + random.below(4) {
        let (a, b) = (random.below(own.len()), random.below(own.len()));
        match random.below(5) {
            0 => drop(own.remove(a)),
            1 => own.insert(a, own[b]),
            2 => own.swap(a, b),
            3 => own[a] = strange[random.below(strange.len())],
            _ => own.insert(a, strange[random.below(strange.len())]),
        }
        if own.is_empty() {
            break;
        }
    }
    own.concat()
}

fn checked(text: &str) -> Compiled {
    let compiled = compile(&[("a.score".into(), text.into())], &NoFiles, &Settings::default());
    for fault in &compiled.diagnostics {
        for span in fault
            .labels
            .iter()
            .map(|l| l.span)
            .chain(fault.fixes.iter().flat_map(|f| f.edits.iter().map(|e| e.span)))
        {
            let source = &compiled.sources.get(span.file).text;
            assert!(source.get(span.range()).is_some(), "{fault:?}\n{text}");
        }
    }
    compiled
}

/// `BAREMO_CASES` bent files; the few that still mean something score their tests' leads.
#[test]
fn bent_files_give_reports_or_programs() {
    let cases = std::env::var("BAREMO_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(800);
    let corpus = corpus();
    let mut random = Random(0x5EED);
    let (mut good, mut reports) = (0, 0);
    for _ in 0..cases {
        let (text, other) = (random.below(corpus.len()), random.below(corpus.len()));
        let text = bent(&corpus[text], &corpus[other], &mut random);
        let compiled = checked(&text);
        reports += compiled.diagnostics.len();
        let program = compiled.models.first().and_then(|m| m.program.as_ref());
        assert!(program.is_some() || compiled.has_errors(), "{text}");
        good += usize::from(program.is_some());
        for test in compiled.models.iter().flat_map(|m| &m.tests) {
            eval(&test.program, &test.lead, &test.events, test.as_of);
        }
    }
    println!("{cases} bent files: {good} still good, {reports} reports");
    assert!(good > 0 && reports > 0);
}

/// A file may end anywhere.
#[test]
fn files_cut_at_every_byte() {
    for text in corpus().iter().filter(|t| t.len() < 900).step_by(40) {
        for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
            checked(&text[..end]);
        }
    }
}
