//! What is certainly so at one place of a program.

use std::collections::HashMap;

use crate::ir::expr::{Cond, Moment, Num, Operand};
use crate::optimise::guards::operands;
use crate::optimise::key::{Key, of_cond};
use crate::optimise::subject::{Values, about};
use crate::optimise::walk::Ask;

/// More stretches of numbers than so many are not worth keeping.
const PIECES: usize = 16;

/// Facts about fields of the lead and of the events around, learnt and forgotten in turn.
#[derive(Default)]
pub struct Facts {
    /// The values that something known may have here.
    values: HashMap<Key, Values>,
    /// What is said of conditions as a whole, `… is known` among them.
    truths: HashMap<Key, Truth>,
    /// Something may be surely unknown.
    unknowns: bool,
    /// What was so before, the latest last.
    log: Vec<Before>,
}

#[derive(Clone, Copy, PartialEq)]
enum Truth {
    /// Certainly true, or certainly false.
    Certain(bool),
    /// False or unknown.
    NotTrue,
}

enum Before {
    Values(Key, Option<Values>),
    Truth(Key, Option<Truth>),
}

impl Facts {
    pub fn mark(&self) -> usize {
        self.log.len()
    }

    /// Everything learnt since the mark.
    pub fn forget(&mut self, mark: usize) {
        for before in self.log.drain(mark..).rev() {
            match before {
                Before::Values(key, Some(values)) => drop(self.values.insert(key, values)),
                Before::Values(key, None) => drop(self.values.remove(&key)),
                Before::Truth(key, Some(truth)) => drop(self.truths.insert(key, truth)),
                Before::Truth(key, None) => drop(self.truths.remove(&key)),
            }
        }
    }

    /// The condition is certainly true here.
    pub fn learn(&mut self, condition: &Cond, depth: u8) {
        match condition {
            Cond::Constant(_) => return,
            Cond::And(of) => return of.iter().for_each(|part| self.learn(part, depth)),
            Cond::Not(inner) => self.certain(inner, false, depth),
            _ => self.certain(condition, true, depth),
        }
        if let Some((subject, values)) = about(condition, depth) {
            self.narrow(subject, values);
        }
    }

    /// The condition is certainly true wherever anything is asked, but queries may see other events than it did.
    pub fn learn_of_fields(&mut self, guard: &Cond) {
        match guard {
            Cond::And(of) => of.iter().for_each(|part| self.learn_of_fields(part)),
            _ if is_of_fields(guard) => self.learn(guard, 0),
            _ => {}
        }
    }

    /// The condition is not certainly true here.
    pub fn doubt(&mut self, condition: &Cond, depth: u8) {
        if let Cond::Or(of) = condition {
            of.iter().for_each(|part| self.doubt(part, depth));
        }
        let key = of_cond(condition, depth);
        if !self.truths.contains_key(&key) {
            self.say(key, Truth::NotTrue);
        }
    }

    /// The answer as far as it is asked for, if the facts have it.
    pub fn answer(&self, condition: &Cond, ask: Ask, depth: u8) -> Option<Cond> {
        if self.truths.is_empty() || matches!(condition, Cond::Constant(_)) {
            return None;
        }
        match self.truths.get(&of_cond(condition, depth)) {
            Some(Truth::Certain(value)) => return Some(Cond::Constant(*value)),
            Some(Truth::NotTrue) if ask == Ask::True => return Some(ask.no()),
            _ => {}
        }
        let unknown = |operand: &Operand| self.is_known(operand, depth) == Some(false);
        if self.unknowns && operands::needed(condition).iter().any(unknown) {
            return Some(ask.no());
        }
        if matches!(condition, Cond::Not(_)) {
            return None;
        }
        let (subject, values) = about(condition, depth)?;
        let fact = self.values.get(&subject)?;
        if fact.is_within(&values) {
            return Some(Cond::Constant(true));
        }
        fact.is_apart(&values).then_some(Cond::Constant(false))
    }

    fn is_known(&self, operand: &Operand, depth: u8) -> Option<bool> {
        match self.truths.get(&of_cond(&Cond::Known(operand.clone()), depth)) {
            Some(Truth::Certain(known)) => Some(*known),
            _ => None,
        }
    }

    /// A condition other than `and` and `not` is certainly so: then all that it needs is known.
    fn certain(&mut self, condition: &Cond, value: bool, depth: u8) {
        self.unknowns |= !value && matches!(condition, Cond::Known(_));
        self.say(of_cond(condition, depth), Truth::Certain(value));
        let needed = match condition {
            Cond::Known(operand) if value => operands::under(operand),
            _ => operands::needed(condition),
        };
        for operand in needed {
            self.say(of_cond(&Cond::Known(operand), depth), Truth::Certain(true));
        }
    }

    fn say(&mut self, key: Key, truth: Truth) {
        let before = self.truths.insert(key.clone(), truth);
        self.log.push(Before::Truth(key, before));
    }

    fn narrow(&mut self, subject: Key, values: Values) {
        let known = self.values.get(&subject);
        let narrower = known.and_then(|known| known.combined(&values, false));
        let values = narrower.unwrap_or(values);
        if values.pieces() <= PIECES {
            let before = self.values.insert(subject.clone(), values);
            self.log.push(Before::Values(subject, before));
        }
    }
}

/// Is it about attributes and literals alone?
fn is_of_fields(condition: &Cond) -> bool {
    let number = |value: &Num| matches!(value, Num::Literal(_) | Num::Field(_));
    let date = |value: &Moment| matches!(value, Moment::Literal(_) | Moment::Field(_));
    match condition {
        Cond::Bool { .. }
        | Cond::SameBool(..)
        | Cond::TextIn { .. }
        | Cond::SameText { .. }
        | Cond::TextTest { .. }
        | Cond::TextTestField { .. }
        | Cond::Matches { .. }
        | Cond::ListHas { .. }
        | Cond::Known(Operand::Text(_) | Operand::Field(_)) => true,
        Cond::Number { left, right, .. } => number(left) && number(right),
        Cond::NumberIn { value, .. } | Cond::Known(Operand::Number(value)) => number(value),
        Cond::Date { left, right, .. } => date(left) && date(right),
        Cond::DateIn { value, .. }
        | Cond::Age { value, .. }
        | Cond::Known(Operand::Date(value)) => date(value),
        Cond::Not(inner) => is_of_fields(inner),
        Cond::Or(of) => of.iter().all(is_of_fields),
        _ => false,
    }
}
