//! Which statement it is, and where it may stand.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::source::{FileId, Span};
use crate::syntax::cut::Statement;
pub use crate::syntax::errors::heads::unknown;
use crate::syntax::errors::{shown, span};
use crate::syntax::from_pairs::Place;

/// A statement that may not stand in this block.
pub fn misplaced(file: FileId, source: &str, statement: &Statement, place: Place) -> Diagnostic {
    let first = statement.tokens.first().map_or(Span::new(file, 0, 0), |t| span(file, t));
    let word = statement.tokens.first().map_or("", |t| t.text(source));
    let (block, holds) = match place {
        Place::Group => ("a group", "rules and ageing"),
        Place::When => ("a `when`", "rules and groups"),
        _ => ("a score", "rules, ageing, groups, `when`, `reset` and `pause`"),
    };
    Diagnostic::error(
        text::MISPLACED,
        first,
        format!("`{}` may not stand in {block}: move it outside", shown(word)),
    )
    .here(format!("{block} holds {holds}"))
}

/// An ageing line that is indented under a rule.
pub fn indented(file: FileId, source: &str, statement: &Statement, above: usize) -> Diagnostic {
    let _ = above;
    let (first, last) = (statement.tokens.first(), statement.tokens.last());
    let place = match (first, last) {
        (Some(first), Some(last)) => span(file, first).to(span(file, last)),
        _ => Span::new(file, 0, 0),
    };
    let line_end = source[..place.start as usize].trim_end().len();
    let gap = Span::new(file, line_end, place.start as usize);
    Diagnostic::error(
        text::INDENTED,
        place,
        "this line looks like a part of the rule above, but would age every rule of the block",
    )
    .here("indented deeper than the rule above it")
    .fix("join it to the rule above", gap, " ")
}

/// `within 7d within 3d`.
pub fn twice(place: Span, written: &str) -> Diagnostic {
    Diagnostic::error(text::TWICE, place, format!("`{}` is said twice", shown(written)))
        .here("once is enough")
        .fix("remove it", place, "")
}

/// `max 20 max 30`: each part of a rule stands once.
pub fn clause_twice(first: Span, second: Span, written: &str) -> Diagnostic {
    Diagnostic::error(
        text::TWICE,
        second,
        format!("`{}` is the second of its kind: each part of a rule stands once", shown(written)),
    )
    .here("the second")
    .label(first, "the first")
    .fix("remove the second", second, "")
}

/// `on E 3 times +5`.
pub fn times_without_window(place: Span) -> Diagnostic {
    Diagnostic::error(
        text::NO_WINDOW,
        place,
        "`times` needs a time limit: write `within 7d` behind it",
    )
    .here("within what time?")
    .fix("write `within 7d`", place.after(), " within 7d")
}
