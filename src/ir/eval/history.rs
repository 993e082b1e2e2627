//! History: which events a query picks, and what is counted of them.

use std::collections::BTreeSet;

use crate::ir::eval::key::Key;
use crate::ir::eval::numbers::finite;
use crate::ir::eval::view::View;
use crate::ir::expr::{AggregateOp, Cond, Kind, Place, Query, Side};
use crate::types::points::ExactSum;
use crate::types::{PropertyId, Value};

impl View<'_> {
    /// The events that a query picks, by time.
    pub(super) fn matching(&self, query: &Query) -> Vec<usize> {
        let since = match &query.since {
            None => i64::MIN,
            Some(moment) => match self.moment(moment) {
                Some(time) => time,
                None => return Vec::new(),
            },
        };
        (0..self.case.events.len())
            .filter(|&e| self.exists[e] && since <= self.time(e) && self.is_near(e, query))
            .filter(|&e| self.is_picked(e, &query.kind, query.filter.as_deref()))
            .collect()
    }

    /// The same, or unknown until the window after the event around has passed.
    pub(super) fn events_of(&self, query: &Query) -> Option<Vec<usize>> {
        self.complete(query).then(|| self.matching(query))
    }

    /// Can no later event change the answer, but for windows that are open for ever?
    pub fn complete(&self, query: &Query) -> bool {
        match (query.side, query.within, self.event_around(0)) {
            (Some(Side::After), Some(within), Some(here)) => self.age(self.time(here)) >= within,
            _ => true,
        }
    }

    /// Is an event of a kind, with a `where` that is certainly true?
    pub fn is_picked(&self, event: usize, kind: &Kind, filter: Option<&Cond>) -> bool {
        self.at(event, |view| view.is_of(kind) && filter.is_none_or(|f| view.certain(f)))
    }

    /// How many such events exist.
    pub fn existing(&self, kind: &Kind, filter: Option<&Cond>) -> usize {
        let there = (0..self.case.events.len()).filter(|&e| self.exists[e]);
        there.filter(|&e| self.is_picked(e, kind, filter)).count()
    }

    /// How many such events a reset or a pause hides.
    pub fn hidden(&self, kind: &Kind, filter: Option<&Cond>) -> usize {
        let hidden = (0..self.case.events.len()).filter(|&e| !self.exists[e]);
        hidden.filter(|&e| self.is_picked(e, kind, filter)).count()
    }

    /// Is the innermost event around of a kind?
    fn is_of(&self, kind: &Kind) -> bool {
        let Some(here) = self.event_around(0) else { return false };
        let name = self.case.events[here].event;
        match kind {
            Kind::Any => true,
            Kind::Of(alternatives) => alternatives.iter().any(|(event, condition)| {
                *event == name && condition.as_ref().is_none_or(|c| self.certain(c))
            }),
        }
    }

    /// Closer than `within` to the moment, or on its side of the event around; an event never sees itself.
    pub fn is_near(&self, event: usize, query: &Query) -> bool {
        let time = self.time(event);
        let distance = match (query.side, self.event_around(0)) {
            (None, _) => self.age(time),
            (Some(_), None) => return false,
            (Some(_), Some(here)) if here == event => return false,
            (Some(Side::Before), Some(here)) => self.time(here).saturating_sub(time),
            (Some(Side::After), Some(here)) => time.saturating_sub(self.time(here)),
        };
        distance >= 0 && query.within.is_none_or(|within| distance < within)
    }

    /// Over the known values of a property; `sum` and `distinct` of nothing are 0, the others unknown.
    pub(super) fn aggregate(
        &self,
        op: AggregateOp,
        query: &Query,
        property: PropertyId,
    ) -> Option<f64> {
        self.aggregate_of(&self.events_of(query)?, op, property)
    }

    /// The same of these events.
    pub fn aggregate_of(
        &self,
        events: &[usize],
        op: AggregateOp,
        property: PropertyId,
    ) -> Option<f64> {
        let place = Place::Event { up: 0, property };
        let values = events.iter().map(|&e| self.at(e, |view| view.value(place).clone()));
        let known: Vec<Value> = values.filter(Value::is_known).collect();
        let numbers: Vec<f64> = known.iter().filter_map(number).collect();
        match op {
            AggregateOp::Sum => sum(&numbers),
            AggregateOp::Average => finite(sum(&numbers)? / numbers.len() as f64),
            AggregateOp::Minimum => numbers.into_iter().reduce(f64::min),
            AggregateOp::Maximum => numbers.into_iter().reduce(f64::max),
            AggregateOp::Distinct => {
                Some(known.iter().map(Key::of).collect::<BTreeSet<Key>>().len() as f64)
            }
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => finite(*number),
        _ => None,
    }
}

fn sum(numbers: &[f64]) -> Option<f64> {
    let mut sum = ExactSum::default();
    numbers.iter().for_each(|&number| sum.add(number));
    sum.value()
}
