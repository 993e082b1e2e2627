//! Comparisons: what may be compared with what, by the type of the left side.

use crate::check::fields::Scope;
use crate::check::literals::describe;
use crate::check::model::Model;
use crate::check::operands::Operand;
use crate::check::texts::Values;
use crate::check::{Reported, Result};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names as name_codes, types as codes};
use crate::diagnostic::near::one_of;
use crate::ir::expr::{
    CompareOp, Cond, Moment, Num, Pattern, Place, Quantifier, Text, TextOp, TextSet,
};
use crate::ir::program::GradeId;
use crate::syntax::ast::{self, Expr, ExprKind, ListRef, TextOperand};

/// A condition as it stands, or its negation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn(pub bool);

impl Turn {
    pub fn of(self, condition: Cond) -> Cond {
        if self.0 { condition } else { Cond::Not(Box::new(condition)) }
    }
}

/// A pattern may not compile to more than this many bytes.
const PATTERN_LIMIT: usize = 1 << 20;

impl<'a> Model<'a> {
    pub fn compare(
        &mut self,
        left: &'a Expr,
        op: ast::CompareOp,
        right: &'a Expr,
        scope: &Scope<'a>,
    ) -> Result<Cond> {
        let op = compare_op(op);
        let operand = self.operand(left, scope)?;
        // A lone name on the right has been reported where the text was read.
        if let ExprKind::Name(_) = &*right.kind {
            return Err(Reported);
        }
        match operand {
            Operand::Number(num) => self.compare_numbers(left, num, op, right, scope),
            Operand::Date(moment) => self.compare_dates(moment, op, right, scope),
            Operand::Text(text, values) => {
                self.compare_texts(left, text, &values, op, right, scope)
            }
            Operand::Bool(place) => self.compare_bools(left, place, op, right, scope),
            Operand::Grade(grade) => self.compare_grades(grade, op, right),
            Operand::List(_) => {
                let written = self.written(left.span).to_string();
                let value = self.written(right.span).to_string();
                let error = Diagnostic::error(
                    codes::LIST_COMPARED,
                    left.span,
                    format!("`{written}` is a list of text: look for something in it"),
                )
                .here("a list")
                .fix(
                    format!("write `{written} contains {value}`"),
                    left.span.to(right.span),
                    format!("{written} contains {value}"),
                );
                Err(self.error(error))
            }
        }
    }

    fn compare_numbers(
        &mut self,
        left: &'a Expr,
        num: Num,
        op: CompareOp,
        right: &'a Expr,
        scope: &Scope<'a>,
    ) -> Result<Cond> {
        if let Some(kind) = self.literal_kind(right)? {
            match kind {
                ExprKind::Number(_) | ExprKind::Percent(_) => {}
                ExprKind::Text(_)
                | ExprKind::Exactly(_)
                | ExprKind::YesNo(..)
                | ExprKind::Date(_)
                | ExprKind::Duration(_) => {
                    return Err(self.mismatch(left, "a number", right, kind));
                }
                _ => {}
            }
        }
        Ok(Cond::Number { left: num, op, right: self.number(right, scope)? })
    }

