//! W0201: a rule that can never give points.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints::RULE_NEVER_FIRES;
use crate::ir::expr::Cond;
use crate::ir::program::LineKind;
use crate::ir::program::PointsBy;
use crate::lint::Claim;
use crate::lint::Finding;
use crate::lint::Look;
use crate::types::Points;

pub fn run(look: &Look, found: &mut Vec<Finding>) {
    for (id, line) in look.lines() {
        let told = look.branches.lines[id.index()];
        if told || !is_never(&look.optimised.line(id).kind) || gives_nothing(&line.kind) {
            continue;
        }
        let message = "this rule can never give points";
        let diagnostic = Diagnostic::warning(RULE_NEVER_FIRES, line.origin.span, message)
            .here("no lead meets all that it asks for")
            .help("its conditions contradict each other, or a `when` around it: change one, or take the rule out");
        found.push(Finding { claim: Claim::LineIsNothing(id), diagnostic });
    }
}

/// What the optimiser makes of a line that never counts.
pub fn is_never(kind: &LineKind) -> bool {
    matches!(kind, LineKind::If { condition: Some(Cond::Constant(false)), .. })
}

/// Points that are written as 0 are meant to be none.
fn gives_nothing(kind: &LineKind) -> bool {
    fn none(points: &PointsBy) -> bool {
        match points {
            PointsBy::Literal(points) => *points == Points::ZERO,
            PointsBy::Computed(_) => false,
            PointsBy::Table(rows) => rows.iter().all(|(_, points)| none(points)),
        }
    }
    match kind {
        LineKind::If { points, .. } => none(points),
        LineKind::On(on) => none(&on.points),
    }
}
