//! Values: numbers, dates, text, columns. What an expression is, decided by what stands in it.

use std::sync::Arc;

use crate::check::Result;
use crate::check::fields::{Meaning, Scope};
use crate::check::literals::describe;
use crate::check::model::Model;
use crate::diagnostic::codes::types as codes;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::expr::{self, ArithmeticOp, Function, Moment, Num, Place, Text};
use crate::ir::program::GradeId;
use crate::source::Span;
use crate::syntax::ast::{self, AggregateOp, Expr, ExprKind};
use crate::types::Type;

/// A value with its type.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    Number(Num),
    Date(Moment),
    /// With the declared values, where it is `one of`.
    Text(Text, Option<Arc<[String]>>),
    Bool(Place),
    List(Place),
    Grade(GradeId),
}

impl Operand {
    /// In a marketer's words.
    pub fn describe(&self) -> &'static str {
        match self {
            Operand::Number(Num::Score(_)) => "a score",
            Operand::Number(_) => "a number",
            Operand::Date(_) => "a date",
            Operand::Text(_, None) => "text",
            Operand::Text(..) => "one of a set of texts",
            Operand::Bool(_) => "yes or no",
            Operand::List(_) => "a list of text",
            Operand::Grade(_) => "a grade",
        }
    }

    pub fn of(meaning: &Meaning) -> Operand {
        match meaning {
            Meaning::Field(place, Type::Number) => Operand::Number(Num::Field(*place)),
            Meaning::Field(place, Type::Date) => Operand::Date(Moment::Field(*place)),
            Meaning::Field(place, Type::Text) => Operand::Text(Text::Field(*place), None),
            Meaning::Field(place, Type::OneOf(values)) => {
                Operand::Text(Text::Field(*place), Some(values.clone()))
            }
            Meaning::Field(place, Type::Bool) => Operand::Bool(*place),
            Meaning::Field(place, Type::List) => Operand::List(*place),
            Meaning::Time => Operand::Date(Moment::Time { up: 0 }),
            Meaning::Score(id) => Operand::Number(Num::Score(*id)),
            Meaning::Grade(id) => Operand::Grade(*id),
        }
    }

    /// Can it be unknown, whatever the data?
    pub fn may_be_unknown(&self) -> bool {
        use expr::AggregateOp::{Distinct, Sum};
        match self {
            Operand::Number(Num::Literal(_) | Num::Score(_) | Num::Coverage(_))
            | Operand::Date(Moment::Literal(_) | Moment::Time { .. }) => false,
            // Until a window after an event has passed, what is counted in it is not known.
            Operand::Number(
                Num::Count(query) | Num::Aggregate { op: Sum | Distinct, query, .. },
            ) => query.side == Some(expr::Side::After) && query.within.is_some(),
            _ => true,
        }
    }
}

impl<'a> Model<'a> {
    /// A value on the left of a comparison, in a calculation or under a table.
    pub fn operand(&mut self, expr: &'a Expr, scope: &Scope<'a>) -> Result<Operand> {
        match &*expr.kind {
            ExprKind::Name(name) => {
                let meaning = self.name(name, scope)?;
                Ok(Operand::of(&meaning))
            }
            ExprKind::Dotted { root, name } => {
                let meaning = self.dotted(*root, name, scope)?;
                Ok(Operand::of(&meaning))
            }
            ExprKind::Paren(inner) => self.operand(inner, scope),
            ExprKind::Number(n) => Ok(Operand::Number(Num::Literal(n.value))),
            ExprKind::Percent(n) => Ok(Operand::Number(Num::Literal(n.value))),
            ExprKind::Param(_) => self.literal_operand(expr),
            ExprKind::Date(_) => Ok(Operand::Date(Moment::Literal(self.date(expr)?.start))),
            ExprKind::Negate(inner) => {
                let num = self.number(inner, scope)?;
                Ok(Operand::Number(match num {
                    Num::Literal(value) => Num::Literal(-value),
                    num => Num::Negate(Box::new(num)),
                }))
            }
            ExprKind::Arithmetic { op, left, right } => {
                let (left, right) = (self.number(left, scope), self.number(right, scope));
                let op = arithmetic(*op);
                Ok(Operand::Number(Num::Arithmetic {
                    op,
                    left: Box::new(left?),
                    right: Box::new(right?),
                }))
            }
            ExprKind::Days { since, date } => {
                let moment = Box::new(self.moment(date, scope)?);
                Ok(Operand::Number(if *since {
                    Num::DaysSince(moment)
                } else {
                    Num::DaysUntil(moment)
                }))
            }
            ExprKind::Aggregate { op, query, nth } => {
                self.aggregate(*op, query, nth.as_ref(), expr.span, scope)
            }
            ExprKind::Call { function, arguments } => {
                self.call(*function, arguments, expr.span, scope)
            }
            ExprKind::Broken => Err(crate::check::Reported),
            kind => {
                let message =
                    format!("a column or a calculation is needed here, not {}", describe(kind));
                let error = Diagnostic::error(codes::VALUE_NEEDED, expr.span, message);
                Err(self.error(error.here(format!("this is {}", describe(kind)))))
            }
        }
    }