    /// Dates: a day without a time is the whole day.
    pub fn compare_dates(
        &mut self,
        value: Moment,
        op: CompareOp,
        right: &'a Expr,
        scope: &Scope<'a>,
    ) -> Result<Cond> {
        match self.literal_kind(right)? {
            Some(ExprKind::Date(_)) => {
                let day = self.date(right)?;
                let within = |from, until| Cond::DateIn { value: value.clone(), from, until };
                Ok(match op {
                    CompareOp::Equal => within(Some(day.start), Some(day.end)),
                    CompareOp::NotEqual => Turn(false).of(within(Some(day.start), Some(day.end))),
                    CompareOp::Less => within(None, Some(day.start)),
                    CompareOp::LessOrEqual => within(None, Some(day.end)),
                    CompareOp::Greater => within(Some(day.end), None),
                    CompareOp::GreaterOrEqual => within(Some(day.start), None),
                })
            }
            Some(ExprKind::Duration(_)) => {
                let error = Diagnostic::error(
                    codes::DATE_NEEDED,
                    right.span,
                    "a date is not compared with a span of time",
                )
                .here("a span of time")
                .help("`within 30d` is closer than 30 days, `older than 30d` is 30 days or more");
                Err(self.error(error))
            }
            Some(kind) if describe(kind) != "a calculated value" => {
                let error = Diagnostic::error(
                    codes::DATE_NEEDED,
                    right.span,
                    format!("a date is needed here, not {}", describe(kind)),
                )
                .here(format!("this is {}", describe(kind)))
                .help("such as `2026-01-31`");
                Err(self.error(error))
            }
            _ => Ok(Cond::Date { left: value, op, right: self.moment(right, scope)? }),
        }
    }

    fn compare_texts(
        &mut self,
        left: &'a Expr,
        text: Text,
        values: &Values,
        op: CompareOp,
        right: &'a Expr,
        scope: &Scope<'a>,
    ) -> Result<Cond> {
        let turn = match op {
            CompareOp::Equal => Turn(true),
            CompareOp::NotEqual => Turn(false),
            _ => {
                let written = self.written(left.span).to_string();
                let mut error = Diagnostic::error(codes::TEXT_ORDERED, left.span, format!("`{written}` is text: it is not more or less than something"))
                    .here("text")
                    .help(format!("compare text with `=`, `in` or `contains`; if it is a number in the data, declare it: `lead {{ {written} number }}`"));
                if let Some(span) = self.declared_span(left) {
                    error = error.label(span, "declared here");
                }
                return Err(self.error(error));
            }
        };
        if let ExprKind::Dotted { .. } | ExprKind::Call { .. } = &*right.kind {
            let (right, _) = self.text(right, scope)?;
            return Ok(turn.of(Cond::SameText { left: text, right, exact: false }));
        }
        self.not_a_list_name(right, turn)?;
        match self.literal_kind(right)? {
            Some(
                kind @ (ExprKind::Number(_)
                | ExprKind::Percent(_)
                | ExprKind::Date(_)
                | ExprKind::Duration(_)),
            ) => Err(self.mismatch(left, "text", right, kind)),
            _ => {
                Ok(turn.of(Cond::TextIn { value: text, items: self.text_literal(right, values)? }))
            }
        }
    }

    /// `x = list_name` means `x in list_name`.
    fn not_a_list_name(&mut self, right: &'a Expr, turn: Turn) -> Result<()> {
        let ExprKind::Text(text) = &*right.kind else { return Ok(()) };
        if text.quoted || !self.names.lists.contains_key(text.text.as_str()) {
            return Ok(());
        }
        let (word, name) = (if turn.0 { "in" } else { "not in" }, &text.text);
        let error = Diagnostic::error(
            codes::LIST_EQUALS,
            right.span,
            format!("`{name}` is a list: one value is `{word}` it, not equal to it"),
        )
        .here("a list")
        .help(format!("write `{word} {name}`; for the text itself write `\"{name}\"`"));
        Err(self.error(error))
    }

    fn compare_bools(
        &mut self,
        left: &'a Expr,
        field: Place,
        op: CompareOp,
        right: &'a Expr,
        scope: &Scope<'a>,
    ) -> Result<Cond> {
        let turn = match op {
            CompareOp::Equal => Turn(true),
            CompareOp::NotEqual => Turn(false),
            _ => {
                return Err(self.wrong_type(
                    codes::NUMBER_NEEDED,
                    "a number",
                    left,
                    &Operand::Bool(field),
                ));
            }
        };
        if let ExprKind::Dotted { .. } = &*right.kind {
            let Operand::Bool(other) = self.operand(right, scope)? else {
                let error = Diagnostic::error(
                    codes::MISMATCH,
                    right.span,
                    "yes or no is compared with something else",
                );
                return Err(self.error(error.here("not a column of yes and no")));
            };
            return Ok(turn.of(Cond::SameBool(field, other)));
        }
        match self.literal_kind(right)? {
            Some(ExprKind::YesNo(value, _)) => Ok(turn.of(Cond::Bool { field, value: *value })),
            Some(kind) => Err(self.mismatch(left, "yes or no", right, kind)),
            None => Err(Reported),
        }
    }

