//! Two states of one lead, made one: the state of all their events.

use std::fmt;

use crate::live::plan::Plan;
use crate::live::state::Applied;
use crate::live::state::NO_ID;
use crate::live::state::State;
use crate::types::Event;

/// A rule whose figure over two parts of a history does not follow from the figures over each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmergeable {
    pub rule: String,
}

impl fmt::Display for Unmergeable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let rule = &self.rule;
        write!(
            f,
            "these states cannot become one: `{rule}` chooses by the order of events, and both states have left events behind that it looked at"
        )
    }
}

impl std::error::Error for Unmergeable {}

impl State {
    /// The state of all events of both. Events that were in both count once while their ids are remembered: up to the frontier.
    ///
    /// # Errors
    ///
    /// Rules about order (`cooldown`, history around an event) for which both states hold figures in place of events.
    pub fn merge(&self, other: &State, plan: &Plan) -> Result<State, Unmergeable> {
        let frontier = self.frontier.max(other.frontier);
        let (mut merged, mut other) = (self.clone(), other.clone());
        merged.settle(plan, frontier);
        other.settle(plan, frontier);
        merged.take_in(other, plan)?;
        Ok(merged)
    }

    fn take_in(&mut self, other: State, plan: &Plan) -> Result<(), Unmergeable> {
        let both = self.behind.iter().zip(&other.behind).position(|(own, theirs)| *own && *theirs);
        if let Some(carrier) = both {
            return Err(Unmergeable { rule: plan.carriers[carrier].title.clone() });
        }
        for (own, theirs) in self.attributes.iter_mut().zip(other.attributes) {
            if theirs.1 > own.1 {
                *own = theirs;
            }
        }
        for (event, id) in other.events.into_iter().zip(other.ids) {
            self.join(event, id);
        }
        for (own, theirs) in self.carried.iter_mut().zip(other.carried) {
            own.extend(theirs);
            own.sort_by_key(|one| one.time);
        }
        self.behind.iter_mut().zip(other.behind).for_each(|(own, theirs)| *own |= theirs);
        self.reduce(plan);
        Ok(())
    }

    fn join(&mut self, event: Event, id: u128) {
        if event.time >= self.frontier {
            let applied = self.add(event, id);
            debug_assert!(applied != Applied::Late);
            return;
        }
        let copy = self.ids.iter().any(|known| id != NO_ID && *known == id);
        if !copy {
            let place = self.events.partition_point(|known| known.time <= event.time);
            self.events.insert(place, event);
            self.ids.insert(place, id);
        }
    }
}
