//! Tables of points: every value has a row, and only one.

use std::collections::BTreeMap;

use crate::check::Result;
use crate::check::fields::Scope;
use crate::check::literals::describe;
use crate::check::model::Model;
use crate::check::operands::Operand;
use crate::check::texts::{joined, quoted};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{structure as codes, types as type_codes};
use crate::diagnostic::near::one_of;
use crate::ir::expr::{self, CompareOp, Cond, Quantifier};
use crate::ir::program::PointsBy;
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ExprKind, RowTest, RowTestKind, TableRow};
use crate::types::text::fold;

/// What a table is about.
enum Subject {
    Value(Operand),
    /// `points by (employees > 50) { yes …; no … }`
    Condition(Cond),
}

/// What the rows so far have covered.
#[derive(Default)]
struct Covered {
    /// The last bound, with whether it is included.
    bound: Option<(f64, bool)>,
    /// Values, folded, with their places.
    values: BTreeMap<String, Span>,
    /// The row that takes everything else: `above` or `else`.
    rest: Option<Span>,
    unknown: Option<Span>,
}

impl<'a> Model<'a> {
    pub fn table(&mut self, table: &'a ast::Table, scope: &Scope<'a>) -> Result<PointsBy> {
        let subject = self.subject(&table.by, scope);
        let mut covered = Covered::default();
        let mut rows = Vec::new();
        let mut unknown = None;
        let mut fault = false;
        for row in &table.rows.statements {
            let TableRow::Row { test, points } = &row.it else {
                fault = true;
                continue;
            };
            let points = self.signed(points, scope);
            let Ok(subject) = &subject else { continue };
            match (self.row(test, subject, &mut covered), points) {
                (Ok(condition), Ok(points)) if test.kind == RowTestKind::Unknown => {
                    unknown = Some((condition, points));
                }
                (Ok(condition), Ok(points)) => rows.push((condition, points)),
                _ => fault = true,
            }
        }
        let subject = subject?;
        if fault {
            return Err(crate::check::Reported);
        }
        self.complete(table, &subject, &covered)?;
        // `unknown` may stand anywhere; as the last row it may hold for all that is left.
        rows.extend(unknown);
        Ok(PointsBy::Table(rows))
    }

    fn subject(&mut self, by: &'a Expr, scope: &Scope<'a>) -> Result<Subject> {
        if let ExprKind::Name(_) | ExprKind::Dotted { .. } = &*by.kind
            && !self.is_define(by)
        {
            return self.checked_subject(by, scope);
        }
        match describe(&by.kind) {
            "a condition" if !matches!(*by.kind, ExprKind::Paren(_)) => {
                Ok(Subject::Condition(self.condition(by, scope)?))
            }
            _ => match &*by.kind {
                ExprKind::Paren(inner) => self.subject(inner, scope),
                _ if self.is_define(by) => Ok(Subject::Condition(self.condition(by, scope)?)),
                _ => self.checked_subject(by, scope),
            },
        }
    }

    fn is_define(&self, by: &Expr) -> bool {
        matches!(&*by.kind, ExprKind::Name(name) if !name.quoted && self.names.defines.contains_key(name.text.as_str()))
    }

    fn checked_subject(&mut self, by: &'a Expr, scope: &Scope<'a>) -> Result<Subject> {
        let operand = self.operand(by, scope)?;
        if let Operand::Date(_) | Operand::List(_) | Operand::Grade(_) = operand {
            let error = self.wrong_type(
                type_codes::VALUE_NEEDED,
                "a number, text or yes and no",
                by,
                &operand,
            );
            return Err(error);
        }
        Ok(Subject::Value(operand))
    }

