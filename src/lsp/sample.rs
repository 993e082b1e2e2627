//! The sample data beside the rules: read and scored by a thread of its own, so that nobody who types waits for data.
//!
//! ```text
//! question -> thread: Shelf (what was read last) -> answer -> Awaited -> bell
//! ```

use std::cell::OnceCell;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::path::Path;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use std::time::SystemTime;

use crossbeam_channel::Receiver;
use crossbeam_channel::Sender;
use crossbeam_channel::bounded;
use crossbeam_channel::unbounded;

use crate::data;
use crate::data::BadRows;
use crate::data::Inferred;
use crate::data::Options;
use crate::data::SAMPLE_FILE;
use crate::data::Sample;
use crate::data::Stock;
use crate::data::Wanted;
use crate::engine::Engine;
use crate::engine::Scorer;
use crate::explain::Explained;
use crate::ir::Program;
use crate::types::Points;
use crate::types::Schema;
use crate::types::calendar::Zone;

/// So many leads are a sample; of more, the first.
const LEADS: usize = 10_000;
/// What the data may take of memory; events beyond it go to disk for a while.
const MEMORY: u64 = 1 << 30;

/// How often the rules of a program give points.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    pub leads: usize,
    /// One a line of the program: leads to whom it gives or takes points, and all these points.
    pub lines: Vec<(usize, Points)>,
    pub as_of: Option<String>,
    /// Rows with values that cannot be taken.
    pub bad_rows: u64,
}

/// The first ids of a sample.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Ids {
    pub leads: Vec<String>,
    pub more: bool,
}

/// An answer that may still be on its way.
#[derive(Debug)]
pub struct Awaited<T> {
    comes: Receiver<T>,
    here: OnceCell<T>,
}

impl<T> Awaited<T> {
    /// The answer, if it comes soon enough.
    pub fn within(&self, patience: Duration) -> Option<&T> {
        if self.here.get().is_none() {
            let _ = self.here.set(self.comes.recv_timeout(patience).ok()?);
        }
        self.here.get()
    }

    /// The same, for who asks once.
    pub fn into_within(self, patience: Duration) -> Option<T> {
        self.within(patience)?;
        self.here.into_inner()
    }
}

type Job = Box<dyn FnOnce(&mut Shelf) + Send>;

/// What is asked about sample data, and what is known of it.
pub struct Samples {
    jobs: Sender<Job>,
    bell: Receiver<()>,
    /// By the path of the `baremo.toml`, as it was read last.
    files: RefCell<BTreeMap<PathBuf, (Stamp, Rc<Sample>)>>,
    seen: RefCell<BTreeMap<PathBuf, (Stamp, Rc<Seen>)>>,
}

/// Nothing where the data cannot be read.
pub type Seen = Awaited<Option<Inferred>>;

impl Default for Samples {
    fn default() -> Samples {
        let (jobs, waiting) = unbounded();
        let (ring, bell) = unbounded();
        thread::spawn(move || work(&waiting, &ring));
        Samples { jobs, bell, files: RefCell::default(), seen: RefCell::default() }
    }
}

impl Samples {
    /// Rings behind each answer.
    pub fn bell(&self) -> &Receiver<()> {
        &self.bell
    }

    /// Forgets which data the files name: some may have come or gone.
    pub fn forget(&mut self) {
        self.files.get_mut().clear();
    }

    /// The `baremo.toml` of the rules in a folder.
    pub fn around(&self, folder: &Path) -> Option<Rc<Sample>> {
        let path = folder.ancestors().map(|f| f.join(SAMPLE_FILE)).find(|path| path.exists())?;
        let stamp = Stamp::of(&path);
        if let Some((known, sample)) = self.files.borrow().get(&path)
            && *known == stamp
        {
            return Some(sample.clone());
        }
        let sample = Rc::new(Sample::around(path.parent()?).ok()??);
        self.files.borrow_mut().insert(path, (stamp, sample.clone()));
        Some(sample)
    }

