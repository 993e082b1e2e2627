//! Conditions: `and`, `or`, `not`, `at least N of`.

use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind};
use crate::syntax::errors;
use crate::syntax::from_pairs::Reader;
use crate::syntax::pairs::{Pair, R, parts};

impl<'b, 'a> Reader<'b, 'a> {
    pub fn broken(&self, span: Span) -> Expr {
        Expr { span, kind: Box::new(ExprKind::Broken) }
    }

    pub fn expr_of(&self, span: Span, kind: Option<ExprKind>) -> Expr {
        Expr { span, kind: Box::new(kind.unwrap_or(ExprKind::Broken)) }
    }

    /// `A and B and C`.
    pub fn expr(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut operands = Vec::new();
        let mut joins: Vec<(bool, Span)> = Vec::new();
        // A history with a bare `where` right before the join in hand.
        let mut bare: Option<Span> = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                R::operand => {
                    let place = self.span(&part);
                    if let (Some(any), Some((and, _))) = (bare, joins.last()) {
                        let join = if *and { "and" } else { "or" };
                        self.report(errors::history::bare_and(
                            self.builder.source,
                            any,
                            join,
                            place,
                        ));
                    }
                    bare = self.bare_history(&part);
                    operands.push(self.operand(part));
                }
                R::join => joins.push((part.as_str().trim() == "and", self.span(&part))),
                _ => {}
            }
        }
        let Some((and, _)) = joins.first().copied() else {
            return operands.pop().unwrap_or_else(|| self.broken(span));
        };
        if let Some((_, other)) = joins.iter().find(|(a, _)| *a != and).copied() {
            let spans: Vec<Span> = operands.iter().map(|o| o.span).collect();
            self.report(errors::conditions::mixed(self.builder.source, &spans, &joins, other));
            return self.broken(span);
        }
        let kind = if and { ExprKind::And(operands) } else { ExprKind::Or(operands) };
        Expr { span, kind: Box::new(kind) }
    }

    /// The place of `any E where A` without parentheses and without a window behind it.
    fn bare_history(&self, operand: &Pair<'_>) -> Option<Span> {
        let happened = operand.clone().into_inner().find(|p| p.as_rule() == R::happened)?;
        let last = happened.clone().into_inner().last()?;
        (last.as_rule() == R::bare_where).then(|| self.span(&happened))
    }

    /// `not A`, a history form or a comparison.
    fn operand(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut nots = Vec::new();
        let mut inner = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                R::kw_not => nots.push(self.span(&part)),
                R::at_least => inner = Some(self.at_least(part)),
                R::happened => inner = Some(self.happened(part)),
                R::comparison => inner = Some(self.comparison(part)),
                _ => {}
            }
        }
        let mut expr = inner.unwrap_or_else(|| self.broken(span));
        for not in nots.into_iter().rev() {
            expr = Expr { span: not.to(expr.span), kind: Box::new(ExprKind::Not(expr)) };
        }
        expr
    }

    fn at_least(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut count = None;
        let mut of = Vec::new();
        for part in parts(pair) {
            match part.as_rule() {
                R::a_count => count = Some(self.value(part)),
                R::expr => of.push(self.expr(part)),
                _ => {}
            }
        }
        self.expr_of(span, count.map(|count| ExprKind::AtLeast { count, of }))
    }
}
