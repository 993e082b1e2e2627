//! Which occurrences of a line count: the first, those after a cooldown, the latest of each key.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Latest, Worth};
use crate::types::points::Nano;
use crate::vm::Machine;
use crate::vm::bits::Bits;
use crate::vm::values::Keys;

/// What orders the occurrences of one second: those worth most first.
struct Order<'r> {
    times: &'r [i64],
    points: Option<&'r [f64]>,
    ties: Vec<&'r Keys>,
}

impl Order<'_> {
    fn within_second(&self, a: usize, b: usize) -> Ordering {
        let worth = |e: usize| self.points.map_or(0, |points| Nano::from_points(points[e]).0);
        let magnitude = |e: usize| Reverse(worth(e).unsigned_abs());
        let by_points = magnitude(a).cmp(&magnitude(b)).then_with(|| worth(b).cmp(&worth(a)));
        self.ties
            .iter()
            .fold(by_points, |order, keys| order.then_with(|| keys.at(a).cmp(&keys.at(b))))
    }

    fn ascending(&self, a: usize, b: usize) -> Ordering {
        self.times[a].cmp(&self.times[b]).then_with(|| self.within_second(a, b))
    }

    fn descending(&self, a: usize, b: usize) -> Ordering {
        self.times[b].cmp(&self.times[a]).then_with(|| self.within_second(a, b))
    }
}

impl Machine<'_> {
    pub fn limit(&self, op: &Op) -> Bits {
        let Op::Limit { events, points, first, cooldown, keep, ties } = op else {
            return Bits::default();
        };
        let events = &self.registers[*events];
        let order = Order {
            times: self.chunk.times(self.batch),
            points: match points {
                Worth::Literal(_) => None,
                Worth::Computed(register) => Some(&self.registers[*register].values),
            },
            ties: ties.iter().map(|key| &self.registers[*key]).collect(),
        };
        let mut counted = Bits::none(events.len());
        let mut left = Vec::new();
        for lead in 0..self.leads() {
            left.clear();
            left.extend(self.chunk.of(lead).filter(|e| events.get(*e)));
            left.sort_by(|a, b| order.ascending(*a, *b));
            if *first {
                left.truncate(1);
            }
            if let Some(seconds) = cooldown {
                cool(&mut left, order.times, *seconds);
            }
            if !keep.is_empty() {
                left.sort_by(|a, b| order.descending(*a, *b));
                keep.iter().for_each(|latest| self.keep(&mut left, latest));
            }
            left.iter().for_each(|e| counted.set(*e));
        }
        counted
    }

    fn keep(&self, left: &mut Vec<usize>, latest: &Latest) {
        let Some(key) = latest.per else { return left.truncate(latest.count as usize) };
        let keys = &self.registers[key];
        let mut seen: HashMap<(bool, u64), u32> = HashMap::new();
        left.retain(|event| {
            let count = seen.entry(keys.at(*event)).or_default();
            *count = count.saturating_add(1);
            *count <= latest.count
        });
    }
}

fn cool(left: &mut Vec<usize>, times: &[i64], seconds: i64) {
    let mut last: Option<i64> = None;
    left.retain(|event| {
        let time = times[*event];
        let counts = last.is_none_or(|last| time.saturating_sub(last) >= seconds);
        if counts {
            last = Some(time);
        }
        counts
    });
}
