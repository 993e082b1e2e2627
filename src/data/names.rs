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

pub struct Names {
    counts: HashMap<String, (NameUse, u64)>,
    /// As the rules name them.
    events: Vec<String>,
    any_event: bool,
}

impl Names {
    pub fn new(wanted: &Schema) -> Names {
        let kept =
            |(i, name): (usize, &String)| (name.clone(), (NameUse::Kept(EventId(i as u32)), 0));
        Names {
            counts: wanted.events.iter().enumerate().map(kept).collect(),
            events: wanted.events.clone(),
            any_event: wanted.any_event,
        }
    }

    /// Counts one event and says what becomes of it.
    pub fn look_up(&mut self, name: &str) -> NameUse {
        if let Some((usage, count)) = self.counts.get_mut(name) {
            *count += 1;
            return *usage;
        }
        let usage = if self.any_event { NameUse::Kept(EventId::OTHER) } else { NameUse::Unused };
        if self.counts.len() < NAMES {
            self.counts.insert(name.to_string(), (usage, 1));
        }
        usage
    }

    /// Tells which names no rule uses and which never occur, in an order that does not depend on the map.
    pub fn tell(self, summary: &mut Summary) {
        let count = |name: &String| self.counts.get(name).map_or(0, |(_, count)| *count);
        summary.never_seen = self.events.iter().filter(|name| count(name) == 0).cloned().collect();
        let near = |name: &str| {
            let missed = summary.never_seen.iter().map(String::as_str);
            near::nearest(name, missed).first().map(|n| n.to_string())
        };
        let other = |usage: &NameUse| !matches!(usage, NameUse::Kept(id) if *id != EventId::OTHER);
        let mut unused: Vec<UnusedEvent> = self
            .counts
            .iter()
            .filter(|(_, (usage, _))| other(usage))
            .map(|(name, (_, count))| UnusedEvent {
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
