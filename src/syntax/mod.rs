//! Text in, tree and faults out: parsing never fails.
//!
//! | step | from | to |
//! |---|---|---|
//! | `token` | text | tokens (logos) |
//! | `cut` | tokens | statements, each with its place and trivia; the only step that knows of lines, `;` and braces |
//! | `pairs` | one statement | pest's pairs, by the grammar in `grammar/baremo.pest` |
//! | `from_pairs` | pairs | `ast` |
//!
//! Nothing here knows what a name means: no types, no columns, no scores.

pub mod ast;

use crate::diagnostic::Diagnostic;
use crate::source::FileId;

/// The tree of a file and what is wrong with its text.
#[derive(Debug, Clone)]
pub struct Parsed {
    pub file: ast::File,
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a whole file. What cannot be read is a `Broken` node in the tree and one diagnostic.
pub fn parse(file: FileId, text: &str) -> Parsed {
    let _ = (file, text);
    unimplemented!()
}
