//! One pass over a lead's events: code for each name, sums as the pass goes.

use std::collections::BTreeSet;

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::types::{F64, I32, I64};
use cranelift_codegen::ir::{InstBuilder, Value};
use cranelift_frontend::Switch;

use crate::bytecode::code::Instruction;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Counted, Date, File, Picks, ScopeId, Worth};
use crate::native::emit::ops::Bit;
use crate::native::emit::row::Name;
use crate::native::emit::{Emit, Val};
use crate::native::frame::{SLOT, at};
use crate::native::host::Helper;
use crate::native::plan::{Need, Role};
use crate::native::registers::{Register, target};
use crate::types::EventId;
use crate::types::ageing::{Curve, Factors, GREATEST, Powers};
use crate::types::points::Nano;

/// With more names, or more that every name needs, the code is the same for all names.
const NAMES: usize = 64;
const COPIES: usize = 600;
/// More steps of ageing than this are looked up by the host.
const STEPS: usize = 16;

impl<'e> Emit<'e> {
    /// What a loop of the plan keeps and sums.
    pub fn pass(&mut self, positions: &[usize]) {
        let plan = self.plan;
        let does = |position: &&usize| {
            let kept = plan.flags[target(&plan.main()[**position])].is_some();
            plan.roles[**position] == Role::Sum || kept
        };
        let work: Vec<usize> = positions.iter().filter(does).copied().collect();
        if work.is_empty() {
            return;
        }
        self.prepare(positions);
        let names = self.names(&work);
        let (zero, events) = (self.int(0), self.fixed(at::EVENTS));
        self.each((zero, events), zero, |emit, event, _| {
            emit.dispatch(event, &names, &work);
            zero
        });
        for position in work {
            let register = target(&plan.main()[position]);
            if plan.roles[position] == Role::Sum && plan.slots[register].is_some() {
                self.keep_slot(register);
            }
        }
    }

    /// Computes before the loop what the lead gives to it.
    fn prepare(&mut self, positions: &[usize]) {
        let plan = self.plan;
        for position in positions {
            for need in plan.view.needs(&plan.main()[*position]) {
                if let Need::Row(register) = need
                    && plan.view.scope(register) == ScopeId::LEADS
                {
                    self.value(register);
                }
            }
        }
    }

    /// The names that decide on something here; none: the code is the same for all.
    fn names(&self, work: &[usize]) -> Vec<EventId> {
        let mut names = BTreeSet::new();
        let mut alike = 0;
        for position in work {
            let mut own = BTreeSet::new();
            let mut seen = BTreeSet::new();
            self.named_by(&self.plan.main()[*position], &mut own, &mut seen);
            alike += usize::from(own.is_empty());
            names.extend(own);
        }
        if names.len() > NAMES || names.len() * alike > COPIES {
            return Vec::new();
        }
        names.into_iter().map(EventId).collect()
    }

    fn named_by(
        &self,
        instruction: &Instruction,
        names: &mut BTreeSet<u32>,
        seen: &mut BTreeSet<(usize, u32)>,
    ) {
        if let Op::Named { events } = &instruction.op {
            names.extend(events.iter().map(|event| event.0));
        }
        for need in self.plan.view.needs(instruction) {
            let (Need::Row(register) | Need::All(register)) = need else { continue };
            let Some(writer) = self.plan.view.writer(register) else { continue };
            if writer.scope == ScopeId::LOG && seen.insert((register.0 as usize, register.1)) {
                self.named_by(writer, names, seen);
            }
        }
    }

