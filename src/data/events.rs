//! Event logs: only names and properties in use are kept, grouped by lead, by ascending time within a lead.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::diagnostic::codes::data::{NO_EVENT_NAME, NOT_A_TIME, TOO_LARGE, UNKNOWN_LEAD};
use crate::types::{Field, Schema};

use super::bad::{Bad, BadRows};
use super::builder::Builder;
use super::cell::{self, Reading, Unknowns};
use super::columns::{self, EventColumns};
use super::error::{BadValue, DataError, Fault, Place};
use super::ids::{self, Id};
use super::leads::{LEAD_BYTES, Lead, LeadTable};
use super::load::{Options, Part, Progress};
use super::log::{Bound, Log, Report};
use super::names::{NameUse, Names};
use super::parts::Events;
use super::raw::Raw;
use super::rows::{Rows, Step};
use super::summary::Summary;

/// Bytes that the program takes whatever it reads.
const BASE: u64 = 64 << 20;

/// What is asked of the log.
pub struct Job<'a> {
    pub wanted: &'a Schema,
    pub options: &'a Options,
    pub reading: &'a Reading,
    /// There is no file of leads: the leads are the ids in the events.
    pub own_leads: bool,
}

impl Job<'_> {
    /// Of the memory, the leads take their part, and half of the rest is for what is made of the events.
    fn bound(&self, table: &LeadTable) -> Bound {
        let room = |memory: u64| memory.saturating_sub(table.bytes() + BASE) / 2;
        Bound {
            lead: if self.own_leads { LEAD_BYTES } else { 0 },
            folder: self.options.temp_dir.clone(),
            threads: self.options.threads,
            ..Bound::new(self.options.memory.map(room), &self.wanted.properties)
        }
    }
}

/// The cells that every event has come first in the selection.
const LEAD: usize = 0;
const EVENT: usize = 1;
const TIME: usize = 2;
const ID: usize = 3;
const PROPERTIES: usize = 4;

/// Reads all files as one log; bad rows are noted in `bad`, counts in `summary`.
pub fn read(
    files: &[String],
    job: &Job,
    table: &mut LeadTable,
    bad: &mut Bad,
    summary: &mut Summary,
    progress: &mut dyn FnMut(Progress),
) -> Result<Events, DataError> {
    if files.is_empty() {
        if !job.wanted.events.is_empty() || job.wanted.any_event {
            summary
                .warnings
                .push("the rules use events, and none are given: every history is empty".into());
        }
        return Ok(Events::none(job.wanted, table.leads.rows));
    }
    let opened = open(files, job)?;
    let has_ids = opened.iter().any(|(_, c)| c.id.is_some());
    let builders =
        job.wanted.properties.iter().map(|f| Builder::new(f, &job.options.unknown)).collect();
    let bound = job.bound(table);
    let mut reader = Reader {
        job,
        log: Log::new(builders, has_ids).bounded(bound),
        names: Names::new(job.wanted),
        table,
        bad,
        summary,
        files: Vec::new(),
        faults: Vec::new(),
    };
    let mut seen = vec![false; job.wanted.properties.len()];
    let mut warn_of = None;
    for (mut rows, columns) in opened {
        reader.file(&mut rows, &columns, progress)?;
        for (i, (field, seen)) in job.wanted.properties.iter().zip(&mut seen).enumerate() {
            *seen |= match rows.columns_are_fixed() {
                true => rows.columns().contains(&field.name),
                false => rows.seen(PROPERTIES + i),
            };
        }
        if !rows.columns_are_fixed() {
            warn_of = Some(rows);
        }
    }
    if let Some(rows) = warn_of {
        reader.warn_unseen(&rows, &seen);
    }
    reader.finish()
}

/// Opens all files before one is read, so that a missing column is found at once.
fn open(files: &[String], job: &Job) -> Result<Vec<(Rows, EventColumns)>, DataError> {
    let mut opened = Vec::new();
    for file in files {
        let rows = Rows::open(file, job.options.events_format)?;
        let columns = columns::of_events(&rows, job.options)?;
        opened.push((rows, columns));
    }
    // A property may stand in one file of several, and on any line of JSON Lines.
    if let Some((first, _)) = opened.first()
        && opened.iter().all(|(rows, _)| rows.columns_are_fixed())
    {
        let all: Vec<String> = opened.iter().flat_map(|(r, _)| r.columns().to_vec()).collect();
        columns::missing(&first.name, &all, &job.wanted.properties, "property")?;
    }
    for (rows, columns) in &mut opened {
        let selection = selection(rows, columns, &job.wanted.properties);
        rows.select(&selection)?;
    }
    Ok(opened)
}

