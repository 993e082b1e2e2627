//! The stream as a whole: input to batches, each committed with its output.

use std::io::Read;
use std::io::Write;
use std::iter::Peekable;
use std::path::Path;
use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;
use std::time::SystemTime;
use std::vec::IntoIter;

use serde::Serialize;

use crate::data;
use crate::data::DataError;
use crate::data::Line;
use crate::data::Message;
use crate::data::Messages;
use crate::data::Place;
use crate::diagnostic::codes::data::BAD_ROWS;
use crate::diagnostic::codes::data::CANNOT_READ;
use crate::diagnostic::codes::live::LATE;
use crate::diagnostic::codes::live::NO_STATE;
use crate::ir::Program;
use crate::ir::print::date;
use crate::live::Plan;
use crate::stream::desk::Applying;
use crate::stream::desk::Batch;
use crate::stream::desk::Desk;
use crate::stream::error::StreamError;
use crate::stream::files::Growing;
use crate::stream::intake::Chunk;
use crate::stream::intake::read_ahead;
use crate::stream::rejects::Faults;
use crate::stream::rejects::Reject;
use crate::stream::store::Progress;
use crate::stream::store::Store;
use crate::stream::verdict::Verdicts;
use crate::types::Time;

/// What moves the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The clock of this machine.
    System,
    /// The times of the input.
    Input,
}

#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of the state.
    pub state: PathBuf,
    pub clock: Clock,
    /// Seconds by which an event may come after its time.
    pub lateness: i64,
    /// A file for the changes; nothing: standard output.
    pub output: Option<String>,
    /// A file for lines that cannot be taken.
    pub rejects: Option<String>,
    /// The input is given from its beginning: what is acknowledged is passed over.
    pub from_start: bool,
    /// The column that tells when a line came.
    pub received: Option<String>,
    /// How columns are named and values are spelt.
    pub data: data::Options,
}

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub lines: u64,
    pub unused: u64,
    pub duplicates: u64,
    pub late: u64,
    pub rejected: u64,
    pub changes: u64,
    /// Where the stream stands.
    pub progress: Progress,
}

/// An event later than this clock by more than so much is not from now: it moves no clock.
const AHEAD: i64 = 86_400;
/// The longest sleep where nothing comes.
const SLEEP: Duration = Duration::from_secs(1);

/// Reads the input to its end. The store, the output and the rejects are as if it had been read in one go, however often it was broken off.
///
/// # Errors
///
/// A state that cannot be used, output that cannot be written, a line that cannot be taken where no file for rejects is named. What came before is
/// acknowledged.
pub fn run(
    program: &Program,
    options: &Options,
    input: impl Read + Send + 'static,
    output: &mut dyn Write,
    tell: &mut dyn FnMut(&Report),
) -> Result<Report, StreamError> {
    let plan = Plan::new(program);
    let store = Store::open(&options.state, program)?;
    let mut stream = Stream::open(&plan, program, &store, options, output)?;
    stream.read(input, tell)?;
    Ok(stream.report)
}

/// How far a state is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Status {
    pub lines: u64,
    pub bytes: u64,
    /// RFC 3339 in UTC.
    pub clock: Option<String>,
    pub changes: u64,
    pub rejected: u64,
    pub leads: u64,
}

/// Of the state in a folder, whichever model wrote it.
///
/// # Errors
///
/// No state, or one that cannot be read.
pub fn status(folder: &Path) -> Result<Status, StreamError> {
    let Some(store) = Store::existing(folder)? else {
        let sentence = format!("there is no state in `{}`", folder.display());
        return Err(StreamError::new(NO_STATE, sentence, "name the folder of `--state`"));
    };
    let progress = store.progress()?;
    Ok(Status {
        lines: progress.lines,
        bytes: progress.bytes,
        clock: progress.clock.map(date),
        changes: progress.changes,
        rejected: progress.rejected,
        leads: store.leads()?,
    })
}

pub(super) struct Stream<'s> {
    store: &'s Store,
    options: &'s Options,
    messages: Messages,
    desk: Desk<'s>,
    output: Sink<'s>,
    /// A state that is made again tells nothing while it is.
    pub tells: bool,
    rejects: Option<Growing>,
    pub report: Report,
}

/// Where changes go.
enum Sink<'s> {
    File(Growing),
    Pipe(&'s mut dyn Write),
}

