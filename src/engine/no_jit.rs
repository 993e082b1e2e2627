//! What stands for machine code where there is none: on other processors, and without the feature `jit`.

use std::sync::Arc;

use crate::bytecode::Code;
use crate::ir::outcome::Scores;
use crate::types::columns::Batch;

/// Never made.
#[derive(Debug)]
pub enum Jit {}

impl Jit {
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
