//! Scores leads: one program, whichever engine runs it, one lead or a batch.

mod reference;
mod session;
#[cfg(all(feature = "jit", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod jit;
#[cfg(not(all(feature = "jit", any(target_arch = "x86_64", target_arch = "aarch64"))))]
#[path = "no_jit.rs"]
mod jit;

use std::sync::Arc;

use crate::bytecode;
use crate::engine::jit::Jit;
use crate::ir::Program;
use crate::ir::eval;
use crate::ir::outcome::{Outcome, Scores};
use crate::types::columns::Batch;
use crate::types::{Event, Lead};
use crate::vm;

pub use session::Session;

/// What runs a program; the answers are the same to the last bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Engine {
    /// Whichever is fastest.
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
    program: Arc<Program>,
    /// Nothing for the defining evaluator.
    code: Option<Arc<bytecode::Code>>,
    jit: Option<Arc<Jit>>,
    note: Option<Arc<str>>,
    threads: usize,
}

impl Scorer {
    pub fn new(program: Program, engine: Engine) -> Scorer {
        let mut scorer =
            Scorer { program: Arc::new(program), code: None, jit: None, note: None, threads: 1 };
        if engine == Engine::Jit {
            let code = Arc::new(bytecode::lower_for_rows(&scorer.program));
            match Jit::new(&code) {
                Ok(jit) => (scorer.jit, scorer.code) = (Some(Arc::new(jit)), Some(code)),
                Err(reason) => {
                    let note = format!("bytecode scores, for there is no machine code: {reason}");
                    scorer.note = Some(note.into());
                }
            }
        }
        if engine != Engine::Reference && scorer.code.is_none() {
            scorer.code = Some(Arc::new(bytecode::lower(&scorer.program)));
        }
        scorer
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
        let jit = self.jit.as_ref();
        if let Some(scores) =
            jit.and_then(|jit| jit.score(batch, as_of, (lines, self.threads), on_rows))
        {
            return scores;
        }
        match &self.code {
            Some(code) => {
                let options = vm::Options {
                    as_of,
                    lines,
                    threads: self.threads,
                    sizes: vm::Sizes::default(),
                };
                vm::run(code, batch, options, on_rows)
            }
            None => reference::score(&self.program, batch, as_of, lines, on_rows),
        }
    }

    /// Scores leads one by one, as fast as can be: what it needs is kept from lead to lead.
    pub fn session(&self) -> Session<'_> {
        Session::new(self)
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
