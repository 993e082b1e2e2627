//! The instructions that the host runs over one lead's arrays: which occurrences count, caps per key, long sums, formulas.

use crate::bytecode::opcode::Op;
use crate::bytecode::register::{
    Class, Column, Counted, Events, Figure, File, Key, Latest, Num, Set, Worth,
};
use crate::bytecode::tables;
use crate::native::frame::Frame;
use crate::native::host::Host;
use crate::native::occurrences::{self, KeyValue, Order, cool, enough, gather, pause, reset};
use crate::native::plan::Plan;
use crate::native::registers::Register;
use crate::types::columns;
use crate::types::points::{Nano, Points};

/// What the columns of keys are sorted by: as the bytecode engine does.
const SIGN: u64 = 1 << 63;

/// Room that is used again for each lead.
#[derive(Debug, Default)]
pub struct Scratch {
    left: Vec<u32>,
    keys: Vec<KeyValue>,
    worths: Vec<(KeyValue, i64)>,
}

/// One lead as the host sees it.
pub struct Lead<'f> {
    pub times: &'f [i64],
    pub as_of: i64,
    /// The row of its first event.
    pub first: usize,
    slots: *mut u64,
    arena: *mut u8,
    capacity: usize,
}

impl<'f> Lead<'f> {
    /// # Safety
    ///
    /// `times` of the frame has `events` entries; `slots` has two words for each slot of the plan, and `arena` has the plan's width for each event of its capacity,
    /// which is above the number of events; nobody else uses slots or arena while the lead lives.
    pub unsafe fn new(frame: &'f Frame) -> Lead<'f> {
        // SAFETY: as above.
        let times = unsafe { std::slice::from_raw_parts(frame.times, frame.events as usize) };
        Lead {
            times,
            as_of: frame.as_of,
            first: frame.first as usize,
            slots: frame.slots,
            arena: frame.arena,
            capacity: frame.capacity as usize,
        }
    }

    /// # Safety
    ///
    /// Entries of the array have the size of `T`, `length` is at most the capacity, and no other slice of this array is in use.
    unsafe fn array<T>(&self, offset: u32, length: usize) -> &'f mut [T] {
        // SAFETY: the plan lays its arrays out side by side, wider entries first, so that each is aligned and none overlaps another.
        unsafe {
            let start = self.arena.add(offset as usize * self.capacity);
            std::slice::from_raw_parts_mut(start.cast::<T>(), length)
        }
    }

    fn word(&self, slot: u32, second: usize) -> u64 {
        // SAFETY: two words stand for each slot of the plan.
        unsafe { self.slots.add(2 * slot as usize + second).read() }
    }

    fn set_word(&mut self, slot: u32, word: u64) {
        // SAFETY: two words stand for each slot of the plan.
        unsafe { self.slots.add(2 * slot as usize).write(word) };
    }

    fn flags(&self, plan: &Plan, register: Register) -> &[u8] {
        // SAFETY: flags are bytes, one an event; the host writes only to those of the register that it computes.
        plan.flags[register]
            .map_or(&[], |array| unsafe { self.array(array.offset, self.times.len()) })
    }

    fn set(&self, plan: &Plan, set: Set) -> &[u8] {
        self.flags(plan, (File::Set, set.0))
    }

    fn listed(&self, plan: &Plan, events: Events) -> &[u8] {
        self.flags(plan, (File::Events, events.0))
    }

    fn numbers(&self, plan: &Plan, number: Num) -> &[f64] {
        let array = plan.values[(File::Num, number.0)];
        // SAFETY: numbers have eight bytes, one an event; the host writes to none of them.
        array.map_or(&[], |array| unsafe { self.array(array.offset, self.times.len()) })
    }

    fn slot(&self, plan: &Plan, register: Register) -> (u64, u64) {
        plan.slots[register].map_or((0, 0), |slot| (self.word(slot, 0), self.word(slot, 1)))
    }

    fn figure(&self, plan: &Plan, figure: Figure) -> i64 {
        self.slot(plan, (File::Figure, figure.0)).0 as i64
    }

    fn holds(&self, plan: &Plan, set: Set) -> bool {
        self.slot(plan, (File::Set, set.0)).0 & 0xff != 0
    }

