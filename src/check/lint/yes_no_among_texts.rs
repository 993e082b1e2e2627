//! W0102: `= no` on a column that is text everywhere else (Norway).

use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::syntax::ast::{Expr, ExprKind};
use crate::types::Type;

pub(super) fn judge(model: &Model, expr: &Expr) -> Option<Diagnostic> {
    let ExprKind::Compare { left, right, .. } = &*expr.kind else { return None };
    let ExprKind::YesNo(_, word) = &*right.kind else { return None };
    let (ExprKind::Name(name) | ExprKind::Dotted { name, .. }) = &*left.kind else { return None };
    let (column, word) = (&name.text, &word.text);
    // Whoever declared the column as text knows what is in it.
    let declared = model.names.attributes.contains_key(column.as_str())
        || model.names.properties.contains_key(column.as_str());
    let types = [&model.fields.attribute_types, &model.fields.property_types];
    let text = types.iter().any(|t| t.get(column) == Some(&Type::Text));
    if declared || !text {
        return None;
    }
    Some(
        Diagnostic::warning(
            lints::YES_NO_AMONG_TEXTS,
            right.span,
            format!("`{word}` is text here, for `{column}` is compared with other texts"),
        )
        .here(format!("the text \"{word}\""))
        .help("quotes say that it is meant so")
        .fix(format!("write `\"{word}\"`"), right.span, format!("\"{word}\"")),
    )
}
