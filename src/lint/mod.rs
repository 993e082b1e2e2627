//! What is allowed but surely not meant, where it takes the meaning of a whole file to see it. One lint, one file; its page is in `docs/lints`.
//!
//! A lint makes a claim about every lead there could be; tests hold each kind of claim to random programs and leads. What the text alone shows is
//! found by `check`, which has lints of its own.
//!
//! `# baremo: allow W0201 why` on a line, or on a line of its own above it, keeps a warning from being told.

mod alike;
mod allow;
mod always_at_its_bound;
mod branches;
mod cap_never_binds;
mod condition_always_holds;
mod disqualify_is_decided;
mod example;
mod grade_for_nobody;
mod guard_is_decided;
mod line_never_wins;
mod part_adds_nothing;
mod row_never_counts;
mod rule_never_fires;
mod rules_cancel_out;
mod same_rule_in_two_groups;
mod same_rule_twice;
mod score_counts_nowhere;
mod siblings;
mod stage_for_everyone;
mod stage_out_of_reach;
mod state_grows;
mod thresholds_out_of_order;
mod two_rows_alike;
mod when_is_decided;

use crate::check::Checked;
use crate::check::Compiled;
use crate::diagnostic;
use crate::diagnostic::Diagnostic;
use crate::ir::Program;
use crate::ir::program::GradeId;
use crate::ir::program::GroupId;
use crate::ir::program::Line;
use crate::ir::program::LineId;
use crate::ir::program::LineKind;
use crate::ir::program::Origin;
use crate::ir::program::Period;
use crate::ir::program::PointsBy;
use crate::ir::program::Range;
use crate::ir::program::ScoreId;
use crate::lint::branches::Branches;
use crate::optimise;
use crate::optimise::Passes;
use crate::optimise::ranges::Ranges;
use crate::source::Span;
use crate::types::Points;

/// What a lint says of every lead.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Without the line, the group makes the same of its lines.
    LineNeverWins(GroupId, LineId),
    /// The first stage line, by position, does not decide the stage where the second one holds.
    StageLineYields(usize, usize),
    /// These rows of the line's table hold for nobody.
    RowsNeverCount(LineId, Vec<usize>),
    /// The `when`, by its number in the order of evaluation, holds for every lead who gets there, or for none.
    WhenIs(usize, bool),
    /// The disqualification, by position, holds for every lead or for none.
    DisqualifyIs(usize, bool),
    /// Every lead is the model's, or none.
    GuardIs(bool),
    /// Without this part, found by the positions of operands, the condition says the same.
    PartAddsNothing(Holder, Vec<usize>),
    /// Together the lines are worth nothing.
    LinesCancelOut(LineId, LineId),
    /// The labels, by number, are nobody's.
    LabelsAreNobodys(GradeId, Vec<u16>),
    /// The stage line, by position, holds.
    StageLineHolds(usize),
    /// Without this row, the line's table says the same.
    RowsNeedNotDiffer(LineId, usize),
    /// Whatever the score is, everything else is the same.
    ScoreCountsNowhere(ScoreId),
}

/// What a condition belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The condition of an `if`, the `where` of an `on`.
    Line(LineId),
    /// By its number in the order of evaluation.
    When(usize),
    /// By position, as are disqualifications.
    Stage(usize),
    Disqualification(usize),
    Guard,
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
    /// What the text decides is decided, and everything is where it was; of the lines, those with tables are there.
    judged: Program,
    branches: Branches,
    ranges: Ranges,
    /// The same without caps on lines.
    uncapped: Ranges,
    /// Of each line: another one may say the same.
    alike: Vec<bool>,
}

/// Adds the warnings to what is known of models without errors, and takes away what their files allow.
pub fn run(compiled: &mut Compiled) {
    run_with(compiled, |model| model.program.as_ref().map(with_examples).unwrap_or_default());
}

