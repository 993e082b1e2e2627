//! Pairs in, tree out, one file a kind of statement.
//!
//! A fault that the grammar lets through (`a < b < c`, `"CTO" = title`) is found here, where its place is known. Each statement is
//! reported once: its first fault. What was reported is a `Broken` node.

mod arithmetic;
mod clauses;
mod comparisons;
mod declarations;
mod expressions;
mod history;
mod items;
mod literals;
mod rules;
mod salvage;
mod scores;
mod stages;
mod tables;
mod tests;
mod windows;

pub use items::Place;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use crate::syntax::ast::{Block, Statement};
use crate::syntax::cut;
use crate::syntax::errors;
use crate::syntax::line::Line;
use crate::syntax::memo::{Kept, Memo};
use crate::syntax::pairs::{self, Pair, R};

/// The file in hand and its faults so far.
pub struct Builder<'a> {
    pub file: FileId,
    pub source: &'a str,
    pub diagnostics: Vec<Diagnostic>,
    /// How many blocks the statement in hand stands in.
    depth: usize,
    memo: Option<&'a mut Memo>,
}

/// One statement in hand: its text, its blocks that are not yet built, and whether it was reported.
struct Reader<'b, 'a> {
    builder: &'b mut Builder<'a>,
    line: &'b Line,
    bodies: std::vec::IntoIter<cut::Body>,
    failed: bool,
}

impl<'a> Builder<'a> {
    pub fn new(file: FileId, source: &'a str, memo: Option<&'a mut Memo>) -> Builder<'a> {
        Builder { file, source, diagnostics: Vec::new(), depth: 0, memo }
    }

    /// Builds every statement of a body.
    fn block<T>(
        &mut self,
        body: cut::Body,
        mut read: impl FnMut(&mut Self, &mut cut::Statement) -> T,
    ) -> Block<T> {
        self.depth += 1;
        let mut statements = Vec::with_capacity(body.statements.len());
        for mut statement in body.statements {
            let it = read(self, &mut statement);
            statements.push(Statement {
                span: self.span_of(&statement),
                before: statement.before,
                inside: statement.inside,
                after: statement.after,
                it,
            });
        }
        self.depth -= 1;
        Block { span: Span::new(self.file, body.start, body.end), statements, end: body.last }
    }

    fn span_of(&self, statement: &cut::Statement) -> Span {
        let start = statement.tokens.first().map_or(0, |t| t.start);
        let end = statement.tokens.last().map_or(start, |t| t.end);
        Span::new(self.file, start, end)
    }

    /// As [`Builder::read`], of a statement that may have been read before. Only what is whole and has no blocks is kept.
    fn read_once<T: Kept>(
        &mut self,
        statement: &mut cut::Statement,
        rule: R,
        build: impl FnOnce(&mut Reader<'_, 'a>, Pair<'_>) -> Option<T>,
    ) -> Option<T> {
        let span = self.span_of(statement);
        let text = self.source.get(span.range()).unwrap_or("");
        let is_kept = statement.bodies.is_empty();
        let memo = self.memo.as_deref_mut().filter(|_| is_kept);
        let known = memo.and_then(|memo| T::shelf(memo).get(text, span.range().start, self.file));
        if known.is_some() {
            return known;
        }
        let faults = self.diagnostics.len();
        let it = self.read(statement, rule, build)?;
        if let Some(memo) = self.memo.as_deref_mut().filter(|_| is_kept)
            && self.diagnostics.len() == faults
        {
            T::shelf(memo).put(text, span.range().start, self.file, &it);
        }
        Some(it)
    }

    /// Reads one statement as `rule`; `None` when it was reported and nothing of it is left.
    fn read<T>(
        &mut self,
        statement: &mut cut::Statement,
        rule: R,
        build: impl FnOnce(&mut Reader<'_, 'a>, Pair<'_>) -> Option<T>,
    ) -> Option<T> {
        if let Some(fault) = errors::before_reading(self.file, self.source, statement, self.depth) {
            self.diagnostics.push(fault);
            return None;
        }
        let line = Line::new(self.file, self.source, statement);
        match pairs::parse(rule, &line.text) {
            Ok(pair) => {
                let bodies = std::mem::take(&mut statement.bodies).into_iter();
                let mut reader = Reader { builder: self, line: &line, bodies, failed: false };
                build(&mut reader, pair)
            }
            Err(stop) => {
                let place = errors::Place {
                    file: self.file,
                    source: self.source,
                    line: &line,
                    statement,
                    rule,
                };
                let fault = errors::stopped(&place, &stop);
                self.diagnostics.push(fault);
                None
            }
        }
    }
}

impl<'b, 'a> Reader<'b, 'a> {
    fn span(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        self.line.span(span.start(), span.end())
    }

    /// The file's text under a span.
    fn text(&self, span: Span) -> &'a str {
        self.builder.source.get(span.range()).unwrap_or("")
    }

    /// Reports the statement's first fault.
    fn report(&mut self, fault: Diagnostic) {
        if !self.failed {
            self.builder.diagnostics.push(fault);
        }
        self.failed = true;
    }

    /// The statement's next block.
    fn body(&mut self) -> cut::Body {
        self.bodies.next().unwrap_or_default()
    }
}
