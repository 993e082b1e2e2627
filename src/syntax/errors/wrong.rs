//! Pieces of text that are no word, value or sign of the language.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::source::FileId;
use crate::syntax::cut::Statement;
use crate::syntax::errors::{shown, span};
use crate::syntax::token::Kind;

/// The first such piece of a statement.
pub fn first(file: FileId, source: &str, statement: &Statement) -> Option<Diagnostic> {
    statement.tokens.iter().find_map(|token| {
        let Kind::Wrong(_) = token.kind else { return None };
        let word = shown(token.text(source));
        Some(Diagnostic::error(
            text::SIGN,
            span(file, token),
            format!("`{word}` means nothing here"),
        ))
    })
}
