//! The literal texts that a text test looks for, each with the place to point at.

use crate::check::model::Model;
use crate::check::names::ListItems;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, ListRef, Text, TextOperand};

pub(super) struct Sought {
    pub text: String,
    /// The text, or the name of the list that it is in.
    pub span: Span,
}

/// Those of an operand; parameters and fields have none.
pub(super) fn of(model: &Model, operand: &TextOperand) -> Vec<Sought> {
    match operand {
        TextOperand::One(one) => literal(one).map(sought).into_iter().collect(),
        TextOperand::Any(list) | TextOperand::All(list) => of_list(model, list),
    }
}

/// The text of a literal.
pub(super) fn literal(expr: &Expr) -> Option<&Text> {
    match &*expr.kind {
        ExprKind::Text(text) | ExprKind::Exactly(text) => Some(text),
        _ => None,
    }
}

fn sought(text: &Text) -> Sought {
    Sought { text: text.text.clone(), span: text.span }
}

fn of_list(model: &Model, list: &ListRef) -> Vec<Sought> {
    let name = match list {
        ListRef::Items { items, .. } => {
            return items.iter().filter_map(literal).map(sought).collect();
        }
        ListRef::Named(name) => name,
    };
    let at = |text: &str| Sought { text: text.into(), span: name.span };
    match model.names.lists.get(name.text.as_str()).map(|list| &list.items) {
        Some(ListItems::Written(items)) => {
            items.iter().filter_map(literal).map(|t| at(&t.text)).collect()
        }
        Some(ListItems::File(lines)) => lines.iter().map(|line| at(line)).collect(),
        None => Vec::new(),
    }
}
