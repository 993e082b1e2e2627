//! Ageing: shapes with their times and shares put in, and what a block hands down to its rules.

use crate::check::Result;
use crate::check::model::Model;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::{structure, types as codes};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, Item};
use crate::types::ageing::{Ageing, Shape};

/// Steps may rise, but not without end.
const MOST_STEP: f64 = 1000.0;

impl<'a> Model<'a> {
    pub fn ageing(&mut self, ageing: &'a ast::Ageing) -> Result<Ageing> {
        let ast::AgeingKind::On { shape, expires } = &ageing.kind else {
            return Ok(Ageing::default());
        };
        let shape = shape.as_ref().map(|s| self.shape(s)).transpose();
        let expires = expires.as_ref().map(|e| self.expires(e)).transpose();
        Ok(Ageing { shape: shape?, expires: expires? })
    }

    fn expires(&mut self, expires: &'a ast::Delayed<Expr>) -> Result<(i64, i64)> {
        let (end, delay) = (self.seconds(&expires.it), self.delay(expires.after.as_ref()));
        Ok((end?, delay?))
    }

    fn delay(&mut self, after: Option<&'a Expr>) -> Result<i64> {
        after.map_or(Ok(0), |a| self.seconds(a))
    }

    fn shape(&mut self, shape: &'a ast::Delayed<ast::Shape>) -> Result<(Shape, i64)> {
        let delay = self.delay(shape.after.as_ref());
        let shape = match &shape.it {
            ast::Shape::Smooth { percent, per } => {
                let (percent, period) = self.rate(percent, per)?;
                Shape::Smooth { keep: (100.0 - percent) / 100.0, period }
            }
            ast::Shape::Stepped { percent, per } => {
                let (percent, period) = self.rate(percent, per)?;
                Shape::Stepped { keep: (100.0 - percent) / 100.0, period }
            }
            ast::Shape::Linear { percent, per } => {
                let (percent, period) = self.rate(percent, per)?;
                Shape::Linear { rate: percent / 100.0, period }
            }
            ast::Shape::HalfLife(period) => {
                Shape::Smooth { keep: 0.5, period: self.seconds(period)? }
            }
            ast::Shape::Steps(steps) => self.steps(steps)?,
        };
        Ok((shape, delay?))
    }

    fn rate(&mut self, percent: &'a Expr, per: &'a Expr) -> Result<(f64, i64)> {
        let (share, period) = (self.percent(percent, 100.0), self.seconds(per));
        let share = share?;
        if share == 0.0 || share == 100.0 {
            let help = if share == 0.0 {
                "to switch ageing off write `no decay`"
            } else {
                "to drop points at once write `expires 30d`"
            };
            let error = Diagnostic::error(
                codes::SHARE_NEEDED,
                percent.span,
                format!("a decay of {share}% is none"),
            );
            return Err(self.error(error.here("more than 0% and less than 100%").help(help)));
        }
        Ok((share, period?))
    }

    fn steps(&mut self, steps: &'a [(Expr, Expr)]) -> Result<Shape> {
        let mut all: Vec<(i64, f64)> = Vec::new();
        for (until, percent) in steps {
            let (end, share) = (self.seconds(until), self.percent(percent, MOST_STEP));
            let end = end?;
            if all.last().is_some_and(|last| last.0 >= end) {
                let error = Diagnostic::error(
                    structure::ROWS_OUT_OF_ORDER,
                    until.span,
                    "the steps must stand from the shortest time to the longest",
                );
                return Err(self.error(error.here("not later than the step before")));
            }
            all.push((end, share? / 100.0));
        }
        Ok(Shape::Steps(all))
    }

    /// What the rules of a block inherit: the block's own ageing, else that of the block around.
    pub fn block_ageing(
        &mut self,
        statements: &'a [ast::Statement<Item>],
        outer: &Ageing,
    ) -> Ageing {
        let mut own: Option<(Ageing, Span)> = None;
        for statement in statements {
            let Item::Ageing(line) = &statement.it else { continue };
            let Ok(ageing) = self.ageing(line) else { continue };
            own = match own {
                None => Some((ageing, line.span)),
                Some((first, span)) => Some((self.merge(first, span, ageing, line.span), span)),
            };
        }
        own.map_or_else(|| outer.clone(), |(ageing, _)| ageing)
    }

    /// `decay …` and `expires …` may stand on two lines of one block; anything else twice is an error.
    fn merge(&mut self, first: Ageing, first_span: Span, second: Ageing, span: Span) -> Ageing {
        let off = first == Ageing::default() || second == Ageing::default();
        if off
            || (first.shape.is_some() && second.shape.is_some())
            || (first.expires.is_some() && second.expires.is_some())
        {
            self.error(
                Diagnostic::error(
                    structure::AGEING_TWICE,
                    span,
                    "this block already says how points age",
                )
                .here("second time")
                .label(first_span, "first time")
                .help("leave one of them out, or write it behind the rules that it is for")
                .fix("leave this one out", span, ""),
            );
            return first;
        }
        Ageing { shape: first.shape.or(second.shape), expires: first.expires.or(second.expires) }
    }
}
