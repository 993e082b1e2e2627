//! Every engine agrees with the defining evaluator, to the last bit, on random programs over random leads.
//!
//! `BAREMO_CASES` sets how many programs are tried, `BAREMO_SEED` where to begin.

pub mod data;
pub mod expressions;
pub mod programs;
pub mod random;

use baremo::bytecode;
use baremo::engine::{Engine, Scorer};
use baremo::ir::Program;
use baremo::ir::outcome::{Scores, Verdict};
use baremo::optimise::{self, Passes};
use baremo::types::columns::{Batch, EventLog, Leads};
use baremo::types::{Event, Lead, Points};
use baremo::vm::{self, Options, Sizes};
use baremo::{InputError, Model};

use data::AS_OF;
use random::Random;

/// Without `BAREMO_CASES`: some seconds without optimisation.
const CASES: u64 = 1_000;

struct Case {
    program: Program,
    batch: Batch,
}

/// The program and the batch of a seed.
fn case(seed: u64, size: usize) -> Case {
    let random = &mut Random::new(seed ^ (size as u64) << 48);
    let program = programs::program(random, size);
    let (leads, events) = match random.below(400) {
        // More than a chunk.
        0 if size > 3 => (5_000, 2),
        1 if size > 3 => (3, 60),
        _ => (2 + size, 1 + 2 * size),
    };
    Case { batch: data::batch(random, leads, events), program }
}

fn size_of(seed: u64) -> usize {
    1 + (seed % 10) as usize
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn scores(program: &Program, engine: Engine, batch: &Batch) -> Scores {
    Scorer::new(program.clone(), engine).score(batch, AS_OF, true)
}

/// With chunks and slices of a few rows, as the program is and optimised.
fn in_pieces(case: &Case, passes: Passes, threads: usize) -> Scores {
    let sizes = Sizes { leads: 2, events: 5, pairs: 3 };
    let options = Options { as_of: AS_OF, lines: true, threads, sizes };
    let program = optimise::run(case.program.clone(), passes);
    vm::run(&bytecode::lower(&program), &case.batch, options, &mut |_| {})
}

/// Each engine with and without the optimiser, on one thread and on two.
fn every_way(case: &Case) -> impl Iterator<Item = Scores> + '_ {
    let passes = [Passes::all(), Passes::none()];
    let engines = passes.map(|p| [(Engine::Bytecode, p), (Engine::Jit, p)]);
    let whole = engines.into_iter().flatten().flat_map(|(engine, passes)| {
        let scorer = Scorer::with_passes(case.program.clone(), engine, passes);
        [1, 2].map(|threads| scorer.clone().with_threads(threads).score(&case.batch, AS_OF, true))
    });
    let pieces = [(Passes::all(), 2), (Passes::none(), 1)];
    whole.chain(pieces.into_iter().map(|(passes, threads)| in_pieces(case, passes, threads)))
}

/// The first row on which the engines differ, as a batch of one.
fn disagreement(case: &Case) -> Option<(usize, String)> {
    let expected = scores(&case.program, Engine::Reference, &case.batch);
    let Some(found) = every_way(case).find(|found| *found != expected) else {
        return one_by_one(case, &expected);
    };
    let rows = 0..case.batch.rows();
    let differs = |row: &usize| row_of(&expected, *row) != row_of(&found, *row);
    let row = rows.clone().find(differs).unwrap_or(rows.end.saturating_sub(1));
    let (expected, found) = (row_of(&expected, row), row_of(&found, row));
    Some((row, format!("expected {expected}\nfound    {found}")))
}

/// The same without lines, as a batch and lead by lead: both that differ from the expected, if they do.
fn one_by_one(case: &Case, expected: &Scores) -> Option<(usize, String)> {
    let scorer = Scorer::new(case.program.clone(), Engine::Jit).with_threads(2);
    let expected = Scores { lines: Vec::new(), groups: Vec::new(), ..expected.clone() };
    let found = scorer.score(&case.batch, AS_OF, false);
    if found != expected {
        return Some((0, format!("without lines: expected {expected:?}\nfound {found:?}")));
    }
    let bytecode = Scorer::new(case.program.clone(), Engine::Bytecode);
    for mut session in [scorer.session(), bytecode.session()] {
        let mut verdict = Verdict::default();
        for row in 0..case.batch.rows() {
            let (lead, events) = case.batch.row(row);
            let found = session.score(&lead, &events, AS_OF);
            expected.verdict(row, &mut verdict);
            if *found != verdict {
                let text = format!("lead by lead: expected {verdict:?}\nfound {found:?}");
                return Some((row, text));
            }
        }
    }
    typed(case, &expected)
}

/// The same through typed leads and events, as programs that embed the library do it. Drawn texts outside `one of` are refused there.
fn typed(case: &Case, expected: &Scores) -> Option<(usize, String)> {
    let model = Model::of(case.program.clone());
    let scorer = model.scorer(Engine::Auto).expect("it always runs");
    for row in 0..case.batch.rows() {
        let (lead, events) = case.batch.row(row);
        let Ok((lead, events)) = in_types(&model, &lead, &events) else { continue };
        let found = scorer.score(&lead, &events, AS_OF).expect("made for this model");
        let figures: Vec<Points> = found.scores().map(|(_, points)| points).collect();
        let all: Vec<Points> = expected.scores.iter().map(|column| column[row]).collect();
        let expected = if expected.in_model[row] { all } else { Vec::new() };
        if figures != expected {
            return Some((row, format!("typed: expected {expected:?}\nfound {figures:?}")));
        }
    }
    None
}

