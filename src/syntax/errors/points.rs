//! Points that are not written as points.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::source::Span;

/// `up to 10 5`: of all points only `0` needs no sign.
pub fn no_sign(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(
        text::POINTS_SIGN,
        span,
        format!("points carry a sign: write `+{written}` or `-{written}`"),
    )
    .here("points without a sign")
    .fix(format!("write `+{written}`"), span.before(), "+")
    .fix(format!("write `-{written}`"), span.before(), "-")
}
