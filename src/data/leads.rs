//! The file of leads: one row a lead, an id that stands once, the attributes that rules use as columns.

use std::sync::Arc;

use crate::diagnostic::codes::data::{DOUBLED_LEAD, TOO_LARGE};
use crate::types::Schema;
use crate::types::columns::{Column, Leads};

use super::bad::{Bad, BadRows};
use super::builder::Builder;
use super::cell::{Reading, Unknowns};
use super::columns::{self, missing};
use super::error::{BadValue, DataError, Fault, Place};
use super::ids::{self, Id, Ids, Index};
use super::load::{Options, Part, Progress, ROW_NUMBER};
use super::rows::{Rows, Step};

/// The row of an id whose rows were all left out.
const GONE: u32 = u32::MAX;

/// The leads, and the way to each from its id.
pub struct LeadTable {
    pub ids: Ids,
    /// As the file names it; `lead_id` where the leads are the ids in the events.
    pub id_name: String,
    pub leads: Leads,
    pub index: LeadIndex,
    pub read: u64,
    pub warnings: Vec<String>,
}

/// Bytes of a lead's id and of the way to it, about.
pub const LEAD_BYTES: u64 = 48;

impl LeadTable {
    /// Bytes in memory, about.
    pub fn bytes(&self) -> u64 {
        let ids = self.ids.len() as u64 * LEAD_BYTES;
        ids + self.leads.attributes.iter().map(|column| column.bytes()).sum::<u64>()
    }
}

/// From ids to rows, those included that were left out.
#[derive(Default)]
pub struct LeadIndex {
    /// Rows, or [`GONE`].
    rows: Index,
    count: u32,
}

/// The ids so far, while leads are read: by position in `rows` and `places`.
#[derive(Default)]
struct Seen {
    index: Index,
    /// Rows, or [`GONE`].
    rows: Vec<u32>,
    places: Vec<u64>,
}

impl Seen {
    fn insert(&mut self, id: &Id, row: u32, place: u64) {
        self.index.insert(id, self.rows.len() as u32);
        self.rows.push(row);
        self.places.push(place);
    }

    /// The way from ids to rows, as fast as it gets.
    fn settle(mut self) -> LeadIndex {
        self.index.settle(&self.rows);
        LeadIndex { rows: self.index, count: self.rows.len() as u32 }
    }
}

/// Which lead an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    Row(u32),
    /// Its row was left out.
    Gone,
    Nobody,
}

impl LeadIndex {
    pub fn find(&self, id: &Id) -> Lead {
        match self.rows.get(id) {
            None => Lead::Nobody,
            Some(GONE) => Lead::Gone,
            Some(row) => Lead::Row(row),
        }
    }

    /// Adds a lead that is known from an event alone.
    pub fn add(&mut self, id: &Id) -> u32 {
        let row = self.count;
        self.rows.insert(id, row);
        self.count += 1;
        row
    }
}

struct Reader<'a> {
    rows: Rows,
    builders: Vec<Builder>,
    ids: Ids,
    seen: Seen,
    /// Rows that were kept and then turned out to stand twice.
    doubled: Vec<u32>,
    bad: &'a mut Bad,
    reading: &'a Reading,
    read: u64,
}

/// Reads the leads; bad rows are noted in `bad`.
pub fn read(
    path: &str,
    schema: &Schema,
    options: &Options,
    reading: &Reading,
    bad: &mut Bad,
    progress: &mut dyn FnMut(Progress),
) -> Result<LeadTable, DataError> {
    let mut rows = Rows::open(path, options.leads_format)?;
    let id_column = columns::lead_id(&rows, options)?;
    if rows.columns_are_fixed() {
        missing(&rows.name, rows.columns(), &schema.attributes, "attribute")?;
    }
    let wanted: Vec<Option<String>> = std::iter::once(id_column.clone())
        .chain(schema.attributes.iter().map(|f| Some(f.name.clone())))
        .collect();
    rows.select(&wanted)?;
    let builders = schema.attributes.iter().map(|f| Builder::new(f, &options.unknown)).collect();
    let mut reader = Reader {
        rows,
        builders,
        ids: Ids::default(),
        seen: Seen::default(),
        doubled: Vec::new(),
        bad,
        reading,
        read: 0,
    };
    reader.run(&id_column, options, progress)?;
    let warnings = reader.never_seen(schema);
    Ok(reader.finish(id_column.unwrap_or_else(|| "row".into()), warnings))
}