    fn dispatch(&mut self, event: Value, names: &[EventId], work: &[usize]) {
        if names.is_empty() {
            return self.at_event(event, Name::Any, true, |emit| emit.work(work));
        }
        let table = self.fixed(at::NAMES);
        let address = self.address(table, event, 2);
        let name = self.constant(I32, address, 0);
        let (other, after) = (self.b.create_block(), self.b.create_block());
        let mut switch = Switch::new();
        let blocks: Vec<_> = names.iter().map(|_| self.b.create_block()).collect();
        for (name, block) in names.iter().zip(&blocks) {
            switch.set_entry(u128::from(name.0), *block);
        }
        switch.emit(&mut self.b, name, other);
        let named = names.iter().map(|name| Name::One(*name)).zip(blocks);
        for (name, block) in named.chain([(Name::Other(names.to_vec()), other)]) {
            self.b.switch_to_block(block);
            self.apart(|emit| emit.at_event(event, name, true, |emit| emit.work(work)));
            self.b.ins().jump(after, &[]);
        }
        self.b.switch_to_block(after);
    }

    fn work(&mut self, work: &[usize]) {
        for position in work {
            let instruction = &self.plan.main()[*position];
            match self.plan.sums[*position] {
                Some(slot) => self.sum(instruction, slot as i32 * SLOT),
                None => self.keep_array(target(instruction)),
            }
        }
    }

    /// Adds the event here to a sum.
    fn sum(&mut self, instruction: &'e Instruction, slot: i32) {
        match &instruction.op {
            Op::On { of, .. } => {
                let counts = self.events_in(of.events);
                self.only_if(counts, |emit| {
                    let nano = emit.worth(*of);
                    emit.add_wide(nano, slot);
                });
            }
            Op::Count { picks, .. } | Op::Happened { picks, .. } => {
                let picked = self.picked_here(instruction, *picks);
                self.only_if(picked, |emit| {
                    let slots = emit.fixed(at::SLOTS);
                    let (count, one) = (emit.read(I64, slots, slot), emit.int(1));
                    let count = emit.b.ins().iadd(count, one);
                    emit.write(count, slots, slot);
                });
            }
            Op::First { picks, .. } => {
                let picked = self.picked_here(instruction, *picks);
                let slots = self.fixed(at::SLOTS);
                let seen = self.read(I64, slots, slot + 8);
                let new = self.icmp_with(IntCC::Equal, seen, 0);
                let first = self.and(picked, new);
                self.only_if(first, |emit| emit.moment_here(slot));
            }
            Op::Last { picks, .. } => {
                let picked = self.picked_here(instruction, *picks);
                self.only_if(picked, |emit| emit.moment_here(slot));
            }
            _ => {}
        }
    }

    fn moment_here(&mut self, slot: i32) {
        let (slots, time, one) = (self.fixed(at::SLOTS), self.time_here(), self.int(1));
        self.write(time, slots, slot);
        self.write(one, slots, slot + 8);
    }

    /// Adds to a sum of 128 bits.
    fn add_wide(&mut self, nano: Value, slot: i32) {
        let slots = self.fixed(at::SLOTS);
        let (low, high) = (self.read(I64, slots, slot), self.read(I64, slots, slot + 8));
        let sign = self.int(63);
        let extension = self.b.ins().sshr(nano, sign);
        let sum = self.b.ins().iadd(low, nano);
        let carry = self.icmp(IntCC::UnsignedLessThan, sum, low);
        let carry = self.bit(carry);
        let carry = self.b.ins().uextend(I64, carry);
        let high = self.b.ins().iadd(high, extension);
        let high = self.b.ins().iadd(high, carry);
        self.write(sum, slots, slot);
        self.write(high, slots, slot + 8);
    }

    /// The event here is picked by the query of a lead.
    fn picked_here(&mut self, instruction: &Instruction, picks: Picks) -> Bit {
        let Some((events, window)) = self.plan.view.counted(instruction, picks) else {
            return Bit::NO;
        };
        if self.never_listed(events) {
            return Bit::NO;
        }
        let mut picked = self.events_in(events);
        let Some(Op::Window { within, since, .. }) = window else { return picked };
        let (time, as_of) = (self.time_here(), self.fixed(at::AS_OF));
        let exists = self.icmp(IntCC::SignedLessThanOrEqual, time, as_of);
        picked = self.and(picked, exists);
        if let Some(within) = within {
            let age = self.subtract_saturating(as_of, time);
            let young = self.icmp_with(IntCC::SignedLessThan, age, *within);
            picked = self.and(picked, young);
        }
        if let Some(date) = since {
            let since = self.since(*date, time);
            picked = self.and(picked, since);
        }
        picked
    }

