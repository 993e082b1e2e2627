//! Formulas of scores: exact arithmetic over published figures.

use num_rational::BigRational;
use num_traits::Zero;

use crate::check::Result;
use crate::check::fields::Scope;
use crate::check::literals::describe;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{structure, types as codes};
use crate::ir::program::Formula;
use crate::syntax::ast::{ArithmeticOp, Expr, ExprKind, Function, Root};

impl<'a> Model<'a> {
    pub fn formula(&mut self, expr: &'a Expr) -> Result<Formula> {
        match &*expr.kind {
            ExprKind::Paren(inner) => self.formula(inner),
            ExprKind::Name(name) | ExprKind::Dotted { root: Root::Score, name } => {
                self.score_named(name, &Scope::default()).map(Formula::Score)
            }
            ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Param(_) => {
                self.exact(expr).map(Formula::Number)
            }
            ExprKind::Negate(inner) => Ok(Formula::Negate(Box::new(self.formula(inner)?))),
            ExprKind::Arithmetic { op: ArithmeticOp::Divide, left, right } => {
                let (left, right) = (self.formula(left), self.divisor(right));
                Ok(Formula::Divide(Box::new(left?), right?))
            }
            ExprKind::Arithmetic { op, left, right } => {
                let (left, right) = (self.formula(left), self.formula(right));
                let (left, right) = (Box::new(left?), Box::new(right?));
                Ok(match op {
                    ArithmeticOp::Add => Formula::Add(left, right),
                    ArithmeticOp::Subtract => Formula::Subtract(left, right),
                    _ => Formula::Multiply(left, right),
                })
            }
            ExprKind::Call { function, arguments } => self.formula_call(*function, arguments, expr),
            ExprKind::Broken => Err(crate::check::Reported),
            kind => {
                let error = Diagnostic::error(
                    codes::FORMULA,
                    expr.span,
                    format!("a formula is made of scores and numbers, not of {}", describe(kind)),
                )
                .here("not a score")
                .help("put this into a rule of one of the scores: a score with `{ … }`");
                Err(self.error(error))
            }
        }
    }

    /// Division is by a constant, so that a formula always has a value.
    fn divisor(&mut self, expr: &'a Expr) -> Result<BigRational> {
        let formula = self.formula(expr)?;
        match constant(&formula) {
            Some(value) if !value.is_zero() => Ok(value),
            Some(_) => {
                let error = Diagnostic::error(
                    structure::DIVISION,
                    expr.span,
                    "nothing can be divided by 0",
                );
                Err(self.error(error.here("this is 0")))
            }
            None => {
                let error = Diagnostic::error(
                    structure::DIVISION,
                    expr.span,
                    "a formula divides only by a number: a score may be 0",
                );
                Err(self.error(error.here("not a fixed number")))
            }
        }
    }

    fn formula_call(
        &mut self,
        function: Function,
        arguments: &'a [Expr],
        expr: &'a Expr,
    ) -> Result<Formula> {
        let parts: Vec<Result<Formula>> = arguments.iter().map(|a| self.formula(a)).collect();
        let mut parts = parts.into_iter().collect::<Result<Vec<Formula>>>()?;
        let many = parts.len();
        let one = match (function, many) {
            (Function::Min, 2..) => return Ok(Formula::Min(parts)),
            (Function::Max, 2..) => return Ok(Formula::Max(parts)),
            (_, 1) => parts.swap_remove(0),
            _ => {
                let error = Diagnostic::error(
                    codes::ARGUMENTS,
                    expr.span,
                    "the number of values between the parentheses does not fit",
                );
                return Err(
                    self.error(error.here("`min` and `max` take two or more, the others one"))
                );
            }
        };
        Ok(match function {
            Function::Abs => Formula::Abs(Box::new(one)),
            Function::Round => Formula::Round(Box::new(one)),
            Function::Floor => Formula::Floor(Box::new(one)),
            Function::Ceil => Formula::Ceil(Box::new(one)),
            _ => {
                let error = Diagnostic::error(codes::FORMULA, expr.span, "a formula is computed exactly: only `min max abs round floor ceil` may be called")
                    .here("not in a formula");
                return Err(self.error(error));
            }
        })
    }
}

/// The value of a formula that reads no score.
fn constant(formula: &Formula) -> Option<BigRational> {
    Some(match formula {
        Formula::Number(n) => n.clone(),
        Formula::Negate(a) => -constant(a)?,
        Formula::Add(a, b) => constant(a)? + constant(b)?,
        Formula::Subtract(a, b) => constant(a)? - constant(b)?,
        Formula::Multiply(a, b) => constant(a)? * constant(b)?,
        Formula::Divide(a, b) => constant(a)? / b,
        _ => return None,
    })
}
