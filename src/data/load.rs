//! Leads and events from files to the columns that engines score, with a summary that drops nothing in silence.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::RecordBatch;

use crate::diagnostic::codes::data::CANNOT_READ;
use crate::types::Schema;
use crate::types::calendar::Zone;
use crate::types::columns::{Batch, Leads};
use crate::types::columns::{Bitmap, Column, Dictionary, UNKNOWN_CODE};
use crate::types::{Field, Type};

use super::bad::{Bad, BadRows};
use super::cell::Reading;
use super::error::{BadValue, DataError};
use super::events;
use super::format::{Format, Meter, expand};
use super::ids::Ids;
use super::leads::{self, LeadIndex, LeadTable};
use super::parts::Events;
use super::pick;
use super::rows::Given;
use super::summary::Summary;

/// The `--id` that numbers the rows of the leads from 1.
pub const ROW_NUMBER: &str = "row-number";

/// How data is read; the default is what the command does without options.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The column of the lead's id in both files, or [`ROW_NUMBER`].
    pub id: Option<String>,
    /// The column of the lead's id in the events, where it differs.
    pub event_lead: Option<String>,
    pub event_column: Option<String>,
    pub time_column: Option<String>,
    /// Spellings of unknown besides the blank cell; `COLUMN=SPELLING` holds for one column.
    pub unknown: Vec<String>,
    pub decimal_comma: bool,
    pub bad_rows: BadRows,
    /// A CSV file for bad values and rows.
    pub rejects: Option<String>,
    pub leads_format: Option<Format>,
    pub events_format: Option<Format>,
    /// Bytes of memory that all may take, about; events beyond that go to disk. Nothing: there is no limit.
    pub memory: Option<u64>,
    /// The folder for those events; nothing: where the system keeps such things.
    pub temp_dir: Option<PathBuf>,
    /// How many threads read and work on what is read; 0 is one for each processor. The results are the same with any number.
    pub threads: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Leads,
    Events,
}

/// How far reading is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub part: Part,
    pub file: Arc<str>,
    /// Rows of this part so far, over all its files.
    pub rows: u64,
    /// Bytes of this file so far, before decompression.
    pub bytes: u64,
    /// Nothing for standard input.
    pub total_bytes: Option<u64>,
    /// The file is read to its end.
    pub done: bool,
}

impl Progress {
    /// How far a file is; `rows` of all files of its part.
    pub(super) fn of(file: &Arc<str>, meter: &Meter, part: Part, rows: u64) -> Progress {
        let (bytes, total_bytes) = (meter.read(), meter.total);
        Progress { part, file: file.clone(), rows, bytes, total_bytes, done: false }
    }

    pub(super) fn done(self) -> Progress {
        Progress { done: true, ..self }
    }
}

/// Everything that is to be scored, at once.
#[derive(Debug)]
pub struct Loaded {
    pub ids: Ids,
    /// The name of the id's column, for the output.
    pub id_name: String,
    /// Columns in the order of the schema that was asked for.
    pub batch: Batch,
    pub summary: Summary,
    /// The first twenty bad values.
    pub bad: Vec<BadValue>,
    /// How many there are.
    pub bad_values: u64,
    /// In how many rows.
    pub bad_rows: u64,
}

/// Everything that is to be scored, part by part.
pub struct Stock {
    pub ids: Ids,
    /// The name of the id's column, for the output.
    pub id_name: String,
    pub summary: Summary,
    /// The first twenty bad values.
    pub bad: Vec<BadValue>,
    /// How many there are.
    pub bad_values: u64,
    /// In how many rows.
    pub bad_rows: u64,
    leads: Leads,
    events: Events,
}

impl Stock {
    /// Ranges of leads, one behind the other: each is a part to work on at once.
    pub fn parts(&self) -> &[Range<usize>] {
        &self.events.parts
    }

    /// Some of the leads with their events; columns in the order of the schema that was asked for.
    pub fn batch(&self, leads: Range<usize>) -> Result<Batch, DataError> {
        let column = |column: &Arc<Column>| match leads.len() == self.leads.rows {
            true => column.clone(),
            false => Arc::new(pick::range(column, leads.clone())),
        };
        let attributes = self.leads.attributes.iter().map(column).collect();
        let log = self.events.log(leads.clone())?;
        Ok(Batch { leads: Leads { rows: leads.len(), attributes }, log })
    }

    fn whole(self) -> Result<Loaded, DataError> {
        let batch = self.batch(0..self.ids.len())?;
        let Stock { ids, id_name, summary, bad, bad_values, bad_rows, .. } = self;
        Ok(Loaded { ids, id_name, batch, summary, bad, bad_values, bad_rows })
    }
}

