//! The bytecode engine: runs code over a batch, a chunk of leads at a time, an instruction over a whole column at a time.
//!
//! Bit for bit the same answers as `ir::eval`; no IO, no clock.

mod bits;
mod chunk;
mod class;
mod cond;
mod events;
mod figure;
mod label;
mod lanes;
mod limit;
mod load;
mod number;
mod output;
mod query;
mod session;
mod set;
mod values;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use crate::bytecode::Code;
use crate::bytecode::code::Instruction;
use crate::bytecode::register::{File, ScopeId};
use crate::bytecode::tables::Tables;
use crate::ir::outcome::Scores;
use crate::types::columns::Batch;
use crate::vm::bits::Bits;
use crate::vm::chunk::{Chunk, Rows, chunks};
use crate::vm::values::Registers;

pub use session::Session;

/// How a batch is run.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The moment, in seconds.
    pub as_of: i64,
    /// The columns of lines and groups are wanted.
    pub lines: bool,
    /// How many threads share the work; the answer is the same for any number. 0 is 1.
    pub threads: usize,
    pub sizes: Sizes,
}

/// How much is worked on at once; the answer is the same for any sizes.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// A chunk has at most so many leads.
    pub leads: usize,
    /// A chunk has at most so many events, if it has more than one lead.
    pub events: usize,
    /// Pairs are looked at in slices of about so many.
    pub pairs: usize,
}

impl Default for Sizes {
    /// What stays in a cache of the second level.
    fn default() -> Sizes {
        Sizes { leads: 4096, events: 16_384, pairs: 16_384 }
    }
}

/// Scores a batch; `on_rows` hears how many leads were done since it last heard.
pub fn run(code: &Code, batch: &Batch, options: Options, on_rows: &mut dyn FnMut(usize)) -> Scores {
    let Options { as_of, lines, threads, .. } = options;
    let tables = Tables::new(code, batch, as_of, lines, threads);
    run_with(code, &tables, batch, options, on_rows)
}

/// The same with tables that hold for the batch.
pub fn run_with(
    code: &Code,
    tables: &Tables,
    batch: &Batch,
    options: Options,
    on_rows: &mut dyn FnMut(usize),
) -> Scores {
    let chunks = chunks(batch, options.sizes);
    let mut scores = code.outputs.columns(options.lines, batch.rows());
    if options.threads <= 1 || chunks.len() <= 1 {
        let mut machine = Machine::new(code, batch, tables, options);
        for chunk in &chunks {
            scores.append(machine.run(chunk));
            on_rows(chunk.leads.len());
        }
        return scores;
    }
    let (sender, receiver) = mpsc::channel();
    let next = AtomicUsize::new(0);
    let mut parts: Vec<Option<Scores>> = vec![None; chunks.len()];
    std::thread::scope(|scope| {
        for _ in 0..options.threads.min(chunks.len()) {
            let (sender, next, tables, chunks) = (sender.clone(), &next, tables, &chunks);
            scope.spawn(move || {
                let mut machine = Machine::new(code, batch, tables, options);
                while let Some((i, chunk)) = take(next, chunks) {
                    // The receiver lives until all are done.
                    let _ = sender.send((i, machine.run(chunk)));
                }
            });
        }
        drop(sender);
        for (i, part) in receiver {
            on_rows(part.rows);
            parts[i] = Some(part);
        }
    });
    parts.into_iter().flatten().for_each(|part| scores.append(part));
    scores
}

fn take<'c>(next: &AtomicUsize, chunks: &'c [Chunk]) -> Option<(usize, &'c Chunk)> {
    let i = next.fetch_add(1, Ordering::Relaxed);
    chunks.get(i).map(|chunk| (i, chunk))
}

/// One thread's registers and where it stands.
struct Machine<'a> {
    code: &'a Code,
    batch: &'a Batch,
    tables: &'a Tables,
    as_of: i64,
    /// In a slice.
    pairs: usize,
    lines: bool,
    chunk: Chunk,
    /// The leads of the chunk that have events.
    active: Vec<u32>,
    /// By scope.
    rows: Vec<Rows>,
    registers: Registers,
}

impl<'a> Machine<'a> {
    fn new(code: &'a Code, batch: &'a Batch, tables: &'a Tables, options: Options) -> Machine<'a> {
        Machine {
            code,
            batch,
            tables,
            as_of: options.as_of,
            pairs: options.sizes.pairs,
            lines: options.lines,
            chunk: Chunk::default(),
            active: Vec::new(),
            rows: vec![Rows::default(); code.scopes.len()],
            registers: Registers::new(&code.registers),
        }
    }

    fn run(&mut self, chunk: &Chunk) -> Scores {
        self.chunk = chunk.clone();
        self.active.clear();
        self.active.extend(self.chunk.active());
        self.rows[ScopeId::LEADS.index()] = Rows::leads(chunk);
        self.rows[ScopeId::LOG.index()].set_log(chunk);
        self.block(ScopeId::LEADS);
        self.output(self.lines)
    }

    fn block(&mut self, scope: ScopeId) {
        let (code, lines) = (self.code, self.lines);
        let block = code.scopes[scope.index()].block.iter();
        let wanted = block.filter(|instruction| lines || !instruction.detail);
        wanted.for_each(|instruction| self.step(instruction));
    }

    fn step(&mut self, Instruction { scope, target, op, .. }: &Instruction) {
        let (scope, target) = (*scope, *target as usize);
        match op.opcode().result {
            File::Cond => self.registers.conds[target] = self.conds(scope, op),
            File::Set => self.registers.sets[target] = self.sets(scope, op),
            File::Num => self.registers.nums[target] = self.nums(scope, op),
            File::Date => self.registers.dates[target] = self.dates(scope, op),
            File::Text => self.registers.texts[target] = self.texts(scope, op),
            File::Key => self.registers.keys[target] = self.keys(op),
            File::Window => self.registers.windows[target] = self.windows(scope, op),
            File::Picks => self.registers.picks[target] = self.picks(scope, op),
            File::Matches => {
                let room = std::mem::take(&mut self.registers.matches[target]);
                self.registers.matches[target] = self.matches(op, room);
            }
            File::Events => {
                let room = std::mem::take(&mut self.registers.events[target]);
                self.registers.events[target] = self.event_list(op, room);
            }
            File::Class => self.registers.classes[target] = self.classes(op),
            File::Figure => self.registers.figures[target] = self.figures(op),
            File::Label => self.registers.labels[target] = self.labels(scope, op),
        }
    }

    fn count(&self, scope: ScopeId) -> usize {
        self.rows[scope.index()].count
    }

    fn leads(&self) -> usize {
        self.count(ScopeId::LEADS)
    }

    /// The event around each row that stands at a position, as rows of the log.
    fn events_of(&self, scope: ScopeId, position: u8) -> &[u32] {
        self.rows[scope.index()].events.get(usize::from(position)).map_or(&[], Vec::as_slice)
    }

    fn complete(&self, complete: &Option<crate::bytecode::register::Set>, count: usize) -> Bits {
        complete.map_or_else(|| Bits::all(count), |set| self.registers[set].clone())
    }
}
