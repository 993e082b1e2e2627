//! The state of one lead: attributes and events in, the frontier on, a short history out.

use serde::Deserialize;
use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;

use crate::live::carried::Carried;
use crate::live::plan::Carrier;
use crate::live::plan::Plan;
use crate::live::rules::Rule;
use crate::types::Event;
use crate::types::EventId;
use crate::types::Lead;
use crate::types::Value;

/// What is kept of a lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// With the moment of each one's last change.
    pub(super) attributes: Vec<(Value, i64)>,
    /// No event before it comes any more.
    pub(super) frontier: i64,
    /// By time.
    pub(super) events: Vec<Event>,
    /// One an event; [`NO_ID`] where it has none.
    pub(super) ids: Vec<u128>,
    /// One a carrier of the plan, each by time.
    pub(super) carried: Vec<Vec<Carried>>,
    /// One a carrier: events whose order matters to it were judged and may be gone.
    pub(super) behind: Vec<bool>,
}

/// Of an event without an id.
pub const NO_ID: u128 = 0;

/// The id of an event in 128 bits, so that two ids are never taken for one; the same for ever, since it is kept.
pub fn event_id(text: &str) -> u128 {
    let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    let (first, _) = hash.split_at(16);
    // Never the one that stands for no id.
    first.iter().fold(0, |id, byte| id << 8 | u128::from(*byte)) | 1
}

/// Before all times; far enough from the least number that spans may be taken off.
pub(super) const EVER: i64 = i64::MIN / 4;

/// Two events of one id with other content: neither exists, and the id is remembered.
const GONE: EventId = EventId(u32::MAX - 1);

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    New,
    /// The same event was there.
    Duplicate,
    /// An event of this id with other content was there: neither counts.
    Conflict,
    /// It is before the frontier.
    Late,
}

impl State {
    /// Of a lead of which nothing is known yet.
    pub fn new(plan: &Plan) -> State {
        State {
            attributes: vec![(Value::Unknown, i64::MIN); plan.whole.schema.attributes.len()],
            frontier: EVER,
            events: Vec::new(),
            ids: Vec::new(),
            carried: vec![Vec::new(); plan.carriers.len()],
            behind: vec![false; plan.carriers.len()],
        }
    }

    /// An attribute has a new value from a moment on; nothing where a later change is known. True where it is another than before.
    pub fn set(&mut self, attribute: usize, value: Value, at: i64) -> bool {
        let Some((known, since)) = self.attributes.get_mut(attribute) else { return false };
        if at < *since {
            return false;
        }
        *since = at;
        let other = *known != value;
        *known = value;
        other
    }

    /// An event, at any time from the frontier on, the future included; `id` is [`NO_ID`] or what makes it one with its copies.
    pub fn add(&mut self, event: Event, id: u128) -> Applied {
        if event.time < self.frontier {
            return Applied::Late;
        }
        let known = self.ids.iter().position(|known| *known == id);
        if let Some(known) = known.filter(|_| id != NO_ID) {
            let known = &mut self.events[known];
            if *known == event {
                return Applied::Duplicate;
            }
            known.event = GONE;
            return Applied::Conflict;
        }
        let place = self.events.partition_point(|known| known.time <= event.time);
        self.events.insert(place, event);
        self.ids.insert(place, id);
        Applied::New
    }

    /// Would an event be at odds with one of the same id?
    pub fn conflicts(&self, event: &Event, id: u128) -> bool {
        let known = self.ids.iter().position(|known| id != NO_ID && *known == id);
        event.time >= self.frontier && known.is_some_and(|known| self.events[known] != *event)
    }

    /// No event before this moment comes any more: what is final is carried, what nothing needs goes.
    pub fn settle(&mut self, plan: &Plan, frontier: i64) {
        if frontier <= self.frontier {
            return;
        }
        let before = std::mem::replace(&mut self.frontier, frontier);
        let any = self.fold(plan, before);
        if any || self.carried.iter().zip(&plan.carriers).any(|(all, carrier)| carrier.fades(all)) {
            self.reduce(plan);
        }
        if self.events.first().is_some_and(|event| event.time < frontier) {
            self.forget(plan);
        }
    }

