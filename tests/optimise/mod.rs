//! The optimiser changes no answer: random programs over random leads, each pass alone and all together.
//!
//! `BAREMO_CASES` sets how many programs are tried, `BAREMO_SEED` where to begin.

mod steps;

use baremo::engine::{Engine, Scorer};
use baremo::ir::Program;
use baremo::ir::eval;
use baremo::ir::outcome::Scores;
use baremo::ir::program::Range;
use baremo::optimise::ranges::Ranges;
use baremo::optimise::{self, Pass, Passes};
use baremo::types::Points;
use baremo::types::columns::Batch;

use crate::differential::data::{self, AS_OF};
use crate::differential::random::Random;
use crate::differential::{programs, row_of};

/// Without `BAREMO_CASES`: some seconds without optimisation.
const CASES: u64 = 400;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn seeds() -> std::ops::Range<u64> {
    let first = setting("BAREMO_SEED").unwrap_or(0);
    first..first + setting("BAREMO_CASES").unwrap_or(CASES)
}

fn case(seed: u64) -> (Program, Batch) {
    let random = &mut Random::new(seed ^ 0x0907);
    let size = 1 + (seed % 9) as usize;
    let program = programs::program(random, size);
    (program, data::batch(random, 4 + 2 * size, 1 + 2 * size))
}

/// Each pass alone, then all together.
fn sets() -> impl Iterator<Item = Passes> {
    Pass::ALL.into_iter().map(Passes::only).chain([Passes::all()])
}

fn scores(program: &Program, engine: Engine, batch: &Batch) -> Scores {
    Scorer::with_passes(program.clone(), engine, Passes::none()).score(batch, AS_OF, true)
}

/// The first row on which two results differ.
fn difference(expected: &Scores, found: &Scores, batch: &Batch) -> Option<String> {
    if expected == found {
        return None;
    }
    let differs = |row: &usize| row_of(expected, *row) != row_of(found, *row);
    let row = (0..batch.rows()).find(differs)?;
    let (lead, events) = batch.row(row);
    let (expected, found) = (row_of(expected, row), row_of(found, row));
    Some(format!("{lead:?}\n{events:?}\nexpected {expected}\nfound    {found}"))
}

#[test]
fn no_pass_changes_an_answer() {
    let mut changed = [0; Pass::ALL.len()];
    for seed in seeds() {
        let (program, batch) = case(seed);
        let expected = scores(&program, Engine::Reference, &batch);
        for passes in sets() {
            let optimised = optimise::run_telling(program.clone(), passes, &mut |pass, _| {
                changed[pass as usize] += 1;
            });
            for engine in [Engine::Reference, Engine::Bytecode] {
                let found = scores(&optimised, engine, &batch);
                if let Some(difference) = difference(&expected, &found, &batch) {
                    let (before, after) =
                        (baremo::ir::print(&program), baremo::ir::print(&optimised));
                    panic!("seed {seed} {passes:?} {engine:?}\n{before}\n{after}\n{difference}");
                }
            }
        }
    }
    println!(
        "changes by pass: {:?}",
        Pass::ALL.map(Pass::name).iter().zip(changed).collect::<Vec<_>>()
    );
}

#[test]
fn an_optimised_program_is_left_alone() {
    for seed in seeds() {
        let (program, _) = case(seed);
        for passes in sets() {
            let once = optimise::run(program.clone(), passes);
            let mut again = None;
            let twice = optimise::run_telling(once.clone(), passes, &mut |pass, _| {
                again = again.or(Some(pass))
            });
            let (once, twice) = (baremo::ir::print(&once), baremo::ir::print(&twice));
            assert!(again.is_none(), "seed {seed} {passes:?} {again:?}\n{once}\n{twice}");
        }
    }
}

/// Every figure seen lies between the ends that the text gives.
#[test]
fn figures_lie_in_their_ranges() {
    let mut closed = 0;
    for seed in seeds() {
        let (program, batch) = case(seed);
        let ranges = Ranges::of(&program);
        closed += ranges.scores.iter().filter(|r| r.low.is_some() && r.high.is_some()).count();
        for row in 0..batch.rows() {
            let (lead, events) = batch.row(row);
            let outcome = eval(&program, &lead, &events, AS_OF);
            let check = |what: &str, ranges: &[Range], figures: Vec<Points>| {
                for (i, (range, figure)) in ranges.iter().zip(figures).enumerate() {
                    let inside = range.low.is_none_or(|low| low <= figure)
                        && range.high.is_none_or(|high| figure <= high);
                    assert!(
                        inside,
                        "seed {seed} row {row} {what} {i}: {figure} in {range:?}\n{}",
                        baremo::ir::print(&program)
                    );
                }
            };
            let scores = &outcome.scores;
            check("line", &ranges.lines, outcome.lines.iter().map(|l| l.published).collect());
            check("group", &ranges.groups, outcome.groups.iter().map(|g| g.published).collect());
            let adjustments = outcome.groups.iter().map(|g| g.adjustment).collect();
            check("adjustment", &ranges.adjustments, adjustments);
            check("sum", &ranges.before_range, scores.iter().map(|s| s.before_range).collect());
            check("score", &ranges.scores, scores.iter().map(|s| s.published).collect());
        }
    }
    println!("{closed} scores have both ends");
}
