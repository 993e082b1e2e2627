//! Which registers an instruction reads, and which instructions only the columns of lines and groups need.

use std::collections::HashSet;

use crate::bytecode::code::Code;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{
    self, Along, Column, Counted, File, Float, Latest, ScopeId, Worth,
};
use crate::ir::expr::{CompareOp, Side, TextOp};
use crate::types::calendar::Unit;
use crate::types::{EventId, Points};

/// An operand, with the registers in it.
pub trait Reads {
    fn reads(&self, visit: &mut dyn FnMut(File, u32));
}

macro_rules! registers {
    ($($name:ident),*) => { $(impl Reads for register::$name {
        fn reads(&self, visit: &mut dyn FnMut(File, u32)) {
            visit(File::$name, self.0);
        }
    })* };
}

macro_rules! none {
    ($($ty:ty),*) => { $(impl Reads for $ty {
        fn reads(&self, _: &mut dyn FnMut(File, u32)) {}
    })* };
}

registers!(Cond, Set, Num, Date, Text, Key, Window, Picks, Matches, Events, Class, Figure, Label);
none!(
    bool, u8, u16, u32, i64, Float, Points, CompareOp, TextOp, Side, Unit, EventId, Column, Along,
    ScopeId
);

impl<T: Reads> Reads for Vec<T> {
    fn reads(&self, visit: &mut dyn FnMut(File, u32)) {
        self.iter().for_each(|item| item.reads(visit));
    }
}

impl<T: Reads> Reads for Option<T> {
    fn reads(&self, visit: &mut dyn FnMut(File, u32)) {
        self.iter().for_each(|item| item.reads(visit));
    }
}

impl<A: Reads, B: Reads> Reads for (A, B) {
    fn reads(&self, visit: &mut dyn FnMut(File, u32)) {
        self.0.reads(visit);
        self.1.reads(visit);
    }
}

impl Reads for Worth {
    fn reads(&self, visit: &mut dyn FnMut(File, u32)) {
        if let Worth::Computed(register) = self {
            register.reads(visit);
        }
    }
}

impl Reads for Counted {
    fn reads(&self, visit: &mut dyn FnMut(File, u32)) {
        self.events.reads(visit);
        self.points.reads(visit);
    }
}

impl Reads for Latest {
    fn reads(&self, visit: &mut dyn FnMut(File, u32)) {
        self.per.reads(visit);
    }
}

/// Marks the instructions of the main block that nothing but the columns of lines and groups needs.
pub fn mark_details(code: &mut Code) {
    let mut needed = HashSet::new();
    roots(code, &mut |file, number| {
        needed.insert((file, number));
    });
    let mut block = std::mem::take(&mut code.scopes[ScopeId::LEADS.index()].block);
    for instruction in block.iter_mut().rev() {
        let target = (instruction.op.opcode().result, instruction.target);
        instruction.detail = !needed.contains(&target);
        if !instruction.detail {
            reads(code, &instruction.op, &mut |file, number| {
                needed.insert((file, number));
            });
        }
    }
    code.scopes[ScopeId::LEADS.index()].block = block;
}

fn roots(code: &Code, visit: &mut dyn FnMut(File, u32)) {
    let outputs = &code.outputs;
    outputs.in_model.reads(visit);
    outputs.scores.reads(visit);
    outputs.grades.reads(visit);
    outputs.matrices.reads(visit);
    outputs.stage.reads(visit);
    outputs.stage_line.reads(visit);
    outputs.disqualified.reads(visit);
}

/// Also what the tables and the blocks that an instruction names read.
fn reads(code: &Code, op: &Op, visit: &mut dyn FnMut(File, u32)) {
    op.reads(visit);
    match op {
        Op::Formula { formula } => {
            let figures = code.formulas.get(*formula as usize).map_or(&[][..], |f| &f.figures);
            figures.iter().for_each(|(_, figure)| figure.reads(visit));
        }
        Op::PickIf { inner, .. } => {
            let block = code.scopes.get(inner.index()).map_or(&[][..], |scope| &scope.block);
            block.iter().for_each(|instruction| reads(code, &instruction.op, visit));
        }
        _ => {}
    }
}
