//! Events as they are read, in columns.

use std::sync::Arc;

use crate::types::EventId;

use super::bad::Bad;
use super::builder::Builder;
use super::copies::EventIds;
use super::error::{DataError, Place};
use super::grouped::{EventRows, Grouped};
use super::ids::Ids;
use super::parts::{Events, Shelf, parts};
use super::summary::Summary;

/// The event columns in the order of the files.
pub struct Log {
    leads: Vec<u32>,
    events: Vec<EventId>,
    times: Vec<i64>,
    pub properties: Vec<Builder>,
    /// Only where a file has ids of events.
    ids: Option<EventIds>,
}

/// What is told while a log is grouped.
pub struct Report<'a> {
    pub files: &'a [Arc<str>],
    pub lead_ids: &'a Ids,
    pub bad: &'a mut Bad,
    pub summary: &'a mut Summary,
}

impl Log {
    pub fn new(properties: Vec<Builder>, has_ids: bool) -> Log {
        Log {
            leads: Vec::new(),
            events: Vec::new(),
            times: Vec::new(),
            properties,
            ids: has_ids.then(EventIds::default),
        }
    }

    pub fn len(&self) -> usize {
        self.leads.len()
    }

    /// Adds an event whose properties are pushed already; `file` is the file's position.
    pub fn push(
        &mut self,
        lead: u32,
        event: EventId,
        time: i64,
        id: Option<u128>,
        (file, place): (usize, Place),
    ) {
        self.leads.push(lead);
        self.events.push(event);
        self.times.push(time);
        if let Some(ids) = &mut self.ids {
            ids.push(id, file, place);
        }
    }

    /// Remembers the id of an event that no rule uses.
    pub fn push_unused(&mut self, lead: u32, id: Option<u128>, (file, place): (usize, Place)) {
        if let (Some(ids), Some(id)) = (&mut self.ids, id) {
            ids.push_unused(lead, id, file, place);
        }
    }

    /// The events by lead. Copies of one event become one; one id with two contents is bad.
    pub fn group(self, report: Report) -> Result<Events, DataError> {
        let leads = 0..report.lead_ids.len();
        let rows = EventRows {
            leads: self.leads,
            events: self.events,
            times: self.times,
            properties: self.properties.into_iter().map(Builder::finish).collect(),
            ids: self.ids,
        };
        let mut grouped = Grouped::new(rows, leads);
        let parts = parts(grouped.offsets());
        grouped.drop_copies(Some(report))?;
        Ok(Events { parts, shelf: Shelf::Memory(grouped) })
    }
}
