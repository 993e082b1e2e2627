//! Registers into columns of results.

use crate::bytecode::register::{Figure, Label, Set};
use crate::ir::outcome::{NONE, Scores};
use crate::types::Points;
use crate::vm::Machine;
use crate::vm::bits::Bits;

impl Machine<'_> {
    /// The chunk's results; nothing of a lead for whom the model is not.
    pub fn output(&self, lines: bool) -> Scores {
        let outputs = &self.code.outputs;
        let rows = self.leads();
        let in_model = outputs.in_model.map(|set| &self.registers[set]);
        let figures = |registers: &[Figure]| -> Vec<Vec<Points>> {
            registers.iter().map(|register| self.figure(*register, in_model)).collect()
        };
        let labels = |registers: &[Label]| -> Vec<Vec<u16>> {
            registers.iter().map(|register| self.label(Some(*register), in_model)).collect()
        };
        let details = |registers: &[Figure]| if lines { figures(registers) } else { Vec::new() };
        let bools = |bits: &Bits| (0..rows).map(|row| bits.get(row)).collect::<Vec<bool>>();
        let disqualified = |set: &Set| match (&self.registers[*set], in_model) {
            (set, Some(in_model)) => bools(&set.clone().and(in_model)),
            (set, None) => bools(set),
        };
        Scores {
            rows,
            in_model: in_model.map_or_else(|| vec![true; rows], bools),
            scores: figures(&outputs.scores),
            lines: details(&outputs.lines),
            groups: details(&outputs.groups),
            grades: labels(&outputs.grades),
            matrices: labels(&outputs.matrices),
            stages: self.label(outputs.stage, in_model),
            stage_lines: self.label(outputs.stage_line, in_model),
            disqualified: outputs.disqualified.iter().map(disqualified).collect(),
        }
    }

    fn figure(&self, register: Figure, in_model: Option<&Bits>) -> Vec<Points> {
        let figures = self.registers[register].iter();
        match in_model {
            None => figures.map(|figure| Points(*figure)).collect(),
            Some(rows) => {
                let figure =
                    |(row, f): (usize, &i64)| if rows.get(row) { Points(*f) } else { Points::ZERO };
                figures.enumerate().map(figure).collect()
            }
        }
    }

    fn label(&self, register: Option<Label>, in_model: Option<&Bits>) -> Vec<u16> {
        let mut labels = register.map_or_else(Vec::new, |label| self.registers[label].clone());
        labels.resize(self.leads(), NONE);
        if let Some(rows) = in_model {
            let others = labels.iter_mut().enumerate().filter(|(row, _)| !rows.get(*row));
            others.for_each(|(_, label)| *label = NONE);
        }
        labels
    }
}