impl<'s> Stream<'s> {
    pub fn open(
        plan: &'s Plan,
        program: &Program,
        store: &'s Store,
        options: &'s Options,
        output: &'s mut dyn Write,
    ) -> Result<Stream<'s>, StreamError> {
        let progress = store.progress()?;
        let grow = |path: &Option<String>, known| {
            path.as_ref().map(|path| Growing::open(path, known)).transpose()
        };
        let file = grow(&options.output, progress.output.as_ref())?;
        let rejects = grow(&options.rejects, progress.rejects.as_ref())?;
        let output = file.map_or(Sink::Pipe(output), Sink::File);
        let received = options.received.as_deref();
        let messages = Messages::new(&program.schema, &program.zone, &options.data, received);
        let desk = Desk {
            verdicts: Verdicts::new(plan),
            lateness: options.lateness,
            strict: options.rejects.is_none(),
        };
        let report = Report { progress, ..Report::default() };
        let mut stream =
            Stream { store, options, messages, desk, output, tells: true, rejects, report };
        // Where files begin is known before anything is written to them.
        stream.batch(&mut |_, _| Ok(true))?;
        Ok(stream)
    }

    pub fn read(
        &mut self,
        mut input: impl Read + Send + 'static,
        tell: &mut dyn FnMut(&Report),
    ) -> Result<(), StreamError> {
        let reached = (self.report.progress.bytes, self.report.progress.lines + 1);
        if self.options.from_start {
            pass_over(&mut input, reached.0)?;
        }
        let queue = read_ahead(input, reached);
        while let Some(chunk) = self.next(&queue)? {
            if let Some(chunk) = chunk {
                self.chunk(chunk)?;
            } else {
                let now = now();
                self.batches(&mut |desk, batch| desk.advance(batch, now))?;
            }
            tell(&self.report);
        }
        Ok(())
    }

    /// The next chunk, or nothing in it where something is due; nothing at the end of the input.
    fn next(
        &self,
        queue: &Receiver<std::io::Result<Chunk>>,
    ) -> Result<Option<Option<Chunk>>, StreamError> {
        loop {
            let chunk = match self.options.clock {
                Clock::Input => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Clock::System => queue.recv_timeout(SLEEP),
            };
            match chunk {
                Ok(Ok(chunk)) => return Ok(Some(Some(chunk))),
                Ok(Err(error)) => return Err(cannot_read(&error)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => {
                    if self.store.first_due()?.is_some_and(|due| due <= now()) {
                        return Ok(Some(None));
                    }
                }
            }
        }
    }

    fn chunk(&mut self, chunk: Chunk) -> Result<(), StreamError> {
        let mut work = Work::new(chunk, &self.messages, self.options)?;
        self.batches(&mut |desk, batch| work.go(desk, batch))?;
        let Counts { unused, duplicates, late } = work.counts;
        self.report.unused += unused;
        self.report.duplicates += duplicates;
        self.report.late += late;
        match work.stopped {
            None => Ok(()),
            Some(reject) => Err(reject.error().into()),
        }
    }

    /// As many transactions as it takes until the work is done.
    pub fn batches(
        &mut self,
        work: &mut dyn FnMut(&mut Desk, &mut Batch) -> Result<bool, StreamError>,
    ) -> Result<(), StreamError> {
        while !self.batch(work)? {}
        Ok(())
    }

    /// One transaction: what it tells and rejects is written before it is committed.
    fn batch(
        &mut self,
        work: &mut dyn FnMut(&mut Desk, &mut Batch) -> Result<bool, StreamError>,
    ) -> Result<bool, StreamError> {
        let before = self.report.progress.clone();
        let Stream { store, desk, output, tells, rejects, report, .. } = self;
        let (done, progress) = store.batch(|tables| {
            let mut batch = Batch::new(tables, report.progress.clone(), *tells);
            let done = work(desk, &mut batch)?;
            batch.finish()?;
            let Batch { output: told, rejected, mut progress, .. } = batch;
            match output {
                Sink::File(file) => {
                    file.append(&told)?;
                    progress.output = Some(file.place());
                }
                Sink::Pipe(pipe) => to_pipe(pipe, &told)?,
            }
            if let Some(file) = rejects {
                file.append(&rejected)?;
                progress.rejects = Some(file.place());
            }
            Ok((done, progress))
        })?;
        report.lines += progress.lines - before.lines;
        report.rejected += progress.rejected - before.rejected;
        report.changes += progress.changes - before.changes;
        report.progress = progress;
        Ok(done)
    }
}

/// The lines of one chunk, on their way.
struct Work {
    lines: Peekable<IntoIter<Line>>,
    /// The bytes, where rejects are kept.
    text: Option<Vec<u8>>,
    offset: u64,
    /// Where the input is when all are applied.
    end: (u64, u64),
    clock: Clock,
    counts: Counts,
    /// The line that ended the stream.
    stopped: Option<Reject>,
}

#[derive(Default)]
struct Counts {
    unused: u64,
    duplicates: u64,
    late: u64,
}

impl Work {
    fn new(mut chunk: Chunk, messages: &Messages, options: &Options) -> Result<Work, StreamError> {
        const BOM: &[u8] = b"\xef\xbb\xbf";
        if chunk.offset == 0 && chunk.bytes.starts_with(BOM) {
            chunk.bytes[..BOM.len()].fill(b' ');
        }
        let end = (chunk.last_line(), chunk.offset + chunk.bytes.len() as u64);
        let text = options.rejects.as_ref().map(|_| chunk.bytes.clone());
        Ok(Work {
            lines: messages.read(chunk.bytes, chunk.line)?.into_iter().peekable(),
            text,
            offset: chunk.offset,
            end,
            clock: options.clock,
            counts: Counts::default(),
            stopped: None,
        })
    }

