//! Which occurrences of a line count: the first, those after a cooldown, the latest of each key.

use std::cmp::{Ordering, Reverse};

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{Latest, Worth};
use crate::types::points::Nano;
use crate::vm::Machine;
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
    pub fn limit(&self, op: &Op) -> Vec<u32> {
        let Op::Limit { events, points, first, cooldown, keep, ties } = op else {
            return Vec::new();
        };
        let order = Order {
            times: self.chunk.times(self.batch),
            points: match points {
                Worth::Literal(_) => None,
                Worth::Computed(register) => Some(&self.registers[*register].values),
            },
            ties: ties.iter().map(|key| &self.registers[*key]).collect(),
        };
        let mut counted = Vec::new();
        let mut left = Vec::new();
        for of_lead in self.by_lead(&self.registers[*events]) {
            left.clear();
            left.extend(of_lead.iter().map(|event| *event as usize));
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
            left.sort_unstable();
            counted.extend(left.iter().map(|event| *event as u32));
        }
        counted
    }

    fn keep(&self, left: &mut Vec<usize>, latest: &Latest) {
        let Some(key) = latest.per else { return left.truncate(latest.count as usize) };
        let keys = &self.registers[key];
        // A lead has few keys, mostly the one that was seen last.
        let mut seen: Vec<((bool, u64), u32)> = Vec::new();
        left.retain(|event| {
            let key = keys.at(*event);
            let known = seen.iter().rposition(|(other, _)| *other == key);
            let position = known.unwrap_or_else(|| {
                seen.push((key, 0));
                seen.len() - 1
            });
            let count = &mut seen[position].1;
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
