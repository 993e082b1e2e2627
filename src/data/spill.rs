//! Events that do not fit into memory: runs on disk, each sorted by lead, from which any range of leads is read back.
//!
//! A run is what filled the memory once, cut into blocks of events by rising lead. A range of leads is read from the blocks of every run
//! that hold some of it; run after run, so that the events of a lead keep the order of the files.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::mem::take;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::diagnostic::codes::data::CANNOT_SPILL;
use crate::types::EventId;

use super::copies::{EventIds, Spot};
use super::error::DataError;
use super::grouped::EventRows;
use super::packed::{self, Ints, Packed};
use super::parallel::in_order;

/// Events in a block: a range of leads reads up to two blocks of a run for nothing.
const BLOCK: usize = 8192;

/// Events on disk.
pub struct Spill {
    folder: PathBuf,
    /// Without a name: it goes when it is closed, however the process ends.
    file: Mutex<File>,
    /// Where the next block begins.
    end: u64,
    runs: usize,
    /// Run after run.
    events: Vec<Block>,
    /// Of events that no rule uses, for their ids.
    unused: Vec<Block>,
    /// By lead, how many events; a lead at the end may have none.
    counts: Vec<u64>,
}

/// Consecutive bytes of the file.
struct Block {
    /// The least lead and the greatest.
    leads: (u32, u32),
    at: u64,
    bytes: usize,
}

impl Spill {
    /// A place for events in a folder, or where the system keeps such things.
    pub fn create(folder: Option<&Path>) -> Result<Spill, DataError> {
        let folder = folder.map_or_else(std::env::temp_dir, Path::to_path_buf);
        let file = tempfile::tempfile_in(&folder).map_err(|e| cannot_spill(&folder, &e))?;
        Ok(Spill {
            folder,
            file: Mutex::new(file),
            end: 0,
            runs: 0,
            events: Vec::new(),
            unused: Vec::new(),
            counts: Vec::new(),
        })
    }

    pub fn runs(&self) -> usize {
        self.runs
    }

    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Writes events as a run.
    pub fn add(&mut self, mut rows: EventRows, threads: usize) -> Result<(), DataError> {
        let mut unused = rows.ids.as_mut().map(|ids| take(&mut ids.unused)).unwrap_or_default();
        unused.sort_unstable();
        let blocks = self.write(unused.len(), threads, |range| encode_unused(&unused[range]))?;
        self.unused.extend(blocks);
        let leads = rows.leads.iter().max().map_or(0, |&lead| lead as usize + 1);
        self.counts.resize(self.counts.len().max(leads), 0);
        rows.leads.iter().for_each(|&lead| self.counts[lead as usize] += 1);
        let order = order(&rows.leads, leads);
        let blocks = self.write(order.len(), threads, |range| encode(&rows, &order[range]))?;
        self.events.extend(blocks);
        self.runs += 1;
        Ok(())
    }

    /// Writes so many rows, a block at a time.
    fn write(
        &mut self,
        rows: usize,
        threads: usize,
        encode: impl Fn(Range<usize>) -> ((u32, u32), Vec<u8>) + Sync,
    ) -> Result<Vec<Block>, DataError> {
        let file = self.file.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut starts = (0..rows).step_by(BLOCK);
        let encode = |start| encode(start..rows.min(start + BLOCK));
        let mut blocks = Vec::new();
        let (folder, end) = (&self.folder, &mut self.end);
        in_order(
            threads,
            || Ok(starts.next()),
            encode,
            |(leads, bytes)| {
                file.write_all(&bytes).map_err(|e| cannot_spill(folder, &e))?;
                blocks.push(Block { leads, at: *end, bytes: bytes.len() });
                *end += bytes.len() as u64;
                Ok(())
            },
        )?;
        Ok(blocks)
    }

    /// The events of a range of leads; `empty` has the columns without rows, and the dictionaries.
    pub fn read(&self, leads: Range<usize>, empty: &EventRows) -> Result<EventRows, DataError> {
        let mut rows = empty.clone();
        let mut bytes = Vec::new();
        for block in self.events.iter().filter(|block| block.holds(&leads)) {
            self.bytes(block, &mut bytes)?;
            decode(&bytes, &leads, &mut rows);
        }
        let Some(ids) = &mut rows.ids else { return Ok(rows) };
        for block in self.unused.iter().filter(|block| block.holds(&leads)) {
            self.bytes(block, &mut bytes)?;
            decode_unused(&bytes, &leads, ids);
        }
        Ok(rows)
    }

    fn bytes(&self, block: &Block, bytes: &mut Vec<u8>) -> Result<(), DataError> {
        bytes.resize(block.bytes, 0);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let read = file.seek(SeekFrom::Start(block.at)).and_then(|_| file.read_exact(bytes));
        read.map_err(|e| cannot_spill(&self.folder, &e))
    }
}

impl Block {
    fn holds(&self, leads: &Range<usize>) -> bool {
        (self.leads.0 as usize) < leads.end && self.leads.1 as usize >= leads.start
    }
}

