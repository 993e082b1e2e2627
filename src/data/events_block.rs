//! Events of one block: which are kept, of which leads and when, and what is wrong with the others.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::diagnostic::codes::data::{NO_EVENT_NAME, NOT_A_TIME, UNKNOWN_LEAD};
use crate::types::EventId;

use super::bad::BadRows;
use super::block::{Block, View};
use super::builder::Builder;
use super::cell::{self, Reading, Unknowns};
use super::columns::EventColumns;
use super::error::Fault;
use super::ids::{self, Id};
use super::interner::Interner;
use super::leads::{Lead, LeadIndex};
use super::names::{NameUse, NameUses};
use super::raw::Raw;

/// The cells that every event has come first in the selection.
pub const LEAD: usize = 0;
const EVENT: usize = 1;
const TIME: usize = 2;
const ID: usize = 3;
pub const PROPERTIES: usize = 4;

/// Judges blocks; several at the same time.
pub struct Judge<'a> {
    pub columns: &'a EventColumns,
    /// How a lead's id is spelt where it is unknown.
    pub unknowns: Unknowns,
    pub names: &'a NameUses,
    /// Nothing where the leads are the ids in the events: then they are found as the blocks come together.
    pub index: Option<&'a LeadIndex>,
    /// Empty ones of the properties.
    pub properties: Vec<Builder>,
    pub reading: &'a Reading,
    pub policy: BadRows,
}

/// What is in a block.
#[derive(Default)]
pub struct Found {
    /// Names and how often each occurs, by first appearance.
    pub names: Vec<(String, u64)>,
    pub unused: u64,
    pub of_rejected_leads: u64,
    pub rejected: u64,
    pub taken_as_unknown: u64,
    /// Where leads are found later: rows that name one, ascending.
    pub naming: Vec<u32>,
    pub kept: Kept,
    /// Events that no rule uses and that have an id: row, lead, id.
    pub unused_ids: Vec<(u32, u32, u128)>,
    pub properties: Vec<Builder>,
    /// By row of the block, ascending; of one row, in the order of the columns.
    pub faults: Vec<(u32, Option<String>, Fault)>,
}

/// The events that are kept, in columns.
#[derive(Default)]
pub struct Kept {
    pub rows: Vec<u32>,
    /// Rows of the leads; of no meaning where leads are found later.
    pub leads: Vec<u32>,
    pub events: Vec<EventId>,
    pub times: Vec<i64>,
    /// None at all where the file has no ids of events.
    pub ids: Vec<Option<u128>>,
}

impl Kept {
    fn reserve(&mut self, rows: usize) {
        self.rows.reserve(rows);
        self.leads.reserve(rows);
        self.events.reserve(rows);
        self.times.reserve(rows);
    }

    fn push(&mut self, row: u32, lead: u32, event: EventId, time: i64) {
        self.rows.push(row);
        self.leads.push(lead);
        self.events.push(event);
        self.times.push(time);
    }

    fn retain(&mut self, stays: &[bool]) {
        fn keep<T>(values: &mut Vec<T>, stays: &[bool]) {
            let mut stays = stays.iter();
            values.retain(|_| stays.next().is_some_and(|s| *s));
        }
        keep(&mut self.rows, stays);
        keep(&mut self.leads, stays);
        keep(&mut self.events, stays);
        keep(&mut self.times, stays);
        keep(&mut self.ids, stays);
    }
}

/// What an event row needs besides its properties, as columns of a block.
struct Heads<'a> {
    lead: View<'a>,
    time: View<'a>,
    id: View<'a>,
}

