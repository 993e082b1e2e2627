//! W0107: `on E … once` beside `if any E`.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::check::lint::blocks;
use crate::check::lint::blocks::Side;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::ir::Program;
use crate::ir::program::Line;
use crate::ir::program::LineKind;
use crate::source::Span;
use crate::syntax::ast::{Clause, ClauseKind, ExprKind, GroupMode, Head, Name, Points, Rule};
use crate::types::ageing::Ageing;

pub(super) fn run(model: &Model, program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    let aged = aged(program);
    let sides = blocks::all(model.statements());
    // Of `best` and `first` one counts.
    for side in sides.into_iter().filter(|side| side.mode == GroupMode::Sum) {
        let asking = asking(side);
        for (statement, rule) in side.rules() {
            let Some(event) = once(rule) else { continue };
            let other = sign(rule).and_then(|sign| asking.get(&(event.text.as_str(), sign)));
            if let Some(other) = other.filter(|_| !aged.contains(&statement.span.start)) {
                diagnostics.push(report(event, statement.span, *other));
            }
        }
    }
}

/// The event of `on E … once` without filter or period.
fn once(rule: &Rule) -> Option<&Name> {
    let Head::On { event, filter: None, times: None } = &rule.head else { return None };
    let one = |c: &Clause| {
        matches!(c.kind, ClauseKind::FirstTime | ClauseKind::Keep { count: None, per: None })
    };
    (rule.clauses.iter().any(one) && !has_period(rule)).then_some(event)
}

/// Where `if any E` stands, by the event and the sign of the points.
fn asking<'a>(side: Side<'a>) -> BTreeMap<(&'a str, bool), Span> {
    let mut found = BTreeMap::new();
    for (statement, rule) in side.rules().filter(|(_, rule)| !has_period(rule)) {
        if let Some((event, sign)) = asked(rule).zip(sign(rule)) {
            found.entry((event.text.as_str(), sign)).or_insert(statement.span);
        }
    }
    found
}

fn asked(rule: &Rule) -> Option<&Name> {
    let Head::If(condition) = &rule.head else { return None };
    let ExprKind::Happened { no: false, query } = &*condition.kind else { return None };
    let bare = query.filter.is_none() && query.within.is_none() && query.since.is_none();
    bare.then_some(&query.event)
}

fn sign(rule: &Rule) -> Option<bool> {
    match &rule.points {
        Points::Signed(signed) => Some(signed.negative),
        Points::Table(_) => None,
    }
}

fn has_period(rule: &Rule) -> bool {
    rule.clauses.iter().any(|c| matches!(c.kind, ClauseKind::From(_) | ClauseKind::Before(_)))
}

/// Where the rules begin whose points age: beside points that stay they are another thing.
fn aged(program: &Program) -> BTreeSet<u32> {
    let ages = |line: &&Line| match &line.kind {
        LineKind::On(on) => on.ageing != Ageing::default(),
        LineKind::If { .. } => false,
    };
    program.lines.iter().filter(ages).map(|line| line.origin.span.start).collect()
}

fn report(event: &Name, span: Span, other: Span) -> Diagnostic {
    let name = &event.text;
    let message = format!("one `{name}` counts twice: here and where `any {name}` is asked");
    Diagnostic::warning(lints::ONCE_BESIDE_ANY, span, message)
        .here("points for the first one")
        .label(other, "points for the same one")
        .help("keep one of the two, with the points of both if that is meant")
}
