//! Leads one after the other through compiled code, and their results into columns.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use crate::bytecode::register::{Figure, File, Label, Set};
use crate::bytecode::tables::Tables;
use crate::ir::outcome::{NONE, Scores};
use crate::native::bind::Bound;
use crate::native::frame::Frame;
use crate::native::host::Host;
use crate::native::intricate::Scratch;
use crate::native::module::Compiled;
use crate::types::Points;
use crate::types::columns::Batch;

/// How a batch is run.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The moment, in seconds.
    pub as_of: i64,
    /// How many threads share the work; the answer is the same for any number. 0 is 1.
    pub threads: usize,
}

/// Leads that a thread takes at once.
const CHUNK: usize = 1024;

/// Room for the slots and arrays of one lead, used again for the next.
#[derive(Debug, Default)]
pub struct Room {
    slots: Vec<u64>,
    arena: Vec<u64>,
    capacity: usize,
    scratch: Scratch,
}

/// Where a lead stands in its batch.
pub struct Place {
    pub row: usize,
    pub events: Range<usize>,
}

impl Room {
    pub fn new(compiled: &Compiled) -> Room {
        Room { slots: vec![0; 2 * compiled.plan.slot_count as usize], ..Room::default() }
    }

    /// Room for so many events.
    fn reserve(&mut self, compiled: &Compiled, events: usize) {
        if self.capacity <= events {
            self.capacity = (events + 1).next_multiple_of(64).max(2 * self.capacity);
            self.arena = vec![0; self.capacity / 8 * compiled.plan.width as usize];
        }
    }

    /// Scores one lead; what it comes to stands in the slots then.
    pub fn score(
        &mut self,
        compiled: &Compiled,
        (batch, tables, bound): (&Batch, &Tables, &Bound),
        place: &Place,
        as_of: i64,
    ) {
        let count = place.events.len();
        self.reserve(compiled, count);
        self.slots[..2 * compiled.plan.sum_count as usize].fill(0);
        let Room { slots, arena, scratch, .. } = self;
        let log = &batch.log;
        let plan = &compiled.plan;
        let mut host = Host { code: plan.code(), plan, batch, tables, scratch };
        let mut frame = Frame {
            strips: bound.strips.as_ptr(),
            tables: bound.tables.as_ptr(),
            slots: slots.as_mut_ptr(),
            arena: arena.as_mut_ptr().cast(),
            capacity: self.capacity as u64,
            row: place.row as u64,
            first: place.events.start as u64,
            events: count as u64,
            as_of,
            names: log.events[place.events.clone()].as_ptr().cast(),
            times: log.times[place.events.clone()].as_ptr(),
            pool: compiled.pool.as_ptr(),
            host: (&raw mut host).cast(),
        };
        for function in &compiled.functions {
            // SAFETY: the plan that the code was made from has measured slots and arena; strips are as long as leads and log, of which row and events are parts;
            // tables have an entry for every code and one for all others; host and frame live until the function returns. Codes are read only through `umin` with a
            // table's last entry. The function was compiled with this signature and is alive with `compiled`.
            unsafe { function(&mut frame) };
        }
    }

    fn word(&self, compiled: &Compiled, register: (File, u32)) -> u64 {
        // INVARIANT: the plan keeps every result.
        compiled.plan.slots[register].map_or(0, |slot| self.slots[2 * slot as usize])
    }

    pub fn figure(&self, compiled: &Compiled, figure: Figure) -> Points {
        Points(self.word(compiled, (File::Figure, figure.0)) as i64)
    }

    pub fn label(&self, compiled: &Compiled, label: Label) -> u16 {
        self.word(compiled, (File::Label, label.0)) as u16
    }

    pub fn holds(&self, compiled: &Compiled, set: Set) -> bool {
        self.word(compiled, (File::Set, set.0)) & 0xff != 0
    }
}

