//! Events by lead: a counting sort over the leads, and any range of leads as the log that engines read.

use std::ops::Range;
use std::sync::Arc;

use crate::types::EventId;
use crate::types::columns::{Column, EventLog};

use super::builder::picked;
use super::copies::{Copies, EventIds};
use super::error::DataError;
use super::log::Report;
use super::pick::{rows, same};

/// Events in columns, in the order of the files.
#[derive(Clone, Default)]
pub struct EventRows {
    pub leads: Vec<u32>,
    pub events: Vec<EventId>,
    pub times: Vec<i64>,
    pub properties: Vec<Column>,
    /// Only where a file has ids of events.
    pub ids: Option<EventIds>,
}

/// The events of a range of leads.
pub struct Grouped {
    rows: EventRows,
    /// The first of the leads.
    first: usize,
    /// The events of lead `first + i` are `order[offsets[i]..offsets[i + 1]]`.
    offsets: Vec<usize>,
    /// Each lead's in the order of the files.
    order: Vec<u32>,
}

impl Grouped {
    /// The events must all be of these leads.
    pub fn new(mut rows: EventRows, leads: Range<usize>) -> Grouped {
        let of = std::mem::take(&mut rows.leads);
        let mut offsets = vec![0usize; leads.len() + 1];
        for lead in &of {
            offsets[*lead as usize - leads.start + 1] += 1;
        }
        for lead in 0..leads.len() {
            offsets[lead + 1] += offsets[lead];
        }
        let mut next = offsets.clone();
        let mut order = vec![0u32; of.len()];
        for (event, lead) in of.iter().enumerate() {
            let slot = &mut next[*lead as usize - leads.start];
            order[*slot] = event as u32;
            *slot += 1;
        }
        Grouped { rows, first: leads.start, offsets, order }
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// By lead, where its events begin; one longer than there are leads.
    pub fn offsets(&self) -> &[usize] {
        &self.offsets
    }

    /// Copies of one event become one; one id with two contents is bad. What becomes of them is told to `report`, where there is one.
    pub fn drop_copies(&mut self, report: Option<Report>) -> Result<(), DataError> {
        let Some(ids) = self.rows.ids.take() else { return Ok(()) };
        let same = |a: u32, b: u32| self.same(a as usize, b as usize);
        let copies = Copies { ids: &ids, same: &same, first: self.first, report };
        let gone = copies.find(&self.offsets, &self.order)?;
        if !gone.contains(&true) {
            return Ok(());
        }
        let mut kept = 0;
        for lead in 0..self.offsets.len() - 1 {
            let range = self.offsets[lead]..self.offsets[lead + 1];
            self.offsets[lead] = kept;
            for at in range {
                if !gone[self.order[at] as usize] {
                    self.order[kept] = self.order[at];
                    kept += 1;
                }
            }
        }
        if let Some(end) = self.offsets.last_mut() {
            *end = kept;
        }
        self.order.truncate(kept);
        Ok(())
    }

    /// The same name, time and properties?
    fn same(&self, a: usize, b: usize) -> bool {
        self.rows.events[a] == self.rows.events[b]
            && self.rows.times[a] == self.rows.times[b]
            && self.rows.properties.iter().all(|p| same(p, a, b))
    }

    /// The log of some of the leads, by lead and time; of one second, in the order of the files.
    pub fn log(&self, leads: Range<usize>) -> EventLog {
        let offsets = &self.offsets[leads.start - self.first..=leads.end - self.first];
        let start = offsets[0];
        let mut order = self.order[start..offsets[leads.len()]].to_vec();
        let offsets: Vec<usize> = offsets.iter().map(|offset| offset - start).collect();
        let mut times = picked(&self.rows.times, &order);
        let mut pairs: Vec<(i64, u32)> = Vec::new();
        for lead in offsets.windows(2) {
            let (times, order) = (&mut times[lead[0]..lead[1]], &mut order[lead[0]..lead[1]]);
            if times.is_sorted() {
                continue;
            }
            pairs.clear();
            pairs.extend(times.iter().copied().zip(order.iter().copied()));
            pairs.sort_unstable();
            let slots = times.iter_mut().zip(order);
            slots.zip(&pairs).for_each(|((time, event), pair)| (*time, *event) = *pair);
        }
        EventLog {
            events: picked(&self.rows.events, &order),
            times,
            properties: self.rows.properties.iter().map(|p| Arc::new(rows(p, &order))).collect(),
            offsets,
        }
    }
}
