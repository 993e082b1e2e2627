//! Literals with parameters put in: numbers, points, times, shares, dates.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::check::files::Loaded;
use crate::check::model::Model;
use crate::check::names::not_there;
use crate::check::{Reported, Result, Settings};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{
    files as file_codes, names as name_codes, structure, types as codes,
};
use crate::source::{Source, Span};
use crate::syntax::ast::{self, Expr, ExprKind};
use crate::types::Points;

/// `--set`: parameters with the values that replace the files' own.
#[derive(Debug, Clone, Default)]
pub(super) struct Overrides {
    values: BTreeMap<String, Expr>,
}

impl Overrides {
    /// Reads each value as the right side of a `param` statement, in a source of its own.
    pub fn parse(
        loaded: &mut Loaded,
        settings: &Settings,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Overrides {
        let mut overrides = Overrides::default();
        for (name, value) in &settings.set {
            let text = format!("param {name} = {value}\n");
            let file = loaded.sources.add(Source::new("--set", text.as_str()));
            let parsed = crate::syntax::parse(file, &text);
            let declared = declared_params(loaded).any(|p| p == name);
            let alone = parsed.file.body.statements.len() == 1;
            match parsed.file.body.statements.into_iter().next().map(|s| s.it) {
                Some(ast::Item::Param(param))
                    if parsed.diagnostics.is_empty() && alone && declared =>
                {
                    overrides.values.insert(param.name.text, param.value);
                }
                Some(ast::Item::Param(param)) if parsed.diagnostics.is_empty() && alone => {
                    let known: Vec<&str> = declared_params(loaded).collect();
                    diagnostics.push(not_there(
                        file_codes::CANNOT_SET,
                        param.name.span,
                        format!("no rule file has a parameter `{name}`"),
                        name,
                        known,
                    ));
                }
                _ => diagnostics.push(
                    Diagnostic::error(
                        file_codes::CANNOT_SET,
                        Span::new(file, 0, text.trim_end().len()),
                        format!("`--set {name}={value}` gives no value"),
                    )
                    .help(
                        "write it as in a rule file: `--set open_points=2`, `--set half_life=30d`",
                    ),
                ),
            }
        }
        overrides
    }

    /// These, with more on top.
    pub fn with(&self, more: impl IntoIterator<Item = (String, Expr)>) -> Overrides {
        let mut values = self.values.clone();
        values.extend(more);
        Overrides { values }
    }

    pub fn get(&self, name: &str) -> Option<&Expr> {
        self.values.get(name)
    }
}

fn declared_params(loaded: &Loaded) -> impl Iterator<Item = &str> {
    loaded.trees.values().flat_map(|t| &t.body.statements).filter_map(|s| match &s.it {
        ast::Item::Param(param) => Some(param.name.text.as_str()),
        _ => None,
    })
}

/// A literal: where it is used (for a parameter: where the parameter stands), its sign, and what it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Literal<'a> {
    pub span: Span,
    pub negative: bool,
    pub kind: &'a ExprKind,
}

/// The seconds of a date literal: a day has its length, a moment one second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DateSpan {
    pub start: i64,
    pub end: i64,
}

/// Points may not be larger than this.
const MOST_POINTS: i64 = 100_000_000_000;

impl<'a> Model<'a> {
    /// Looks through parentheses, signs and parameters.
    pub fn literal(&mut self, expr: &'a Expr) -> Result<Literal<'a>> {
        let mut literal = Literal { span: expr.span, negative: false, kind: &expr.kind };
        let mut passed: Vec<&'a str> = Vec::new();
        loop {
            match literal.kind {
                ExprKind::Paren(inner) => literal.kind = &inner.kind,
                ExprKind::Negate(inner) => {
                    literal.negative = !literal.negative;
                    literal.kind = &inner.kind;
                }
                ExprKind::Param(name) if passed.contains(&name.text.as_str()) => {
                    return Err(self.param_circle(name, &passed));
                }
                ExprKind::Param(name) => {
                    passed.push(&name.text);
                    literal.kind = &self.param(name)?.kind;
                }
                ExprKind::Broken => return Err(Reported),
                _ => return Ok(literal),
            }
        }
    }

    fn param_circle(&mut self, name: &'a ast::Name, passed: &[&'a str]) -> Reported {
        let known = passed.iter().any(|p| self.circled.contains(p));
        self.circled.extend(passed);
        if known {
            return Reported;
        }
        let message = format!("the parameter `{}` stands for itself", name.text);
        let error = Diagnostic::error(structure::CIRCLE, name.span, message).here("a circle");
        self.error(error.help("give one of the parameters a value of its own"))
    }

