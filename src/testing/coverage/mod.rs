//! What the tests of a model show of it, and what they do not.
//!
//! Rules are counted, not lines of text: a reformatted file has the same coverage.

pub mod report;

use serde::Serialize;

use crate::check::Checked;
use crate::check::Compiled;
use crate::ir::Program;
use crate::ir::eval;
use crate::ir::print::Words;
use crate::ir::program::GradeId;
use crate::ir::program::Origin;
use crate::lint;
use crate::lint::Claim;
use crate::witness::Case;
use crate::witness::Finder;
use crate::witness::Seen;
use crate::witness::Target;
use crate::witness::Targets;
use crate::witness::test_block;

/// No more tests are proposed for one model than that: the rest comes when these are written.
const MOST_PROPOSALS: usize = 20;

/// Of all models: what is shown by how many cases.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    pub covered: usize,
    pub total: usize,
    /// As they stand in the files.
    pub items: Vec<Item>,
    /// Tests that would show more, in the language, each with the place of its model.
    pub proposals: Vec<Proposal>,
}

/// One thing that tests can show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    pub file: String,
    /// From one.
    pub line: u32,
    /// The rule, stage or grade, as people call it.
    pub title: String,
    /// `gives points`, `title = CTO is not true`
    pub what: String,
    /// How many test cases show it.
    pub cases: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    pub file: String,
    /// A `test` block.
    pub test: String,
}

impl Coverage {
    /// All that compiled models have to show, by their own tests. Proposals take a search: only where they are asked for.
    pub fn of(compiled: &Compiled, propose: bool) -> Coverage {
        let mut coverage =
            Coverage { covered: 0, total: 0, items: Vec::new(), proposals: Vec::new() };
        for model in &compiled.models {
            if let Some(program) = model.program.as_ref().filter(|p| !p.scores.is_empty()) {
                coverage.add(program, model, propose);
            }
        }
        coverage.items.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        coverage.total = coverage.items.len();
        coverage.covered = coverage.items.iter().filter(|item| item.cases > 0).count();
        coverage
    }

    /// Hundredths that are covered; all of nothing.
    pub fn percent(&self) -> f64 {
        if self.total == 0 { 100.0 } else { self.covered as f64 / self.total as f64 * 100.0 }
    }

    fn add(&mut self, program: &Program, model: &Checked, propose: bool) {
        let finder = Finder::new(program);
        let impossible = impossible(program);
        let wanted: Vec<Target> =
            finder.targets.all.iter().copied().filter(|t| !impossible.contains(t)).collect();
        let mut cases = vec![0; wanted.len()];
        for test in &model.tests {
            let case =
                Case { lead: test.lead.clone(), events: test.events.clone(), as_of: test.as_of };
            // With other parameters the rules are the same ones.
            let targets = Targets::of(&test.program);
            count(&targets, &case, &wanted, &mut cases);
        }
        for (target, cases) in wanted.iter().zip(&cases) {
            let (origin, what) = words(&finder.targets, *target);
            let (file, title) = (origin.file.clone(), origin.title().to_owned());
            self.items.push(Item { file, line: origin.line, title, what, cases: *cases });
        }
        if propose {
            self.propose(&finder, &wanted, &mut cases);
        }
    }

    /// One test may show much: what an earlier one shows needs none of its own.
    fn propose(&mut self, finder: &Finder, wanted: &[Target], cases: &mut [usize]) {
        let before = self.proposals.len();
        for at in 0..wanted.len() {
            if cases[at] > 0 || self.proposals.len() - before >= MOST_PROPOSALS {
                continue;
            }
            let Some(case) = finder.find(wanted[at]) else { continue };
            count(&finder.targets, &case, wanted, cases);
            let (origin, what) = words(&finder.targets, wanted[at]);
            let title = format!("{}: {what}", origin.title()).replace(['"', '\\'], "");
            let test = test_block(finder.targets.program, &title, &case, &finder.eval(&case));
            self.proposals.push(Proposal { file: origin.file.clone(), test });
        }
    }
}

/// Adds what a case shows.
fn count(targets: &Targets, case: &Case, wanted: &[Target], cases: &mut [usize]) {
    let outcome = eval(targets.program, &case.lead, &case.events, case.as_of);
    let seen = Seen::of(targets.program, case, &outcome);
    for (target, cases) in wanted.iter().zip(cases) {
        *cases += usize::from(targets.shows(*target, &seen));
    }
}

/// What no lead can show; lints say so at its place.
fn impossible(program: &Program) -> Vec<Target> {
    let claims = lint::findings(program).into_iter().map(|finding| finding.claim);
    let targets = claims.flat_map(|claim| match claim {
        Claim::LineIsNothing(id) => vec![Target::Fires(id), Target::CapBinds(id)],
        Claim::LineCapIsIdle(id) => vec![Target::CapBinds(id)],
        Claim::GroupRangeIsIdle(id) => vec![Target::GroupBinds(id)],
        Claim::ConditionHolds(id) => vec![Target::IsSilent(id)],
        Claim::LabelIsNobodys(id, label) => vec![Target::Label(id, label)],
        Claim::LabelsAreNobodys(id, labels) => {
            labels.into_iter().map(|label| Target::Label(id, label)).collect()
        }
        Claim::RowsNeverCount(id, rows) => {
            rows.into_iter().map(|row| Target::Row(id, row)).collect()
        }
        Claim::DisqualifyIs(at, false) => vec![Target::Disqualifies(at)],
        _ => Vec::new(),
    });
    targets.collect()
}

/// Where it stands, and what is to be shown of it.
fn words<'p>(targets: &Targets<'p>, target: Target) -> (&'p Origin, String) {
    let program = targets.program;
    match target {
        Target::Fires(id) => (&program.line(id).origin, "gives points".into()),
        Target::IsSilent(id) => (&program.line(id).origin, "gives none".into()),
        Target::PassesOver(id) => {
            (&program.line(id).origin, "passes over an event that is not meant".into())
        }
        Target::Row(id, row) => {
            (&program.line(id).origin, format!("row {} of its table counts", row + 1))
        }
        Target::CapBinds(id) => (&program.line(id).origin, "its `max` takes something away".into()),
        Target::Part(at, holds) => {
            let part = &targets.parts[at];
            let words = Words::of(program).condition(part.condition);
            (part.origin, format!("{words} is {}", if holds { "true" } else { "not true" }))
        }
        Target::GroupBinds(id) => {
            (&program.groups[id.index()].origin, "its limit takes something away".into())
        }
        Target::Stage(stage) => {
            let name = &program.stages[stage.index()];
            let line = program.stage_lines.iter().find(|line| line.stage == stage);
            let base = program.base.as_ref().filter(|base| base.stage == stage);
            let origin = line.map(|line| &line.origin).or(base.map(|base| &base.origin));
            let origin = origin.unwrap_or(&program.scores[0].origin);
            (origin, format!("a lead is {name}"))
        }
        Target::Disqualifies(at) => {
            (&program.disqualifications[at].origin, "disqualifies a lead".into())
        }
        Target::Label(id, label) => {
            let grade = &program.grades[id.index()];
            (&grade.origin, format!("{} is {}", grade.name, grade.labels[usize::from(label)]))
        }
        Target::Cell(at, row, column) => {
            let matrix = &program.matrices[at];
            let label = |grade: GradeId, label: u16| {
                program.grades[grade.index()].labels[usize::from(label)].as_str()
            };
            let (row, column) = (label(matrix.rows, row), label(matrix.columns, column));
            (&matrix.origin, format!("a lead is in cell {row}, {column}"))
        }
    }
}
