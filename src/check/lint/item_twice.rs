//! W0117: `[CTO, cto]`: the same item twice in one list.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Item, ListBody, ListDecl, ListRef, TextOperand};
use crate::types::text::fold;

/// Where an expression holds a list.
pub(super) fn judge(expr: &Expr) -> Option<Diagnostic> {
    match list(expr)? {
        ListRef::Items { items, .. } => repeated(items),
        ListRef::Named(_) => None,
    }
}

/// A list with a name.
pub(super) fn in_list(item: &Item) -> Option<Diagnostic> {
    match item {
        Item::List(ListDecl { body: ListBody::Items(items), .. }) => repeated(items),
        _ => None,
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
fn repeated(items: &[Expr]) -> Option<Diagnostic> {
    let mut seen: HashMap<Key, Span> = HashMap::with_capacity(items.len());
    let mut before: Option<Span> = None;
    for item in items {
        if let Some((key, shown)) = key(item) {
            if let (Some(first), Some(before)) = (seen.get(&key), before) {
                return Some(report(shown, *first, before, item.span));
            }
            seen.insert(key, item.span);
        }
        before = Some(item.span);
    }
    None
}

/// What two items share that are the same. Texts compare ignoring case, those that are `exactly` as written; a text is no number.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Text(Cow<'a, str>),
    Exactly(&'a str),
    Number(u64),
}

fn key(item: &Expr) -> Option<(Key<'_>, &str)> {
    match &*item.kind {
        ExprKind::Text(text) => Some((Key::Text(fold(&text.text)), &text.text)),
        ExprKind::Exactly(text) => Some((Key::Exactly(&text.text), &text.text)),
        ExprKind::Number(number) => Some((Key::Number(number.value.to_bits()), &number.text)),
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
