//! Registers into columns of results.

use crate::bytecode::register::{Figure, Label};
use crate::ir::outcome::{NONE, Scores};
use crate::types::Points;
use crate::vm::Machine;
use crate::vm::bits::Bits;

impl Machine<'_> {
    /// The chunk's results; nothing of a lead for whom the model is not.
    pub fn output(&self, lines: bool) -> Scores {
        let outputs = &self.code.outputs;
        let rows = self.leads();
        let in_model = match outputs.in_model {
            Some(set) => self.registers[set].clone(),
            None => Bits::all(rows),
        };
        let figures = |registers: &[Figure]| -> Vec<Vec<Points>> {
            registers.iter().map(|register| self.figure(*register, &in_model)).collect()
        };
        let labels = |registers: &[Label]| -> Vec<Vec<u16>> {
            registers.iter().map(|register| self.label(Some(*register), &in_model)).collect()
        };
        let details = |registers: &[Figure]| if lines { figures(registers) } else { Vec::new() };
        let bools = |bits: &Bits| (0..rows).map(|row| bits.get(row)).collect::<Vec<bool>>();
        Scores {
            rows,
            in_model: bools(&in_model),
            scores: figures(&outputs.scores),
            lines: details(&outputs.lines),
            groups: details(&outputs.groups),
            grades: labels(&outputs.grades),
            matrices: labels(&outputs.matrices),
            stages: self.label(outputs.stage, &in_model),
            stage_lines: self.label(outputs.stage_line, &in_model),
            disqualified: outputs
                .disqualified
                .iter()
                .map(|set| bools(&self.registers[*set].clone().and(&in_model)))
                .collect(),
        }
    }

    fn figure(&self, register: Figure, in_model: &Bits) -> Vec<Points> {
        let figures = self.registers[register].iter().enumerate();
        figures.map(|(row, f)| if in_model.get(row) { Points(*f) } else { Points::ZERO }).collect()
    }

    fn label(&self, register: Option<Label>, in_model: &Bits) -> Vec<u16> {
        let labels = register.map_or(&[][..], |register| self.registers[register].as_slice());
        let label =
            |row: usize| labels.get(row).copied().filter(|_| in_model.get(row)).unwrap_or(NONE);
        (0..self.leads()).map(label).collect()
    }
}
