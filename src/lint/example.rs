//! A lead that shows what a lint found, run through the defining evaluator before it is told.
//!
//! Some findings say that there is no such lead: of a rule that never fires there is nothing to show.

use crate::diagnostic::Code;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::FEWER_EARN_MORE;
use crate::diagnostic::codes::lints::NEITHER_OF_TWO;
use crate::diagnostic::codes::lints::ONCE_BESIDE_ANY;
use crate::ir::Program;
use crate::ir::outcome::LineOutcome;
use crate::ir::outcome::Outcome;
use crate::ir::program::LineId;
use crate::ir::program::StageId;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::source::Span;
use crate::types::Points;
use crate::witness::Case;
use crate::witness::Finder;
use crate::witness::Target;
use crate::witness::lead_in_words;

/// A file with more findings than that has no example for the rest.
const MOST: usize = 20;

/// Adds what can be shown.
pub fn add(program: &Program, findings: &mut [Finding]) {
    if findings.is_empty() {
        return;
    }
    let finder = Finder::new(program);
    for finding in findings.iter_mut().take(MOST) {
        let Some((case, seen)) = example(&finder, &finding.claim) else { continue };
        let words = format!("{}: {seen}", lead_in_words(program, &case));
        finding.diagnostic.witness = Some(words);
    }
}

/// The same for warnings that the text alone shows, of those that are about two rules.
pub fn add_to_pairs(program: &Program, diagnostics: &mut [Diagnostic]) {
    let about_pairs = [ONCE_BESIDE_ANY, FEWER_EARN_MORE, NEITHER_OF_TWO];
    let mut of_pairs =
        diagnostics.iter_mut().filter(|d| about_pairs.contains(&d.code)).take(MOST).peekable();
    if of_pairs.peek().is_none() {
        return;
    }
    let finder = Finder::new(program);
    for diagnostic in of_pairs {
        let rules = diagnostic.labels.iter().filter_map(|label| line_at(program, label.span));
        if let [first, second] = rules.collect::<Vec<LineId>>()[..] {
            diagnostic.witness = pair(&finder, diagnostic.code, first, second);
        }
    }
}

/// The rule in whose text a place lies.
fn line_at(program: &Program, place: Span) -> Option<LineId> {
    let holds =
        |rule: Span| rule.file == place.file && rule.start <= place.start && place.end <= rule.end;
    let at = program.lines.iter().position(|line| holds(line.origin.span))?;
    Some(LineId(at as u32))
}

fn pair(finder: &Finder, code: Code, first: LineId, second: LineId) -> Option<String> {
    let program = finder.targets.program;
    let lines = [first, second];
    let figures = |case: &Case| figures(finder, case, lines);
    let only = |fires: LineId, silent: LineId| {
        finder.find_of(Target::Fires(fires), &[fires, silent], &|of| !of[1].fired)
    };
    match code {
        ONCE_BESIDE_ANY => {
            let case = finder.find_of(Target::Fires(first), &lines, &|of| of[1].fired)?;
            let [one, other] = figures(&case)?;
            Some(format!("{}: {one} and {other}", lead_in_words(program, &case)))
        }
        NEITHER_OF_TWO => {
            let case = finder.find_of(Target::IsSilent(first), &lines, &|of| !of[1].fired)?;
            Some(format!("{}: nothing from either", lead_in_words(program, &case)))
        }
        _ => {
            let (fewer, more) = (only(first, second)?, only(second, first)?);
            let ([less, _], [_, all]) = (figures(&fewer)?, figures(&more)?);
            let [fewer, more] = [fewer, more].map(|case| lead_in_words(program, &case));
            Some(format!("{fewer}: {less}; {more}: {all}"))
        }
    }
}

/// What lines come to.
fn figures<const N: usize>(
    finder: &Finder,
    case: &Case,
    lines: [LineId; N],
) -> Option<[Points; N]> {
    let outcomes = finder.lines(case, &lines)?;
    Some(std::array::from_fn(|at| outcomes[at].published))
}

/// A lead, and what is seen of it.
fn example(finder: &Finder, claim: &Claim) -> Option<(Case, String)> {
    let program = finder.targets.program;
    match *claim {
        Claim::LinesAreEqual(first, second) => {
            let same = |of: &[LineOutcome]| {
                of[0].published == of[1].published && of[0].published != Points::ZERO
            };
            let case = finder.find_of(Target::Fires(second), &[first, second], &same)?;
            let [points] = figures(finder, &case, [first])?;
            Some((case, format!("both rules give {points}")))
        }
        Claim::LinesCancelOut(first, second) => {
            let both = |of: &[LineOutcome]| of[0].published.0 == -of[1].published.0;
            let case = finder.find_of(Target::Fires(second), &[first, second], &both)?;
            let [first, second] = figures(finder, &case, [first, second])?;
            Some((case, format!("{first} and {second}")))
        }
        Claim::LineNeverWins(group, line) => {
            let case = finder.find_of(Target::Fires(line), &[line], &|_| true)?;
            let outcome = finder.eval(&case);
            let (points, made) = (outcome.line(line).published, outcome.group(group).published);
            Some((case, format!("the rule comes to {points}, and the group to {made}")))
        }
        Claim::StageLineYields(first, second) => {
            let threshold = program.stage_lines[first].threshold?;
            let is_met = |o: &Outcome| {
                let published = o.scores[threshold.score.index()].published;
                threshold.op.holds(published.cmp(&threshold.bound)) && o.stage_line == Some(second)
            };
            let stage = program.stage_lines[second].stage;
            let case = finder.find_where(Target::Stage(stage), &is_met)?;
            let published = finder.eval(&case).scores[threshold.score.index()].published;
            let score = &program.scores[threshold.score.index()].name;
            Some((case, format!("{score} is {published}, and the stage {}", name(program, stage))))
        }
        Claim::LineCapIsIdle(line) => {
            let case = finder.find_of(Target::Fires(line), &[line], &|_| true)?;
            let [points] = figures(finder, &case, [line])?;
            Some((case, format!("the rule gives {points}")))
        }
        // Without rules everyone is like the lead of whom nothing is known.
        Claim::ScoreIs(..) if program.lines.is_empty() => None,
        Claim::ScoreIs(score, _) => {
            let case = finder.find_where(Target::IsSilent(LineId(0)), &|o| o.in_model)?;
            let published = finder.eval(&case).scores[score.index()].published;
            Some((case, format!("{} is {published}", program.scores[score.index()].name)))
        }
        Claim::StageLineHolds(at) => {
            let stage = program.stage_lines[at].stage;
            let case = finder.find(Target::Stage(stage))?;
            Some((case, format!("the stage is {}", name(program, stage))))
        }
        _ => None,
    }
}

fn name(program: &Program, stage: StageId) -> &str {
    &program.stages[stage.index()]
}
