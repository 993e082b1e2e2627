//! Random programs over random leads: every data base that runs here agrees with the defining evaluator.

use std::sync::Arc;

use baremo::engine::{Engine, Scorer};
use baremo::ir::Program;
use baremo::sql::{self, Dialect, Request, dialect};
use baremo::types::columns::Batch;
use baremo::types::{Event, Lead, Type, Value};

use crate::differential::data::{self, AS_OF};
use crate::differential::programs;
use crate::differential::random::Random;
use crate::sql::server::Server;
use crate::sql::tables;

/// Texts on whose lower case data bases differ, which the queries say they lean on, become others.
fn plain(value: &Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(plain_text(text)),
        Value::List(items) => Value::List(items.iter().map(|text| plain_text(text)).collect()),
        other => other.clone(),
    }
}

fn plain_text(text: &Arc<str>) -> Arc<str> {
    text.replace('İ', "I").replace('É', "é").into()
}

/// The program and the batch of a seed.
fn case(seed: u64) -> (Program, Batch) {
    let size = 1 + (seed % 8) as usize;
    let random = &mut Random::new(seed ^ (size as u64) << 48);
    let mut program = programs::program(random, size);
    // Values outside `one of` are bad data, which the drawn ones may be.
    for field in &mut program.schema.attributes {
        field.ty = if field.ty.is_text() { Type::Text } else { field.ty.clone() };
    }
    let batch = data::batch(random, 3 + size, 1 + 2 * size);
    let rows: Vec<(Lead, Vec<Event>)> = (0..batch.rows()).map(|row| batch.row(row)).collect();
    let rows: Vec<(Lead, Vec<Event>)> = rows
        .into_iter()
        .map(|(mut lead, mut events)| {
            lead.attributes.iter_mut().for_each(|value| *value = plain(value));
            let properties = events.iter_mut().flat_map(|event| &mut event.properties);
            properties.for_each(|value| *value = plain(value));
            (lead, events)
        })
        .collect();
    let rows: Vec<_> = rows.iter().map(|(lead, events)| (lead, events.as_slice())).collect();
    let batch = Batch::gather(&program.schema, &rows);
    (program, batch)
}

/// What differs, if the dialect can say the program.
pub fn disagreement(
    server: &mut Server,
    dialect: &'static Dialect,
    program: &Program,
    batch: &Batch,
    (as_of, epoch): (i64, bool),
) -> Option<Result<(), String>> {
    let request = Request { as_of: Some(as_of), lines: true, epoch, ..Request::new(dialect) };
    let query = sql::query(program, &request).ok()?;
    let scorer = Scorer::new(program.clone(), Engine::Reference);
    let scores = scorer.score(batch, as_of, true);
    let expected = tables::expected(program, &scores, true);
    let points = tables::are_points(program, &scores, true);
    Some(match server.run(&tables::tables(program, batch, epoch), &query) {
        Err(error) => Err(format!("{query}\n{error}")),
        Ok(rows) => {
            let found = tables::found(rows, &points);
            let differs = |row: &usize| found.get(*row) != expected.get(*row);
            match (0..expected.len().max(found.len())).find(differs) {
                None => Ok(()),
                Some(row) => Err(format!(
                    "{query}\n{}\n{:?}\nrow {row}\nexpected {:?}\nfound    {:?}",
                    baremo::ir::print(program),
                    batch.row(row.min(batch.rows() - 1)),
                    expected.get(row),
                    found.get(row),
                )),
            }
        }
    })
}

#[test]
fn probe() {
    let Ok(word) = std::env::var("PROBE") else { return };
    let dialect = Dialect::of(&word).expect("a dialect");
    let from: u64 = std::env::var("FROM").map_or(0, |n| n.parse().unwrap());
    let count: u64 = std::env::var("COUNT").map_or(100, |n| n.parse().unwrap());
    let mut server = Server::start(dialect).expect("engines");
    let (mut said, mut unsaid, mut bad) = (0, 0, Vec::new());
    let mut why = std::collections::BTreeMap::new();
    for seed in from..from + count {
        let (program, batch) = case(seed);
        if batch.rows() == 0 {
            continue;
        }
        match disagreement(
            &mut server,
            dialect,
            &program,
            &batch,
            (AS_OF, seed % 2 == 0 || word == "clickhouse"),
        ) {
            None => {
                unsaid += 1;
                let r = Request { as_of: Some(AS_OF), lines: true, ..Request::new(dialect) };
                for f in sql::query(&program, &r).unwrap_err() {
                    *why.entry(f.construct).or_insert(0) += 1;
                }
            }
            Some(Ok(())) => said += 1,
            Some(Err(error)) => {
                bad.push((baremo::ir::print(&program).len(), seed, error));
            }
        }
    }
    bad.sort();
    for (len, seed, error) in bad.iter().take(12) {
        println!(
            "{seed} ({len}): {}",
            error
                .lines()
                .rev()
                .take(3)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect::<Vec<_>>()
                .join("\n   ")
                .chars()
                .take(700)
                .collect::<String>()
        );
    }
    if let Some((_, seed, error)) = bad.first() {
        std::fs::write("/tmp/probe.txt", format!("{seed}\n{error}")).unwrap();
    }
    println!("{} bad; {why:?}", bad.len());
    let _ = dialect::ALL;
    println!("{word}: {said} agree, {unsaid} cannot be said");
}