    /// Which columns, events and values the data has; nothing where it cannot be read.
    pub fn seen(&self, sample: &Sample) -> Rc<Seen> {
        let stamp = Stamp::of_data(sample);
        if let Some((known, seen)) = self.seen.borrow().get(&sample.path)
            && *known == stamp
        {
            return seen.clone();
        }
        let given = Given::of(sample);
        let seen = Rc::new(self.ask(move |_| given.infer()));
        self.seen.borrow_mut().insert(sample.path.clone(), (stamp, seen.clone()));
        seen
    }

    /// How often the rules give points; a sentence, where the data cannot be scored.
    pub fn counts(&self, sample: &Sample, program: &Program) -> Awaited<Result<Counts, String>> {
        let (given, program) = (Given::of(sample), Arc::new(program.clone()));
        self.ask(move |shelf| shelf.counts(&given, program))
    }

    pub fn ids(&self, sample: &Sample, most: usize) -> Awaited<Result<Ids, String>> {
        let given = Given::of(sample);
        self.ask(move |shelf| shelf.ids(&given, most))
    }

    /// What the programs say of a lead.
    pub fn why(
        &self,
        sample: &Sample,
        programs: Vec<Program>,
        lead: Option<String>,
    ) -> Awaited<Result<(String, Vec<Explained>), String>> {
        let given = Given::of(sample);
        self.ask(move |shelf| shelf.why(&given, &programs, lead.as_deref()))
    }

    fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Shelf) -> T + Send + 'static,
    ) -> Awaited<T> {
        let (answer, comes) = bounded(1);
        // Who asked may not wait any more.
        let job = move |shelf: &mut Shelf| drop(answer.send(question(shelf)));
        // Without a thread nothing ever comes, which is what is said then.
        let _ = self.jobs.send(Box::new(job));
        Awaited { comes, here: OnceCell::new() }
    }
}

fn work(jobs: &Receiver<Job>, ring: &Sender<()>) {
    let mut shelf = Shelf::default();
    for job in jobs {
        // A fault of ours costs an answer, and what it left behind.
        if catch_unwind(AssertUnwindSafe(|| job(&mut shelf))).is_err() {
            shelf = Shelf::default();
        }
        if ring.send(()).is_err() {
            break;
        }
    }
}

/// Tells whether files are the same as before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Stamp(Vec<(String, Option<SystemTime>, u64)>);

impl Stamp {
    fn of(path: &Path) -> Stamp {
        Stamp(vec![stamp(&path.display().to_string())])
    }

    fn of_data(sample: &Sample) -> Stamp {
        let toml = sample.path.display().to_string();
        let data = sample.leads.iter().chain(&sample.events);
        Stamp(std::iter::once(&toml).chain(data).map(|path| stamp(path)).collect())
    }
}

fn stamp(path: &str) -> (String, Option<SystemTime>, u64) {
    let file = fs::metadata(path).ok();
    let changed = file.as_ref().and_then(|file| file.modified().ok());
    (path.into(), changed, file.map_or(0, |file| file.len()))
}

/// What a sample names, for another thread.
struct Given {
    stamp: Stamp,
    leads: Option<String>,
    events: Vec<String>,
    as_of: Option<String>,
    options: Options,
}

impl Given {
    fn of(sample: &Sample) -> Given {
        let Sample { leads, events, as_of, options, .. } = sample.clone();
        // What is wrong with single values is told by `check`; here the rest counts.
        let options =
            Options { bad_rows: BadRows::Unknown, memory: Some(MEMORY), threads: 1, ..options };
        Given { stamp: Stamp::of_data(sample), leads, events, as_of, options }
    }

    fn infer(&self) -> Option<Inferred> {
        data::infer(self.leads.as_deref(), &self.events, &self.options, &mut |_| {}).ok()
    }

