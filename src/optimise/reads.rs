//! Which scores conditions and points read.

use crate::ir::Program;
use crate::ir::expr::Num;
use crate::optimise::walk;
use crate::optimise::walk::Rewrite;

/// Of each score: does a condition or computed points anywhere read it?
pub fn scores(mut program: Program) -> Vec<bool> {
    let mut reads = Reads(vec![false; program.scores.len()]);
    walk::program(&mut program, &mut reads);
    reads.0
}

struct Reads(Vec<bool>);

impl Rewrite for Reads {
    fn num(&mut self, number: &mut Num) {
        if let Num::Score(score) = number {
            self.0[score.index()] = true;
        }
    }
}
