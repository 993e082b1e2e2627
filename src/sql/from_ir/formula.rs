//! Formulas: exact fractions of published scores, as whole numbers over a divisor that is known, rounded once.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, ToPrimitive};

use crate::ir::program::{Formula, Score};
use crate::sql::from_ir::builder::{Builder, New};
use crate::sql::from_ir::points::held;
use crate::sql::from_ir::rows::{Rows, Slot};
use crate::sql::tree::{Expr, Operator, if_else, phrase};
use crate::types::points::LIMIT;

/// A fraction: a wide whole number over a positive one.
struct Exact {
    over: Expr,
    under: BigInt,
    /// The upper number is within this.
    bound: BigInt,
}

impl Builder<'_> {
    /// The formula's value to two decimals, half away from zero, and within what it is.
    pub fn formula(&mut self, leads: &mut Rows, score: &Score, formula: &Formula) -> (Expr, i128) {
        let value = self.exact(leads, score, formula);
        let hundred = BigInt::from(100);
        let common = hundred.gcd(&value.under);
        let value = self.scaled(value, hundred / &common, common);
        let bound = (&value.bound / &value.under + BigInt::one()).to_i128().unwrap_or(i128::MAX);
        let rounded = self.whole(leads, score, value, Rounding::Nearest);
        let limit = |limit: i128| phrase(self.dialect.wholes.wide, [Expr::Whole(limit)]);
        let rounded = match bound > LIMIT {
            true => held(rounded, limit(-LIMIT), limit(LIMIT)),
            false => rounded,
        };
        (phrase(self.dialect.wholes.narrow, [rounded]), bound.min(LIMIT))
    }

    fn exact(&mut self, leads: &mut Rows, score: &Score, formula: &Formula) -> Exact {
        let mut of = |formula: &Formula| self.exact(leads, score, formula);
        match formula {
            Formula::Number(number) => self.number_of(number),
            Formula::Score(id) => {
                let range = self.program.scores[id.index()].range;
                let end = |end: Option<crate::types::Points>| {
                    end.map_or(LIMIT, |p| i128::from(p.0).abs())
                };
                let wide = phrase(self.dialect.wholes.wide, [leads.slot(Slot::Score(*id))]);
                let bound = BigInt::from(end(range.low).max(end(range.high)));
                Exact { over: wide, under: BigInt::from(100), bound }
            }
            Formula::Add(left, right) => {
                let (left, right) = (of(left), of(right));
                self.combined(left, right, Operator::Add)
            }
            Formula::Subtract(left, right) => {
                let (left, right) = (of(left), of(right));
                self.combined(left, right, Operator::Subtract)
            }
            Formula::Multiply(left, right) => {
                let (left, right) = (of(left), of(right));
                let product = Exact {
                    over: left.over.times(right.over),
                    under: left.under * right.under,
                    bound: left.bound * right.bound,
                };
                self.fitting(product)
            }
            Formula::Divide(left, by) => {
                let left = of(left);
                let by = self.number_of(&by.recip());
                let product = Exact {
                    over: left.over.times(by.over),
                    under: left.under * by.under,
                    bound: left.bound * by.bound,
                };
                self.fitting(product)
            }
            Formula::Negate(of_this) => {
                let value = of(of_this);
                Exact { over: Expr::Whole(0).minus(value.over), ..value }
            }
            Formula::Min(all) => {
                let all = all.iter().map(of).collect();
                self.chosen(leads, score, all, Operator::LessOrEqual)
            }
            Formula::Max(all) => {
                let all = all.iter().map(of).collect();
                self.chosen(leads, score, all, Operator::GreaterOrEqual)
            }
            Formula::Abs(of_this) => {
                let value = of(of_this);
                Exact { over: phrase("abs({0})", [value.over]), ..value }
            }
            Formula::Round(of_this) => {
                let value = of(of_this);
                self.made_whole(leads, score, value, Rounding::Nearest)
            }
            Formula::Floor(of_this) => {
                let value = of(of_this);
                self.made_whole(leads, score, value, Rounding::Down)
            }
            Formula::Ceil(of_this) => {
                let value = of(of_this);
                self.made_whole(leads, score, value, Rounding::Up)
            }
        }
    }

    fn number_of(&mut self, number: &BigRational) -> Exact {
        let value = Exact {
            over: self.literal_of(number.numer()),
            under: number.denom().clone(),
            bound: number.numer().abs(),
        };
        self.fitting(value)
    }

    /// Beyond 64 bits not every dialect reads a number as a whole one.
    fn literal_of(&self, number: &BigInt) -> Expr {
        match number.to_i64() {
            Some(number) => phrase(self.dialect.wholes.wide, [Expr::Whole(number.into())]),
            None => phrase(self.dialect.wholes.wide, [Expr::Text(number.to_string())]),
        }
    }

    /// What leaves the digits of wide numbers cannot be said.
    fn fitting(&mut self, value: Exact) -> Exact {
        let most = BigInt::from(10).pow(self.dialect.wholes.digits);
        if value.bound >= most || value.under >= most {
            let over = self.unsayable(
                "a formula whose figures may have more digits than its numbers",
                "ranges for the scores that it reads, such as `0..100`",
            );
            return Exact { over, under: BigInt::one(), bound: BigInt::one() };
        }
        value
    }

    /// Upper and lower number times a factor, the lower divided by what is common.
    fn scaled(&mut self, value: Exact, factor: BigInt, common: BigInt) -> Exact {
        let over = match factor.is_one() {
            true => value.over,
            false => value.over.times(self.literal_of(&factor)),
        };
        self.fitting(Exact { over, under: value.under / common, bound: value.bound * factor })
    }

    /// Over the least common divisor.
    fn alike(&mut self, all: Vec<Exact>) -> Vec<Exact> {
        let under = all.iter().fold(BigInt::one(), |under, value| under.lcm(&value.under));
        all.into_iter()
            .map(|value| {
                let factor = &under / &value.under;
                let value = self.scaled(value, factor, BigInt::one());
                Exact { under: under.clone(), ..value }
            })
            .collect()
    }

    fn combined(&mut self, left: Exact, right: Exact, operator: Operator) -> Exact {
        let mut all = self.alike(vec![left, right]);
        let (right, left) = (all.pop(), all.pop());
        let (Some(left), Some(right)) = (left, right) else {
            return Exact { over: Expr::Null, under: BigInt::one(), bound: BigInt::one() };
        };
        self.fitting(Exact {
            over: left.over.binary(operator, right.over),
            under: left.under,
            bound: left.bound + right.bound,
        })
    }

    /// The least or the greatest.
    fn chosen(
        &mut self,
        leads: &mut Rows,
        score: &Score,
        all: Vec<Exact>,
        better: Operator,
    ) -> Exact {
        let all = self.alike(all);
        let chosen = all.into_iter().reduce(|best, next| {
            let (one, two) =
                (self.named(leads, score, best.over), self.named(leads, score, next.over));
            let is_better = one.clone().binary(better, two.clone());
            Exact {
                over: if_else(is_better, one, two),
                under: best.under,
                bound: best.bound.max(next.bound),
            }
        });
        chosen.unwrap_or_else(|| self.number_of(&BigRational::from_integer(BigInt::from(0))))
    }

    fn made_whole(
        &mut self,
        leads: &mut Rows,
        score: &Score,
        value: Exact,
        rounding: Rounding,
    ) -> Exact {
        let bound = &value.bound / &value.under + BigInt::one();
        let over = self.whole(leads, score, value, rounding);
        Exact { over, under: BigInt::one(), bound }
    }

    fn whole(&mut self, leads: &mut Rows, score: &Score, value: Exact, rounding: Rounding) -> Expr {
        if value.under.is_one() {
            return value.over;
        }
        let under = value.under.to_i128().unwrap_or(1);
        let over = self.named(leads, score, value.over);
        let add = |number: i128| over.clone().plus(Expr::Whole(number));
        let (above, below) = match rounding {
            Rounding::Nearest => (under / 2, under / 2),
            Rounding::Down => (0, under - 1),
            Rounding::Up => (under - 1, 0),
        };
        let negative = over.clone().less(Expr::Whole(0));
        let shifted = if_else(negative, add(-below), add(above));
        phrase(self.dialect.wholes.divide, [shifted, Expr::Whole(under)])
    }

    /// A column of its own for what is said more than once.
    fn named(&mut self, leads: &mut Rows, score: &Score, of: Expr) -> Expr {
        if matches!(of, Expr::Column(..)) {
            return of;
        }
        let words = (&*format!("{} parts", score.name), "A part of the formula.");
        let name = self.extend(leads, words, vec![New::of(of, format!("part of {}", score.name))]);
        name.into_iter().next().map_or(Expr::Null, crate::sql::tree::column)
    }
}

/// Which whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rounding {
    /// Half away from zero.
    Nearest,
    Down,
    Up,
}
