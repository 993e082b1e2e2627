//! Queries in one row: a stretch of the events by searching, and what is picked from it.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{I8, I32, I64};
use cranelift_codegen::ir::{InstBuilder, Value};

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{self, Events, File, ScopeId, Set};
use crate::ir::expr::Side;
use crate::native::emit::ops::Bit;
use crate::native::emit::{Emit, Val};
use crate::native::frame::at;
use crate::native::host::Helper;
use crate::native::windows::how;

impl Emit<'_> {
    pub fn time_of(&mut self, event: Value) -> Value {
        let times = self.fixed(at::TIMES);
        let address = self.address(times, event, 3);
        self.constant(I64, address, 0)
    }

    pub fn window(&mut self, op: &Op) -> Val {
        let zero = self.int(0);
        let Op::Window { side, event, within, since, rows } = op else {
            return Val::Window { from: zero, to: zero };
        };
        let rows = rows.map_or(Bit::YES, |rows| self.set_in(rows));
        let around = self.row().events.get(usize::from(*event)).copied();
        let [from, to] = self.words_if(rows, [zero, zero], |emit| {
            let (mut how, mut moment) = (0, zero);
            if let (Some(side), Some(event)) = (side, around) {
                how |= if *side == Side::Before { how::BEFORE } else { how::AFTER };
                moment = emit.time_of(event);
            }
            how |= if within.is_some() { how::WITHIN } else { 0 };
            let within = emit.int(within.unwrap_or(0));
            let (since, known) = match since {
                Some(date) => {
                    how |= how::SINCE;
                    emit.date_in(*date)
                }
                None => (zero, Bit::NO),
            };
            let known = emit.bit(known);
            let known = emit.b.ins().uextend(I64, known);
            let how = emit.int(how);
            let arguments = [emit.frame, how, moment, within, since, known];
            let both = emit.called(Helper::Window, &arguments);
            let (half, low) = (emit.int(32), emit.int(i64::from(u32::MAX)));
            [emit.b.ins().band(both, low), emit.b.ins().ushr(both, half)]
        });
        Val::Window { from, to }
    }

    pub fn picks(&mut self, op: &Op, register: u32) -> Val {
        match op {
            Op::PerLead { events } => self.per_lead(*events),
            Op::Pick { window, events, except } => self.pick(*window, *events, *except),
            Op::PickIf { window, events, except, inner, holds } => {
                let all = self.pick(*window, *events, *except);
                self.pick_if(all, register, *inner, *holds)
            }
            _ => self.missing((File::Picks, register)),
        }
    }

    /// All events of the list.
    fn per_lead(&mut self, events: Events) -> Val {
        let Some((list, before)) = self.plan.lists.get(&events.0).copied() else {
            return self.missing((File::Picks, u32::MAX));
        };
        let (list, before) = (self.array(list.offset), self.array(before.offset));
        let (from, count) = (self.int(0), self.fixed(at::EVENTS));
        let to = self.entry(before, count);
        Val::Picks { list, from, to, skip: None }
    }

    fn pick(&mut self, window: register::Window, events: Events, except: Option<u8>) -> Val {
        let register = (File::Picks, u32::MAX);
        let Some((list, before)) = self.plan.lists.get(&events.0).copied() else {
            return self.missing(register);
        };
        let Val::Window { from, to } = self.window_in(window) else {
            return self.missing(register);
        };
        let (list, before) = (self.array(list.offset), self.array(before.offset));
        let (from, to) = (self.entry(before, from), self.entry(before, to));
        let around = except.and_then(|p| self.row().events.get(usize::from(p)).copied());
        let skip = around.map(|event| {
            let position = self.entry(before, event);
            let flags = self.plan.flags[(File::Events, events.0)];
            let Some(flags) = flags else { return position };
            let flags = self.array(flags.offset);
            let address = self.address(flags, event, 0);
            let among = Bit::Dyn(self.read(I8, address, 0));
            let nowhere = self.int(-1);
            self.choose(among, position, nowhere)
        });
        Val::Picks { list, from, to, skip }
    }

    /// An entry of an array of 32 bits.
    fn entry(&mut self, array: Value, index: Value) -> Value {
        let address = self.address(array, index, 2);
        let entry = self.read(I32, address, 0);
        self.b.ins().uextend(I64, entry)
    }

    /// Of what may be picked, what the block over pairs says.
    fn pick_if(&mut self, all: Val, register: u32, inner: ScopeId, holds: Set) -> Val {
        let (Val::Picks { list, from, to, skip }, Some(picked)) =
            (all, self.plan.picked.get(&register).copied())
        else {
            return self.missing((File::Picks, register));
        };
        let picked = self.array(picked.offset);
        let zero = self.int(0);
        let count = self.each((from, to), zero, |emit, position, count| {
            let event = emit.entry(list, position);
            let holds = emit.at_pair(inner, event, |emit| emit.set_in(holds));
            let other = match skip {
                Some(skip) => emit.icmp(IntCC::NotEqual, position, skip),
                None => Bit::YES,
            };
            let holds = emit.and(holds, other);
            let address = emit.address(picked, count, 2);
            let short = emit.b.ins().ireduce(I32, event);
            // Written over where it does not hold.
            emit.write(short, address, 0);
            let holds = emit.bit(holds);
            let more = emit.b.ins().uextend(I64, holds);
            emit.b.ins().iadd(count, more)
        });
        Val::Picks { list: picked, from: zero, to: count, skip: None }
    }

    /// How many events are picked.
    pub fn count_of(&mut self, picks: register::Picks) -> Value {
        let Val::Picks { from, to, skip, .. } = self.picks_in(picks) else { return self.int(0) };
        let all = self.b.ins().isub(to, from);
        let Some(skip) = skip else { return all };
        let offset = self.b.ins().isub(skip, from);
        let among = self.icmp(IntCC::UnsignedLessThan, offset, all);
        let among = self.bit(among);
        let less = self.b.ins().uextend(I64, among);
        self.b.ins().isub(all, less)
    }

    pub fn completed(&mut self, complete: Option<Set>) -> Bit {
        complete.map_or(Bit::YES, |set| self.set_in(set))
    }
}
