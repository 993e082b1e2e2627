//! Bytes that were changed: each is refused, or is a model that runs. No panic, no hang.
//!
//! Mostly the checksum is made right again, so that it is the verifier that is tried. `BAREMO_MUTATIONS` sets how many are tried,
//! `BAREMO_SEED` where to begin.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use baremo::artifact::{self, Artifact, ArtifactError};
use baremo::data::{Ids, Wanted, table};
use baremo::engine::{Engine, Scorer};
use baremo::explain;
use baremo::ir::outcome::Scores;
use baremo::ir::{Program, eval};
use baremo::types::columns::Batch;

use super::sections::{Sections, with_checksum};
use super::{programs, rule_files, written};
use crate::differential::data::{self, AS_OF};
use crate::differential::programs as drawn;
use crate::differential::random::Random;

/// Without `BAREMO_MUTATIONS`: some seconds without optimisation.
const MUTATIONS: u64 = 10_000;
/// One in so many models is compiled to machine code.
const MACHINE_CODE: usize = 40;
/// Longer than this for one seed, and it hangs. Without optimisation, beside other tests, all takes longer.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 2 });

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Artifacts of rule files and of random programs.
fn originals() -> Vec<Sections> {
    let files = ["examples", "tests/run"].into_iter().flat_map(rule_files);
    let of_files = files.flat_map(|path| programs(&path));
    let of_seed = |seed| drawn::program(&mut Random::new(seed), 1 + seed as usize % 5);
    let all = of_files.chain((0..60).map(of_seed));
    all.map(|program| written(&program))
        .filter(|bytes| bytes.len() < 20_000)
        .map(|bytes| Sections::of(&bytes))
        .collect()
}

/// Bytes of a section, changed in one place.
fn change(random: &mut Random, bytes: &mut Vec<u8>, other: &[u8]) {
    if bytes.is_empty() {
        return bytes.push(random.below(256) as u8);
    }
    let at = random.below(bytes.len());
    let stretch = |random: &mut Random, length: usize| {
        let from = random.below(length);
        from..length.min(from + random.between(1, 40))
    };
    match random.below(12) {
        0 => bytes[at] ^= 1 << random.below(8),
        1 => bytes[at] = random.below(256) as u8,
        2 => bytes[at] = bytes[at].wrapping_add(1),
        3 => bytes[at] = bytes[at].wrapping_sub(1),
        4 => bytes[at] = random.below(24) as u8,
        5 => {
            let count = random.between(1, 8);
            let new: Vec<u8> = (0..count).map(|_| random.below(256) as u8).collect();
            bytes.splice(at..at, new);
        }
        6 => {
            let gone = stretch(random, bytes.len());
            bytes.drain(gone);
        }
        7 => bytes.truncate(at),
        8 => {
            // A number at an end of what it can be.
            let ends: [&[u8]; 6] = [
                &[0xff, 0xff, 0x03],
                &[0xff, 0xff, 0xff, 0xff, 0x0f],
                &[0xfe, 0xff, 0xff, 0xff, 0x0f],
                &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
                &[0x80, 0x00],
                &[0x7f],
            ];
            bytes.splice(at..at + 1, random.pick(&ends).to_vec());
        }
        9 => {
            let with = random.below(bytes.len());
            bytes.swap(at, with);
        }
        10 => {
            let again = bytes[stretch(random, bytes.len())].to_vec();
            bytes.splice(at..at, again);
        }
        _ if !other.is_empty() => {
            let from = stretch(random, other.len());
            let end = bytes.len().min(at + from.len());
            bytes.splice(at..end, other[from].to_vec());
        }
        _ => {}
    }
}

/// Changes some bytes of some sections.
fn mutate(random: &mut Random, sections: &mut Sections, originals: &[Sections]) {
    let other = &originals[random.below(originals.len())];
    if random.chance(3) {
        let section = random.below(3);
        sections.0[section] = other.0[section].clone();
    }
    for _ in 0..random.pick(&[1, 1, 1, 2, 3]) {
        let section = random.pick(&[0, 1, 1, 1, 1, 2, 2, 2, 2]);
        change(random, &mut sections.0[section], &other.0[section]);
    }
}

/// The file of these sections, now and then with a frame that was changed too.
fn framed(random: &mut Random, sections: &Sections) -> Vec<u8> {
    let mut bytes = sections.sealed();
    match random.below(20) {
        0 => change(random, &mut bytes, &[]),
        1 => {
            change(random, &mut bytes, &[]);
            bytes = with_checksum(bytes);
        }
        _ => {}
    }
    bytes
}

