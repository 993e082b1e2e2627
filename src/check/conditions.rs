//! Conditions: what is true, false or unknown, and what is none though it stands where one is needed.

use crate::check::comparisons::Turn;
use crate::check::fields::Scope;
use crate::check::literals::describe;
use crate::check::lone::Join;
use crate::check::model::Model;
use crate::check::operands::Operand;
use crate::check::{Reported, Result};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{limits, names as name_codes, structure, types as codes};
use crate::ir::expr::{self, Cond};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, ExprKind};
use crate::types::Type;

/// Bytes of definitions written out in a model.
const MOST_WRITTEN_OUT: usize = 16 << 20;
/// Definitions that may lead to each other.
const MOST_INSIDE: usize = 64;
/// Conditions that may stand inside each other, definitions written out: each is a step down for whoever walks them.
const MOST_NESTED: usize = 160;

impl<'a> Model<'a> {
    pub fn condition(&mut self, expr: &'a Expr, scope: &Scope<'a>) -> Result<Cond> {
        self.nested += 1;
        let found = match self.nested > MOST_NESTED {
            true => Err(self.too_much(expr.span)),
            false => self.condition_here(expr, scope),
        };
        self.nested -= 1;
        found
    }

    fn condition_here(&mut self, expr: &'a Expr, scope: &Scope<'a>) -> Result<Cond> {
        match &*expr.kind {
            ExprKind::Paren(inner) => self.condition(inner, scope),
            ExprKind::Not(inner) => Ok(Cond::Not(Box::new(self.condition(inner, scope)?))),
            ExprKind::And(all) => Ok(Cond::And(self.joined(all, Join::And, scope)?)),
            ExprKind::Or(all) => Ok(Cond::Or(self.joined(all, Join::Or, scope)?)),
            ExprKind::AtLeast { count, of } => self.at_least(count, of, scope),
            ExprKind::Name(name) => self.bare_name(name, expr, scope),
            ExprKind::Dotted { .. } => self.bare_field(expr, scope),
            ExprKind::Compare { left, op, right } => self.compare(left, *op, right, scope),
            ExprKind::Between { value, low, high } => self.between(value, low, high, scope),
            ExprKind::In { value, list, negated } => {
                let found = self.membership(value, list, scope)?;
                Ok(if *negated { Cond::Not(Box::new(found)) } else { found })
            }
            ExprKind::TextTest { value, op, operand } => self.text_test(value, *op, operand, scope),
            ExprKind::Matches { value, regex } => self.matches(value, regex, scope),
            ExprKind::IsKnown { value, known } => self.is_known(value, *known, scope),
            ExprKind::Age { value, older: false, than } if self.ends_where(expr, value) => {
                let seconds = self.seconds(than)?;
                if let Some(window) = self.windows.last_mut() {
                    window.seconds = Some(seconds);
                }
                self.condition(value, scope)
            }
            ExprKind::Age { value, older, than } => {
                let (value, seconds) = (self.moment(value, scope), self.seconds(than));
                Ok(Cond::Age { value: value?, older: *older, seconds: seconds? })
            }
            ExprKind::Moment { value, after, date } => {
                let op = if *after { expr::CompareOp::Greater } else { expr::CompareOp::Less };
                let moment = self.moment(value, scope);
                self.compare_dates(value.span, moment?, op, date, scope)
            }
            ExprKind::Happened { no, query } => {
                let happened = Cond::Happened(self.query(query, scope)?);
                Ok(if *no { Cond::Not(Box::new(happened)) } else { happened })
            }
            ExprKind::Broken => Err(Reported),
            kind => Err(self.not_a_condition(expr, kind, scope)),
        }
    }

    /// Every fault among several conditions is found, not only the first.
    fn conditions(&mut self, all: &'a [Expr], scope: &Scope<'a>) -> Result<Vec<Cond>> {
        let all: Vec<Result<Cond>> = all.iter().map(|e| self.condition(e, scope)).collect();
        all.into_iter().collect()
    }

