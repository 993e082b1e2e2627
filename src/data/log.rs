//! Events as they are read, in columns.

use std::mem::take;
use std::path::PathBuf;
use std::sync::Arc;

use crate::types::{EventId, Field, Type};

use super::bad::Bad;
use super::builder::Builder;
use super::copies::EventIds;
use super::error::{DataError, Place};
use super::events_block::Kept;
use super::grouped::{EventRows, Grouped};
use super::ids::Ids;
use super::parts::{Events, OnDisk};
use super::spill::Spill;
use super::summary::Summary;

/// The event columns in the order of the files.
pub struct Log {
    leads: Vec<u32>,
    events: Vec<EventId>,
    times: Vec<i64>,
    pub properties: Vec<Builder>,
    /// Only where a file has ids of events.
    ids: Option<EventIds>,
    bound: Bound,
    /// What did not fit into memory.
    spill: Option<Spill>,
}

/// How much a log may hold in memory, and what becomes of the rest.
#[derive(Default)]
pub struct Bound {
    /// In bytes; nothing where there is no limit.
    pub room: Option<u64>,
    /// Bytes of an event.
    pub event: u64,
    /// Bytes that each lead takes from the room, where leads are known from events alone.
    pub lead: u64,
    /// Where events go that do not fit.
    pub folder: Option<PathBuf>,
    pub threads: usize,
}

/// A log may hold this much whatever its bound, and more with every run on disk, so that there are not too many of them.
const LEAST: u64 = 64 << 10;
/// So many runs double that.
const RUNS: u64 = 16;
/// Bytes of the id of an event and where it stands, also of one that no rule uses.
const ID: u64 = 24;
const UNUSED: u64 = 48;

impl Bound {
    /// For events with these properties.
    pub fn new(room: Option<u64>, properties: &[Field]) -> Bound {
        let bytes = |field: &Field| match field.ty {
            Type::Number | Type::Date => 9,
            Type::Bool => 2,
            Type::Text | Type::OneOf(_) => 4,
            // A list has three items or so.
            Type::List => 17,
        };
        let event = 16 + properties.iter().map(bytes).sum::<u64>();
        Bound { room, event, threads: 1, ..Bound::default() }
    }

    /// Bytes that the events may take.
    fn events(&self, leads: usize, runs: usize) -> Option<u64> {
        let room = self.room?.saturating_sub(self.lead * leads as u64);
        Some(room.max(LEAST + LEAST / RUNS * runs as u64))
    }
}

/// What is told while a log is grouped.
pub struct Report<'a> {
    pub files: &'a [Arc<str>],
    pub lead_ids: &'a Ids,
    pub bad: &'a mut Bad,
    pub summary: &'a mut Summary,
}

impl Report<'_> {
    /// To be handed on once more.
    pub fn again(&mut self) -> Report<'_> {
        let Report { files, lead_ids, bad, summary } = self;
        Report { files, lead_ids, bad, summary }
    }
}

impl Log {
    pub fn new(properties: Vec<Builder>, has_ids: bool) -> Log {
        Log {
            leads: Vec::new(),
            events: Vec::new(),
            times: Vec::new(),
            properties,
            ids: has_ids.then(EventIds::default),
            bound: Bound::default(),
            spill: None,
        }
    }

    /// The same with a bound; then [`Log::make_room`] must be called now and then.
    pub fn bounded(self, bound: Bound) -> Log {
        Log { bound, ..self }
    }

    /// Puts the events on disk where they take more memory than they may; `leads` is how many there are so far.
    pub fn make_room(&mut self, leads: usize) -> Result<(), DataError> {
        let runs = self.spill.as_ref().map_or(0, Spill::runs);
        match self.bound.events(leads, runs) {
            Some(room) if self.bytes() > room => self.spill(),
            _ => Ok(()),
        }
    }

    fn bytes(&self) -> u64 {
        let unused = self.ids.as_ref().map_or(0, |ids| ids.unused.len());
        self.len() as u64 * self.bytes_of_event() + unused as u64 * UNUSED
    }

    fn bytes_of_event(&self) -> u64 {
        self.bound.event + if self.ids.is_some() { ID } else { 0 }
    }

    fn spill(&mut self) -> Result<(), DataError> {
        let rows = EventRows {
            leads: take(&mut self.leads),
            events: take(&mut self.events),
            times: take(&mut self.times),
            properties: self.properties.iter_mut().map(Builder::drain).collect(),
            ids: self.ids.as_mut().map(take),
        };
        let spill = match &mut self.spill {
            Some(spill) => spill,
            none => none.insert(Spill::create(self.bound.folder.as_deref())?),
        };
        spill.add(rows, self.bound.threads)
    }

    pub fn len(&self) -> usize {
        self.leads.len()
    }

    /// Adds events whose properties are added already; `spot` tells where each stands, by its position among them.
    pub fn extend(&mut self, kept: Kept, spot: impl Fn(u32) -> (usize, Place)) {
        let Kept { rows, leads, events, times, ids: own } = kept;
        if let Some(ids) = &mut self.ids {
            for (i, row) in rows.into_iter().enumerate() {
                let (file, place) = spot(row);
                ids.push(own.get(i).copied().flatten(), file, place);
            }
        }
        self.leads.extend(leads);
        self.events.extend(events);
        self.times.extend(times);
    }

    /// Remembers the id of an event that no rule uses.
    pub fn push_unused(&mut self, lead: u32, id: Option<u128>, (file, place): (usize, Place)) {
        if let (Some(ids), Some(id)) = (&mut self.ids, id) {
            ids.push_unused(lead, id, file, place);
        }
    }

    /// The events by lead. Copies of one event become one; one id with two contents is bad.
    pub fn group(mut self, report: Report) -> Result<Events, DataError> {
        let leads = report.lead_ids.len();
        if self.spill.is_some() {
            self.spill()?;
        }
        let (room, event) = (self.bound.events(leads, 0), self.bytes_of_event());
        let rows = EventRows {
            leads: self.leads,
            events: self.events,
            times: self.times,
            properties: self.properties.into_iter().map(Builder::finish).collect(),
            ids: self.ids,
        };
        match (self.spill, room) {
            (Some(spill), Some(room)) => {
                // Every thread works on a part, in its columns and in those of the log that it makes.
                let events = room / event / (4 * self.bound.threads.max(1) as u64);
                Events::on_disk(OnDisk { spill, empty: rows }, leads, events as usize, report)
            }
            _ => Events::in_memory(Grouped::new(rows, 0..leads), report),
        }
    }
}