    fn compare_grades(&mut self, grade: GradeId, op: CompareOp, right: &'a Expr) -> Result<Cond> {
        let turn = match op {
            CompareOp::Equal => Turn(true),
            CompareOp::NotEqual => Turn(false),
            _ => {
                let error = Diagnostic::error(
                    codes::TEXT_ORDERED,
                    right.span,
                    "a grade is a label: it is not more or less than another",
                );
                return Err(self.error(
                    error
                        .here("a label")
                        .help("list the grades that are meant, such as `in [A, B]`"),
                ));
            }
        };
        let label = self.grade_label(grade, right)?;
        Ok(turn.of(Cond::GradeIn { grade, labels: vec![label] }))
    }

    fn grade_label(&mut self, grade: GradeId, expr: &'a Expr) -> Result<u16> {
        let labels = self.labels_of(grade);
        let written = match &*expr.kind {
            ExprKind::Text(text) | ExprKind::Exactly(text) => text.text.clone(),
            _ => self.written(expr.span).to_string(),
        };
        if let Some(position) = labels.iter().position(|l| *l == written) {
            return Ok(position as u16);
        }
        let error = Diagnostic::error(
            name_codes::UNKNOWN_LABEL,
            expr.span,
            format!("there is no grade `{written}`"),
        )
        .here("not known")
        .help(format!("the grades are {}", one_of(labels.iter().map(String::as_str))));
        Err(self.error(error))
    }

    pub fn between(
        &mut self,
        value: &'a Expr,
        low: &'a Expr,
        high: &'a Expr,
        scope: &Scope<'a>,
    ) -> Result<Cond> {
        match self.operand(value, scope)? {
            Operand::Number(num) => {
                let (low, high) = (self.number(low, scope), self.number(high, scope));
                let (low, high) = (low?, high?);
                Ok(Cond::And(vec![
                    Cond::Number { left: num.clone(), op: CompareOp::GreaterOrEqual, right: low },
                    Cond::Number { left: num, op: CompareOp::LessOrEqual, right: high },
                ]))
            }
            Operand::Date(moment) => {
                let low = self.compare_dates(moment.clone(), CompareOp::GreaterOrEqual, low, scope);
                let high = self.compare_dates(moment, CompareOp::LessOrEqual, high, scope);
                Ok(Cond::And(vec![low?, high?]))
            }
            other => {
                Err(self.wrong_type(codes::NUMBER_NEEDED, "a number or a date", value, &other))
            }
        }
    }

    /// `a in [x, y]`
    pub fn membership(
        &mut self,
        value: &'a Expr,
        list: &'a ListRef,
        scope: &Scope<'a>,
    ) -> Result<Cond> {
        match self.operand(value, scope)? {
            Operand::Text(text, values) => {
                Ok(Cond::TextIn { value: text, items: self.text_list(list, &values)? })
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
                    .map(|i| self.compare_dates(moment.clone(), CompareOp::Equal, i, scope))
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
                .help(format!("write `{written} contains any {items}`"));
                Err(self.error(error))
            }
            other @ Operand::Bool(_) => {
                Err(self.wrong_type(codes::TEXT_NEEDED, "text", value, &other))
            }
        }
    }

