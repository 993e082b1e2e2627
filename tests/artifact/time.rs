//! How long it takes until a compiled model can score, in parts: `cargo test --release --test all artifact::time -- --nocapture`.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use baremo::bytecode;
use baremo::engine::{Engine, Scorer};
use baremo::ir;
use baremo::ir::Program;
use baremo::{artifact, check};

use super::{lowered, programs, written};

/// The median of many.
fn median(mut run: impl FnMut()) -> Duration {
    let once = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    let mut all: Vec<Duration> = (0..201).map(once).collect();
    all.sort_unstable();
    all[all.len() / 2]
}

fn told(name: &str, program: &Program) -> Duration {
    let (bytes, code) = (written(program), lowered(program));
    let read = || artifact::read(&bytes).expect("it can be read");
    let whole = median(|| drop(black_box(read())));
    let verified = median(|| ir::verify(black_box(program)).expect("it holds"));
    let code_verified = median(|| bytecode::verify(black_box(&code), program).expect("it holds"));
    let ageings = median(|| {
        let fill = |(ageing, _): &(baremo::types::ageing::Ageing, _)| ageing.factors().at(1);
        black_box(code.ageings.iter().map(fill).sum::<f64>());
    });
    let lowering = median(|| {
        black_box(lowered(program));
    });
    let scorer = median(|| {
        let read = read();
        black_box(Scorer::with_code(read.program, read.code, Engine::Bytecode));
    });
    println!(
        "{name}: {} rules, {} bytes, {} instructions: read {whole:?} (of it the program verified {verified:?}, the code {code_verified:?}), \
         a scorer {scorer:?}; tables of {} ageings, filled when first asked for {ageings:?}; lowering instead {lowering:?}",
        program.lines.len(),
        bytes.len(),
        code.scopes.iter().map(|scope| scope.block.len()).sum::<usize>(),
        code.ageings.len(),
    );
    whole
}

#[test]
fn a_model_is_ready_at_once() {
    for path in [
        "benches/w1.score",
        "benches/events.score",
        "examples/b2b-b2c/b2b.score",
        "examples/b2b-b2c/b2c.score",
    ] {
        let path = Path::new(path);
        for program in programs(path) {
            let whole = told(&path.display().to_string(), &program);
            assert!(whole < Duration::from_millis(100), "{}: {whole:?}", path.display());
        }
    }
    let name = ("w1.score".to_string(), std::fs::read_to_string("benches/w1.score").expect("it"));
    let checked = median(|| {
        let files = [name.clone()];
        black_box(check::compile(&files, &check::NoFiles, &check::Settings::default()));
    });
    println!("benches/w1.score, checked from its text: {checked:?}");
}
