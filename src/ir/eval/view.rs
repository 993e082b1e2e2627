//! What an expression sees: the lead, the moment, the events that exist, the events around it.

use crate::ir::Program;
use crate::ir::expr::Place;
use crate::ir::outcome::ScoreOutcome;
use crate::types::ageing::{Ageing, Factors};
use crate::types::{Event, Lead, Value};

/// One lead, its events and the moment.
pub(super) struct Case<'a> {
    pub program: &'a Program,
    pub factors: &'a [(&'a Ageing, Factors)],
    pub lead: &'a Lead,
    /// Up to the moment, by time.
    pub events: Vec<&'a Event>,
    pub as_of: i64,
}

impl<'a> Case<'a> {
    pub fn new(
        program: &'a Program,
        factors: &'a [(&'a Ageing, Factors)],
        lead: &'a Lead,
        events: &'a [Event],
        as_of: i64,
    ) -> Case<'a> {
        let mut events: Vec<&Event> = events.iter().filter(|e| e.time <= as_of).collect();
        events.sort_by_key(|e| e.time);
        Case { program, factors, lead, events, as_of }
    }
}

/// Where an expression stands: what it sees.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub(super) case: &'a Case<'a>,
    /// Those that stand earlier in the order are computed.
    pub(super) scores: &'a [ScoreOutcome],
    /// One an event: it exists here.
    pub(super) exists: &'a [bool],
    /// The innermost event around.
    pub(super) around: Option<&'a Around<'a>>,
}

/// An event whose `where`, kind or points are judged, and the event around that.
pub(super) struct Around<'a> {
    /// Its position among the events.
    pub event: usize,
    pub outer: Option<&'a Around<'a>>,
}

static UNKNOWN: Value = Value::Unknown;

impl<'a> View<'a> {
    /// Judges something with an event as the innermost around it.
    pub fn at<T>(&self, event: usize, judge: impl FnOnce(&View) -> T) -> T {
        let around = Around { event, outer: self.around };
        judge(&View { around: Some(&around), ..*self })
    }

    pub fn as_of(&self) -> i64 {
        self.case.as_of
    }

    /// Seconds from a time to the moment.
    pub(super) fn age(&self, time: i64) -> i64 {
        self.case.as_of.saturating_sub(time)
    }

    /// When an event was, by its position.
    pub fn time(&self, event: usize) -> i64 {
        self.case.events[event].time
    }

    pub fn event(&self, position: usize) -> &'a Event {
        self.case.events[position]
    }

    /// The positions of the events that exist here, by time.
    pub fn there(&self) -> impl Iterator<Item = usize> {
        (0..self.case.events.len()).filter(|&event| self.exists[event])
    }

    /// The position of the event around that is so many steps further out than the innermost.
    pub(super) fn event_around(&self, up: u8) -> Option<usize> {
        let mut around = self.around?;
        for _ in 0..up {
            around = around.outer?;
        }
        Some(around.event)
    }

    /// What is known of a field.
    pub fn value(&self, place: Place) -> &'a Value {
        let found = match place {
            Place::Lead(attribute) => self.case.lead.attributes.get(attribute.0 as usize),
            Place::Event { up, property } => self
                .event_around(up)
                .and_then(|event| self.case.events[event].properties.get(property.0 as usize)),
        };
        found.unwrap_or(&UNKNOWN)
    }
}
