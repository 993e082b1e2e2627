//! When each instruction runs: straight code and loops over the events in turn, cut into functions; and what must be kept between them.

mod needs;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bytecode::Code;
use crate::bytecode::code::Instruction;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Events, File, ScopeId};
use crate::native::registers::{Register, Registers, target, writers};

pub use needs::{Need, Role, View, outputs};

/// A function holds about so many operations: about a hundred rules.
const LIMIT: usize = 700;

/// A step of straight code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A position in the main block.
    Instruction(usize),
    /// A register's events as a list.
    List(Events),
}

/// A stretch of the plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Unit {
    Straight(Vec<Step>),
    /// One pass over the events: positions in the main block.
    Loop(Vec<usize>),
}

/// Where an array of the arena stands: its offset, for one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Array {
    pub offset: u32,
}

pub struct Plan {
    pub view: View,
    pub roles: Vec<Role>,
    pub units: Vec<Unit>,
    /// The unit of each instruction of the main block.
    pub unit_of: Vec<Option<usize>>,
    /// The function of each unit.
    pub function_of: Vec<usize>,
    /// Registers of the lead that are kept.
    pub slots: Registers<Option<u32>>,
    /// By position in the main block: the slot of a sum.
    pub sums: Vec<Option<u32>>,
    pub slot_count: u32,
    /// The first slots are those of the sums.
    pub sum_count: u32,
    /// Registers of the events that are kept: values, and apart which are known.
    pub values: Registers<Option<Array>>,
    pub flags: Registers<Option<Array>>,
    /// By register: its events, and how many of them stand before each event and in all.
    pub lists: BTreeMap<u32, (Array, Array)>,
    /// By register of picks: what a block over pairs picked.
    pub picked: BTreeMap<u32, Array>,
    /// Bytes of the arena for an event.
    pub width: u32,
}

impl Plan {
    pub fn new(code: Arc<Code>, lines: bool) -> Plan {
        let writers = writers(&code);
        let view = View { code: code.clone(), writers };
        let roles: Vec<Role> = view.main().iter().map(|i| view.role(i)).collect();
        let needed = view.needed(lines);
        let mut plan = Plan {
            roles,
            units: Vec::new(),
            unit_of: vec![None; view.main().len()],
            function_of: Vec::new(),
            slots: Registers::filled(&code, None),
            sums: vec![None; view.main().len()],
            slot_count: 0,
            sum_count: 0,
            values: Registers::filled(&code, None),
            flags: Registers::filled(&code, None),
            lists: BTreeMap::new(),
            picked: BTreeMap::new(),
            width: 0,
            view,
        };
        let steps = plan.schedule(&needed);
        plan.cut(steps);
        plan.keep(lines, &needed);
        plan
    }

    pub fn code(&self) -> &Code {
        &self.view.code
    }

    pub fn main(&self) -> &[Instruction] {
        self.view.main()
    }

    pub fn functions(&self) -> usize {
        self.function_of.last().map_or(0, |last| last + 1)
    }

    /// The units of a function.
    pub fn units_of(&self, function: usize) -> impl Iterator<Item = usize> {
        let of = self.function_of.iter().enumerate();
        of.filter(move |(_, f)| **f == function).map(|(unit, _)| unit)
    }

    /// By time: even times are straight code, odd ones loops.
    fn schedule(&mut self, needed: &[bool]) -> BTreeMap<u32, Vec<(usize, Step)>> {
        let mut times: Registers<u32> = Registers::filled(self.code(), 0);
        let mut lists: BTreeMap<u32, u32> = BTreeMap::new();
        let mut steps: BTreeMap<u32, Vec<(usize, Step)>> = BTreeMap::new();
        for (position, instruction) in self.main().iter().enumerate() {
            let role = self.roles[position];
            if !needed[position] || role == Role::Passing {
                continue;
            }
            let each = matches!(role, Role::Each | Role::Free | Role::Sum);
            let mut time = u32::from(each);
            for need in self.view.needs(instruction) {
                let there = match need {
                    Need::Row(register) => times[register],
                    Need::All(register) => whole(times[register]),
                    Need::List(set) => {
                        let register = (File::Events, set.0);
                        let there = whole(times[register]);
                        if lists.insert(set.0, there).is_none() {
                            // Behind the set's own instruction, where that is straight code.
                            let writer = self.view.writers[register].and_then(|w| w.main());
                            let order =
                                if times[register] == there { writer.unwrap_or(0) } else { 0 };
                            steps.entry(there).or_default().push((order, Step::List(set)));
                        }
                        there
                    }
                };
                // A loop begins after the straight code before it, and straight code after the loop.
                time = time.max(if each { there | 1 } else { whole(there) });
            }
            times[target(instruction)] = if role == Role::Sum { time + 1 } else { time };
            steps.entry(time).or_default().push((position, Step::Instruction(position)));
        }
        steps
    }

    fn cut(&mut self, steps: BTreeMap<u32, Vec<(usize, Step)>>) {
        let mut size = 0;
        for (time, mut steps) in steps {
            // A list stands behind its set.
            steps.sort_by_key(|(order, step)| (*order, matches!(step, Step::List(_))));
            let mut stretch = Vec::new();
            let mut length = 0;
            for (_, step) in steps {
                length += self.cost(step);
                stretch.push(step);
                if length >= LIMIT {
                    self.push_unit(time, std::mem::take(&mut stretch), &mut size, length);
                    length = 0;
                }
            }
            if !stretch.is_empty() {
                self.push_unit(time, stretch, &mut size, length);
            }
        }
    }

