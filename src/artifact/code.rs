//! The tables of the bytecode. What the program says too (columns, zone, grades, stages) is taken from it, and what can be computed is.
//!
//! Opcodes are told by their mnemonics: the section begins with those that are used, and an instruction names one by its position there. So
//! their order is free; one whose operands change gets a new mnemonic.

use std::collections::HashMap;

use crate::artifact::wire::{Reader, Result, Wire, Writer, newtypes, wire};
use crate::bytecode::classes::{Atom, Clause, ClauseTable, Holds, Of, PointTable, Source};
use crate::bytecode::code::{
    Code, GradeTable, Instruction, Outputs, Scope, Test, TestKind, View, stages_of_lines,
};
use crate::bytecode::exact::Exact;
use crate::bytecode::opcode::{Op, TABLE, with_opcodes};
use crate::bytecode::register::{
    Along, Class, Column, Cond, Counted, Date, Events, Figure, File, Float, Key, Label, Latest,
    Matches, Num, Picks, ScopeId, Set, Text, Window, Worth,
};
use crate::ir::Program;
use crate::ir::expr::{CompareOp, Side, TextOp};
use crate::ir::program::Formula;
use crate::types::ageing::Ageing;
use crate::types::calendar::Unit;
use crate::types::{EventId, Points};

newtypes!(
    Cond, Set, Num, Date, Text, Key, Window, Picks, Matches, Events, Class, Figure, Label, ScopeId
);

wire!(enum Column { 0 Lead(attribute), 1 Event(property) });
wire!(enum Along { 0 Lead, 1 Event(position), 2 Outer(steps) });
wire!(enum Worth { 0 Literal(points), 1 Computed(number) });
wire!(struct Counted { events, points, ageing });
wire!(struct Latest { count, per });
wire!(part View { column, domains });
wire!(part Test { view, kind });
wire!(enum TestKind { 0 Known, 1 In(items), 2 Text(op, quantifier, items), 3 Matches(pattern), 4 Has(quantifier, items) });
wire!(part Source { of, atoms });
wire!(enum Of { 0 Text(view), 1 Number(column), 2 Date(column), 3 Bool(column), 4 Time, 5 Name, 6 Set });
wire!(enum Atom {
    0 Known,
    1 Text(test),
    2 Number(op, value),
    3 NumberIn(set),
    4 Date(op, seconds),
    5 DateIn(from, until),
    6 Age { older, seconds },
    7 Yes,
    8 Named(events)
});
wire!(deep enum Holds { 0 Atom { atom, answer, is }, 1 And(of), 2 Or(of) });
wire!(part PointTable { source, rules });
wire!(part ClauseTable { sources, clauses, points });
wire!(struct Clause { rule, tests });
wire!(part Outputs {
    in_model, scores, lines, groups, grades, matrices, stage, stage_line, disqualified
});

impl Wire for Float {
    fn put(&self, to: &mut Writer) {
        f64::put(&self.get(), to);
    }

    fn get(from: &mut Reader) -> Result<Float> {
        f64::get(from).map(Float::new)
    }
}

macro_rules! operands {
    ($($name:ident { $($field:ident: $ty:ty),* } $mnemonic:literal -> $result:ident, $effect:literal;)*) => {
        fn put_operands(op: &Op, to: &mut Writer) {
            match op {
                $(Op::$name { $($field),* } => {
                    // Nothing for an instruction without operands.
                    let _ = &to;
                    $(<$ty as Wire>::put($field, to);)*
                })*
            }
        }

        /// What reads the operands of each opcode, in the order of the table.
        const GET_OPERANDS: &[fn(&mut Reader) -> Result<Op>] = &[$(|from| {
            // Nothing for an instruction without operands.
            let _ = &from;
            Ok(Op::$name { $($field: <$ty as Wire>::get(from)?),* })
        }),*];
    };
}

with_opcodes!(operands);

/// How far a register file goes: one for each instruction that writes it.
type Registers = [u32; File::COUNT];

