//! Braces without a partner.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::source::Span;

pub fn unclosed((span, end): (Span, Span), close: &str) -> Diagnostic {
    Diagnostic::error(text::UNCLOSED_BRACE, span, "this block is never closed: it lacks its `}`")
        .here("opened here")
        .label(end, "`}` belongs here at the latest")
        .fix("close it here", end, close)
}

pub fn stray(span: Span) -> Diagnostic {
    Diagnostic::error(text::STRAY_BRACKET, span, "this `}` closes nothing")
        .here("no `{` before it is open")
        .fix("remove it", span, "")
}
