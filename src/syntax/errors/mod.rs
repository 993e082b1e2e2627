//! Faults of the text, in the words of a marketer: what it says, why it cannot stand, and the cure as an edit.
//!
//! | file | faults |
//! |---|---|
//! | `wrong` | a piece of text that is no word or value, reported before the statement is read |
//! | `braces`, `limits` | what the cutter finds |
//! | `statements` | which statement it is and where it may stand |
//! | `stopped`, `places`, `lists`, `words`, `shapes`, `missing`, `expected` | where the grammar stopped: known mistakes first, else what would be valid there |
//! | `conditions`, `history`, `names`, `points`, `values` | what the grammar lets through |

pub mod braces;
pub mod conditions;
mod expected;
mod heads;
pub mod history;
pub mod limits;
pub mod names;
pub mod points;
pub mod statements;
mod lists;
mod missing;
mod numbers;
mod places;
mod shapes;
mod stopped;
pub mod values;
mod words;
mod wrong;

pub use stopped::{Place, stopped};

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use crate::syntax::cut::Statement;
use crate::syntax::token::Token;

/// What is wrong with a statement before it is read: a piece of text that cannot be used, or too much of something.
pub fn before_reading(
    file: FileId,
    source: &str,
    statement: &Statement,
    depth: usize,
) -> Option<Diagnostic> {
    wrong::first(file, source, statement).or_else(|| limits::first(file, source, statement, depth))
}

fn span(file: FileId, token: &Token) -> Span {
    Span::new(file, token.start, token.end)
}

fn under(source: &str, span: Span) -> &str {
    source.get(span.range()).unwrap_or("")
}

/// User text for a message: short, on one line.
fn shown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(60) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}
