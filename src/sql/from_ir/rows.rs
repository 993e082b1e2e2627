//! Rows on the way: a step with a row for each lead, or each event of a lead, or each pair of events …, and what its columns hold.

use std::collections::BTreeMap;

use crate::ir::expr::Query;
use crate::ir::program::{GroupId, LineId, MaskId, ScoreId};
use crate::sql::names::Names;
use crate::sql::tree::{Expr, column};
use crate::types::{AttributeId, PropertyId};

/// The lead's id, in every step.
pub const LEAD: &str = "lead_id";

/// What a column may hold; events by their depth, the outermost 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    Attribute(AttributeId),
    /// A published score, in hundredths.
    Score(ScoreId),
    /// The event's name.
    Event(u8),
    /// Seconds.
    Time(u8),
    /// Seconds from the event to the moment.
    Age(u8),
    /// A number that no other event of the lead has.
    Number(u8),
    Property(u8, PropertyId),
    /// The domain of an attribute, or of a property.
    Domain(AttributeId),
    PropertyDomain(u8, PropertyId),
    /// Whether the event exists by a mask, where rows are for several.
    There(u8, MaskId),
}

/// A question to a lead's history, asked from a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    pub query: Query,
    pub what: What,
}

/// What is asked of the events that a query picks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What {
    Count,
    Sum(PropertyId),
    Average(PropertyId),
    Minimum(PropertyId),
    Maximum(PropertyId),
    Distinct(PropertyId),
    First,
    /// The latest is 1.
    Last(u32),
}

/// An answer that a column holds.
#[derive(Debug, Clone)]
pub struct Answer {
    pub depth: u8,
    pub mask: Option<MaskId>,
    pub ask: Ask,
    pub column: String,
}

/// A step and its columns.
#[derive(Debug, Clone)]
pub struct Rows {
    pub step: String,
    /// How many events stand in a row.
    pub depth: u8,
    /// Which events exist for the questions asked from here; without one, the whole log.
    pub mask: Option<MaskId>,
    pub names: Names,
    pub slots: BTreeMap<Slot, String>,
    pub answers: Vec<Answer>,
    /// Of groups with a cap of each value: the pool's sum, and whether a value exceeds the cap.
    pub pools: Vec<(GroupId, String, String)>,
    /// What the events of an `on` rule are worth, in billionths.
    pub sums: Vec<(LineId, String)>,
    /// A rule's figure, and a group's adjustment, where they come out.
    pub lines: Vec<(LineId, String)>,
    pub adjustments: Vec<(GroupId, String)>,
    /// The same rows as they began: what only needs their fields is asked from there, so that steps do not stand on each other without need.
    pub beginning: Option<Box<Rows>>,
}

impl Rows {
    pub fn new(bytes: usize) -> Rows {
        let mut names = Names::new(bytes);
        names.take(LEAD);
        Rows {
            step: String::new(),
            depth: 0,
            mask: None,
            names,
            slots: BTreeMap::new(),
            answers: Vec::new(),
            pools: Vec::new(),
            sums: Vec::new(),
            lines: Vec::new(),
            adjustments: Vec::new(),
            beginning: None,
        }
    }

    /// These rows are where others begin.
    pub fn begin(&mut self) {
        self.beginning = None;
        self.beginning = Some(Box::new(self.clone()));
    }

    /// The rows as they began, with these rows' names taken and the same events.
    pub fn as_begun(&self) -> Rows {
        let mut rows = self.beginning.as_deref().unwrap_or(self).clone();
        rows.mask = self.mask;
        rows
    }

    /// A column for something, by a name like this.
    pub fn add(&mut self, slot: Slot, wanted: &str) -> String {
        let name = self.names.claim(wanted);
        self.slots.insert(slot, name.clone());
        name
    }

    /// The column of something; null where the rows do not have it.
    pub fn slot(&self, slot: Slot) -> Expr {
        self.slots.get(&slot).map_or(Expr::Null, column)
    }

    /// The column that answers a question asked from so many events deep.
    pub fn answer(&self, depth: u8, ask: &Ask) -> Option<Expr> {
        let is_it = |a: &&Answer| a.depth == depth && a.mask == self.mask && a.ask == *ask;
        self.answers.iter().find(is_it).map(|answer| column(&answer.column))
    }

    /// What tells one row from another.
    pub fn keys(&self) -> Vec<String> {
        self.keys_of(self.depth)
    }

    /// What tells the rows of an outer depth from one another.
    pub fn keys_of(&self, depth: u8) -> Vec<String> {
        let numbers = (1..=depth).filter_map(|d| self.slots.get(&Slot::Number(d)));
        std::iter::once(LEAD.to_string()).chain(numbers.cloned()).collect()
    }
}
