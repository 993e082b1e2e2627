//! Ageing: the factor of an occurrence by its age.

use crate::sql::Leaning;
use crate::sql::from_ir::builder::Builder;
use crate::sql::tree::{Expr, Operator, if_else, phrase};
use crate::types::ageing::{Ageing, GREATEST, Shape};

/// A power smaller than this leaves nothing of any number of points.
const NOTHING: f64 = 1e-30;

impl Builder<'_> {
    /// The factor at an age in whole seconds, at least 0; nothing where there is no ageing.
    pub fn factor(&mut self, ageing: &Ageing, age: Expr) -> Option<Expr> {
        let shape =
            ageing.shape.as_ref().map(|(shape, delay)| self.shape(shape, after(&age, *delay)));
        let Some((end, delay)) = ageing.expires else { return shape };
        let gone = after(&age, delay).at_least(Expr::Whole(end.into()));
        Some(if_else(gone, Expr::Double(0.0), shape.unwrap_or(Expr::Double(1.0))))
    }

    fn shape(&mut self, shape: &Shape, t: Expr) -> Expr {
        let double = self.dialect.wholes.double;
        match shape {
            Shape::Smooth { keep, period } => {
                let periods =
                    phrase(double, [t]).binary(Operator::Divide, Expr::Double(*period as f64));
                self.power(*keep, periods, GREATEST as f64 / *period as f64)
            }
            Shape::Stepped { keep, period } => {
                let wide = phrase(self.dialect.wholes.wide, [t]);
                let periods =
                    phrase(self.dialect.wholes.divide, [wide, Expr::Whole((*period).into())]);
                let periods = phrase(double, [phrase(self.dialect.wholes.narrow, [periods])]);
                self.power(*keep, periods, GREATEST as f64)
            }
            Shape::Linear { rate, period } => {
                let gone = Expr::Double(*rate)
                    .times(phrase(double, [t]))
                    .binary(Operator::Divide, Expr::Double(*period as f64));
                let left = Expr::Double(1.0).minus(gone.clone());
                let over = gone.binary(Operator::Greater, Expr::Double(1.0));
                if_else(over, Expr::Double(0.0), left)
            }
            Shape::Steps(steps) => {
                let row = |(end, share): &(i64, f64)| {
                    (t.clone().less(Expr::Whole((*end).into())), Expr::Double(*share))
                };
                match steps.is_empty() {
                    true => Expr::Double(0.0),
                    false => Expr::Case(
                        steps.iter().map(row).collect(),
                        Some(Box::new(Expr::Double(0.0))),
                    ),
                }
            }
        }
    }

    /// `keep` to a power that counts to `most`; from where nothing is left on, it counts no further.
    fn power(&mut self, keep: f64, exponent: Expr, most: f64) -> Expr {
        self.lean(Leaning::Power);
        let end = if keep > 0.0 && keep < 1.0 { NOTHING.ln() / keep.ln() } else { most };
        let bound = Expr::Double(end.min(most));
        phrase(self.dialect.numbers.power, [Expr::Double(keep), exponent, bound])
    }
}

fn after(age: &Expr, delay: i64) -> Expr {
    if delay == 0 {
        return age.clone();
    }
    let delay = Expr::Whole(delay.into());
    let over = age.clone().binary(Operator::Greater, delay.clone());
    if_else(over, age.clone().minus(delay), Expr::Whole(0))
}
