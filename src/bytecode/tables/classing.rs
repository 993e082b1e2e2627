//! Values into classes: texts by what all tests answer for them, numbers and dates by the bounds between which no answer changes.

use std::ops::Range;

use crate::bytecode::Code;
use crate::bytecode::classes::{Atom, Holds, Of, Source};
use crate::bytecode::tables::row::Classes;
use crate::ir::expr::CompareOp;

/// The class of the unknown.
pub const UNKNOWN_CLASS: u32 = 0;

/// How values of a source become classes; class 0 is the unknown.
#[derive(Debug)]
pub enum Classing {
    /// By code of the dictionary; and for each class the tests that hold, as bits by atom.
    Texts {
        of_code: Classes,
        answers: Vec<Box<[u64]>>,
    },
    /// Ascending: class 1 lies below the first, class 2 from there up to the second …
    Numbers {
        edges: Vec<f64>,
    },
    Dates {
        edges: Vec<i64>,
    },
    /// 1 is no, 2 is yes.
    Bools,
    /// By event id, then one for all others.
    Names {
        others: u32,
    },
    /// 1 is in the set; what is not in it is 0.
    Sets,
}

/// What a class stands for.
#[derive(Debug, Clone, Copy)]
enum Value {
    Number(f64),
    Date(i64),
    Bool(bool),
    Text(u32),
    Name(u32),
}

/// A source with its classes at a moment.
pub struct Asked<'c> {
    pub code: &'c Code,
    pub source: &'c Source,
    pub classing: &'c Classing,
    pub as_of: i64,
}

impl Classing {
    /// For what has bounds; texts are classed by their tables.
    pub fn of(code: &Code, source: &Source, as_of: i64) -> Classing {
        match source.of {
            Of::Number(_) => {
                let keys: Vec<i64> =
                    source.atoms.iter().flat_map(|atom| number_edges(code, atom)).collect();
                Classing::Numbers { edges: sorted(keys).into_iter().map(number).collect() }
            }
            Of::Date(_) | Of::Time => {
                let edges = source.atoms.iter().flat_map(|atom| date_edges(atom, as_of));
                Classing::Dates { edges: sorted(edges.collect()) }
            }
            Of::Bool(_) => Classing::Bools,
            Of::Name => Classing::Names { others: code.schema.events.len() as u32 + 1 },
            Of::Set => Classing::Sets,
            Of::Text(_) => {
                Classing::Texts { of_code: Classes::default(), answers: vec![Box::new([])] }
            }
        }
    }

    pub fn count(&self) -> usize {
        match self {
            Classing::Texts { answers, .. } => answers.len(),
            Classing::Numbers { edges } => edges.len() + 2,
            Classing::Dates { edges } => edges.len() + 2,
            Classing::Bools => 3,
            Classing::Names { others } => *others as usize + 1,
            Classing::Sets => 2,
        }
    }

    /// Some value of the class; nothing for the unknown.
    fn value(&self, class: u32) -> Option<Value> {
        if class == UNKNOWN_CLASS {
            return None;
        }
        Some(match self {
            Classing::Texts { .. } => Value::Text(class),
            Classing::Numbers { edges } => Value::Number(match class {
                1 => edges.first().map_or(0.0, |edge| edge.next_down()),
                class => edges[class as usize - 2],
            }),
            Classing::Dates { edges } => Value::Date(match class {
                1 => edges.first().map_or(0, |edge| edge.saturating_sub(1)),
                class => edges[class as usize - 2],
            }),
            Classing::Bools => Value::Bool(class == 2),
            Classing::Names { .. } => Value::Name(class - 1),
            Classing::Sets => Value::Bool(true),
        })
    }
}

