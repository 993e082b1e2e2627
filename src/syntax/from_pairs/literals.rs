//! Names, texts, numbers and other values as written.

use crate::syntax::ast::{CompareOp, Expr, ExprKind, ListRef, Name, Text};
use crate::syntax::errors;
use crate::syntax::from_pairs::Reader;
use crate::syntax::pairs::{Pair, R, parts};
use crate::syntax::values;

impl<'b, 'a> Reader<'b, 'a> {
    pub fn name(&self, pair: &Pair<'_>) -> Name {
        let text = pair.as_str();
        let quoted = text.starts_with('`');
        Name { text: values::name(text), span: self.span(pair), quoted }
    }

    /// `$size`, without the dollar.
    fn param(&self, pair: &Pair<'_>) -> Name {
        let text = values::name(pair.as_str().trim_start_matches('$'));
        Name { text, span: self.span(pair), quoted: false }
    }

    /// `"VP Sales"`, or a bare word as text.
    pub fn text_of(&self, pair: &Pair<'_>) -> Text {
        let written = pair.as_str();
        let quoted = written.starts_with('"');
        let text = if quoted { values::unquote(written) } else { values::name(written) };
        Text { text, span: self.span(pair), quoted }
    }

    /// The one text, word or whole number in a `label`.
    pub fn label(&self, pair: Pair<'_>) -> Option<Text> {
        pair.into_inner().next().map(|p| self.text_of(&p))
    }

    /// A value, with a sign or without: `12`, `-5`, `10%`, `30d`, `2026-01-31`, `"VP"`, `CTO`, `$size`.
    pub fn value(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let mut negative = false;
        let mut kind = ExprKind::Broken;
        for part in pair.into_inner() {
            match part.as_rule() {
                R::minus => negative = true,
                R::plus => {}
                _ => kind = self.value_kind(&part),
            }
        }
        if negative {
            let inner = Expr { span: span_behind_sign(span), kind: Box::new(kind) };
            kind = ExprKind::Negate(inner);
        }
        Expr { span, kind: Box::new(kind) }
    }

    /// The value of one pair without a sign.
    pub fn value_kind(&mut self, part: &Pair<'_>) -> ExprKind {
        let text = part.as_str();
        match part.as_rule() {
            R::number => ExprKind::Number(values::number(text)),
            R::percent => ExprKind::Percent(values::percent(text)),
            R::duration => values::duration(text).map_or(ExprKind::Broken, ExprKind::Duration),
            R::date => values::date(text).map_or(ExprKind::Broken, ExprKind::Date),
            R::text => ExprKind::Text(self.text_of(part)),
            R::param => ExprKind::Param(self.param(part)),
            R::word => word(self.text_of(part)),
            R::item_word => ExprKind::Text(self.text_of(part)),
            _ => ExprKind::Broken,
        }
    }

    /// `"VP Sales"`, `exactly "CTO"`, a word: an item of a list.
    pub fn item(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        match pair.into_inner().next() {
            Some(inner) if inner.as_rule() == R::exactly => self.exactly(inner),
            Some(inner) => self.value(inner),
            None => Expr { span, kind: Box::new(ExprKind::Broken) },
        }
    }

    pub fn exactly(&mut self, pair: Pair<'_>) -> Expr {
        let span = self.span(&pair);
        let text = parts(pair).find(|p| p.as_rule() == R::text);
        let kind = text.map_or(ExprKind::Broken, |p| ExprKind::Exactly(self.text_of(&p)));
        Expr { span, kind: Box::new(kind) }
    }

    /// The items of `[a, b]`; an empty list is reported.
    pub fn items_of(&mut self, pair: Pair<'_>) -> Vec<Expr> {
        let span = self.span(&pair);
        let items: Vec<Expr> = parts(pair).map(|p| self.item(p)).collect();
        if items.is_empty() {
            self.report(errors::values::empty_list(span));
            return vec![Expr { span, kind: Box::new(ExprKind::Broken) }];
        }
        items
    }

    /// `[a, b]` or the name of a list.
    pub fn list_ref(&mut self, pair: Pair<'_>) -> Option<ListRef> {
        let inner = pair.into_inner().next()?;
        let span = self.span(&inner);
        Some(match inner.as_rule() {
            R::list => ListRef::Items { span, items: self.items_of(inner) },
            _ => ListRef::Named(self.name(&inner)),
        })
    }

    pub fn compare_op(&self, pair: &Pair<'_>) -> CompareOp {
        match pair.as_str() {
            "=" => CompareOp::Equal,
            "!=" => CompareOp::NotEqual,
            "<" => CompareOp::Less,
            "<=" => CompareOp::LessOrEqual,
            ">" => CompareOp::Greater,
            _ => CompareOp::GreaterOrEqual,
        }
    }
}

fn span_behind_sign(span: crate::source::Span) -> crate::source::Span {
    crate::source::Span { start: span.end.min(span.start + 1), ..span }
}

/// `yes` and `no` are both a truth and a word; what they are here is decided with the types.
pub fn word(text: Text) -> ExprKind {
    match text.text.as_str() {
        "yes" => ExprKind::YesNo(true, text),
        "no" => ExprKind::YesNo(false, text),
        _ => ExprKind::Text(text),
    }
}
