//! W0122: `+0` on a rule.

use crate::check::lint::blocks;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::syntax::ast::{ClauseKind, ExprKind, Function, GroupMode, Points, Rule};
use crate::syntax::walk;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    // In `best` and `first` a line of 0 can be the one that counts.
    let sums = blocks::all(model.statements()).into_iter().filter(|s| s.mode == GroupMode::Sum);
    let mut found =
        sums.flat_map(|side| side.rules()).filter_map(|(_, rule)| judge(rule)).peekable();
    // A rule of 0 may stand there for the columns that it names.
    if found.peek().is_some() && !asks_coverage(model) {
        diagnostics.extend(found);
    }
}

fn asks_coverage(model: &Model) -> bool {
    let mut asks = false;
    walk::items(model.statements(), &mut |expr| {
        asks |= matches!(&*expr.kind, ExprKind::Call { function: Function::Coverage, .. });
    });
    asks
}

fn judge(rule: &Rule) -> Option<Diagnostic> {
    let Points::Signed(signed) = &rule.points else { return None };
    let ExprKind::Number(number) = &*signed.value.kind else { return None };
    let labelled = rule.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Label(_)));
    // A label makes it a line that is read on the invoice.
    if number.value != 0.0 || labelled {
        return None;
    }
    Some(
        Diagnostic::warning(lints::NO_POINTS, signed.span, "this rule gives no points")
            .here("nothing is added")
            .help("give it points, or take the rule out"),
    )
}