    /// Writes the events of a register as a list, and how many of them stand before each.
    pub fn list(&mut self, plan: &Plan, events: Events) {
        let Some((list, before)) = plan.lists.get(&events.0).copied() else { return };
        let count = self.times.len();
        // SAFETY: these two arrays of four bytes are this register's own; the capacity is above the number of events.
        let (list, before) = unsafe {
            (self.array::<u32>(list.offset, count), self.array::<u32>(before.offset, count + 1))
        };
        let mut found = 0;
        for (event, flag) in self.listed(plan, events).iter().enumerate() {
            before[event] = found as u32;
            if *flag != 0 {
                list[found] = event as u32;
                found += 1;
            }
        }
        before[count] = found as u32;
    }
}

/// Runs one instruction of the main block.
pub fn step(host: &mut Host, lead: &mut Lead, position: usize) {
    let plan = host.plan;
    let Some(instruction) = plan.main().get(position) else { return };
    let figure = match &instruction.op {
        Op::On { of, cap_per: Some((cap, key)), cap: all } => {
            let (sum, _) = capped(host, lead, &[*of], *cap, *key);
            let all = all.map_or(i64::MAX, |cap| cap.0.saturating_abs());
            Points::round(sum).0.clamp(-all, all)
        }
        Op::Pool { of, cap, key, figures, lines } => {
            let (sum, bound) = capped(host, lead, of, *cap, *key);
            let total = |of: &[Figure]| -> i128 {
                of.iter().map(|figure| i128::from(lead.figure(plan, *figure))).sum()
            };
            let pooled = if bound { i128::from(Points::round(sum).0) } else { total(lines) };
            Points::hold(total(figures) + pooled).0
        }
        Op::Total { of, literals, classes } => {
            let mut sum: i128 = of.iter().map(|f| i128::from(lead.figure(plan, *f))).sum();
            let holding = literals.iter().filter(|(set, _)| lead.holds(plan, *set));
            sum += holding.map(|(_, points)| i128::from(points.0)).sum::<i128>();
            sum += classes.iter().map(|of| i128::from(points_of(host, lead, of))).sum::<i128>();
            Points::hold(sum).0
        }
        Op::Formula { formula } => match host.code.formulas.get(*formula as usize) {
            Some(exact) => exact.at(&|figure| lead.figure(plan, figure)).0,
            None => 0,
        },
        op => return events(host, lead, op, instruction.target),
    };
    if let Some(slot) = plan.slots[(File::Figure, instruction.target)] {
        lead.set_word(slot, figure as u64);
    }
}

fn points_of(host: &Host, lead: &Lead, (class, table): &(Class, u32)) -> i64 {
    let class = lead.slot(host.plan, (File::Class, class.0)).0 as usize;
    let points = host.tables.points.get(*table as usize);
    points.and_then(|points| points.all.get(class)).copied().unwrap_or(0)
}

/// The instructions that make sets of events.
fn events(host: &mut Host, lead: &mut Lead, op: &Op, target: u32) {
    let plan = host.plan;
    let Some(array) = plan.flags[(op.opcode().result, target)] else { return };
    // SAFETY: flags are bytes, one an event; no instruction reads the register that it writes.
    let result: &mut [u8] = unsafe { lead.array(array.offset, lead.times.len()) };
    result.fill(0);
    match op {
        Op::Reset { picks } => reset(lead.times, lead.set(plan, *picks), result),
        Op::Pause { from, until } => {
            pause(lead.times, lead.set(plan, *from), lead.set(plan, *until), result);
        }
        Op::Times { events, count, seconds } => {
            let of = &mut host.scratch.left;
            gather(lead.listed(plan, *events), of);
            enough(lead.times, of, (*count as usize, *seconds), result);
        }
        Op::Limit { .. } => limit(host, lead, op, result),
        _ => {}
    }
}

fn limit(host: &mut Host, lead: &Lead, op: &Op, counted: &mut [u8]) {
    let Op::Limit { events, points, first, cooldown, keep, ties } = op else { return };
    let (plan, times) = (host.plan, lead.times);
    let mut left = std::mem::take(&mut host.scratch.left);
    let mut keys = std::mem::take(&mut host.scratch.keys);
    gather(lead.listed(plan, *events), &mut left);
    keys.clear();
    if left.len() > 1 {
        for key in ties {
            keys.extend((0..times.len()).map(|event| key_at(host, lead, *key, event)));
        }
    }
    let points = match points {
        Worth::Literal(_) => None,
        Worth::Computed(register) => Some(lead.numbers(plan, *register)),
    };
    let order = Order { points, keys: &keys, count: times.len() };
    let time = |event: u32| times[event as usize];
    left.sort_by(|a, b| time(*a).cmp(&time(*b)).then_with(|| order.within_second(*a, *b)));
    if *first {
        left.truncate(1);
    }
    if let Some(seconds) = cooldown {
        cool(&mut left, times, *seconds);
    }
    if !keep.is_empty() {
        left.sort_by(|a, b| time(*b).cmp(&time(*a)).then_with(|| order.within_second(*a, *b)));
        keep.iter().for_each(|latest| self::keep(host, lead, &mut left, latest));
    }
    left.iter().for_each(|event| counted[*event as usize] = 1);
    (host.scratch.left, host.scratch.keys) = (left, keys);
}

