//! W0215: two rules of one score with one condition and opposite points.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::RULES_CANCEL_OUT;
use crate::ir::program::LineId;
use crate::ir::program::LineKind;
use crate::ir::program::PointsBy;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;
use crate::lint::siblings;
use crate::types::Points;

/// A rule is held against so many others that ask for the same.
const NEIGHBOURS: usize = 24;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    for lines in siblings::of(look) {
        let mut seen: HashMap<String, Vec<(LineId, Points)>> = HashMap::new();
        for id in lines {
            let Some((asked, points)) = without_points(&look.optimised.line(id).kind) else {
                continue;
            };
            let same = seen.entry(asked).or_default();
            let opposite = |(_, other): &(LineId, Points)| other.0 == -points.0;
            if let Some(at) = same.iter().position(opposite) {
                let (first, _) = same.swap_remove(at);
                found.push(report(look, first, id));
            } else if same.len() < NEIGHBOURS {
                same.push((id, points));
            }
        }
    }
}

/// What a rule asks for, in one form, and the points that it gives.
fn without_points(line: &LineKind) -> Option<(String, Points)> {
    let mut line = line.clone();
    let points = match &mut line {
        LineKind::If { points, .. } => points,
        LineKind::On(on) => &mut on.points,
    };
    let PointsBy::Literal(given) = *points else { return None };
    *points = PointsBy::Literal(Points::ZERO);
    Some((format!("{line:?}"), given))
}

fn report(look: &Look, first: LineId, second: LineId) -> Finding {
    let [first_span, second_span] = [first, second].map(|id| look.program.line(id).origin.span);
    let message = "this rule takes away what another one gives";
    let diagnostic = Diagnostic::warning(RULES_CANCEL_OUT, second_span, message)
        .here("asks for the same, with the opposite points")
        .label(first_span, "together they are always 0")
        .help("take both out, or change what one of them asks for or gives");
    Finding { claim: Claim::LinesCancelOut(first, second), diagnostic }
}
