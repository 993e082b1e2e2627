//! The store: leads, the moments at which they change by themselves, and how far everything is; one transaction a batch.

use std::fs;
use std::io;
use std::ops::Bound;
use std::path::Path;
use std::path::PathBuf;

use redb::Database;
use redb::Durability;
use redb::ReadableDatabase;
use redb::ReadableTable;
use redb::ReadableTableMetadata;
use redb::Table;
use redb::TableDefinition;
use serde::Deserialize;
use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;

use crate::data::DISQUALIFIED_WORD;
use crate::diagnostic::codes::live::DAMAGED;
use crate::diagnostic::codes::live::OTHER_MODEL;
use crate::ir::Program;
use crate::ir::outcome::DISQUALIFIED;
use crate::ir::print;
use crate::stream::error::StreamError;
use crate::stream::record::Record;

const LEADS: TableDefinition<&str, &[u8]> = TableDefinition::new("leads");
const DUE: TableDefinition<(i64, &str), ()> = TableDefinition::new("due");
const ABOUT: TableDefinition<&str, &[u8]> = TableDefinition::new("about");

/// How states are written; another number is another version of this program.
const FORMAT: u8 = 1;
/// Bytes of the store that are kept in memory.
const CACHE: usize = 256 << 20;
/// The store's file in the folder of the state.
pub const FILE: &str = "state.redb";
/// The same while it is made.
const NEW: &str = "new.redb";

/// How far everything is: what is acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Lines and bytes of the input that are applied.
    pub lines: u64,
    pub bytes: u64,
    /// The moment that the stream has reached.
    pub clock: Option<i64>,
    /// Before this moment the states tell nothing.
    pub frontier: Option<i64>,
    /// Changes that are told.
    pub changes: u64,
    /// Lines that were rejected.
    pub rejected: u64,
    /// The output and the rejects, where they are files.
    pub output: Option<FilePlace>,
    pub rejects: Option<FilePlace>,
}

/// A file, and how many of its bytes are acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePlace {
    pub path: String,
    pub length: u64,
}

/// What wrote the state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Writer {
    format: u8,
    model: [u8; 32],
    /// The names of the stages, by number.
    stages: Vec<String>,
}

/// An open store; its file is locked.
pub struct Store {
    database: Database,
    folder: PathBuf,
}

/// The tables of one transaction.
pub struct Tables<'t> {
    leads: Table<'t, &'static str, &'static [u8]>,
    due: Table<'t, (i64, &'static str), ()>,
    folder: &'t Path,
}

impl Store {
    /// Opens the store of a folder for a model, or makes it.
    ///
    /// # Errors
    ///
    /// A folder that cannot be had, a store that is in use, damaged, or of another model.
    pub fn open(folder: &Path, program: &Program) -> Result<Store, StreamError> {
        let writer = Writer {
            format: FORMAT,
            model: Sha256::digest(print(program).as_bytes()).into(),
            stages: program.stages.clone(),
        };
        if !folder.join(FILE).exists() {
            Store::make(folder, &writer)?;
        }
        let store = Store::open_file(folder, FILE)?;
        store.is_of(&writer)?;
        Ok(store)
    }

    /// The store of a folder that has one, whatever model wrote it.
    pub fn existing(folder: &Path) -> Result<Option<Store>, StreamError> {
        folder.join(FILE).is_file().then(|| Store::open_file(folder, FILE)).transpose()
    }

    /// The same, of this model.
    pub fn existing_of(folder: &Path, program: &Program) -> Result<Option<Store>, StreamError> {
        match folder.join(FILE).is_file() {
            true => Store::open(folder, program).map(Some),
            false => Ok(None),
        }
    }

    /// A new store, which gets its name when it is one: a file that is being made is none yet.
    fn make(folder: &Path, writer: &Writer) -> Result<(), StreamError> {
        let fault = |error: std::io::Error| StreamError::store(folder, error.into());
        fs::create_dir_all(folder).map_err(fault)?;
        let store = match Store::open_file(folder, NEW) {
            Err(StreamError::Store { code: DAMAGED, .. }) => {
                // Left there by one that was killed while it was made.
                fs::remove_file(folder.join(NEW)).map_err(fault)?;
                Store::open_file(folder, NEW)?
            }
            opened => opened?,
        };
        store.transaction(|_| Ok(((), Progress::default())), Some(writer))?;
        drop(store);
        rename(folder, NEW, FILE).map_err(fault)
    }

