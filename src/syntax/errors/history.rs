//! Faults around history forms.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::source::Span;
use crate::syntax::ast::Query;
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

/// `any E where A and B`: both readings. `any` is the whole `any E where A`, `second` is B.
pub fn bare_and(source: &str, any: Span, join: &str, second: Span) -> Diagnostic {
    let history = under(source, any);
    let (word, rest) = history.split_once(char::is_whitespace).unwrap_or((history, ""));
    let (rest, other) = (rest.trim(), under(source, second));
    let inside = format!("{word} ({rest} {join} {other})");
    let outside = format!("{word} ({rest}) {join} {other}");
    let all = any.to(second);
    Diagnostic::error(
        text::BARE_WHERE,
        all,
        format!("`{join}` behind this `where` can be read two ways: put parentheses"),
    )
    .here("is the last part about the event, or about the lead?")
    .help(format!("either `{}` or `{}`", shown(&inside), shown(&outside)))
    .fix(format!("about the event: write `{}`", shown(&inside)), all, inside)
    .fix(format!("about the lead: write `{}`", shown(&outside)), all, outside)
}
