//! Registers: each is written once, and read behind that by an instruction over the same rows that runs no oftener than what it reads.

use std::collections::HashSet;

use crate::bytecode::Code;
use crate::bytecode::code::Instruction;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Along, Column, File, ScopeId};
use crate::bytecode::verify::operands;
use crate::ir::{Fault, Holds, must};

/// What is known of a register that is written.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    /// Whose rows it has.
    pub rows: ScopeId,
    /// It is there only where the columns of lines are wanted.
    detail: bool,
    pub about: About,
}

/// What else its readers ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Nothing,
    /// The column of a text.
    Column(Column),
    /// The source of a class.
    Source(u32),
    /// A figure is no further from 0 than this.
    Figure(u64),
    /// The label of a grade.
    Grade(u32),
    /// A cell of the matrix of two grades.
    Matrix {
        rows: u32,
        columns: u32,
    },
    /// One of so many stage lines.
    StageLine(usize),
    /// A stage, by a register of stage lines and the base.
    Stage {
        line: u32,
        base: Option<u16>,
    },
}

/// The instructions in the order in which they run.
pub struct Flow<'c> {
    pub code: &'c Code,
    /// By type and number.
    written: Vec<Vec<Option<Written>>>,
    /// By scope: its block has run.
    run: Vec<bool>,
    /// By scope: the instructions of the blocks before.
    first: Vec<usize>,
    /// How many lists are taken out of tables, and which were.
    pub lists: usize,
    pub taken: HashSet<(u32, u32)>,
}

impl<'c> Flow<'c> {
    pub fn new(code: &'c Code) -> Flow<'c> {
        let written = code.registers.iter().map(|count| vec![None; *count as usize]).collect();
        let mut instructions = 0;
        let first = code.scopes.iter().map(|scope| {
            instructions += scope.block.len();
            instructions - scope.block.len()
        });
        let main = code.scopes.first().map_or(&[][..], |scope| &scope.block);
        let lists = main.iter().filter(|i| matches!(i.op, Op::Matched { .. })).count();
        let (first, run) = (first.collect(), vec![false; code.scopes.len()]);
        Flow { code, written, run, first, lists, taken: HashSet::new() }
    }

    /// The block of a scope; `detail`: it runs only where the columns of lines are wanted.
    pub fn run(&mut self, scope: ScopeId, detail: bool) -> Result<(), Fault> {
        let code = self.code;
        self.run[scope.index()] = true;
        for (position, instruction) in code.scopes[scope.index()].block.iter().enumerate() {
            let index = self.first[scope.index()] + position;
            let fault = |sentence| Fault { part: "Instruction", index, sentence };
            let detail = detail || instruction.detail;
            let here = match scope {
                ScopeId::LEADS => matches!(instruction.scope, ScopeId::LEADS | ScopeId::LOG),
                pairs => instruction.scope == pairs,
            };
            must(here, "an instruction stands in the block of another scope").map_err(fault)?;
            if let Op::PickIf { inner, .. } = instruction.op {
                self.may_run(inner, instruction.scope).map_err(fault)?;
                self.run(inner, detail)?;
            }
            self.step(instruction, detail).map_err(fault)?;
        }
        Ok(())
    }

    fn may_run(&self, inner: ScopeId, around: ScopeId) -> Holds {
        let scope = self.code.scopes.get(inner.index()).ok_or("a block is not there")?;
        must(scope.outer == Some(around), "a block over pairs is of other rows")?;
        must(!self.run[inner.index()], "a block is run from two places")
    }

    /// Every block is run from somewhere.
    pub fn all_run(&self) -> Holds {
        let mut blocks = self.run.iter().enumerate();
        must(blocks.all(|(scope, run)| *run || scope == ScopeId::LOG.index()), "a block never runs")
    }

    fn step(&mut self, instruction: &Instruction, detail: bool) -> Holds {
        let about = operands::verify(self, instruction)?;
        let mut holds = Ok(());
        instruction.op.reads(&mut |file, number| {
            let rows = self.rows(instruction, file);
            holds = holds.and_then(|()| self.read(file, number, rows?, detail));
        });
        holds?;
        if let Op::Formula { formula } = instruction.op {
            let figures = &self.code.formulas[formula as usize].figures;
            figures.iter().try_for_each(|(_, figure)| {
                self.read(File::Figure, figure.0, ScopeId::LEADS, detail)
            })?;
        }
        let rows = match instruction.op.opcode().result {
            File::Class | File::Figure => ScopeId::LEADS,
            File::Key | File::Matches | File::Events => ScopeId::LOG,
            _ => instruction.scope,
        };
        let file = instruction.op.opcode().result as usize;
        let register = self.written[file].get_mut(instruction.target as usize);
        let register = register.ok_or("a register is not there")?;
        must(register.is_none(), "a register is written twice")?;
        *register = Some(Written { rows, detail, about });
        Ok(())
    }

    /// What is known of a register, if it is written already.
    pub fn find(&self, file: File, number: u32) -> Result<&Written, &'static str> {
        let register = self.written[file as usize].get(number as usize);
        register
            .ok_or("a register is not there")?
            .as_ref()
            .ok_or("a register is read before it is written")
    }

    /// Reads a register that must have these rows; `detail`: the reader is there only where the columns of lines are wanted.
    pub fn read(&self, file: File, number: u32, rows: ScopeId, detail: bool) -> Holds {
        let written = self.find(file, number)?;
        must(written.rows == rows, "a register has other rows than its reader")?;
        must(detail || !written.detail, "a register is read that only the columns of lines have")
    }

    /// The rows that an instruction's registers of a type must have.
    fn rows(
        &self,
        Instruction { scope, op, .. }: &Instruction,
        file: File,
    ) -> Result<ScopeId, &'static str> {
        Ok(match (op, file) {
            (
                Op::GatherCond { along, .. }
                | Op::GatherSet { along, .. }
                | Op::GatherNum { along, .. }
                | Op::GatherDate { along, .. }
                | Op::GatherText { along, .. }
                | Op::GatherLabel { along, .. },
                _,
            ) => self.along(*scope, *along)?,
            (Op::OfLeads { .. }, File::Set) => ScopeId::LEADS,
            (Op::PickIf { inner, .. }, File::Set) => *inner,
            // The points of occurrences.
            (Op::On { .. } | Op::Pool { .. }, File::Num) => ScopeId::LOG,
            (_, File::Key | File::Matches | File::Events) => ScopeId::LOG,
            (_, File::Class | File::Figure) => ScopeId::LEADS,
            _ => *scope,
        })
    }

    /// The scope to which a way leads.
    fn along(&self, scope: ScopeId, along: Along) -> Result<ScopeId, &'static str> {
        must(scope != ScopeId::LEADS, "there is no way from the leads")?;
        match along {
            Along::Lead => Ok(ScopeId::LEADS),
            Along::Event(position) => {
                let events = self.code.scopes[scope.index()].events;
                must(position < events, "an event is not around")?;
                Ok(ScopeId::LOG)
            }
            Along::Outer(steps) => {
                must(steps >= 1, "a way leads nowhere")?;
                let outer = |scope: ScopeId| self.code.scopes[scope.index()].outer;
                (0..steps).try_fold(scope, |scope, _| outer(scope)).ok_or("a way leads too far")
            }
        }
    }
}
