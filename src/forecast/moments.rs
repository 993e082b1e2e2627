//! The moments at which something may change at once: a window ends, a date is reached, an event comes to exist.
//!
//! The moment that is asked about stands in few places of the definition: ages that are compared, windows up to the moment and after an event,
//! periods, ageing. Each compares it with a date, or a date and a duration.

use crate::ir::Moment;
use crate::ir::Place;
use crate::ir::Program;
use crate::ir::Query;
use crate::ir::expr::Cond;
use crate::ir::expr::Kind;
use crate::ir::expr::Side;
use crate::ir::program::LineKind;
use crate::optimise::walk;
use crate::optimise::walk::Ask;
use crate::optimise::walk::Rewrite;
use crate::types::AttributeId;
use crate::types::Event;
use crate::types::EventId;
use crate::types::Lead;
use crate::types::PropertyId;
use crate::types::Value;
use crate::types::ageing::Shape;

/// Something happens so many seconds after a date.
#[derive(Debug, PartialEq)]
struct Wait {
    date: Date,
    seconds: i64,
}

#[derive(Debug, Clone, PartialEq)]
enum Date {
    Literal(i64),
    Attribute(AttributeId),
    Property(PropertyId),
    /// Of every event of these names, or of all.
    Events(Option<Vec<EventId>>),
}

#[derive(Debug, Default)]
pub struct Moments {
    waits: Vec<Wait>,
}

impl Moments {
    pub fn new(program: &Program) -> Moments {
        let mut moments = Moments::default();
        moments.add(Date::Events(None), 0);
        walk::program(&mut program.clone(), &mut moments);
        program.lines.iter().for_each(|line| moments.line(&line.kind));
        moments
    }

    fn add(&mut self, date: Date, seconds: i64) {
        let wait = Wait { date, seconds };
        if !self.waits.contains(&wait) {
            self.waits.push(wait);
        }
    }

    fn line(&mut self, kind: &LineKind) {
        match kind {
            LineKind::If { active, .. } => {
                let ends = [active.from, active.before].into_iter().flatten();
                ends.for_each(|end| self.add(Date::Literal(end), 0));
            }
            LineKind::On(on) => {
                let ends = on.ageing.expires.iter().map(|(end, delay)| end.saturating_add(*delay));
                let steps = match &on.ageing.shape {
                    Some((Shape::Steps(steps), delay)) => {
                        steps.iter().map(|(end, _)| end.saturating_add(*delay)).collect()
                    }
                    _ => Vec::new(),
                };
                ends.chain(steps).for_each(|end| self.add(events(&on.kind), end));
            }
        }
    }

    /// From the first second after a moment to a last, ascending.
    pub fn of(&self, lead: &Lead, log: &[Event], after: i64, last: i64) -> Vec<i64> {
        let mut all = Vec::new();
        for Wait { date, seconds } in &self.waits {
            let mut add = |date: i64| {
                let moment = date.saturating_add(*seconds);
                if after < moment && moment <= last {
                    all.push(moment);
                }
            };
            match date {
                Date::Literal(date) => add(*date),
                Date::Attribute(id) => known(lead.attributes.get(id.0 as usize)).for_each(add),
                Date::Property(id) => {
                    let values = log.iter().map(|event| event.properties.get(id.0 as usize));
                    values.for_each(|value| known(value).for_each(&mut add));
                }
                Date::Events(names) => {
                    let is_one = |event: &&Event| {
                        names.as_ref().is_none_or(|names| names.contains(&event.event))
                    };
                    log.iter().filter(is_one).for_each(|event| add(event.time));
                }
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl Rewrite for Moments {
    fn cond(&mut self, condition: &mut Cond, _: Ask) {
        if let Cond::Age { value, seconds, .. } = condition {
            let date = date(value);
            self.add(date.clone(), 0);
            self.add(date, *seconds);
        }
    }

    fn query(&mut self, query: &mut Query) {
        match (query.side, query.within) {
            (None, Some(within)) => self.add(events(&query.kind), within),
            // The window after the event around, whose name is not known here.
            (Some(Side::After), Some(within)) => self.add(Date::Events(None), within),
            _ => {}
        }
    }
}

fn known(value: Option<&Value>) -> impl Iterator<Item = i64> {
    let date = match value {
        Some(Value::Date(date)) => Some(*date),
        _ => None,
    };
    date.into_iter()
}

fn date(moment: &Moment) -> Date {
    match moment {
        Moment::Literal(date) => Date::Literal(*date),
        Moment::Field(Place::Lead(attribute)) => Date::Attribute(*attribute),
        Moment::Field(Place::Event { property, .. }) => Date::Property(*property),
        Moment::Time { .. } => Date::Events(None),
        Moment::First(query) | Moment::Last { query, .. } => events(&query.kind),
    }
}

fn events(kind: &Kind) -> Date {
    Date::Events(match kind {
        Kind::Any => None,
        Kind::Of(names) => Some(names.iter().map(|(name, _)| *name).collect()),
    })
}