    /// Conditions with `and` or `or` between them; `title = CEO or CTO` is one mistake, however many titles follow.
    fn joined(&mut self, all: &'a [Expr], join: Join, scope: &Scope<'a>) -> Result<Vec<Cond>> {
        let mut read = Vec::new();
        let mut position = 0;
        while let Some(one) = all.get(position) {
            position += 1;
            read.push(self.condition(one, scope));
            let rest = &all[position..];
            let lone = &rest[..self.lone_values(one, rest, scope)];
            if !lone.is_empty() {
                position += lone.len();
                read.push(Err(self.report_lone_values(one, lone, join, scope)));
            }
        }
        read.into_iter().collect()
    }

    fn at_least(&mut self, count: &'a Expr, of: &'a [Expr], scope: &Scope<'a>) -> Result<Cond> {
        let conditions = self.conditions(of, scope);
        let many = self.count(count)?;
        if many as usize > of.len() {
            let error = Diagnostic::error(
                structure::NEVER_REACHED,
                count.span,
                format!("{many} of {} conditions can never hold", of.len()),
            );
            let most = of.len().to_string();
            let error = error.here(format!("at most {most}"));
            return Err(self.error(error.fix(format!("write `{most}`"), count.span, most)));
        }
        Ok(Cond::AtLeast { count: many, of: conditions? })
    }

    /// A lone word is a condition only if it is a definition or declared `bool`.
    fn bare_name(
        &mut self,
        name: &'a ast::Name,
        expr: &'a Expr,
        scope: &Scope<'a>,
    ) -> Result<Cond> {
        if !name.quoted && self.names.defines.contains_key(name.text.as_str()) {
            return self.define(&name.text);
        }
        if let Some(reported) = self.lone_name(name, scope) {
            return Err(reported);
        }
        self.bare_field(expr, scope)
    }

    /// Definitions and kinds are written out wherever they are used: what comes of it has a limit.
    pub fn write_out(&mut self, bytes: usize, body: Span) -> Result<()> {
        self.written_out += bytes;
        if self.written_out <= MOST_WRITTEN_OUT && self.open.len() < MOST_INSIDE {
            return Ok(());
        }
        Err(self.too_much(body))
    }

    fn too_much(&mut self, body: Span) -> Reported {
        if self.diagnostics.iter().any(|d| d.code == limits::TOO_MUCH_WRITTEN_OUT) {
            return Reported;
        }
        let message = "the definitions stand for too much: each use is written out";
        let error = Diagnostic::error(limits::TOO_MUCH_WRITTEN_OUT, body, message);
        self.error(
            error.here("the last one that was looked at").help("ask for less in one definition"),
        )
    }

    /// A definition, written out.
    pub fn define(&mut self, name: &'a str) -> Result<Cond> {
        let define = self.names.defines[name];
        if self.open.contains(&name) {
            let error = Diagnostic::error(
                structure::CIRCLE,
                define.name.span,
                format!("the definition `{name}` leads back to itself"),
            )
            .here("a circle")
            .help("a definition may use others, but not itself");
            return Err(self.circle(name, error));
        }
        self.write_out(define.condition.span.range().len(), define.condition.span)?;
        self.open.push(name);
        let condition = self.condition(&define.condition, &Scope::default());
        self.open.pop();
        condition
    }

    /// Reports a circle, once for all names in it.
    pub fn circle(&mut self, name: &'a str, error: Diagnostic) -> Reported {
        let start = self.open.iter().position(|o| *o == name).unwrap_or_default();
        let members = self.open[start..].to_vec();
        let known = members.iter().any(|m| self.circled.contains(m));
        self.circled.extend(members);
        if known { Reported } else { self.error(error) }
    }

