//! Looking into values: `in`, `contains` and its kin, `matches`.

use crate::check::fields::Scope;
use crate::check::model::Model;
use crate::check::operands::Operand;
use crate::check::texts::joined;
use crate::check::{Reported, Result};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::types as codes;
use crate::ir::expr::{CompareOp, Cond, Pattern, Quantifier, Text, TextOp, TextSet};
use crate::syntax::ast::{self, Expr, ExprKind, ListRef, TextOperand};

impl<'a> Model<'a> {
    /// `a in [x, y]`
    pub fn membership(
        &mut self,
        value: &'a Expr,
        list: &'a ListRef,
        scope: &Scope<'a>,
    ) -> Result<Cond> {
        match self.operand(value, scope)? {
            Operand::Text(text, values) => {
                let sets = self.text_list(list, &values)?;
                Ok(joined(sets, Quantifier::Any, |items| Cond::TextIn {
                    value: text.clone(),
                    items,
                }))
            }
            Operand::Number(num) => {
                let items = self.items_of(value, list, "a number")?;
                let items: Vec<Result<f64>> =
                    items.iter().map(|i| self.number_literal(i)).collect();
                Ok(Cond::NumberIn { value: num, items: items.into_iter().collect::<Result<_>>()? })
            }
            Operand::Date(moment) => {
                let items = self.items_of(value, list, "a date")?;
                let days: Vec<Result<Cond>> = items
                    .iter()
                    .map(|i| {
                        self.compare_dates(value.span, moment.clone(), CompareOp::Equal, i, scope)
                    })
                    .collect();
                Ok(Cond::Or(days.into_iter().collect::<Result<_>>()?))
            }
            Operand::Grade(grade) => {
                let items = self.items_of(value, list, "a grade")?;
                let labels: Vec<Result<u16>> =
                    items.iter().map(|i| self.grade_label(grade, i)).collect();
                Ok(Cond::GradeIn { grade, labels: labels.into_iter().collect::<Result<_>>()? })
            }
            Operand::List(_) => {
                let (written, items) =
                    (self.written(value.span).to_string(), self.written(list.span()).to_string());
                let error = Diagnostic::error(
                    codes::LIST_COMPARED,
                    value.span,
                    format!("`{written}` is a list of text itself"),
                )
                .here("a list")
                .fix(
                    format!("write `{written} contains any {items}`"),
                    value.span.to(list.span()),
                    format!("{written} contains any {items}"),
                );
                Err(self.error(error))
            }
            other @ Operand::Bool(_) => {
                Err(self.wrong_type(codes::TEXT_NEEDED, "text", value, &other))
            }
        }
    }

    fn items_of(&mut self, value: &'a Expr, list: &'a ListRef, what: &str) -> Result<&'a [Expr]> {
        match self.list_items(list)? {
            // An empty list has been reported where the text was read.
            Some([]) => Err(Reported),
            Some(items) => Ok(items),
            None => {
                let written = self.written(value.span).to_string();
                let error = Diagnostic::error(
                    codes::MISMATCH,
                    list.span(),
                    format!("`{written}` is {what}, and a list from a file is a list of text"),
                );
                Err(self.error(error.here("a list of text")))
            }
        }
    }

    pub fn text_test(
        &mut self,
        value: &'a Expr,
        op: ast::TextOp,
        operand: &'a TextOperand,
        scope: &Scope<'a>,
    ) -> Result<Cond> {
        match self.operand(value, scope)? {
            Operand::Text(text, _) => self.test_text(text, text_op(op), operand, scope),
            Operand::List(list) if op == ast::TextOp::Contains => {
                let (quantifier, sets) = self.test_items(operand)?;
                Ok(joined(sets, quantifier, |items| Cond::ListHas { list, quantifier, items }))
            }
            Operand::List(_) => {
                let written = self.written(value.span).to_string();
                let error = Diagnostic::error(
                    codes::LIST_COMPARED,
                    value.span,
                    format!("`{written}` is a list of text: only `contains` looks into it"),
                );
                Err(self.error(
                    error
                        .here("a list")
                        .help(format!("write `{written} contains …`, or `contains any [a, b]`")),
                ))
            }
            other => Err(self.wrong_type(codes::TEXT_NEEDED, "text", value, &other)),
        }
    }

    fn test_text(
        &mut self,
        value: Text,
        op: TextOp,
        operand: &'a TextOperand,
        scope: &Scope<'a>,
    ) -> Result<Cond> {
        if let TextOperand::One(other) = operand
            && let ExprKind::Dotted { .. } | ExprKind::Call { .. } = &*other.kind
        {
            let (other, _) = self.text(other, scope)?;
            return Ok(Cond::TextTestField { value, op, other });
        }
        let (quantifier, sets) = self.test_items(operand)?;
        let value = &value;
        Ok(joined(sets, quantifier, |items| Cond::TextTest {
            value: value.clone(),
            op,
            quantifier,
            items,
        }))
    }

    fn test_items(&mut self, operand: &'a TextOperand) -> Result<(Quantifier, Vec<TextSet>)> {
        Ok(match operand {
            TextOperand::One(one) => {
                if let ExprKind::Text(text) = &*one.kind
                    && !text.quoted
                    && self.names.lists.contains_key(text.text.as_str())
                {
                    let name = &text.text;
                    let error = Diagnostic::error(
                        codes::LIST_EQUALS,
                        one.span,
                        format!("`{name}` is a list: say `any {name}` or `all {name}`"),
                    )
                    .here("a list")
                    .fix(
                        format!("write `any {name}`"),
                        one.span,
                        format!("any {name}"),
                    );
                    return Err(self.error(error));
                }
                (Quantifier::Any, vec![self.text_literal(one, &None)?])
            }
            TextOperand::Any(list) => (Quantifier::Any, self.text_list(list, &None)?),
            TextOperand::All(list) => (Quantifier::All, self.text_list(list, &None)?),
        })
    }

    pub fn matches(
        &mut self,
        value: &'a Expr,
        regex: &'a ast::Text,
        scope: &Scope<'a>,
    ) -> Result<Cond> {
        let text = self.text(value, scope);
        let pattern = match Pattern::new(&regex.text) {
            Ok(compiled) => compiled,
            Err(why) => {
                let error = Diagnostic::error(
                    codes::BAD_PATTERN,
                    regex.span,
                    "this pattern cannot be read",
                )
                .here(pattern_fault(&why))
                .help("a bracket must be closed; a pattern cannot look ahead or behind, nor repeat what it has found");
                return Err(self.error(error));
            }
        };
        Ok(Cond::Matches { value: text?.0, pattern })
    }
}

/// The reason in the pattern library's own words, its last line without the prefix.
fn pattern_fault(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "too large".into(),
        other => {
            let text = other.to_string();
            let last = text.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ")
                .replace(
                    "repetition operator missing expression",
                    "nothing to repeat before this sign",
                )
                .replace("character class", "`[`")
                .replace("group", "`(`")
        }
    }
}

fn text_op(op: ast::TextOp) -> TextOp {
    match op {
        ast::TextOp::Contains => TextOp::Contains,
        ast::TextOp::ContainsWord => TextOp::ContainsWord,
        ast::TextOp::StartsWith => TextOp::StartsWith,
        ast::TextOp::EndsWith => TextOp::EndsWith,
    }
}
