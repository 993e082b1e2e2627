//! The code being built: instructions are emitted once however often they are asked for, each in the block of its scope.

use std::collections::HashMap;

use crate::bytecode::classes::Holds;
use crate::bytecode::code::{
    Code, Instruction, Outputs, Scope, Test, TestKind, View, stages_of_lines,
};
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{
    Along, Class, Cond, Date, Events, Figure, File, Key, Label, Matches, Num, Picks, ScopeId, Set,
    Text, Window,
};
use crate::ir::Program;
use crate::ir::expr::Query;
use crate::ir::program::MaskId;
use crate::types::ageing::Ageing;

/// A register that an instruction writes.
pub trait Target {
    const FILE: File;
    fn new(number: u32) -> Self;
}

macro_rules! targets {
    ($($name:ident),*) => { $(impl Target for $name {
        const FILE: File = File::$name;
        fn new(number: u32) -> $name {
            $name(number)
        }
    })* };
}

targets!(Cond, Set, Num, Date, Text, Key, Window, Picks, Matches, Events, Class, Figure, Label);

/// Where an expression stands: its rows, and where each event around it is found among the events of these rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Around {
    pub scope: ScopeId,
    /// The outermost first; nothing for one that the expression does not mention.
    pub events: Vec<Option<u8>>,
    /// Of each event around, a set that it is in wherever the answer matters; nothing: all events.
    pub among: Vec<Option<Set>>,
    /// Which events exist here; nothing: all of them.
    pub mask: Option<MaskId>,
}

impl Around {
    pub fn lead(mask: Option<MaskId>) -> Around {
        Around { scope: ScopeId::LEADS, events: Vec::new(), among: Vec::new(), mask }
    }

    /// An event itself, at `up` 0.
    pub fn event(mask: Option<MaskId>) -> Around {
        Around { scope: ScopeId::LOG, events: vec![Some(0)], among: vec![None], mask }
    }

    /// The answer matters only where the event at `up` 0 is in the set.
    pub fn within(&self, set: Set) -> Around {
        let mut around = self.clone();
        if let Some(last) = around.among.last_mut() {
            *last = Some(set);
        }
        around
    }

    /// Over events: those for which the answer matters.
    pub fn rows(&self) -> Option<Set> {
        let itself = self.events.iter().position(|event| *event == Some(0));
        self.among[itself.filter(|_| self.scope == ScopeId::LOG)?]
    }

    /// Where the event so far up stands among the events of the rows.
    pub fn position(&self, up: u8) -> Option<u8> {
        let index = self.events.len().checked_sub(1 + usize::from(up))?;
        self.events[index]
    }

    /// The events that bits of `up` mention.
    fn mentioned(&self, free: u32) -> Vec<usize> {
        let last = self.events.len().min(32);
        (0..last).filter(|up| free >> up & 1 == 1).map(|up| self.events.len() - 1 - up).collect()
    }
}

pub struct Builder<'p> {
    pub program: &'p Program,
    pub code: Code,
    /// Rules on one column are folded into tables, events matched by classes.
    pub folds: bool,
    /// Events are matched by classes.
    pub matches: bool,
    /// The table of the lists of events; nothing before there is a list.
    pub lists: Option<u32>,
    /// Its lists, by their clauses.
    pub matched_lists: HashMap<Vec<Vec<(u32, Holds)>>, u32>,
    /// Figures of the scores so far.
    pub figures: Vec<Option<Figure>>,
    /// Sets of existing events, by mask.
    pub existing: HashMap<MaskId, Set>,
    /// Queries over pairs have a scope of their own and are found again here.
    pub pairs: Vec<(Around, Query, Picks)>,
    seen: HashMap<(ScopeId, Op), u32>,
    title: Option<String>,
}

