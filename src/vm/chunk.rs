//! Leads in chunks that stay in a cache, and the rows of each scope.

use std::ops::Range;

use crate::types::EventId;
use crate::types::columns::Batch;
use crate::vm::Sizes;

/// Neighbouring leads of a batch, with their events.
#[derive(Debug, Clone, Default)]
pub struct Chunk {
    /// Rows of the batch.
    pub leads: Range<usize>,
    /// Rows of its log.
    pub events: Range<usize>,
    /// The events of lead `i` are `offsets[i]..offsets[i + 1]` of this chunk; one longer than there are leads.
    pub offsets: Vec<u32>,
}

impl Chunk {
    /// The events of a lead, as rows of the chunk's log.
    pub fn of(&self, lead: usize) -> Range<usize> {
        self.offsets[lead] as usize..self.offsets[lead + 1] as usize
    }

    /// The leads that have events.
    pub fn active(&self) -> impl Iterator<Item = u32> + '_ {
        let leads = if self.events.is_empty() { 0 } else { self.leads.len() };
        (0..leads as u32).filter(|lead| !self.of(*lead as usize).is_empty())
    }

    pub fn times<'b>(&self, batch: &'b Batch) -> &'b [i64] {
        batch.log.times.get(self.events.clone()).unwrap_or(&[])
    }

    pub fn names<'b>(&self, batch: &'b Batch) -> &'b [EventId] {
        batch.log.events.get(self.events.clone()).unwrap_or(&[])
    }
}

/// The batch in chunks. A log that does not reach to the last lead has no events for the others.
pub fn chunks(batch: &Batch, sizes: Sizes) -> Vec<Chunk> {
    let log = batch.log.events.len().min(batch.log.times.len());
    let offset = |i: usize| batch.log.offsets.get(i).copied().unwrap_or(log).min(log);
    let mut chunks = Vec::new();
    let mut first = 0;
    while first < batch.rows() {
        let start = offset(first);
        let most = batch.rows().min(first + sizes.leads);
        let fits = |end: usize| offset(end).saturating_sub(start) <= sizes.events;
        let end = if fits(most) {
            most
        } else {
            (first + 2..most).take_while(|e| fits(*e)).last().unwrap_or(first + 1)
        };
        let events = start..offset(end).max(start);
        let offsets = match events.is_empty() {
            true => vec![0; end - first + 1],
            false => (first..=end).map(|i| offset(i).saturating_sub(start) as u32).collect(),
        };
        chunks.push(Chunk { leads: first..end, events, offsets });
        first = end;
    }
    chunks
}

/// The rows that the instructions of a scope run over.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    pub count: usize,
    /// The lead of each row; empty for the leads themselves.
    pub lead: Vec<u32>,
    /// The events around each row, the outermost first.
    pub events: Vec<Vec<u32>>,
    /// For pairs: the row around.
    pub outer: Vec<u32>,
}

impl Rows {
    pub fn leads(chunk: &Chunk) -> Rows {
        Rows { count: chunk.leads.len(), ..Rows::default() }
    }

    /// Those of the chunk's log, where those of another chunk were.
    pub fn set_log(&mut self, chunk: &Chunk) {
        let count = chunk.events.len();
        self.count = count;
        self.lead.clear();
        chunk.active().for_each(|lead| self.lead.resize(chunk.of(lead as usize).end, lead));
        self.lead.resize(count, 0);
        // Each event is around itself.
        self.events.resize(1, Vec::new());
        let itself = &mut self.events[0];
        itself.truncate(count);
        itself.extend(itself.len() as u32..count as u32);
    }

    /// Pairs of rows of another scope and events of the chunk.
    pub fn pairs(around: &Rows, outer: Vec<u32>, inner: Vec<u32>) -> Rows {
        let of = |column: &[u32]| outer.iter().map(|row| column[*row as usize]).collect();
        let lead = if around.lead.is_empty() { outer.clone() } else { of(&around.lead) };
        let mut events: Vec<Vec<u32>> = around.events.iter().map(|column| of(column)).collect();
        let count = outer.len();
        events.push(inner);
        Rows { count, lead, events, outer }
    }
}
