//! Conditions on one column, folded: values that all rules take for the same are one class, and a class has its answers.
//!
//! ```text
//! value of a column -> class -> points of all rules on this column alone
//!                            -> bits of the clauses that are still alive, and-ed with those of the other columns
//! ```
//!
//! The second is the way of QuickScorer (Lucchese et al., SIGIR 2015) through ensembles of trees.

use crate::bytecode::register::{Column, Float};
use crate::ir::expr::CompareOp;
use crate::types::{EventId, Points};

/// What is looked at, and everything that is asked about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    pub of: Of,
    pub atoms: Vec<Atom>,
}

/// What has classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Of {
    /// A position in [`crate::bytecode::Code::views`].
    Text(u32),
    Number(Column),
    Date(Column),
    Bool(Column),
    /// The event's moment.
    Time,
    /// The event's name.
    Name,
    /// A set of rows that other instructions compute.
    Set,
}

/// One question about a value; the answer is yes, no or unknown.
#[derive(Debug, Clone, PartialEq)]
pub enum Atom {
    Known,
    /// A position in [`crate::bytecode::Code::tests`].
    Text(u32),
    Number(CompareOp, Float),
    /// A position in [`crate::bytecode::Code::numbers`].
    NumberIn(u32),
    Date(CompareOp, i64),
    /// From the first second (included) until the last (excluded).
    DateIn(Option<i64>, Option<i64>),
    /// `older`: its age is so many seconds or more; else not in the future and under so many.
    Age {
        older: bool,
        seconds: i64,
    },
    /// A bool that is yes; a row that is in the set.
    Yes,
    Named(Vec<EventId>),
}

/// Questions about one source put together; two-valued: the answer to an atom either is the one that is asked for or is not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Holds {
    /// A position in [`Source::atoms`], the answer asked for, and whether it must be that or must not.
    Atom {
        atom: u32,
        answer: bool,
        is: bool,
    },
    And(Vec<Holds>),
    Or(Vec<Holds>),
}

impl Holds {
    pub fn at(&self, answer_of: &impl Fn(u32) -> Option<bool>) -> bool {
        match self {
            Holds::Atom { atom, answer, is } => (answer_of(*atom) == Some(*answer)) == *is,
            Holds::And(of) => of.iter().all(|holds| holds.at(answer_of)),
            Holds::Or(of) => of.iter().any(|holds| holds.at(answer_of)),
        }
    }

    pub fn negated(self) -> Holds {
        match self {
            Holds::Atom { atom, answer, is } => Holds::Atom { atom, answer, is: !is },
            Holds::And(of) => Holds::Or(of.into_iter().map(Holds::negated).collect()),
            Holds::Or(of) => Holds::And(of.into_iter().map(Holds::negated).collect()),
        }
    }

    pub fn atoms(&self, visit: &mut impl FnMut(u32)) {
        match self {
            Holds::Atom { atom, .. } => visit(*atom),
            Holds::And(of) | Holds::Or(of) => of.iter().for_each(|holds| holds.atoms(visit)),
        }
    }
}

/// The points of all rules that read one source alone.
#[derive(Debug, Clone, PartialEq)]
pub struct PointTable {
    /// A position in [`crate::bytecode::Code::sources`].
    pub source: u32,
    pub rules: Vec<PointRule>,
}

/// Of a rule's rows the first that holds gives its points.
pub type PointRule = Vec<(Holds, Points)>;

/// Rules over several sources: each has one clause or more, and fires where one has all its tests hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClauseTable {
    /// Positions in [`crate::bytecode::Code::sources`].
    pub sources: Vec<u32>,
    /// Those of one rule stand together.
    pub clauses: Vec<Clause>,
    /// The points of each rule; empty where the rules are lists of events.
    pub points: Vec<Points>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// The number of its rule, or of its list.
    pub rule: u32,
    /// By position in the table's sources, each once.
    pub tests: Vec<(u32, Holds)>,
}
