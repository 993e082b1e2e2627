//! What happened before: `any E where C within 7d`, `count(E)`, `days since X`.

use crate::source::Span;
use crate::syntax::ast::{AggregateOp, Expr, ExprKind, Query, Side};
use crate::syntax::errors;
use crate::syntax::from_pairs::Reader;
use crate::syntax::from_pairs::windows;
use crate::syntax::pairs::{Pair, R, has, parts};

impl<'b, 'a> Reader<'b, 'a> {
    /// `any E where C within 7d`, `no (E where A and B) after`.
    pub fn happened(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let no = has(&pair, R::kw_no);
        let mut query = None;
        for part in parts(pair) {
            match part.as_rule() {
                R::query => query = self.query(part),
                R::name => {
                    let event = self.name(&part);
                    query = Some(Query {
                        span: event.span,
                        event,
                        property: None,
                        filter: None,
                        within: None,
                        side: None,
                        since: None,
                    });
                }
                R::bare_where => {
                    let filter = self.bare_where(part);
                    if let Some(query) = &mut query {
                        query.span = query.span.to(filter.span);
                        query.filter = Some(filter);
                        windows::take(query);
                    }
                }
                R::window => {
                    if let Some(query) = &mut query {
                        self.window(part, query);
                    }
                }
                _ => {}
            }
        }
        if let Some(query) = &query
            && query.property.is_some()
        {
            self.report(errors::history::property_of_any(self.builder.source, query));
            return self.broken(span);
        }
        self.expr_of(span, query.map(|query| ExprKind::Happened { no, query }))
    }

    /// One comparison or parentheses.
    fn bare_where(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut nots = Vec::new();
        let mut inner = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                R::kw_not => nots.push(self.span(&part)),
                R::happened => {
                    let place = self.span(&part);
                    self.report(errors::history::bare_history(place));
                    inner = Some(self.broken(place));
                }
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

    /// `E.p where C within 7d since X`.
    fn query(&mut self, pair: Pair<'_>) -> Option<Query> {
        let span = self.span(&pair);
        let mut query: Option<Query> = None;
        for part in parts(pair) {
            match part.as_rule() {
                R::source | R::property_source => {
                    let mut names = part.into_inner().map(|p| self.name(&p));
                    let (event, property) = (names.next()?, names.next());
                    query = Some(Query {
                        span,
                        event,
                        property,
                        filter: None,
                        within: None,
                        side: None,
                        since: None,
                    });
                }
                R::expr => {
                    let filter = self.expr(part);
                    let query = query.as_mut()?;
                    query.filter = Some(filter);
                    windows::take(query);
                }
                R::window => self.window(part, query.as_mut()?),
                _ => {}
            }
        }
        query
    }

    /// `within 7d`, `before`, `since X`; each once.
    fn window(&mut self, pair: Pair<'_>, query: &mut Query) {
        let span = self.span(&pair);
        let mut twice = false;
        for part in parts(pair) {
            match part.as_rule() {
                R::a_duration => {
                    let within = self.value(part);
                    twice |= query.within.replace(within).is_some();
                }
                R::side => {
                    let side = if has(&part, R::kw_after) { Side::After } else { Side::Before };
                    twice |= query.side.replace(side).is_some();
                }
                R::atom => {
                    let since = self.atom(part);
                    twice |= query.since.replace(since).is_some();
                }
                _ => {}
            }
        }
        query.span = query.span.to(span);
        if twice {
            self.report(errors::statements::twice(span, self.text(span)));
        }
    }

    /// `count(E where C)`, `sum(E.p)`, `last(E, 5)`.
    pub fn aggregate(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut op = AggregateOp::Count;
        let mut name = String::new();
        let mut query = None;
        let mut nth = None;
        for part in parts(pair) {
            match part.as_rule() {
                R::aggregate_name | R::extreme_name => {
                    name = part.as_str().to_owned();
                    op = aggregate_op(part.as_str());
                }
                R::query | R::property_query => query = self.query(part),
                R::a_count => nth = Some(self.value(part)),
                _ => {}
            }
        }
        let Some(query) = query else { return self.broken(span) };
        if let Some(fault) = self.aggregate_fault(op, &name, &query, nth.as_ref(), span) {
            self.report(fault);
            return self.broken(span);
        }
        self.expr_of(span, Some(ExprKind::Aggregate { op, query, nth }))
    }

    fn aggregate_fault(
        &self,
        op: AggregateOp,
        name: &str,
        query: &Query,
        nth: Option<&Expr>,
        span: Span,
    ) -> Option<crate::diagnostic::Diagnostic> {
        use AggregateOp::{Average, Count, Distinct, First, Last, Maximum, Minimum, Sum};
        let source = self.builder.source;
        match op {
            Sum | Average | Minimum | Maximum | Distinct if query.property.is_none() => {
                Some(errors::history::needs_property(name, query))
            }
            Count | First | Last if query.property.is_some() => {
                Some(errors::history::no_property(source, name, query))
            }
            Last => None,
            _ => nth.map(|nth| errors::history::nth_of_last_only(name, nth.span, span)),
        }
    }

    /// `days since X`, `days until X`.
    pub fn days(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let since = has(&pair, R::kw_since);
        let date = pair.into_inner().find(|p| p.as_rule() == R::atom).map(|p| self.atom(p));
        self.expr_of(span, date.map(|date| ExprKind::Days { since, date }))
    }
}

fn aggregate_op(name: &str) -> AggregateOp {
    match name {
        "sum" => AggregateOp::Sum,
        "avg" => AggregateOp::Average,
        "min" => AggregateOp::Minimum,
        "max" => AggregateOp::Maximum,
        "distinct" => AggregateOp::Distinct,
        "first" => AggregateOp::First,
        "last" => AggregateOp::Last,
        _ => AggregateOp::Count,
    }
}
