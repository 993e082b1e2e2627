//! Numbers and moments, null where they are unknown.

use crate::ir::expr::{ArithmeticOp, Function, Moment, Num, Place};
use crate::sql::Leaning;
use crate::sql::from_ir::bounds;
use crate::sql::from_ir::builder::Builder;
use crate::sql::from_ir::conditions::At;
use crate::sql::from_ir::rows::{Slot, What};
use crate::sql::tree::{Expr, Operator, if_else, phrase, when};

const DAY: f64 = 86_400.0;

impl Builder<'_> {
    /// A number that is finite, or unknown.
    pub fn known_number(&mut self, at: At, number: &Num) -> Expr {
        let expr = self.number(at, number);
        if may_be_infinite(number) { self.finite(expr) } else { expr }
    }

    /// The same, but infinite where a computation went out of range: sums, differences and products of it stay so, and are made unknown once.
    fn number(&mut self, at: At, number: &Num) -> Expr {
        match number {
            Num::Literal(value) => Expr::Double(*value),
            Num::Field(place) => at.place(*place),
            Num::Score(score) => {
                let hundredths = at.rows.slot(Slot::Score(*score));
                let double = phrase(self.dialect.wholes.double, [hundredths]);
                double.binary(Operator::Divide, Expr::Double(100.0))
            }
            Num::Coverage(attributes) => {
                let known = attributes
                    .iter()
                    .map(|a| at.place(Place::Lead(*a)).present())
                    .map(|known| if_else(known, Expr::Double(1.0), Expr::Double(0.0)))
                    .reduce(Expr::plus);
                match known {
                    None => Expr::Double(1.0),
                    Some(known) => {
                        let count = Expr::Double(attributes.len() as f64);
                        known.binary(Operator::Divide, count)
                    }
                }
            }
            Num::Count(query) => {
                let count = self.complete(at, query, What::Count);
                phrase(self.dialect.wholes.double, [count])
            }
            Num::Aggregate { op, query, property } => {
                let what = self.aggregate(*op, *property);
                let value = self.complete(at, query, what);
                match what {
                    What::Distinct(_) => phrase(self.dialect.wholes.double, [value]),
                    _ => value,
                }
            }
            Num::DaysSince(moment) => {
                let age = self.age(at, moment);
                self.days(age)
            }
            Num::DaysUntil(moment) => {
                let left = self.moment(at, moment).minus(self.as_of());
                self.days(left)
            }
            Num::Arithmetic { op, left, right } => self.arithmetic(at, *op, left, right),
            Num::Negate(of) => Expr::Double(0.0).minus(self.number(at, of)),
            Num::Call { function, arguments } => {
                let arguments = arguments.iter().map(|a| self.known_number(at, a)).collect();
                self.call(*function, arguments)
            }
        }
    }

    fn aggregate(
        &self,
        op: crate::ir::expr::AggregateOp,
        property: crate::types::PropertyId,
    ) -> What {
        use crate::ir::expr::AggregateOp;
        match op {
            AggregateOp::Sum => What::Sum(property),
            AggregateOp::Average => What::Average(property),
            AggregateOp::Minimum => What::Minimum(property),
            AggregateOp::Maximum => What::Maximum(property),
            AggregateOp::Distinct => What::Distinct(property),
        }
    }

    fn days(&self, seconds: Expr) -> Expr {
        let seconds = phrase(self.dialect.wholes.double, [seconds]);
        seconds.binary(Operator::Divide, Expr::Double(DAY))
    }

    fn arithmetic(&mut self, at: At, op: ArithmeticOp, left: &Num, right: &Num) -> Expr {
        let numbers = &self.dialect.numbers;
        let plain = bounds::of_arithmetic(op, left, right).is_some();
        let left = self.number(at, left);
        // A quotient by what is infinite would be 0.
        let (symbol, operation, right) = match op {
            ArithmeticOp::Add => (Operator::Add, numbers.add, self.number(at, right)),
            ArithmeticOp::Subtract => {
                (Operator::Subtract, numbers.subtract, self.number(at, right))
            }
            ArithmeticOp::Multiply => {
                (Operator::Multiply, numbers.multiply, self.number(at, right))
            }
            ArithmeticOp::Divide => {
                (Operator::Divide, numbers.divide, self.known_number(at, right))
            }
        };
        let by_zero = op == ArithmeticOp::Divide && !matches!(right, Expr::Double(by) if by != 0.0);
        match plain && !by_zero {
            true => left.binary(symbol, right),
            false => phrase(operation, [left, right]),
        }
    }

    fn call(&mut self, function: Function, arguments: Vec<Expr>) -> Expr {
        let numbers = &self.dialect.numbers;
        if matches!(function, Function::Log | Function::Exp) {
            self.lean(Leaning::LogExp);
        }
        let one = |name: &'static str| Expr::Phrase(name, arguments.clone());
        match function {
            Function::Min => self.all_known(numbers.least, arguments),
            Function::Max => self.all_known(numbers.greatest, arguments),
            Function::Abs => one(numbers.abs),
            Function::Round => one(numbers.round),
            Function::Floor => one(numbers.floor),
            Function::Ceil => one(numbers.ceil),
            Function::Sqrt => one(numbers.sqrt),
            Function::Log => one(numbers.log),
            Function::Exp => one(numbers.exp),
        }
    }

    /// The least or greatest of several; unknown where one is.
    fn all_known(&self, call: &'static str, of: Vec<Expr>) -> Expr {
        if let [one] = of.as_slice() {
            return one.clone();
        }
        let open: Vec<Expr> =
            of.iter().filter(|e| !matches!(e, Expr::Double(_))).cloned().collect();
        let made = Expr::Phrase("{0}({1})", vec![Expr::Word(call), Expr::List(of)]);
        if self.dialect.numbers.null_wins || open.is_empty() {
            return made;
        }
        when(Expr::All(open.into_iter().map(Expr::present).collect()), made)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn moment(&mut self, at: At, moment: &Moment) -> Expr {
        match moment {
            Moment::Literal(time) => Expr::Whole((*time).into()),
            Moment::Field(place) => at.place(*place),
            Moment::Time { up } => at.rows.slot(Slot::Time(at.depth.saturating_sub(*up))),
            Moment::First(query) => self.complete(at, query, What::First),
            Moment::Last { query, nth } => self.complete(at, query, What::Last(*nth)),
        }
    }

    /// Seconds from a date to the moment.
    pub fn age(&mut self, at: At, moment: &Moment) -> Expr {
        match moment {
            Moment::Time { up } => at.rows.slot(Slot::Age(at.depth.saturating_sub(*up))),
            other => {
                let date = self.moment(at, other);
                self.as_of().minus(date)
            }
        }
    }
}

/// Its computation may go out of range. Of what every dialect makes unknown by itself, `finite` is the thing as it is.
fn may_be_infinite(number: &Num) -> bool {
    match number {
        Num::Arithmetic { .. } => bounds::of(number).is_none(),
        Num::Negate(of) => may_be_infinite(of),
        Num::Call { function, .. } => *function == Function::Exp,
        _ => false,
    }
}
