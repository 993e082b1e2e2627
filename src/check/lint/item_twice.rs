//! W0117: `[CTO, cto]`: the same item twice in one list.

use std::collections::HashMap;

use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Item, ListBody, ListRef, TextOperand};
use crate::syntax::walk;
use crate::types::text::fold;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for statement in model.statements() {
        match &statement.it {
            Item::List(list) => {
                if let ListBody::Items(items) = &list.body {
                    judge(items, diagnostics);
                }
            }
            Item::Test(_) => {}
            item => walk::item(item, &mut |expr| {
                if let Some(ListRef::Items { items, .. }) = list(expr) {
                    judge(items, diagnostics);
                }
            }),
        }
    }
}

fn list(expr: &Expr) -> Option<&ListRef> {
    match &*expr.kind {
        ExprKind::In { list, .. } => Some(list),
        ExprKind::TextTest { operand: TextOperand::Any(list) | TextOperand::All(list), .. } => {
            Some(list)
        }
        _ => None,
    }
}

/// Reports the first that is there again: one slip is one report.
fn judge(items: &[Expr], diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<String, Span> = HashMap::new();
    let mut before: Option<Span> = None;
    for item in items {
        if let Some((key, shown)) = key(item) {
            if let (Some(first), Some(before)) = (seen.get(&key), before) {
                diagnostics.push(report(&shown, *first, before, item.span));
                return;
            }
            seen.insert(key, item.span);
        }
        before = Some(item.span);
    }
}

/// What two items share that are the same. Texts compare ignoring case, those that are `exactly` as written; a text is no number.
fn key(item: &Expr) -> Option<(String, String)> {
    match &*item.kind {
        ExprKind::Text(text) => Some((format!("t{}", fold(&text.text)), text.text.clone())),
        ExprKind::Exactly(text) => Some((format!("e{}", text.text), text.text.clone())),
        ExprKind::Number(number) => Some((format!("n{}", number.value), number.text.clone())),
        _ => None,
    }
}

fn report(shown: &str, first: Span, before: Span, again: Span) -> Diagnostic {
    // With the comma before it.
    let gone = Span { start: before.end, ..again };
    Diagnostic::warning(lints::ITEM_TWICE, again, format!("`{shown}` is in this list twice"))
        .here("once more")
        .label(first, "the first time")
        .help("leave one of them out: texts compare ignoring case")
        .fix("leave one of them out", gone, "")
}