/// Runs a model every way.
fn run(random: &mut Random, artifact: Artifact) {
    let Artifact { program, code, .. } = artifact;
    let batch = data::batch_of(random, &program.schema, 3, 4);
    let scorer = Scorer::with_code(program.clone(), code, Engine::Bytecode);
    shown(&program, &scorer.score(&batch, AS_OF, true));
    scorer.score(&batch, AS_OF, false);
    for row in 0..batch.rows() {
        let (lead, events) = batch.row(row);
        let outcome = eval(&program, &lead, &events, AS_OF);
        explain::invoice(&program, &outcome, &lead, &events, AS_OF);
        explain::outlook(&program, &outcome, &lead, &events, AS_OF);
    }
    // What data is read for it: refused where its columns cannot be.
    drop(Wanted::of(&[&program]));
    agree(&program, &batch, Engine::Bytecode);
    if random.below(MACHINE_CODE) == 0 {
        agree(&program, &batch, Engine::Jit);
    }
}

/// Every cell of the results as text, but for the ids.
fn shown(program: &Program, scores: &Scores) {
    let ids = Ids::default();
    let output = table(&[baremo::data::Results::of(program, scores)], (&ids, 0), "id", true);
    for column in &output.columns[1..] {
        (0..output.rows).for_each(|row| drop(column.values.cell(row)));
    }
}

/// A verified program means the same to every engine; its own code may have been changed.
fn agree(program: &Program, batch: &Batch, engine: Engine) {
    let score = |engine| Scorer::new(program.clone(), engine).score(batch, AS_OF, true);
    let (expected, found) = (score(Engine::Reference), score(engine));
    assert_eq!(found, expected, "{engine:?}\n{}", baremo::ir::print(program));
}

/// Ends the process where one file takes too long.
struct Watchdog {
    seed: Arc<AtomicU64>,
    done: Arc<AtomicBool>,
}

impl Watchdog {
    fn new() -> Watchdog {
        let dog = Watchdog { seed: Arc::default(), done: Arc::default() };
        let (seed, done) = (dog.seed.clone(), dog.done.clone());
        thread::spawn(move || {
            let mut last = (seed.load(Ordering::Relaxed), Instant::now());
            while !done.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(100));
                let now = seed.load(Ordering::Relaxed);
                if now != last.0 {
                    last = (now, Instant::now());
                } else if last.1.elapsed() > PATIENCE {
                    eprintln!("the files of seed {now} take more than {PATIENCE:?}");
                    std::process::abort();
                }
            }
        });
        dog
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
    }
}

fn kind(error: &ArtifactError) -> String {
    match error {
        ArtifactError::NotOne(_) => "not one".into(),
        ArtifactError::Newer { .. } | ArtifactError::NoSuchFormat { .. } => "format".into(),
        ArtifactError::UnknownCapability { .. } => "capability".into(),
        ArtifactError::Cut { .. } => "cut".into(),
        ArtifactError::Altered => "altered".into(),
        ArtifactError::Broken { section, .. } => format!("broken {}", section.name()),
    }
}

/// How often each kind of answer was given, and each sentence.
#[derive(Default)]
struct Tally {
    kinds: BTreeMap<String, u64>,
    sentences: BTreeMap<String, u64>,
}

impl Tally {
    fn refused(&mut self, error: &ArtifactError, length: usize) {
        *self.kinds.entry(kind(error)).or_default() += 1;
        if let ArtifactError::Broken { offset, sentence, .. } = error {
            assert!(offset.is_some_and(|at| at <= length), "{error}");
            let sentence = sentence.replace(|c: char| c.is_ascii_digit(), "");
            let sentence = sentence.split('"').next().unwrap_or_default();
            *self.sentences.entry(sentence.to_string()).or_default() += 1;
        }
    }
}

/// So many files of one seed: each is made from the one before that was a model, so that they go further and further from what was written.
const CHAIN: u64 = 10;

fn try_chain(seed: u64, originals: &[Sections], tally: &mut Tally) {
    let random = &mut Random::new(seed);
    let mut sections = originals[random.below(originals.len())].clone();
    for _ in 0..CHAIN {
        let mut next = sections.clone();
        mutate(random, &mut next, originals);
        let bytes = framed(random, &next);
        match artifact::read(&bytes) {
            Ok(model) => {
                run(random, model);
                *tally.kinds.entry("loaded, and run".into()).or_default() += 1;
                sections = next;
            }
            Err(error) => tally.refused(&error, bytes.len()),
        }
    }
}

#[test]
fn changed_bytes_are_refused_or_run() {
    let count = setting("BAREMO_MUTATIONS").unwrap_or(MUTATIONS);
    let first = setting("BAREMO_SEED").unwrap_or(0);
    let originals = originals();
    let dog = Watchdog::new();
    let mut tally = Tally::default();
    for seed in first..first + count / CHAIN {
        dog.seed.store(seed, Ordering::Relaxed);
        let tried = catch_unwind(AssertUnwindSafe(|| try_chain(seed, &originals, &mut tally)));
        assert!(tried.is_ok(), "the files of seed {seed} make it panic");
    }
    let Tally { kinds, sentences } = tally;
    println!("{count} changed files: {kinds:?}\n{sentences:#?}");
    let loaded = kinds.get("loaded, and run").copied().unwrap_or(0);
    assert!(loaded * 20 > count, "too few were run: {loaded} of {count}");
    assert!(sentences.len() > 20, "too few sentences: {sentences:?}");
}