    fn since(&mut self, date: Date, time: Value) -> Bit {
        let (date, known) = self.date_in(date);
        let late = self.icmp(IntCC::SignedGreaterThanOrEqual, time, date);
        self.and(late, known)
    }

    /// What a loop has summed, as the register's value.
    pub fn summed(&mut self, instruction: &Instruction) -> Val {
        let register = target(instruction);
        let slot = self.plan.position(register).and_then(|p| self.plan.sums[p]);
        let Some(slot) = slot else { return self.missing_sum(register) };
        let (slots, slot) = (self.fixed(at::SLOTS), slot as i32 * SLOT);
        let (low, high) = (self.read(I64, slots, slot), self.read(I64, slots, slot + 8));
        match &instruction.op {
            Op::On { cap, .. } => {
                let mut figure = self.rounded_wide(low, high);
                if let Some(cap) = cap {
                    let cap = cap.0.saturating_abs();
                    let (least, most) = (self.int(-cap), self.int(cap));
                    figure = self.b.ins().smax(figure, least);
                    figure = self.b.ins().smin(figure, most);
                }
                Val::Word(figure)
            }
            Op::Count { complete, .. } => {
                let complete = self.completed(*complete);
                Val::Known { value: self.b.ins().fcvt_from_sint(F64, low), known: complete }
            }
            Op::Happened { complete, .. } => {
                let yes = self.icmp_with(IntCC::NotEqual, low, 0);
                let complete = self.completed(*complete);
                Val::Cond { yes, known: self.or(complete, yes) }
            }
            Op::First { complete, .. } | Op::Last { complete, .. } => {
                let known = self.icmp_with(IntCC::NotEqual, high, 0);
                let complete = self.completed(*complete);
                Val::Known { value: low, known: self.and(known, complete) }
            }
            _ => self.missing_sum(register),
        }
    }

    fn missing_sum(&mut self, register: Register) -> Val {
        match register.0 {
            File::Figure => Val::Word(self.int(0)),
            File::Cond => Val::Cond { yes: Bit::NO, known: Bit::NO },
            _ => Val::Known { value: self.int(0), known: Bit::NO },
        }
    }

    /// Billionths of 128 bits as hundredths.
    fn rounded_wide(&mut self, low: Value, high: Value) -> Value {
        let sign = self.int(63);
        let extension = self.b.ins().sshr(low, sign);
        let narrow = self.icmp(IntCC::Equal, high, extension);
        let middle = self.int(1 << 62);
        let moved = self.b.ins().iadd(low, middle);
        let small = self.icmp_with(IntCC::SignedGreaterThanOrEqual, moved, 0);
        let fits = self.and(narrow, small);
        let beyond = self.not(fits);
        let quick = self.rounded(low);
        let [figure] =
            self.words_if(beyond, [quick], |emit| [emit.called(Helper::Round, &[low, high])]);
        figure
    }

    /// One occurrence in billionths.
    fn worth(&mut self, counted: Counted) -> Value {
        let factors = self.plan.code().ageings.get(counted.ageing as usize).map(|(_, f)| f);
        let aged = factors.filter(|f| f.shape.is_some() || f.expires.is_some());
        let Some(factors) = aged else {
            return match counted.points {
                Worth::Literal(points) => self.int(Nano::from_points(points.to_f64()).0),
                Worth::Computed(register) => {
                    let (points, _) = self.num_in(register);
                    let nano = self.nano(points);
                    self.whole(nano, true)
                }
            };
        };
        let points = match counted.points {
            Worth::Literal(points) => self.float(points.to_f64()),
            Worth::Computed(register) => self.num_in(register).0,
        };
        let nano = match counted.points {
            Worth::Literal(points) => self.float(points.to_f64() * crate::types::points::NANO),
            Worth::Computed(_) => self.nano(points),
        };
        let factor = self.factor(factors, counted.ageing);
        let product = self.b.ins().fmul(nano, factor);
        let beyond = matches!(factors.shape, Some((Curve::Steps(_), _)));
        self.whole(product, !beyond)
    }