fn selection(rows: &Rows, columns: &EventColumns, properties: &[Field]) -> Vec<Option<String>> {
    let there = |name: &String| !rows.columns_are_fixed() || rows.columns().contains(name);
    let required =
        [Some(columns.lead.clone()), Some(columns.event.clone()), Some(columns.time.clone())];
    let properties = properties.iter().map(|f| Some(f.name.clone()).filter(there));
    required.into_iter().chain([columns.id.clone()]).chain(properties).collect()
}

struct Reader<'a> {
    job: &'a Job<'a>,
    log: Log,
    names: Names,
    table: &'a mut LeadTable,
    bad: &'a mut Bad,
    summary: &'a mut Summary,
    /// The names of the files so far.
    files: Vec<Arc<str>>,
    /// The faults of the current row; kept to be used again.
    faults: Vec<(Option<String>, Fault)>,
}

/// What an event row needs besides its properties.
struct Head {
    lead: Lead,
    name: NameUse,
    time: i64,
}

impl Reader<'_> {
    fn file(
        &mut self,
        rows: &mut Rows,
        columns: &EventColumns,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), DataError> {
        self.files.push(rows.name.clone());
        let unknowns = Unknowns::of(&columns.lead, &self.job.options.unknown);
        loop {
            match rows.step()? {
                Step::End => break,
                Step::Bad(column, fault) => {
                    self.summary.events_read += 1;
                    self.faults.push((column, fault));
                    self.reject(rows)?;
                }
                Step::Row => {
                    self.summary.events_read += 1;
                    self.row(rows, columns, &unknowns)?;
                }
            }
            Progress::every(rows, Part::Events, self.summary.events_read, progress);
        }
        Progress::last(rows, Part::Events, self.summary.events_read, progress);
        Ok(())
    }

    fn row(
        &mut self,
        rows: &Rows,
        columns: &EventColumns,
        unknowns: &Unknowns,
    ) -> Result<(), DataError> {
        let id = event_id(&rows.cell(ID));
        let Some(head) = self.head(rows, columns, unknowns, id.is_some()) else {
            return self.reject(rows);
        };
        let Some(lead) = self.lead_row(head.lead, &head.name) else { return Ok(()) };
        let NameUse::Kept(event) = head.name else {
            // Unused, and remembered only to see whether another event has the same id.
            self.log.push_unused(lead, id, self.spot(rows));
            return self.log.make_room(self.table.ids.len());
        };
        let kept = self.log.len();
        for (i, builder) in self.log.properties.iter_mut().enumerate() {
            if let Err(fault) = builder.push(&rows.cell(PROPERTIES + i), self.job.reading) {
                builder.push_unknown();
                self.faults.push((Some(builder.name.clone()), fault));
            }
        }
        if !self.faults.is_empty() && self.bad.policy != BadRows::Unknown {
            self.log.properties.iter_mut().for_each(|b| b.truncate(kept));
            return self.reject(rows);
        }
        self.bad.taken_as_unknown += self.faults.len() as u64;
        self.note_faults(rows)?;
        let spot = self.spot(rows);
        self.log.push(lead, event, head.time, id, spot);
        self.log.make_room(self.table.ids.len())?;
        if self.log.len() >= u32::MAX as usize {
            let sentence = "there are more than 4 billion events in use";
            return Err(DataError::new(TOO_LARGE, rows.name.clone(), sentence));
        }
        Ok(())
    }

    /// Name, lead and time, in this order: of an event that no rule uses nothing more is looked at than is needed.
    fn head(
        &mut self,
        rows: &Rows,
        columns: &EventColumns,
        unknowns: &Unknowns,
        has_id: bool,
    ) -> Option<Head> {
        let name = match rows.cell(EVENT) {
            raw if raw.is_blank() => None,
            raw => raw.text().map(|text| self.names.look_up(&text)),
        };
        let Some(name) = name else {
            let fault = Fault::row(NO_EVENT_NAME, "this event has no name");
            self.faults.push((Some(columns.event.clone()), fault));
            return None;
        };
        if name == NameUse::Unused && !has_id && !self.job.own_leads {
            return Some(Head { lead: Lead::Nobody, name, time: 0 });
        }
        let lead = self.lead(rows, columns, unknowns, name == NameUse::Unused)?;
        let time = if name == NameUse::Unused { Some(0) } else { self.time(rows, columns) };
        Some(Head { lead, name, time: time? })
    }

    fn lead(
        &mut self,
        rows: &Rows,
        columns: &EventColumns,
        unknowns: &Unknowns,
        unused: bool,
    ) -> Option<Lead> {
        let raw = rows.cell(LEAD);
        let fault = match ids::id(&raw, unknowns) {
            Err(fault) => fault,
            Ok(id) => match self.table.index.find(&id) {
                Lead::Nobody if self.job.own_leads => {
                    self.table.ids.push(&id, rows.is_text(LEAD));
                    return Some(Lead::Row(self.table.index.add(&id)));
                }
                Lead::Nobody if !unused => self.unknown_lead(&id),
                lead => return Some(lead),
            },
        };
        if unused && !self.job.own_leads {
            return Some(Lead::Nobody);
        }
        self.faults.push((Some(columns.lead.clone()), fault));
        None
    }

    fn unknown_lead(&self, id: &Id) -> Fault {
        let shown = id.shown();
        let fault = Fault::new(UNKNOWN_LEAD, &shown, "is the id of no lead");
        let as_number = shown.strip_suffix(".0").map(Id::of_text);
        let as_float = Id::Text(format!("{shown}.0").into());
        let known = |id: &Id| self.table.index.find(id) != Lead::Nobody;
        match as_number.filter(known).or(Some(as_float).filter(known)) {
            Some(other) => {
                fault.help(format!("the leads have `{}`: write both the same way", other.shown()))
            }
            None => fault,
        }
    }

    fn time(&mut self, rows: &Rows, columns: &EventColumns) -> Option<i64> {
        let raw = rows.cell(TIME);
        let time = match raw.is_blank() {
            true => Err(Fault::row(NOT_A_TIME, "this event has no time")),
            false => cell::date(&raw, self.job.reading),
        };
        time.map_err(|fault| self.faults.push((Some(columns.time.clone()), fault))).ok()
    }

    /// The lead's row, or nothing where the event is not kept; counts why.
    fn lead_row(&mut self, lead: Lead, name: &NameUse) -> Option<u32> {
        if *name == NameUse::Unused {
            self.summary.events_unused += 1;
        }
        match lead {
            Lead::Row(row) => Some(row),
            Lead::Gone if *name != NameUse::Unused => {
                self.summary.events_of_rejected_leads += 1;
                None
            }
            Lead::Gone | Lead::Nobody => None,
        }
    }

    /// Where the current row stands, by the position of its file.
    fn spot(&self, rows: &Rows) -> (usize, Place) {
        (self.files.len() - 1, rows.place())
    }

    fn reject(&mut self, rows: &Rows) -> Result<(), DataError> {
        self.summary.events_rejected += 1;
        self.note_faults(rows)
    }

    fn note_faults(&mut self, rows: &Rows) -> Result<(), DataError> {
        if self.faults.is_empty() {
            return Ok(());
        }
        self.bad.rows += 1;
        let whole = rows.whole();
        for (column, fault) in self.faults.drain(..) {
            let (file, place) = (rows.name.clone(), rows.place());
            self.bad.note(BadValue { file, place, column, fault }, &whole)?;
        }
        Ok(())
    }

    /// Properties that rules use and that neither a column nor a line of JSON has.
    fn warn_unseen(&mut self, rows: &Rows, seen: &[bool]) {
        let fields = self.job.wanted.properties.iter().zip(seen);
        for (field, _) in fields.filter(|(_, seen)| !**seen) {
            self.summary.warnings.push(columns::never_seen(&field.name, rows));
        }
    }

    fn finish(self) -> Result<Events, DataError> {
        let Reader { log, names, table, bad, summary, files, .. } = self;
        let report = Report { files: &files, lead_ids: &table.ids, bad, summary: &mut *summary };
        let events = log.group(report)?;
        summary.events_kept = events.kept;
        names.tell(summary);
        Ok(events)
    }
}

/// The id of an event as a hash of its text: 128 bits, so that two ids are never taken for one.
fn event_id(raw: &Raw) -> Option<u128> {
    if raw.is_blank() {
        return None;
    }
    let text = raw.text()?;
    let hash = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        (seed, text.trim()).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    // Never 0, which stands for no id.
    Some(hash(0) << 64 | hash(1) | 1)
}
