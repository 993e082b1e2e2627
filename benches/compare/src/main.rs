//! W1 in CEL, ZEN and Roto, and `embed.score` in CEL and ZEN, over leads that each has in its own form beforehand; answers compared, then timed one by one.
//!
//! `compare DATA RULES [RESULTS]`: what `cargo bench -- --write` made, the rules as `w1.cel` and so on, a file for lines of JSON.

mod engines;
mod lead;

use std::fs;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use cpu_time::ProcessTime;

use engines::Engine;
use lead::Lead;

/// So many leads, in turns, lest a branch predictor learns the one.
const LEADS: usize = 1_024;
const ROUNDS: usize = 9;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, rules, results @ ..] = &arguments[..] else {
        panic!("compare DATA RULES [RESULTS]");
    };
    let data = Path::new(data);
    let file = |name: &str| Path::new(rules).join(name);
    let rules = |name: &str| fs::read_to_string(file(name)).expect("the rules can be read");
    let leads = lead::read(data, LEADS);
    let codes = (file("w1.codes.roto"), rules("w1.codes.json"));
    let w1: Vec<(&str, Box<dyn Engine>)> = vec![
        ("CEL", Box::new(engines::Cel::new(&rules("w1.cel"), &leads))),
        ("ZEN expression", Box::new(engines::Zen::new(&rules("w1.zen"), &leads))),
        ("Roto, text", Box::new(engines::RotoText::new(&file("w1.roto"), &leads))),
        ("Roto, coded by the host", Box::new(engines::RotoCodes::new(&codes.0, &codes.1, &leads))),
    ];
    let mut lines =
        compare("one lead, 40 rules", w1, &lead::answers(data, "w1.answers.csv", LEADS));
    // Roto has no lists of events.
    let leads = lead::with_events(data, LEADS);
    let embed: Vec<(&str, Box<dyn Engine>)> = vec![
        ("CEL", Box::new(engines::Cel::new(&rules("embed.cel"), &leads))),
        ("ZEN expression", Box::new(engines::Zen::new(&rules("embed.zen"), &leads))),
    ];
    let answers = lead::answers(data, "embed.answers.csv", LEADS);
    lines.push_str(&compare("one lead, 12 attributes, 20 events", embed, &answers));
    if let Some(path) = results.first() {
        let mut file = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .expect("the results can be written");
        file.write_all(lines.as_bytes()).expect("the results can be written");
    }
}

/// Answers first, then times: a line of JSON for each.
fn compare(work: &str, mut engines: Vec<(&str, Box<dyn Engine>)>, answers: &[i64]) -> String {
    for (name, engine) in &mut engines {
        for (row, answer) in answers.iter().enumerate() {
            let score = engine.score(row).clamp(0.0, 100.0);
            assert_eq!(
                (score * 100.0).round() as i64,
                *answer,
                "{name} says otherwise of lead {row}"
            );
        }
    }
    let mut lines = String::new();
    println!("{work}");
    for (name, engine) in &mut engines {
        let (cpu, wall) = median_of_rounds(engine.as_mut(), answers.len());
        println!("{name:<32} {cpu:>10.0} ns a lead (clock {wall:.0})");
        lines.push_str(&format!(
            "{}\n",
            serde_json::json!({ "work": work, "who": name, "per": "lead", "cpu_ns": cpu, "wall_ns": wall })
        ));
    }
    lines
}

/// CPU and clock nanoseconds a lead.
fn median_of_rounds(engine: &mut dyn Engine, leads: usize) -> (f64, f64) {
    let mut rounds: Vec<(f64, f64)> = (0..ROUNDS).map(|_| round(engine, leads)).collect();
    rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
    rounds[ROUNDS / 2]
}

fn round(engine: &mut dyn Engine, leads: usize) -> (f64, f64) {
    let (cpu, wall, mut goes) = (ProcessTime::now(), Instant::now(), 0);
    while wall.elapsed() < Duration::from_millis(50) {
        for row in 0..leads {
            black_box(engine.score(black_box(row)));
        }
        goes += leads;
    }
    let each = 1e9 / goes as f64;
    (cpu.elapsed().as_secs_f64() * each, wall.elapsed().as_secs_f64() * each)
}