impl Asked<'_> {
    /// Does it hold for the values of a class?
    pub fn holds(&self, holds: &Holds, class: u32) -> bool {
        let value = self.classing.value(class);
        holds.at(&|atom| self.answer(atom, value))
    }

    fn answer(&self, atom: u32, value: Option<Value>) -> Option<bool> {
        let question = self.source.atoms.get(atom as usize)?;
        if matches!(question, Atom::Known) {
            return Some(value.is_some());
        }
        match (question, value?) {
            (Atom::Text(_), Value::Text(class)) => {
                let Classing::Texts { answers, .. } = self.classing else { return None };
                let bits = answers.get(class as usize)?;
                Some(bits.get(atom as usize / 64)? >> (atom % 64) & 1 == 1)
            }
            (Atom::Number(op, bound), Value::Number(value)) => {
                Some(op.holds(value.partial_cmp(&bound.get())?))
            }
            (Atom::NumberIn(set), Value::Number(value)) => {
                Some(self.code.numbers.get(*set as usize)?.contains(&value))
            }
            (Atom::Date(op, bound), Value::Date(value)) => Some(op.holds(value.cmp(bound))),
            (Atom::DateIn(from, until), Value::Date(value)) => {
                Some(from.is_none_or(|f| f <= value) && until.is_none_or(|u| value < u))
            }
            (Atom::Age { older, seconds }, Value::Date(value)) => {
                let age = self.as_of.saturating_sub(value);
                Some(if *older { age >= *seconds } else { (0..*seconds).contains(&age) })
            }
            (Atom::Yes, Value::Bool(value)) => Some(value),
            (Atom::Named(events), Value::Name(id)) => Some(events.iter().any(|e| e.0 == id)),
            _ => None,
        }
    }

    /// Stretches of classes within which none of these changes; the first is the unknown alone.
    pub fn stretches<'h>(&self, holds: impl Iterator<Item = &'h Holds>) -> Vec<Range<usize>> {
        let classes = self.classing.count();
        let mut starts = vec![0, 1];
        let each = |visit: &mut dyn FnMut(&Atom)| {
            holds.for_each(|h| {
                h.atoms(&mut |atom| {
                    self.source.atoms.get(atom as usize).iter().for_each(|a| visit(a))
                })
            });
        };
        match self.classing {
            Classing::Numbers { edges } => each(&mut |atom| {
                let keys = number_edges(self.code, atom).into_iter().map(number);
                starts.extend(keys.map(|key| edges.partition_point(|edge| *edge < key) + 2));
            }),
            Classing::Dates { edges } => each(&mut |atom| {
                let keys = date_edges(atom, self.as_of).into_iter();
                starts.extend(keys.map(|key| edges.partition_point(|edge| *edge < key) + 2));
            }),
            _ => starts = (0..classes).collect(),
        }
        starts.sort_unstable();
        starts.dedup();
        starts.push(classes);
        starts.windows(2).map(|pair| pair[0]..pair[1]).filter(|range| !range.is_empty()).collect()
    }
}

fn sorted(mut edges: Vec<i64>) -> Vec<i64> {
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// Doubles in their order as whole numbers without gaps; 0 and -0 are one.
fn key(value: f64) -> i64 {
    let bits = (value + 0.0).to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

fn number(key: i64) -> f64 {
    f64::from_bits((key ^ ((key >> 63) as u64 >> 1) as i64) as u64)
}

/// Where an answer about numbers may change: from this value on.
fn number_edges(code: &Code, atom: &Atom) -> Vec<i64> {
    let around = |value: f64| [key(value), key(value) + 1];
    match atom {
        Atom::Number(op, bound) => ordered(*op, key(bound.get())),
        Atom::NumberIn(set) => {
            let numbers = code.numbers.get(*set as usize).map_or(&[][..], Vec::as_slice);
            numbers.iter().flat_map(|value| around(*value)).collect()
        }
        _ => Vec::new(),
    }
}

fn ordered(op: CompareOp, key: i64) -> Vec<i64> {
    match op {
        CompareOp::Less | CompareOp::GreaterOrEqual => vec![key],
        CompareOp::LessOrEqual | CompareOp::Greater => vec![key + 1],
        CompareOp::Equal | CompareOp::NotEqual => vec![key, key + 1],
    }
}

fn date_edges(atom: &Atom, as_of: i64) -> Vec<i64> {
    // No date lies beyond what 64 bits hold, so that no answer changes there.
    let edge = |at: i128| i64::try_from(at).ok();
    let age = |seconds: i64| edge(i128::from(as_of) - i128::from(seconds) + 1);
    let edges = match atom {
        Atom::Date(op, bound) => {
            let next = |key: i64| edge(i128::from(key));
            return match bound.checked_add(1) {
                Some(_) => ordered(*op, *bound),
                None => next(*bound).into_iter().collect(),
            };
        }
        Atom::DateIn(from, until) => [*from, *until],
        Atom::Age { seconds, .. } => [age(*seconds), age(0)],
        _ => [None, None],
    };
    edges.into_iter().flatten().collect()
}