    fn moment(&self, zone: &Zone) -> i64 {
        let told = self.as_of.as_deref().and_then(|text| data::moment(text, zone).ok());
        told.unwrap_or_else(|| {
            let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
            now.map_or(0, |now| now.as_secs() as i64)
        })
    }
}

/// What was read last: most questions are about the same columns.
#[derive(Default)]
struct Shelf {
    read: Option<(Stamp, Schema, Zone, Stock)>,
}

impl Shelf {
    fn stock(&mut self, given: &Given, wanted: &Wanted) -> Result<&Stock, String> {
        let is_it = |(stamp, schema, zone, _): &(Stamp, Schema, Zone, Stock)| {
            *stamp == given.stamp && *schema == wanted.schema && zone.name() == wanted.zone.name()
        };
        if !self.read.as_ref().is_some_and(is_it) {
            self.read = None;
            let (leads, events) = (given.leads.as_deref(), &given.events);
            let (schema, zone, options) = (&wanted.schema, &wanted.zone, &given.options);
            let stock = data::read(schema, zone, leads, events, options, &mut |_| {});
            let stock = stock.map_err(|error| format!("{}: {}", error.file, error.sentence))?;
            self.read = Some((given.stamp.clone(), schema.clone(), zone.clone(), stock));
        }
        self.read.as_ref().map(|(_, _, _, stock)| stock).ok_or_else(String::new)
    }

    fn counts(&mut self, given: &Given, program: Arc<Program>) -> Result<Counts, String> {
        let wanted = Wanted::of(&[&program]).map_err(|error| error.sentence.to_string())?;
        let stock = self.stock(given, &wanted)?;
        let leads = stock.ids.len().min(LEADS);
        let batch = stock.batch(0..leads).map_err(|error| error.sentence.to_string())?;
        let as_of = given.moment(&wanted.zone);
        let scores = Scorer::new(program, Engine::Bytecode).score(&batch, as_of, true);
        let count = |points: &Vec<Points>| {
            let some = points.iter().filter(|points| **points != Points::ZERO).count();
            (some, Points(points.iter().fold(0, |sum, points| sum.saturating_add(points.0))))
        };
        let lines = scores.lines.iter().map(count).collect();
        Ok(Counts { leads, lines, as_of: given.as_of.clone(), bad_rows: stock.bad_rows })
    }

    fn ids(&mut self, given: &Given, most: usize) -> Result<Ids, String> {
        let ids = match &self.read {
            Some((stamp, _, _, stock)) if *stamp == given.stamp => &stock.ids,
            _ => {
                let wanted = Wanted::of(&[]).map_err(|error| error.sentence.to_string())?;
                &self.stock(given, &wanted)?.ids
            }
        };
        let leads = (0..ids.len().min(most)).map(|row| ids.shown(row).into_owned()).collect();
        Ok(Ids { leads, more: ids.len() > most })
    }

    fn why(
        &mut self,
        given: &Given,
        programs: &[Program],
        lead: Option<&str>,
    ) -> Result<(String, Vec<Explained>), String> {
        let all: Vec<&Program> = programs.iter().collect();
        let wanted = Wanted::of(&all).map_err(|error| error.sentence.to_string())?;
        let stock = self.stock(given, &wanted)?;
        let row = match lead {
            Some(lead) => stock.ids.position(lead),
            None => (!stock.ids.is_empty()).then_some(0),
        };
        let row = row.ok_or_else(|| match lead {
            Some(lead) => format!("there is no lead `{lead}` in the sample data"),
            None => "there is no lead in the sample data".into(),
        })?;
        let batch = stock.batch(row..row + 1).map_err(|error| error.sentence.to_string())?;
        let as_of = given.moment(&wanted.zone);
        let explained = programs.iter().enumerate().map(|(model, program)| {
            let (lead, events) = wanted.view(model, &batch).row(0);
            Explained::of(program, &lead, &events, as_of)
        });
        let explained = explained.collect();
        Ok((stock.ids.shown(row).into_owned(), explained))
    }
}
