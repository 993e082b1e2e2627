//! Numbers in the making: sums, products, functions, and the atoms under every comparison.

use crate::source::Span;
use crate::syntax::ast::{ArithmeticOp, Expr, ExprKind, Function, Name, Root};
use crate::syntax::errors;
use crate::syntax::from_pairs::Reader;
use crate::syntax::pairs::{Pair, R, parts};

impl<'b, 'a> Reader<'b, 'a> {
    /// `a + b - c`, left to right.
    pub fn sum(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut left: Option<Expr> = None;
        let mut op = ArithmeticOp::Add;
        for part in pair.into_inner() {
            match part.as_rule() {
                R::add if part.as_str().contains('-') => op = ArithmeticOp::Subtract,
                R::add => op = ArithmeticOp::Add,
                _ => {
                    let right = self.prod(part);
                    left = Some(join(left, op, right));
                }
            }
        }
        left.unwrap_or_else(|| self.broken(span))
    }

    /// `a * b / c`, left to right.
    fn prod(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut left: Option<Expr> = None;
        let mut op = ArithmeticOp::Multiply;
        for part in pair.into_inner() {
            match part.as_rule() {
                R::mul if part.as_str().contains('/') => op = ArithmeticOp::Divide,
                R::mul => op = ArithmeticOp::Multiply,
                _ => {
                    let right = self.factor(part);
                    left = Some(join(left, op, right));
                }
            }
        }
        left.unwrap_or_else(|| self.broken(span))
    }

    fn factor(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut negative = false;
        let mut inner = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                R::minus => negative = true,
                R::atom => inner = Some(self.atom(part)),
                _ => {}
            }
        }
        match inner {
            Some(inner) if negative => self.expr_of(span, Some(ExprKind::Negate(inner))),
            Some(inner) => inner,
            None => self.broken(span),
        }
    }

    pub fn atom(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let Some(inner) = pair.into_inner().next() else { return self.broken(span) };
        match inner.as_rule() {
            R::paren => self.paren(inner),
            R::call => self.call(inner),
            R::aggregate => self.aggregate(inner),
            R::days => self.days(inner),
            R::exact => self.exactly(inner),
            R::dotted => self.dotted(inner),
            R::name => {
                let name = self.name(&inner);
                self.expr_of(span, Some(ExprKind::Name(name)))
            }
            _ => {
                let kind = self.value_kind(&inner);
                self.expr_of(span, Some(kind))
            }
        }
    }

    /// `( … )`.
    pub fn paren(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let inner = parts(pair).find(|p| p.as_rule() == R::expr).map(|p| self.expr(p));
        self.expr_of(span, inner.map(ExprKind::Paren))
    }

    fn call(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut function = Function::Min;
        let mut arguments = Vec::new();
        for part in parts(pair) {
            match part.as_rule() {
                R::function => function = function_of(part.as_str()),
                R::sum => arguments.push(self.sum(part)),
                _ => {}
            }
        }
        self.expr_of(span, Some(ExprKind::Call { function, arguments }))
    }

    /// `lead.title`; any other dotted name belongs in backquotes.
    fn dotted(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let names: Vec<Name> = pair.into_inner().map(|p| self.name(&p)).collect();
        let root = match names.first().map(|n| n.text.as_str()) {
            Some("lead") => Some(Root::Lead),
            Some("this") => Some(Root::This),
            Some("score") => Some(Root::Score),
            _ => None,
        };
        match (root, names.as_slice()) {
            (Some(root), [_, name]) => {
                self.expr_of(span, Some(ExprKind::Dotted { root, name: name.clone() }))
            }
            _ => {
                let before = self.builder.source[..span.start as usize].trim_end();
                let opens = ["=", " is", " not", " contains", " with"];
                let value = opens.iter().any(|word| before.ends_with(word))
                    && ![">=", "<="].iter().any(|op| before.ends_with(op));
                let written = self.text(span);
                self.report(errors::names::dotted(written, span, root, names.first(), value));
                self.broken(span)
            }
        }
    }
}

fn join(left: Option<Expr>, op: ArithmeticOp, right: Expr) -> Expr {
    match left {
        None => right,
        Some(left) => {
            let span: Span = left.span.to(right.span);
            Expr { span, kind: Box::new(ExprKind::Arithmetic { op, left, right }) }
        }
    }
}

fn function_of(name: &str) -> Function {
    match name {
        "max" => Function::Max,
        "abs" => Function::Abs,
        "round" => Function::Round,
        "floor" => Function::Floor,
        "ceil" => Function::Ceil,
        "sqrt" => Function::Sqrt,
        "log" => Function::Log,
        "exp" => Function::Exp,
        "domain" => Function::Domain,
        "coverage" => Function::Coverage,
        _ => Function::Min,
    }
}
