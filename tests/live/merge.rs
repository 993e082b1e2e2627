//! Two states of one lead become the state of all their events.

use baremo::live::Plan;
use baremo::live::State;

use crate::differential::data;
use crate::differential::data::AS_OF;
use crate::differential::random::Random;

use super::agreement::Arrival;
use super::agreement::SEED;
use super::agreement::Seen;
use super::agreement::Story;
use super::agreement::arrivals;
use super::agreement::cases;
use super::agreement::first;
use super::agreement::program;

#[derive(Default, Debug)]
struct Merged {
    whole: usize,
    refused: usize,
    given_up: usize,
}

fn parts(seed: u64, seen: &mut Seen, merged: &mut Merged) -> Result<(), String> {
    let random = &mut Random::new(seed ^ SEED);
    let program = program(random, 1 + (seed % 8) as usize);
    let plan = Plan::new(&program);
    let batch = data::batch(random, 3, 12);
    for row in 0..batch.rows() {
        let (lead, events) = batch.row(row);
        let lateness = random.pick(&[0, 3_600, 40 * 86_400]);
        let count = events.len();
        let mut states = [State::new(&plan), State::new(&plan)];
        let mut all = Vec::new();
        let mut clock = i64::MIN / 8;
        for Arrival { at, event, id } in arrivals(random, &plan, events, lateness) {
            clock = at;
            let part = if all.len() * 2 < count { 0 } else { random.below(2) };
            // Copies would have to go where the first one went.
            if id != 0
                && states
                    .iter()
                    .any(|state| state.clone().add(event.clone(), id) != baremo::live::Applied::New)
            {
                continue;
            }
            if random.chance(50) {
                states[part].settle(&plan, at - lateness);
            }
            states[part].add(event.clone(), id);
            all.push(event);
        }
        let [mut one, other] = states;
        for (attribute, value) in lead.attributes.iter().enumerate() {
            one.set(attribute, value.clone(), 1);
        }
        let (there, back) = (one.merge(&other, &plan), other.merge(&one, &plan));
        let Ok(state) = there else {
            merged.refused += 1;
            assert!(back.is_err());
            continue;
        };
        merged.whole += 1;
        merged.given_up += all.len().saturating_sub(state.size().0);
        for state in [state, back.expect("either way")] {
            let story = Story {
                program: &program,
                plan: &plan,
                state,
                lead: lead.clone(),
                events: all.clone(),
            };
            for ahead in [0, 86_400, 100 * 86_400] {
                story.check(clock.max(AS_OF) + ahead, seen)?;
            }
        }
    }
    Ok(())
}

#[test]
fn two_states_become_one() {
    let (mut seen, mut merged) = (Seen::default(), Merged::default());
    for seed in first()..first() + cases() {
        if let Err(difference) = parts(seed, &mut seen, &mut merged) {
            panic!("seed {seed}: {difference}");
        }
    }
    println!("{seen:?} {merged:?}");
    assert!(merged.whole > 10 * merged.refused && merged.given_up > merged.whole, "{merged:?}");
    assert!(seen.near_ties * 50 < seen.compared, "{seen:?}");
}
