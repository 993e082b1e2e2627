//! Large and odd models are read in a time and a memory that their bytes account for.

use std::time::{Duration, Instant};

use baremo::artifact::{self, ArtifactError};
use baremo::bytecode::{self, Code};
use baremo::check::{NoFiles, Settings, compile};
use baremo::ir::Program;
use baremo::ir::expr::{Cond, Pattern, Place, Text};
use baremo::ir::program::{Formula, LineKind, ScoreBody};
use baremo::types::AttributeId;
use num_rational::BigRational;

use super::{lowered, origin, written};

/// With two rules: one to put a condition into, and one score by a formula.
fn program() -> Program {
    let rules = "score fit { if title = cto +1 }; score total = fit * 2";
    let file = ("rules.score".to_string(), rules.to_string());
    let compiled = compile(&[file], &NoFiles, &Settings::default());
    compiled.models[0].program.clone().expect("no errors")
}

fn with(condition: Cond) -> Program {
    let mut program = program();
    if let LineKind::If { condition: own, .. } = &mut program.lines[0].kind {
        *own = Some(condition);
    }
    program
}

/// Code that fits the program but for its rules, which are as in [`program`].
fn other_code() -> Code {
    lowered(&program())
}

fn read_soon(bytes: &[u8]) -> Result<(), ArtifactError> {
    let start = Instant::now();
    let read = artifact::read(bytes).map(|_| ());
    let most = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 3 });
    assert!(start.elapsed() < most, "{:?} for {} bytes", start.elapsed(), bytes.len());
    println!("{:?} for {} bytes: {read:?}", start.elapsed(), bytes.len());
    read
}

#[test]
fn many_small_conditions() {
    let program = with(Cond::And(vec![Cond::Constant(true); 500_000]));
    let bytes = artifact::write(&program, &other_code(), &origin()).expect("it can be written");
    read_soon(&bytes).expect("it can be read");
}

#[test]
fn many_patterns() {
    let text = Text::Field(Place::Lead(AttributeId(0)));
    let matches = |source: String| {
        let pattern = Pattern::new(&source).expect("a pattern");
        Cond::Matches { value: text.clone(), pattern }
    };
    let small = |number: usize| matches(format!("a{number}"));
    let large = |number: usize| matches(format!("{number}\\w{{20}}"));
    let write = |all: Vec<Cond>| artifact::write(&with(Cond::Or(all)), &other_code(), &origin());
    let most = (0..186).map(small).chain((0..64).map(large)).collect();
    read_soon(&write(most).expect("it can be written")).expect("it can be read");
    let refused = |all: Vec<Cond>| write(all).map(|_| ()).expect_err("too many").to_string();
    let error = refused((0..251).map(small).collect());
    assert!(error.ends_with("there are more than 250 patterns"), "{error}");
    let error = refused((0..65).map(large).collect());
    assert!(error.ends_with("there are more than 64 large patterns"), "{error}");
}

#[test]
fn long_formulas() {
    let product = |factors: usize| {
        let score = || Formula::Score(baremo::ir::program::ScoreId(0));
        let all = (0..factors).map(|_| score());
        all.reduce(|a, b| Formula::Multiply(Box::new(a), Box::new(b))).expect("a factor")
    };
    let with = |formula: Formula| {
        let mut program = program();
        program.scores[1].body = ScoreBody::Formula(formula);
        program
    };
    let most = (0..5_000).map(|_| product(100)).collect();
    read_soon(&written(&with(Formula::Max(most)))).expect("it can be read");
    let product =
        (0..7).fold(product(100), |f, _| Formula::Multiply(Box::new(f), Box::new(product(100))));
    let long = with(product);
    let error = artifact::write(&long, &other_code(), &origin()).expect_err("too long");
    assert!(error.to_string().ends_with("a formula has numbers that are too long"), "{error}");
    let digits = BigRational::new(num_bigint::BigInt::from(7).pow(15_000), 3.into());
    let error = artifact::write(&with(Formula::Number(digits)), &other_code(), &origin());
    assert!(
        error.expect_err("too long").to_string().ends_with("a number of a formula is too long")
    );
}

#[test]
fn many_instructions() {
    let program = program();
    let mut code = other_code();
    let block = &mut code.scopes[0].block;
    let mut next = code.registers;
    for _ in 0..300_000 {
        let all = bytecode::opcode::Op::All {};
        let file = all.opcode().result as usize;
        block.push(bytecode::code::Instruction {
            scope: bytecode::register::ScopeId::LEADS,
            target: next[file],
            op: all,
            detail: false,
            title: None,
        });
        next[file] += 1;
    }
    code.registers = next;
    let bytes = artifact::write(&program, &code, &origin()).expect("it can be written");
    read_soon(&bytes).expect("it can be read");
}