    pub(super) fn reduce(&mut self, plan: &Plan) {
        let sinces = self.sinces(plan);
        for ((carrier, all), since) in plan.carriers.iter().zip(&mut self.carried).zip(sinces) {
            if !all.is_empty() {
                carrier.reduce(all, &plan.site(carrier, self.frontier, since));
            }
        }
    }

    /// Events that nobody looks at any more, as they came.
    fn forget(&mut self, plan: &Plan) {
        let frontier = self.frontier;
        let needed = |event: &Event| {
            let keep = plan.keep.get(event.event.0 as usize).copied().unwrap_or(Some(0));
            event.time >= frontier
                || keep.is_none_or(|keep| event.time >= frontier.saturating_sub(keep))
        };
        let mut kept = self.events.iter().map(needed);
        self.ids.retain(|_| kept.next() == Some(true));
        self.events.retain(needed);
    }

    /// The lead and the short history that [`Plan::program`] scores as the model does the whole, at any moment from the frontier on.
    pub fn history(&self, plan: &Plan) -> (Lead, Vec<Event>) {
        let own = self.attributes.iter().map(|(value, _)| value.clone());
        let fronts = plan.fronts.iter().map(|(_, settles)| Value::Date(self.front(*settles)));
        let lead = Lead { attributes: own.chain(fronts).collect() };
        let mut events = self.events.clone();
        let width = plan.program.schema.properties.len();
        for (carrier, all) in plan.carriers.iter().zip(&self.carried) {
            all.iter().for_each(|one| carrier.say(one, width, &mut events));
        }
        (lead, events)
    }

    pub(super) fn front(&self, settles: i64) -> i64 {
        front(self.frontier, settles)
    }

    /// It was made by this plan, as far as can be seen.
    pub fn is_of(&self, plan: &Plan) -> bool {
        let schema = &plan.whole.schema;
        let has_all = |event: &Event| event.properties.len() == schema.properties.len();
        self.attributes.len() == schema.attributes.len()
            && self.carried.len() == plan.carriers.len()
            && self.behind.len() == plan.carriers.len()
            && self.ids.len() == self.events.len()
            && self.events.iter().all(has_all)
    }

    pub fn frontier(&self) -> i64 {
        self.frontier
    }

    /// Events that are kept as they came, and occurrences that are carried.
    pub fn size(&self) -> (usize, usize) {
        (self.events.len(), self.carried.iter().map(Vec::len).sum())
    }
}

/// Events before it are final where that takes so long.
pub(super) fn front(frontier: i64, settles: i64) -> i64 {
    frontier.min(frontier.saturating_sub(settles).saturating_add(1))
}

impl Carrier {
    /// Time alone makes it less.
    fn fades(&self, all: &[Carried]) -> bool {
        !all.is_empty()
            && match &self.rule {
                Rule::Window { .. } => true,
                Rule::Line(limits) => limits.ends.is_some() || all.len() > 1,
                _ => false,
            }
    }

    /// One that is carried, as events.
    fn say(&self, one: &Carried, width: usize, events: &mut Vec<Event>) {
        let mut properties = vec![Value::Unknown; width];
        for (column, value) in self.columns.iter().zip(&one.values) {
            properties[column.0 as usize] = value.clone();
        }
        let amounts = match self.rule {
            Rule::Line(_) => one.amount.as_points(),
            Rule::Sum => one.amount.as_values(),
            Rule::Count => vec![one.amount.as_count()],
            _ => Vec::new(),
        };
        let column = match self.rule {
            Rule::Sum => self.columns.first().copied().unwrap_or(self.amount),
            _ => self.amount,
        };
        let mut say = |properties| {
            events.push(Event { event: self.event, time: one.time, properties });
        };
        if !matches!(self.rule, Rule::Line(_) | Rule::Sum | Rule::Count) {
            return say(properties);
        }
        for amount in amounts {
            properties[column.0 as usize] = Value::number(amount);
            say(properties.clone());
        }
    }
}
