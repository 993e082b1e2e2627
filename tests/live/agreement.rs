//! States against the definition on the whole history, at random moments while events arrive.

use baremo::engine::Engine;
use baremo::engine::Scorer;
use baremo::ir::Program;
use baremo::ir::eval;
use baremo::ir::outcome::Fate;
use baremo::ir::outcome::Outcome;
use baremo::live::Applied;
use baremo::live::Plan;
use baremo::live::State;
use baremo::types::Event;
use baremo::types::EventId;
use baremo::types::Lead;
use baremo::types::Value;
use baremo::types::columns::Batch;

use crate::differential::data;
use crate::differential::data::AS_OF;
use crate::differential::programs;
use crate::differential::random::Random;

const CASES: u64 = 1_500;
const DAY: i64 = 86_400;

pub const SEED: u64 = 0x11fe;

/// An event on its way: when it arrives, and its id.
pub struct Arrival {
    pub at: i64,
    pub event: Event,
    pub id: u128,
}

/// One lead whose events arrive, and what is known of it.
pub struct Story<'p> {
    pub program: &'p Program,
    pub plan: &'p Plan,
    pub state: State,
    pub lead: Lead,
    pub events: Vec<Event>,
}

#[derive(Default, Debug)]
pub struct Seen {
    pub compared: usize,
    pub near_ties: usize,
    carried: usize,
    given_up: usize,
    late: usize,
}