    fn row(&mut self, test: &'a RowTest, subject: &Subject, covered: &mut Covered) -> Result<Cond> {
        if let (Some(rest), false) = (covered.rest, test.kind == RowTestKind::Unknown) {
            let error = Diagnostic::error(
                codes::ROWS_OUT_OF_ORDER,
                test.span,
                "this row is never reached: a row above takes everything else",
            )
            .here("never reached")
            .label(rest, "takes everything else")
            .help("put the row for everything else last");
            return Err(self.error(error));
        }
        match (&test.kind, subject) {
            (RowTestKind::Unknown, subject) => self.unknown_row(test, subject, covered),
            (RowTestKind::Else, subject) => {
                covered.rest = Some(test.span);
                Ok(known(subject))
            }
            (RowTestKind::UpTo(bound), Subject::Value(Operand::Number(num))) => {
                let value = self.bound(bound, true, covered)?;
                Ok(Cond::Number {
                    left: num.clone(),
                    op: CompareOp::LessOrEqual,
                    right: expr::Num::Literal(value),
                })
            }
            (RowTestKind::Under(bound), Subject::Value(Operand::Number(num))) => {
                let value = self.bound(bound, false, covered)?;
                Ok(Cond::Number {
                    left: num.clone(),
                    op: CompareOp::Less,
                    right: expr::Num::Literal(value),
                })
            }
            (RowTestKind::Above, Subject::Value(Operand::Number(_))) => {
                if covered.bound.is_none() {
                    let error = Diagnostic::error(
                        codes::ROWS_OUT_OF_ORDER,
                        test.span,
                        "above what? no row with a bound stands before this one",
                    );
                    return Err(self.error(
                        error
                            .here("needs `up to …` before it")
                            .help("for every number write `else`"),
                    ));
                }
                covered.rest = Some(test.span);
                Ok(known(subject))
            }
            (RowTestKind::In(list), Subject::Value(_)) => {
                self.values_once(list, covered)?;
                self.list_row(list, subject)
            }
            (RowTestKind::Value(value), _) => self.value_row(value, subject, covered),
            _ => {
                let what = match subject {
                    Subject::Value(operand) => operand.describe(),
                    Subject::Condition(_) => "yes or no",
                };
                Err(self.does_not_fit(test.span, what, "does not fit"))
            }
        }
    }

    fn unknown_row(
        &mut self,
        test: &RowTest,
        subject: &Subject,
        covered: &mut Covered,
    ) -> Result<Cond> {
        if let Some(before) = covered.unknown.replace(test.span) {
            return Err(self.row_twice(test.span, before, "unknown"));
        }
        Ok(match subject {
            Subject::Value(_) => Cond::Not(Box::new(known(subject))),
            Subject::Condition(_) => Cond::Constant(true),
        })
    }

    /// Bounds rise from row to row: `under 10` may stand before `up to 10`.
    fn bound(&mut self, bound: &'a Expr, included: bool, covered: &mut Covered) -> Result<f64> {
        let value = self.number_literal(bound)?;
        if covered.bound.is_some_and(|last| last >= (value, included)) {
            let error = Diagnostic::error(
                codes::ROWS_OUT_OF_ORDER,
                bound.span,
                "the bounds must rise from row to row",
            )
            .here("not above the bound before")
            .help("the first row that holds counts: put the smallest bound first");
            return Err(self.error(error));
        }
        covered.bound = Some((value, included));
        Ok(value)
    }