    fn open_file(folder: &Path, name: &str) -> Result<Store, StreamError> {
        let file = folder.join(name);
        let mut builder = Database::builder();
        builder.set_cache_size(CACHE);
        let database =
            builder.create(&file).map_err(|error| StreamError::store(folder, error.into()))?;
        Ok(Store { database, folder: folder.into() })
    }

    fn fault(&self, error: impl Into<redb::Error>) -> StreamError {
        StreamError::store(&self.folder, error.into())
    }

    fn is_of(&self, writer: &Writer) -> Result<(), StreamError> {
        match self.about::<Writer>("writer")? {
            None => self.transaction(|_| Ok(((), Progress::default())), Some(writer)).map(|_| ()),
            Some(known) if known == *writer => Ok(()),
            Some(known) => {
                let what = match known.format == writer.format {
                    true => "another version of the model",
                    false => "another version of this program",
                };
                Err(StreamError::new(
                    OTHER_MODEL,
                    format!("the state in `{}` was written by {what}", self.folder.display()),
                    "give the whole input again with `--rebuild`, or use the model that wrote it",
                ))
            }
        }
    }

    fn about<T: for<'de> Deserialize<'de>>(&self, key: &str) -> Result<Option<T>, StreamError> {
        let transaction = self.database.begin_read().map_err(|e| self.fault(e))?;
        let table = match transaction.open_table(ABOUT) {
            Ok(table) => table,
            Err(redb::TableError::TableDoesNotExist(_)) => return Ok(None),
            Err(error) => return Err(self.fault(error)),
        };
        let bytes = table.get(key).map_err(|e| self.fault(e))?;
        let read = |bytes: &[u8]| {
            postcard::from_bytes(bytes)
                .map_err(|error| StreamError::damaged(self.folder.display(), &error))
        };
        bytes.map(|bytes| read(bytes.value())).transpose()
    }

    pub fn progress(&self) -> Result<Progress, StreamError> {
        Ok(self.about("progress")?.unwrap_or_default())
    }

    /// The next so many leads behind one, in the order of their ids.
    pub fn leads_after(
        &self,
        after: Option<&str>,
        count: usize,
    ) -> Result<Vec<(String, Record)>, StreamError> {
        let transaction = self.database.begin_read().map_err(|e| self.fault(e))?;
        let table = transaction.open_table(LEADS).map_err(|e| self.fault(e))?;
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let range = table.range::<&str>((from, Bound::Unbounded)).map_err(|e| self.fault(e))?;
        let entry = |entry: Result<_, redb::StorageError>| {
            let (lead, bytes): (redb::AccessGuard<&str>, redb::AccessGuard<&[u8]>) =
                entry.map_err(|e| self.fault(e))?;
            let record = Record::from_bytes(bytes.value())
                .map_err(|error| StreamError::damaged(self.folder.display(), &error))?;
            Ok((lead.value().to_string(), record))
        };
        range.take(count).map(entry).collect()
    }

    /// When the first lead changes by itself.
    pub fn first_due(&self) -> Result<Option<i64>, StreamError> {
        let transaction = self.database.begin_read().map_err(|e| self.fault(e))?;
        let table = transaction.open_table(DUE).map_err(|e| self.fault(e))?;
        let first = table.first().map_err(|e| self.fault(e))?;
        Ok(first.map(|(key, _)| key.value().0))
    }

    /// Every lead with the stage that was told last, in the order of their ids; none of a store that another version of this program wrote.
    pub fn stages(&self, mut look: impl FnMut(&str, Option<&str>)) -> Result<(), StreamError> {
        let Some(writer) = self.about::<Writer>("writer")?.filter(|w| w.format == FORMAT) else {
            return Ok(());
        };
        let transaction = self.database.begin_read().map_err(|e| self.fault(e))?;
        let table = transaction.open_table(LEADS).map_err(|e| self.fault(e))?;
        for entry in table.iter().map_err(|e| self.fault(e))? {
            let (lead, bytes) = entry.map_err(|e| self.fault(e))?;
            let record = Record::from_bytes(bytes.value())
                .map_err(|error| StreamError::damaged(self.folder.display(), &error))?;
            look(lead.value(), named(&writer.stages, record.stage));
        }
        Ok(())
    }

