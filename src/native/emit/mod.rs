//! Code for one function of the plan: values are emitted where they are first asked for, and found again there.

mod class;
mod cond;
mod event;
mod figure;
mod label;
mod load;
mod number;
mod ops;
mod query;
mod row;
mod set;

use std::collections::HashMap;

use cranelift_codegen::ir::{FuncRef, Function, InstBuilder, Value};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_module::{FuncId, Module};

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{File, ScopeId};
use crate::native::bind::Layout;
use crate::native::emit::ops::Bit;
use crate::native::emit::row::{Name, Row};
use crate::native::frame::{SLOT, at};
use crate::native::host::Helper;
use crate::native::plan::{Plan, Role, Step, Unit};
use crate::native::registers::{Register, target};

/// What a register holds in one row.
#[derive(Debug, Clone, Copy)]
pub enum Val {
    /// INVARIANT: what is true is known.
    Cond {
        yes: Bit,
        known: Bit,
    },
    Set(Bit),
    /// Numbers and dates.
    Known {
        value: Value,
        known: Bit,
    },
    /// Texts, figures and labels, as 64 bits.
    Word(Value),
    /// A stretch of the lead's events.
    Window {
        from: Value,
        to: Value,
    },
    /// A stretch of a list of events, but for one position.
    Picks {
        list: Value,
        from: Value,
        to: Value,
        skip: Option<Value>,
    },
}

/// A function in the making.
pub struct Emit<'e> {
    pub b: FunctionBuilder<'e>,
    pub module: &'e mut dyn Module,
    pub helpers: &'e HashMap<Helper, FuncId>,
    pub declared: HashMap<Helper, FuncRef>,
    pub plan: &'e Plan,
    pub layout: &'e Layout,
    pub pool: &'e mut Pool,
    pub frame: Value,
    /// The rows that stand around, the lead's first.
    rows: Vec<Row>,
    /// What was emitted, by row; a layer is left where its code ends.
    layers: Vec<HashMap<(u32, Register), Val>>,
    next_row: u32,
    unit: usize,
    function: usize,
}

/// Constants of a program, in words.
#[derive(Debug, Default)]
pub struct Pool {
    pub words: Vec<u64>,
    /// Where the tables of each ageing stand.
    pub ageings: HashMap<u32, i32>,
}

impl Pool {
    /// The offset in bytes of these words.
    pub fn add(&mut self, words: impl IntoIterator<Item = u64>) -> i32 {
        let start = self.words.len();
        self.words.extend(words);
        (start * size_of::<u64>()) as i32
    }
}

/// Fills a function of one argument, the frame.
pub fn function(
    (plan, layout): (&Plan, &Layout),
    module: &mut dyn Module,
    helpers: &HashMap<Helper, FuncId>,
    pool: &mut Pool,
    into: (&mut Function, &mut FunctionBuilderContext),
    number: usize,
) {
    let mut b = FunctionBuilder::new(into.0, into.1);
    let entry = b.create_block();
    b.append_block_params_for_function_params(entry);
    b.switch_to_block(entry);
    let frame = b.block_params(entry)[0];
    let config = module.target_config();
    let mut emit = Emit {
        b,
        module,
        helpers,
        declared: HashMap::new(),
        plan,
        layout,
        pool,
        frame,
        rows: vec![Row::lead()],
        layers: vec![HashMap::new()],
        next_row: 1,
        unit: 0,
        function: number,
    };
    for unit in plan.units_of(number) {
        emit.unit = unit;
        match &plan.units[unit] {
            Unit::Straight(steps) => steps.iter().for_each(|step| emit.step(*step)),
            Unit::Loop(positions) => emit.pass(positions),
        }
    }
    emit.b.ins().return_(&[]);
    emit.b.seal_all_blocks();
    emit.b.finalize(config);
}

impl<'e> Emit<'e> {
    fn step(&mut self, step: Step) {
        match step {
            Step::List(set) => {
                let set = self.int(i64::from(set.0));
                self.call(Helper::List, &[self.frame, set]);
            }
            Step::Instruction(position) if self.plan.roles[position] == Role::Host => {
                let position = self.int(position as i64);
                self.call(Helper::Intricate, &[self.frame, position]);
            }
            Step::Instruction(position) => {
                let register = target(&self.plan.main()[position]);
                if self.plan.slots[register].is_some() {
                    self.keep_slot(register);
                }
            }
        }
    }