    fn value_row(
        &mut self,
        value: &'a Expr,
        subject: &Subject,
        covered: &mut Covered,
    ) -> Result<Cond> {
        self.value_once(value, covered)?;
        match subject {
            Subject::Condition(condition) => match &*value.kind {
                ExprKind::YesNo(true, _) => Ok(condition.clone()),
                ExprKind::YesNo(false, _) => Ok(Cond::Not(Box::new(condition.clone()))),
                _ => Err(self.does_not_fit(value.span, "yes or no", describe(&value.kind))),
            },
            Subject::Value(Operand::Bool(field)) => match &*value.kind {
                ExprKind::YesNo(value, _) => Ok(Cond::Bool { field: *field, value: *value }),
                _ => Err(self.does_not_fit(value.span, "yes or no", describe(&value.kind))),
            },
            Subject::Value(Operand::Number(num)) => match &*value.kind {
                ExprKind::Text(_) | ExprKind::YesNo(..) => {
                    Err(self.does_not_fit(value.span, "a number", describe(&value.kind)))
                }
                _ => Ok(Cond::NumberIn {
                    value: num.clone(),
                    items: vec![self.number_literal(value)?],
                }),
            },
            Subject::Value(Operand::Text(text, values)) => {
                Ok(Cond::TextIn { value: text.clone(), items: self.text_literal(value, values)? })
            }
            Subject::Value(_) => {
                Err(self.does_not_fit(value.span, "another type", describe(&value.kind)))
            }
        }
    }

    fn does_not_fit(&mut self, span: Span, what: &str, found: &str) -> crate::check::Reported {
        let help = match what {
            "a number" => "rows of numbers are `up to 10`, `under 10`, `above`",
            "yes or no" => "its rows are `yes`, `no` and `unknown`",
            _ => "rows of text are values and lists: `CTO`, `[CTO, VP]`, `in free_mail`",
        };
        let message = format!("this row does not fit: the table is about {what}");
        let error = Diagnostic::error(codes::ROW_DOES_NOT_FIT, span, message);
        self.error(error.here(found).help(help))
    }

    fn list_row(&mut self, list: &'a ast::ListRef, subject: &Subject) -> Result<Cond> {
        match subject {
            Subject::Value(Operand::Text(text, values)) => {
                let sets = self.text_list(list, values)?;
                Ok(joined(sets, Quantifier::Any, |items| Cond::TextIn {
                    value: text.clone(),
                    items,
                }))
            }
            Subject::Value(Operand::Number(num)) => {
                let Some(items) = self.list_items(list)? else {
                    return Err(self.does_not_fit(list.span(), "a number", "a list of text"));
                };
                let items: Vec<Result<f64>> =
                    items.iter().map(|i| self.number_literal(i)).collect();
                Ok(Cond::NumberIn {
                    value: num.clone(),
                    items: items.into_iter().collect::<Result<_>>()?,
                })
            }
            _ => Err(self.does_not_fit(list.span(), "yes or no", "a list")),
        }
    }

    fn values_once(&mut self, list: &'a ast::ListRef, covered: &mut Covered) -> Result<()> {
        if let ast::ListRef::Items { items, .. } = list {
            for item in items {
                self.value_once(item, covered)?;
            }
        }
        Ok(())
    }

    fn value_once(&mut self, value: &'a Expr, covered: &mut Covered) -> Result<()> {
        let literal = self.literal(value)?;
        let word = match literal.kind {
            ExprKind::Text(text) | ExprKind::Exactly(text) | ExprKind::YesNo(_, text) => {
                fold(&text.text).into_owned()
            }
            ExprKind::Number(n) => {
                format!("{}{}", if literal.negative { "-" } else { "" }, n.value)
            }
            _ => return Ok(()),
        };
        match covered.values.insert(word, value.span) {
            Some(before) => {
                let written = self.written(value.span).to_string();
                Err(self.row_twice(value.span, before, &written))
            }
            None => Ok(()),
        }
    }

    fn row_twice(&mut self, span: Span, before: Span, word: &str) -> crate::check::Reported {
        self.error(
            Diagnostic::error(codes::ROW_TWICE, span, format!("`{word}` has two rows"))
                .here("second row")
                .label(before, "first row: this one counts")
                .help("leave one of them out"),
        )
    }

