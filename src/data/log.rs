//! Events as they are read, in columns; grouped by lead with a counting sort, doubled ids made one.

use std::sync::Arc;

use crate::diagnostic::codes::data::CONFLICTING_EVENT;
use crate::types::EventId;
use crate::types::columns::EventLog;

use super::bad::Bad;
use super::builder::{Builder, picked};
use super::error::{BadValue, DataError, Fault, Place};
use super::ids::Ids;
use super::load::Summary;

/// The event columns in the order of the files.
pub struct Log {
    leads: Vec<u32>,
    events: Vec<EventId>,
    times: Vec<i64>,
    pub properties: Vec<Builder>,
    /// Only where a file has ids of events.
    ids: Option<EventIds>,
}

/// What it takes to make events with one id one event.
#[derive(Default)]
struct EventIds {
    /// One an event; nothing where it has no id.
    ids: Vec<Option<u128>>,
    /// File number and place, for messages.
    places: Vec<(u32, Place)>,
    /// Events that no rule uses: lead, id, and where.
    unused: Vec<(u32, u128, (u32, Place))>,
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

    /// Adds an event whose properties are pushed already; `file` counts from 1.
    pub fn push(
        &mut self,
        lead: u32,
        event: EventId,
        time: i64,
        id: Option<u128>,
        file: usize,
        place: Place,
    ) {
        self.leads.push(lead);
        self.events.push(event);
        self.times.push(time);
        if let Some(ids) = &mut self.ids {
            ids.ids.push(id);
            ids.places.push((file as u32 - 1, place));
        }
    }

    /// Remembers the id of an event that no rule uses.
    pub fn push_unused(&mut self, lead: u32, id: Option<u128>, file: usize, place: Place) {
        if let (Some(ids), Some(id)) = (&mut self.ids, id) {
            ids.unused.push((lead, id, (file as u32 - 1, place)));
        }
    }

    /// The log by lead and time. Copies of one event become one; one id with two contents is bad.
    pub fn group(
        mut self,
        leads: usize,
        files: &[Arc<str>],
        bad: &mut Bad,
        summary: &mut Summary,
        lead_ids: &Ids,
    ) -> Result<EventLog, DataError> {
        let (mut offsets, mut order) = self.by_lead(leads, None);
        if let Some(ids) = self.ids.take() {
            let drop = self.doubled(&ids, &offsets, &order, files, bad, summary, lead_ids)?;
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

    /// Which events go: all but the first copy of one content, all copies of two contents.
    #[expect(
        clippy::too_many_arguments,
        reason = "one step of `group`, with all that it has at hand"
    )]
    fn doubled(
        &self,
        ids: &EventIds,
        offsets: &[usize],
        order: &[u32],
        files: &[Arc<str>],
        bad: &mut Bad,
        summary: &mut Summary,
        lead_ids: &Ids,
    ) -> Result<Vec<bool>, DataError> {
        let mut drop = vec![false; self.len()];
        let mut unused = ids.unused.clone();
        unused.sort_unstable();
        let mut unused = unused.as_slice();
        for lead in 0..offsets.len() - 1 {
            let own = unused.partition_point(|u| u.0 as usize <= lead);
            let (mine, rest) = unused.split_at(own);
            unused = rest;
            let mut copies: Vec<(u128, u32)> = order[offsets[lead]..offsets[lead + 1]]
                .iter()
                .filter_map(|&e| Some((ids.ids[e as usize]?, e)))
                .collect();
            copies.sort_unstable();
            for copies in copies.chunk_by(|a, b| a.0 == b.0) {
                let twin = mine.iter().find(|u| u.1 == copies[0].0);
                if copies.len() == 1 && twin.is_none() {
                    continue;
                }
                let first = copies[0].1 as usize;
                let conflict = copies[1..].iter().find(|c| !self.same(first, c.1 as usize));
                let other = twin.map(|u| u.2).or(conflict.map(|c| ids.places[c.1 as usize]));
                let Some(other) = other else {
                    copies[1..].iter().for_each(|c| drop[c.1 as usize] = true);
                    summary.events_duplicate += copies.len() as u64 - 1;
                    continue;
                };
                for copy in copies {
                    drop[copy.1 as usize] = true;
                    let here = ids.places[copy.1 as usize];
                    let there = if here == other { ids.places[first] } else { other };
                    let place = shown(there, here, files);
                    let lead = lead_ids.shown(lead);
                    let reason = format!(
                        "an event of lead `{lead}` has the same id and another content {place}"
                    );
                    let fault = Fault::row(CONFLICTING_EVENT, reason)
                        .help("an id must name one event: all copies are left out");
                    let file = files[here.0 as usize].clone();
                    let column = Some("event_id".to_string());
                    bad.rows += 1;
                    summary.events_rejected += 1;
                    bad.note(BadValue { file, place: here.1, column, fault }, "")?;
                }
            }
        }
        Ok(drop)
    }

    /// The same name, time and properties?
    fn same(&self, a: usize, b: usize) -> bool {
        self.events[a] == self.events[b]
            && self.times[a] == self.times[b]
            && self.properties.iter().all(|p| p.same(a, b))
    }
}

fn shown(there: (u32, Place), here: (u32, Place), files: &[Arc<str>]) -> String {
    match there.0 == here.0 {
        true => format!("on {}", there.1),
        false => format!("in {}, {}", files[there.0 as usize], there.1),
    }
}