    /// The value of `$name`: a test's column, `--set`, or the declaration.
    pub fn param(&mut self, name: &ast::Name) -> Result<&'a Expr> {
        let text = name.text.as_str();
        if let Some(&value) = self.case.get(text) {
            return Ok(value);
        }
        let Some(&declared) = self.names.params.get(text) else {
            let known: Vec<&str> =
                self.names.params.keys().copied().chain(self.case.keys().copied()).collect();
            let mut unknown = not_there(
                name_codes::UNKNOWN_PARAMETER,
                name.span,
                format!("there is no parameter `{text}`"),
                text,
                known.iter().copied(),
            );
            if known.is_empty() {
                unknown = unknown.help(format!("declare it with a line `param {text} = …`"));
            }
            for edit in unknown.fixes.iter_mut().flat_map(|f| &mut f.edits) {
                edit.text.insert(0, '$');
            }
            return Err(self.error(unknown));
        };
        Ok(self.overrides.get(text).unwrap_or(&declared.value))
    }

    /// Points of at most two decimals, exact.
    pub fn points(&mut self, expr: &'a Expr) -> Result<Points> {
        let literal = self.literal(expr)?;
        let ExprKind::Number(number) = literal.kind else {
            return Err(self.needs(
                literal,
                codes::NUMBER_NEEDED,
                "points are a number",
                "`10` or `2.5`",
            ));
        };
        let Some(hundredths) = hundredths(&number.text) else {
            let rounded = Points::round((number.value * 1e9) as i128);
            let error = Diagnostic::error(
                codes::TOO_MANY_DECIMALS,
                literal.span,
                "points have at most two decimals",
            )
            .here(format!("rounded to two decimals this is {rounded}"))
            .fix(format!("write `{rounded}`"), literal.span, rounded.to_string());
            return Err(self.error(error));
        };
        if hundredths > MOST_POINTS {
            let error = Diagnostic::error(
                codes::TOO_MANY_POINTS,
                literal.span,
                "nothing is worth more than 1_000_000_000 points",
            )
            .here("too large");
            return Err(self.error(error));
        }
        Ok(Points(if literal.negative { -hundredths } else { hundredths }))
    }

    pub fn number_literal(&mut self, expr: &'a Expr) -> Result<f64> {
        let literal = self.literal(expr)?;
        match literal.kind {
            ExprKind::Number(number) => Ok(signed(literal.negative, number.value)),
            ExprKind::Percent(number) => Ok(signed(literal.negative, number.value)),
            _ => Err(self.needs(literal, codes::NUMBER_NEEDED, "a number is needed here", "`50`")),
        }
    }

    /// An exact number, for formulas.
    pub fn exact(&mut self, expr: &'a Expr) -> Result<BigRational> {
        let literal = self.literal(expr)?;
        let (number, scale) = match literal.kind {
            ExprKind::Number(number) => (number, 0),
            ExprKind::Percent(number) => (number, 2),
            _ => {
                return Err(self.needs(
                    literal,
                    codes::NUMBER_NEEDED,
                    "a number is needed here",
                    "`0.4`",
                ));
            }
        };
        let (whole, decimals) = number.text.split_once('.').unwrap_or((&number.text, ""));
        let digits: BigInt = format!("{whole}{decimals}").parse().unwrap_or_default();
        let value = BigRational::new(digits, BigInt::from(10).pow((decimals.len() + scale) as u32));
        Ok(if literal.negative { -value } else { value })
    }

    /// A whole number from 1 on.
    pub fn count(&mut self, expr: &'a Expr) -> Result<u32> {
        let literal = self.literal(expr)?;
        match literal.kind {
            ExprKind::Number(n)
                if !literal.negative
                    && n.value >= 1.0
                    && n.value <= 1e6
                    && n.value.fract() == 0.0 =>
            {
                Ok(n.value as u32)
            }
            _ => Err(self.needs(
                literal,
                codes::NUMBER_NEEDED,
                "a whole number from 1 to 1_000_000 is needed here",
                "`3`",
            )),
        }
    }

    /// Seconds, at least one.
    pub fn seconds(&mut self, expr: &'a Expr) -> Result<i64> {
        let literal = self.literal(expr)?;
        match literal.kind {
            ExprKind::Duration(d) if !literal.negative && (1..=1 << 40).contains(&d.seconds) => {
                Ok(d.seconds as i64)
            }
            ExprKind::Duration(_) => {
                let error = Diagnostic::error(
                    codes::TIME_SPAN_NEEDED,
                    literal.span,
                    "a span of time of at least one second is needed here",
                );
                Err(self.error(error.here("out of range")))
            }
            ExprKind::Number(n) => {
                let error = Diagnostic::error(
                    codes::TIME_SPAN_NEEDED,
                    literal.span,
                    format!("`{}` has no unit of time", n.text),
                )
                .here("seconds, days, months?")
                .help("units are `s min h d w mo y`")
                .fix(
                    format!("write `{}d`", n.text),
                    literal.span,
                    format!("{}d", n.text),
                );
                Err(self.error(error))
            }
            _ => Err(self.needs(
                literal,
                codes::TIME_SPAN_NEEDED,
                "a span of time is needed here",
                "`30d`",
            )),
        }
    }

    /// A percentage as written: 10 for `10%`.
    pub fn percent(&mut self, expr: &'a Expr, most: f64) -> Result<f64> {
        let literal = self.literal(expr)?;
        let ExprKind::Percent(number) = literal.kind else {
            return Err(self.needs(
                literal,
                codes::SHARE_NEEDED,
                "a percentage is needed here",
                "`10%`",
            ));
        };
        let percent: f64 =
            number.text.trim_end_matches('%').parse().unwrap_or(number.value * 100.0);
        if literal.negative || !(0.0..=most).contains(&percent) {
            let error = Diagnostic::error(
                codes::SHARE_NEEDED,
                literal.span,
                format!("a percentage from 0% to {most}% is needed here"),
            );
            return Err(self.error(error.here("out of range")));
        }
        Ok(percent)
    }

    /// A date or moment, by the file's time zone.
    pub fn date(&mut self, expr: &'a Expr) -> Result<DateSpan> {
        let literal = self.literal(expr)?;
        let ExprKind::Date(date) = literal.kind else {
            return Err(self.needs(
                literal,
                codes::DATE_NEEDED,
                "a date is needed here",
                "`2026-01-31`",
            ));
        };
        self.date_span(date).ok_or(Reported).map_err(|_| {
            self.error(
                Diagnostic::error(codes::DATE_NEEDED, literal.span, "this date cannot be counted")
                    .here("out of range"),
            )
        })
    }

    pub fn date_span(&self, date: &ast::DateLiteral) -> Option<DateSpan> {
        let (year, month, day) = (date.year, date.month, date.day);
        let Some(time) = date.time else {
            let (start, end) =
                (self.zone.day_start(year, month, day)?, self.zone.day_end(year, month, day)?);
            return Some(DateSpan { start, end });
        };
        let start = match date.offset {
            Some(offset) => {
                crate::types::calendar::Zone::utc().instant((year, month, day), time)?
                    - i64::from(offset)
            }
            None => self.zone.instant((year, month, day), time)?,
        };
        Some(DateSpan { start, end: start + 1 })
    }

    fn needs(
        &mut self,
        literal: Literal,
        code: crate::diagnostic::Code,
        message: &str,
        example: &str,
    ) -> Reported {
        if *literal.kind == ExprKind::Broken {
            return Reported;
        }
        self.error(
            Diagnostic::error(code, literal.span, message)
                .here(format!("this is {}", describe(literal.kind)))
                .help(format!("such as {example}")),
        )
    }
}

