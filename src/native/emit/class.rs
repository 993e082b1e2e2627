//! Classes of values, and the points of clauses: bits by class, and-ed.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::types::{I32, I64};
use cranelift_codegen::ir::{InstBuilder, Value};

use crate::bytecode::classes::{Atom, Of};
use crate::bytecode::opcode::Op;
use crate::bytecode::register::Class;
use crate::bytecode::tables::classing::{Classing, UNKNOWN_CLASS};
use crate::native::emit::Emit;
use crate::native::emit::ops::Bit;
use crate::native::host::Helper;

/// More bounds than this are searched by the host.
const FEW: usize = 12;

impl Emit<'_> {
    pub fn class(&mut self, op: &Op) -> Value {
        match op {
            Op::ClassOf { source } => self.class_of(*source),
            Op::ClassIn { rows } => {
                let rows = self.set_in(*rows);
                self.counted_bit(rows)
            }
            _ => self.int(i64::from(UNKNOWN_CLASS)),
        }
    }

    fn counted_bit(&mut self, bit: Bit) -> Value {
        let byte = self.bit(bit);
        self.b.ins().uextend(I64, byte)
    }

    fn class_of(&mut self, source: u32) -> Value {
        let code = self.plan.code();
        let Some(asked) = code.sources.get(source as usize) else {
            return self.int(i64::from(UNKNOWN_CLASS));
        };
        match asked.of {
            Of::Text(view) => {
                let Some(view) = code.views.get(view as usize) else {
                    return self.int(i64::from(UNKNOWN_CLASS));
                };
                let text = self.load_text(view.column);
                let class = self.look_up(self.layout.source(source), text, I32, 2);
                self.b.ins().uextend(I64, class)
            }
            Of::Number(column) => {
                let (value, known) = self.load_num(column);
                let class = match Classing::of(code, asked, 0) {
                    Classing::Numbers { edges } if edges.len() <= FEW => {
                        let mut class = self.int(1);
                        for edge in edges {
                            let edge = self.float(edge);
                            let passed = self.fcmp(FloatCC::LessThanOrEqual, edge, value);
                            let passed = self.counted_bit(passed);
                            class = self.b.ins().iadd(class, passed);
                        }
                        class
                    }
                    _ => {
                        let source = self.int(i64::from(source));
                        self.called(Helper::NumberClass, &[self.frame, source, value])
                    }
                };
                self.masked(known, class)
            }
            Of::Date(column) => {
                let (value, known) = self.load_date(column);
                let moves = asked.atoms.iter().any(|atom| matches!(atom, Atom::Age { .. }));
                let class = match Classing::of(code, asked, 0) {
                    Classing::Dates { edges } if edges.len() <= FEW && !moves => {
                        let mut class = self.int(1);
                        for edge in edges {
                            let passed =
                                self.icmp_with(IntCC::SignedGreaterThanOrEqual, value, edge);
                            let passed = self.counted_bit(passed);
                            class = self.b.ins().iadd(class, passed);
                        }
                        class
                    }
                    _ => {
                        let source = self.int(i64::from(source));
                        self.called(Helper::DateClass, &[self.frame, source, value])
                    }
                };
                self.masked(known, class)
            }
            Of::Bool(column) => {
                let (yes, known) = self.load_bool(column);
                let (yes, known) = (self.counted_bit(yes), self.counted_bit(known));
                self.b.ins().iadd(known, yes)
            }
            // Only events have these.
            Of::Time | Of::Name | Of::Set => self.int(i64::from(UNKNOWN_CLASS)),
        }
    }

    /// The points of the rules of which a clause has all its tests hold.
    pub fn clauses(&mut self, of: &[Class], table: usize) -> Value {
        let mut sum = self.int(0);
        let Some(bits) = self.layout.clauses.get(table) else { return sum };
        for word in 0..bits.words {
            let mut alive = self.int(bits.all[word] as i64);
            for (source, class) in of.iter().enumerate() {
                let class = self.class_in(*class);
                let words = self.int(bits.words as i64);
                let row = self.b.ins().imul(class, words);
                let column = self.int(word as i64);
                let position = self.b.ins().iadd(row, column);
                let left = self.look_up(self.layout.clause(table, source), position, I64, 3);
                alive = self.b.ins().band(alive, left);
            }
            sum = self.add_alive(sum, alive, bits.points.get(word * 8..).unwrap_or_default());
        }
        sum
    }

    /// Adds the points of what is alive, eight clauses at a time.
    fn add_alive(&mut self, sum: Value, alive: Value, points: &[[i64; 256]]) -> Value {
        let mut sum = sum;
        for (byte, points) in points.iter().take(8).enumerate() {
            let offset = self.pool.add(points.iter().map(|points| *points as u64));
            let (shift, low) = (self.int(8 * byte as i64), self.int(255));
            let bits = self.b.ins().ushr(alive, shift);
            let bits = self.b.ins().band(bits, low);
            let points = self.pooled(I64, offset, bits);
            sum = self.b.ins().iadd(sum, points);
        }
        sum
    }
}