    /// How many leads there are.
    pub fn leads(&self) -> Result<u64, StreamError> {
        let transaction = self.database.begin_read().map_err(|e| self.fault(e))?;
        match transaction.open_table(LEADS) {
            Ok(table) => table.len().map_err(|e| self.fault(e)),
            Err(redb::TableError::TableDoesNotExist(_)) => Ok(0),
            Err(error) => Err(self.fault(error)),
        }
    }

    /// One batch: all that the work writes, and how far it came, or nothing of it.
    pub fn batch<T>(
        &self,
        work: impl FnOnce(&mut Tables) -> Result<(T, Progress), StreamError>,
    ) -> Result<(T, Progress), StreamError> {
        self.transaction(work, None)
    }

    fn transaction<T>(
        &self,
        work: impl FnOnce(&mut Tables) -> Result<(T, Progress), StreamError>,
        writer: Option<&Writer>,
    ) -> Result<(T, Progress), StreamError> {
        let mut transaction = self.database.begin_write().map_err(|e| self.fault(e))?;
        transaction.set_durability(Durability::Immediate).map_err(|e| self.fault(e))?;
        // After a crash the store opens at once, not after a walk through all of it.
        transaction.set_quick_repair(true);
        let done = {
            let leads = transaction.open_table(LEADS).map_err(|e| self.fault(e))?;
            let due = transaction.open_table(DUE).map_err(|e| self.fault(e))?;
            let (done, progress) = work(&mut Tables { leads, due, folder: &self.folder })?;
            let mut about = transaction.open_table(ABOUT).map_err(|e| self.fault(e))?;
            let damaged = |error| StreamError::damaged(self.folder.display(), &error);
            let bytes = postcard::to_stdvec(&progress).map_err(damaged)?;
            about.insert("progress", bytes.as_slice()).map_err(|e| self.fault(e))?;
            if let Some(writer) = writer {
                let bytes = postcard::to_stdvec(writer).map_err(damaged)?;
                about.insert("writer", bytes.as_slice()).map_err(|e| self.fault(e))?;
            }
            (done, progress)
        };
        transaction.commit().map_err(|e| self.fault(e))?;
        Ok(done)
    }
}

/// Gives a file in the folder, or below it, its name; what had the name is gone, and never is there nothing.
pub fn rename(folder: &Path, from: &str, to: &str) -> io::Result<()> {
    fs::rename(folder.join(from), folder.join(to))?;
    // The folder's own entry is on the disk, where folders can be asked for that.
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The stage of a number.
pub fn named(stages: &[String], stage: u16) -> Option<&str> {
    match stage {
        DISQUALIFIED => Some(DISQUALIFIED_WORD),
        stage => stages.get(usize::from(stage)).map(String::as_str),
    }
}

impl Tables<'_> {
    fn fault(&self, error: impl Into<redb::Error>) -> StreamError {
        StreamError::store(self.folder, error.into())
    }

    pub fn get(&self, lead: &str) -> Result<Option<Record>, StreamError> {
        let bytes = self.leads.get(lead).map_err(|e| self.fault(e))?;
        let read = |bytes: &[u8]| {
            Record::from_bytes(bytes)
                .map_err(|error| StreamError::damaged(self.folder.display(), &error))
        };
        bytes.map(|bytes| read(bytes.value())).transpose()
    }

    pub fn put(&mut self, lead: &str, record: &Record) -> Result<(), StreamError> {
        let bytes = record.to_bytes();
        let bytes = bytes.map_err(|error| StreamError::damaged(self.folder.display(), &error))?;
        let put = self.leads.insert(lead, bytes.as_slice()).map(|_| ());
        put.map_err(|e| self.fault(e))
    }

    /// Moves a lead in the order of moments.
    pub fn due(
        &mut self,
        lead: &str,
        before: Option<i64>,
        now: Option<i64>,
    ) -> Result<(), StreamError> {
        if before == now {
            return Ok(());
        }
        if let Some(before) = before {
            self.due
                .remove((before, lead))
                .map_err(|e| StreamError::store(self.folder, e.into()))?;
        }
        if let Some(now) = now {
            self.due
                .insert((now, lead), ())
                .map_err(|e| StreamError::store(self.folder, e.into()))?;
        }
        Ok(())
    }

    /// The lead that changes first, and when.
    pub fn first_due(&self) -> Result<Option<(i64, String)>, StreamError> {
        let first = self.due.first().map_err(|e| self.fault(e))?;
        Ok(first.map(|(key, _)| (key.value().0, key.value().1.to_string())))
    }
}
