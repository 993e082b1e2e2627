//! The registers that hold the results: as many as the program has parts, each of its kind.

use crate::bytecode::register::{Figure, File, Label, ScopeId, Set};
use crate::bytecode::verify::flow::{About, Flow};
use crate::ir::{Holds, Program, must};

pub fn verify(flow: &Flow, program: &Program) -> Holds {
    let outputs = &flow.code.outputs;
    counts(flow, program)?;
    outputs.scores.iter().try_for_each(|f| figure(flow, *f, false))?;
    outputs.lines.iter().chain(&outputs.groups).try_for_each(|f| figure(flow, *f, true))?;
    let set = |set: &Set| flow.read(File::Set, set.0, ScopeId::LEADS, false);
    outputs.in_model.iter().chain(&outputs.disqualified).try_for_each(set)?;
    for (number, label) in outputs.grades.iter().enumerate() {
        let about = about(flow, *label)?;
        must(about == About::Grade(number as u32), "a grade's labels are those of another")?;
    }
    for (matrix, label) in program.matrices.iter().zip(&outputs.matrices) {
        let (rows, columns) = (matrix.rows.0, matrix.columns.0);
        let right = about(flow, *label)? == About::Matrix { rows, columns };
        must(right, "a matrix's cells are those of another")?;
    }
    stages(flow, program)
}

fn counts(flow: &Flow, program: &Program) -> Holds {
    let outputs = &flow.code.outputs;
    let guard = program.model.as_ref().is_some_and(|model| model.guard.is_some());
    must(outputs.scores.len() == program.scores.len(), "a score has no result")?;
    must(outputs.lines.len() == program.lines.len(), "a rule has no result")?;
    must(outputs.groups.len() == program.groups.len(), "a group has no result")?;
    must(outputs.grades.len() == program.grades.len(), "a grade has no result")?;
    must(outputs.matrices.len() == program.matrices.len(), "a matrix has no result")?;
    let disqualified = outputs.disqualified.len() == program.disqualifications.len();
    must(disqualified, "a disqualification has no result")?;
    must(guard || outputs.in_model.is_none(), "leads are left out of a model that is for all")
}

fn figure(flow: &Flow, figure: Figure, detail: bool) -> Holds {
    flow.read(File::Figure, figure.0, ScopeId::LEADS, detail)
}

fn about(flow: &Flow, label: Label) -> Result<About, &'static str> {
    flow.read(File::Label, label.0, ScopeId::LEADS, false)?;
    Ok(flow.find(File::Label, label.0)?.about)
}

fn stages(flow: &Flow, program: &Program) -> Holds {
    let outputs = &flow.code.outputs;
    let line = outputs.stage_line.ok_or("the stage lines have no result")?;
    let stage = outputs.stage.ok_or("the stage has no result")?;
    about(flow, line)?;
    let base = program.base.as_ref().map(|base| base.stage.0 as u16);
    let right = about(flow, stage)? == About::Stage { line: line.0, base };
    must(right, "the stage is not that of its lines")
}