fn keep(host: &Host, lead: &Lead, left: &mut Vec<u32>, latest: &Latest) {
    match latest.per {
        None => left.truncate(latest.count as usize),
        Some(key) => {
            occurrences::keep(left, latest.count, |event| key_at(host, lead, key, event as usize));
        }
    }
}

/// The key of an event.
fn key_at(host: &Host, lead: &Lead, key: Key, event: usize) -> KeyValue {
    let writer = host.plan.view.writer((File::Key, key.0)).map(|i| &i.op);
    match writer {
        Some(Op::Calendar { unit, .. }) => {
            (false, host.code.zone.bucket(*unit, lead.times[event]) as u64 ^ SIGN)
        }
        Some(Op::LoadKey { column, .. }) => {
            property_key(host, *column, lead.first + event).map_or((true, 0), |key| (false, key))
        }
        _ => (true, 0),
    }
}

fn property_key(host: &Host, of: Column, row: usize) -> Option<u64> {
    let column = tables::column(host.batch, of)?;
    let is_known = |known: &columns::Bitmap| row < known.len() && known.get(row);
    match column {
        columns::Column::Number { values, known } if is_known(known) => {
            Some(match (values.get(row)? + 0.0).to_bits() {
                bits if bits & SIGN != 0 => !bits,
                bits => bits | SIGN,
            })
        }
        columns::Column::Date { values, known } if is_known(known) => {
            Some(*values.get(row)? as u64 ^ SIGN)
        }
        columns::Column::Bool { values, known } if is_known(known) => {
            Some(u64::from(row < values.len() && values.get(row)))
        }
        columns::Column::Text { codes, .. } => {
            let code = codes.get(row).copied().filter(|code| *code != columns::UNKNOWN_CODE)?;
            let ranks = host.tables.ranks.get(&of).map_or(&[][..], Vec::as_slice);
            Some(ranks.get(code as usize).copied().unwrap_or(0))
        }
        columns::Column::List { known, .. } if is_known(known) => Some(0),
        _ => None,
    }
}

/// How many different known keys the events have.
pub fn distinct<'e>(
    host: &mut Host,
    lead: &Lead,
    key: u32,
    events: impl Iterator<Item = &'e u32>,
) -> usize {
    let mut keys = std::mem::take(&mut host.scratch.keys);
    keys.clear();
    keys.extend(events.map(|event| key_at(host, lead, Key(key), *event as usize)));
    keys.retain(|(unknown, _)| !unknown);
    keys.sort_unstable();
    keys.dedup();
    let count = keys.len();
    host.scratch.keys = keys;
    count
}

/// Sums of occurrences, those of each key held within the cap; and whether it bound.
fn capped(host: &mut Host, lead: &Lead, of: &[Counted], cap: Points, key: Key) -> (i128, bool) {
    let cap = cap.nano().abs();
    let mut worths = std::mem::take(&mut host.scratch.worths);
    worths.clear();
    for counted in of {
        let factors = host.code.ageings.get(counted.ageing as usize).map(|(_, factors)| factors);
        let computed = match counted.points {
            Worth::Literal(_) => &[][..],
            Worth::Computed(register) => lead.numbers(host.plan, register),
        };
        for (event, flag) in lead.listed(host.plan, counted.events).iter().enumerate() {
            if *flag == 0 {
                continue;
            }
            let age = lead.as_of.saturating_sub(lead.times[event]);
            let points = match counted.points {
                Worth::Literal(points) => points.to_f64(),
                Worth::Computed(_) => computed.get(event).copied().unwrap_or(0.0),
            };
            let nano = Nano::aged(points, factors.map_or(1.0, |factors| factors.at(age)));
            worths.push((key_at(host, lead, key, event), nano.0));
        }
    }
    let (all, bound) = occurrences::capped(&mut worths, cap);
    host.scratch.worths = worths;
    (all, bound)
}
