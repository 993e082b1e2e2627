//! Fixed small works without a clock, for `instructions.py`: what the work costs is the difference between doing it a few
//! times and not at all.

use std::hint::black_box;

use baremo::engine::Engine;
use baremo::engine::Scorer;

use crate::ageing;
use crate::batch;
use crate::data;
use crate::data::AS_OF;
use crate::rules;
use crate::w1;

/// Prepares a work and does it so many times.
pub fn work(name: &str, times: usize) {
    let (rules, leads, events) = match name {
        "W1" => (w1::RULES, 1_000_000, 0),
        "EV" => (ageing::RULES, 500_000, 5_000_000),
        "w1" | "w1-bytecode" => (w1::RULES, 10_000, 0),
        "events" | "events-bytecode" => (ageing::RULES, 2_000, 20_000),
        "one-lead" => (w1::RULES, 1_000, 0),
        "compile" => (w1::RULES, 1_000, 0),
        _ => panic!("there is no work `{name}`"),
    };
    let engine = if name.ends_with("bytecode") { Engine::Bytecode } else { Engine::Auto };
    let leads = data::leads(leads);
    if name == "compile" {
        let text = rules::file(&leads, &rules::rules(&leads, 1_000));
        return (0..times).for_each(|_| {
            _ = black_box(Scorer::new(batch::program("1,000 rules", &text), engine))
        });
    }
    let events = data::events(leads.rows(), events);
    let program = batch::program(name, rules);
    let columns = batch::batch(&program.schema, &leads, Some(&events));
    let scorer = Scorer::new(program, engine);
    if name.len() == 2 && name != "w1" {
        let began = std::time::Instant::now();
        for _ in 0..times {
            scorer.forget_texts();
            black_box(scorer.score(&columns, AS_OF, false));
        }
        println!(
            "{:.1} ns a lead",
            began.elapsed().as_secs_f64() * 1e9 / times as f64 / leads.rows() as f64
        );
        return;
    }
    let values: Vec<_> = (0..leads.rows()).map(|row| columns.row(row).0).collect();
    for _ in 0..times {
        if name == "one-lead" {
            values.iter().for_each(|lead| _ = black_box(scorer.score_one(lead, &[], AS_OF)));
        } else {
            black_box(scorer.score(&columns, AS_OF, false));
        }
    }
}
