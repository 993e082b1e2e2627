//! One statement as the grammar reads it: single blanks, no comments, each block as `{}`; and the way back to the file.

use crate::source::{FileId, Span};
use crate::syntax::cut::Statement;
use crate::syntax::token::{Kind, Token};

pub struct Line {
    pub text: String,
    file: FileId,
    /// Where each token begins in `text`, and where it stands in the file.
    pieces: Vec<(usize, Token)>,
}

impl Line {
    pub fn new(file: FileId, source: &str, statement: &Statement) -> Line {
        let mut text = String::new();
        let mut pieces = Vec::with_capacity(statement.tokens.len());
        let mut end = None;
        for token in &statement.tokens {
            if end.is_some_and(|end| end < token.start) {
                text.push(' ');
            }
            end = Some(token.end);
            pieces.push((text.len(), *token));
            text.push_str(if token.kind == Kind::Body { "{}" } else { token.text(source) });
        }
        Line { text, file, pieces }
    }

    /// The span in the file of a range of `text`, without blanks at its ends.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let part = self.text.get(start..end).unwrap_or("");
        let (from, to) =
            (start + part.len() - part.trim_start().len(), start + part.trim_end().len());
        let from = from.min(to.max(start));
        Span::new(self.file, self.place(from), self.place_end(to.max(from)).max(self.place(from)))
    }

    /// The token at or after a byte of `text`, by its index.
    pub fn token_at(&self, at: usize) -> usize {
        let behind = self.pieces.partition_point(|(start, _)| *start <= at);
        match behind.checked_sub(1) {
            Some(i) if at < self.piece_end(i) => i,
            _ => behind,
        }
    }

    fn piece_end(&self, i: usize) -> usize {
        let (start, token) = self.pieces[i];
        start + if token.kind == Kind::Body { 2 } else { token.end - token.start }
    }

    /// The byte of the file where a byte of `text` stands.
    fn place(&self, at: usize) -> usize {
        let i = self.token_at(at);
        match (self.pieces.get(i), self.pieces.last()) {
            (Some((start, token)), _) if token.kind == Kind::Body || at < *start => token.start,
            (Some((start, token)), _) => token.start + (at - start),
            (None, Some((_, last))) => last.end,
            (None, None) => 0,
        }
    }

    /// The byte of the file where a range that ends at `at` ends.
    fn place_end(&self, at: usize) -> usize {
        let i = self.pieces.partition_point(|(start, _)| *start < at);
        let Some(i) = i.checked_sub(1) else { return self.place(at) };
        let (start, token) = self.pieces[i];
        if token.kind == Kind::Body { token.end } else { token.end.min(token.start + (at - start)) }
    }
}
