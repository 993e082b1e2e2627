//! The events that a line or a query is about, as lists: matched by classes where their own name, columns and time decide.

use crate::bytecode::classes::{Atom, Clause, ClauseTable, Holds, Of};
use crate::bytecode::from_ir::builder::{Around, Builder, position};
use crate::bytecode::from_ir::formula::{Formula, Key, Tests};
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Along, Events, ScopeId, Set};
use crate::ir::expr::{Cond, Kind};

const LOG: ScopeId = ScopeId::LOG;

/// Which events: those up to the moment that exist, of a kind, for which all conditions hold.
pub struct Wanted<'w> {
    /// Nothing: any.
    pub kind: Option<&'w Kind>,
    /// Judged at the event, and no other event around.
    pub conditions: Vec<&'w Cond>,
    /// What else its time must answer.
    pub time: Vec<Atom>,
    /// The leads whose events are meant; nothing: all.
    pub leads: Option<Set>,
}

impl Builder<'_> {
    pub fn events(&mut self, at: &Around, wanted: &Wanted) -> Events {
        let (events, rest) = match self.matches {
            true => self.matched_events(at, wanted),
            false => (self.found_events(at, wanted), wanted.conditions.clone()),
        };
        if rest.is_empty() {
            return events;
        }
        let among = at.within(self.emit(LOG, Op::Listed { events }));
        let sets = rest.into_iter().map(|condition| self.certainly(&among, condition)).collect();
        self.kept(events, sets)
    }

    /// By classes, and the conditions that have none.
    fn matched_events<'w>(&mut self, at: &Around, wanted: &Wanted<'w>) -> (Events, Vec<&'w Cond>) {
        let (mut formulas, mut rest, mut sets) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(kind) = wanted.kind {
            match self.kind_formula(at, kind) {
                Some(formula) => formulas.push(formula),
                None => sets.extend(self.kind(at, kind)),
            }
        }
        for condition in &wanted.conditions {
            match self.formula_of(at, condition, true).filter(|f| f.clauses().is_some()) {
                Some(formula) => formulas.push(formula),
                None => rest.push(*condition),
            }
        }
        for atom in &wanted.time {
            formulas.push(self.leaf(Of::Time, atom.clone(), true));
        }
        let mut events = self.matched(formulas);
        if let Some(leads) = wanted.leads {
            events = self.emit(LOG, Op::OfLeads { events, leads });
        }
        if self.has_mask(at.mask) {
            sets.push(self.existing(at.mask));
        }
        (self.kept(events, sets), rest)
    }

    /// By sets, without the conditions.
    fn found_events(&mut self, at: &Around, wanted: &Wanted) -> Events {
        let mut sets = vec![self.existing(at.mask)];
        sets.extend(wanted.kind.and_then(|kind| self.kind(at, kind)));
        for atom in &wanted.time {
            let a = self.emit(LOG, Op::EventTime {});
            let a = match *atom {
                Atom::DateIn(from, until) => self.emit(LOG, Op::DateIn { a, from, until }),
                Atom::Age { seconds, older: false } => self.emit(LOG, Op::Younger { a, seconds }),
                _ => continue,
            };
            sets.push(self.emit(LOG, Op::True { a }));
        }
        if let Some(source) = wanted.leads {
            sets.push(self.emit(LOG, Op::GatherSet { source, along: Along::Lead }));
        }
        let set = self.both(LOG, sets);
        self.emit(LOG, Op::List { set })
    }

    pub fn kept(&mut self, events: Events, mut sets: Vec<Set>) -> Events {
        sets.sort();
        sets.dedup();
        if sets.is_empty() { events } else { self.emit(LOG, Op::Keep { events, sets }) }
    }

    /// Nothing where a name has a condition that asks for more than the event itself.
    fn kind_formula(&mut self, at: &Around, kind: &Kind) -> Option<Formula> {
        let Kind::Of(alternatives) = kind else { return Some(Formula::Constant(true)) };
        let plain = alternatives.iter().filter(|(_, condition)| condition.is_none());
        let plain = plain.map(|(event, _)| *event).collect();
        let mut any = vec![self.leaf(Of::Name, Atom::Named(plain), true)];
        for (event, condition) in alternatives {
            let Some(condition) = condition else { continue };
            let holds = self.formula_of(at, condition, true)?;
            let named = self.leaf(Of::Name, Atom::Named(vec![*event]), true);
            any.push(Formula::and(vec![named, holds]));
        }
        let formula = Formula::or(any);
        formula.clauses().is_some().then_some(formula)
    }

    /// A list of the events for which these hold, as far as they make few clauses; the others are computed by themselves.
    fn matched(&mut self, formulas: Vec<Formula>) -> Events {
        let table = *self.lists.get_or_insert_with(|| {
            self.code.clauses.push(ClauseTable::default());
            self.code.clauses.len() as u32 - 1
        });
        let of = self.emit(LOG, Op::Match { table });
        let (mut whole, mut parts) = (Formula::Constant(true), Vec::new());
        for formula in formulas {
            let more = Formula::and(vec![whole.clone(), formula.clone()]);
            match more.clauses() {
                Some(_) => whole = more,
                None => parts.push(formula),
            }
        }
        let list = self.list(table, whole.clauses().unwrap_or_default());
        let mut events = self.emit(LOG, Op::Matched { of, list });
        for part in parts {
            let list = self.list(table, part.clauses().unwrap_or_default());
            let other = self.emit(LOG, Op::Matched { of, list });
            let set = self.emit(LOG, Op::Listed { events: other });
            events = self.kept(events, vec![set]);
        }
        events
    }

    fn list(&mut self, table: u32, clauses: Vec<Tests>) -> u32 {
        let table = &mut self.code.clauses[table as usize];
        let clauses: Vec<Vec<(u32, Holds)>> = clauses
            .into_iter()
            .map(|tests| {
                let test = |(key, holds)| match key {
                    Key::Source(source) => Some((position(&mut table.sources, source), holds)),
                    // Events have no sets in their formulas.
                    Key::Set(_) => None,
                };
                tests.into_iter().filter_map(test).collect()
            })
            .collect();
        let next = self.matched_lists.len() as u32;
        *self.matched_lists.entry(clauses).or_insert_with_key(|clauses| {
            let clause = |tests: &Vec<_>| Clause { rule: next, tests: tests.clone() };
            table.clauses.extend(clauses.iter().map(clause));
            next
        })
    }
}
