//! Does one condition hold wherever another does? Outside any event.

use crate::ir::expr::Cond;
use crate::optimise::guards::facts::Facts;
use crate::optimise::key::Key;
use crate::optimise::subject::Values;
use crate::optimise::subject::about;
use crate::optimise::walk::Ask;

/// More alternatives than so many are taken as one whole.
const ALTERNATIVES: usize = 8;

/// What is so where some conditions are certainly true.
pub struct Premise {
    /// One for each operand of an `or`: what follows must follow from every one.
    cases: Vec<Facts>,
}

impl Premise {
    /// All of these are certainly true.
    pub fn of(conditions: &[&Cond]) -> Premise {
        let alternatives = match conditions {
            [Cond::Or(of)] if of.len() <= ALTERNATIVES => {
                of.iter().map(|part| vec![part]).collect()
            }
            _ => vec![conditions.to_vec()],
        };
        let facts = |all: Vec<&Cond>| {
            let mut facts = Facts::default();
            all.into_iter().for_each(|condition| facts.learn(condition, 0));
            facts
        };
        Premise { cases: alternatives.into_iter().map(facts).collect() }
    }

    /// Is this certainly true then?
    pub fn implies(&self, condition: &Cond) -> bool {
        self.cases.iter().all(|facts| is_true(facts, condition))
    }

    /// Is this never certainly true then?
    pub fn excludes(&self, condition: &Cond) -> bool {
        self.cases.iter().all(|facts| is_not_true(facts, condition))
    }
}

/// A condition about one thing: what it is about, and for which of its values it holds.
pub struct Comparison {
    pub about: Key,
    values: Values,
}

impl Comparison {
    /// Of a condition about one thing, with so many events around it, other than whether that is known.
    pub fn of(condition: &Cond, depth: u8) -> Option<Comparison> {
        let atom = if let Cond::Not(inner) = condition { inner } else { condition };
        if matches!(atom, Cond::Known(_)) {
            return None;
        }
        about(condition, depth).map(|(about, values)| Comparison { about, values })
    }

    /// Does the other hold wherever this one does? Both are about one thing.
    pub fn is_within(&self, other: &Comparison) -> bool {
        self.about == other.about && self.values.is_within(&other.values)
    }

    /// Either holds, where both are about one thing.
    pub fn or(self, other: Comparison) -> Option<Comparison> {
        let same = self.about == other.about;
        let values = if same { self.values.combined(&other.values, true) } else { None };
        Some(Comparison { values: values?, ..self })
    }
}

fn is_true(facts: &Facts, condition: &Cond) -> bool {
    match condition {
        Cond::Constant(value) => *value,
        Cond::And(of) => of.iter().all(|part| is_true(facts, part)),
        Cond::Or(of) if of.iter().any(|part| is_true(facts, part)) => true,
        Cond::Not(inner) => facts.answer(inner, Ask::False, 0) == Some(Cond::Constant(false)),
        _ => facts.answer(condition, Ask::True, 0) == Some(Cond::Constant(true)),
    }
}

fn is_not_true(facts: &Facts, condition: &Cond) -> bool {
    match condition {
        Cond::Constant(value) => !*value,
        Cond::And(of) if of.iter().any(|part| is_not_true(facts, part)) => true,
        Cond::Or(of) => of.iter().all(|part| is_not_true(facts, part)),
        Cond::Not(inner) => facts.answer(inner, Ask::False, 0) == Some(Cond::Constant(true)),
        _ => facts.answer(condition, Ask::True, 0) == Some(Cond::Constant(false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::expr::{CompareOp, Num, Place};
    use crate::types::AttributeId;

    fn more_than(bound: f64) -> Cond {
        let left = Num::Field(Place::Lead(AttributeId(0)));
        Cond::Number { left, op: CompareOp::Greater, right: Num::Literal(bound) }
    }

    #[test]
    fn the_narrower_implies_the_wider() {
        let premise = Premise::of(&[&more_than(5.0)]);
        assert!(premise.implies(&more_than(3.0)) && !premise.implies(&more_than(7.0)));
        let no_more = Cond::Not(Box::new(more_than(3.0)));
        assert!(premise.excludes(&no_more) && !premise.excludes(&more_than(7.0)));
        let either = Cond::Or(vec![more_than(9.0), more_than(5.0)]);
        assert!(Premise::of(&[&either]).implies(&more_than(3.0)));
        assert!(!Premise::of(&[&either]).implies(&more_than(7.0)));
    }
}
