//! W0205: a score whose range leaves one figure only.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::ALWAYS_AT_ITS_BOUND;
use crate::ir::program::Range;
use crate::ir::program::ScoreId;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    for (id, score) in (0..).map(ScoreId).zip(&look.program.scores) {
        let before = look.ranges.before_range[id.index()];
        let Range { low, high } = score.range;
        let above = high.filter(|high| before.low.is_some_and(|low| low >= *high));
        let below = low.filter(|low| before.high.is_some_and(|high| high <= *low));
        let Some(figure) = above.or(below) else { continue };
        let message = format!("`{}` is {figure} for every lead", score.name);
        let words = match above {
            Some(_) => "its points never come below its range",
            None => "its points never come above its range",
        };
        let diagnostic = Diagnostic::warning(ALWAYS_AT_ITS_BOUND, score.origin.span, message)
            .here(words)
            .help("change the range, or the points");
        found.push(Finding { claim: Claim::ScoreIs(id, figure), diagnostic });
    }
}
