//! Labels of grades, cells of matrices, stages and the lines that gave them.

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{ScopeId, Set};
use crate::ir::outcome::{DISQUALIFIED, NONE};
use crate::types::Points;
use crate::vm::Machine;

impl Machine<'_> {
    pub fn labels(&self, scope: ScopeId, op: &Op) -> Vec<u16> {
        let count = self.count(scope);
        match op {
            Op::GatherLabel { source, along } => {
                self.gather(scope, &self.registers[*source], *along)
            }
            Op::Grade { a, grade } => {
                let Some(grade) = self.code.grades.get(*grade as usize) else {
                    return vec![NONE; count];
                };
                let label = |figure: &i64| {
                    let mut rows = grade.rows.iter();
                    let found = rows.find(|(op, bound, _)| op.holds(Points(*figure).cmp(bound)));
                    found.map(|row| row.2).or(grade.otherwise).unwrap_or(NONE)
                };
                self.registers[*a].iter().map(label).collect()
            }
            Op::Matrix { rows, columns, width, disqualified } => {
                let (rows, columns) = (&self.registers[*rows], &self.registers[*columns]);
                let cell = |i: usize| match (rows[i], columns[i]) {
                    (NONE, _) | (_, NONE) => NONE,
                    (row, column) => row.saturating_mul(*width).saturating_add(column),
                };
                self.unless(disqualified, DISQUALIFIED, (0..count).map(cell).collect())
            }
            Op::StageLine { of, disqualified } => {
                let mut winner = vec![NONE; count];
                for (line, set) in of.iter().enumerate() {
                    self.registers[*set].put(&mut winner, line as u16);
                }
                self.unless(disqualified, NONE, winner)
            }
            Op::Stage { line, base, disqualified } => {
                // Without a branch for each lead: behind the lines stands what no line gives.
                let mut of_line = self.code.stage_of_line.clone();
                of_line.push(base.unwrap_or(NONE));
                let last = of_line.len() - 1;
                let stage = |line: &u16| of_line[usize::from(*line).min(last)];
                let stages = self.registers[*line].iter().map(stage).collect();
                self.unless(disqualified, DISQUALIFIED, stages)
            }
            _ => vec![NONE; count],
        }
    }

    fn unless(&self, disqualified: &Option<Set>, instead: u16, mut labels: Vec<u16>) -> Vec<u16> {
        if let Some(set) = disqualified {
            self.registers[*set].put(&mut labels, instead);
        }
        labels
    }
}
