//! What a score allocates: nothing in a session on machine code, the result alone otherwise; counted, for each thread by itself.

use std::hint::black_box;

use allocation_counter::measure;
use baremo::{Engine, Event, Lead, Model, Time};

/// Twelve attributes and events of ten kinds: the rules of the benchmark.
const RULES: &str = include_str!("../benches/embed.score");
const NOW: i64 = 1_767_225_600;
const KINDS: [&str; 7] = [
    "email_open",
    "page_view",
    "page_view",
    "email_click",
    "pricing_view",
    "demo_request",
    "purchase",
];

fn model() -> Model {
    Model::from_source(RULES).unwrap_or_else(|errors| panic!("{errors}"))
}

/// A lead with twenty events, in no order; each number gives another.
fn lead(model: &Model, number: usize) -> (Lead, Vec<Event>) {
    let mut lead = model.lead();
    let texts = [
        ("title", ["CTO", "Sales Intern", "Head of Sales"][number % 3]),
        ("seniority", ["vp", "intern"][number % 2]),
        ("country", ["US", "ES", "KE"][number % 3]),
        ("industry", "Software"),
        ("source", "referral"),
        ("email", ["ana@gmail.com", "ben.with.a.long.name@company.example"][number % 2]),
    ];
    let numbers = [("employees", 300.0), ("visits", 12.0), ("pages_per_visit", 4.5)];
    for (name, text) in texts {
        lead.set_named(name, text).expect("text");
    }
    for (name, value) in numbers {
        lead.set_named(name, value + number as f64).expect("a number");
    }
    lead.set_named("consent", true).expect("a bool");
    lead.set_named("created_at", Time(NOW - 86_400)).expect("a date");
    let event = |at: usize| {
        let time = NOW - (at * 7 % 20 * 86_400) as i64;
        let mut event = model.event_at(KINDS[at % KINDS.len()], time).expect("counted");
        event.set_named("path", ["/pricing/a", "/blog"][at % 2]).expect("text");
        event.set_named("seconds", 30.0 * at as f64).expect("a number");
        event
    };
    (lead, (0..20).map(event).collect())
}

#[test]
fn a_session_on_machine_code_allocates_nothing() {
    let model = model();
    let leads: Vec<(Lead, Vec<Event>)> = (0..6).map(|number| lead(&model, number)).collect();
    for engine in [Engine::Jit, Engine::Auto] {
        let mut session = model.scorer(engine).expect("there is machine code here").session();
        let mut score = || {
            for (lead, events) in &leads {
                black_box(session.score(lead, events, NOW).expect("of this model").stage());
            }
        };
        // Texts are seen, and `Auto` has compiled.
        (0..30).for_each(|_| score());
        assert_eq!(measure(score).count_total, 0, "{engine:?}");
    }
}

/// The result holds one list of scores; these rules have no grades, matrices or disqualifications.
#[test]
fn a_scorer_on_machine_code_allocates_the_result_alone() {
    let model = model();
    let (lead, events) = lead(&model, 0);
    let scorer = model.scorer(Engine::Jit).expect("there is machine code here");
    let score = || _ = black_box(scorer.score(&lead, &events, NOW).expect("of this model"));
    score();
    assert_eq!(measure(score).count_total, 1);
}

/// A lead that is filled again needs no memory for texts that are no longer than those before.
#[test]
fn a_lead_filled_again_allocates_nothing() {
    let model = model();
    let title = model.attribute("title").expect("read");
    let path = model.property("path").expect("read");
    let opened = model.event("email_open").expect("counted");
    let (mut lead, mut events) = lead(&model, 1);
    let fill = || {
        lead.clear();
        lead.set(title, "CTO").expect("text");
        events[0].renew(opened, NOW).expect("of this model");
        events[0].set(path, "/blog").expect("text");
    };
    assert_eq!(measure(fill).count_total, 0);
}

/// Columns are what bytecode works on: a handful for each instruction. Told, and held within bounds that show a change.
#[test]
fn other_engines_allocate_what_they_work_on() {
    let model = model();
    let (lead, events) = lead(&model, 0);
    for (engine, most) in [(Engine::Bytecode, 150), (Engine::Reference, 250)] {
        let mut session = model.scorer(engine).expect("always there").session();
        let mut score =
            || _ = black_box(session.score(&lead, &events, NOW).expect("of this model"));
        score();
        let count = measure(score).count_total;
        println!("{engine:?}: {count} allocations a lead");
        assert!(count > 0 && count <= most, "{engine:?}: {count}");
    }
}