    /// Computes a register of the lead and keeps it.
    pub fn keep_slot(&mut self, register: Register) {
        let Some(slot) = self.plan.slots[register] else { return };
        let slots = self.fixed(at::SLOTS);
        let offset = slot as i32 * SLOT;
        match self.value(register) {
            Val::Cond { yes, known } => {
                let (yes, known) = (self.bit(yes), self.bit(known));
                self.write(yes, slots, offset);
                self.write(known, slots, offset + 8);
            }
            Val::Set(bit) => {
                let bit = self.bit(bit);
                self.write(bit, slots, offset);
            }
            Val::Known { value, known } => {
                let known = self.bit(known);
                self.write(value, slots, offset);
                self.write(known, slots, offset + 8);
            }
            Val::Word(word) => self.write(word, slots, offset),
            Val::Window { .. } | Val::Picks { .. } => {}
        }
    }

    /// A register in the row that stands here.
    pub fn value(&mut self, register: Register) -> Val {
        let scope = self.plan.view.scope(register);
        let Some(level) = self.rows.iter().rposition(|row| row.scope == scope) else {
            return self.missing(register);
        };
        let key = (self.rows[level].id, register);
        if let Some(found) = self.layers.iter().rev().find_map(|layer| layer.get(&key)) {
            return *found;
        }
        // What stands further out sees only its own rows.
        let inner = self.rows.split_off(level + 1);
        let value = self.fresh(register);
        self.rows.extend(inner);
        if let Some(layer) = self.layers.last_mut() {
            layer.insert(key, value);
        }
        value
    }

    fn fresh(&mut self, register: Register) -> Val {
        let plan = self.plan;
        let Some(instruction) = plan.view.writer(register) else { return self.missing(register) };
        let position = plan.position(register);
        let role = position.map(|p| plan.roles[p]);
        let unit = position.and_then(|p| plan.unit_of[p]);
        if instruction.scope == ScopeId::LEADS {
            let here = unit.is_none_or(|unit| plan.function_of[unit] == self.function);
            match (role, plan.slots[register]) {
                (Some(Role::Host), Some(slot)) => return self.load_slot(register, slot),
                (_, Some(slot)) if !here => return self.load_slot(register, slot),
                (Some(Role::Sum), _) => return self.summed(instruction),
                _ => {}
            }
        } else if instruction.scope == ScopeId::LOG {
            let set = matches!(register.0, File::Set | File::Events);
            if set && self.row().name != Name::Any && self.is_never_in(register) {
                return Val::Set(Bit::NO);
            }
            match role {
                Some(Role::Host) => return self.load_array(register),
                Some(Role::Each)
                    if unit != Some(self.unit) || !self.rows[self.rows.len() - 1].open =>
                {
                    return self.load_array(register);
                }
                _ => {}
            }
        }
        self.compute(&instruction.op, register)
    }

    fn compute(&mut self, op: &'e Op, register: Register) -> Val {
        match register.0 {
            File::Cond => {
                let (yes, known) = self.cond(op);
                Val::Cond { yes, known }
            }
            File::Set | File::Events => Val::Set(self.set_of(op)),
            File::Class => Val::Word(self.class(op)),
            File::Num => {
                let (value, known) = self.number(op);
                Val::Known { value, known }
            }
            File::Date => {
                let (value, known) = self.date(op);
                Val::Known { value, known }
            }
            File::Text => Val::Word(self.text(op)),
            File::Figure => Val::Word(self.figure(op)),
            File::Label => Val::Word(self.label(op)),
            File::Window => self.window(op),
            File::Picks => self.picks(op, register.1),
            File::Key | File::Matches => self.missing(register),
        }
    }

    /// Nothing known: of a register that nobody writes.
    fn missing(&mut self, register: Register) -> Val {
        let zero = self.int(0);
        match register.0 {
            File::Cond => Val::Cond { yes: Bit::NO, known: Bit::NO },
            File::Set | File::Events => Val::Set(Bit::NO),
            File::Num => Val::Known { value: self.float(0.0), known: Bit::NO },
            File::Date => Val::Known { value: zero, known: Bit::NO },
            File::Window => Val::Window { from: zero, to: zero },
            File::Picks => Val::Picks { list: zero, from: zero, to: zero, skip: None },
            File::Text | File::Figure | File::Label | File::Key | File::Class | File::Matches => {
                Val::Word(zero)
            }
        }
    }
}