    fn bare_field(&mut self, expr: &'a Expr, scope: &Scope<'a>) -> Result<Cond> {
        let operand = self.operand(expr, scope)?;
        let written = self.written(expr.span).to_string();
        if let Operand::Bool(field) = operand
            && self.is_declared_bool(expr)
        {
            return Ok(Cond::Bool { field, value: true });
        }
        let error = match &operand {
            Operand::Number(_) => Diagnostic::error(codes::NOT_A_CONDITION, expr.span, format!("`{written}` is {}, not a condition", operand.describe()))
                .here("compare it with something")
                .help(format!("such as `{written} >= 20`")),
            Operand::Date(_) => Diagnostic::error(codes::NOT_A_CONDITION, expr.span, format!("`{written}` is a date, not a condition"))
                .here("compare it with something")
                .help(format!("such as `{written} within 30d`")),
            Operand::List(_) => Diagnostic::error(codes::NOT_A_CONDITION, expr.span, format!("`{written}` is a list, not a condition"))
                .here("look for something in it")
                .help(format!("such as `{written} contains \"…\"`")),
            Operand::Grade(_) => Diagnostic::error(codes::NOT_A_CONDITION, expr.span, format!("`{written}` is a grade, not a condition"))
                .here("compare it with something")
                .help(format!("such as `{written} = A`")),
            Operand::Text(..) | Operand::Bool(_) => Diagnostic::error(name_codes::LONE_WORD, expr.span, format!("`{written}` alone is not a condition"))
                .here("is what?")
                .help(format!("for a column of yes and no write `{written} = yes`, or declare it: `lead {{ {written} bool }}`"))
                .fix(format!("write `{written} = yes`"), expr.span, format!("{written} = yes")),
        };
        Err(self.error(error))
    }

    /// Does a lone yes/no with `within D` behind it end the `where` of a query? Then the window is the query's.
    fn ends_where(&self, expr: &Expr, value: &Expr) -> bool {
        let defined = matches!(&*value.kind, ExprKind::Name(n) if self.names.defines.contains_key(n.text.as_str()));
        let open = self.windows.last().is_some_and(|w| w.end == expr.span.after());
        open && (defined || self.is_declared_bool(value))
    }

    fn is_declared_bool(&self, expr: &Expr) -> bool {
        let (ExprKind::Name(name) | ExprKind::Dotted { name, .. }) = &*expr.kind else {
            return false;
        };
        let declared = [&self.names.attributes, &self.names.properties];
        declared.iter().any(|d| d.get(name.text.as_str()).is_some_and(|d| d.ty == Type::Bool))
    }

    fn not_a_condition(
        &mut self,
        expr: &'a Expr,
        kind: &'a ExprKind,
        scope: &Scope<'a>,
    ) -> Reported {
        let written = self.written(expr.span).to_string();
        let counted = matches!(
            kind,
            ExprKind::Aggregate {
                op: ast::AggregateOp::Count | ast::AggregateOp::Sum | ast::AggregateOp::Distinct,
                ..
            }
        );
        let mut what = describe(kind);
        if let ExprKind::Aggregate { .. } | ExprKind::Call { .. } | ExprKind::Days { .. } = kind {
            match self.operand(expr, scope) {
                Ok(operand) => what = operand.describe(),
                // What is wrong inside is said first; then there is nothing to add.
                Err(reported) => return reported,
            }
        }
        let mut error = Diagnostic::error(
            codes::NOT_A_CONDITION,
            expr.span,
            format!("`{written}` is {what}, not a condition"),
        )
        .here("compare it with something");
        if what == "a date" {
            error = error.help(format!("such as `{written} within 30d`"));
        } else if let ExprKind::Days { .. } = kind {
            error = error.help(format!("such as `{written} < 30`"));
        } else if counted {
            error = error.help(format!("such as `{written} > 0`")).fix(
                format!("write `{written} > 0`"),
                expr.span.after(),
                " > 0",
            );
        } else if let ExprKind::Text(_) = kind {
            error = error.help(format!("name the column it is about, such as `title = {written}`"));
        } else if let ExprKind::Number(_) | ExprKind::Percent(_) = kind {
            error = error.help(if scope.stage {
                format!("a stage begins at a score: write `at >= {written}`")
            } else {
                "name the column it is about".into()
            });
        }
        self.error(error)
    }

    fn is_known(&mut self, value: &'a Expr, known: bool, scope: &Scope<'a>) -> Result<Cond> {
        let operand = match self.operand(value, scope)? {
            Operand::Number(num) => expr::Operand::Number(num),
            Operand::Date(moment) => expr::Operand::Date(moment),
            Operand::Text(text, _) => expr::Operand::Text(text),
            Operand::Bool(place) | Operand::List(place) => expr::Operand::Field(place),
            Operand::Grade(_) => {
                let error = Diagnostic::error(
                    codes::VALUE_NEEDED,
                    value.span,
                    "a grade is compared with its labels",
                );
                return Err(self.error(error.here("such as `= A`")));
            }
        };
        Ok(Turn(known).of(Cond::Known(operand)))
    }
}
