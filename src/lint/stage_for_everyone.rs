//! W0216: a stage whose threshold every lead reaches.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::STAGE_FOR_EVERYONE;
use crate::ir::program::Threshold;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;
use crate::types::Points;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    let program = look.program;
    for (at, line) in program.stage_lines.iter().enumerate() {
        let (Some(threshold), None) = (line.threshold, &line.condition) else { continue };
        let Some(least) = look.least(threshold).filter(|_| look.is_reached_by_all(threshold))
        else {
            continue;
        };
        // The first line may well stand for everyone: then it is what `otherwise` is for.
        let from_nothing = threshold.bound <= Points::ZERO || threshold.bound == least;
        if at == 0 && program.base.is_none() && from_nothing {
            continue;
        }
        let name = &program.stages[line.stage.index()];
        let score = &program.scores[threshold.score.index()].name;
        let lost = match &program.base {
            Some(base) => {
                let base = &program.stages[base.stage.index()];
                format!(": nobody is left for `{base}`")
            }
            None => String::new(),
        };
        let message = format!("every lead reaches `{name}`{lost}");
        let diagnostic = Diagnostic::warning(STAGE_FOR_EVERYONE, line.origin.span, message)
            .here(format!("the least that `{score}` can be is {least}"))
            .help(format!("raise the threshold, or write `otherwise {name}` if everyone is meant"));
        found.push(Finding { claim: Claim::StageLineHolds(at), diagnostic });
    }
}

impl Look<'_> {
    /// The least that a threshold's score can be, unless it has but one figure, which has a report of its own.
    pub(super) fn least(&self, threshold: Threshold) -> Option<Points> {
        let range = self.ranges.scores[threshold.score.index()];
        range.low.filter(|_| range.low != range.high)
    }
}
