//! Queries over a lead's log into instructions: which events exist, which a query picks.

use crate::bytecode::classes::Atom;
use crate::bytecode::from_ir::builder::{Around, Builder};
use crate::bytecode::from_ir::events::Wanted;
use crate::bytecode::from_ir::free;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Along, Events, Picks, ScopeId, Set};
use crate::ir::expr::{self, Kind, Query, Side};
use crate::ir::program::{MaskId, Pick};

impl Builder<'_> {
    /// The events that a query picks for each row, and where the time for it is over, if it has an end.
    pub fn picks(&mut self, at: &Around, query: &Query) -> (Picks, Option<Set>) {
        let event = at.events.last().copied().flatten();
        let side = query.side.filter(|_| event.is_some());
        let event = event.unwrap_or(0);
        let complete = match (side, query.within) {
            (Some(Side::After), Some(seconds)) => {
                Some(self.emit(at.scope, Op::Complete { event, seconds }))
            }
            _ => None,
        };
        let known = self.pairs.iter().find(|(around, other, _)| around == at && other == query);
        if let Some((_, _, picks)) = known {
            return (*picks, complete);
        }
        // Over leads the window is a question to each event's own time.
        let alone = at.scope == ScopeId::LEADS && side.is_none() && query.since.is_none();
        let (events, paired) = self.candidates(at, query, alone);
        if alone && paired.is_empty() {
            return (self.emit(at.scope, Op::PerLead { events }), complete);
        }
        let since = query.since.as_deref().map(|moment| self.date(at, moment));
        let rows = at.rows();
        let window = Op::Window { side, event, within: query.within, since, rows };
        let window = self.emit(at.scope, window);
        let except = side.map(|_| event);
        if paired.is_empty() {
            return (self.emit(at.scope, Op::Pick { window, events, except }), complete);
        }
        let inner = self.pair_scope(at.scope);
        let set = self.emit(ScopeId::LOG, Op::Listed { events });
        let holds = self.holds(at, inner, set, &paired);
        let picks = self.emit(at.scope, Op::PickIf { window, events, except, inner, holds });
        self.pairs.push((at.clone(), query.clone(), picks));
        (picks, complete)
    }

    /// The events that a query may pick wherever it stands, and its conditions that depend on that.
    fn candidates<'q>(
        &mut self,
        at: &Around,
        query: &'q Query,
        alone: bool,
    ) -> (Events, Vec<Test<'q>>) {
        let mut events = vec![None; at.events.len()];
        events.push(Some(0));
        let among = vec![None; events.len()];
        let log = Around { scope: ScopeId::LOG, events, among, mask: at.mask };
        let (mut conditions, mut paired) = (Vec::new(), Vec::new());
        let kind = Some(&query.kind).filter(|kind| free::kind(kind) & !1 == 0);
        if kind.is_none() {
            paired.push(Test::Kind(&query.kind));
        }
        if let Some(filter) = query.filter.as_deref() {
            conjuncts(filter, &mut conditions);
        }
        let itself = |condition: &&expr::Cond| free::cond(condition) & !1 == 0;
        paired.extend(conditions.iter().filter(|c| !itself(c)).map(|c| Test::Cond(c)));
        conditions.retain(itself);
        let within = query.within.filter(|_| alone);
        let time = within.map(|seconds| Atom::Age { older: false, seconds });
        let time = time.into_iter().collect();
        (self.events(&log, &Wanted { kind, conditions, time, leads: None }), paired)
    }

    fn holds(&mut self, at: &Around, inner: ScopeId, set: Set, tests: &[Test]) -> Set {
        let (mut events, mut among) = (at.events.clone(), at.among.clone());
        events.push(Some(self.code.scopes[at.scope.index()].events));
        among.push(Some(set));
        let pairs = Around { scope: inner, events, among, mask: at.mask };
        let mut sets = Vec::new();
        for test in tests {
            match test {
                Test::Kind(kind) => sets.extend(self.kind(&pairs, kind)),
                Test::Cond(condition) => sets.push(self.certainly(&pairs, condition)),
            }
        }
        self.both(inner, sets)
    }

    /// Where the event at `up` 0 is of the kind; nothing where every event is.
    pub fn kind(&mut self, at: &Around, kind: &Kind) -> Option<Set> {
        let Kind::Of(alternatives) = kind else { return None };
        let plain = alternatives.iter().filter(|(_, condition)| condition.is_none());
        let plain: Vec<_> = plain.map(|(event, _)| *event).collect();
        let mut sets = Vec::new();
        if !plain.is_empty() || alternatives.is_empty() {
            sets.push(self.named(at, plain));
        }
        for (event, condition) in alternatives {
            if let Some(condition) = condition {
                let named = self.named(at, vec![*event]);
                let within = if at.scope == ScopeId::LOG { at.within(named) } else { at.clone() };
                let holds = self.certainly(&within, condition);
                sets.push(self.both(at.scope, vec![named, holds]));
            }
        }
        Some(self.either(at.scope, sets))
    }

    fn named(&mut self, at: &Around, events: Vec<crate::types::EventId>) -> Set {
        let source = self.emit(ScopeId::LOG, Op::Named { events });
        let along = Along::Event(at.position(0).unwrap_or(0));
        self.gathered_set(at, source, (at.scope != ScopeId::LOG).then_some(along))
    }

    /// Are there events up to the moment that do not exist for it?
    pub fn has_mask(&self, mask: Option<MaskId>) -> bool {
        let mask = mask.and_then(|id| self.program.masks.get(id.index()));
        mask.is_some_and(|mask| !mask.resets.is_empty() || !mask.pauses.is_empty())
    }

    /// The events that exist for a mask; without one, all up to the moment.
    pub fn existing(&mut self, mask: Option<MaskId>) -> Set {
        let all = self.emit(ScopeId::LOG, Op::Existing {});
        let Some(id) = mask else { return all };
        if let Some(set) = self.existing.get(&id) {
            return *set;
        }
        let Some(mask) = self.program.masks.get(id.index()) else { return all };
        let mut hidden = Vec::new();
        for pick in &mask.resets {
            let picks = self.picked(pick);
            hidden.push(self.emit(ScopeId::LOG, Op::Reset { picks }));
        }
        for pause in &mask.pauses {
            let (from, until) = (self.picked(&pause.from), self.picked(&pause.until));
            hidden.push(self.emit(ScopeId::LOG, Op::Pause { from, until }));
        }
        let set = if hidden.is_empty() {
            all
        } else {
            let b = self.either(ScopeId::LOG, hidden);
            self.emit(ScopeId::LOG, Op::Without { a: all, b })
        };
        self.existing.insert(id, set);
        set
    }

    /// Picks are judged on the whole log.
    fn picked(&mut self, pick: &Pick) -> Set {
        let at = Around::event(None);
        let mut sets = vec![self.existing(None)];
        sets.extend(self.kind(&at, &pick.kind));
        let base = self.both(ScopeId::LOG, sets);
        let Some(filter) = &pick.filter else { return base };
        let holds = self.certainly(&at.within(base), filter);
        self.both(ScopeId::LOG, vec![base, holds])
    }
}

/// What decides on a pair of a row and an event.
enum Test<'q> {
    Kind(&'q Kind),
    Cond(&'q expr::Cond),
}

/// A condition is certainly true where all its conjuncts are.
pub fn conjuncts<'q>(condition: &'q expr::Cond, all: &mut Vec<&'q expr::Cond>) {
    match condition {
        expr::Cond::And(of) => of.iter().for_each(|c| conjuncts(c, all)),
        other => all.push(other),
    }
}
