//! Conditions as two-valued formulas over what has classes: when is one certainly true, when certainly false?

use std::collections::BTreeMap;

use crate::bytecode::classes::{Atom, Holds, Of, Source};
use crate::bytecode::code::{TestKind, View};
use crate::bytecode::from_ir::builder::{Around, Builder, position};
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Column, Float, ScopeId, Set};
use crate::ir::expr::{Cond, Moment, Num, Operand, Place, Text};

/// Where the value stands that a leaf asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A position in the code's sources.
    Source(u32),
    /// What has no classes of its own is computed as a set.
    Set(Set),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    Constant(bool),
    Leaf(Key, Holds),
    And(Vec<Formula>),
    Or(Vec<Formula>),
}

/// The tests of a clause, all of which must hold.
pub type Tests = BTreeMap<Key, Holds>;

/// A rule with more clauses than this is computed by itself.
const CLAUSES: usize = 8;

impl Formula {
    pub fn negated(self) -> Formula {
        match self {
            Formula::Constant(value) => Formula::Constant(!value),
            Formula::Leaf(key, holds) => Formula::Leaf(key, holds.negated()),
            Formula::And(of) => Formula::Or(of.into_iter().map(Formula::negated).collect()),
            Formula::Or(of) => Formula::And(of.into_iter().map(Formula::negated).collect()),
        }
    }

    /// Nothing for no conditions is the constant that changes nothing; leaves of one key become one.
    pub fn and(of: Vec<Formula>) -> Formula {
        joined(of, true)
    }

    pub fn or(of: Vec<Formula>) -> Formula {
        joined(of, false)
    }

    /// The clauses of which one must hold; nothing where there are too many.
    pub fn clauses(&self) -> Option<Vec<Tests>> {
        match self {
            Formula::Constant(true) => Some(vec![Tests::new()]),
            Formula::Constant(false) => Some(Vec::new()),
            Formula::Leaf(key, holds) => Some(vec![Tests::from([(*key, holds.clone())])]),
            Formula::Or(of) => {
                let mut all = Vec::new();
                for formula in of {
                    all.extend(formula.clauses()?);
                    if all.len() > CLAUSES {
                        return None;
                    }
                }
                Some(all)
            }
            Formula::And(of) => {
                let mut all = vec![Tests::new()];
                for formula in of {
                    let more = formula.clauses()?;
                    if all.len() * more.len() > CLAUSES {
                        return None;
                    }
                    all = all.iter().flat_map(|a| more.iter().map(|b| both(a, b))).collect();
                }
                Some(all)
            }
        }
    }
}

fn both(a: &Tests, b: &Tests) -> Tests {
    let mut tests = a.clone();
    for (key, holds) in b {
        let other = tests.remove(key);
        let all: Vec<Holds> = other.into_iter().chain([holds.clone()]).collect();
        tests.insert(*key, Holds::And(all));
    }
    tests
}

fn joined(of: Vec<Formula>, and: bool) -> Formula {
    let (mut leaves, mut rest) = (BTreeMap::<Key, Vec<Holds>>::new(), Vec::new());
    for formula in of {
        match formula {
            Formula::Constant(value) if value == and => {}
            Formula::Constant(value) => return Formula::Constant(value),
            Formula::Leaf(key, holds) => leaves.entry(key).or_default().push(holds),
            Formula::And(of) if and => rest.extend(of),
            Formula::Or(of) if !and => rest.extend(of),
            other => rest.push(other),
        }
    }
    let leaf = |(key, mut of): (Key, Vec<Holds>)| match (of.len(), and) {
        (1, _) => Formula::Leaf(key, of.remove(0)),
        (_, true) => Formula::Leaf(key, Holds::And(of)),
        (_, false) => Formula::Leaf(key, Holds::Or(of)),
    };
    let mut all: Vec<Formula> = leaves.into_iter().map(leaf).chain(rest).collect();
    match (all.len(), and) {
        (0, _) => Formula::Constant(and),
        (1, _) => all.remove(0),
        (_, true) => Formula::And(all),
        (_, false) => Formula::Or(all),
    }
}