/// Reads what a schema asks for, and nothing else, to have it at once.
///
/// Without a file of leads, the leads are the ids in the events. A file is a path or `-`; events may be globs.
pub fn load(
    wanted: &Schema,
    zone: &Zone,
    leads: Option<&str>,
    events: &[String],
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Loaded, DataError> {
    read(wanted, zone, leads, events, options, progress)?.whole()
}

/// As [`load`], of columns in memory.
pub fn load_columns(
    wanted: &Schema,
    zone: &Zone,
    leads: &RecordBatch,
    events: Option<&RecordBatch>,
    options: &Options,
) -> Result<Loaded, DataError> {
    let leads = Given::Columns("leads", leads);
    let events: Vec<Given> = events.map(|e| Given::Columns("events", e)).into_iter().collect();
    read_given(wanted, zone, Some(leads), &events, options, &mut |_| {})?.whole()
}

/// As [`load`], to have it part by part.
pub fn read(
    wanted: &Schema,
    zone: &Zone,
    leads: Option<&str>,
    events: &[String],
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Stock, DataError> {
    let events = expand(events)?;
    refuse_two_standard_inputs(leads, &events)?;
    let leads = leads.map(|path| Given::File(path, options.leads_format));
    let events: Vec<Given> =
        events.iter().map(|path| Given::File(path, options.events_format)).collect();
    read_given(wanted, zone, leads, &events, options, progress)
}

fn read_given(
    wanted: &Schema,
    zone: &Zone,
    leads: Option<Given>,
    events: &[Given],
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Stock, DataError> {
    let reading = Reading { zone: zone.clone(), decimal_comma: options.decimal_comma };
    let mut bad = Bad::new(options.bad_rows, options.rejects.as_deref())?;
    let mut table = match leads {
        Some(given) => leads::read(given, wanted, options, &reading, &mut bad, progress)?,
        None if events.is_empty() => {
            let error =
                DataError::new(CANNOT_READ, "data", "there are neither leads nor events to read");
            return Err(error.help("name them with `--leads FILE` and `--events FILE`, or in a `baremo.toml` beside the rules"));
        }
        None => no_leads(wanted, options),
    };
    let mut summary = Summary {
        leads_read: table.read,
        leads_kept: table.ids.len() as u64,
        warnings: std::mem::take(&mut table.warnings),
        ..Summary::default()
    };
    summary.leads_rejected = summary.leads_read - summary.leads_kept;
    let job = events::Job { wanted, options, reading: &reading, own_leads: leads.is_none() };
    let events = events::read(events, &job, &mut table, &mut bad, &mut summary, progress)?;
    if leads.is_none() {
        table.leads = unknown_leads(wanted, table.ids.len());
        summary.leads_read = table.ids.len() as u64;
        summary.leads_kept = summary.leads_read;
    }
    bad.verdict()?;
    summary.taken_as_unknown = bad.taken_as_unknown;
    Ok(Stock {
        ids: table.ids,
        id_name: table.id_name,
        summary,
        bad_values: bad.values,
        bad_rows: bad.rows,
        bad: bad.first,
        leads: table.leads,
        events,
    })
}

fn refuse_two_standard_inputs(leads: Option<&str>, events: &[String]) -> Result<(), DataError> {
    let files = leads.into_iter().chain(events.iter().map(String::as_str));
    match files.filter(|f| *f == "-").count() {
        0 | 1 => Ok(()),
        _ => Err(DataError::new(
            CANNOT_READ,
            "standard input",
            "only one file can be standard input",
        )),
    }
}

fn no_leads(wanted: &Schema, options: &Options) -> LeadTable {
    let mut warnings = Vec::new();
    let named = options.event_lead.as_ref().or(options.id.as_ref());
    if !wanted.attributes.is_empty() {
        warnings.push(
            "the rules use attributes, and there is no file of leads: all are unknown".into(),
        );
    }
    LeadTable {
        ids: Ids::default(),
        id_name: named.map_or("lead_id", |n| n.as_str()).into(),
        leads: Leads::default(),
        index: LeadIndex::default(),
        read: 0,
        warnings,
    }
}

fn unknown_leads(wanted: &Schema, rows: usize) -> Leads {
    let attributes = wanted.attributes.iter().map(|f| Arc::new(unknown_column(f, rows)));
    Leads { rows, attributes: attributes.collect() }
}

pub(super) fn unknown_column(field: &Field, rows: usize) -> Column {
    let known = Bitmap::filled(rows, false);
    match field.ty {
        Type::Number => Column::Number { values: vec![0.0; rows], known },
        Type::Bool => Column::Bool { values: known.clone(), known },
        Type::Date => Column::Date { values: vec![0; rows], known },
        Type::Text | Type::OneOf(_) => Column::Text {
            codes: vec![UNKNOWN_CODE; rows],
            dictionary: Arc::new(Dictionary::default()),
        },
        Type::List => Column::List {
            offsets: vec![0; rows + 1],
            codes: Vec::new(),
            known,
            dictionary: Arc::new(Dictionary::default()),
        },
    }
}
