//! Scores leads: one program, whichever engine runs it, one lead or a batch.

mod reference;
mod session;
#[cfg(all(feature = "jit", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod jit;
#[cfg(not(all(feature = "jit", any(target_arch = "x86_64", target_arch = "aarch64"))))]
#[path = "no_jit.rs"]
mod jit;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::bytecode;
use crate::bytecode::tables::Tables;
use crate::engine::jit::Jit;
use crate::ir::Program;
use crate::ir::eval;
use crate::ir::outcome::{Outcome, Scores};
use crate::optimise::{self, Passes};
use crate::types::columns::Batch;
use crate::types::{Event, Lead};
use crate::vm;

pub use session::Session;

/// What runs a program; the answers are the same to the last bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Engine {
    /// Whichever is fastest: instructions over columns for a batch, machine code for a session that goes on.
    #[default]
    Auto,
    /// Instructions over columns.
    Bytecode,
    /// Machine code, lead by lead; instructions over columns where there is none.
    Jit,
    /// The defining evaluator, lead by lead.
    Reference,
}

/// A program ready to score. Cheap to clone, shared between threads.
#[derive(Debug, Clone)]
pub struct Scorer {
    /// As checked: what invoices are made from.
    program: Arc<Program>,
    /// Nothing for the defining evaluator.
    code: Option<Arc<bytecode::Code>>,
    jit: Option<Arc<Jit>>,
    /// Where the choice is ours.
    alone: Option<Arc<Alone>>,
    passes: Passes,
    note: Option<Arc<str>>,
    threads: usize,
    /// What was made of the dictionaries of the batch before: parts of one file share them.
    tables: Arc<Mutex<Option<Arc<Tables>>>>,
}

/// Machine code for sessions, once it pays.
#[derive(Debug, Default)]
struct Alone {
    /// Leads scored by themselves without it.
    without: AtomicU32,
    /// Nothing in it where it was refused.
    jit: OnceLock<Option<Jit>>,
}

/// After so many leads machine code has paid for its compilation, whatever the number of rules: both cost in proportion to it (measured: 0.16 ms a
/// rule to compile, 1.2 µs a rule for a lead by itself through columns).
const BREAK_EVEN: u32 = 128;

impl Scorer {
    pub fn new(program: impl Into<Arc<Program>>, engine: Engine) -> Scorer {
        Scorer::with_passes(program, engine, Passes::all())
    }

    /// With bytecode that is there already: what [`lowered`] would make of the program.
    pub fn with_code(
        program: impl Into<Arc<Program>>,
        code: Arc<bytecode::Code>,
        engine: Engine,
    ) -> Scorer {
        Scorer::made(program.into(), engine, Passes::all(), || code)
    }

    /// With these passes of the optimiser alone; the defining evaluator takes the program as it is.
    pub fn with_passes(program: impl Into<Arc<Program>>, engine: Engine, passes: Passes) -> Scorer {
        let program = program.into();
        let own = program.clone();
        Scorer::made(program, engine, passes, || lowered_with(&own, passes))
    }

    fn made(
        program: Arc<Program>,
        engine: Engine,
        passes: Passes,
        lower: impl FnOnce() -> Arc<bytecode::Code>,
    ) -> Scorer {
        let (mut code, mut jit, mut note) = (None, None, None);
        if engine == Engine::Jit {
            let for_rows = lowered_for_rows(&program, passes);
            match Jit::new(&for_rows) {
                Ok(compiled) => (code, jit) = (Some(for_rows), Some(Arc::new(compiled))),
                Err(reason) => {
                    let text = format!("bytecode scores, for there is no machine code: {reason}");
                    note = Some(text.into());
                }
            }
        }
        if engine != Engine::Reference && code.is_none() {
            code = Some(lower());
        }
        let alone = (engine == Engine::Auto).then(Arc::default);
        Scorer { program, code, jit, alone, passes, note, threads: 1, tables: Arc::default() }
    }

