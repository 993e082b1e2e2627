//! W0101: `1.000` is one, not a thousand.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::lints;
use crate::syntax::ast::{Expr, ExprKind};

pub(super) fn judge(expr: &Expr) -> Option<Diagnostic> {
    let ExprKind::Number(number) = &*expr.kind else { return None };
    let (whole, decimals) = number.text.split_once('.')?;
    let groups = decimals.len() == 3 && decimals.ends_with('0') && whole.len() <= 3;
    if !groups || whole == "0" {
        return None;
    }
    let meant = format!("{whole}_{decimals}");
    let message = format!("`{}` is {}: a dot begins the decimals", number.text, number.value);
    Some(
        Diagnostic::warning(lints::THREE_DECIMALS, expr.span, message)
            .here("not a thousand")
            .help(format!("if thousands are meant, write `{meant}`"))
            .fix(format!("write `{meant}`"), expr.span, meant),
    )
}
