//! Events as they are read, in columns, then grouped by lead with a counting sort.

use std::sync::Arc;

use crate::types::EventId;
use crate::types::columns::EventLog;

use super::bad::Bad;
use super::builder::{Builder, picked};
use super::copies::{Copies, EventIds};
use super::error::{DataError, Place};
use super::ids::Ids;
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

    /// The log by lead and time. Copies of one event become one; one id with two contents is bad.
    pub fn group(mut self, report: Report) -> Result<EventLog, DataError> {
        let leads = report.lead_ids.len();
        let (mut offsets, mut order) = self.by_lead(leads, None);
        if let Some(ids) = self.ids.take() {
            let copies = Copies { ids: &ids, log: &self, report };
            let drop = copies.find(&offsets, &order)?;
            if drop.contains(&true) {
                (offsets, order) = self.by_lead(leads, Some(&drop));
            }
        }
        for lead in offsets.windows(2) {
            // By time; of one second, in the order of the files.
            order[lead[0]..lead[1]].sort_unstable_by_key(|&e| (self.times[e as usize], e));
        }
        let properties = self.properties.into_iter().map(|b| Arc::new(b.finish_in(&order)));
        Ok(EventLog {
            offsets,
            events: picked(&self.events, &order),
            times: picked(&self.times, &order),
            properties: properties.collect(),
        })
    }

    /// Offsets by lead, and the events in that order, each lead's in the order of the files.
    fn by_lead(&self, leads: usize, drop: Option<&[bool]>) -> (Vec<usize>, Vec<u32>) {
        let stays = |event: &usize| drop.is_none_or(|d| !d[*event]);
        let mut offsets = vec![0usize; leads + 1];
        for event in (0..self.len()).filter(stays) {
            offsets[self.leads[event] as usize + 1] += 1;
        }
        for lead in 0..leads {
            offsets[lead + 1] += offsets[lead];
        }
        let mut next = offsets.clone();
        let mut order = vec![0u32; offsets[leads]];
        for event in (0..self.len()).filter(stays) {
            let slot = &mut next[self.leads[event] as usize];
            order[*slot] = event as u32;
            *slot += 1;
        }
        (offsets, order)
    }

    /// The same name, time and properties?
    pub fn same(&self, a: usize, b: usize) -> bool {
        self.events[a] == self.events[b]
            && self.times[a] == self.times[b]
            && self.properties.iter().all(|p| p.same(a, b))
    }
}
