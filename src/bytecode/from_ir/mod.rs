//! The checked program into bytecode: expressions where they are cheapest, then lines, groups, scores, labels.

mod builder;
mod cond;
mod events;
mod fold;
mod formula;
mod free;
mod number;
mod query;
mod score;

use crate::bytecode::code::{Code, GradeTable};
use crate::bytecode::from_ir::builder::{Around, Builder};
use crate::bytecode::opcode::Op;
use crate::bytecode::reads::mark_details;
use crate::bytecode::register::{Figure, Label, ScopeId, Set};
use crate::ir::Program;
use crate::ir::program::{GradeId, MaskId};

const LEADS: ScopeId = ScopeId::LEADS;
/// What stands in no score is 0.
const UNSET: Figure = Figure(u32::MAX);

/// The program as bytecode, rules on one column folded and events matched by classes.
pub fn lower(program: &Program) -> Code {
    lower_with(program, true)
}

/// The same without folding: an instruction for each condition.
pub fn lower_unfolded(program: &Program) -> Code {
    lower_with(program, false)
}

/// Rules on one column folded, but each event asked by conditions: for an engine that takes one row at a time.
pub fn lower_for_rows(program: &Program) -> Code {
    let mut builder = Builder::new(program, true);
    builder.matches = false;
    built(builder)
}

fn lower_with(program: &Program, folds: bool) -> Code {
    built(Builder::new(program, folds))
}

fn built(mut builder: Builder) -> Code {
    let program = builder.program;
    builder.code.outputs.scores = vec![UNSET; program.scores.len()];
    builder.code.outputs.lines = vec![UNSET; program.lines.len()];
    builder.code.outputs.groups = vec![UNSET; program.groups.len()];
    builder.code.grades = program.grades.iter().map(GradeTable::of).collect();
    builder.guard();
    program.order.iter().for_each(|id| builder.score(*id));
    let disqualified = builder.disqualifications();
    builder.labels(disqualified);
    builder.stages(disqualified);
    builder.fill();
    mark_details(&mut builder.code);
    builder.code
}

impl Builder<'_> {
    fn fill(&mut self) {
        let outputs = &self.code.outputs;
        let all = || outputs.scores.iter().chain(&outputs.lines).chain(&outputs.groups);
        if all().any(|figure| *figure == UNSET) {
            let zero = self.emit(LEADS, nothing());
            let outputs = &mut self.code.outputs;
            let all =
                outputs.scores.iter_mut().chain(&mut outputs.lines).chain(&mut outputs.groups);
            all.filter(|figure| **figure == UNSET).for_each(|figure| *figure = zero);
        }
    }

    fn guard(&mut self) {
        let program = self.program;
        if let Some(model) = &program.model
            && let Some(guard) = &model.guard
        {
            self.title(format!("model {}", model.name));
            self.code.outputs.in_model = Some(self.certainly(&outside(), guard));
        }
    }

    /// The leads for whom one holds, if there are any.
    fn disqualifications(&mut self) -> Option<Set> {
        let program = self.program;
        for disqualification in &program.disqualifications {
            self.title(disqualification.origin.title());
            let set = self.certainly(&outside(), &disqualification.condition);
            self.code.outputs.disqualified.push(set);
        }
        let sets = self.code.outputs.disqualified.clone();
        (!sets.is_empty()).then(|| self.either(LEADS, sets))
    }

    /// A grade's label; nothing where its score is not computed yet.
    pub fn grade(&mut self, id: GradeId) -> Option<Label> {
        let grade = self.program.grades.get(id.index())?;
        let a = self.figures.get(grade.score.index()).copied().flatten()?;
        Some(self.emit(LEADS, Op::Grade { a, grade: id.0 }))
    }

    fn label_of(&mut self, id: GradeId) -> Label {
        self.grade(id).unwrap_or_else(|| {
            self.emit(LEADS, Op::StageLine { of: Vec::new(), disqualified: None })
        })
    }

    fn labels(&mut self, disqualified: Option<Set>) {
        let program = self.program;
        for (i, grade) in program.grades.iter().enumerate() {
            self.title(format!("grade {}", grade.name));
            let label = self.label_of(GradeId(i as u32));
            self.code.outputs.grades.push(label);
        }
        for matrix in &program.matrices {
            self.title(format!("matrix {}", matrix.name));
            let (rows, columns) = (self.label_of(matrix.rows), self.label_of(matrix.columns));
            let width =
                program.grades.get(matrix.columns.index()).map_or(0, |g| g.labels.len() as u16);
            let label = self.emit(LEADS, Op::Matrix { rows, columns, width, disqualified });
            self.code.outputs.matrices.push(label);
        }
    }

    fn stages(&mut self, disqualified: Option<Set>) {
        let program = self.program;
        let mut of = Vec::new();
        for line in &program.stage_lines {
            self.title(line.origin.title());
            let mut sets = Vec::new();
            if let Some(threshold) = &line.threshold {
                let figure = self.figures.get(threshold.score.index()).copied().flatten();
                let a = figure.unwrap_or_else(|| self.emit(LEADS, nothing()));
                let (op, bound) = (threshold.op, threshold.bound);
                sets.push(self.emit(LEADS, Op::Reaches { a, op, bound }));
            }
            sets.extend(line.condition.as_ref().map(|c| self.certainly(&outside(), c)));
            of.push(self.both(LEADS, sets));
        }
        self.title("stage");
        let line = self.emit(LEADS, Op::StageLine { of, disqualified });
        let base = program.base.as_ref().map(|base| base.stage.0 as u16);
        self.code.outputs.stage_line = Some(line);
        self.code.outputs.stage = Some(self.emit(LEADS, Op::Stage { line, base, disqualified }));
    }
}

/// 0 for every lead.
fn nothing() -> Op {
    Op::Total { of: Vec::new(), literals: Vec::new(), classes: Vec::new() }
}

/// Outside every score.
fn outside() -> Around {
    Around::lead(Some(MaskId(0)))
}
