//! The file of leads: one row a lead, an id that stands once, the attributes that rules use as columns.

use std::sync::Arc;

use crate::diagnostic::codes::data::{DOUBLED_LEAD, TOO_LARGE};
use crate::types::Schema;
use crate::types::columns::{Column, Leads};

use super::bad::{Bad, BadRows};
use super::block::Block;
use super::builder::Builder;
use super::cell::{Reading, Unknowns};
use super::columns::{self, missing};
use super::error::{BadValue, DataError, Fault, Place};
use super::ids::{self, Id, Ids, Index};
use super::load::{Options, Part, Progress, ROW_NUMBER};
use super::rows::{Given, Rows};

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

impl Lead {
    fn of(row: Option<u32>) -> Lead {
        match row {
            None => Lead::Nobody,
            Some(GONE) => Lead::Gone,
            Some(row) => Lead::Row(row),
        }
    }
}

impl LeadIndex {
    pub fn find(&self, id: &Id) -> Lead {
        Lead::of(self.rows.get(id))
    }

    /// As [`LeadIndex::find`] for ids that are numbers, all at once: look-ups that do not wait for each other are several times faster.
    pub fn find_numbers(&self, ids: &[Option<i64>]) -> Vec<Option<Lead>> {
        let lead = |id: &Option<i64>| id.map(|number| Lead::of(self.rows.get_number(number)));
        ids.iter().map(lead).collect()
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
    name: Arc<str>,
    id_column: Option<String>,
    unknowns: Unknowns,
    builders: Vec<Builder>,
    ids: Ids,
    seen: Seen,
    /// Rows that were kept and then turned out to stand twice.
    doubled: Vec<u32>,
    bad: &'a mut Bad,
    read: u64,
}

/// A block with its attributes judged; ids are judged as the blocks come together.
struct Judged {
    block: Block,
    /// The rows that could be taken apart.
    sound: Vec<u32>,
    /// One row for each of them.
    columns: Vec<Builder>,
    /// By row of the block, ascending; of one row, in the order of the columns.
    faults: Vec<(u32, Option<String>, Fault)>,
}

/// Reads the leads; bad rows are noted in `bad`.
pub fn read(
    given: Given,
    schema: &Schema,
    options: &Options,
    reading: &Reading,
    bad: &mut Bad,
    progress: &mut dyn FnMut(Progress),
) -> Result<LeadTable, DataError> {
    let mut rows = Rows::open(given)?;
    let id_column = columns::lead_id(&rows, options)?;
    if rows.columns_are_fixed() {
        missing(&rows.name, rows.columns(), &schema.attributes, "attribute")?;
    }
    let wanted: Vec<Option<String>> = std::iter::once(id_column.clone())
        .chain(schema.attributes.iter().map(|f| Some(f.name.clone())))
        .collect();
    rows.select(&wanted)?;
    let builders: Vec<Builder> =
        schema.attributes.iter().map(|f| Builder::new(f, &options.unknown)).collect();
    let siblings: Vec<Builder> = builders.iter().map(Builder::sibling).collect();
    let (name, meter) = (rows.name.clone(), rows.meter.clone());
    let mut reader = Reader {
        name: name.clone(),
        unknowns: Unknowns::of(id_column.as_deref().unwrap_or(ROW_NUMBER), &options.unknown),
        id_column,
        builders,
        ids: Ids::default(),
        seen: Seen::default(),
        doubled: Vec::new(),
        bad,
        read: 0,
    };
    let now = |read| Progress::of(&name, &meter, Part::Leads, read);
    let judge = |block| judged(block, &siblings, reading);
    rows.each(options.threads, judge, |judged| {
        reader.take(judged)?;
        progress(now(reader.read));
        Ok(())
    })?;
    progress(now(reader.read).done());
    let warnings = never_seen(&rows, schema);
    Ok(reader.finish(warnings))
}

fn judged(mut block: Block, siblings: &[Builder], reading: &Reading) -> Judged {
    let sound = block.sound();
    let mut faults = Vec::new();
    let column = |(i, sibling): (usize, &Builder)| {
        let (mut builder, mut refused) = (sibling.sibling(), Vec::new());
        builder.extend(block.column(i + 1), &sound, reading, &mut refused);
        let name = || Some(builder.name.clone());
        faults.extend(refused.into_iter().map(|(row, fault)| (row, name(), fault)));
        builder
    };
    let columns = siblings.iter().enumerate().map(column).collect();
    faults.extend(block.broken.drain(..).map(|b| (b.row, b.column, b.fault)));
    faults.sort_by_key(|(row, _, _)| *row);
    Judged { block, sound, columns, faults }
}

impl Reader<'_> {
    fn take(&mut self, judged: Judged) -> Result<(), DataError> {
        let Judged { block, sound, columns, faults } = judged;
        let mut faults = faults.into_iter().peekable();
        let mut positions = (0u32..).zip(&sound).peekable();
        let mut kept = Vec::with_capacity(sound.len());
        for row in 0..block.rows {
            self.read += 1;
            let mut own = Vec::new();
            while let Some((_, column, fault)) = faults.next_if(|f| f.0 == row) {
                own.push((column, fault));
            }
            if let Some((position, _)) = positions.next_if(|p| *p.1 == row)
                && self.keeps(&block, row, &mut own)?
            {
                kept.push(position);
            }
            if !own.is_empty() {
                self.bad.rows += 1;
                let whole = block.whole(row);
                for (column, fault) in own {
                    let (file, place) = (self.name.clone(), block.place(row));
                    self.bad.note(BadValue { file, place, column, fault }, &whole)?;
                }
            }
        }
        let kept = Some(&kept[..]).filter(|kept| kept.len() < sound.len());
        self.builders.iter_mut().zip(&columns).for_each(|(all, more)| all.append(more, kept));
        Ok(())
    }

