//! Event logs: only names and properties in use are kept, grouped by lead, by ascending time within a lead.

use std::sync::Arc;

use crate::diagnostic::codes::data::TOO_LARGE;
use crate::types::{Field, Schema};

use super::bad::Bad;
use super::block::Block;
use super::builder::Builder;
use super::cell::{Reading, Unknowns};
use super::columns::{self, EventColumns};
use super::error::{BadValue, DataError, Fault};
use super::events_block::{Found, Judge, LEAD, PROPERTIES};
use super::ids;
use super::leads::{LEAD_BYTES, Lead, LeadTable};
use super::load::{Options, Part, Progress};
use super::log::{Bound, Log, Report};
use super::names::{NameUses, Names};
use super::parallel;
use super::parts::Events;
use super::rows::{Given, Rows};
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
            threads: parallel::threads(self.options.threads),
            ..Bound::new(self.options.memory.map(room), &self.wanted.properties)
        }
    }
}

/// Reads all files as one log; bad rows are noted in `bad`, counts in `summary`.
pub fn read(
    files: &[Given],
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
fn open(files: &[Given], job: &Job) -> Result<Vec<(Rows, EventColumns)>, DataError> {
    let mut opened = Vec::new();
    for file in files {
        let rows = Rows::open(*file)?;
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
}

impl Reader<'_> {
    fn file(
        &mut self,
        rows: &mut Rows,
        columns: &EventColumns,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), DataError> {
        let (name, meter) = (rows.name.clone(), rows.meter.clone());
        self.files.push(name.clone());
        let (job, own_leads) = (self.job, self.job.own_leads);
        // Leads that are known already do not change while events are judged.
        let index = if own_leads { None } else { Some(std::mem::take(&mut self.table.index)) };
        let judge = Judge {
            columns,
            unknowns: Unknowns::of(&columns.lead, &job.options.unknown),
            names: &NameUses::new(job.wanted),
            index: index.as_ref(),
            properties: self.log.properties.iter().map(Builder::sibling).collect(),
            reading: job.reading,
            policy: self.bad.policy,
        };
        let now = |read| Progress::of(&name, &meter, Part::Events, read);
        let work = |mut block: Block| {
            let found = judge.find(&mut block);
            (block, found)
        };
        rows.each(job.options.threads, work, |(block, mut found)| {
            if own_leads {
                self.find_leads(&block, &mut found, &judge.unknowns);
            }
            self.take(&block, found)?;
            progress(now(self.summary.events_read));
            Ok(())
        })?;
        progress(now(self.summary.events_read).done());
        if let Some(index) = index {
            self.table.index = index;
        }
        Ok(())
    }

    /// The leads of a block, where the leads are the ids in the events: each row that names one, in the order of the file.
    fn find_leads(&mut self, block: &Block, found: &mut Found, unknowns: &Unknowns) {
        let mut leads = vec![0; block.rows as usize];
        let column = block.column(LEAD);
        for &row in &found.naming {
            let Ok(id) = ids::id(&column.get(row as usize), unknowns) else { continue };
            leads[row as usize] = match self.table.index.find(&id) {
                Lead::Row(lead) => lead,
                Lead::Gone | Lead::Nobody => {
                    self.table.ids.push(&id, column.is_text(row as usize));
                    self.table.index.add(&id)
                }
            };
        }
        let Found { kept, unused_ids, .. } = found;
        kept.leads.iter_mut().zip(&kept.rows).for_each(|(lead, row)| *lead = leads[*row as usize]);
        unused_ids.iter_mut().for_each(|(row, lead, _)| *lead = leads[*row as usize]);
    }

    fn take(&mut self, block: &Block, found: Found) -> Result<(), DataError> {
        self.summary.events_read += u64::from(block.rows);
        self.summary.events_unused += found.unused;
        self.summary.events_of_rejected_leads += found.of_rejected_leads;
        self.summary.events_rejected += found.rejected;
        self.bad.taken_as_unknown += found.taken_as_unknown;
        found.names.into_iter().for_each(|(name, count)| self.names.count(name, count));
        self.note(block, found.faults)?;
        let file = self.files.len() - 1;
        for (row, lead, id) in found.unused_ids {
            self.log.push_unused(lead, Some(id), (file, block.place(row)));
        }
        for (all, more) in self.log.properties.iter_mut().zip(&found.properties) {
            all.append(more, None);
        }
        self.log.extend(found.kept, |row| (file, block.place(row)));
        self.log.make_room(self.table.ids.len())?;
        if self.log.len() >= u32::MAX as usize {
            let sentence = "there are more than 4 billion events in use";
            return Err(DataError::new(TOO_LARGE, self.files[file].clone(), sentence));
        }
        Ok(())
    }

    fn note(
        &mut self,
        block: &Block,
        faults: Vec<(u32, Option<String>, Fault)>,
    ) -> Result<(), DataError> {
        let Some(file) = self.files.last() else { return Ok(()) };
        for faults in faults.chunk_by(|a, b| a.0 == b.0) {
            self.bad.rows += 1;
            let (place, whole) = (block.place(faults[0].0), block.whole(faults[0].0));
            for (_, column, fault) in faults {
                let (file, column, fault) = (file.clone(), column.clone(), fault.clone());
                self.bad.note(BadValue { file, place, column, fault }, &whole)?;
            }
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
