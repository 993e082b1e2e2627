//! Where the grammar stopped: known mistakes first, else what would be valid there.

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::text;
use crate::diagnostic::near::nearest;
use crate::source::{FileId, Span};
use crate::syntax::cut::Statement;
use crate::syntax::errors::{expected, lists, missing, places, shapes, shown, words};
use crate::syntax::line::Line;
use crate::syntax::pairs::{R, Stop};
use crate::syntax::token::{Kind, Token};

/// The statement that could not be read.
pub struct Place<'a> {
    pub file: FileId,
    pub source: &'a str,
    pub line: &'a Line,
    pub statement: &'a Statement,
    pub rule: R,
}

/// A statement and the token at which reading stopped.
pub struct Stopped<'a> {
    pub file: FileId,
    pub source: &'a str,
    pub tokens: &'a [Token],
    pub rule: R,
    /// The token that could not be read; `tokens.len()` at the end.
    pub at: usize,
    pub expected: &'a [R],
}

impl<'a> Stopped<'a> {
    pub fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|t| t.kind)
    }

    pub fn text(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |t| t.text(self.source))
    }

    /// The token before `at`, counted back.
    pub fn back(&self, at: usize, by: usize) -> Option<usize> {
        at.checked_sub(by)
    }

    pub fn is_word(&self, at: usize, word: &str) -> bool {
        self.kind(at) == Some(Kind::Word) && self.text(at) == word
    }

    pub fn is_any(&self, at: usize, words: &[&str]) -> bool {
        self.kind(at) == Some(Kind::Word) && words.contains(&self.text(at))
    }

    /// A token's place; behind the last one at the end.
    pub fn span(&self, at: usize) -> Span {
        match self.tokens.get(at).or(self.tokens.last()) {
            Some(t) if at < self.tokens.len() => Span::new(self.file, t.start, t.end),
            Some(t) => Span::new(self.file, t.end, t.end),
            None => Span::new(self.file, 0, 0),
        }
    }

    pub fn under(&self, span: Span) -> &'a str {
        self.source.get(span.range()).unwrap_or("")
    }

    pub fn expects(&self, rules: &[R]) -> bool {
        self.expected.iter().any(|r| rules.contains(r))
    }

    pub fn is_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// A blank or line end stands before the token.
    pub fn gap(&self, at: usize) -> bool {
        at > 0 && at < self.tokens.len() && self.tokens[at - 1].end < self.tokens[at].start
    }

    /// The statement gives points.
    pub fn is_rule(&self) -> bool {
        matches!(
            self.rule,
            R::on_statement | R::if_statement | R::always_statement | R::points_statement
        )
    }
}

pub fn stopped(place: &Place<'_>, stop: &Stop) -> Diagnostic {
    let s = Stopped {
        file: place.file,
        source: place.source,
        tokens: &place.statement.tokens,
        rule: place.rule,
        at: place.line.token_at(stop.at),
        expected: &stop.expected,
    };
    places::known(&s)
        .or_else(|| lists::known(&s))
        .or_else(|| shapes::known(&s))
        .or_else(|| words::known(&s))
        .or_else(|| missing::known(&s))
        .or_else(|| shapes::one_missing(&s))
        .unwrap_or_else(|| unexpected(&s))
}

/// No known mistake: what is here, and what would be valid.
fn unexpected(s: &Stopped<'_>) -> Diagnostic {
    let wanted = expected::words(s.expected);
    let place = s.span(s.at);
    if s.is_end() {
        return Diagnostic::error(
            text::UNFINISHED,
            place,
            format!("this line ends too early: {wanted} is missing"),
        )
        .here("something is missing here");
    }
    let what = match s.kind(s.at) {
        Some(Kind::Body) => "a block".to_owned(),
        _ => format!("`{}`", shown(s.text(s.at))),
    };
    let fault = Diagnostic::error(
        text::UNEXPECTED,
        place,
        format!("{what} cannot stand here: {wanted} belongs here"),
    )
    .here("this does not fit");
    match misspelt(s) {
        Some(right) => fault.help(format!("did you mean `{right}`?")).fix(
            format!("write `{right}`"),
            place,
            right,
        ),
        None => fault,
    }
}

/// The word that could stand here and is nearest to the one that does.
fn misspelt(s: &Stopped<'_>) -> Option<String> {
    let openings = expected::openings(s.expected);
    let word = s.text(s.at);
    let near = nearest(word, openings.iter().map(String::as_str));
    near.first()
        .filter(|near| s.kind(s.at) == Some(Kind::Word) && **near != word)
        .map(|near| near.to_string())
}
