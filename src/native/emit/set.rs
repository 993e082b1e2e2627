//! Sets of rows: one bit.

use cranelift_codegen::ir::InstBuilder;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::I32;

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Events, File, Set};
use crate::native::emit::Emit;
use crate::native::emit::cond::int;
use crate::native::emit::ops::Bit;
use crate::native::emit::row::{Name, set};
use crate::native::frame::at;
use crate::native::registers::Register;
use crate::types::EventId;

impl Emit<'_> {
    pub fn set_of(&mut self, op: &Op) -> Bit {
        match op {
            Op::GatherSet { source, along } => set(self.gather((File::Set, source.0), *along)),
            Op::All {} => Bit::YES,
            Op::True { a } => self.cond_in(*a).0,
            Op::Has { a } => self.num_in(*a).1,
            Op::Both { of } => of.iter().fold(Bit::YES, |all, one| {
                let one = self.set_in(*one);
                self.and(all, one)
            }),
            Op::Either { of } => of.iter().fold(Bit::NO, |any, one| {
                let one = self.set_in(*one);
                self.or(any, one)
            }),
            Op::List { set } => self.set_in(*set),
            Op::Listed { events } => self.events_in(*events),
            Op::Keep { events, sets } => {
                let mut all = self.events_in(*events);
                for one in sets {
                    let one = self.set_in(*one);
                    all = self.and(all, one);
                }
                all
            }
            Op::OfLeads { events, leads } => {
                let (events, leads) = (self.events_in(*events), self.set_in(*leads));
                self.and(events, leads)
            }
            Op::Without { a, b } => {
                let (a, b) = (self.set_in(*a), self.set_in(*b));
                self.without(a, b)
            }
            Op::Now { from, before } => {
                let as_of = self.fixed(at::AS_OF);
                self.in_period(as_of, *from, *before)
            }
            Op::During { from, before } => {
                let time = self.time_here();
                self.in_period(time, *from, *before)
            }
            Op::Existing {} => {
                let (time, as_of) = (self.time_here(), self.fixed(at::AS_OF));
                self.icmp(IntCC::SignedLessThanOrEqual, time, as_of)
            }
            Op::Named { events } => self.named(events),
            Op::Complete { event, seconds } => {
                let (event, as_of) = (self.event_at(*event), self.fixed(at::AS_OF));
                let time = self.time_of(event);
                let passed = self.subtract_saturating(as_of, time);
                self.icmp_with(IntCC::SignedGreaterThanOrEqual, passed, *seconds)
            }
            Op::Reaches { a, op, bound } => {
                let figure = self.figure_in(*a);
                self.icmp_with(int(*op), figure, bound.0)
            }
            Op::NotZero { a } => {
                let figure = self.figure_in(*a);
                self.icmp_with(IntCC::NotEqual, figure, 0)
            }
            _ => Bit::NO,
        }
    }

    fn named(&mut self, events: &[EventId]) -> Bit {
        if let Name::One(name) = self.row().name {
            return Bit::Const(events.contains(&name));
        }
        let (names, event) = (self.fixed(at::NAMES), self.event());
        let address = self.address(names, event, 2);
        let name = self.constant(I32, address, 0);
        let mut any = Bit::NO;
        for event in events {
            let other = self.b.ins().iconst(I32, i64::from(event.0));
            let same = self.icmp(IntCC::Equal, name, other);
            any = self.or(any, same);
        }
        any
    }

    /// No event of the name here is in the set, as the instruction alone tells.
    fn never(&self, op: &Op) -> bool {
        let never = |set: &Set| self.is_never(*set);
        match op {
            Op::Named { events } => match &self.row().name {
                Name::Any => false,
                Name::One(name) => !events.contains(name),
                Name::Other(names) => events.iter().all(|event| names.contains(event)),
            },
            Op::Both { of } => of.iter().any(never),
            Op::Either { of } => of.iter().all(never),
            Op::Without { a, .. } => never(a),
            Op::List { set } => never(set),
            Op::Keep { events, sets } => self.never_listed(*events) || sets.iter().any(never),
            Op::Listed { events }
            | Op::OfLeads { events, .. }
            | Op::Times { events, .. }
            | Op::Limit { events, .. } => self.never_listed(*events),
            _ => false,
        }
    }

    fn is_never(&self, set: Set) -> bool {
        self.is_never_in((File::Set, set.0))
    }

    pub fn never_listed(&self, events: Events) -> bool {
        self.is_never_in((File::Events, events.0))
    }

    pub fn is_never_in(&self, register: Register) -> bool {
        let writer = self.plan.view.writer(register);
        writer.is_some_and(|i| i.scope == self.row().scope && self.never(&i.op))
    }
}
