//! Random programs on random leads: nothing changes before the second that is foretold, and then it does.

use baremo::forecast::Forecaster;
use baremo::forecast::HORIZON;
use baremo::ir::Evaluator;
use baremo::ir::Program;
use baremo::ir::Query;
use baremo::ir::expr::CompareOp;
use baremo::ir::expr::Cond;
use baremo::ir::outcome::DISQUALIFIED;
use baremo::ir::outcome::NONE;
use baremo::ir::outcome::Outcome;
use baremo::ir::program::LineKind;
use baremo::ir::program::Origin;
use baremo::ir::program::ScoreId;
use baremo::ir::program::StageId;
use baremo::ir::program::StageLine;
use baremo::ir::program::Threshold;
use baremo::optimise::walk;
use baremo::optimise::walk::Ask;
use baremo::optimise::walk::Rewrite;
use baremo::types::Event;
use baremo::types::Lead;
use baremo::types::Points;
use baremo::types::Value;
use baremo::types::ageing::Shape;

use crate::differential::data;
use crate::differential::data::AS_OF;
use crate::differential::data::DURATIONS;
use crate::differential::programs;
use crate::differential::random::Random;

/// A stage as it is shown: is the lead in the model, and the stage's number.
fn shown(outcome: &Outcome) -> (bool, u16) {
    let stage = outcome.stage.map_or(NONE, |stage| stage.0 as u16);
    let stage = if outcome.disqualified.is_empty() { stage } else { DISQUALIFIED };
    (outcome.in_model, stage)
}

/// So many programs, or as many as `BAREMO_CASES` asks for.
fn cases(usual: u64) -> u64 {
    let asked = std::env::var("BAREMO_CASES").ok();
    asked.and_then(|count| count.parse().ok()).unwrap_or(usual)
}

fn line(stage: u32, score: usize, bound: Points) -> StageLine {
    let threshold =
        Threshold { score: ScoreId(score as u32), op: CompareOp::GreaterOrEqual, bound };
    StageLine {
        stage: StageId(stage),
        origin: Origin::default(),
        threshold: Some(threshold),
        condition: None,
        action: None,
    }
}

/// A threshold between what a score is now and what it is some time later, where any moves.
pub fn tighten(
    program: &mut Program,
    lead: &Lead,
    events: &[Event],
    ahead: i64,
    random: &mut Random,
) {
    if random.chance(80) {
        program.disqualifications.clear();
        program.model = None;
    }
    let evaluator = Evaluator::new(program);
    let published = |time: i64| evaluator.eval(lead, events, time).scores;
    let now = published(AS_OF);
    for _ in 0..8 {
        let magnitude = ahead >> random.below(16);
        let then = published(AS_OF + 1 + (random.next() % magnitude.max(1) as u64) as i64);
        let pairs = now.iter().zip(&then).map(|(now, then)| (now.published, then.published));
        let moves: Vec<(usize, (Points, Points))> =
            pairs.enumerate().filter(|(_, (now, then))| now != then).collect();
        if moves.is_empty() {
            continue;
        }
        let (score, (now, then)) = random.pick(&moves);
        let (low, high) = (now.min(then).0, now.max(then).0);
        let bound = Points(random.pick(&[low + 1, high, low + 1 + (high - low) / 2]));
        let other = Points(bound.0.saturating_add(random.pick(&[1, 50, 5_000])));
        program.stages = (0..4).map(|i| format!("stage{i}")).collect();
        let mut lines = vec![line(1, score, bound), line(2, score, other)];
        if random.chance(30) {
            lines.extend(std::mem::take(&mut program.stage_lines));
        }
        program.stage_lines = lines;
        return;
    }
}

/// Moments at which something may well change, and others.
fn moments(lead: &Lead, events: &[Event], end: i64, random: &mut Random) -> Vec<i64> {
    let dates = |values: &[Value]| -> Vec<i64> {
        values.iter().filter_map(|v| if let Value::Date(d) = v { Some(*d) } else { None }).collect()
    };
    let of_events = events.iter().flat_map(|e| [vec![e.time], dates(&e.properties)].concat());
    let bases: Vec<i64> = of_events.chain(dates(&lead.attributes)).collect();
    let ends = bases.iter().flat_map(|base| {
        DURATIONS.iter().chain([&0]).flat_map(move |d| [-1, 0, 1].map(|by| base + d + by))
    });
    let mut all: Vec<i64> = ends.filter(|at| AS_OF < *at && *at < end).collect();
    while all.len() > 40 {
        all.swap_remove(random.below(all.len()));
    }
    // Near and far alike.
    let span = (end - AS_OF).max(1) as u64;
    for _ in 0..20 {
        let magnitude = 1 << random.below(32);
        all.push(AS_OF + (random.next() % span.min(magnitude)) as i64);
    }
    all.push(end - 1);
    all
}

#[derive(Default)]
struct Seen {
    leads: usize,
    changes: usize,
    given_up: usize,
}

