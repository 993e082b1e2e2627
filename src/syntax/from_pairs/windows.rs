//! `where (A or B) within 7d`: behind a condition in parentheses `within` is the window of the query, not the age of a date.
//!
//! The grammar reads both alike, for `(a + b) within 7d` could be either and it does not look ahead over parentheses; which it is shows in
//! what they hold.

use crate::syntax::ast::{Expr, ExprKind, Query};

/// Takes a window from the end of the query's `where`, where it stands behind a condition.
pub fn take(query: &mut Query) {
    if query.within.is_none()
        && let Some(filter) = &mut query.filter
    {
        query.within = window_at_end(filter);
    }
}

fn window_at_end(expr: &mut Expr) -> Option<Expr> {
    let (within, end) = match &mut *expr.kind {
        ExprKind::And(all) | ExprKind::Or(all) => {
            let last = all.last_mut()?;
            (window_at_end(last)?, last.span.end)
        }
        ExprKind::Not(inner) => (window_at_end(inner)?, inner.span.end),
        ExprKind::Age { value, older: false, than } if is_condition(value) => {
            let (condition, within) = (value.clone(), than.clone());
            *expr = condition;
            return Some(within);
        }
        _ => return None,
    };
    expr.span.end = end;
    Some(within)
}

/// `(A or B)`, `((A))`: parentheses around what is true or false.
fn is_condition(expr: &Expr) -> bool {
    let ExprKind::Paren(inner) = &*expr.kind else { return false };
    is_condition(inner)
        || matches!(
            &*inner.kind,
            ExprKind::Not(_)
                | ExprKind::And(_)
                | ExprKind::Or(_)
                | ExprKind::AtLeast { .. }
                | ExprKind::Compare { .. }
                | ExprKind::Between { .. }
                | ExprKind::In { .. }
                | ExprKind::TextTest { .. }
                | ExprKind::Matches { .. }
                | ExprKind::IsKnown { .. }
                | ExprKind::Age { .. }
                | ExprKind::Moment { .. }
                | ExprKind::Happened { .. }
        )
}

#[cfg(test)]
mod tests {
    use crate::source::FileId;
    use crate::syntax;

    fn is_read(rule: &str) -> bool {
        syntax::parse(FileId(0), rule).diagnostics.is_empty()
    }

    #[test]
    fn windows_behind_parentheses() {
        assert!(is_read("if count(w where (a = 1 or b = 2) within 7d) > 0 +1"));
        assert!(is_read("if any w where not (a = 1) within 7d +1"));
        assert!(is_read("on v where any w where (a = 1) before +1"));
        assert!(!is_read("if count(w where (a = 1) within 7d within 8d) > 0 +1"));
    }
}
