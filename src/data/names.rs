//! Names of events: which are kept, how often the others occur, and which were probably meant.

use std::collections::HashMap;

use crate::diagnostic::near;
use crate::types::{EventId, Schema};

use super::summary::{Summary, UnusedEvent};

/// What becomes of an event by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameUse {
    Kept(EventId),
    /// No rule names it.
    Unused,
}

/// The most distinct names that are counted one by one: a log of garbage must not fill the memory.
const NAMES: usize = 10_000;

/// By name, what becomes of an event.
pub struct NameUses {
    kept: HashMap<String, EventId>,
    other: NameUse,
}

impl NameUses {
    pub fn new(wanted: &Schema) -> NameUses {
        let id = |(i, name): (usize, &String)| (name.clone(), EventId(i as u32));
        let other = if wanted.any_event { NameUse::Kept(EventId::OTHER) } else { NameUse::Unused };
        NameUses { kept: wanted.events.iter().enumerate().map(id).collect(), other }
    }

    pub fn of(&self, name: &str) -> NameUse {
        self.kept.get(name).map_or(self.other, |&id| NameUse::Kept(id))
    }
}

/// How often each name occurs.
pub struct Names {
    counts: HashMap<String, u64>,
    /// As the rules name them.
    events: Vec<String>,
    any_event: bool,
}

impl Names {
    pub fn new(wanted: &Schema) -> Names {
        Names {
            counts: wanted.events.iter().map(|name| (name.clone(), 0)).collect(),
            events: wanted.events.clone(),
            any_event: wanted.any_event,
        }
    }

    /// Counts events of one name.
    pub fn count(&mut self, name: String, events: u64) {
        if let Some(count) = self.counts.get_mut(&name) {
            *count += events;
        } else if self.counts.len() < NAMES {
            self.counts.insert(name, events);
        }
    }

    /// Tells which names no rule uses and which never occur, in an order that does not depend on the map.
    pub fn tell(self, summary: &mut Summary) {
        let count = |name: &String| self.counts.get(name).copied().unwrap_or(0);
        summary.never_seen = self.events.iter().filter(|name| count(name) == 0).cloned().collect();
        let near = |name: &str| {
            let missed = summary.never_seen.iter().map(String::as_str);
            near::nearest(name, missed).first().map(|n| n.to_string())
        };
        let mut unused: Vec<UnusedEvent> = self
            .counts
            .iter()
            .filter(|(name, _)| !self.events.contains(name))
            .map(|(name, count)| UnusedEvent {
                name: name.clone(),
                count: *count,
                near: near(name),
            })
            .collect();
        // Where every event counts, a name is of interest only if another was probably meant.
        unused.retain(|u| !self.any_event || u.near.is_some());
        unused.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
        summary.unused = unused;
    }
}