fn signed(negative: bool, value: f64) -> f64 {
    if negative { -value } else { value }
}

/// The exact hundredths of a decimal text, where it has no more than two decimals.
pub(super) fn hundredths(text: &str) -> Option<i64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > 2 {
        return None;
    }
    let whole: i64 = whole.parse().ok().filter(|w| *w <= MOST_POINTS).unwrap_or(MOST_POINTS);
    let cents: i64 = format!("{decimals:0<2}").parse().ok()?;
    Some(whole * 100 + cents)
}

/// A value in a marketer's words, with its article.
pub(super) fn describe(kind: &ExprKind) -> &'static str {
    match kind {
        ExprKind::Number(_) => "a number",
        ExprKind::Percent(_) => "a percentage",
        ExprKind::Duration(_) => "a span of time",
        ExprKind::Date(_) => "a date",
        ExprKind::Text(_) | ExprKind::Exactly(_) => "text",
        ExprKind::YesNo(..) => "yes or no",
        ExprKind::Name(_) | ExprKind::Dotted { .. } => "a column",
        ExprKind::Param(_) => "a parameter",
        ExprKind::Arithmetic { .. } | ExprKind::Negate(_) => "a calculation",
        ExprKind::Aggregate { .. } | ExprKind::Days { .. } | ExprKind::Call { .. } => {
            "a calculated value"
        }
        _ => "a condition",
    }
}
