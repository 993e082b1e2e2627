//! Rules: `on`, `if`, `always`, `points by`, `disqualify`, and their points.

use crate::syntax::ast::{
    Clause, Disqualify, Expr, ExprKind, Head, Name, Points, Rule, Signed, Text, Times,
};
use crate::syntax::errors;
use crate::syntax::from_pairs::Reader;
use crate::syntax::pairs::{Pair, R, parts};

impl<'b, 'a> Reader<'b, 'a> {
    /// `on E where C 3 times within 7d +5 …`, the two middle parts in either order.
    pub fn on(&mut self, pair: Pair<'_>) -> Option<Rule> {
        let (mut event, mut filter, mut times) = (None, None, None);
        let (mut points, mut clauses) = (None, Vec::new());
        for part in parts(pair) {
            match part.as_rule() {
                R::name => event = Some(self.name(&part)),
                R::on_where => filter = self.filter(part),
                R::times_limit => times = self.times(part),
                R::points => points = self.points(part),
                R::clause => self.clause(part, &mut clauses),
                _ => {}
            }
        }
        Some(Rule { head: Head::On { event: event?, filter, times }, points: points?, clauses })
    }

    pub fn if_(&mut self, pair: Pair<'_>) -> Option<Rule> {
        let (mut condition, mut points, mut clauses) = (None, None, Vec::new());
        for part in parts(pair) {
            match part.as_rule() {
                R::expr => condition = Some(self.expr(part)),
                R::points => points = self.points(part),
                R::clause => self.clause(part, &mut clauses),
                _ => {}
            }
        }
        Some(Rule { head: Head::If(condition?), points: points?, clauses })
    }

    /// `always +5`, `points by x { … }`.
    pub fn always(&mut self, pair: Pair<'_>) -> Option<Rule> {
        let (mut points, mut clauses): (_, Vec<Clause>) = (None, Vec::new());
        for part in parts(pair) {
            match part.as_rule() {
                R::points => points = self.points(part),
                R::points_table => points = self.table(part).map(Points::Table),
                R::clause => self.clause(part, &mut clauses),
                _ => {}
            }
        }
        Some(Rule { head: Head::Always, points: points?, clauses })
    }

    /// The condition behind a `where`.
    pub fn filter(&mut self, pair: Pair<'_>) -> Option<Expr> {
        parts(pair).find(|p| p.as_rule() == R::expr).map(|p| self.expr(p))
    }

    fn times(&mut self, pair: Pair<'_>) -> Option<Times> {
        let span = self.span(&pair);
        let (mut count, mut within) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::a_count => count = Some(self.value(part)),
                R::a_duration => within = Some(self.value(part)),
                _ => {}
            }
        }
        if within.is_none() {
            self.report(errors::statements::times_without_window(span));
        }
        Some(Times { span, count: count?, within: within.unwrap_or_else(|| self.broken(span)) })
    }

    pub fn points(&mut self, pair: Pair<'_>) -> Option<Points> {
        let inner = pair.into_inner().next()?;
        match inner.as_rule() {
            R::points_table => self.table(inner).map(Points::Table),
            _ => self.signed(inner).map(Points::Signed),
        }
    }

    /// `+10`, `-$x`, `+(amount / 100)`.
    pub fn signed(&mut self, pair: Pair<'_>) -> Option<Signed> {
        let span = self.span(&pair);
        let mut negative = false;
        let mut value = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                R::minus => negative = true,
                R::plus => {}
                R::paren => value = Some(self.in_paren(part)),
                _ => {
                    let (span, kind) = (self.span(&part), self.value_kind(&part));
                    value = Some(Expr { span, kind: Box::new(kind) });
                }
            }
        }
        let value = value?;
        self.check_decimals(&value, negative);
        Some(Signed { span, negative, value })
    }

    /// The expression in parentheses, without them.
    pub fn in_paren(&mut self, pair: Pair<'_>) -> Expr {
        let paren = self.paren(pair);
        match *paren.kind {
            ExprKind::Paren(inner) => inner,
            kind => Expr { span: paren.span, kind: Box::new(kind) },
        }
    }

    /// Points are published with two decimals, so they are written with two.
    fn check_decimals(&mut self, value: &Expr, negative: bool) {
        if let ExprKind::Number(number) = &*value.kind
            && number.text.split_once('.').is_some_and(|(_, decimals)| decimals.len() > 2)
        {
            self.report(errors::values::decimals(value.span, &number.text, negative));
        }
    }

    pub fn disqualify(&mut self, pair: Pair<'_>) -> Option<Disqualify> {
        let (mut condition, mut label): (Option<Expr>, Option<Text>) = (None, None);
        for part in parts(pair) {
            match part.as_rule() {
                R::expr => condition = Some(self.expr(part)),
                R::text => label = Some(self.text_of(&part)),
                _ => {}
            }
        }
        Some(Disqualify { condition: condition?, label })
    }

    /// The name behind `per`.
    pub fn per(&self, pair: Pair<'_>) -> Option<Name> {
        pair.into_inner().find(|p| p.as_rule() == R::name).map(|p| self.name(&p))
    }
}
