//! The literal texts that a text test looks for, each with the place to point at.

use crate::check::model::Model;
use crate::check::names::ListItems;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, ListRef, Text, TextOperand};

/// A longer list is passed over: every use of it would have to look through all of it.
const MOST_ITEMS: usize = 2_000;

pub(super) struct Sought<'a> {
    pub text: &'a str,
    /// The text, or the name of the list that it is in.
    pub span: Span,
}

/// Those of an operand; parameters and fields have none.
pub(super) fn of<'a>(model: &'a Model, operand: &'a TextOperand) -> Vec<Sought<'a>> {
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

fn sought(text: &Text) -> Sought<'_> {
    Sought { text: &text.text, span: text.span }
}

fn of_list<'a>(model: &'a Model, list: &'a ListRef) -> Vec<Sought<'a>> {
    let name = match list {
        ListRef::Items { items, .. } => {
            return items.iter().filter_map(literal).map(sought).collect();
        }
        ListRef::Named(name) => name,
    };
    let span = name.span;
    match model.names.lists.get(name.text.as_str()).map(|list| &list.items) {
        Some(ListItems::Written(items)) if items.len() <= MOST_ITEMS => {
            let texts = items.iter().filter_map(literal);
            texts.map(|text| Sought { text: &text.text, span }).collect()
        }
        Some(ListItems::File(lines)) if lines.len() <= MOST_ITEMS => {
            lines.iter().map(|text| Sought { text, span }).collect()
        }
        _ => Vec::new(),
    }
}
