//! Every data base that runs here agrees with the defining evaluator on the conformance suite, on random programs and on the examples.
//!
//!     cargo test --test all sql::conformance -- --nocapture
//!
//! prints a table: constructs by dialects, how many programs with the construct were run, and how many differed. `BAREMO_CASES` sets how many random programs are
//! tried, `BAREMO_SEED` where to begin, `BAREMO_DIALECT` the only dialect.

use std::collections::BTreeMap;
use std::fmt::Write;

use baremo::sql::Dialect;
use baremo::sql::dialect::{BIGQUERY, CLICKHOUSE, DUCKDB, POSTGRES, SNOWFLAKE, SPARK, SQLITE};

use crate::sql::agreement::{self, Answer};
use crate::sql::cases::{self, Case};
use crate::sql::constructs;
use crate::sql::server::{self, Server};

/// What runs here, and how many random programs it is asked without `BAREMO_CASES`: some are slow with many steps.
const RUN: [(&Dialect, u64); 5] =
    [(&DUCKDB, 150), (&POSTGRES, 150), (&SQLITE, 300), (&CLICKHOUSE, 20), (&SPARK, 20)];

/// What is only parsed.
const PARSED: [&Dialect; 2] = [&SNOWFLAKE, &BIGQUERY];

/// Of one dialect: programs run and programs that differ, by construct.
#[derive(Default)]
struct Tally {
    by_construct: BTreeMap<&'static str, (usize, usize)>,
    run: usize,
    unsayable: usize,
    differing: Vec<String>,
}

impl Tally {
    fn add(&mut self, case: &Case, answer: Answer) {
        let differs = match answer {
            Answer::Unsayable(_) => {
                self.unsayable += 1;
                return;
            }
            Answer::Agrees => 0,
            Answer::Differs(difference) => {
                self.differing.push(difference);
                1
            }
        };
        self.run += 1;
        for construct in constructs::of(&case.program) {
            let (run, differing) = self.by_construct.entry(construct).or_default();
            *run += 1;
            *differing += differs;
        }
    }
}

fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn number(name: &str) -> Option<u64> {
    setting(name)?.parse().ok()
}

/// The suite, random programs, and the examples, on one data base.
fn run(dialect: &'static Dialect, random: u64) -> Tally {
    let mut tally = Tally::default();
    let mut server = Server::start(dialect).expect("the engines are there");
    let first = number("BAREMO_SEED").unwrap_or(0);
    let random = number("BAREMO_CASES").unwrap_or(random);
    let drawn = (first..first + random).map(cases::random).filter(|case| case.batch.rows() > 0);
    for (place, case) in cases::suite().into_iter().chain(drawn).enumerate() {
        // ClickHouse's instants end in the year 2299, which drawn dates do not, and its lists are never null.
        let clickhouse = dialect.word == "clickhouse";
        let case = if clickhouse { case.without_empty_lists() } else { case };
        let epoch = place % 2 == 0 || clickhouse;
        let answer = agreement::compare(&mut server, dialect, &case, epoch);
        tally.add(&case, answer);
    }
    tally
}

/// Every engine, two at once.
#[test]
fn every_data_base_agrees() {
    if server::python().is_none() {
        return server::left_out();
    }
    let only = setting("BAREMO_DIALECT");
    let asked: Vec<_> =
        RUN.into_iter().filter(|(d, _)| only.as_ref().is_none_or(|o| o == d.word)).collect();
    let queue = std::sync::Mutex::new(asked.clone());
    let tallies = std::sync::Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().expect("no other panics").pop();
                    let Some((dialect, random)) = next else { break };
                    let tally = run(dialect, random);
                    tallies.lock().expect("no other panics").insert(dialect.word, tally);
                }
            });
        }
    });
    let tallies = tallies.into_inner().expect("all have ended");
    let dialects: Vec<&Dialect> = asked.iter().map(|(dialect, _)| *dialect).collect();
    println!("{}", table(&dialects, &tallies));
    let differing: Vec<String> = tallies
        .iter()
        .flat_map(|(word, tally)| tally.differing.iter().map(move |d| format!("{word}: {d}")))
        .collect();
    for difference in &differing {
        let last: Vec<&str> = difference.lines().rev().take(3).collect();
        println!("{}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
    }
    let shortest = differing.iter().min_by_key(|difference| difference.len());
    assert!(differing.is_empty(), "{} differ; {}", differing.len(), shortest.expect("some"));
    assert!(tallies.values().all(|tally| tally.run > 100), "few programs were run");
}

/// `cases/mismatches` of each construct in each dialect.
fn table(dialects: &[&Dialect], tallies: &BTreeMap<&str, Tally>) -> String {
    let mut out = format!("{:34}", "programs run, differing");
    dialects.iter().for_each(|d| write!(out, "{:>16}", d.title).expect("text"));
    for construct in constructs::ALL {
        write!(out, "\n{:34}", construct.replace('`', "")).expect("text");
        for dialect in dialects {
            let tally = &tallies[dialect.word];
            match tally.by_construct.get(construct) {
                None => write!(out, "{:>16}", "-").expect("text"),
                Some((run, differing)) => {
                    write!(out, "{:>16}", format!("{run}, {differing}")).expect("text");
                }
            }
        }
    }
    let mut last = |word: &str, of: fn(&Tally) -> usize| {
        write!(out, "\n{word:34}").expect("text");
        dialects.iter().for_each(|d| write!(out, "{:>16}", of(&tallies[d.word])).expect("text"));
    };
    last("all programs", |tally| tally.run);
    last("cannot be said", |tally| tally.unsayable);
    last("differing", |tally| tally.differing.len());
    out
}

/// Stages and scores of every lead of all examples, where people have such data.
#[test]
fn the_examples_agree() {
    if server::python().is_none() {
        return server::left_out();
    }
    for dialect in [&DUCKDB, &POSTGRES, &SPARK] {
        let mut server = Server::start(dialect).expect("the engines are there");
        let examples = cases::examples();
        assert!(examples.len() > 12, "few examples were found");
        for case in examples {
            match agreement::compare(&mut server, dialect, &case, false) {
                Answer::Agrees => {
                    println!(
                        "{}: {} leads of {} agree",
                        dialect.title,
                        case.batch.rows(),
                        case.name
                    );
                }
                Answer::Unsayable(faults) => panic!("{}: {faults:?}", dialect.title),
                Answer::Differs(difference) => panic!("{}: {difference}", dialect.title),
            }
        }
    }
}

/// Snowflake and BigQuery cannot be run here: their queries are parsed.
#[test]
fn what_cannot_run_is_parsed() {
    if server::python().is_none() {
        return server::left_out();
    }
    for dialect in PARSED {
        let mut server = Server::start(dialect).expect("the parser is there");
        let mut parsed = 0;
        for case in cases::suite().into_iter().chain((0..50).map(cases::random)) {
            if let Ok(query) = agreement::query(dialect, &case, false) {
                let parses = server.parses(&query);
                parses.unwrap_or_else(|e| panic!("{}: {}\n{query}\n{e}", dialect.title, case.name));
                parsed += 1;
            }
        }
        println!("{}: {parsed} queries parsed", dialect.title);
        assert!(parsed > 300, "few queries were parsed");
    }
}
