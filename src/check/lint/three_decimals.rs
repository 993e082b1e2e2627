//! W0101: `1.000` is one, not a thousand.

use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::walk;

pub(super) fn run(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    walk::items(model.statements(), &mut |expr| diagnostics.extend(judge(expr)));
}

fn judge(expr: &Expr) -> Option<Diagnostic> {
    let ExprKind::Number(number) = &*expr.kind else { return None };
    let (whole, decimals) = number.text.split_once('.')?;
    let thousand =
        decimals.len() == 3 && decimals.ends_with('0') && !whole.trim_start_matches('0').is_empty();
    if !thousand || whole.len() > 3 {
        return None;
    }
    let (value, meant) = (number.value, format!("{whole}_{decimals}"));
    Some(
        Diagnostic::warning(
            lints::THREE_DECIMALS,
            expr.span,
            format!(
                "`{}` is {value}, not {}",
                number.text,
                meant.replace('_', " thousand ").replace(" thousand 000", " thousand")
            ),
        )
        .here(format!("this is {value}"))
        .help(format!(
            "a dot begins the decimals; a thousand is written `{meant}` or `{whole}{decimals}`"
        ))
        .fix(format!("write `{meant}`"), expr.span, meant),
    )
}