    /// Line after line; false where the batch was full before the last.
    fn go(&mut self, desk: &mut Desk, batch: &mut Batch) -> Result<bool, StreamError> {
        while let Some(line) = self.lines.peek() {
            let time = match self.clock {
                Clock::System => Some(now()),
                Clock::Input => line.message.as_ref().ok().and_then(moves_to),
            };
            let reached = time.map_or(Ok(true), |time| desk.advance(batch, time))?;
            let Some(line) = self.lines.next_if(|_| reached && !batch.is_full()) else {
                return Ok(false);
            };
            let place = (line.number, self.offset + line.end);
            if !self.line(desk, batch, line)? {
                return Ok(true);
            }
            (batch.progress.lines, batch.progress.bytes) = place;
        }
        (batch.progress.lines, batch.progress.bytes) = self.end;
        Ok(true)
    }

    /// One line; false where it ends the stream.
    fn line(
        &mut self,
        desk: &mut Desk,
        batch: &mut Batch,
        line: Line,
    ) -> Result<bool, StreamError> {
        let (number, until) = (line.number, self.offset + line.end);
        let span = line.start as usize..line.end as usize;
        let Some(refused) = self.refused(desk, batch, line)? else { return Ok(true) };
        let whole = self.text.as_ref().and_then(|text| text.get(span)).unwrap_or_default();
        let reject = Reject::new(number, until, refused, whole);
        if self.text.is_none() && !reject.is_late() {
            self.stopped = Some(reject);
            return Ok(false);
        }
        batch.progress.rejected += 1;
        batch.rejected.extend(reject.to_line());
        Ok(true)
    }

    /// Why a line is not taken, if it is not.
    fn refused(
        &mut self,
        desk: &mut Desk,
        batch: &mut Batch,
        line: Line,
    ) -> Result<Option<Faults>, StreamError> {
        let message = match line.message {
            Ok(message) => message,
            Err(faults) => return Ok(Some(faults)),
        };
        match desk.apply(batch, message)? {
            Applying::Applied => {}
            Applying::Unused => self.counts.unused += 1,
            Applying::Duplicate => self.counts.duplicates += 1,
            Applying::Refused(fault) => {
                self.counts.late += u64::from(fault.code == LATE);
                return Ok(Some(vec![(None, fault)]));
            }
        }
        Ok(None)
    }
}

impl Chunk {
    /// The number of its last line.
    fn last_line(&self) -> u64 {
        let ends = memchr::memchr_iter(b'\n', &self.bytes).count() as u64;
        let open = self.bytes.last().is_some_and(|byte| *byte != b'\n');
        self.line - 1 + ends + u64::from(open)
    }
}

/// Where a line moves the clock of the input.
fn moves_to(message: &Message) -> Option<i64> {
    message.received.or(message.time).filter(|time| *time <= now().saturating_add(AHEAD))
}

/// Seconds since 1970-01-01T00:00:00Z.
fn now() -> i64 {
    Time::from(SystemTime::now()).0
}

fn to_pipe(pipe: &mut dyn Write, bytes: &[u8]) -> Result<(), StreamError> {
    let written = pipe.write_all(bytes).and_then(|()| pipe.flush());
    written.map_err(|error| match error.kind() {
        std::io::ErrorKind::BrokenPipe => StreamError::Closed,
        _ => data::cannot_write("-", &error).into(),
    })
}

/// Reads past what is acknowledged.
fn pass_over(input: &mut impl Read, bytes: u64) -> Result<(), StreamError> {
    let passed = std::io::copy(&mut input.by_ref().take(bytes), &mut std::io::sink());
    match passed {
        Ok(passed) if passed == bytes => Ok(()),
        Ok(passed) => {
            let sentence = format!("the input ends after {passed} bytes, and {bytes} are applied");
            let error = DataError::new(CANNOT_READ, "standard input", sentence);
            Err(error.help("with `--from-start` give the whole input, from its first line").into())
        }
        Err(error) => Err(cannot_read(&error)),
    }
}

fn cannot_read(error: &std::io::Error) -> StreamError {
    let sentence = format!("the input cannot be read: {error}");
    DataError::new(CANNOT_READ, "standard input", sentence).into()
}

impl Reject {
    /// Where nothing takes lines that are no good, the first ends the stream.
    fn error(&self) -> DataError {
        let sentence = format!(
            "the line that ends at byte {} cannot be taken; all before it is acknowledged",
            self.offset
        );
        let mut error =
            DataError::new(BAD_ROWS, "standard input", sentence).at(Place::Line(self.line)).help(
                "correct it and go on from there, or name a file for such lines: `--rejects FILE`",
            );
        error.bad = self.bad_values();
        error
    }
}
