//! What is allowed but surely not meant, where it takes the meaning of a whole file to see it. One lint, one file; its page is in `docs/lints`.
//!
//! A lint makes a claim about every lead there could be; tests hold each kind of claim to random programs and leads. What the text alone shows is
//! found by `check`, which has lints of its own.
//!
//! `# baremo: allow W0201 why` on a line, or on a line of its own above it, keeps a warning from being told.

mod allow;
mod always_at_its_bound;
mod cap_never_binds;
mod condition_always_holds;
mod rule_never_fires;
mod same_rule_twice;
mod stage_out_of_reach;

use crate::check::Compiled;
use crate::diagnostic;
use crate::diagnostic::Diagnostic;
use crate::ir::Program;
use crate::ir::program::GradeId;
use crate::ir::program::GroupId;
use crate::ir::program::LineId;
use crate::ir::program::LineKind;
use crate::ir::program::Range;
use crate::ir::program::ScoreId;
use crate::optimise;
use crate::optimise::Passes;
use crate::optimise::ranges::Ranges;
use crate::source::Span;
use crate::types::Points;

/// What a lint says of every lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The line is worth nothing.
    LineIsNothing(LineId),
    /// The condition of the line changes nothing.
    ConditionHolds(LineId),
    /// The stage line, by position, never decides the stage.
    StageLineLoses(usize),
    /// The label, by number, is nobody's.
    LabelIsNobodys(GradeId, u16),
    /// The cap of the line changes nothing.
    LineCapIsIdle(LineId),
    /// The range of the group changes nothing.
    GroupRangeIsIdle(GroupId),
    /// The score is the same for everyone.
    ScoreIs(ScoreId, Points),
    /// Both lines are worth the same.
    LinesAreEqual(LineId, LineId),
}

/// A claim with its report.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub claim: Claim,
    pub diagnostic: Diagnostic,
}

/// A program as lints look at it.
struct Look<'p> {
    program: &'p Program,
    /// It says the same with less; every line keeps its place.
    optimised: Program,
    ranges: Ranges,
    /// The same without caps on lines and ranges of groups.
    uncapped: Ranges,
}

/// Adds the warnings to what is known of models without errors, and takes away what their files allow.
pub fn run(compiled: &mut Compiled) {
    if !compiled.has_errors() {
        let programs = compiled.models.iter().filter_map(|model| model.program.as_ref());
        let found = programs.flat_map(findings).map(|finding| finding.diagnostic);
        let found: Vec<Diagnostic> = found.map(|d| on_one_line(d, compiled)).collect();
        compiled.diagnostics.extend(found);
        diagnostic::sort(&mut compiled.diagnostics);
        compiled.diagnostics.dedup();
    }
    drop_allowed(compiled);
}

/// Takes away the warnings that the files allow.
pub fn drop_allowed(compiled: &mut Compiled) {
    allow::run(compiled);
}

/// Everything found in one program, in the order of the lints.
pub fn findings(program: &Program) -> Vec<Finding> {
    let optimised = optimise::run(program.clone(), Passes::all());
    let (ranges, uncapped) = (Ranges::of(&optimised), Ranges::of(&uncapped(&optimised)));
    let look = Look { program, optimised, ranges, uncapped };
    let mut found = Vec::new();
    rule_never_fires::run(&look, &mut found);
    condition_always_holds::run(&look, &mut found);
    stage_out_of_reach::run(&look, &mut found);
    cap_never_binds::run(&look, &mut found);
    always_at_its_bound::run(&look, &mut found);
    same_rule_twice::run(&look, &mut found);
    found
}

fn uncapped(program: &Program) -> Program {
    let mut program = program.clone();
    for line in &mut program.lines {
        match &mut line.kind {
            LineKind::If { cap, .. } => *cap = None,
            LineKind::On(on) => on.cap = None,
        }
    }
    program.groups.iter_mut().for_each(|group| group.range = Range::default());
    program
}

impl Look<'_> {
    /// Every line with its id.
    fn lines(&self) -> impl Iterator<Item = (LineId, &crate::ir::program::Line)> {
        (0..).map(LineId).zip(&self.program.lines)
    }

    /// Is the line worth nothing, whoever the lead is?
    fn is_nothing(&self, id: LineId) -> bool {
        self.ranges.lines[id.index()] == Range { low: Some(Points::ZERO), high: Some(Points::ZERO) }
            || rule_never_fires::is_never(&self.optimised.line(id).kind)
    }
}

/// Labels stand on the first line of what they are about: a block need not be drawn whole.
fn on_one_line(mut diagnostic: Diagnostic, compiled: &Compiled) -> Diagnostic {
    for label in &mut diagnostic.labels {
        let Span { file, start, end } = label.span;
        let text = compiled.sources.get(file).text.get(start as usize..end as usize).unwrap_or("");
        let first = text.lines().next().unwrap_or("").trim_end_matches(['{', ' ']);
        label.span = Span::new(file, start as usize, start as usize + first.len());
    }
    diagnostic
}
