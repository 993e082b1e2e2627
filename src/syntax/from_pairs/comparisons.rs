//! One comparison: what stands on its left, the test, and what a lone word on its right means.

use crate::source::Span;
use crate::syntax::ast::{CompareOp, Expr, ExprKind, TextOp, TextOperand};
use crate::syntax::errors;
use crate::syntax::from_pairs::Reader;
use crate::syntax::from_pairs::literals;
use crate::syntax::pairs::{Pair, R, has, parts};

impl<'b, 'a> Reader<'b, 'a> {
    pub fn comparison(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut left: Option<Expr> = None;
        let mut chain = None;
        let mut tail = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                R::sum => left = Some(self.sum(part)),
                R::tail => tail = part.into_inner().next(),
                R::chain => chain = chain.or(Some(part)),
                _ => {}
            }
        }
        let Some(left) = left else { return self.broken(span) };
        let Some(tail) = tail else { return left };
        if let Some(chain) = chain {
            let second = self.span(&chain);
            let first = self.span(&tail);
            self.report(errors::conditions::chained(self.builder.source, left.span, first, second));
            return self.broken(span);
        }
        let tail_span = self.span(&tail);
        let left_span = left.span;
        let literal = is_literal(&left);
        let kind = self.tail(left, tail);
        if literal {
            let fault = errors::conditions::turned(
                self.builder.source,
                left_span,
                tail_span,
                kind.as_ref(),
            );
            self.report(fault);
            return self.broken(span);
        }
        self.expr_of(span, kind)
    }

    fn tail(&mut self, left: Expr, pair: Pair<'_>) -> Option<ExprKind> {
        match pair.as_rule() {
            R::is_tail => self.is_tail(left, pair),
            R::compare_tail => self.compare_tail(left, pair),
            R::between_tail => self.between_tail(left, pair),
            R::in_tail => self.in_tail(left, pair),
            R::text_tail => self.text_tail(left, pair),
            R::matches_tail => self.matches_tail(left, pair),
            R::age_tail => self.age_tail(left, pair),
            R::moment_tail => self.moment_tail(left, pair),
            _ => None,
        }
    }

    /// `a is v`, `a is not in [x]`, `a is known`.
    fn is_tail(&mut self, left: Expr, pair: Pair<'_>) -> Option<ExprKind> {
        let negated = has(&pair, R::kw_not);
        let tail = self.span(&pair);
        let last = parts(pair).last()?;
        match last.as_rule() {
            R::kw_known => Some(ExprKind::IsKnown { value: left, known: !negated }),
            R::kw_unknown => Some(ExprKind::IsKnown { value: left, known: negated }),
            R::list_ref => {
                let list = self.list_ref(last)?;
                Some(ExprKind::In { value: left, list, negated })
            }
            R::sum => {
                let right = self.sum(last);
                let op = if negated { CompareOp::NotEqual } else { CompareOp::Equal };
                Some(self.equality(left, op, right, tail))
            }
            _ => None,
        }
    }

    /// `a >= b`.
    fn compare_tail(&mut self, left: Expr, pair: Pair<'_>) -> Option<ExprKind> {
        let tail = self.span(&pair);
        let mut op = CompareOp::Equal;
        let mut right = None;
        for part in parts(pair) {
            match part.as_rule() {
                R::cmp_op => op = self.compare_op(&part),
                R::sum => right = Some(self.sum(part)),
                _ => {}
            }
        }
        let right = right?;
        if matches!(op, CompareOp::Equal | CompareOp::NotEqual) {
            return Some(self.equality(left, op, right, tail));
        }
        let right = if is_literal(&left) { right } else { self.no_lone_name(right) };
        Some(ExprKind::Compare { left, op, right })
    }

    /// `a = v`: a lone word is text; `true`, `null` and `""` have other words.
    fn equality(&mut self, left: Expr, op: CompareOp, right: Expr, tail: Span) -> ExprKind {
        if is_literal(&left) {
            return ExprKind::Compare { left, op, right };
        }
        let negated = op == CompareOp::NotEqual;
        let right = self.text_right(right);
        if let Some(fault) = errors::conditions::not_a_value(&right, tail, negated) {
            self.report(fault);
            return ExprKind::Broken;
        }
        ExprKind::Compare { left, op, right }
    }

    /// A bare word that is the whole right side is text.
    fn text_right(&self, right: Expr) -> Expr {
        let Expr { span, kind } = right;
        let kind = match *kind {
            ExprKind::Name(name) if !name.quoted => {
                literals::word(crate::syntax::ast::Text { text: name.text, span, quoted: false })
            }
            kind => kind,
        };
        Expr { span, kind: Box::new(kind) }
    }

    /// On the right of `< <= > >=`, in `between` and of `before`, `after` a lone name could be a word or a column.
    fn no_lone_name(&mut self, right: Expr) -> Expr {
        match &*right.kind {
            ExprKind::Name(name) if !name.quoted => {
                self.report(errors::conditions::lone_name(&name.text, right.span));
                self.broken(right.span)
            }
            _ => right,
        }
    }

    fn between_tail(&mut self, left: Expr, pair: Pair<'_>) -> Option<ExprKind> {
        let mut ends = Vec::new();
        for part in parts(pair).filter(|p| p.as_rule() == R::sum) {
            let end = self.sum(part);
            ends.push(self.no_lone_name(end));
        }
        let mut ends = ends.into_iter();
        Some(ExprKind::Between { value: left, low: ends.next()?, high: ends.next()? })
    }

    fn in_tail(&mut self, left: Expr, pair: Pair<'_>) -> Option<ExprKind> {
        let negated = has(&pair, R::kw_not);
        let list = parts(pair).find(|p| p.as_rule() == R::list_ref)?;
        let list = self.list_ref(list)?;
        Some(ExprKind::In { value: left, list, negated })
    }

    /// `a contains any word [x, y]`, `a starts with v`.
    fn text_tail(&mut self, left: Expr, pair: Pair<'_>) -> Option<ExprKind> {
        let mut op = TextOp::Contains;
        let mut all = None;
        let mut operand = None;
        for part in parts(pair) {
            match part.as_rule() {
                R::text_op if has(&part, R::kw_starts) => op = TextOp::StartsWith,
                R::text_op if has(&part, R::kw_ends) => op = TextOp::EndsWith,
                R::many => all = Some(has(&part, R::kw_all)),
                R::kw_word if op == TextOp::Contains => op = TextOp::ContainsWord,
                R::kw_word => {
                    let place = self.span(&part);
                    self.report(errors::conditions::word_only_contains(place));
                }
                R::sum => {
                    let value = self.sum(part);
                    operand = Some(TextOperand::One(self.text_right(value)));
                }
                R::list_ref => {
                    let list = self.list_ref(part)?;
                    operand = Some(match all {
                        Some(true) => TextOperand::All(list),
                        _ => TextOperand::Any(list),
                    });
                }
                _ => {}
            }
        }
        Some(ExprKind::TextTest { value: left, op, operand: operand? })
    }

    fn matches_tail(&mut self, left: Expr, pair: Pair<'_>) -> Option<ExprKind> {
        let regex = parts(pair).find(|p| p.as_rule() == R::regex)?;
        let span = self.span(&regex);
        let written = regex.as_str();
        let inner = written.get(1..written.len() - 1).unwrap_or("");
        let text = inner.replace("\\/", "/");
        let regex = crate::syntax::ast::Text { text, span, quoted: true };
        Some(ExprKind::Matches { value: left, regex })
    }

    fn age_tail(&mut self, left: Expr, pair: Pair<'_>) -> Option<ExprKind> {
        let older = has(&pair, R::kw_older);
        let than = parts(pair).find(|p| p.as_rule() == R::a_duration)?;
        Some(ExprKind::Age { value: left, older, than: self.value(than) })
    }

    fn moment_tail(&mut self, left: Expr, pair: Pair<'_>) -> Option<ExprKind> {
        let after = has(&pair, R::kw_after);
        let date = parts(pair).find(|p| p.as_rule() == R::sum)?;
        let date = self.sum(date);
        let date = self.no_lone_name(date);
        Some(ExprKind::Moment { value: left, after, date })
    }
}

/// A value that cannot be asked about: a number, text, date, duration or percentage.
fn is_literal(left: &Expr) -> bool {
    match &*left.kind {
        ExprKind::Negate(inner) => is_literal(inner),
        ExprKind::Number(_)
        | ExprKind::Percent(_)
        | ExprKind::Duration(_)
        | ExprKind::Date(_)
        | ExprKind::Text(_)
        | ExprKind::Exactly(_) => true,
        _ => false,
    }
}