    fn push_unit(&mut self, time: u32, steps: Vec<Step>, size: &mut usize, length: usize) {
        let unit = self.units.len();
        let positions = || {
            steps.iter().filter_map(|step| match step {
                Step::Instruction(position) => Some(*position),
                Step::List(_) => None,
            })
        };
        positions().for_each(|position| self.unit_of[position] = Some(unit));
        let function = self.function_of.last().copied().unwrap_or(0);
        *size += length;
        let next = *size > LIMIT && unit > 0;
        if next {
            *size = length;
        }
        self.function_of.push(function + usize::from(next));
        let positions: Vec<usize> = positions().collect();
        self.units.push(if time % 2 == 1 { Unit::Loop(positions) } else { Unit::Straight(steps) });
    }

    /// About how many operations a step is.
    fn cost(&self, step: Step) -> usize {
        let Step::Instruction(position) = step else { return 4 };
        let instruction = &self.main()[position];
        let mut cost = 2;
        instruction.op.reads(&mut |_, _| cost += 1);
        if let Op::PickIf { inner, .. } = &instruction.op {
            cost += 4 * self.code().scopes.get(inner.index()).map_or(0, |s| s.block.len());
        }
        cost
    }

    /// Decides which registers are kept, and where.
    fn keep(&mut self, lines: bool, needed: &[bool]) {
        for position in (0..self.roles.len()).filter(|p| needed[*p]) {
            if self.roles[position] == Role::Sum {
                self.sums[position] = Some(self.next_slot());
            }
        }
        self.sum_count = self.slot_count;
        let results: Vec<Register> = outputs(self.code(), lines).collect();
        results.into_iter().for_each(|register| self.slot(register));
        let mut arrays: Vec<Register> = Vec::new();
        let mut lists: Vec<Events> = Vec::new();
        let code = self.view.code.clone();
        for (position, instruction) in code.scopes[ScopeId::LEADS.index()].block.iter().enumerate()
        {
            let role = self.roles[position];
            if !needed[position] || role == Role::Passing {
                continue;
            }
            if role == Role::Host && target(instruction).0 == File::Figure {
                self.slot(target(instruction));
            }
            if role == Role::Host && instruction.scope == ScopeId::LOG {
                arrays.push(target(instruction));
            }
            for need in self.view.needs(instruction) {
                match need {
                    Need::List(set) => {
                        lists.push(set);
                        arrays.push((File::Events, set.0));
                    }
                    Need::All(register) if role == Role::Host || !self.is_free(register) => {
                        arrays.push(register);
                    }
                    Need::All(_) => {}
                    Need::Row(register) => self.keep_row(position, register, &mut arrays),
                }
            }
        }
        lists.sort_unstable();
        lists.dedup();
        arrays.sort_unstable_by_key(|(file, number)| (*file as usize, *number));
        arrays.dedup();
        self.lay_out(&arrays, &lists);
    }

    fn is_free(&self, register: Register) -> bool {
        self.position(register).is_some_and(|position| self.roles[position] == Role::Free)
    }

    /// Where the main block writes a register.
    pub fn position(&self, register: Register) -> Option<usize> {
        self.view.writers[register]?.main()
    }

    fn keep_row(&mut self, user: usize, register: Register, arrays: &mut Vec<Register>) {
        let Some(writer) = self.position(register) else { return };
        let (user_unit, own_unit) = (self.unit_of[user], self.unit_of[writer]);
        match self.roles[writer] {
            Role::Each if user_unit != own_unit => arrays.push(register),
            Role::Each | Role::Free | Role::Passing => {}
            // Kept by the host.
            Role::Host if matches!(register.0, File::Set | File::Events) => {}
            Role::Straight | Role::Sum | Role::Host => {
                let by_host = self.roles[user] == Role::Host;
                let function = |unit: Option<usize>| unit.map(|unit| self.function_of[unit]);
                let apart = function(user_unit) != function(own_unit);
                let elsewhere = self.functions() > 1 && self.roles[user] != Role::Straight;
                if by_host || apart || elsewhere {
                    self.slot(register);
                }
            }
        }
    }

    fn next_slot(&mut self) -> u32 {
        self.slot_count += 1;
        self.slot_count - 1
    }

    fn slot(&mut self, register: Register) {
        if self.slots[register].is_none() {
            self.slots[register] = Some(self.next_slot());
        }
    }

    /// Eight bytes first, then four, then one, so that all stand aligned.
    fn lay_out(&mut self, arrays: &[Register], lists: &[Events]) {
        let mut next = |bytes: u32| {
            let offset = self.width;
            self.width += bytes;
            Array { offset }
        };
        for register in arrays {
            if matches!(register.0, File::Num | File::Date) {
                self.values[*register] = Some(next(8));
            }
        }
        for set in lists {
            // One longer than there are events: an array has room for one more than the lead has.
            self.lists.insert(set.0, (next(4), next(4)));
        }
        let scopes = self.view.code.scopes.iter().flat_map(|scope| &scope.block);
        for instruction in scopes.filter(|i| matches!(i.op, Op::PickIf { .. })) {
            self.picked.insert(instruction.target, next(4));
        }
        for register in arrays {
            if matches!(register.0, File::Text) {
                self.values[*register] = Some(next(4));
            }
        }
        for register in arrays {
            if !matches!(register.0, File::Text) {
                self.flags[*register] = Some(next(1));
            }
        }
    }
}

/// The first straight code in which everything of a time is there.
fn whole(time: u32) -> u32 {
    time + time % 2
}