impl Reader<'_> {
    fn run(
        &mut self,
        id_column: &Option<String>,
        options: &Options,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), DataError> {
        let unknowns = Unknowns::of(id_column.as_deref().unwrap_or(ROW_NUMBER), &options.unknown);
        loop {
            match self.rows.step()? {
                Step::End => break,
                Step::Bad(column, fault) => {
                    self.read += 1;
                    self.bad.rows += 1;
                    self.note(column, fault)?;
                }
                Step::Row => {
                    self.read += 1;
                    self.row(id_column, &unknowns)?;
                }
            }
            Progress::every(&self.rows, Part::Leads, self.read, progress);
        }
        Progress::last(&self.rows, Part::Leads, self.read, progress);
        Ok(())
    }

    fn row(&mut self, id_column: &Option<String>, unknowns: &Unknowns) -> Result<(), DataError> {
        let kept = self.ids.len();
        let mut faults = self.attributes();
        // Under `unknown` a bad value costs only itself; a bad id always costs the row.
        let mut refused = !faults.is_empty() && self.bad.policy != BadRows::Unknown;
        // The reader is borrowed by the id, so the rest works on its parts.
        let (rows, seen) = (&self.rows, &mut self.seen);
        let id = match id_column {
            None => Ok(Id::Number(self.read as i64)),
            Some(_) => ids::id(&rows.cell(0), unknowns),
        };
        match id {
            Err(fault) => {
                refused = true;
                faults.push((id_column.clone(), fault));
            }
            Ok(id) => match seen.index.get(&id) {
                Some(position) => {
                    refused = true;
                    let first = same_kind(rows.place(), seen.places[position as usize]);
                    let fault = doubled(&id, first, rows.place());
                    faults.push((id_column.clone(), fault.clone()));
                    self.leave_out_first(position, first, id_column, fault)?;
                }
                None => {
                    seen.insert(
                        &id,
                        if refused { GONE } else { kept as u32 },
                        rows.place().number(),
                    );
                    if !refused {
                        let is_text = id_column.is_some() && rows.is_text(0);
                        self.ids.push(&id, is_text);
                    }
                }
            },
        }
        if refused {
            self.builders.iter_mut().for_each(|b| b.truncate(kept));
        } else {
            self.bad.taken_as_unknown += faults.len() as u64;
            self.refuse_too_many()?;
        }
        self.bad.rows += u64::from(!faults.is_empty());
        faults.into_iter().try_for_each(|(column, fault)| self.note(column, fault))
    }

    /// Pushes the row's attributes, a bad one as unknown; their faults.
    fn attributes(&mut self) -> Vec<(Option<String>, Fault)> {
        let mut faults = Vec::new();
        for (i, builder) in self.builders.iter_mut().enumerate() {
            if let Err(fault) = builder.push(&self.rows.cell(i + 1), self.reading) {
                builder.push_unknown();
                faults.push((Some(builder.name.clone()), fault));
            }
        }
        faults
    }

    /// The first row of an id that stands twice goes too.
    fn leave_out_first(
        &mut self,
        position: u32,
        place: Place,
        column: &Option<String>,
        fault: Fault,
    ) -> Result<(), DataError> {
        let row = std::mem::replace(&mut self.seen.rows[position as usize], GONE);
        if row == GONE {
            return Ok(());
        }
        self.doubled.push(row);
        let file = self.rows.name.clone();
        self.bad.also(&BadValue { file, place, column: column.clone(), fault })
    }

    fn refuse_too_many(&self) -> Result<(), DataError> {
        match self.ids.len() < GONE as usize - 1 {
            true => Ok(()),
            false => {
                let sentence = "there are more than 4 billion leads";
                Err(DataError::new(TOO_LARGE, self.rows.name.clone(), sentence))
            }
        }
    }

    fn note(&mut self, column: Option<String>, fault: Fault) -> Result<(), DataError> {
        let (file, place) = (self.rows.name.clone(), self.rows.place());
        self.bad.note(BadValue { file, place, column, fault }, &self.rows.whole())
    }

    /// Keys of JSON Lines that rules use and no line has.
    fn never_seen(&self, schema: &Schema) -> Vec<String> {
        if self.rows.columns_are_fixed() {
            return Vec::new();
        }
        let unseen = schema.attributes.iter().enumerate().filter(|(i, _)| !self.rows.seen(i + 1));
        unseen.map(|(_, f)| columns::never_seen(&f.name, &self.rows)).collect()
    }

    fn finish(mut self, id_name: String, warnings: Vec<String>) -> LeadTable {
        let (ids, attributes) = if self.doubled.is_empty() {
            (self.ids, self.builders.into_iter().map(|b| Arc::new(b.finish())).collect())
        } else {
            let order = without(self.ids.len(), &self.doubled);
            renumber(&mut self.seen.rows, &order);
            let columns = self.builders.into_iter().map(|b| Arc::new(b.finish_in(&order)));
            (self.ids.picked(&order), columns.collect::<Vec<Arc<Column>>>())
        };
        let leads = Leads { rows: ids.len(), attributes };
        LeadTable { ids, id_name, leads, index: self.seen.settle(), read: self.read, warnings }
    }
}

fn same_kind(like: Place, number: u64) -> Place {
    match like {
        Place::Line(_) => Place::Line(number),
        Place::Row(_) => Place::Row(number),
    }
}

fn doubled(id: &Id, first: Place, second: Place) -> Fault {
    let reason = format!("stands twice, on {first} and on {second}");
    Fault::new(DOUBLED_LEAD, &id.shown(), reason)
        .help("keep one row for each lead: both are left out, since either may be the right one")
}

/// The rows that stay.
fn without(rows: usize, gone: &[u32]) -> Vec<u32> {
    let mut stays = vec![true; rows];
    gone.iter().for_each(|&row| stays[row as usize] = false);
    (0..rows as u32).filter(|&row| stays[row as usize]).collect()
}

/// From old row numbers to new ones.
fn renumber(rows: &mut [u32], order: &[u32]) {
    for row in rows.iter_mut().filter(|row| **row != GONE) {
        *row = order.binary_search(row).map_or(GONE, |new| new as u32);
    }
}