pub fn cases() -> u64 {
    std::env::var("BAREMO_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(CASES)
}

pub fn first() -> u64 {
    std::env::var("BAREMO_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// Resets and pauses, and what depends on the lead, forbid to carry; most programs here have none of the former.
pub fn program(random: &mut Random, size: usize) -> Program {
    let mut program = programs::program(random, size);
    if random.chance(70) {
        program.masks.iter_mut().for_each(|mask| *mask = Default::default());
    }
    program
}

/// In an order in which none is later than so many seconds.
pub fn arrivals(
    random: &mut Random,
    plan: &Plan,
    events: Vec<Event>,
    lateness: i64,
) -> Vec<Arrival> {
    let mut all = Vec::new();
    for (id, mut event) in events.into_iter().enumerate() {
        if event.event == EventId::OTHER {
            event.event = plan.other();
        }
        let copies = if random.chance(15) { 2 } else { 1 };
        let id = if copies == 2 || random.chance(50) { id as u128 + 1 } else { 0 };
        for _ in 0..copies {
            let by = random.below(lateness as usize + 1) as i64;
            let at = event.time + if random.chance(30) { lateness } else { by };
            all.push(Arrival { at, event: event.clone(), id });
        }
    }
    all.sort_by_key(|arrival| arrival.at);
    all
}

impl Story<'_> {
    pub fn check(&self, as_of: i64, seen: &mut Seen) -> Result<(), String> {
        let mut whole = self.events.clone();
        for event in &mut whole {
            if event.event == self.plan.other() {
                event.event = EventId::OTHER;
            }
        }
        let expected = eval(self.program, &self.lead, &whole, as_of);
        let (lead, history) = self.state.history(self.plan);
        let found = eval(&self.plan.program, &lead, &history, as_of);
        seen.compared += 1;
        if figures(&expected) == figures(&found) {
            return Ok(());
        }
        if near_tie(&expected) {
            seen.near_ties += 1;
            return Ok(());
        }
        let (expected, found) = (figures(&expected), figures(&found));
        Err(format!(
            "at {}\nexpected {expected}\nfound    {found}\nhistory {history:#?}",
            as_of - AS_OF
        ))
    }
}

impl Story<'_> {
    /// The program over states is a program as any other, and its histories are histories.
    fn engines_agree(&self, as_of: i64) -> Result<(), String> {
        let program = &self.plan.program;
        let (lead, events) = self.state.history(self.plan);
        let batch = Batch::gather(&program.schema, &[(&lead, events.as_slice())]);
        let score = |engine| Scorer::new(program.clone(), engine).score(&batch, as_of, true);
        let expected = score(Engine::Reference);
        match score(Engine::Bytecode) == expected && score(Engine::Jit) == expected {
            true => Ok(()),
            false => Err(format!("the engines differ at {as_of}: {expected:?}")),
        }
    }
}

fn figures(outcome: &Outcome) -> String {
    let lines: Vec<_> = outcome.lines.iter().map(|l| (l.fired, l.published.0)).collect();
    let groups: Vec<_> = outcome.groups.iter().map(|g| g.published.0).collect();
    let scores: Vec<_> = outcome.scores.iter().map(|s| s.published.0).collect();
    format!(
        "{} lines {lines:?} groups {groups:?} scores {scores:?} grades {:?} stage {:?} {:?} out {:?}",
        outcome.in_model, outcome.grades, outcome.stage, outcome.stage_line, outcome.disqualified
    )
}

/// The exact sum of a line lies within 1e-6 of a tie at rounding, or as near as doubles of its size are to each other.
fn near_tie(outcome: &Outcome) -> bool {
    outcome.lines.iter().any(|line| {
        let counted = line.occurrences.iter().filter(|o| o.fate == Fate::Counted);
        let (sum, size) = counted.fold((0i128, 0i128), |(sum, size), o| {
            (sum + i128::from(o.worth.0), size + i128::from(o.points.map_or(0, |p| p.0)).abs())
        });
        let from_tie = (sum.rem_euclid(10_000_000) - 5_000_000).abs();
        from_tie <= 1_000.max(size / 250_000_000_000_000)
    })
}

fn story(seed: u64, seen: &mut Seen) -> Result<(), String> {
    let random = &mut Random::new(seed ^ SEED);
    let program = program(random, 1 + (seed % 8) as usize);
    let plan = Plan::new(&program);
    let holds = baremo::ir::verify(&plan.program);
    if let Err(fault) = holds {
        return Err(format!("not a sound program: {fault:?}"));
    }
    let count = random.pick(&[4, 8, 20]);
    let batch = data::batch(random, 3, count);
    for row in 0..batch.rows() {
        let (lead, events) = batch.row(row);
        let lateness = random.pick(&[0, 3_600, DAY, 40 * DAY, 500 * DAY]);
        let arrivals = arrivals(random, &plan, events, lateness);
        let mut story = Story {
            program: &program,
            plan: &plan,
            state: State::new(&plan),
            lead: Lead { attributes: vec![Value::Unknown; lead.attributes.len()] },
            events: Vec::new(),
        };
        for Arrival { at, event, id } in arrivals {
            if random.chance(60) {
                story.state.settle(&plan, at - lateness);
            }
            if random.chance(40) {
                let attribute = random.below(lead.attributes.len());
                let value = lead.attributes[attribute].clone();
                story.state.set(attribute, value.clone(), at);
                story.lead.attributes[attribute] = value;
            }
            match story.state.add(event.clone(), id) {
                Applied::New => story.events.push(event),
                Applied::Duplicate => {}
                Applied::Late => seen.late += 1,
                Applied::Conflict => return Err("a copy is no conflict".into()),
            }
            if random.chance(50) {
                let ahead = random.pick(&[0, 0, 1, 3_600, DAY, 30 * DAY, 400 * DAY]);
                story.check(story.state.frontier().max(at - lateness) + ahead, seen)?;
            }
        }
        let end = story.state.frontier().max(AS_OF);
        story.state.settle(&plan, end);
        for ahead in [0, 1, DAY, 100 * DAY] {
            story.check(end + ahead, seen)?;
        }
        if seed.is_multiple_of(20) {
            story.engines_agree(end)?;
        }
        let (kept, carried) = story.state.size();
        seen.carried += carried;
        seen.given_up += story.events.len().saturating_sub(kept);
    }
    Ok(())
}

#[test]
fn a_state_says_what_the_history_says() {
    let mut seen = Seen::default();
    for seed in first()..first() + cases() {
        if let Err(difference) = story(seed, &mut seen) {
            let random = &mut Random::new(seed ^ SEED);
            let program = program(random, 1 + (seed % 8) as usize);
            let plan = Plan::new(&program);
            panic!(
                "seed {seed}: {difference}\n{}\nover states:\n{}",
                baremo::ir::print(&program),
                baremo::ir::print(&plan.program),
            );
        }
    }
    println!("{seen:?}");
    let cases = cases() as usize;
    assert_eq!(seen.late, 0);
    assert!(seen.carried > cases && seen.given_up > cases, "{seen:?}");
    assert!(seen.near_ties * 50 < seen.compared, "{seen:?}");
}
