//! Which lines may say the same as another one: what two of them say is compared word by word, at some cost.

use std::collections::HashMap;

use crate::ir::Program;
use crate::optimise::key;

/// Of each line: does another one ask for the same?
pub fn of(program: &Program) -> Vec<bool> {
    let mut alike = vec![false; program.lines.len()];
    let mut first = HashMap::with_capacity(program.lines.len());
    for (at, line) in program.lines.iter().enumerate() {
        let before = *first.entry(key::of_asked(&line.kind)).or_insert(at);
        if before != at {
            (alike[before], alike[at]) = (true, true);
        }
    }
    alike
}
