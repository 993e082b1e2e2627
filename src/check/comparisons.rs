//! Comparisons: what may be compared with what, by the type of the left side.

use crate::check::fields::Scope;
use crate::check::literals::describe;
use crate::check::model::Model;
use crate::check::names::not_there;
use crate::check::operands::Operand;
use crate::check::texts::Values;
use crate::check::{Reported, Result};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{names as name_codes, structure, types as codes};
use crate::ir::expr::{CompareOp, Cond, Moment, Num, Place, Text};
use crate::ir::program::GradeId;
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ExprKind};

/// A condition as it stands, or its negation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn(pub bool);

impl Turn {
    /// `=` as it stands, `!=` negated; nothing for an order.
    fn equality(op: CompareOp) -> Option<Turn> {
        match op {
            CompareOp::Equal => Some(Turn(true)),
            CompareOp::NotEqual => Some(Turn(false)),
            _ => None,
        }
    }

    pub fn of(self, condition: Cond) -> Cond {
        if self.0 { condition } else { Cond::Not(Box::new(condition)) }
    }
}

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
            Operand::Date(moment) => self.compare_dates(left.span, moment, op, right, scope),
            Operand::Text(text, values) => {
                self.compare_texts(left, text, &values, op, right, scope)
            }
            Operand::Bool(place) => self.compare_bools(left, place, op, right, scope),
            Operand::Grade(grade) => self.compare_grades(grade, op, right),
            Operand::List(_) => Err(self.compared_list(left, op, right)),
        }
    }

    fn compared_list(&mut self, left: &Expr, op: CompareOp, right: &Expr) -> Reported {
        let written = self.written(left.span).to_string();
        let value = self.written(right.span).to_string();
        let not = if op == CompareOp::NotEqual { "not " } else { "" };
        let contains = format!("{not}{written} contains {value}");
        let message = format!("`{written}` is a list of text: look for something in it");
        let error = Diagnostic::error(codes::LIST_COMPARED, left.span, message).here("a list");
        let span = left.span.to(right.span);
        self.error(error.fix(format!("write `{contains}`"), span, contains))
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

    /// `created_at > 30d` can be read two ways: both are shown.
    fn date_with_span(&mut self, left: Span, right: &Expr) -> Reported {
        let span = self.written(right.span).to_string();
        let place = left.after().to(right.span);
        let message = "a date is not compared with a span of time";
        let error = Diagnostic::error(codes::DATE_NEEDED, right.span, message)
            .here("a span of time")
            .help("`within 30d` is closer than 30 days, `older than 30d` is 30 days or more")
            .fix(format!("write `within {span}`"), place, format!(" within {span}"))
            .fix(format!("write `older than {span}`"), place, format!(" older than {span}"));
        self.error(error)
    }

    fn no_date(&mut self, right: &Expr, kind: &ExprKind) -> Reported {
        let message = format!("a date is needed here, not {}", describe(kind));
        let mut error = Diagnostic::error(codes::DATE_NEEDED, right.span, message)
            .here(format!("this is {}", describe(kind)))
            .help("such as `2026-01-31`");
        if let ExprKind::Number(n) = kind
            && (1900.0..2100.0).contains(&n.value)
            && n.value.fract() == 0.0
        {
            let day = format!("{}-01-01", n.value);
            error = error.fix(format!("write `{day}`"), right.span, day);
        }
        self.error(error)
    }

    /// Dates: a day without a time is the whole day. `left` is the place of the value.
    pub fn compare_dates(
        &mut self,
        left: Span,
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
            Some(ExprKind::Duration(_)) => Err(self.date_with_span(left, right)),
            Some(kind) if describe(kind) != "a calculated value" => Err(self.no_date(right, kind)),
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
        let Some(turn) = Turn::equality(op) else {
            let written = self.written(left.span).to_string();
            let mut error = Diagnostic::error(codes::TEXT_ORDERED, left.span, format!("`{written}` is text: it is not more or less than something"))
                    .here("text")
                    .help(match self.declaration(left, scope, "number") {
                        Some(line) => format!("compare text with `=`, `in` or `contains`; if it is a number in the data, declare it: `{line}`"),
                        None => "compare text with `=`, `in` or `contains`".into(),
                    });
            if let Some(span) = self.declared_span(left) {
                error = error.label(span, "declared here");
            }
            return Err(self.error(error));
        };
        if let ExprKind::Dotted { .. } | ExprKind::Call { .. } = &*right.kind {
            let (right, _) = self.text(right, scope)?;
            return Ok(turn.of(Cond::SameText { left: text, right, exact: false }));
        }
        self.not_a_list_name(left, right, turn)?;
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
    fn not_a_list_name(&mut self, left: &Expr, right: &'a Expr, turn: Turn) -> Result<()> {
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
        .help(format!("for the text itself write `\"{name}\"`"))
        .fix(
            format!("write `{word} {name}`"),
            left.span.after().to(right.span),
            format!(" {word} {name}"),
        );
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
        let Some(turn) = Turn::equality(op) else {
            return Err(self.wrong_type(
                codes::NUMBER_NEEDED,
                "a number",
                left,
                &Operand::Bool(field),
            ));
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
        let Some(turn) = Turn::equality(op) else {
            let error = Diagnostic::error(
                codes::TEXT_ORDERED,
                right.span,
                "a grade is a label: it is not more or less than another",
            );
            return Err(self.error(
                error.here("a label").help("list the grades that are meant, such as `in [A, B]`"),
            ));
        };
        let label = self.grade_label(grade, right)?;
        Ok(turn.of(Cond::GradeIn { grade, labels: vec![label] }))
    }

    pub(super) fn grade_label(&mut self, grade: GradeId, expr: &'a Expr) -> Result<u16> {
        if self.is_grade_broken(grade) {
            return Err(Reported);
        }
        let labels = self.labels_of(grade);
        let written = match &*expr.kind {
            ExprKind::Text(text) | ExprKind::Exactly(text) => text.text.clone(),
            _ => self.written(expr.span).to_string(),
        };
        if let Some(position) = labels.iter().position(|l| *l == written) {
            return Ok(position as u16);
        }
        let message = format!("there is no grade `{written}`");
        let known = labels.iter().map(String::as_str);
        let unknown = not_there(name_codes::UNKNOWN_LABEL, expr.span, message, &written, known);
        Err(self.error(unknown))
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
                let (from, until) = (self.number(low, scope), self.number(high, scope));
                let (from, until) = (from?, until?);
                self.ends_in_order(low, high)?;
                Ok(Cond::And(vec![
                    Cond::Number { left: num.clone(), op: CompareOp::GreaterOrEqual, right: from },
                    Cond::Number { left: num, op: CompareOp::LessOrEqual, right: until },
                ]))
            }
            Operand::Date(moment) => {
                let at = value.span;
                let from = moment.clone();
                let from = self.compare_dates(at, from, CompareOp::GreaterOrEqual, low, scope);
                let until = self.compare_dates(at, moment, CompareOp::LessOrEqual, high, scope);
                let both = vec![from?, until?];
                self.ends_in_order(low, high)?;
                Ok(Cond::And(both))
            }
            other => {
                Err(self.wrong_type(codes::NUMBER_NEEDED, "a number or a date", value, &other))
            }
        }
    }

    /// `between 500 and 50` is never true.
    fn ends_in_order(&mut self, low: &'a Expr, high: &'a Expr) -> Result<()> {
        let from = self.literal_kind(low)?.and_then(|k| self.place_on_a_line(k));
        let until = self.literal_kind(high)?.and_then(|k| self.place_on_a_line(k));
        let (Some(from), Some(until)) = (from, until) else { return Ok(()) };
        if from <= until {
            return Ok(());
        }
        let span = low.span.to(high.span);
        let (first, second) = (self.written(low.span), self.written(high.span));
        let turned = format!("{second} and {first}");
        let message =
            format!("nothing is between {first} and {second}: the smaller end stands first");
        let error = Diagnostic::error(structure::UPSIDE_DOWN, span, message).here("never true");
        Err(self.error(error.fix(format!("write `between {turned}`"), span, turned)))
    }

    /// Numbers, and the days of dates.
    fn place_on_a_line(&self, kind: &ExprKind) -> Option<f64> {
        match kind {
            ExprKind::Number(n) | ExprKind::Percent(n) => Some(n.value),
            ExprKind::Date(date) => self.date_span(date).map(|d| d.start as f64),
            _ => None,
        }
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
            error = error
                .help(format!("write `{column} = yes` or `{column} = no`"))
                .fix("write `yes`", right.span, "yes")
                .fix("write `no`", right.span, "no");
        } else if let (ExprKind::Days { .. }, ExprKind::Duration(d)) = (&*left.kind, kind) {
            let days = format!("{}", d.seconds as f64 / 86_400.0);
            error = error.fix(format!("write `{days}`"), right.span, days);
        }
        self.error(error)
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
