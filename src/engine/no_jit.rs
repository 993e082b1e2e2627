//! What stands for machine code where there is none: on other processors, and without the feature `jit`.

use std::sync::Arc;

use crate::bytecode::Code;
use crate::bytecode::tables::Tables;
use crate::ir::outcome::{Scores, Verdict};
use crate::types::columns::Batch;
use crate::types::{Cells, EventCells};

/// Never made.
#[derive(Debug)]
pub enum Jit {}

/// Never made.
pub enum JitSession {}

/// Never made.
pub struct Chosen<'j>(&'j Jit);

impl Jit {
    pub fn new(_: &Arc<Code>) -> Result<Jit, String> {
        Err("this program was built without it".into())
    }

    pub fn session(&self) -> JitSession {
        match *self {}
    }

    pub fn compiled(&self, _: bool) -> Option<Chosen<'_>> {
        match *self {}
    }
}

impl JitSession {
    pub fn score<E: EventCells>(&mut self, _: &impl Cells, _: &[E], _: i64) -> &Verdict {
        match *self {}
    }
}

impl Chosen<'_> {
    pub fn score(
        &self,
        _: &Tables,
        _: &Batch,
        _: (i64, usize),
        _: &mut dyn FnMut(usize),
    ) -> Scores {
        match *self.0 {}
    }
}

pub fn clif(_: Code) -> Result<String, String> {
    Err("this program was built without machine code".into())
}