    fn literal_operand(&mut self, expr: &'a Expr) -> Result<Operand> {
        let literal = self.literal(expr)?;
        match literal.kind {
            ExprKind::Date(_) => Ok(Operand::Date(Moment::Literal(self.date(expr)?.start))),
            ExprKind::Number(_) | ExprKind::Percent(_) => {
                Ok(Operand::Number(Num::Literal(self.number_literal(expr)?)))
            }
            kind => {
                let message =
                    format!("a column or a number is needed here, not {}", describe(kind));
                let error = Diagnostic::error(codes::VALUE_NEEDED, expr.span, message);
                Err(self.error(error.here(format!("this stands for {}", describe(kind)))))
            }
        }
    }

    pub fn number(&mut self, expr: &'a Expr, scope: &Scope<'a>) -> Result<Num> {
        match self.operand_or_literal(expr, scope)? {
            Operand::Number(num) => Ok(num),
            other => Err(self.wrong_type(codes::NUMBER_NEEDED, "a number", expr, &other)),
        }
    }

    pub fn moment(&mut self, expr: &'a Expr, scope: &Scope<'a>) -> Result<Moment> {
        match self.operand_or_literal(expr, scope)? {
            Operand::Date(moment) => Ok(moment),
            other => Err(self.wrong_type(codes::DATE_NEEDED, "a date", expr, &other)),
        }
    }

    pub fn text(
        &mut self,
        expr: &'a Expr,
        scope: &Scope<'a>,
    ) -> Result<(Text, Option<Arc<[String]>>)> {
        match self.operand_or_literal(expr, scope)? {
            Operand::Text(text, values) => Ok((text, values)),
            other => Err(self.wrong_type(codes::TEXT_NEEDED, "text", expr, &other)),
        }
    }

    /// A bare word in a place for a value is a column; text in quotes is no value to calculate with.
    fn operand_or_literal(&mut self, expr: &'a Expr, scope: &Scope<'a>) -> Result<Operand> {
        match &*expr.kind {
            ExprKind::Duration(_) => {
                let error = Diagnostic::error(
                    codes::VALUE_NEEDED,
                    expr.span,
                    "a span of time stands behind `within`, `older than` and the like",
                );
                Err(self.error(
                    error
                        .here("a number or a date is needed here")
                        .help("compare dates with `within 30d`, or count with `days since …`"),
                ))
            }
            _ => self.operand(expr, scope),
        }
    }

    pub fn wrong_type(
        &mut self,
        code: Code,
        needed: &str,
        expr: &'a Expr,
        found: &Operand,
    ) -> crate::check::Reported {
        let written = self.written(expr.span).to_string();
        let declared = self.declared_span(expr);
        let mut error = Diagnostic::error(
            code,
            expr.span,
            format!("{needed} is needed here, and `{written}` is {}", found.describe()),
        )
        .here(format!("{}, not {needed}", found.describe()));
        if let Some(span) = declared {
            error = error.label(span, "declared here");
        }
        if let Some(help) = help_for(needed, found) {
            error = error.help(help);
        }
        self.error(error)
    }

