//! A lowered program: blocks of instructions over scopes, the tables that they name, and where the results stand.
//!
//! Each instruction writes a register of its own once, for all rows of its scope. The leads and their events share the main block;
//! a query that must look at pairs of a row and an event has a scope and a block for these pairs.

use crate::bytecode::classes::{ClauseTable, PointTable, Source};
use crate::bytecode::exact::Exact;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Column, Figure, File, Label, ScopeId, Set};
use crate::ir::Program;
use crate::ir::expr::{CompareOp, Pattern, Quantifier, TextOp, TextSet};
use crate::ir::outcome::{NONE, Scores, Verdict};
use crate::ir::program::Grade;
use crate::types::ageing::{Ageing, Factors};
use crate::types::calendar::Zone;
use crate::types::{Points, Schema};

/// A program as bytecode.
#[derive(Debug, Clone, PartialEq)]
pub struct Code {
    pub schema: Schema,
    pub zone: Zone,
    /// The leads, their events, then one for each query over pairs.
    pub scopes: Vec<Scope>,
    pub views: Vec<View>,
    pub tests: Vec<Test>,
    /// Sets of numbers.
    pub numbers: Vec<Vec<f64>>,
    /// What has classes, and the tables by class.
    pub sources: Vec<Source>,
    pub points: Vec<PointTable>,
    pub clauses: Vec<ClauseTable>,
    pub ageings: Vec<(Ageing, Factors)>,
    pub formulas: Vec<Exact>,
    pub grades: Vec<GradeTable>,
    /// The stage of each stage line.
    pub stage_of_line: Vec<u16>,
    /// How many registers there are of each type.
    pub registers: [u32; File::COUNT],
    pub outputs: Outputs,
}

/// Rows that instructions run over, and for pairs their block; the main block is that of the leads.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scope {
    /// For pairs: the scope of the row.
    pub outer: Option<ScopeId>,
    /// How many events stand around an expression here.
    pub events: u8,
    pub block: Vec<Instruction>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Instruction {
    pub scope: ScopeId,
    /// The number of the register that it writes; its type is that of the operation.
    pub target: u32,
    pub op: Op,
    /// Only the columns of lines and groups need it.
    pub detail: bool,
    /// What the rules call what begins here.
    pub title: Option<String>,
}

/// A text column, or the domains of its texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct View {
    pub column: Column,
    /// How many times `domain( )` is taken.
    pub domains: u8,
}

/// A test made once for each text of a dictionary.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    pub view: u32,
    pub kind: TestKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TestKind {
    Known,
    In(TextSet),
    Text(TextOp, Quantifier, TextSet),
    Matches(Pattern),
    /// Membership of a list: any of the items, or all.
    Has(Quantifier, TextSet),
}

/// The bounds of a grade, by descending bound.
#[derive(Debug, Clone, PartialEq)]
pub struct GradeTable {
    pub name: String,
    pub labels: Vec<String>,
    pub rows: Vec<(CompareOp, Points, u16)>,
    pub otherwise: Option<u16>,
}

impl GradeTable {
    pub fn of(grade: &Grade) -> GradeTable {
        GradeTable {
            name: grade.name.clone(),
            labels: grade.labels.clone(),
            rows: grade.rows.iter().map(|row| (row.op, row.bound, row.label)).collect(),
            otherwise: grade.otherwise,
        }
    }
}

/// The stage of each stage line.
pub fn stages_of_lines(program: &Program) -> Vec<u16> {
    program.stage_lines.iter().map(|line| line.stage.0 as u16).collect()
}

/// The registers that hold the results.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outputs {
    pub in_model: Option<Set>,
    pub scores: Vec<Figure>,
    pub lines: Vec<Figure>,
    pub groups: Vec<Figure>,
    pub grades: Vec<Label>,
    pub matrices: Vec<Label>,
    pub stage: Option<Label>,
    pub stage_line: Option<Label>,
    pub disqualified: Vec<Set>,
}

impl Outputs {
    /// Room for what a lead comes to.
    pub fn verdict(&self) -> Verdict {
        Verdict {
            in_model: false,
            scores: vec![Points::ZERO; self.scores.len()],
            grades: vec![NONE; self.grades.len()],
            matrices: vec![NONE; self.matrices.len()],
            stage: NONE,
            stage_line: NONE,
            disqualified: vec![false; self.disqualified.len()],
        }
    }

    /// Columns for these results without a row yet, with room for so many.
    pub fn columns(&self, lines: bool, rows: usize) -> Scores {
        fn columns<T>(count: usize, rows: usize) -> Vec<Vec<T>> {
            std::iter::repeat_with(|| Vec::with_capacity(rows)).take(count).collect()
        }
        let details = |count: usize| columns(if lines { count } else { 0 }, rows);
        Scores {
            rows: 0,
            in_model: Vec::with_capacity(rows),
            scores: columns(self.scores.len(), rows),
            lines: details(self.lines.len()),
            groups: details(self.groups.len()),
            grades: columns(self.grades.len(), rows),
            matrices: columns(self.matrices.len(), rows),
            stages: Vec::with_capacity(rows),
            stage_lines: Vec::with_capacity(rows),
            disqualified: columns(self.disqualified.len(), rows),
        }
    }
}
