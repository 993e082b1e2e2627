//! Lists of events: matched by the classes of their names, columns and times, and what is left of them.

use crate::bytecode::opcode::Op;
use crate::bytecode::register::ScopeId;
use crate::bytecode::tables::row::Classes;
use crate::vm::Machine;
use crate::vm::class::alive_in;

impl Machine<'_> {
    /// `room` is the list of the chunk before, whose memory goes on.
    pub fn event_list(&mut self, op: &Op, room: Vec<u32>) -> Vec<u32> {
        match op {
            // A list is fetched once.
            Op::Matched { of, list } => self
                .registers
                .matches
                .get_mut(of.index())
                .and_then(|lists| lists.get_mut(*list as usize))
                .map(|list| std::mem::replace(list, room))
                .unwrap_or_default(),
            Op::List { set } => self.registers[*set].ones().map(|event| event as u32).collect(),
            Op::Keep { events, sets } => {
                let stays = |e: &u32| sets.iter().all(|s| self.registers[*s].get(*e as usize));
                self.registers[*events].iter().copied().filter(stays).collect()
            }
            Op::OfLeads { events, leads } => {
                let lead = &self.rows[ScopeId::LOG.index()].lead;
                let leads = &self.registers[*leads];
                let stays = |e: &u32| leads.get(lead[*e as usize] as usize);
                self.registers[*events].iter().copied().filter(stays).collect()
            }
            Op::Times { events, count, seconds } => {
                self.times(&self.registers[*events], *count as usize, *seconds)
            }
            Op::Limit { .. } => self.limit(op),
            _ => Vec::new(),
        }
    }

    /// The events in the lists of a table, in their order; `lists` are those of the chunk before, whose memory goes on.
    pub fn matches(&self, op: &Op, mut lists: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
        let Op::Match { table } = op else { return Vec::new() };
        let (Some(bits), Some(table)) =
            (self.tables.clauses.get(*table as usize), self.code.clauses.get(*table as usize))
        else {
            return Vec::new();
        };
        let count = table.clauses.iter().map(|clause| clause.rule + 1).max().unwrap_or(0);
        lists.resize(count as usize, Vec::new());
        lists.iter_mut().for_each(Vec::clear);
        let times = self.chunk.times(self.batch);
        let class_of = |source: &u32| self.class_of(*source as usize, times.len());
        let classes: Vec<Classes> = table.sources.iter().map(class_of).collect();
        let classes: Vec<&Classes> = classes.iter().collect();
        let mut alive = vec![0u64; times.len()];
        for word in 0..bits.words {
            alive_in(&mut alive, bits, word, &classes);
            // What is still to come is in no list.
            let future = alive.iter_mut().zip(times).filter(|(_, time)| **time > self.as_of);
            future.for_each(|(alive, _)| *alive = 0);
            let rules = &bits.rules[word * 64..];
            if bits.several {
                put::<true>(&mut lists, &alive, rules)
            } else {
                put::<false>(&mut lists, &alive, rules)
            }
        }
        lists
    }

    /// Stretches of a list, one for each lead that has events in it.
    pub fn by_lead<'e>(&self, events: &'e [u32]) -> impl Iterator<Item = &'e [u32]> {
        let lead = &self.rows[ScopeId::LOG.index()].lead;
        events.chunk_by(|a, b| lead[*a as usize] == lead[*b as usize])
    }

    /// Those with at least so many of the list in the seconds up to and including their own.
    fn times(&self, events: &[u32], needed: usize, seconds: i64) -> Vec<u32> {
        let times = self.chunk.times(self.batch);
        let time = |event: u32| times[event as usize];
        let mut enough = Vec::new();
        for of_lead in self.by_lead(events) {
            let (mut from, mut to) = (0, 0);
            for &event in of_lead {
                let moment = time(event);
                while to < of_lead.len() && time(of_lead[to]) <= moment {
                    to += 1;
                }
                while from < to && moment.saturating_sub(time(of_lead[from])) >= seconds {
                    from += 1;
                }
                if to - from >= needed {
                    enough.push(event);
                }
            }
        }
        enough
    }
}

/// Puts events into the lists whose clauses are alive; into each once, where a list may have several.
fn put<const SEVERAL: bool>(lists: &mut [Vec<u32>], alive: &[u64], rules: &[u32]) {
    for (event, &alive) in alive.iter().enumerate() {
        let mut left = alive;
        while left != 0 {
            let list = &mut lists[rules[left.trailing_zeros() as usize] as usize];
            if !SEVERAL || list.last() != Some(&(event as u32)) {
                list.push(event as u32);
            }
            left &= left - 1;
        }
    }
}