/// The same, where what was found in the program of each model is there already or is found now.
pub fn run_with(compiled: &mut Compiled, findings: impl Fn(&Checked) -> Vec<Finding>) {
    if !compiled.has_errors() {
        let Compiled { models, diagnostics, .. } = compiled;
        for program in models.iter().filter_map(|model| model.program.as_ref()) {
            example::add_to_pairs(program, diagnostics);
        }
        let found = compiled.models.iter().flat_map(findings);
        let found = found.map(|finding| on_one_line(finding.diagnostic, compiled));
        let found: Vec<Diagnostic> = found.collect();
        compiled.diagnostics.extend(found);
        diagnostic::sort(&mut compiled.diagnostics);
        compiled.diagnostics.dedup();
    }
    drop_allowed(compiled);
}

/// Adds what matters only where leads are scored live.
pub fn live(compiled: &mut Compiled) {
    if !compiled.has_errors() {
        let programs = compiled.models.iter().filter_map(|model| model.program.as_ref());
        let found = programs.flat_map(state_grows::run);
        let found: Vec<Diagnostic> = found.map(|found| on_one_line(found, compiled)).collect();
        compiled.diagnostics.extend(found);
        diagnostic::sort(&mut compiled.diagnostics);
    }
    drop_allowed(compiled);
}

/// Takes away the warnings that the files allow.
pub fn drop_allowed(compiled: &mut Compiled) {
    allow::run(compiled);
}

/// Everything found in one program, with leads that show it.
pub fn with_examples(program: &Program) -> Vec<Finding> {
    let mut found = findings(program);
    example::add(program, &mut found);
    found
}

/// Everything found in one program, in the order of the lints.
pub fn findings(program: &Program) -> Vec<Finding> {
    let optimised = optimise::run(program.clone(), Passes::all());
    let (ranges, uncapped) = (Ranges::of(&optimised), Ranges::without_caps(&optimised));
    let judged = optimise::decided(with_tables_alone(program));
    let branches = Branches::of(&judged);
    let alike = alike::of(&optimised);
    let look = Look { program, optimised, judged, branches, ranges, uncapped, alike };
    let mut found = Vec::new();
    guard_is_decided::run(&look, &mut found);
    if look.is_for_nobody() {
        return found;
    }
    rule_never_fires::run(&look, &mut found);
    condition_always_holds::run(&look, &mut found);
    stage_out_of_reach::run(&look, &mut found);
    cap_never_binds::run(&look, &mut found);
    always_at_its_bound::run(&look, &mut found);
    same_rule_twice::run(&look, &mut found);
    line_never_wins::run(&look, &mut found);
    thresholds_out_of_order::run(&look, &mut found);
    row_never_counts::run(&look, &mut found);
    when_is_decided::run(&look, &mut found);
    disqualify_is_decided::run(&look, &mut found);
    part_adds_nothing::run(&look, &mut found);
    rules_cancel_out::run(&look, &mut found);
    stage_for_everyone::run(&look, &mut found);
    grade_for_nobody::run(&look, &mut found);
    two_rows_alike::run(&look, &mut found);
    score_counts_nowhere::run(&look, &mut found);
    same_rule_in_two_groups::run(&look, &mut found);
    found
}

/// Most lines ask nothing here: what becomes of their conditions by themselves is not looked at, and says nothing of others.
fn with_tables_alone(program: &Program) -> Program {
    let line = |line: &Line| match row_never_counts::table(&line.kind) {
        Some(_) => line.clone(),
        None => Line { origin: Origin::default(), score: line.score, kind: nothing() },
    };
    program.with_lines(program.lines.iter().map(line).collect())
}

fn nothing() -> LineKind {
    let points = PointsBy::Literal(Points::ZERO);
    LineKind::If { condition: None, points, active: Period::default(), cap: None }
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

/// Words of a condition, cut where they are long, as those of a list may be.
fn brief(words: &str) -> String {
    const MOST: usize = 60;
    match words.char_indices().nth(MOST) {
        Some((cut, _)) => format!("{}…", &words[..cut]),
        None => words.into(),
    }
}