    /// Takes a row's id. Does the row stay? Further faults are added to those of its attributes.
    fn keeps(
        &mut self,
        block: &Block,
        row: u32,
        faults: &mut Vec<(Option<String>, Fault)>,
    ) -> Result<bool, DataError> {
        // Under `unknown` a bad value costs only itself; a bad id always costs the row.
        let refused = !faults.is_empty() && self.bad.policy != BadRows::Unknown;
        let column = block.column(0);
        let id = match self.id_column {
            None => Ok(Id::Number(self.read as i64)),
            Some(_) => ids::id(&column.get(row as usize), &self.unknowns),
        };
        let id = match id {
            Ok(id) => id,
            Err(fault) => {
                faults.push((self.id_column.clone(), fault));
                return Ok(false);
            }
        };
        let here = block.place(row);
        if let Some(position) = self.seen.index.get(&id) {
            let first = same_kind(here, self.seen.places[position as usize]);
            let fault = doubled(&id, first, here);
            faults.push((self.id_column.clone(), fault.clone()));
            self.leave_out_first(position, first, fault)?;
            return Ok(false);
        }
        self.seen.insert(&id, if refused { GONE } else { self.ids.len() as u32 }, here.number());
        if refused {
            return Ok(false);
        }
        self.ids.push(&id, self.id_column.is_some() && column.is_text(row as usize));
        self.bad.taken_as_unknown += faults.len() as u64;
        self.refuse_too_many()?;
        Ok(true)
    }

    /// The first row of an id that stands twice goes too.
    fn leave_out_first(
        &mut self,
        position: u32,
        place: Place,
        fault: Fault,
    ) -> Result<(), DataError> {
        let row = std::mem::replace(&mut self.seen.rows[position as usize], GONE);
        if row == GONE {
            return Ok(());
        }
        self.doubled.push(row);
        let (file, column) = (self.name.clone(), self.id_column.clone());
        self.bad.also(&BadValue { file, place, column, fault })
    }

    fn refuse_too_many(&self) -> Result<(), DataError> {
        match self.ids.len() < GONE as usize - 1 {
            true => Ok(()),
            false => {
                let sentence = "there are more than 4 billion leads";
                Err(DataError::new(TOO_LARGE, self.name.clone(), sentence))
            }
        }
    }

    fn finish(mut self, warnings: Vec<String>) -> LeadTable {
        let id_name = self.id_column.unwrap_or_else(|| "row".into());
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

/// Keys of JSON Lines that rules use and no line has.
fn never_seen(rows: &Rows, schema: &Schema) -> Vec<String> {
    let unseen = schema.attributes.iter().enumerate().filter(|(i, _)| !rows.seen(i + 1));
    unseen.map(|(_, f)| columns::never_seen(&f.name, rows)).collect()
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
