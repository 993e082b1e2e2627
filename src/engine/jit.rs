//! Machine code for a program: without the columns of lines and groups at once, with them when they are first asked for.

use std::sync::{Arc, OnceLock};

use crate::bytecode::Code;
use crate::bytecode::tables::Tables;
use crate::ir::outcome::Scores;
use crate::native::{self, Compiled};
use crate::types::columns::Batch;

pub type JitSession = native::Session;

#[derive(Debug)]
pub struct Jit {
    code: Arc<Code>,
    brief: Arc<Compiled>,
    /// Nothing in it where there was no memory for it any more.
    full: OnceLock<Option<Arc<Compiled>>>,
}

/// The code for lines, or that without.
pub struct Chosen<'j>(&'j Compiled);

impl Jit {
    /// The reason where it is refused.
    pub fn new(code: &Arc<Code>) -> Result<Jit, String> {
        let brief = native::compile(code.clone(), false).map_err(|refused| refused.to_string())?;
        Ok(Jit { code: code.clone(), brief, full: OnceLock::new() })
    }

    pub fn session(&self) -> JitSession {
        native::Session::new(self.brief.clone())
    }

    /// Nothing where the code for lines cannot be had.
    pub fn compiled(&self, lines: bool) -> Option<Chosen<'_>> {
        if !lines {
            return Some(Chosen(&self.brief));
        }
        let compile = || native::compile(self.code.clone(), true).ok();
        self.full.get_or_init(compile).as_deref().map(Chosen)
    }
}

impl Chosen<'_> {
    pub fn score(
        &self,
        tables: &Tables,
        batch: &Batch,
        (as_of, threads): (i64, usize),
        on_rows: &mut dyn FnMut(usize),
    ) -> Scores {
        native::run(self.0, tables, batch, native::Options { as_of, threads }, on_rows)
    }
}

pub fn clif(code: Code) -> Result<String, String> {
    native::clif(Arc::new(code), false).map_err(|refused| refused.to_string())
}
