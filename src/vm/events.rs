//! Lists of events: matched by the classes of their names, columns and times, and what is left of them.

use crate::bytecode::classes::Of;
use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Column, ScopeId};
use crate::bytecode::tables::classing::{Classing, UNKNOWN_CLASS};
use crate::types::columns;
use crate::vm::Machine;
use crate::vm::bits::Bits;

/// What the class of an event's source is read from.
enum Read<'r> {
    Text(&'r [u32], &'r [u32]),
    Number(&'r [f64], Bits, &'r [f64]),
    Date(&'r [i64], Option<Bits>, &'r [i64]),
    Bool(Bits, Bits),
    Unknown,
}

/// The class of a value among bounds.
#[inline(always)]
fn passed<T: PartialOrd + Copy>(value: T, edges: &[T]) -> u32 {
    const FEW: usize = 8;
    let count = match edges.len() {
        ..=FEW => edges.iter().fold(0, |count, edge| count + usize::from(*edge <= value)),
        _ => edges.partition_point(|edge| *edge <= value),
    };
    count as u32 + 1
}

/// Puts an event into the lists whose clauses are alive, into each once.
#[inline(always)]
fn put(lists: &mut [Vec<u32>], alive: u64, rules: &[u32], event: u32) {
    let mut left = alive;
    while left != 0 {
        let list = &mut lists[rules[left.trailing_zeros() as usize] as usize];
        if list.last() != Some(&event) {
            list.push(event);
        }
        left &= left - 1;
    }
}

impl Read<'_> {
    #[inline(always)]
    fn class(&self, event: usize) -> u32 {
        match self {
            Read::Text(codes, of_code) => {
                of_code.get(codes[event] as usize).copied().unwrap_or(UNKNOWN_CLASS)
            }
            Read::Number(values, known, edges) if known.get(event) => passed(values[event], edges),
            Read::Date(values, known, edges)
                if known.as_ref().is_none_or(|known| known.get(event)) =>
            {
                passed(values[event], edges)
            }
            Read::Bool(yes, known) => u32::from(known.get(event)) + u32::from(yes.get(event)),
            _ => UNKNOWN_CLASS,
        }
    }
}

impl Machine<'_> {
    pub fn event_list(&mut self, op: &Op) -> Vec<u32> {
        match op {
            // A list is fetched once.
            Op::Matched { of, list } => self
                .registers
                .matches
                .get_mut(of.index())
                .and_then(|lists| lists.get_mut(*list as usize))
                .map(std::mem::take)
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

    /// The events in the lists of a table, in their order.
    pub fn matches(&self, op: &Op) -> Vec<Vec<u32>> {
        let Op::Match { table } = op else { return Vec::new() };
        let (Some(bits), Some(table)) =
            (self.tables.clauses.get(*table as usize), self.code.clauses.get(*table as usize))
        else {
            return Vec::new();
        };
        let lists = table.clauses.iter().map(|clause| clause.rule + 1).max().unwrap_or(0);
        let mut lists = vec![Vec::new(); lists as usize];
        if bits.words == 0 {
            return lists;
        }
        let reads: Vec<Read> = table.sources.iter().map(|source| self.read(*source)).collect();
        let (times, names) = (self.chunk.times(self.batch), self.chunk.names(self.batch));
        let others = bits.by_name.len().saturating_sub(1);
        for (event, (time, name)) in times.iter().zip(names).enumerate() {
            if *time > self.as_of {
                continue;
            }
            let named = &bits.by_name[(name.0 as usize).saturating_add(1).min(others)];
            for (word, &alive) in named.alive.iter().enumerate() {
                let mut alive = alive;
                for &source in &named.ask {
                    let class = reads[source as usize].class(event) as usize;
                    alive &= bits.alive[source as usize][class * bits.words + word];
                }
                put(&mut lists, alive, &bits.rules[word * 64..], event as u32);
            }
        }
        lists
    }

    fn read(&self, source: u32) -> Read<'_> {
        let classing = &self.tables.classings[source as usize];
        let rows = |column: Column| self.rows_of(column);
        match (self.code.sources[source as usize].of, classing) {
            (Of::Time, Classing::Dates { edges }) => {
                Read::Date(self.chunk.times(self.batch), None, edges)
            }
            (Of::Text(view), Classing::Texts { of_code, .. }) => {
                match rows(self.code.views[view as usize].column) {
                    Some((columns::Column::Text { codes, .. }, rows)) => {
                        Read::Text(&codes[rows], of_code)
                    }
                    _ => Read::Unknown,
                }
            }
            (Of::Number(column), Classing::Numbers { edges }) => match rows(column) {
                Some((columns::Column::Number { values, .. }, rows)) => {
                    Read::Number(&values[rows], self.known(column), edges)
                }
                _ => Read::Unknown,
            },
            (Of::Date(column), Classing::Dates { edges }) => match rows(column) {
                Some((columns::Column::Date { values, .. }, rows)) => {
                    Read::Date(&values[rows], Some(self.known(column)), edges)
                }
                _ => Read::Unknown,
            },
            (Of::Bool(column), _) => {
                let answers = self.load_bool(column);
                Read::Bool(answers.yes, answers.known)
            }
            _ => Read::Unknown,
        }
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
