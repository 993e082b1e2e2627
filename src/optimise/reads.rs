//! Which scores conditions and points read.

use crate::ir::Program;
use crate::ir::expr::Num;
use crate::optimise::walk::read;
use crate::optimise::walk::read::Visit;

/// Of each score: does a condition or computed points anywhere read it?
pub fn scores(program: &Program) -> Vec<bool> {
    let mut reads = Reads(vec![false; program.scores.len()]);
    read::program(program, &mut reads);
    reads.0
}

struct Reads(Vec<bool>);

impl Visit for Reads {
    fn num(&mut self, number: &Num) {
        if let Num::Score(score) = number {
            self.0[score.index()] = true;
        }
    }
}
