//! Sets of rows: what is certainly so, which events exist.

use crate::bytecode::opcode::Op;
use crate::bytecode::register::ScopeId;
use crate::ir::program::Period;
use crate::types::Points;
use crate::vm::Machine;
use crate::vm::bits::Bits;

impl Machine<'_> {
    pub fn sets(&self, scope: ScopeId, op: &Op) -> Bits {
        let count = self.count(scope);
        let times = self.chunk.times(self.batch);
        match op {
            Op::GatherSet { source, along } => {
                self.gather_bits(scope, &self.registers[*source], *along)
            }
            Op::All {} => Bits::all(count),
            Op::True { a } => self.registers[*a].yes.clone(),
            Op::Has { a } => self.registers[*a].known.clone(),
            Op::Both { of } => {
                of.iter().fold(Bits::all(count), |all, set| all.and(&self.registers[*set]))
            }
            Op::Either { of } => {
                of.iter().fold(Bits::none(count), |any, set| any.or(&self.registers[*set]))
            }
            Op::Without { a, b } => self.registers[*a].clone().without(&self.registers[*b]),
            Op::Now { from, before } => {
                Bits::filled(count, Period { from: *from, before: *before }.holds(self.as_of))
            }
            Op::During { from, before } => {
                let period = Period { from: *from, before: *before };
                Bits::of(times, |time| period.holds(time))
            }
            Op::Existing {} => Bits::of(times, |time| time <= self.as_of),
            Op::Named { events } => {
                let names = self.chunk.names(self.batch);
                match events.as_slice() {
                    [one] => Bits::of(names, |name| name == *one),
                    several => Bits::of(names, |name| several.contains(&name)),
                }
            }
            Op::Reset { picks } => self.reset(&self.registers[*picks]),
            Op::Pause { from, until } => {
                self.pause(&self.registers[*from], &self.registers[*until])
            }
            Op::Complete { event, seconds } => {
                if scope == ScopeId::LOG {
                    let over = |time: i64| self.as_of.saturating_sub(time) >= *seconds;
                    return Bits::of(times, over);
                }
                let around = self.events_of(scope, *event);
                let passed = |row: usize| self.as_of.saturating_sub(times[around[row] as usize]);
                Bits::from_fn(count, |row| passed(row) >= *seconds)
            }
            Op::Listed { events } => {
                let mut set = Bits::none(count);
                self.registers[*events].iter().for_each(|event| set.set(*event as usize));
                set
            }
            Op::Reaches { a, op, bound } => {
                let figures = &self.registers[*a];
                Bits::of(figures, |figure| op.holds(Points(figure).cmp(bound)))
            }
            Op::NotZero { a } => {
                let figures = &self.registers[*a];
                Bits::of(figures, |figure| figure != 0)
            }
            _ => Bits::none(count),
        }
    }

    /// Hidden is what lies before the lead's last pick, and at its second all but a pick that is alone there.
    fn reset(&self, picks: &Bits) -> Bits {
        let times = self.chunk.times(self.batch);
        let mut hidden = Bits::none(picks.len());
        for lead in 0..self.leads() {
            let log = self.chunk.of(lead);
            let Some(last) = log.clone().rev().find(|e| picks.get(*e)) else { continue };
            let at_last = log.clone().filter(|e| picks.get(*e) && times[*e] == times[last]).count();
            for event in log.take_while(|e| times[*e] <= times[last]) {
                let alone = event == last && at_last == 1;
                if !alone {
                    hidden.set(event);
                }
            }
        }
        hidden
    }

    /// Second by second: all `from` first, then `until`; what opens a pause is not hidden by it.
    fn pause(&self, from: &Bits, until: &Bits) -> Bits {
        let times = self.chunk.times(self.batch);
        let mut hidden = Bits::none(from.len());
        for lead in 0..self.leads() {
            let log = self.chunk.of(lead);
            let (mut open, mut start) = (false, log.start);
            while start < log.end {
                let length = times[start..log.end].partition_point(|time| *time <= times[start]);
                let second = start..start + length;
                let opens = !open && second.clone().any(|e| from.get(e));
                open = (open || opens) && !second.clone().any(|e| until.get(e));
                if open {
                    second.clone().filter(|e| !(opens && from.get(*e))).for_each(|e| hidden.set(e));
                }
                start = second.end;
            }
        }
        hidden
    }
}