    fn items_of(&mut self, value: &'a Expr, list: &'a ListRef, what: &str) -> Result<&'a [Expr]> {
        match self.list_items(list)? {
            Some([]) => Err(self.empty_list(list.span())),
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
                let (quantifier, items) = self.test_items(operand)?;
                Ok(Cond::ListHas { list, quantifier, items })
            }
            Operand::List(_) => {
                let written = self.written(value.span).to_string();
                let error = Diagnostic::error(
                    codes::LIST_COMPARED,
                    value.span,
                    format!("`{written}` is a list of text: only `contains` looks into it"),
                );
                Err(self.error(error.here("a list")))
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
        let (quantifier, items) = self.test_items(operand)?;
        Ok(Cond::TextTest { value, op, quantifier, items })
    }

    fn test_items(&mut self, operand: &'a TextOperand) -> Result<(Quantifier, TextSet)> {
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
                (Quantifier::Any, self.text_literal(one, &None)?)
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
        let compiled = regex::RegexBuilder::new(&regex.text)
            .case_insensitive(true)
            .size_limit(PATTERN_LIMIT)
            .build();
        let regex = match compiled {
            Ok(compiled) => compiled,
            Err(why) => {
                let error = Diagnostic::error(
                    codes::BAD_PATTERN,
                    regex.span,
                    "this pattern cannot be read",
                )
                .here(pattern_fault(&why))
                .help("patterns are regular expressions without look-around and back-references");
                return Err(self.error(error));
            }
        };
        let pattern = Pattern { source: regex.as_str().to_string(), regex };
        Ok(Cond::Matches { value: text?.0, pattern })
    }

    /// What a literal on the right is, parameters looked up; nothing for a column or a calculation.
    fn literal_kind(&mut self, expr: &'a Expr) -> Result<Option<&'a ExprKind>> {
        let kind = match &*expr.kind {
            ExprKind::Paren(inner) => return self.literal_kind(inner),
            ExprKind::Param(_) => self.literal(expr)?.kind,
            kind => kind,
        };
        match kind {
            ExprKind::Broken => Err(Reported),
            ExprKind::Name(_)
            | ExprKind::Dotted { .. }
            | ExprKind::Arithmetic { .. }
            | ExprKind::Negate(_)
            | ExprKind::Aggregate { .. }
            | ExprKind::Call { .. }
            | ExprKind::Days { .. } => Ok(None),
            kind => Ok(Some(kind)),
        }
    }

    fn mismatch(
        &mut self,
        left: &'a Expr,
        what: &str,
        right: &'a Expr,
        kind: &ExprKind,
    ) -> Reported {
        let (column, value) =
            (self.written(left.span).to_string(), self.written(right.span).to_string());
        let mut error = Diagnostic::error(
            codes::MISMATCH,
            right.span,
            format!("`{column}` is {what}, and `{value}` is {}", describe(kind)),
        )
        .here(describe(kind));
        if let Some(span) = self.declared_span(left) {
            error = error.label(span, format!("`{column}` is declared here"));
        }
        if what == "text" {
            error = error.fix(format!("write `\"{value}\"`"), right.span, format!("\"{value}\""));
        } else if what == "yes or no" {
            error = error.help(format!("write `{column} = yes` or `{column} = no`"));
        }
        self.error(error)
    }
}

/// The reason in the pattern library's own words, its last line without the prefix.
fn pattern_fault(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "too large".into(),
        other => {
            let text = other.to_string();
            let last = text.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_string()
        }
    }
}

pub(super) fn compare_op(op: ast::CompareOp) -> CompareOp {
    match op {
        ast::CompareOp::Equal => CompareOp::Equal,
        ast::CompareOp::NotEqual => CompareOp::NotEqual,
        ast::CompareOp::Less => CompareOp::Less,
        ast::CompareOp::LessOrEqual => CompareOp::LessOrEqual,
        ast::CompareOp::Greater => CompareOp::Greater,
        ast::CompareOp::GreaterOrEqual => CompareOp::GreaterOrEqual,
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
