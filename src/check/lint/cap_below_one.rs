//! W0103: `max 3` on a rule whose one occurrence is worth more.

use std::collections::HashMap;

use crate::check::lint::blocks;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::ir::Program;
use crate::ir::program::{LineKind, PointsBy};
use crate::source::Span;
use crate::syntax::ast::{Clause, ClauseKind, Rule};
use crate::types::Points;

pub(super) fn run(model: &Model, program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    let mut rules = None;
    for line in &program.lines {
        let LineKind::On(on) = &line.kind else { continue };
        let PointsBy::Literal(points) = &on.points else { continue };
        let each = on.caps_per.iter().map(|(cap, _)| (*cap, true));
        let mut caps = on.cap.map(|cap| (cap, false)).into_iter().chain(each);
        if let Some((cap, per)) = caps.find(|(cap, _)| points.0.abs() > cap.0) {
            let rules = rules.get_or_insert_with(|| by_start(model));
            let rule = rules.get(&line.origin.span.start);
            let clause =
                rule.and_then(|rule| clause(rule, per, on.caps_per.iter().map(|c| c.0), cap));
            diagnostics.extend(clause.map(|(clause, amount)| report(clause, amount, *points, cap)));
        }
    }
}

/// The clause of that cap, and where its amount stands.
fn clause(
    rule: &Rule,
    per: bool,
    each: impl Iterator<Item = Points>,
    cap: Points,
) -> Option<(&Clause, Span)> {
    let mut clauses = rule.clauses.iter().filter_map(|c| match &c.kind {
        ClauseKind::Cap { points, per: of } if of.is_some() == per => Some((c, points.span)),
        _ => None,
    });
    if per { clauses.nth(each.take_while(|other| *other != cap).count()) } else { clauses.next() }
}

fn report(clause: &Clause, amount: Span, points: Points, cap: Points) -> Diagnostic {
    let times = format!("max {cap} times");
    let diagnostic = Diagnostic::warning(
        lints::CAP_BELOW_ONE,
        clause.span,
        format!("`max {cap}` is less than one occurrence is worth ({points:+})"),
    )
    .here("caps the points")
    .help(format!("to count the latest {cap} only, write `{times}`"));
    let whole = cap.0 % 100 == 0;
    if whole {
        diagnostic.fix(format!("write `{times}`"), amount.after(), " times")
    } else {
        diagnostic
    }
}

/// The rules of the model's file, by the byte at which they begin.
fn by_start<'a>(model: &Model<'a>) -> HashMap<u32, &'a Rule> {
    let rules = blocks::all(model.statements()).into_iter().flat_map(|side| side.rules());
    rules.map(|(statement, rule)| (statement.span.start, rule)).collect()
}
