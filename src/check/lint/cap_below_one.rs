//! W0103: `max 3` on a rule whose one occurrence is worth more.

use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::ir::Program;
use crate::ir::program::{LineKind, PointsBy};
use crate::syntax::ast::{ClauseKind, Item, Rule, ScoreBody, Statement};
use crate::types::Points;

pub(super) fn run(model: &Model, program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    for line in &program.lines {
        let LineKind::On(on) = &line.kind else { continue };
        let (PointsBy::Literal(points), Some(cap)) = (&on.points, on.cap) else { continue };
        if points.0.abs() > cap.0 {
            let rule = find(model.statements(), line.origin.span.start);
            diagnostics.extend(rule.and_then(|rule| report(rule, *points, cap)));
        }
    }
}

fn report(rule: &Rule, points: Points, cap: Points) -> Option<Diagnostic> {
    let (clause, amount) = rule.clauses.iter().find_map(|c| match &c.kind {
        ClauseKind::Cap { points, per: None } => Some((c, points)),
        _ => None,
    })?;
    let times = format!("max {cap} times");
    let diagnostic = Diagnostic::warning(
        lints::CAP_BELOW_ONE,
        clause.span,
        format!("`max {cap}` is less than one occurrence is worth ({points:+})"),
    )
    .here("caps the points")
    .help(format!("to count the latest {cap} only, write `{times}`"));
    let whole = cap.0 % 100 == 0;
    Some(if whole {
        diagnostic.fix(format!("write `{times}`"), amount.span.after(), " times")
    } else {
        diagnostic
    })
}

/// The rule that begins at a byte of the model's file.
fn find(statements: &[Statement<Item>], start: u32) -> Option<&Rule> {
    statements.iter().find_map(|s| match &s.it {
        Item::Rule(rule) if s.span.start == start => Some(&**rule),
        Item::Score(score) => match &score.body {
            ScoreBody::Rules(block) => find(&block.statements, start),
            ScoreBody::Formula(_) => None,
        },
        Item::Group(group) => find(&group.body.statements, start),
        Item::When(when) => find(&when.then.statements, start)
            .or_else(|| when.otherwise.as_ref().and_then(|o| find(&o.statements, start))),
        _ => None,
    })
}