    /// Every value must have a row.
    fn complete(
        &mut self,
        table: &'a ast::Table,
        subject: &Subject,
        covered: &Covered,
    ) -> Result<()> {
        let open = covered.rest.is_none() && !self.all_values(subject, covered);
        let unknown = covered.unknown.is_none()
            && match subject {
                Subject::Value(operand) => operand.may_be_unknown(),
                Subject::Condition(_) => true,
            };
        if !open && !unknown {
            return Ok(());
        }
        let mut missing = if open { self.missing_values(subject, covered) } else { Vec::new() };
        if unknown {
            missing.push("unknown".into());
        }
        let what = one_of(missing.iter().map(String::as_str));
        let rows: Vec<String> = missing.iter().map(|m| format!("{m} 0")).collect();
        let (place, text) = self.more_rows(table, &rows);
        let error = Diagnostic::error(
            codes::TABLE_INCOMPLETE,
            table.by.span,
            format!("this table has no row for {what}"),
        )
        .here("not every value has a row")
        .label(place, "missing here")
        .help("every value must have a row, so that nothing falls through by accident")
        .fix(format!("add `{}`", rows.join("; ")), place, text);
        Err(self.error(error))
    }

    /// The rows that would make a table complete, but for `unknown`.
    fn missing_values(&self, subject: &Subject, covered: &Covered) -> Vec<String> {
        const MOST_LISTED: usize = 5;
        let rest = match subject {
            Subject::Value(Operand::Number(_)) if covered.bound.is_some() => "above",
            _ => "else",
        };
        let missing: Vec<String> = match subject {
            Subject::Value(Operand::Text(_, Some(values))) => values
                .iter()
                .filter(|v| !covered.values.contains_key(fold(v).as_ref()))
                .map(|v| quoted(v))
                .collect(),
            Subject::Value(Operand::Bool(_)) | Subject::Condition(_) => ["yes", "no"]
                .iter()
                .filter(|v| !covered.values.contains_key(**v))
                .map(|v| v.to_string())
                .collect(),
            Subject::Value(_) => Vec::new(),
        };
        if (1..=MOST_LISTED).contains(&missing.len()) { missing } else { vec![rest.into()] }
    }

    /// Where further rows of a table go, and their text: on lines of their own where its rows are.
    fn more_rows(&self, table: &ast::Table, rows: &[String]) -> (Span, String) {
        let body = table.rows.span;
        let Some(last) = table.rows.statements.last() else {
            let inside = Span { start: body.start + 1, end: body.start + 1, ..body };
            return (inside, format!(" {} ", rows.join("; ")));
        };
        let before = self.written(Span { end: last.span.start, ..body });
        match before.rsplit_once('\n') {
            Some((_, indent)) if indent.trim().is_empty() => {
                let line = |row: &String| format!("\n{indent}{row}");
                (last.span.after(), rows.iter().map(line).collect())
            }
            _ => (last.span.after(), format!("; {}", rows.join("; "))),
        }
    }

    fn all_values(&self, subject: &Subject, covered: &Covered) -> bool {
        match subject {
            Subject::Value(Operand::Text(_, Some(values))) => {
                values.iter().all(|v| covered.values.contains_key(fold(v).as_ref()))
            }
            Subject::Value(Operand::Bool(_)) | Subject::Condition(_) => {
                let has = |want: bool| {
                    covered.values.keys().any(|k| (matches!(k.as_str(), "yes" | "true")) == want)
                };
                has(true) && has(false)
            }
            Subject::Value(_) => false,
        }
    }
}

/// The subject has a value.
fn known(subject: &Subject) -> Cond {
    match subject {
        Subject::Value(operand) if !operand.may_be_unknown() => Cond::Constant(true),
        Subject::Value(Operand::Number(num)) => Cond::Known(expr::Operand::Number(num.clone())),
        Subject::Value(Operand::Text(text, _)) => Cond::Known(expr::Operand::Text(text.clone())),
        Subject::Value(Operand::Bool(place)) => Cond::Known(expr::Operand::Field(*place)),
        Subject::Condition(condition) => {
            Cond::Or(vec![condition.clone(), Cond::Not(Box::new(condition.clone()))])
        }
        Subject::Value(_) => Cond::Constant(true),
    }
}
