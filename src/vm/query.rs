//! Queries over a lead's log: stretches of time by searching, events picked from them, pairs where a query depends on its row.

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{self, ScopeId};
use crate::ir::expr::Side;
use crate::vm::Machine;
use crate::vm::bits::Bits;
use crate::vm::chunk::Rows;
use crate::vm::values::{NOWHERE, Picks, Windows};

impl Machine<'_> {
    pub fn windows(&self, scope: ScopeId, op: &Op) -> Windows {
        let Op::Window { side, event, within, since, rows } = op else { return Vec::new() };
        let times = self.chunk.times(self.batch);
        let around = self.events_of(scope, *event);
        let lead = &self.rows[scope.index()].lead;
        let since = since.map(|register| &self.registers[register]);
        let stretch = |row: usize| {
            let lead = lead.get(row).map_or(row, |lead| *lead as usize);
            let log = self.chunk.of(lead);
            let of_lead = &times[log.clone()];
            // Times ascend, so that each of these holds up to some event and for none after it.
            let up_to = |holds: &dyn Fn(i64) -> bool| of_lead.partition_point(|time| holds(*time));
            let (mut from, mut to) = (0, up_to(&|time| time <= self.as_of));
            match (side, side.and(around.get(row)).map(|event| times[*event as usize])) {
                (Some(Side::Before), Some(moment)) => {
                    to = to.min(up_to(&|time| time <= moment));
                    if let Some(within) = within {
                        from = up_to(&|time| moment.saturating_sub(time) >= *within);
                    }
                }
                (Some(Side::After), Some(moment)) => {
                    from = up_to(&|time| time < moment);
                    if let Some(within) = within {
                        to = to.min(up_to(&|time| time.saturating_sub(moment) < *within));
                    }
                }
                _ => {
                    if let Some(within) = within {
                        from = up_to(&|time| self.as_of.saturating_sub(time) >= *within);
                    }
                }
            }
            if let Some(dates) = since {
                from = match dates.known.get(row) {
                    true => from.max(up_to(&|time| time < dates.values[row])),
                    false => to,
                };
            }
            ((log.start + from.min(to)) as u32, (log.start + to) as u32)
        };
        let Some(rows) = rows else { return (0..self.count(scope)).map(stretch).collect() };
        let mut stretches = vec![(0, 0); self.count(scope)];
        self.registers[*rows].ones().for_each(|row| stretches[row] = stretch(row));
        stretches
    }

    pub fn picks(&mut self, scope: ScopeId, op: &Op) -> Picks {
        match op {
            Op::PerLead { events } => self.per_lead(*events),
            Op::Pick { window, events, except } => self.pick(scope, *window, *events, *except),
            Op::PickIf { window, events, except, inner, holds } => {
                let all = self.pick(scope, *window, *events, *except);
                self.pick_if(scope, &all, *inner, *holds)
            }
            _ => Picks::default(),
        }
    }

    fn per_lead(&self, list: register::Events) -> Picks {
        let events = self.registers[list].clone();
        let mut stretches = vec![(0, 0); self.leads()];
        let lead = &self.rows[ScopeId::LOG.index()].lead;
        let mut from = 0;
        for of_lead in self.by_lead(&events) {
            let to = from + of_lead.len() as u32;
            stretches[lead[of_lead[0] as usize] as usize] = (from, to);
            from = to;
        }
        Picks { events, stretches, except: Vec::new() }
    }

    fn pick(
        &self,
        scope: ScopeId,
        window: register::Window,
        list: register::Events,
        except: Option<u8>,
    ) -> Picks {
        let events = self.registers[list].clone();
        // How many of the list stand before an event of the chunk.
        let before = |event: u32| events.partition_point(|other| *other < event) as u32;
        let stretch = |(from, to): &(u32, u32)| {
            if from == to { (0, 0) } else { (before(*from), before(*to)) }
        };
        let stretches: Vec<(u32, u32)> = self.registers[window].iter().map(stretch).collect();
        let around = except.map_or(&[][..], |position| self.events_of(scope, position));
        let itself = |(event, (from, to)): (&u32, &(u32, u32))| {
            let position = if from == to { NOWHERE } else { before(*event) };
            let there = events.get(position as usize) == Some(event);
            if there { position } else { NOWHERE }
        };
        let except = around.iter().zip(&stretches).map(itself).collect();
        Picks { events, stretches, except }
    }

    /// Of what may be picked, what the block over pairs says.
    fn pick_if(
        &mut self,
        scope: ScopeId,
        all: &Picks,
        inner: ScopeId,
        holds: register::Set,
    ) -> Picks {
        let mut picked = Picks::default();
        let count = self.count(scope);
        let mut first = 0;
        while first < count {
            let (mut outer, mut events) = (Vec::new(), Vec::new());
            let mut end = first;
            while end < count && (end == first || events.len() < self.pairs) {
                events.extend(all.of(end).map(|e| e as u32));
                outer.resize(events.len(), end as u32);
                end += 1;
            }
            self.rows[inner.index()] = Rows::pairs(&self.rows[scope.index()], outer, events);
            self.block(inner);
            let holds = self.registers[holds].clone();
            self.keep_pairs(&mut picked, inner, &holds, first..end);
            first = end;
        }
        picked
    }

    fn keep_pairs(
        &self,
        picked: &mut Picks,
        inner: ScopeId,
        holds: &Bits,
        rows: std::ops::Range<usize>,
    ) {
        let pairs = &self.rows[inner.index()];
        let events = pairs.events.last().map_or(&[][..], Vec::as_slice);
        let mut pair = 0;
        for row in rows {
            let from = picked.events.len() as u32;
            while pair < pairs.count && pairs.outer[pair] as usize == row {
                if holds.get(pair) {
                    picked.events.push(events[pair]);
                }
                pair += 1;
            }
            picked.stretches.push((from, picked.events.len() as u32));
        }
    }
}
