//! Which statements cannot be read, so that they are left as they are.

use std::collections::HashSet;

use crate::diagnostic::codes::limits;
use crate::diagnostic::codes::text::STRAY_BRACKET;
use crate::source::FileId;
use crate::syntax;
use crate::syntax::cut::Body;
use crate::syntax::cut::Statement;

/// Statements by the byte at which they begin; nothing where the file could not be cut into statements.
pub fn statements(text: &str, body: &Body) -> Option<HashSet<usize>> {
    let parsed = syntax::parse(FileId(0), text);
    let all_lost = [limits::FILE_TOO_LARGE, limits::TOO_DEEP, limits::TOO_MANY_STATEMENTS];
    let mut broken = HashSet::new();
    for diagnostic in &parsed.diagnostics {
        let span = diagnostic.span();
        let place = (span.start as usize, span.end as usize);
        // A `}` that closes nothing belongs to no statement.
        let stray = diagnostic.code == STRAY_BRACKET && text.get(place.0..place.1) == Some("}");
        if stray || all_lost.contains(&diagnostic.code) {
            return None;
        }
        let found = within(body, place)?;
        broken.insert(found);
    }
    Some(broken)
}

/// The innermost statement that a place touches.
fn within(body: &Body, (start, end): (usize, usize)) -> Option<usize> {
    let overlaps = |s: &&Statement| first(s) < end && start < last(s);
    // What is missing stands at the end of a line: of two statements that touch it, the earlier is meant.
    let touches = |s: &&Statement| first(s) <= end && start <= last(s);
    let mut all = body.statements.iter();
    let statement = all.clone().find(overlaps).or_else(|| all.find(touches))?;
    let inside = statement.bodies.iter().find(|b| b.start < start && end < b.end);
    Some(inside.and_then(|b| within(b, (start, end))).unwrap_or(first(statement)))
}

pub fn first(statement: &Statement) -> usize {
    statement.tokens.first().map_or(0, |token| token.start)
}

pub fn last(statement: &Statement) -> usize {
    statement.tokens.last().map_or(0, |token| token.end)
}
