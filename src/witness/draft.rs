//! A lead in the making: values and events that are set one after the other, the last one wins.

use std::sync::Arc;

use fastrand::Rng;

use crate::ir::Program;
use crate::ir::expr::Kind;
use crate::ir::expr::Place;
use crate::types::Event;
use crate::types::EventId;
use crate::types::Lead;
use crate::types::Type;
use crate::types::Value;
use crate::types::text::fold;
use crate::witness::Case;
use crate::witness::Targets;

/// 2026-01-01T00:00:00Z, the moment of a test that names none.
const MOMENT: i64 = 1_767_225_600;
const DAY: i64 = 86_400;

/// Positions of the events around, the innermost last.
pub(super) type Around<'a> = &'a [usize];

#[derive(Clone)]
pub(super) struct Draft<'t> {
    pub targets: &'t Targets<'t>,
    pub program: &'t Program,
    pub random: Rng,
    pub lead: Lead,
    /// One that is taken away leaves its place, so that positions stay.
    pub events: Vec<Option<Event>>,
    pub as_of: i64,
}

impl<'t> Draft<'t> {
    /// A lead of whom nothing is known.
    pub fn empty(targets: &'t Targets<'t>, seed: u64) -> Draft<'t> {
        let attributes = vec![Value::Unknown; targets.program.schema.attributes.len()];
        let case = Case { lead: Lead { attributes }, events: Vec::new(), as_of: MOMENT };
        Draft::of(targets, case, seed)
    }

    /// A lead as it is.
    pub fn of(targets: &'t Targets<'t>, case: Case, seed: u64) -> Draft<'t> {
        let Case { lead, events, as_of } = case;
        let events = events.into_iter().map(Some).collect();
        let random = Rng::with_seed(seed);
        Draft { targets, program: targets.program, random, lead, events, as_of }
    }

    pub fn case(&self) -> Case {
        let events = self.events.iter().flatten().cloned().collect();
        Case { lead: self.lead.clone(), events, as_of: self.as_of }
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        (!of.is_empty()).then(|| of[self.random.usize(..of.len())])
    }

    pub fn value(&self, place: Place, around: Around) -> &Value {
        static UNKNOWN: Value = Value::Unknown;
        match place {
            Place::Lead(id) => &self.lead.attributes[id.0 as usize],
            Place::Event { up, property } => self
                .event(around, up)
                .map_or(&UNKNOWN, |event| &event.properties[property.0 as usize]),
        }
    }

    pub fn set(&mut self, place: Place, value: Value, around: Around) {
        match place {
            Place::Lead(id) => self.lead.attributes[id.0 as usize] = value,
            Place::Event { up, property } => {
                if let Some(event) = self.event_mut(around, up) {
                    event.properties[property.0 as usize] = value;
                }
            }
        }
    }

    pub fn ty(&self, place: Place) -> &'t Type {
        let schema = &self.program.schema;
        match place {
            Place::Lead(id) => &schema.attributes[id.0 as usize].ty,
            Place::Event { property, .. } => &schema.properties[property.0 as usize].ty,
        }
    }

    /// A text, where the column may hold it; as declared where it is one of a set.
    pub fn set_text(&mut self, place: Place, text: &str, around: Around) {
        let text = match self.ty(place) {
            Type::OneOf(of) => of.iter().find(|v| fold(v) == fold(text)).map(String::as_str),
            _ => Some(text),
        };
        if let Some(text) = text {
            let value = match self.ty(place) {
                Type::List => Value::List([Arc::from(text)].into()),
                _ => Value::text(text),
            };
            self.set(place, value, around);
        }
    }

    /// Some value, where any will do.
    pub fn set_something(&mut self, place: Place, around: Around) {
        if self.value(place, around).is_known() {
            return;
        }
        let value = match self.ty(place) {
            Type::Text => Value::text("something"),
            Type::OneOf(of) => of.first().map_or(Value::Unknown, |text| Value::text(text)),
            Type::Number => Value::Number(self.pick(&[1.0, 5.0, 10.0, 100.0]).unwrap_or(1.0)),
            Type::Bool => Value::Bool(true),
            Type::Date => Value::Date(self.as_of - 10 * DAY),
            Type::List => Value::List([Arc::from("something")].into()),
        };
        self.set(place, value, around);
    }

    pub fn event(&self, around: Around, up: u8) -> Option<&Event> {
        let at = *around.iter().rev().nth(usize::from(up))?;
        self.events[at].as_ref()
    }

    pub fn event_mut(&mut self, around: Around, up: u8) -> Option<&mut Event> {
        let at = *around.iter().rev().nth(usize::from(up))?;
        self.events[at].as_mut()
    }

    /// A new event of a kind, now; its conditions are not looked at. Nothing where there is no room.
    pub fn add(&mut self, kind: &Kind) -> Option<(usize, Option<usize>)> {
        if self.events.len() >= self.targets.most_events {
            return None;
        }
        let (event, alternative) = match kind {
            Kind::Any => (self.some_event(), None),
            Kind::Of(of) if of.is_empty() => return None,
            Kind::Of(of) => {
                let at = self.random.usize(..of.len());
                (of[at].0, Some(at))
            }
        };
        let properties = vec![Value::Unknown; self.program.schema.properties.len()];
        self.events.push(Some(Event { event, time: self.as_of, properties }));
        Some((self.events.len() - 1, alternative))
    }

    fn some_event(&mut self) -> EventId {
        let count = self.program.schema.events.len();
        if count == 0 { EventId::OTHER } else { EventId(self.random.usize(..count) as u32) }
    }

    /// Positions of the events whose names are of a kind, but for those around.
    pub fn named(&self, kind: &Kind, around: Around) -> Vec<usize> {
        let is_of = |event: &Event| match kind {
            Kind::Any => true,
            Kind::Of(of) => of.iter().any(|(id, _)| *id == event.event),
        };
        let all = self.events.iter().enumerate();
        let named = all.filter(|(at, e)| !around.contains(at) && e.as_ref().is_some_and(is_of));
        named.map(|(at, _)| at).collect()
    }

    pub fn remove(&mut self, kind: &Kind, around: Around) {
        for at in self.named(kind, around) {
            self.events[at] = None;
        }
    }
}
