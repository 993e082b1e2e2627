//! When a statement goes on in the next line, and what may follow its `}`.

use crate::syntax::cut::Statement;
use crate::syntax::token::{Kind, Token};

/// Words after which a line is not finished.
const UNFINISHED: [&str; 9] = ["and", "or", "not", "in", "is", "where", "of", "with", "between"];

/// Whether the line that begins with `next` belongs to the statement above it.
pub fn joins(source: &str, current: &Statement, next: &[Token], rows: bool) -> bool {
    let Some(last) = current.tokens.last() else { return false };
    ends_open(source, last, rows) || (!rows && begins_inside(source, next))
}

/// The line above ends in an operator, a comma or one of the words of `UNFINISHED`.
pub fn ends_open(source: &str, last: &Token, rows: bool) -> bool {
    match last.kind {
        Kind::Comma | Kind::Operator | Kind::Plus | Kind::Minus => true,
        Kind::Word => !rows && UNFINISHED.contains(&last.text(source)),
        _ => false,
    }
}

/// The line begins with `and`, `or`, `where`, a points sign, text or `->`.
fn begins_inside(source: &str, next: &[Token]) -> bool {
    let (Some(first), second) = (next.first(), next.get(1)) else { return false };
    let touches = second.is_some_and(|s| s.start == first.end);
    match first.kind {
        Kind::Word => matches!(first.text(source), "and" | "or" | "where"),
        Kind::Plus | Kind::Minus => touches,
        Kind::Operator => first.text(source) == "->",
        // `"A+" at >= 75` is a line of its own.
        Kind::Text => {
            !second.is_some_and(|s| s.kind == Kind::Word && matches!(s.text(source), "at" | "if"))
        }
        _ => false,
    }
}

/// The block that follows holds rows: of a points table, a grade or a matrix.
pub fn has_rows(source: &str, head: &Statement) -> bool {
    let word = |t: &Token, text: &str| t.kind == Kind::Word && t.text(source) == text;
    let by_head = head.tokens.first().is_some_and(|t| word(t, "grade") || word(t, "matrix"));
    by_head || is_table(source, head)
}

fn is_table(source: &str, head: &Statement) -> bool {
    let word = |t: &Token, text: &str| t.kind == Kind::Word && t.text(source) == text;
    head.tokens.windows(2).any(|pair| word(&pair[0], "points") && word(&pair[1], "by"))
}

/// Clauses may follow a points table; behind every other `}` a statement is over, but for `else`.
pub fn goes_on_after_body(source: &str, current: &Statement) -> bool {
    is_table(source, current)
}

/// The `else` of a `when` that has only its first block.
pub fn is_else(source: &str, current: &Statement, token: &Token) -> bool {
    let when = current.tokens.first().is_some_and(|t| t.text(source) == "when");
    when && current.bodies.len() == 1 && token.kind == Kind::Word && token.text(source) == "else"
}
