//! All events that were read, handed out by parts of the leads.

use std::ops::Range;
use std::sync::Arc;

use crate::types::Schema;
use crate::types::columns::EventLog;

use super::error::DataError;
use super::grouped::{EventRows, Grouped};
use super::load::unknown_column;
use super::log::Report;
use super::spill::Spill;

/// A part has at most so many leads: a row group of Parquet, and what a thread works on at once.
const LEADS: usize = 65_536;
/// A part has at most so many events, if it has more than one lead.
const EVENTS: usize = 1 << 20;

/// The events of all leads.
pub struct Events {
    /// Ranges of leads, one behind the other.
    pub parts: Vec<Range<usize>>,
    /// How many events there are.
    pub kept: u64,
    shelf: Shelf,
}

/// Where the events are.
enum Shelf {
    /// There are none.
    Empty(Schema),
    Memory(Grouped),
    Disk(OnDisk),
}

/// Events that are read back part by part.
pub struct OnDisk {
    pub spill: Spill,
    /// The columns without rows, and the dictionaries.
    pub empty: EventRows,
}

impl Events {
    pub fn none(wanted: &Schema, leads: usize) -> Events {
        let parts = parts(&vec![0; leads + 1], EVENTS);
        Events { parts, kept: 0, shelf: Shelf::Empty(wanted.clone()) }
    }

    /// Copies of one event become one.
    pub fn in_memory(mut grouped: Grouped, report: Report) -> Result<Events, DataError> {
        let parts = parts(grouped.offsets(), EVENTS);
        grouped.drop_copies(Some(report))?;
        Ok(Events { parts, kept: grouped.len() as u64, shelf: Shelf::Memory(grouped) })
    }

    /// The same of events on disk, where a part has at most about so many events.
    pub fn on_disk(
        disk: OnDisk,
        leads: usize,
        events: usize,
        mut report: Report,
    ) -> Result<Events, DataError> {
        let counts = disk.spill.counts().iter().map(|&count| count as usize);
        let mut offsets = vec![0; leads + 1];
        for (lead, count) in counts.enumerate() {
            offsets[lead + 1] = count;
        }
        (0..leads).for_each(|lead| offsets[lead + 1] += offsets[lead]);
        let parts = parts(&offsets, events.clamp(1, EVENTS));
        let mut kept = offsets[leads] as u64;
        if disk.empty.ids.is_some() {
            // All copies are judged before anything is scored, as they are in memory.
            kept = 0;
            for part in &parts {
                let mut grouped = disk.grouped(part.clone())?;
                grouped.drop_copies(Some(report.again()))?;
                kept += grouped.len() as u64;
            }
        }
        Ok(Events { parts, kept, shelf: Shelf::Disk(disk) })
    }

    /// The events of some of the leads.
    pub fn log(&self, leads: Range<usize>) -> Result<EventLog, DataError> {
        Ok(match &self.shelf {
            Shelf::Empty(wanted) => empty(wanted, leads.len()),
            Shelf::Memory(grouped) => grouped.log(leads),
            Shelf::Disk(disk) => {
                let mut grouped = disk.grouped(leads.clone())?;
                grouped.drop_copies(None)?;
                grouped.log(leads)
            }
        })
    }
}

impl OnDisk {
    fn grouped(&self, leads: Range<usize>) -> Result<Grouped, DataError> {
        Ok(Grouped::new(self.spill.read(leads.clone(), &self.empty)?, leads))
    }
}

/// The log of leads without events.
fn empty(wanted: &Schema, leads: usize) -> EventLog {
    EventLog {
        offsets: vec![0; leads + 1],
        events: Vec::new(),
        times: Vec::new(),
        properties: wanted.properties.iter().map(|f| Arc::new(unknown_column(f, 0))).collect(),
    }
}

/// Cuts leads into parts; by lead, `offsets` says where its events begin, and a part has at most so many events.
fn parts(offsets: &[usize], events: usize) -> Vec<Range<usize>> {
    let leads = offsets.len() - 1;
    // Evenly, so that threads have the same to do.
    let each = leads.div_ceil(leads.div_ceil(LEADS).max(1));
    let mut parts = Vec::new();
    let mut start = 0;
    while start < leads {
        let room = &offsets[start..=leads.min(start + each)];
        let fit = room.partition_point(|&offset| offset - offsets[start] <= events) - 1;
        let end = start + fit.max(1);
        parts.push(start..end);
        start = end;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_not_too_many_leads_nor_events() {
        assert!(parts(&[0], EVENTS).is_empty());
        assert_eq!(parts(&[0; LEADS + 3], EVENTS), [0..LEADS / 2 + 1, LEADS / 2 + 1..LEADS + 2]);
        let many = EVENTS / 2 + 1;
        assert_eq!(parts(&[0, many, 2 * many, 2 * many, 9 * many], EVENTS), [0..1, 1..3, 3..4]);
    }
}
