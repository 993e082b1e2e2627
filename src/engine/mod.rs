//! Scores leads: one program, whichever engine runs it, one lead or a batch.

mod reference;

use std::sync::{Arc, Mutex, PoisonError};

use crate::bytecode;
use crate::bytecode::tables::Tables;
use crate::ir::Program;
use crate::ir::eval;
use crate::ir::outcome::{Outcome, Scores};
use crate::optimise::{self, Passes};
use crate::types::columns::Batch;
use crate::types::{Event, Lead};
use crate::vm;

/// What runs a program; the answers are the same to the last bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Engine {
    /// Whichever is fastest.
    #[default]
    Auto,
    /// Instructions over columns.
    Bytecode,
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
    threads: usize,
    /// What was made of the dictionaries of the batch before: parts of one file share them.
    tables: Arc<Mutex<Option<Arc<Tables>>>>,
}

impl Scorer {
    pub fn new(program: Program, engine: Engine) -> Scorer {
        Scorer::with_passes(program, engine, Passes::all())
    }

    /// With these passes of the optimiser alone; the defining evaluator takes the program as it is.
    pub fn with_passes(program: Program, engine: Engine, passes: Passes) -> Scorer {
        let lower = || bytecode::lower(&optimise::run(program.clone(), passes));
        let code = match engine {
            Engine::Auto | Engine::Bytecode => Some(Arc::new(lower())),
            Engine::Reference => None,
        };
        Scorer { program: Arc::new(program), code, threads: 1, tables: Arc::default() }
    }

    /// Works on so many threads; the answers are the same for any number.
    pub fn with_threads(self, threads: usize) -> Scorer {
        Scorer { threads, ..self }
    }

    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The engine that runs: never `Auto`.
    pub fn engine(&self) -> Engine {
        if self.code.is_some() { Engine::Bytecode } else { Engine::Reference }
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
                let options = vm::Options {
                    as_of,
                    lines,
                    threads: self.threads,
                    sizes: vm::Sizes::default(),
                };
                let tables = self.tables(code, batch, as_of, lines);
                vm::run_with(code, &tables, batch, options, on_rows)
            }
            None => reference::score(&self.program, batch, as_of, lines, on_rows),
        }
    }

    fn tables(&self, code: &bytecode::Code, batch: &Batch, as_of: i64, lines: bool) -> Arc<Tables> {
        // A thread that panicked elsewhere has left whole tables or none.
        let mut kept = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some(tables) if tables.hold_for(code, batch, as_of, lines) => tables.clone(),
            _ => kept.insert(Arc::new(Tables::new(code, batch, as_of, lines))).clone(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scorer_is_shared_between_threads() {
        fn shared<T: Send + Sync + Clone>() {}
        shared::<Scorer>();
    }
}