    /// What a point is worth at the age of the event here, which is not in the future.
    fn factor(&mut self, factors: &Factors, ageing: u32) -> Value {
        let (time, as_of) = (self.time_here(), self.fixed(at::AS_OF));
        let difference = self.b.ins().isub(as_of, time);
        let most = self.int(i64::MAX);
        let age = self.b.ins().umin(difference, most);
        let mut factor = match &factors.shape {
            Some((curve, delay)) => {
                let age = self.after(age, *delay);
                self.curve(curve, age, ageing)
            }
            None => self.float(1.0),
        };
        if let Some((end, delay)) = factors.expires {
            let age = self.after(age, delay);
            let gone = self.icmp_with(IntCC::SignedGreaterThanOrEqual, age, end);
            let nothing = self.float(0.0);
            factor = self.choose(gone, nothing, factor);
        }
        factor
    }

    fn after(&mut self, age: Value, delay: i64) -> Value {
        if delay == 0 {
            return age;
        }
        let (delay, zero) = (self.int(delay), self.int(0));
        let age = self.subtract_saturating(age, delay);
        self.b.ins().smax(age, zero)
    }

    fn curve(&mut self, curve: &Curve, age: Value, ageing: u32) -> Value {
        match curve {
            Curve::Smooth(powers) => self.power(powers, age, ageing),
            Curve::Stepped(powers, period) => {
                let period = self.int(*period);
                let steps = self.b.ins().udiv(age, period);
                self.power(powers, steps, ageing)
            }
            Curve::Linear(rate, period) => {
                let (rate, period) = (self.float(*rate), self.float(*period as f64));
                let (one, nothing) = (self.float(1.0), self.float(0.0));
                let age = self.b.ins().fcvt_from_sint(F64, age);
                let lost = self.b.ins().fmul(rate, age);
                let lost = self.b.ins().fdiv(lost, period);
                let left = self.b.ins().fsub(one, lost);
                let some = self.fcmp(FloatCC::GreaterThan, left, nothing);
                self.choose(some, left, nothing)
            }
            Curve::Steps(steps) if steps.len() <= STEPS => {
                let mut factor = self.float(0.0);
                for (end, share) in steps.iter().rev() {
                    let before = self.icmp_with(IntCC::SignedLessThan, age, *end);
                    let share = self.float(*share);
                    factor = self.choose(before, share, factor);
                }
                factor
            }
            Curve::Steps(_) => {
                let ageing = self.int(i64::from(ageing));
                self.called(Helper::Step, &[self.frame, ageing, age])
            }
        }
    }

    /// Three loads and two products, as `types::ageing` does them.
    fn power(&mut self, powers: &Powers, n: Value, ageing: u32) -> Value {
        let offset = match self.pool.ageings.get(&ageing) {
            Some(offset) => *offset,
            None => {
                let words =
                    powers.tables().0.iter().flat_map(|table| table.iter().map(|f| f.to_bits()));
                let offset = self.pool.add(words);
                self.pool.ageings.insert(ageing, offset);
                offset
            }
        };
        let greatest = self.int(GREATEST);
        let n = self.b.ins().umin(n, greatest);
        let (ten, twenty, digit) = (self.int(10), self.int(20), self.int(1023));
        let high = self.b.ins().ushr(n, twenty);
        let middle = self.b.ins().ushr(n, ten);
        let middle = self.b.ins().band(middle, digit);
        let low = self.b.ins().band(n, digit);
        let table = 8 * 1024;
        let high = self.pooled(F64, offset + 2 * table, high);
        let middle = self.pooled(F64, offset + table, middle);
        let low = self.pooled(F64, offset, low);
        let product = self.b.ins().fmul(high, middle);
        self.b.ins().fmul(product, low)
    }
}
