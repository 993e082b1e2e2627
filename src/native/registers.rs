//! A value for each register, and where each register is written.

use crate::bytecode::Code;
use crate::bytecode::code::Instruction;
use crate::bytecode::register::{File, ScopeId};

/// A register of any type.
pub type Register = (File, u32);

/// A value for each register of a program.
#[derive(Debug, Clone)]
pub struct Registers<T>(Vec<Vec<T>>);

impl<T: Clone> Registers<T> {
    pub fn filled(code: &Code, value: T) -> Registers<T> {
        Registers(code.registers.iter().map(|count| vec![value.clone(); *count as usize]).collect())
    }
}

impl<T> std::ops::Index<Register> for Registers<T> {
    type Output = T;
    fn index(&self, (file, number): Register) -> &T {
        &self.0[file as usize][number as usize]
    }
}

impl<T> std::ops::IndexMut<Register> for Registers<T> {
    fn index_mut(&mut self, (file, number): Register) -> &mut T {
        &mut self.0[file as usize][number as usize]
    }
}

/// The instruction that writes a register: its block and its position there.
#[derive(Debug, Clone, Copy)]
pub struct Writer {
    block: u32,
    position: u32,
}

/// The writers of all registers.
pub fn writers(code: &Code) -> Registers<Option<Writer>> {
    let mut writers = Registers::filled(code, None);
    for (block, scope) in code.scopes.iter().enumerate() {
        for (position, instruction) in scope.block.iter().enumerate() {
            let writer = Writer { block: block as u32, position: position as u32 };
            writers[target(instruction)] = Some(writer);
        }
    }
    writers
}

impl Writer {
    pub fn of(self, code: &Code) -> &Instruction {
        &code.scopes[self.block as usize].block[self.position as usize]
    }

    /// Its position in the main block, if it stands there.
    pub fn main(self) -> Option<usize> {
        (self.block == ScopeId::LEADS.0).then_some(self.position as usize)
    }
}

pub fn target(instruction: &Instruction) -> Register {
    (instruction.op.opcode().result, instruction.target)
}
