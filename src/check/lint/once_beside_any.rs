//! W0107: `on E … once` beside `if any E`.

use crate::check::lint::blocks;
use crate::check::lint::blocks::Side;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::ir::Program;
use crate::ir::program::LineKind;
use crate::source::Span;
use crate::syntax::ast::{Clause, ClauseKind, ExprKind, GroupMode, Head, Name, Points, Rule};
use crate::types::ageing::Ageing;

pub(super) fn run(model: &Model, program: &Program, diagnostics: &mut Vec<Diagnostic>) {
    let sides = blocks::all(model.statements());
    // Of `best` and `first` one counts.
    for side in sides.into_iter().filter(|side| side.mode == GroupMode::Sum) {
        for (statement, rule) in side.rules() {
            let counts_once = once(rule).filter(|_| !ages(program, statement.span));
            let pair = counts_once.and_then(|event| Some((event, asks(side, event, rule)?)));
            if let Some((event, other)) = pair {
                diagnostics.push(report(event, statement.span, other));
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

/// Where `if any E` stands beside it with points of the same sign.
fn asks(side: Side, event: &Name, once: &Rule) -> Option<Span> {
    let alike = side.rules().find(|(_, rule)| {
        asked(rule).is_some_and(|name| name.text == event.text)
            && !has_period(rule)
            && sign(rule).is_some_and(|sign| Some(sign) == self::sign(once))
    });
    alike.map(|(statement, _)| statement.span)
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

/// Points that age beside points that stay are two things.
fn ages(program: &Program, span: Span) -> bool {
    program.lines.iter().any(|line| match &line.kind {
        LineKind::On(on) => line.origin.span == span && on.ageing != Ageing::default(),
        LineKind::If { .. } => false,
    })
}

fn report(event: &Name, span: Span, other: Span) -> Diagnostic {
    let name = &event.text;
    let message = format!("one `{name}` counts twice: here and where `any {name}` is asked");
    Diagnostic::warning(lints::ONCE_BESIDE_ANY, span, message)
        .here("points for the first one")
        .label(other, "points for the same one")
        .help("keep one of the two, with the points of both if that is meant")
}