    /// Machine code for one more lead by itself, compiled when it begins to pay.
    fn alone(&self) -> Option<&Jit> {
        let alone = self.alone.as_ref()?;
        if alone.without.load(Ordering::Relaxed) < BREAK_EVEN {
            alone.without.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        let compile = || Jit::new(&lowered_for_rows(&self.program, self.passes)).ok();
        alone.jit.get_or_init(compile).as_ref()
    }

    /// Works on so many threads; the answers are the same for any number.
    pub fn with_threads(self, threads: usize) -> Scorer {
        Scorer { threads, ..self }
    }

    pub fn threads(&self) -> usize {
        self.threads
    }

    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The engine that runs: never `Auto`.
    pub fn engine(&self) -> Engine {
        match (&self.jit, &self.code) {
            (Some(_), _) => Engine::Jit,
            (None, Some(_)) => Engine::Bytecode,
            (None, None) => Engine::Reference,
        }
    }

    /// What its user should know: the engine that was asked for is not the one that runs.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// A batch at a moment (seconds since 1970-01-01T00:00:00Z), with the columns of lines and groups if wanted.
    pub fn score(&self, batch: &Batch, as_of: i64, lines: bool) -> Scores {
        self.score_telling(batch, as_of, lines, &mut |_| {})
    }

    /// As [`Scorer::score`]; `on_rows` hears now and then how many leads were done since it last heard.
    pub fn score_telling(
        &self,
        batch: &Batch,
        as_of: i64,
        lines: bool,
        on_rows: &mut dyn FnMut(usize),
    ) -> Scores {
        match &self.code {
            Some(code) => {
                let tables = self.tables(code, batch, as_of, lines);
                if let Some(jit) = self.jit.as_ref().and_then(|jit| jit.compiled(lines)) {
                    return jit.score(&tables, batch, (as_of, self.threads), on_rows);
                }
                let options = vm::Options {
                    as_of,
                    lines,
                    threads: self.threads,
                    sizes: vm::Sizes::default(),
                };
                vm::run_with(code, &tables, batch, options, on_rows)
            }
            None => reference::score(&self.program, batch, as_of, lines, on_rows),
        }
    }

    /// Scores leads one by one, as fast as can be: what it needs is kept from lead to lead.
    pub fn session(&self) -> Session {
        Session::new(self.clone())
    }

    fn tables(&self, code: &bytecode::Code, batch: &Batch, as_of: i64, lines: bool) -> Arc<Tables> {
        // A thread that panicked elsewhere has left whole tables or none.
        let mut kept = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some(tables) if tables.hold_for(code, batch, as_of, lines) => tables.clone(),
            _ => {
                kept.insert(Arc::new(Tables::new(code, batch, as_of, lines, self.threads))).clone()
            }
        }
    }

    /// Lets go of what was made of the texts of the batch before: its memory, and what makes a second batch of one file cheaper.
    pub fn forget_texts(&self) {
        *self.tables.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// One lead, with every figure of its invoice.
    pub fn score_one(&self, lead: &Lead, events: &[Event], as_of: i64) -> Outcome {
        eval(&self.program, lead, events, as_of)
    }
}

/// The bytecode for batches of a program: all passes of the optimiser, rules on one column folded.
pub fn lowered(program: &Program) -> Arc<bytecode::Code> {
    lowered_with(program, Passes::all())
}

fn lowered_with(program: &Program, passes: Passes) -> Arc<bytecode::Code> {
    Arc::new(bytecode::lower(&optimise::run(program.clone(), passes)))
}

fn lowered_for_rows(program: &Program, passes: Passes) -> Arc<bytecode::Code> {
    Arc::new(bytecode::lower_for_rows(&optimise::run(program.clone(), passes)))
}

/// The intermediate code of a program's machine code, without the columns of lines; or why there is none.
pub fn clif(program: &Program) -> String {
    jit::clif(bytecode::lower_for_rows(program)).unwrap_or_else(|reason| reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scorer_is_shared_between_threads() {
        fn shared<T: Send + Sync + Clone>() {}
        shared::<Scorer>();
    }
}
