//! All events that were read, handed out by parts of the leads.

use std::ops::Range;
use std::sync::Arc;

use crate::types::Schema;
use crate::types::columns::EventLog;

use super::error::DataError;
use super::grouped::Grouped;
use super::load::unknown_column;

/// A part has at most so many leads: a row group of Parquet, and what a thread works on at once.
const LEADS: usize = 32_768;
/// A part has at most so many events, if it has more than one lead.
const EVENTS: usize = 1 << 20;

/// The events of all leads.
pub struct Events {
    /// Ranges of leads, one behind the other.
    pub parts: Vec<Range<usize>>,
    pub shelf: Shelf,
}

/// Where the events are.
pub enum Shelf {
    /// There are none.
    Empty(Schema),
    Memory(Grouped),
}

impl Events {
    pub fn none(wanted: &Schema, leads: usize) -> Events {
        Events { parts: parts(&vec![0; leads + 1]), shelf: Shelf::Empty(wanted.clone()) }
    }

    pub fn len(&self) -> usize {
        match &self.shelf {
            Shelf::Empty(_) => 0,
            Shelf::Memory(grouped) => grouped.len(),
        }
    }

    /// The events of some of the leads.
    pub fn log(&self, leads: Range<usize>) -> Result<EventLog, DataError> {
        Ok(match &self.shelf {
            Shelf::Empty(wanted) => empty(wanted, leads.len()),
            Shelf::Memory(grouped) => grouped.log(leads),
        })
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

/// Cuts leads into parts; by lead, `offsets` says where its events begin.
pub fn parts(offsets: &[usize]) -> Vec<Range<usize>> {
    let leads = offsets.len() - 1;
    let mut parts = Vec::new();
    let mut start = 0;
    while start < leads {
        let room = &offsets[start..=leads.min(start + LEADS)];
        let fit = room.partition_point(|&offset| offset - offsets[start] <= EVENTS) - 1;
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
        assert!(parts(&[0]).is_empty());
        assert_eq!(parts(&[0; LEADS + 2]), [0..LEADS, LEADS..LEADS + 1]);
        let many = EVENTS / 2 + 1;
        assert_eq!(parts(&[0, many, 2 * many, 2 * many, 9 * many]), [0..1, 1..3, 3..4]);
    }
}
