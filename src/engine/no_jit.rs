//! What stands for machine code where there is none: on other processors, and without the feature `jit`.

use std::sync::Arc;

use crate::bytecode::Code;
use crate::ir::outcome::{Scores, Verdict};
use crate::types::columns::Batch;
use crate::types::{Event, Lead};

/// Never made.
#[derive(Debug)]
pub enum Jit {}

/// Never made.
pub struct JitSession<'s> {
    never: &'s Jit,
}

impl JitSession<'_> {
    pub fn score(&mut self, _: &Lead, _: &[Event], _: i64) -> &Verdict {
        match *self.never {}
    }
}

impl Jit {
    pub fn session(&self) -> JitSession<'_> {
        match *self {}
    }

    pub fn new(_: &Arc<Code>) -> Result<Jit, String> {
        Err("this program was built without it".into())
    }

    pub fn score(
        &self,
        _: &Batch,
        _: i64,
        _: (bool, usize),
        _: &mut dyn FnMut(usize),
    ) -> Option<Scores> {
        match *self {}
    }
}
