//! A lead that shows what a lint found, run through the defining evaluator before it is told.
//!
//! Some findings say that there is no such lead: of a rule that never fires there is nothing to show.

use crate::ir::Program;
use crate::ir::outcome::Outcome;
use crate::ir::program::LineId;
use crate::ir::program::StageId;
use crate::lint::Claim;
use crate::lint::Finding;
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

/// A lead, and what is seen of it.
fn example(finder: &Finder, claim: &Claim) -> Option<(Case, String)> {
    let program = finder.targets.program;
    let figure = |outcome: &Outcome, id: LineId| outcome.line(id).published;
    match *claim {
        Claim::LinesAreEqual(first, second) => {
            let same = |o: &Outcome| {
                figure(o, first) == figure(o, second) && figure(o, first) != Points::ZERO
            };
            let case = finder.find_where(Target::Fires(second), &same)?;
            let points = figure(&finder.eval(&case), first);
            Some((case, format!("both rules give {points}")))
        }
        Claim::LinesCancelOut(first, second) => {
            let both = |o: &Outcome| figure(o, first).0 == -figure(o, second).0;
            let case = finder.find_where(Target::Fires(second), &both)?;
            let (first, second) =
                (figure(&finder.eval(&case), first), figure(&finder.eval(&case), second));
            Some((case, format!("{first} and {second}")))
        }
        Claim::LineNeverWins(group, line) => {
            let case = finder.find(Target::Fires(line))?;
            let outcome = finder.eval(&case);
            let (points, made) = (figure(&outcome, line), outcome.group(group).published);
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
            let case = finder.find(Target::Fires(line))?;
            let points = figure(&finder.eval(&case), line);
            Some((case, format!("the rule gives {points}")))
        }
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
