//! Magnitudes of numbers that stay far from where doubles end: what is computed of them needs no second look.

use crate::ir::expr::{AggregateOp, ArithmeticOp, Function, Num};

/// What a number is at most, and at least where it is not 0, in magnitude.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    most: f64,
    least: f64,
}

/// Far from the ends.
const END: f64 = 1e280;

/// More events or points nobody has, nor sums of them.
const MANY: f64 = 1e30;

fn between(least: f64, most: f64) -> Option<Bounds> {
    (most <= END && least >= 1.0 / END).then_some(Bounds { most, least })
}

/// The magnitude of a number; nothing where it may be near an end. A column may hold any double.
pub fn of(number: &Num) -> Option<Bounds> {
    match number {
        Num::Literal(0.0) => between(1.0, 1.0),
        Num::Literal(value) => between(value.abs(), value.abs()),
        Num::Count(_) | Num::Aggregate { op: AggregateOp::Distinct, .. } => between(1.0, MANY),
        Num::Score(_) => between(0.01, MANY),
        Num::Coverage(_) => between(1e-9, 1.0),
        Num::Aggregate { op: AggregateOp::Sum, .. } => between(1e-9, MANY),
        Num::Aggregate { op: AggregateOp::Average, .. } => between(1e-9 / MANY, MANY),
        // Whole seconds, in days.
        Num::DaysSince(_) | Num::DaysUntil(_) => between(1e-5, MANY),
        Num::Negate(inner) => of(inner),
        Num::Arithmetic { op, left, right } => of_arithmetic(*op, left, right),
        Num::Call { function: Function::Abs, arguments } => of(arguments.first()?),
        Num::Call { function: Function::Min | Function::Max, arguments } => {
            let all: Option<Vec<Bounds>> = arguments.iter().map(of).collect();
            all?.into_iter()
                .reduce(|a, b| Bounds { most: a.most.max(b.most), least: a.least.min(b.least) })
        }
        Num::Call { function: Function::Round | Function::Floor | Function::Ceil, arguments } => {
            between(1.0, of(arguments.first()?)?.most + 1.0)
        }
        Num::Field(_) | Num::Aggregate { .. } | Num::Call { .. } => None,
    }
}

/// The same of `left op right`.
pub fn of_arithmetic(op: ArithmeticOp, left: &Num, right: &Num) -> Option<Bounds> {
    let (left, right) = (of(left)?, of(right)?);
    match op {
        // A difference that is not 0 is at least the last place of the lesser.
        ArithmeticOp::Add | ArithmeticOp::Subtract => {
            between(left.least.min(right.least) * 1e-17, left.most + right.most)
        }
        ArithmeticOp::Multiply => between(left.least * right.least, left.most * right.most),
        ArithmeticOp::Divide => between(left.least / right.most, left.most / right.least),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::AttributeId;

    #[test]
    fn columns_may_be_anything_and_literals_are_themselves() {
        let literal = |value| Box::new(Num::Literal(value));
        let field = Num::Field(crate::ir::expr::Place::Lead(AttributeId(0)));
        assert_eq!(of(&field), None);
        assert_eq!(of_arithmetic(ArithmeticOp::Divide, &literal(1e200), &literal(1e-100)), None);
        assert_eq!(
            of_arithmetic(ArithmeticOp::Multiply, &literal(-2.0), &literal(3.0)),
            Some(Bounds { most: 6.0, least: 6.0 })
        );
    }
}