pub fn put(code: &Code, to: &mut Writer) {
    let instructions = || code.scopes.iter().flat_map(|scope| &scope.block);
    let mnemonic = |instruction: &Instruction| instruction.op.opcode().mnemonic;
    let mut mnemonics: Vec<&str> = instructions().map(mnemonic).collect();
    mnemonics.sort_unstable();
    mnemonics.dedup();
    to.number(mnemonics.len() as u64);
    mnemonics.iter().for_each(|name| name.to_string().put(to));
    code.views.put(to);
    code.tests.put(to);
    code.numbers.put(to);
    code.sources.put(to);
    code.points.put(to);
    code.clauses.put(to);
    let ageings: Vec<Ageing> = code.ageings.iter().map(|(ageing, _)| ageing.clone()).collect();
    ageings.put(to);
    to.number(code.formulas.len() as u64);
    for formula in &code.formulas {
        formula.source.put(to);
        formula.figures.put(to);
    }
    to.number(code.scopes.len() as u64);
    for scope in &code.scopes {
        scope.outer.put(to);
        to.number(scope.block.len() as u64);
        for instruction in &scope.block {
            let position = mnemonics.binary_search(&mnemonic(instruction)).unwrap_or_default();
            put_instruction(instruction, position, to);
        }
    }
    code.outputs.put(to);
}

fn put_instruction(instruction: &Instruction, position: usize, to: &mut Writer) {
    to.number(position as u64);
    instruction.scope.put(to);
    instruction.target.put(to);
    instruction.detail.put(to);
    instruction.title.put(to);
    put_operands(&instruction.op, to);
}

/// The code of a program; nothing of it is checked yet but that it can be read.
pub fn get(from: &mut Reader, program: &Program) -> Result<Code> {
    from.mark("Code");
    let opcodes = opcodes(from)?;
    let (views, tests, numbers) = (Vec::get(from)?, Vec::get(from)?, Vec::get(from)?);
    let (sources, points, clauses) = (Vec::get(from)?, Vec::get(from)?, Vec::get(from)?);
    let ageings: Vec<Ageing> = Vec::get(from)?;
    let ageings = ageings.into_iter().map(|ageing| (ageing.clone(), ageing.factors())).collect();
    let mut formulas = Vec::new();
    for _ in 0..from.count()? {
        from.mark("Formula");
        let source = Formula::get(from)?;
        formulas.push(Exact::new(&source, Vec::get(from)?));
    }
    let mut registers = Registers::default();
    let scopes = scopes(from, &opcodes, &mut registers)?;
    Ok(Code {
        schema: program.schema.clone(),
        zone: program.zone.clone(),
        scopes,
        views,
        tests,
        numbers,
        sources,
        points,
        clauses,
        ageings,
        formulas,
        grades: program.grades.iter().map(GradeTable::of).collect(),
        stage_of_line: stages_of_lines(program),
        registers,
        outputs: Outputs::get(from)?,
    })
}

/// The positions in the table of the opcodes that are used.
fn opcodes(from: &mut Reader) -> Result<Vec<usize>> {
    let count = from.count()?;
    if count > TABLE.len() {
        return Err(from.fault("there are more opcodes than this version knows"));
    }
    let known: HashMap<&str, usize> =
        TABLE.iter().enumerate().map(|(position, opcode)| (opcode.mnemonic, position)).collect();
    let mut opcodes = Vec::new();
    for _ in 0..count {
        let name = from.text()?;
        let unknown = || from.fault(format!("this version knows no instruction {name:?}"));
        opcodes.push(*known.get(name).ok_or_else(unknown)?);
    }
    Ok(opcodes)
}

fn scopes(from: &mut Reader, opcodes: &[usize], registers: &mut Registers) -> Result<Vec<Scope>> {
    let mut scopes: Vec<Scope> = Vec::new();
    for number in 0..from.count()? {
        let outer: Option<ScopeId> = Option::get(from)?;
        let events = match outer {
            None => number.min(1) as u8,
            Some(outer) => {
                scopes.get(outer.index()).map_or(u8::MAX, |o| o.events.saturating_add(1))
            }
        };
        let mut block = Vec::new();
        for _ in 0..from.count()? {
            block.push(instruction(from, opcodes, registers)?);
        }
        scopes.push(Scope { outer, events, block });
    }
    Ok(scopes)
}

fn instruction(
    from: &mut Reader,
    opcodes: &[usize],
    registers: &mut Registers,
) -> Result<Instruction> {
    from.mark("Instruction");
    let position = from.position(opcodes.len())?;
    let (scope, target) = (ScopeId::get(from)?, u32::get(from)?);
    let (detail, title) = (bool::get(from)?, Option::get(from)?);
    let get = GET_OPERANDS.get(opcodes[position]);
    let op = get.ok_or_else(|| from.fault("there is no such instruction"))?(from)?;
    registers[op.opcode().result as usize] += 1;
    Ok(Instruction { scope, target, op, detail, title })
}