impl Builder<'_> {
    /// Where a condition certainly has this answer, for leads or for events at `up` 0. Of leads always something; of events nothing
    /// where it asks for more than the event's own name, columns and time.
    pub fn formula_of(&mut self, at: &Around, condition: &Cond, answer: bool) -> Option<Formula> {
        match condition {
            Cond::Constant(value) => Some(Formula::Constant(*value == answer)),
            Cond::Not(inner) => self.formula_of(at, inner, !answer),
            Cond::And(of) | Cond::Or(of) => {
                let mut all = Vec::new();
                for condition in of {
                    all.push(self.formula_of(at, condition, answer)?);
                }
                let and = matches!(condition, Cond::And(_)) == answer;
                Some(if and { Formula::and(all) } else { Formula::or(all) })
            }
            // Known is never unknown, so that its no is what is not its yes.
            Cond::Known(operand) => match self.known_source(at, operand) {
                Some(source) => {
                    let known = self.leaf(source, Atom::Known, true);
                    Some(if answer { known } else { known.negated() })
                }
                None => self.as_set(at, condition, answer),
            },
            _ => match self.atom(at, condition) {
                Some((source, atom, yes)) => Some(self.leaf(source, atom, yes == answer)),
                None => self.as_set(at, condition, answer),
            },
        }
    }

    fn as_set(&mut self, at: &Around, condition: &Cond, answer: bool) -> Option<Formula> {
        if at.scope != ScopeId::LEADS {
            return None;
        }
        let set = if answer {
            self.certainly(at, condition)
        } else {
            let a = self.cond(at, condition);
            let a = self.emit(at.scope, Op::Not { a });
            self.emit(at.scope, Op::True { a })
        };
        Some(self.in_set(set))
    }

    pub fn in_set(&mut self, set: Set) -> Formula {
        // All sets ask the same of the same two classes.
        let source = self.set_source();
        let atom = position(&mut self.code.sources[source as usize].atoms, Atom::Yes);
        Formula::Leaf(Key::Set(set), Holds::Atom { atom, answer: true, is: true })
    }

    pub fn set_source(&mut self) -> u32 {
        self.source(Of::Set)
    }

    pub fn leaf(&mut self, of: Of, atom: Atom, answer: bool) -> Formula {
        let source = self.source(of);
        let atom = position(&mut self.code.sources[source as usize].atoms, atom);
        Formula::Leaf(Key::Source(source), Holds::Atom { atom, answer, is: true })
    }

    pub fn source(&mut self, of: Of) -> u32 {
        let known = self.code.sources.iter().position(|source| source.of == of);
        known.unwrap_or_else(|| {
            self.code.sources.push(Source { of, atoms: Vec::new() });
            self.code.sources.len() - 1
        }) as u32
    }

    /// The question that a condition asks about one source, and whether its yes is the condition's.
    fn atom(&mut self, at: &Around, condition: &Cond) -> Option<(Of, Atom, bool)> {
        let plain = |of: Of, atom: Atom| Some((of, atom, true));
        match condition {
            Cond::Bool { field, value } => {
                Some((Of::Bool(own_column(at, *field)?), Atom::Yes, *value))
            }
            Cond::Number { left: Num::Field(field), op, right: Num::Literal(value) } => {
                plain(Of::Number(own_column(at, *field)?), Atom::Number(*op, Float::new(*value)))
            }
            Cond::NumberIn { value: Num::Field(field), items } => {
                let of = Of::Number(own_column(at, *field)?);
                plain(of, Atom::NumberIn(position(&mut self.code.numbers, items.clone())))
            }
            Cond::Date { left, op, right: Moment::Literal(right) } => {
                plain(own_moment(at, left)?, Atom::Date(*op, *right))
            }
            Cond::DateIn { value, from, until } => {
                plain(own_moment(at, value)?, Atom::DateIn(*from, *until))
            }
            Cond::Age { value, older, seconds } => {
                plain(own_moment(at, value)?, Atom::Age { older: *older, seconds: *seconds })
            }
            Cond::TextIn { value, items } => self.text_atom(at, value, TestKind::In(items.clone())),
            Cond::TextTest { value, op, quantifier, items } => {
                self.text_atom(at, value, TestKind::Text(*op, *quantifier, items.clone()))
            }
            Cond::Matches { value, pattern } => {
                self.text_atom(at, value, TestKind::Matches(pattern.clone()))
            }
            _ => None,
        }
    }

    fn text_atom(&mut self, at: &Around, value: &Text, kind: TestKind) -> Option<(Of, Atom, bool)> {
        let view = self.own_text(at, value)?;
        Some((Of::Text(view), Atom::Text(self.test(view, kind)), true))
    }

    fn own_text(&mut self, at: &Around, value: &Text) -> Option<u32> {
        let (mut domains, mut inner) = (0u8, value);
        let field = loop {
            match inner {
                Text::Field(field) => break *field,
                Text::Domain(of) => (domains, inner) = (domains.checked_add(1)?, of),
            }
        };
        let column = own_column(at, field)?;
        Some(self.view(View { column, domains }))
    }

    fn known_source(&mut self, at: &Around, operand: &Operand) -> Option<Of> {
        match operand {
            Operand::Number(Num::Field(field)) => Some(Of::Number(own_column(at, *field)?)),
            Operand::Date(moment) => own_moment(at, moment),
            Operand::Text(text) => Some(Of::Text(self.own_text(at, text)?)),
            _ => None,
        }
    }
}

/// The column of a lead's attribute over leads, of an event's property over events.
fn own_column(at: &Around, field: Place) -> Option<Column> {
    match field {
        Place::Lead(id) if at.scope == ScopeId::LEADS => Some(Column::Lead(id)),
        Place::Event { up, property } if at.scope == ScopeId::LOG && at.position(up) == Some(0) => {
            Some(Column::Event(property))
        }
        _ => None,
    }
}

fn own_moment(at: &Around, moment: &Moment) -> Option<Of> {
    match moment {
        Moment::Field(field) => Some(Of::Date(own_column(at, *field)?)),
        Moment::Time { up } if at.scope == ScopeId::LOG && at.position(*up) == Some(0) => {
            Some(Of::Time)
        }
        _ => None,
    }
}
