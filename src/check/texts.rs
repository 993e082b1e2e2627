//! Literal texts: single ones, lists, and what `one of` allows.

use std::sync::Arc;

use crate::check::literals::describe;
use crate::check::model::Model;
use crate::check::names::{ListItems, not_there};
use crate::check::{Reported, Result};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names as name_codes, types as codes};
use crate::diagnostic::near::{nearest, one_of};
use crate::ir::expr::{Cond, Quantifier, TextSet};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, ListRef};
use crate::types::text::fold;

/// The declared values, where the text is `one of`.
pub(super) type Values = Option<Arc<[String]>>;

impl<'a> Model<'a> {
    /// One literal text on the right of a comparison.
    pub fn text_literal(&mut self, expr: &'a Expr, values: &Values) -> Result<TextSet> {
        let (text, exact) = self.one_text(expr)?;
        self.allowed(&text, expr.span, values)?;
        Ok(set(vec![text], exact))
    }

    /// The texts of a list, written or named: those that compare ignoring case, those that are `exactly`, or both.
    pub fn text_list(&mut self, list: &'a ListRef, values: &Values) -> Result<Vec<TextSet>> {
        match list {
            ListRef::Items { items, .. } => self.text_items(items, values),
            // The values of a named list are not held against one column's `one of`: others use it too.
            ListRef::Named(name) => {
                if let Some(read) = self.lists.get(name.text.as_str()) {
                    return read.clone();
                }
                let read = match self.list_named(name)? {
                    ListItems::Written(items) => {
                        let items: &'a [Expr] = items;
                        self.text_items(items, &None)
                    }
                    ListItems::File(lines) => Ok(vec![set(lines.clone(), false)]),
                };
                self.lists.insert(&name.text, read.clone());
                read
            }
        }
    }

    fn text_items(&mut self, items: &'a [Expr], values: &Values) -> Result<Vec<TextSet>> {
        let texts: Vec<Result<(String, bool)>> =
            items.iter().map(|i| self.item(i, values)).collect();
        let texts = texts.into_iter().collect::<Result<Vec<(String, bool)>>>()?;
        let of = |exact| texts.iter().filter(|t| t.1 == exact).map(|t| t.0.clone()).collect();
        let sets = [set(of(false), false), set(of(true), true)];
        let sets: Vec<TextSet> = sets.into_iter().filter(|s| !s.items.is_empty()).collect();
        // An empty list has been reported where it was read.
        if sets.is_empty() { Err(Reported) } else { Ok(sets) }
    }

    fn item(&mut self, item: &'a Expr, values: &Values) -> Result<(String, bool)> {
        let found = self.one_text(item)?;
        self.allowed(&found.0, item.span, values)?;
        Ok(found)
    }

    /// Are all items of a list literals for which `fits` holds? Named lists are looked up.
    pub fn list_items(&mut self, list: &'a ListRef) -> Result<Option<&'a [Expr]>> {
        match list {
            ListRef::Items { items, .. } => Ok(Some(items)),
            ListRef::Named(name) => match self.list_named(name)? {
                ListItems::Written(items) => {
                    let items: &'a [Expr] = items;
                    self.write_out(items.len() * 8, name.span)?;
                    Ok(Some(items))
                }
                ListItems::File(_) => Ok(None),
            },
        }
    }

    fn list_named(&mut self, name: &crate::syntax::ast::Name) -> Result<&ListItems<'a>> {
        let text = name.text.as_str();
        if !self.names.lists.contains_key(text) {
            let known: Vec<&str> = self.names.lists.keys().copied().collect();
            let mut unknown = not_there(
                name_codes::UNKNOWN_LIST,
                name.span,
                format!("there is no list `{text}`"),
                text,
                known,
            );
            if unknown.fixes.is_empty() {
                unknown = unknown
                    .help(format!(
                        "declare it, `list {text} = [a, b]`, or write the values here in brackets"
                    ))
                    .fix(format!("write `[{text}]`"), name.span, format!("[{text}]"));
            }
            return Err(self.error(unknown));
        }
        Ok(&self.names.lists[text].items)
    }

    fn one_text(&mut self, expr: &'a Expr) -> Result<(String, bool)> {
        let literal = self.literal(expr)?;
        match literal.kind {
            ExprKind::Text(text) if text.text.is_empty() => {
                let error = Diagnostic::error(
                    codes::TEXT_NEEDED,
                    expr.span,
                    "no text is empty: an empty text is unknown",
                );
                Err(self.error(
                    error
                        .here("never found")
                        .help("`is known` and `is unknown` ask whether there is a text"),
                ))
            }
            ExprKind::Text(text) => Ok((text.text.clone(), false)),
            ExprKind::Exactly(text) => Ok((text.text.clone(), true)),
            ExprKind::YesNo(_, word) => Ok((word.text.clone(), false)),
            ExprKind::Broken => Err(Reported),
            kind => {
                let written = self.written(expr.span).to_string();
                let mut error = Diagnostic::error(
                    codes::TEXT_NEEDED,
                    expr.span,
                    format!("text is needed here, and `{written}` is {}", describe(kind)),
                )
                .here(format!("{}, not text", describe(kind)));
                if matches!(
                    kind,
                    ExprKind::Number(_)
                        | ExprKind::Date(_)
                        | ExprKind::Percent(_)
                        | ExprKind::Duration(_)
                ) {
                    error = error.help("text that looks like something else stands in quotes").fix(
                        format!("write `\"{written}\"`"),
                        expr.span,
                        format!("\"{written}\""),
                    );
                }
                Err(self.error(error))
            }
        }
    }

    /// A value outside `one of` is an error, with the nearest values.
    pub fn allowed(&mut self, text: &str, span: Span, values: &Values) -> Result<()> {
        let Some(values) = values else { return Ok(()) };
        if values.iter().any(|v| v == text) || values.iter().any(|v| fold(v) == fold(text)) {
            return Ok(());
        }
        let near = nearest(text, values.iter().map(String::as_str));
        let error = Diagnostic::error(
            codes::NOT_ONE_OF,
            span,
            format!("`{text}` is not among the declared values"),
        );
        let error = match near.first() {
            Some(best) => error
                .here("not declared")
                .help(format!("did you mean {}?", one_of(near.iter().copied())))
                .fix(format!("write `{best}`"), span, quoted(best)),
            None => error
                .here("not declared")
                .help(format!("the values are {}", one_of(values.iter().map(String::as_str)))),
        };
        Err(self.error(error))
    }
}

/// A condition on each set, joined as the quantifier says.
pub(super) fn joined(
    sets: Vec<TextSet>,
    quantifier: Quantifier,
    condition: impl Fn(TextSet) -> Cond,
) -> Cond {
    let mut conditions: Vec<Cond> = sets.into_iter().map(condition).collect();
    match (conditions.len(), quantifier) {
        (1, _) => conditions.swap_remove(0),
        (_, Quantifier::Any) => Cond::Or(conditions),
        (_, Quantifier::All) => Cond::And(conditions),
    }
}

/// A set of literal texts, in lower case unless exact.
fn set(texts: Vec<String>, exact: bool) -> TextSet {
    let items = texts
        .iter()
        .map(|t| if exact { t.as_str().into() } else { fold(t).as_ref().into() })
        .collect();
    TextSet { items, exact }
}

/// A text as a rule file writes it: bare where it is one plain word.
pub(super) fn quoted(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_alphanumeric() || c == '_')
        && text.chars().next().is_some_and(char::is_alphabetic);
    if plain { text.into() } else { format!("\"{text}\"") }
}