fn in_types(
    model: &Model,
    lead: &Lead,
    events: &[Event],
) -> Result<(baremo::Lead, Vec<baremo::Event>), InputError> {
    let mut typed = model.lead();
    for (field, value) in model.attributes().iter().zip(&lead.attributes) {
        typed.set_named(&field.name, value.cell())?;
    }
    let mut all = Vec::new();
    for event in events {
        // What is none of the model's names counts, if at all, for the word `event` alone.
        let name = model.events().get(event.event.0 as usize).map_or("?", String::as_str);
        let Ok(mut typed) = model.event_at(name, event.time) else { continue };
        for (field, value) in model.properties().iter().zip(&event.properties) {
            typed.set_named(&field.name, value.cell())?;
        }
        all.push(typed);
    }
    Ok((typed, all))
}

/// Every column of one row, as text.
pub fn row_of(scores: &Scores, row: usize) -> String {
    fn of<T: std::fmt::Debug>(columns: &[Vec<T>], row: usize) -> String {
        format!("{:?}", columns.iter().map(|c| c.get(row)).collect::<Vec<_>>())
    }
    format!(
        "in model {:?} scores {} lines {} groups {} grades {} matrices {} stage {:?} by {:?} disqualified {}",
        scores.in_model.get(row),
        of(&scores.scores, row),
        of(&scores.lines, row),
        of(&scores.groups, row),
        of(&scores.grades, row),
        of(&scores.matrices, row),
        scores.stages.get(row),
        scores.stage_lines.get(row),
        of(&scores.disqualified, row),
    )
    .replace("Some", "")
}

/// The smallest case near a failing one that fails too.
fn smallest(seed: u64, size: usize) -> (u64, usize) {
    let seeds = |size| (seed..seed + 300).map(move |seed| (seed, size));
    let mut smaller = (1..size).flat_map(seeds);
    smaller.find(|(seed, size)| disagreement(&case(*seed, *size)).is_some()).unwrap_or((seed, size))
}

fn report(seed: u64, size: usize) -> String {
    let (seed, size) = smallest(seed, size);
    let case = case(seed, size);
    let Some((row, difference)) = disagreement(&case) else { return "not found again".into() };
    let (lead, events) = case.batch.row(row.min(case.batch.rows().saturating_sub(1)));
    let events: Vec<String> =
        events.iter().map(|e| format!("  {} {e:?}", e.time - AS_OF)).collect();
    let code = bytecode::lower(&case.program);
    format!(
        "seed {seed} size {size} row {row}\n{}\n{code}\n{lead:?}\n{}\n{difference}",
        baremo::ir::print(&case.program),
        events.join("\n"),
    )
}

#[test]
fn the_engines_agree() {
    let cases = setting("BAREMO_CASES").unwrap_or(CASES);
    let first = setting("BAREMO_SEED").unwrap_or(0);
    let (mut leads, mut points) = (0, 0);
    for seed in first..first + cases {
        let case = case(seed, size_of(seed));
        if disagreement(&case).is_some() {
            panic!("{}", report(seed, size_of(seed)));
        }
        let found = scores(&case.program, Engine::Bytecode, &case.batch);
        leads += case.batch.rows();
        let figures = found.lines.iter().flatten();
        points += figures.filter(|figure| figure.0 != 0).count();
    }
    println!("{cases} programs over {leads} leads agree; {points} lines were worth something");
}

/// Rows, moment and threads do not matter to a lead's own figures.
#[test]
fn threads_and_details_do_not_matter() {
    for seed in 0..20 {
        let random = &mut Random::new(seed);
        let program = programs::program(random, 5);
        let batch = data::batch(random, 5_000, 3);
        let scorer = Scorer::new(program.clone(), Engine::Bytecode);
        let alone = scorer.score(&batch, AS_OF, true);
        let jit = Scorer::new(program, Engine::Jit).with_threads(2);
        let mut rows = 0;
        assert_eq!(alone, jit.score_telling(&batch, AS_OF, true, &mut |n| rows += n));
        assert_eq!(rows, batch.rows());
        let mut rows = 0;
        let four = scorer.clone().with_threads(4);
        assert_eq!(alone, four.score_telling(&batch, AS_OF, true, &mut |n| rows += n));
        assert_eq!(rows, batch.rows());
        let brief = scorer.score(&batch, AS_OF, false);
        let details = Scores { lines: Vec::new(), groups: Vec::new(), ..alone };
        assert_eq!(brief, details);
    }
}

/// Data that keeps no promise may be unknown, but nothing fails.
#[test]
fn columns_that_are_missing_are_unknown() {
    for seed in 0..50 {
        let random = &mut Random::new(seed);
        let program = programs::program(random, 6);
        let leads = Leads { rows: 3, attributes: Vec::new() };
        let log = EventLog {
            offsets: vec![0, 2],
            events: vec![baremo::types::EventId(0); 2],
            times: vec![i64::MIN, AS_OF],
            properties: Vec::new(),
        };
        let batch = Batch { leads, log };
        for engine in [Engine::Bytecode, Engine::Jit] {
            let scorer = Scorer::new(program.clone(), engine);
            for as_of in [i64::MIN, AS_OF, i64::MAX] {
                assert_eq!(scorer.score(&batch, as_of, true).rows, 3);
            }
        }
    }
}