/// Scores a batch with tables that hold for it; `on_rows` hears how many leads were done since it last heard.
pub fn run(
    compiled: &Compiled,
    tables: &Tables,
    batch: &Batch,
    options: Options,
    on_rows: &mut dyn FnMut(usize),
) -> Scores {
    let code = compiled.plan.code();
    let bound = Bound::new(code, batch, tables);
    let data = Data { compiled, batch, tables, bound, as_of: options.as_of };
    let mut scores = code.outputs.columns(compiled.lines, batch.rows());
    let chunks = batch.rows().div_ceil(CHUNK);
    if options.threads <= 1 || chunks <= 1 {
        let mut room = Room::new(compiled);
        for chunk in 0..chunks {
            let rows = data.rows(chunk);
            on_rows(rows.len());
            data.score(&mut room, rows, &mut scores);
        }
        return scores;
    }
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let mut parts: Vec<Option<Scores>> = vec![None; chunks];
    std::thread::scope(|scope| {
        for _ in 0..options.threads.min(chunks) {
            let (sender, next, data) = (sender.clone(), &next, &data);
            scope.spawn(move || {
                let mut room = Room::new(compiled);
                loop {
                    let chunk = next.fetch_add(1, Ordering::Relaxed);
                    if chunk >= chunks {
                        break;
                    }
                    let rows = data.rows(chunk);
                    let mut part = code.outputs.columns(compiled.lines, rows.len());
                    data.score(&mut room, rows, &mut part);
                    // The receiver lives until all are done.
                    let _ = sender.send((chunk, part));
                }
            });
        }
        drop(sender);
        for (chunk, part) in receiver {
            on_rows(part.rows);
            parts[chunk] = Some(part);
        }
    });
    parts.into_iter().flatten().for_each(|part| scores.append(part));
    scores
}

/// A batch ready to be read.
struct Data<'a> {
    compiled: &'a Compiled,
    batch: &'a Batch,
    tables: &'a Tables,
    bound: Bound,
    as_of: i64,
}

// SAFETY: the pointers of `bound` lead to the batch and to tables that nobody changes while threads share this.
unsafe impl Sync for Data<'_> {}

impl Data<'_> {
    fn rows(&self, chunk: usize) -> Range<usize> {
        chunk * CHUNK..self.batch.rows().min((chunk + 1) * CHUNK)
    }

    /// A log that does not reach to the last lead has no events for the others.
    fn place(&self, row: usize) -> Place {
        let log = &self.batch.log;
        let length = log.events.len().min(log.times.len());
        let offset = |i: usize| log.offsets.get(i).copied().unwrap_or(length).min(length);
        let start = offset(row);
        Place { row, events: start..offset(row + 1).max(start) }
    }

    fn score(&self, room: &mut Room, rows: Range<usize>, into: &mut Scores) {
        let data = (self.batch, self.tables, &self.bound);
        for row in rows {
            room.score(self.compiled, data, &self.place(row), self.as_of);
            push(self.compiled, room, into);
        }
    }
}

/// Nothing of a lead for whom the model is not.
fn push(compiled: &Compiled, room: &Room, into: &mut Scores) {
    let outputs = &compiled.plan.code().outputs;
    let in_model = outputs.in_model.is_none_or(|set| room.holds(compiled, set));
    let figures = |columns: &mut [Vec<Points>], registers: &[Figure]| {
        for (column, register) in columns.iter_mut().zip(registers) {
            let figure = room.figure(compiled, *register);
            column.push(if in_model { figure } else { Points::ZERO });
        }
    };
    let label = |register: Option<Label>| {
        let label = register.map(|register| room.label(compiled, register));
        label.filter(|_| in_model).unwrap_or(NONE)
    };
    let labels = |columns: &mut [Vec<u16>], registers: &[Label]| {
        columns.iter_mut().zip(registers).for_each(|(column, r)| column.push(label(Some(*r))));
    };
    into.rows += 1;
    into.in_model.push(in_model);
    figures(&mut into.scores, &outputs.scores);
    figures(&mut into.lines, &outputs.lines);
    figures(&mut into.groups, &outputs.groups);
    labels(&mut into.grades, &outputs.grades);
    labels(&mut into.matrices, &outputs.matrices);
    into.stages.push(label(outputs.stage));
    into.stage_lines.push(label(outputs.stage_line));
    for (column, set) in into.disqualified.iter_mut().zip(&outputs.disqualified) {
        column.push(in_model && room.holds(compiled, *set));
    }
}
