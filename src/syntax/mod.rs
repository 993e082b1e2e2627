//! Text in, tree and faults out: parsing never fails.
//!
//! | step | from | to |
//! |---|---|---|
//! | `token` | text | tokens (logos) |
//! | `brackets`, `cut` | tokens | statements, each with its place and trivia; the only step that knows of lines, `;` and braces |
//! | `heads`, `line` | one statement | its kind by its first words, and its text without comments and blocks |
//! | `pairs` | one statement | pest's pairs, by the grammar in `grammar/baremo.pest` |
//! | `from_pairs` | pairs | `ast` |
//! | `errors` | what could not be read | diagnostics in plain words, each with its cure |
//!
//! Nothing here knows what a name means: no types, no columns, no scores.

pub mod ast;
pub mod walk;

mod limits;
pub mod lookalikes;
mod values;
pub mod token;

mod brackets;
pub mod joins;
pub mod cut;

mod line;
mod pairs;
pub mod heads;
mod errors;
mod from_pairs;
mod memo;
mod moved;

pub use memo::Memo;

use crate::diagnostic::{self, Diagnostic};
use crate::source::{FileId, Span};

/// The tree of a file and what is wrong with its text.
#[derive(Debug, Clone)]
pub struct Parsed {
    pub file: ast::File,
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a whole file. What cannot be read is a `Broken` node in the tree and one diagnostic.
pub fn parse(file: FileId, text: &str) -> Parsed {
    parse_again(file, text, None)
}

/// The same, with what was read before.
pub fn parse_again(file: FileId, text: &str, memo: Option<&mut Memo>) -> Parsed {
    if text.len() > limits::FILE_BYTES {
        let body =
            ast::Block { span: Span::new(file, 0, 0), statements: Vec::new(), end: Vec::new() };
        let diagnostics = vec![errors::limits::file_too_large(file, text.len())];
        return Parsed { file: ast::File { body }, diagnostics };
    }
    let (body, mut diagnostics) = cut::cut(file, text);
    let mut builder = from_pairs::Builder::new(file, text, memo);
    let body = builder.items(body, from_pairs::Place::File);
    // A file that is nested too deeply is not read in earnest: what else is wrong in it follows from that.
    if !diagnostics.iter().any(|d| d.code == diagnostic::codes::limits::TOO_DEEP) {
        diagnostics.append(&mut builder.diagnostics);
    }
    diagnostic::sort(&mut diagnostics);
    Parsed { file: ast::File { body }, diagnostics }
}
