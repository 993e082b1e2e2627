//! Events with the same id of the same lead count once; the same id with other content is bad, all copies of it.

use std::sync::Arc;

use crate::diagnostic::codes::data::CONFLICTING_EVENT;

use super::error::{BadValue, DataError, Fault, Place};
use super::log::Report;

/// What it takes to make events with one id one event.
#[derive(Clone, Default)]
pub struct EventIds {
    /// One an event; [`NO_ID`] where it has none.
    pub ids: Vec<u128>,
    /// One an event, for messages.
    pub spots: Vec<Spot>,
    /// Events that no rule uses: lead, id, and where.
    pub unused: Vec<(u32, u128, Spot)>,
}

const NO_ID: u128 = 0;

/// A place in one of the files, in 64 bits, since there is one for every event: 20 for the file, 1 for rows, 43 for the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot(pub u64);

impl Spot {
    const NUMBER: u64 = (1 << 43) - 1;
    const ROW: u64 = 1 << 43;

    fn new(file: usize, place: Place) -> Spot {
        let row = if matches!(place, Place::Row(_)) { Spot::ROW } else { 0 };
        Spot((file as u64) << 44 | row | (place.number() & Spot::NUMBER))
    }

    fn file(self) -> usize {
        (self.0 >> 44) as usize
    }

    fn place(self) -> Place {
        let number = self.0 & Spot::NUMBER;
        if self.0 & Spot::ROW == 0 { Place::Line(number) } else { Place::Row(number) }
    }

    /// As a message about an event `from` elsewhere says it.
    fn seen(self, from: Spot, files: &[Arc<str>]) -> String {
        match self.file() == from.file() {
            true => format!("on {}", self.place()),
            false => format!("in {}, {}", files[self.file()], self.place()),
        }
    }
}

impl EventIds {
    pub fn push(&mut self, id: Option<u128>, file: usize, place: Place) {
        self.ids.push(id.unwrap_or(NO_ID));
        self.spots.push(Spot::new(file, place));
    }

    pub fn push_unused(&mut self, lead: u32, id: u128, file: usize, place: Place) {
        self.unused.push((lead, id, Spot::new(file, place)));
    }
}

/// The search for copies among the events of a range of leads.
pub struct Copies<'a> {
    pub ids: &'a EventIds,
    /// Have two events the same content?
    pub same: &'a dyn Fn(u32, u32) -> bool,
    /// The first of the leads.
    pub first: usize,
    /// Nothing where all that is found is told already.
    pub report: Option<Report<'a>>,
}

impl Copies<'_> {
    /// Which events go: all but the first copy of one content, all copies of two contents.
    pub fn find(mut self, offsets: &[usize], order: &[u32]) -> Result<Vec<bool>, DataError> {
        let mut drop = vec![false; order.len()];
        let mut unused = self.ids.unused.clone();
        unused.sort_unstable();
        let mut unused = unused.as_slice();
        for (lead, range) in offsets.windows(2).enumerate() {
            let lead = self.first + lead;
            let (mine, rest) = unused.split_at(unused.partition_point(|u| u.0 as usize <= lead));
            unused = rest;
            let mut copies: Vec<(u128, u32)> = order[range[0]..range[1]]
                .iter()
                .map(|&event| (self.ids.ids[event as usize], event))
                .filter(|(id, _)| *id != NO_ID)
                .collect();
            copies.sort_unstable();
            for copies in copies.chunk_by(|a, b| a.0 == b.0) {
                let unused = mine.iter().find(|u| u.1 == copies[0].0).map(|u| u.2);
                self.judge(lead, copies, unused, &mut drop)?;
            }
        }
        Ok(drop)
    }

    /// Events of one id, and perhaps one of that id that no rule uses.
    fn judge(
        &mut self,
        lead: usize,
        copies: &[(u128, u32)],
        unused: Option<Spot>,
        drop: &mut [bool],
    ) -> Result<(), DataError> {
        let spot = |event: u32| self.ids.spots[event as usize];
        let first = copies[0].1;
        let differs = |copy: &&(u128, u32)| !(self.same)(first, copy.1);
        let other = unused.or(copies.iter().find(differs).map(|copy| spot(copy.1)));
        let Some(other) = other else {
            copies[1..].iter().for_each(|copy| drop[copy.1 as usize] = true);
            if let Some(report) = &mut self.report {
                report.summary.events_duplicate += copies.len() as u64 - 1;
            }
            return Ok(());
        };
        copies.iter().for_each(|copy| drop[copy.1 as usize] = true);
        let Some(report) = &mut self.report else { return Ok(()) };
        let first = spot(first);
        let lead = report.lead_ids.shown(lead).into_owned();
        for copy in copies {
            let here = spot(copy.1);
            conflict(report, &lead, here, if here == other { first } else { other })?;
        }
        Ok(())
    }
}

fn conflict(report: &mut Report, lead: &str, here: Spot, other: Spot) -> Result<(), DataError> {
    let Report { files, bad, summary, .. } = report;
    let there = other.seen(here, files);
    let reason = format!("an event of lead `{lead}` has the same id and another content {there}");
    let fault = Fault::row(CONFLICTING_EVENT, reason)
        .help("an id must name one event: all copies are left out");
    let (file, place) = (files[here.file()].clone(), here.place());
    bad.rows += 1;
    summary.events_rejected += 1;
    bad.note(BadValue { file, place, column: Some("event_id".into()), fault }, "")
}