    /// The line that would declare a column of that type.
    pub fn declaration(&self, expr: &Expr, scope: &Scope, ty: &str) -> Option<String> {
        let column = self.written(expr.span);
        match (&*expr.kind, scope.around.last()) {
            (ExprKind::Name(_), None) => Some(format!("lead {{ {column} {ty} }}")),
            (ExprKind::Name(_), Some(event)) => Some(format!("event {event} {{ {column} {ty} }}")),
            _ => None,
        }
    }

    /// Where a column that stands alone is declared.
    pub fn declared_span(&self, expr: &Expr) -> Option<Span> {
        match &*expr.kind {
            ExprKind::Name(name) | ExprKind::Dotted { name, .. } => {
                let name = name.text.as_str();
                match (self.names.attributes.get(name), self.names.properties.get(name)) {
                    (Some(declared), None) | (None, Some(declared)) => Some(declared.span),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn call(
        &mut self,
        function: ast::Function,
        arguments: &'a [Expr],
        span: Span,
        scope: &Scope<'a>,
    ) -> Result<Operand> {
        use ast::Function as F;
        let (name, needed) = match function {
            F::Min => ("min", 2),
            F::Max => ("max", 2),
            _ => ("", 1),
        };
        let fits = if needed == 2 { arguments.len() >= 2 } else { arguments.len() == 1 };
        if !fits {
            let what = if needed == 2 {
                format!("`{name}` takes two values or more")
            } else {
                "one value is needed between the parentheses".into()
            };
            let error = Diagnostic::error(codes::ARGUMENTS, span, what);
            return Err(self.error(error.here(format!("{} given", arguments.len()))));
        }
        match function {
            F::Domain => {
                let (text, _) = self.text(&arguments[0], scope)?;
                Ok(Operand::Text(Text::Domain(Box::new(text)), None))
            }
            F::Coverage => self.coverage(&arguments[0], scope),
            _ => {
                let arguments: Vec<Result<Num>> =
                    arguments.iter().map(|a| self.number(a, scope)).collect();
                let arguments = arguments.into_iter().collect::<Result<Vec<Num>>>()?;
                Ok(Operand::Number(Num::Call { function: numeric(function), arguments }))
            }
        }
    }

    /// `coverage(fit)`: the attributes that the score's own rules name.
    fn coverage(&mut self, argument: &'a Expr, scope: &Scope<'a>) -> Result<Operand> {
        let (ExprKind::Name(name) | ExprKind::Dotted { root: ast::Root::Score, name }) =
            &*argument.kind
        else {
            let error = Diagnostic::error(
                codes::ARGUMENTS,
                argument.span,
                "`coverage` takes the name of a score",
            );
            return Err(self.error(error.here("such as `coverage(fit)`")));
        };
        // The share of known attributes does not depend on the score's figure: no circle comes from it.
        let current = self.current.take();
        let score = self.score_named(name, &Scope { before_scores: false, ..scope.clone() });
        self.current = current;
        let named = self.attributes.get(&score?).cloned().unwrap_or_default();
        let mut ids = Vec::new();
        for attribute in &named {
            ids.push(self.fields.attribute(attribute).0);
        }
        Ok(Operand::Number(Num::Coverage(ids)))
    }

    fn aggregate(
        &mut self,
        op: AggregateOp,
        query: &'a ast::Query,
        nth: Option<&'a Expr>,
        span: Span,
        scope: &Scope<'a>,
    ) -> Result<Operand> {
        let found = self.query(query, scope);
        let property = match (op, &query.property) {
            (AggregateOp::Count | AggregateOp::First | AggregateOp::Last, None) => None,
            (AggregateOp::Count | AggregateOp::First | AggregateOp::Last, Some(property)) => {
                let error = Diagnostic::error(
                    codes::ARGUMENTS,
                    property.span,
                    "this counts events, not a property of theirs",
                );
                return Err(self.error(
                    error
                        .here("leave it out")
                        .help("`distinct(E.p)` counts the different values of a property"),
                ));
            }
            (_, Some(property)) => {
                self.check_property(property, &query.event.text)?;
                Some(self.fields.property(&property.text))
            }
            (_, None) => {
                let error =
                    Diagnostic::error(codes::ARGUMENTS, span, "the property to take is missing");
                return Err(self.error(error.here("such as `sum(purchase.value)`")));
            }
        };
        if let (Some((_, ty)), Some(name)) = (&property, &query.property)
            && !aggregates(op, ty)
        {
            let error = Diagnostic::error(
                codes::NUMBER_NEEDED,
                name.span,
                format!("`{}` is {}", name.text, ty.name()),
            );
            return Err(self.error(error.here("a number is needed here")));
        }
        let query = found?;
        Ok(match (op, property) {
            (AggregateOp::First, _) => Operand::Date(Moment::First(Box::new(query))),
            (AggregateOp::Last, _) => {
                let nth = nth.map_or(Ok(1), |n| self.count(n))?;
                Operand::Date(Moment::Last { query: Box::new(query), nth })
            }
            (op, Some((property, _))) => match aggregate_op(op) {
                Some(op) => Operand::Number(Num::Aggregate { op, query, property }),
                None => Operand::Number(Num::Count(query)),
            },
            (_, None) => Operand::Number(Num::Count(query)),
        })
    }
}

/// What may help where another type is needed.
fn help_for(needed: &str, found: &Operand) -> Option<&'static str> {
    match (needed, found) {
        ("a number" | "a number or a date", Operand::Text(..)) => {
            Some("if it holds numbers, declare the column as `number`")
        }
        ("a date", Operand::Text(..)) => Some("if it holds dates, declare the column as `date`"),
        ("text", Operand::Number(_)) => Some("compare numbers with `=`, `>` or `between`"),
        ("text", Operand::Date(_)) => Some("compare dates with `within`, `before` or `between`"),
        ("text" | "a number" | "a number or a date", Operand::Bool(_)) => {
            Some("compare it with `= yes` or `= no`")
        }
        (_, Operand::Date(_)) => Some("count with `days since …`"),
        _ => None,
    }
}

/// Can this be taken of a property of that type?
fn aggregates(op: AggregateOp, ty: &Type) -> bool {
    match op {
        AggregateOp::Distinct => *ty != Type::List,
        _ => *ty == Type::Number,
    }
}

fn aggregate_op(op: AggregateOp) -> Option<expr::AggregateOp> {
    Some(match op {
        AggregateOp::Sum => expr::AggregateOp::Sum,
        AggregateOp::Average => expr::AggregateOp::Average,
        AggregateOp::Minimum => expr::AggregateOp::Minimum,
        AggregateOp::Maximum => expr::AggregateOp::Maximum,
        AggregateOp::Distinct => expr::AggregateOp::Distinct,
        AggregateOp::Count | AggregateOp::First | AggregateOp::Last => return None,
    })
}

fn arithmetic(op: ast::ArithmeticOp) -> ArithmeticOp {
    match op {
        ast::ArithmeticOp::Add => ArithmeticOp::Add,
        ast::ArithmeticOp::Subtract => ArithmeticOp::Subtract,
        ast::ArithmeticOp::Multiply => ArithmeticOp::Multiply,
        ast::ArithmeticOp::Divide => ArithmeticOp::Divide,
    }
}

/// The functions of numbers; the others are taken care of before.
fn numeric(function: ast::Function) -> Function {
    use ast::Function as F;
    match function {
        F::Min => Function::Min,
        F::Max => Function::Max,
        F::Round => Function::Round,
        F::Floor => Function::Floor,
        F::Ceil => Function::Ceil,
        F::Sqrt => Function::Sqrt,
        F::Log => Function::Log,
        F::Exp => Function::Exp,
        F::Abs | F::Domain | F::Coverage => Function::Abs,
    }
}