fn hold_to_the_definition(seed: u64, seen: &mut Seen) {
    let random = &mut Random::new(seed);
    let mut program = programs::program(random, 3 + (seed % 5) as usize);
    let batch = data::batch(random, 3, 8);
    for row in 0..batch.leads.rows {
        let (lead, events) = batch.row(row);
        if random.chance(85) {
            tighten(&mut program, &lead, &events, 1 << 28, random);
        }
        let evaluator = Evaluator::new(&program);
        let at = |time: i64| shown(&evaluator.eval(&lead, &events, time));
        let now = at(AS_OF);
        let forecast = Forecaster::new(&program).look(&lead, &events, AS_OF);
        for moment in moments(&lead, &events, forecast.until, random) {
            assert_eq!(at(moment), now, "seed {seed}, row {row}: {moment}, {forecast:?}");
        }
        seen.leads += 1;
        match forecast.change {
            Some(change) => {
                let then = evaluator.eval(&lead, &events, change.at);
                assert_ne!(shown(&then), now, "seed {seed}, row {row}");
                assert_eq!(shown(&then).1, change.stage, "seed {seed}, row {row}");
                let line = then.stage_line.map_or(NONE, |line| line as u16);
                assert_eq!((line, change.at), (change.stage_line, forecast.until));
                seen.changes += 1;
            }
            None if forecast.until == AS_OF + HORIZON + 1 => {}
            None => seen.given_up += 1,
        }
    }
}

#[test]
fn nothing_changes_before_it_is_foretold() {
    let mut seen = Seen::default();
    let count = cases(800);
    (0..count).for_each(|seed| hold_to_the_definition(seed, &mut seen));
    let Seen { leads, changes, given_up } = seen;
    println!("{leads} leads, {changes} changes, {given_up} given up");
    assert!(changes * 6 > leads, "{changes} changes of {leads} leads");
    assert!(given_up * 500 <= leads, "{given_up} given up of {leads} leads");
}

/// A day as a hundred seconds.
const SCALE: i64 = 864;

struct Hasten;

impl Rewrite for Hasten {
    fn cond(&mut self, condition: &mut Cond, _: Ask) {
        if let Cond::Age { seconds, .. } = condition {
            *seconds = shorter(*seconds);
        }
    }

    fn query(&mut self, query: &mut Query) {
        query.within = query.within.map(shorter);
    }
}

fn shorter(seconds: i64) -> i64 {
    (seconds / SCALE).max(1)
}

fn hasten(program: &mut Program) {
    walk::program(program, &mut Hasten);
    for line in &mut program.lines {
        let LineKind::On(on) = &mut line.kind else { continue };
        on.times = on.times.map(|(count, within)| (count, shorter(within)));
        on.cooldown = on.cooldown.map(shorter);
        on.ageing.expires = on.ageing.expires.map(|(end, delay)| (shorter(end), delay / SCALE));
        if let Some((shape, delay)) = &mut on.ageing.shape {
            *delay /= SCALE;
            match shape {
                Shape::Smooth { period, .. }
                | Shape::Stepped { period, .. }
                | Shape::Linear { period, .. } => *period = shorter(*period),
                Shape::Steps(steps) => steps.iter_mut().for_each(|step| step.0 = shorter(step.0)),
            }
        }
    }
}

fn nearer(date: &mut i64) {
    *date = AS_OF + (*date - AS_OF) / SCALE;
}

fn nearer_all(values: &mut [Value]) {
    for value in values {
        if let Value::Date(date) = value {
            nearer(date);
        }
    }
}

#[test]
fn as_if_every_second_were_looked_at() {
    let (mut leads, mut changes) = (0, 0);
    for seed in 0..cases(400) {
        let random = &mut Random::new(seed + 1_000_000);
        let mut program = programs::program(random, 3 + (seed % 5) as usize);
        hasten(&mut program);
        let batch = data::batch(random, 2, 6);
        for row in 0..batch.leads.rows {
            let (mut lead, mut events) = batch.row(row);
            nearer_all(&mut lead.attributes);
            for event in &mut events {
                nearer(&mut event.time);
                nearer_all(&mut event.properties);
            }
            tighten(&mut program, &lead, &events, 1_499, random);
            let evaluator = Evaluator::new(&program);
            let at = |time: i64| shown(&evaluator.eval(&lead, &events, time));
            let now = at(AS_OF);
            let found = Forecaster::new(&program).next(&lead, &events, AS_OF);
            let first = (AS_OF + 1..AS_OF + 1_500).find(|second| at(*second) != now);
            let found = found.map(|change| change.at).filter(|at| *at < AS_OF + 1_500);
            assert_eq!(found, first, "seed {seed}, row {row}");
            leads += 1;
            changes += usize::from(first.is_some());
        }
    }
    println!("{leads} leads, {changes} changes");
    assert!(changes * 12 > leads, "{changes} changes of {leads} leads");
}