impl Judge<'_> {
    /// Judges all rows of a block; those that could not be taken apart leave it for the faults.
    pub fn find(&self, block: &mut Block) -> Found {
        let mut found = Found { rejected: block.broken.len() as u64, ..Found::default() };
        let sound = block.sound();
        found.faults = block.broken.drain(..).map(|b| (b.row, b.column, b.fault)).collect();
        let (codes, uses) = self.names(block, &sound, &mut found);
        let heads =
            Heads { lead: block.column(LEAD), time: block.column(TIME), id: block.column(ID) };
        let uses: Vec<Option<NameUse>> =
            codes.iter().map(|&code| uses.get(code as usize).copied()).collect();
        let known = self.known_leads(heads.lead, &sound, &uses);
        let times = if matches!(heads.id, View::Absent) { heads.time.instants() } else { None };
        found.kept.reserve(sound.len());
        for (i, &row) in sound.iter().enumerate() {
            match (uses[i], known[i], times) {
                // What is usual: nothing is left to judge.
                (Some(NameUse::Kept(event)), Some(Lead::Row(lead)), Some(times)) => {
                    found.kept.push(row, lead, event, times[row as usize]);
                }
                (Some(name), ..) => self.head(row, name, known[i], &heads, &mut found),
                (None, ..) => {
                    let fault = Fault::row(NO_EVENT_NAME, "this event has no name");
                    found.reject(row, &self.columns.event, fault);
                }
            }
        }
        self.properties(block, &mut found);
        found.faults.sort_by_key(|(row, _, _)| *row);
        found
    }

    /// For each row the code of its name, and what becomes of the events of each name; they are counted.
    fn names(&self, block: &Block, rows: &[u32], found: &mut Found) -> (Vec<u32>, Vec<NameUse>) {
        let mut names = Interner::default();
        let mut codes = Vec::with_capacity(rows.len());
        let judge = |raw: &Raw| match raw.is_blank() {
            true => Ok(NO_NAME),
            false => Ok(raw.text().map_or(NO_NAME, |text| names.insert(&text))),
        };
        block.column(EVENT).coded(rows, judge, |_, code| codes.push(code.unwrap_or(NO_NAME)));
        let mut counts = vec![0; names.len()];
        codes.iter().filter(|c| **c != NO_NAME).for_each(|&code| counts[code as usize] += 1);
        let name = |code: usize| names.get(code as u32);
        found.names = (0..names.len()).map(|code| (name(code).to_string(), counts[code])).collect();
        (codes, (0..names.len()).map(|code| self.names.of(name(code))).collect())
    }

    /// The leads of used events, where their ids are numbers and somebody has them.
    fn known_leads(
        &self,
        column: View,
        rows: &[u32],
        uses: &[Option<NameUse>],
    ) -> Vec<Option<Lead>> {
        let Some(index) = self.index else { return vec![None; rows.len()] };
        let whole = if self.unknowns.are_blank_alone() { column.whole_numbers() } else { None };
        let number = |(&row, usage): (&u32, &Option<NameUse>)| match (usage, whole) {
            (Some(NameUse::Kept(_)), Some(numbers)) => Some(numbers[row as usize]),
            (Some(NameUse::Kept(_)), None) => {
                match ids::id(&column.get(row as usize), &self.unknowns) {
                    Ok(Id::Number(number)) => Some(number),
                    _ => None,
                }
            }
            _ => None,
        };
        let numbers: Vec<Option<i64>> = rows.iter().zip(uses).map(number).collect();
        let mut leads = index.find_numbers(&numbers);
        leads.iter_mut().for_each(|lead| *lead = lead.filter(|lead| *lead != Lead::Nobody));
        leads
    }

    /// Lead and time, in this order: of an event that no rule uses nothing more is looked at than is needed.
    fn head(&self, row: u32, name: NameUse, known: Option<Lead>, heads: &Heads, found: &mut Found) {
        let at = row as usize;
        let id = event_id(&heads.id.get(at));
        let used = match name {
            NameUse::Kept(event) => Some(event),
            NameUse::Unused => None,
        };
        if used.is_none() && id.is_none() && self.index.is_some() {
            found.unused += 1;
            return;
        }
        let lead = || self.lead(&heads.lead.get(at), used.is_some());
        let lead = match (known.map_or_else(lead, Ok), used) {
            (Ok(lead), _) => lead,
            (Err(_), None) if self.index.is_some() => Lead::Nobody,
            (Err(fault), _) => return found.reject(row, &self.columns.lead, fault),
        };
        if self.index.is_none() {
            found.naming.push(row);
        }
        let Some(event) = used else {
            found.unused += 1;
            // It is remembered only to see whether another event has the same id.
            if let (Lead::Row(lead), Some(id)) = (lead, id) {
                found.unused_ids.push((row, lead, id));
            }
            return;
        };
        match (self.time(&heads.time.get(at)), lead) {
            (Err(fault), _) => found.reject(row, &self.columns.time, fault),
            (Ok(time), Lead::Row(lead)) => {
                found.kept.push(row, lead, event, time);
                if !matches!(heads.id, View::Absent) {
                    found.kept.ids.push(id);
                }
            }
            (Ok(_), _) => found.of_rejected_leads += 1,
        }
    }

    fn lead(&self, raw: &Raw, used: bool) -> Result<Lead, Fault> {
        let id = ids::id(raw, &self.unknowns)?;
        let Some(index) = self.index else { return Ok(Lead::Row(0)) };
        match index.find(&id) {
            Lead::Nobody if used => Err(unknown_lead(index, &id)),
            lead => Ok(lead),
        }
    }

    fn time(&self, raw: &Raw) -> Result<i64, Fault> {
        match raw.is_blank() {
            true => Err(Fault::row(NOT_A_TIME, "this event has no time")),
            false => cell::date(raw, self.reading),
        }
    }

    /// The properties of the events that are kept so far. A bad one costs the event, or only itself.
    fn properties(&self, block: &Block, found: &mut Found) {
        let Found { kept, faults, .. } = found;
        let mut bad = Vec::new();
        let column = |(i, empty): (usize, &Builder)| {
            let (mut builder, mut refused) = (empty.sibling(), Vec::new());
            builder.extend(block.column(PROPERTIES + i), &kept.rows, self.reading, &mut refused);
            for (row, fault) in refused {
                bad.push(row);
                faults.push((row, Some(builder.name.clone()), fault));
            }
            builder
        };
        found.properties = self.properties.iter().enumerate().map(column).collect();
        if self.policy == BadRows::Unknown {
            found.taken_as_unknown += bad.len() as u64;
            return;
        }
        bad.sort_unstable();
        bad.dedup();
        if bad.is_empty() {
            return;
        }
        found.rejected += bad.len() as u64;
        let stays: Vec<bool> =
            found.kept.rows.iter().map(|row| bad.binary_search(row).is_err()).collect();
        found.kept.retain(&stays);
        let order: Vec<u32> = (0u32..).zip(&stays).filter(|s| *s.1).map(|s| s.0).collect();
        found.properties.iter_mut().for_each(|builder| builder.pick(&order));
    }
}

/// The code of a row whose event has no name.
const NO_NAME: u32 = u32::MAX;

impl Found {
    fn reject(&mut self, row: u32, column: &str, fault: Fault) {
        self.rejected += 1;
        self.faults.push((row, Some(column.to_string()), fault));
    }
}

fn unknown_lead(index: &LeadIndex, id: &Id) -> Fault {
    let shown = id.shown();
    let fault = Fault::new(UNKNOWN_LEAD, &shown, "is the id of no lead");
    let as_number = shown.strip_suffix(".0").map(Id::of_text);
    let as_float = Id::Text(format!("{shown}.0").into());
    let known = |id: &Id| index.find(id) != Lead::Nobody;
    match as_number.filter(known).or(Some(as_float).filter(known)) {
        Some(other) => {
            fault.help(format!("the leads have `{}`: write both the same way", other.shown()))
        }
        None => fault,
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
