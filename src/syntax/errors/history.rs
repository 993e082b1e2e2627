//! Faults around history forms.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::source::Span;
use crate::syntax::ast::{Expr, Query};
use crate::syntax::errors::{shown, under};

/// `no e where no f …`: whose is what follows?
pub fn bare_history(span: Span) -> Diagnostic {
    Diagnostic::error(
        text::BARE_WHERE,
        span,
        "a `where` behind `any` or `no` takes one comparison: put the events in parentheses",
    )
    .here("it is not clear what belongs to this event and what to the one before")
    .help("write `any (EVENT where CONDITION)`, and `within` behind the event it belongs to")
}

/// `any page_view.path`.
pub fn property_of_any(source: &str, query: &Query) -> Diagnostic {
    let event = under(source, query.event.span);
    Diagnostic::error(
        text::EVENT_PROPERTY,
        property_span(query),
        format!("`any` and `no` ask for an event: write `{event}`"),
    )
    .here("a property of the event")
    .help(format!("to ask about a property, write `any ({event} where PROPERTY = VALUE)`"))
}

/// `sum(page_view)`.
pub fn needs_property(name: &str, query: &Query) -> Diagnostic {
    Diagnostic::error(
        text::EVENT_PROPERTY,
        query.event.span,
        format!(
            "`{name}` needs a property of the event: write `{name}({}.PROPERTY)`",
            query.event.text
        ),
    )
    .here("an event without its property")
    .help("`count(EVENT)` tells how many events there are")
}

/// `count(page_view.path)`.
pub fn no_property(source: &str, name: &str, query: &Query) -> Diagnostic {
    let event = under(source, query.event.span);
    let fault = Diagnostic::error(
        text::EVENT_PROPERTY,
        property_span(query),
        format!("`{name}` looks at events, not at a property: write `{name}({event})`"),
    )
    .here("a property of the event");
    match &query.property {
        Some(property) => {
            let behind = Span { start: query.event.span.end, ..property.span };
            fault.fix(format!("write `{event}`"), behind, "")
        }
        None => fault,
    }
}

/// `count(e, 5)`.
pub fn nth_of_last_only(name: &str, nth: Span, whole: Span) -> Diagnostic {
    Diagnostic::error(text::UNEXPECTED, nth, format!("`{name}` takes no second value"))
        .here("only `last(EVENT, 5)` takes a number")
        .label(whole, "in this")
}

fn property_span(query: &Query) -> Span {
    query.property.as_ref().map_or(query.event.span, |p| query.event.span.to(p.span))
}

/// `any E where A and B`: both readings.
pub fn bare_and(source: &str, any: Span, first: Span, join: &str, second: Span) -> Diagnostic {
    let history = shown(under(source, any.to(first)));
    let (word, rest) = history.split_once(' ').unwrap_or((&history, ""));
    let second_text = shown(under(source, second));
    let inside = format!("{word} ({rest} {join} {second_text})");
    let outside = format!("{word} ({rest}) {join} {second_text}");
    let written = |close: Span| vec![edit(Span { start: any.end, ..any.after() }, first, close)];
    let _ = written;
    Diagnostic::error(
        text::BARE_WHERE,
        any.to(second),
        format!("`{join}` behind this `where` can be read two ways: put parentheses"),
    )
    .here(format!("either `{inside}` or `{outside}`"))
    .fix(format!("write `{inside}`"), any.to(second), inside)
    .fix(format!("write `{outside}`"), any.to(second), outside)
}

fn edit(_: Span, _: Span, _: Span) {}

/// A value that stands where an expression is too much.
pub fn shown_expr(source: &str, expr: &Expr) -> String {
    shown(under(source, expr.span))
}
