//! Machine code for a program: without the columns of lines and groups at once, with them when they are first asked for.

use std::sync::{Arc, OnceLock};

use crate::bytecode::Code;
use crate::ir::outcome::Scores;
use crate::native::{self, Compiled};
use crate::types::columns::Batch;

pub type JitSession<'s> = native::Session<'s>;

#[derive(Debug)]
pub struct Jit {
    code: Arc<Code>,
    brief: Arc<Compiled>,
    /// Nothing in it where there was no memory for it any more.
    full: OnceLock<Option<Arc<Compiled>>>,
}

impl Jit {
    /// The reason where it is refused.
    pub fn new(code: &Arc<Code>) -> Result<Jit, String> {
        let brief = native::compile(code.clone(), false).map_err(|refused| refused.to_string())?;
        Ok(Jit { code: code.clone(), brief, full: OnceLock::new() })
    }

    pub fn session(&self) -> JitSession<'_> {
        native::Session::new(&self.brief)
    }

    /// Nothing where the code for lines cannot be had.
    pub fn score(
        &self,
        batch: &Batch,
        as_of: i64,
        (lines, threads): (bool, usize),
        on_rows: &mut dyn FnMut(usize),
    ) -> Option<Scores> {
        let compiled = match lines {
            true => self.full.get_or_init(|| native::compile(self.code.clone(), true).ok()).as_ref()?,
            false => &self.brief,
        };
        Some(native::run(compiled, batch, native::Options { as_of, threads }, on_rows))
    }
}