/// The rows by lead, each lead's in their order.
fn order(of: &[u32], leads: usize) -> Vec<u32> {
    let mut next = vec![0u32; leads + 1];
    of.iter().for_each(|&lead| next[lead as usize + 1] += 1);
    (0..leads).for_each(|lead| next[lead + 1] += next[lead]);
    let mut order = vec![0; of.len()];
    for (row, &lead) in of.iter().enumerate() {
        let slot = &mut next[lead as usize];
        order[*slot as usize] = row as u32;
        *slot += 1;
    }
    order
}

/// Some rows by rising lead: the leads that they are of, and their bytes.
fn encode(rows: &EventRows, order: &[u32]) -> ((u32, u32), Vec<u8>) {
    let all = || order.iter().map(|&row| row as usize);
    let mut out = (order.len() as u32).to_le_bytes().to_vec();
    packed::ints(&mut out, all().map(|row| rows.leads[row].into()));
    packed::ints(&mut out, all().map(|row| rows.events[row].0.wrapping_add(1).into()));
    packed::ints(&mut out, all().map(|row| rows.times[row]));
    rows.properties.iter().for_each(|column| packed::column(&mut out, column, order));
    if let Some(ids) = &rows.ids {
        encode_ids(&mut out, all().map(|row| (ids.ids[row], ids.spots[row])));
    }
    let lead = |row: Option<&u32>| row.map_or(0, |&row| rows.leads[row as usize]);
    ((lead(order.first()), lead(order.last())), out)
}

/// Adds the rows of these leads.
fn decode(bytes: &[u8], leads: &Range<usize>, rows: &mut EventRows) {
    let (mut packed, count) = open(bytes);
    let of = packed.ints(count);
    let there = within(of, count, leads);
    rows.leads.extend(of.range(there.clone()).map(|lead| lead as u32));
    let events = packed.ints(count).range(there.clone());
    rows.events.extend(events.map(|event| EventId((event as u32).wrapping_sub(1))));
    rows.times.extend(packed.ints(count).range(there.clone()));
    for column in &mut rows.properties {
        packed::append(column, &mut packed, there.clone(), count);
    }
    if let Some(ids) = &mut rows.ids {
        for (id, spot) in decode_ids(&mut packed, there, count) {
            ids.ids.push(id);
            ids.spots.push(spot);
        }
    }
}

fn encode_unused(unused: &[(u32, u128, Spot)]) -> ((u32, u32), Vec<u8>) {
    let mut out = (unused.len() as u32).to_le_bytes().to_vec();
    packed::ints(&mut out, unused.iter().map(|u| u.0.into()));
    encode_ids(&mut out, unused.iter().map(|u| (u.1, u.2)));
    let lead = |u: Option<&(u32, u128, Spot)>| u.map_or(0, |u| u.0);
    ((lead(unused.first()), lead(unused.last())), out)
}

fn decode_unused(bytes: &[u8], leads: &Range<usize>, ids: &mut EventIds) {
    let (mut packed, count) = open(bytes);
    let of = packed.ints(count);
    let there = within(of, count, leads);
    let named = decode_ids(&mut packed, there.clone(), count);
    let unused = of.range(there).zip(named).map(|(lead, (id, spot))| (lead as u32, id, spot));
    ids.unused.extend(unused);
}

/// Ids of events and where they stand.
fn encode_ids(out: &mut Vec<u8>, ids: impl Iterator<Item = (u128, Spot)> + Clone) {
    packed::ints(out, ids.clone().map(|(id, _)| (id >> 64) as i64));
    packed::ints(out, ids.clone().map(|(id, _)| id as i64));
    packed::ints(out, ids.map(|(_, spot)| spot.0 as i64));
}

fn decode_ids<'a>(
    packed: &mut Packed<'a>,
    rows: Range<usize>,
    count: usize,
) -> impl Iterator<Item = (u128, Spot)> + 'a {
    let [high, low, spots] = [(); 3].map(|()| packed.ints(count).range(rows.clone()));
    let id = |(high, low): (i64, i64)| u128::from(high as u64) << 64 | u128::from(low as u64);
    high.zip(low).map(id).zip(spots.map(|spot| Spot(spot as u64)))
}

/// A block and how many rows it has.
fn open(bytes: &[u8]) -> (Packed<'_>, usize) {
    let (count, rest) = bytes
        .split_first_chunk()
        .map_or((0, bytes), |(count, rest)| (u32::from_le_bytes(*count) as usize, rest));
    (Packed(rest), count)
}

/// The rows of these leads among rising leads.
fn within(of: Ints, count: usize, leads: &Range<usize>) -> Range<usize> {
    let below = |lead: usize| of.range(0..count).take_while(|&l| (l as usize) < lead).count();
    below(leads.start)..below(leads.end)
}

/// No place for events, in a plain sentence.
fn cannot_spill(folder: &Path, error: &io::Error) -> DataError {
    let sentence = match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            "the events need more memory than they may have, and there is no such folder to put them in".to_string()
        }
        io::ErrorKind::StorageFull => {
            "the events need more memory than they may have, and there is no space left in this folder".to_string()
        }
        io::ErrorKind::PermissionDenied => {
            "the events need more memory than they may have, and writing to this folder is not permitted".to_string()
        }
        _ => format!("the events cannot be kept in this folder: {error}"),
    };
    DataError::new(CANNOT_SPILL, folder.display().to_string(), sentence)
        .help("name a folder with more room, as in `--temp-dir /mnt/data`, or give more memory with `--memory`")
}
