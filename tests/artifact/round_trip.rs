//! Program and code come back equal, from the same bytes, and score the same.

use baremo::artifact;
use baremo::engine::{Engine, Scorer};
use baremo::ir::Program;
use baremo::types::columns::Batch;

use super::{lowered, origin, programs, rule_files, written};
use crate::differential::data::{self, AS_OF};
use crate::differential::programs as drawn;
use crate::differential::random::Random;

fn comes_back(name: &str, program: &Program) {
    let code = lowered(program);
    let bytes = artifact::write(program, &code, &origin())
        .unwrap_or_else(|error| panic!("{name}: {error}\n{}\n{code}", baremo::ir::print(program)));
    let read = artifact::read(&bytes).expect("what was written can be read");
    assert!(read.program == *program, "{name}: another program");
    assert!(*read.code == code, "{name}: another code");
    assert_eq!(written(&read.program), bytes, "{name}: other bytes");
    assert_eq!(read.source_hash, origin().source_hash);
}

fn scores_the_same(program: &Program, batch: &Batch) {
    let read = artifact::read(&written(program)).expect("it can be read");
    for engine in [Engine::Bytecode, Engine::Reference] {
        for lines in [true, false] {
            let expected = Scorer::new(program.clone(), engine).score(batch, AS_OF, lines);
            let scorer = Scorer::with_code(read.program.clone(), read.code.clone(), engine);
            assert_eq!(scorer.score(batch, AS_OF, lines), expected);
        }
    }
}

#[test]
fn rule_files_come_back() {
    let mut count = 0;
    for folder in ["tests/run", "examples", "benches"] {
        for path in rule_files(folder) {
            for program in programs(&path) {
                comes_back(&path.display().to_string(), &program);
                count += 1;
            }
        }
    }
    assert!(count > 200, "{count} programs");
}

#[test]
fn random_programs_come_back_and_score_the_same() {
    for seed in 0..2_000 {
        let random = &mut Random::new(seed);
        let program = drawn::program(random, 1 + seed as usize % 8);
        comes_back(&format!("seed {seed}"), &program);
        if seed % 10 == 0 {
            scores_the_same(&program, &data::batch(random, 5, 8));
        }
    }
}
