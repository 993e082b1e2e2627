//! Labels of grades, cells of matrices, stages and the lines that gave them.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::I64;
use cranelift_codegen::ir::{InstBuilder, Value};

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{File, Label, Set};
use crate::ir::outcome::{DISQUALIFIED, NONE};
use crate::native::emit::Emit;
use crate::native::emit::cond::int;

impl Emit<'_> {
    pub fn label(&mut self, op: &Op) -> Value {
        match op {
            Op::GatherLabel { source, along } => {
                let value = self.gather((File::Label, source.0), *along);
                self.word(value)
            }
            Op::Grade { a, grade } => {
                let Some(grade) = self.plan.code().grades.get(*grade as usize) else {
                    return self.number_of(NONE);
                };
                let figure = self.figure_in(*a);
                let mut label = self.number_of(grade.otherwise.unwrap_or(NONE));
                for (op, bound, row) in grade.rows.iter().rev() {
                    let holds = self.icmp_with(int(*op), figure, bound.0);
                    let row = self.number_of(*row);
                    label = self.choose(holds, row, label);
                }
                label
            }
            Op::Matrix { rows, columns, width, disqualified } => {
                let cell = self.cell(*rows, *columns, *width);
                self.unless(*disqualified, DISQUALIFIED, cell)
            }
            Op::StageLine { of, disqualified } => {
                let mut winner = self.number_of(NONE);
                for (line, set) in of.iter().enumerate() {
                    let (holds, line) = (self.set_in(*set), self.number_of(line as u16));
                    winner = self.choose(holds, line, winner);
                }
                self.unless(*disqualified, NONE, winner)
            }
            Op::Stage { line, base, disqualified } => {
                let line = self.label_in(*line);
                let stages = &self.plan.code().stage_of_line;
                let last = stages.len() as i64;
                let words = stages.iter().chain(Some(&NONE)).map(|stage| u64::from(*stage));
                let offset = self.pool.add(words.collect::<Vec<u64>>());
                let last = self.int(last);
                let index = self.b.ins().umin(line, last);
                let stage = self.pooled(I64, offset, index);
                let none = self.icmp_with(IntCC::Equal, line, i64::from(NONE));
                let base = self.number_of(base.unwrap_or(NONE));
                let stage = self.choose(none, base, stage);
                self.unless(*disqualified, DISQUALIFIED, stage)
            }
            _ => self.number_of(NONE),
        }
    }

    fn number_of(&mut self, label: u16) -> Value {
        self.int(i64::from(label))
    }

    fn cell(&mut self, rows: Label, columns: Label, width: u16) -> Value {
        let (row, column) = (self.label_in(rows), self.label_in(columns));
        let none = self.number_of(NONE);
        let no_row = self.icmp(IntCC::Equal, row, none);
        let no_column = self.icmp(IntCC::Equal, column, none);
        let nothing = self.or(no_row, no_column);
        let width = self.number_of(width);
        // Held within 16 bits, as each label is.
        let start = self.b.ins().imul(row, width);
        let start = self.b.ins().umin(start, none);
        let cell = self.b.ins().iadd(start, column);
        let cell = self.b.ins().umin(cell, none);
        self.choose(nothing, none, cell)
    }

    fn unless(&mut self, disqualified: Option<Set>, instead: u16, label: Value) -> Value {
        let Some(set) = disqualified else { return label };
        let (out, instead) = (self.set_in(set), self.number_of(instead));
        self.choose(out, instead, label)
    }
}