impl<'p> Builder<'p> {
    pub fn new(program: &'p Program, folds: bool) -> Builder<'p> {
        let code = Code {
            schema: program.schema.clone(),
            zone: program.zone.clone(),
            scopes: vec![Scope::default(), Scope { events: 1, ..Scope::default() }],
            views: Vec::new(),
            tests: Vec::new(),
            numbers: Vec::new(),
            sources: Vec::new(),
            points: Vec::new(),
            clauses: Vec::new(),
            ageings: Vec::new(),
            formulas: Vec::new(),
            grades: Vec::new(),
            stage_of_line: stages_of_lines(program),
            registers: [0; File::COUNT],
            outputs: Outputs::default(),
        };
        Builder {
            program,
            code,
            folds,
            matches: folds,
            lists: None,
            matched_lists: HashMap::new(),
            figures: vec![None; program.scores.len()],
            existing: HashMap::new(),
            pairs: Vec::new(),
            seen: HashMap::new(),
            title: None,
        }
    }

    /// What the next instruction of the main block begins.
    pub fn title(&mut self, title: impl Into<String>) {
        self.title = Some(title.into());
    }

    /// The register that holds the result of this instruction, emitted unless it is there.
    pub fn emit<R: Target>(&mut self, scope: ScopeId, op: Op) -> R {
        if let Some(&number) = self.seen.get(&(scope, op.clone())) {
            return R::new(number);
        }
        debug_assert_eq!(op.opcode().result, R::FILE, "{op:?}");
        let count = &mut self.code.registers[R::FILE as usize];
        let target = *count;
        *count += 1;
        self.seen.insert((scope, op.clone()), target);
        let block = if scope == ScopeId::LOG { ScopeId::LEADS } else { scope };
        let title = if block == ScopeId::LEADS { self.title.take() } else { None };
        self.code.scopes[block.index()].block.push(Instruction {
            scope,
            target,
            op,
            detail: false,
            title,
        });
        R::new(target)
    }

    /// The narrowest scope in which an expression that mentions these events can be computed, and the way back from it.
    pub fn home(&self, at: &Around, free: u32) -> (Around, Option<Along>) {
        let mentioned = at.mentioned(free);
        let only = |keep: &dyn Fn(usize) -> Option<u8>| (0..at.events.len()).map(keep).collect();
        let (scope, events) = match mentioned.as_slice() {
            [] => (ScopeId::LEADS, only(&|_| None)),
            [one] => (ScopeId::LOG, only(&|level| (level == *one).then_some(0))),
            many => {
                let scope = self.holding(at, many);
                (scope, only(&|level| at.events[level].filter(|_| many.contains(&level))))
            }
        };
        let along = (scope != at.scope).then(|| self.along(at, scope, &mentioned));
        let among = at.among.iter().enumerate();
        let among = among.map(|(level, set)| set.filter(|_| mentioned.contains(&level))).collect();
        (Around { scope, events, among, mask: at.mask }, along)
    }

    /// The outermost scope around that has all of these events.
    fn holding(&self, at: &Around, levels: &[usize]) -> ScopeId {
        let needed = levels.iter().filter_map(|l| at.events[*l]).max().map_or(0, |last| last + 1);
        let mut scope = at.scope;
        while let Some(outer) = self.code.scopes[scope.index()].outer {
            if self.code.scopes[outer.index()].events < needed {
                break;
            }
            scope = outer;
        }
        scope
    }

    fn along(&self, at: &Around, home: ScopeId, mentioned: &[usize]) -> Along {
        match (home, mentioned) {
            (ScopeId::LEADS, _) => Along::Lead,
            (ScopeId::LOG, [one, ..]) => Along::Event(at.events[*one].unwrap_or(0)),
            _ => Along::Outer(self.distance(at.scope, home)),
        }
    }

    fn distance(&self, from: ScopeId, to: ScopeId) -> u8 {
        let mut steps = 0;
        let mut scope = from;
        while scope != to {
            let Some(outer) = self.code.scopes[scope.index()].outer else { break };
            (scope, steps) = (outer, steps + 1);
        }
        steps
    }

    /// A scope of pairs: a row of this one and an event.
    pub fn pair_scope(&mut self, outer: ScopeId) -> ScopeId {
        let events = self.code.scopes[outer.index()].events + 1;
        self.code.scopes.push(Scope { outer: Some(outer), events, block: Vec::new() });
        ScopeId(self.code.scopes.len() as u32 - 1)
    }

    pub fn view(&mut self, view: View) -> u32 {
        position(&mut self.code.views, view)
    }

    pub fn test(&mut self, view: u32, kind: TestKind) -> u32 {
        position(&mut self.code.tests, Test { view, kind })
    }

    pub fn ageing(&mut self, ageing: &Ageing) -> u32 {
        let known = self.code.ageings.iter().position(|(other, _)| other == ageing);
        known.unwrap_or_else(|| {
            self.code.ageings.push((ageing.clone(), ageing.factors()));
            self.code.ageings.len() - 1
        }) as u32
    }

    pub fn both(&mut self, scope: ScopeId, mut sets: Vec<Set>) -> Set {
        sets.sort();
        sets.dedup();
        match sets.as_slice() {
            [] => self.emit(scope, Op::All {}),
            [one] => *one,
            _ => self.emit(scope, Op::Both { of: sets }),
        }
    }

    pub fn either(&mut self, scope: ScopeId, mut sets: Vec<Set>) -> Set {
        sets.sort();
        sets.dedup();
        match sets.as_slice() {
            [one] => *one,
            _ => self.emit(scope, Op::Either { of: sets }),
        }
    }
}

/// Where the item stands in the list, appended unless it is there.
pub fn position<T: PartialEq>(list: &mut Vec<T>, item: T) -> u32 {
    let found = list.iter().position(|other| *other == item);
    found.unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    }) as u32
}
