//! W0121: `first time once`: a limit beside one that leaves it nothing to do.

use crate::check::lint::blocks;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::source::Span;
use crate::syntax::ast::{Clause, ClauseKind, Head, Points, Rule};

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for (_, rule) in blocks::all(model.statements()).into_iter().flat_map(|side| side.rules()) {
        diagnostics.extend(judge(model, rule));
    }
}

fn judge(model: &Model, rule: &Rule) -> Option<Diagnostic> {
    let Head::On { .. } = rule.head else { return None };
    let find = |such: fn(&ClauseKind) -> bool| rule.clauses.iter().find(|c| such(&c.kind));
    let first = find(|kind| matches!(kind, ClauseKind::FirstTime));
    let once = find(|kind| matches!(kind, ClauseKind::Keep { count: None, per: None }));
    let (one, idle) = match (first, once) {
        // One is left, whatever else is asked of it.
        (Some(first), _) => {
            (first, find(|k| matches!(k, ClauseKind::Keep { .. } | ClauseKind::Cooldown(_)))?)
        }
        // Of one occurrence, one of each day or campaign is the same one. A cooldown may choose another one.
        (None, Some(once)) => (once, find(|k| matches!(k, ClauseKind::Keep { per: Some(_), .. }))?),
        (None, None) => return None,
    };
    Some(report(model, rule, one, idle))
}

fn report(model: &Model, rule: &Rule, one: &Clause, idle: &Clause) -> Diagnostic {
    let (kept, spare) = (model.written(one.span), model.written(idle.span));
    let message = format!("`{spare}` does nothing beside `{kept}`");
    let points = match &rule.points {
        Points::Signed(signed) => signed.span.end,
        Points::Table(table) => table.span.end,
    };
    let ends = rule.clauses.iter().map(|c| c.span.end).filter(|end| *end <= idle.span.start);
    // From the end of what stands before it, so that no blank is left over.
    let gone = Span { start: ends.fold(points, u32::max), ..idle.span };
    Diagnostic::warning(lints::IDLE_LIMIT, idle.span, message)
        .here("one occurrence is left already")
        .label(one.span, "leaves one occurrence")
        .help(format!("leave `{spare}` out"))
        .fix(format!("leave `{spare}` out"), gone, "")
}
