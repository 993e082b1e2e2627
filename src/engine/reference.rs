//! The defining evaluator over a batch: row by row, its outcomes put into columns.

use crate::ir::outcome::{DISQUALIFIED, NONE, Outcome, Scores};
use crate::ir::{Evaluator, Program};
use crate::types::Points;
use crate::types::columns::Batch;

/// Rows between two words of progress.
const STEP: usize = 1024;

pub fn score(
    program: &Program,
    batch: &Batch,
    as_of: i64,
    lines: bool,
    on_rows: &mut dyn FnMut(usize),
) -> Scores {
    let evaluator = Evaluator::new(program);
    let mut scores = empty(program, lines);
    for row in 0..batch.rows() {
        let (lead, events) = batch.row(row);
        push(program, &mut scores, &evaluator.eval(&lead, &events, as_of));
        if scores.rows.is_multiple_of(STEP) {
            on_rows(STEP);
        }
    }
    on_rows(scores.rows % STEP);
    scores
}

fn empty(program: &Program, lines: bool) -> Scores {
    let details = |count: usize| vec![Vec::new(); if lines { count } else { 0 }];
    Scores {
        scores: vec![Vec::new(); program.scores.len()],
        lines: details(program.lines.len()),
        groups: details(program.groups.len()),
        grades: vec![Vec::new(); program.grades.len()],
        matrices: vec![Vec::new(); program.matrices.len()],
        disqualified: vec![Vec::new(); program.disqualifications.len()],
        ..Scores::default()
    }
}

fn push(program: &Program, scores: &mut Scores, outcome: &Outcome) {
    scores.rows += 1;
    scores.in_model.push(outcome.in_model);
    let disqualified = !outcome.disqualified.is_empty();
    figures(&mut scores.scores, |i| outcome.scores.get(i).map(|s| s.published));
    figures(&mut scores.lines, |i| outcome.lines.get(i).map(|l| l.published));
    figures(&mut scores.groups, |i| outcome.groups.get(i).map(|g| g.adjustment));
    for (i, column) in scores.grades.iter_mut().enumerate() {
        column.push(outcome.grades.get(i).copied().flatten().unwrap_or(NONE));
    }
    for (i, column) in scores.matrices.iter_mut().enumerate() {
        let columns = program.grades[program.matrices[i].columns.index()].labels.len() as u16;
        let cell = outcome.matrices.get(i).copied().flatten();
        let cell = cell.map_or(NONE, |(row, column)| row * columns + column);
        column.push(if disqualified { DISQUALIFIED } else { cell });
    }
    let stage = outcome.stage.map_or(NONE, |stage| stage.0 as u16);
    scores.stages.push(if disqualified { DISQUALIFIED } else { stage });
    scores.stage_lines.push(outcome.stage_line.map_or(NONE, |line| line as u16));
    for (i, column) in scores.disqualified.iter_mut().enumerate() {
        column.push(outcome.disqualified.contains(&i));
    }
}

fn figures(columns: &mut [Vec<Points>], figure: impl Fn(usize) -> Option<Points>) {
    for (i, column) in columns.iter_mut().enumerate() {
        column.push(figure(i).unwrap_or_default());
    }
}
