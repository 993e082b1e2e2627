//! One style for rule files: the words stay, the blanks between them and the ends of lines are ours.
//!
//! ```text
//! text -> syntax::cut (statements, comments) -> lines -> align -> text
//!      -> syntax::parse (what is broken) ----^
//! ```
//!
//! A statement that cannot be read stays exactly as it is, and so does a file whose braces do not close. The author's line breaks inside a
//! statement are kept. INVARIANT: the same words in the same order come out, and every comment.

mod align;
mod broken;
mod lines;
mod spaces;

use crate::source::FileId;
use crate::syntax::cut;
use crate::syntax::token::Kind;
use crate::syntax::token::tokens;

/// Lines are not made longer than this by putting a block on one.
pub const WIDTH: usize = 100;

/// A text in our style, and what was left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formatted {
    pub text: String,
    /// Statements that could not be read; all of the file where it is one that cannot be cut into statements.
    pub left: usize,
}

/// Formats a file of rules.
pub fn format(text: &str) -> Formatted {
    let (body, _) = cut::cut(FileId(0), text);
    let Some(broken) = broken::statements(text, &body) else {
        return Formatted { text: text.into(), left: 1 };
    };
    let layout = lines::Layout { source: text, broken: &broken };
    let formatted = layout.file(&body);
    // Nobody's words are ever lost to a fault of ours.
    match words(text) == words(&formatted) {
        true => Formatted { text: formatted, left: broken.len() },
        false => Formatted { text: text.into(), left: 1 },
    }
}

/// The words of a file and its comments, each in its order.
fn words(text: &str) -> (Vec<&str>, Vec<&str>) {
    let all = tokens(text);
    let of = |comments: bool| {
        let wanted = all.iter().filter(|token| match token.kind {
            Kind::Newline | Kind::Semicolon => false,
            kind => (kind == Kind::Comment) == comments,
        });
        wanted.map(|token| token.text(text).trim_end()).collect()
    };
    (of(false), of(true))
}
