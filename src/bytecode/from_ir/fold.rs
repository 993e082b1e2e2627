//! The lines of a sum, folded: what depends on one column is added up by its classes, what depends on several by bits of clauses.

use std::collections::BTreeMap;

use crate::bytecode::classes::{Clause, ClauseTable, Holds, PointRule, PointTable};
use crate::bytecode::from_ir::builder::{Builder, position};
use crate::bytecode::from_ir::formula::{Formula, Key, Tests};
use crate::bytecode::from_ir::score::Part;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Class, Figure, ScopeId, Set};
use crate::types::Points;

const LEADS: ScopeId = ScopeId::LEADS;

/// How the lines of one sum are computed.
#[derive(Default)]
struct Folded {
    /// By themselves.
    figures: Vec<Figure>,
    /// Points in a set of leads.
    literals: BTreeMap<Set, i64>,
    /// By source.
    rules: BTreeMap<u32, Vec<PointRule>>,
    /// Over several sources.
    clauses: Vec<(Vec<Tests>, Points)>,
}

impl Builder<'_> {
    /// The exact sum of lines and groups.
    pub fn total(&mut self, parts: &[Part]) -> Figure {
        let mut folded = Folded::default();
        parts.iter().for_each(|part| folded.add(part));
        let Folded { mut figures, literals, rules, clauses } = folded;
        if !clauses.is_empty() {
            figures.push(self.clauses(clauses));
        }
        let classes = rules.into_iter().map(|(source, rules)| {
            let class = self.emit(LEADS, Op::ClassOf { source });
            self.code.points.push(PointTable { source, rules });
            (class, self.code.points.len() as u32 - 1)
        });
        let classes = classes.collect();
        let literals = literals.into_iter().map(|(set, points)| (set, Points(points))).collect();
        self.emit(LEADS, Op::Total { of: figures, literals, classes })
    }

    fn clauses(&mut self, rules: Vec<(Vec<Tests>, Points)>) -> Figure {
        let mut keys: Vec<Key> = Vec::new();
        let mut table = ClauseTable::default();
        for (rule, (clauses, points)) in rules.into_iter().enumerate() {
            table.points.push(points);
            for tests in clauses {
                let test = |(key, holds): (Key, Holds)| (position(&mut keys, key), holds);
                let tests = tests.into_iter().map(test).collect();
                table.clauses.push(Clause { rule: rule as u32, tests });
            }
        }
        let mut of = Vec::new();
        for key in keys {
            let (class, source): (Class, u32) = match key {
                Key::Source(source) => (self.emit(LEADS, Op::ClassOf { source }), source),
                Key::Set(rows) => (self.emit(LEADS, Op::ClassIn { rows }), self.set_source()),
            };
            of.push(class);
            table.sources.push(source);
        }
        self.code.clauses.push(table);
        self.emit(LEADS, Op::Clauses { of, table: self.code.clauses.len() as u32 - 1 })
    }
}

impl Folded {
    fn add(&mut self, part: &Part) {
        match part.rows.as_deref() {
            Some(rows) => self.add_rows(part, rows),
            None => self.figures.push(part.figure),
        }
    }

    fn add_rows(&mut self, part: &Part, rows: &[(Formula, Points)]) {
        match (source_of(rows), rows) {
            (Some(source), _) => {
                let rule = rows.iter().filter_map(|(formula, points)| match formula {
                    Formula::Leaf(_, holds) => Some((holds.clone(), *points)),
                    Formula::Constant(true) => Some((Holds::And(Vec::new()), *points)),
                    _ => None,
                });
                self.rules.entry(source).or_default().push(rule.collect());
            }
            (None, [(Formula::Constant(false), _)]) => {}
            (None, [(formula, points)]) => match formula.clauses() {
                Some(clauses) if several(&clauses) => self.clauses.push((clauses, *points)),
                _ => *self.literals.entry(part.takes_part).or_default() += points.0,
            },
            _ => self.figures.push(part.figure),
        }
    }
}

/// The one source that all rows read.
fn source_of(rows: &[(Formula, Points)]) -> Option<u32> {
    let mut one = None;
    for (formula, _) in rows {
        match formula {
            Formula::Constant(_) => {}
            Formula::Leaf(Key::Source(source), _) if one.is_none_or(|one| one == *source) => {
                one = Some(*source);
            }
            _ => return None,
        }
    }
    one
}

/// A rule on one set alone is no work for bits.
fn several(clauses: &[Tests]) -> bool {
    clauses.len() > 1 || clauses.iter().any(|tests| tests.len() > 1)
}
