//! What the helpers of a call look into: the model, its data, and the frame's slots and arrays.

use core::slice;

use crate::data::Data;
use crate::frame::Frame;
use crate::layout::{head, key, kind};
use crate::model::Model;
use crate::occurrences::KeyValue;
use crate::texts::Answers;
use crate::types::units::Unit;

/// As columns of keys are sorted.
const SIGN: u64 = 1 << 63;

/// One lead while it is scored.
pub struct Lead<'l> {
    pub model: &'l Model,
    pub data: &'l Data<'l>,
    pub answers: &'l Answers<'l>,
    pub as_of: i64,
    pub slots: *mut u64,
    pub arena: *mut u8,
    pub capacity: usize,
}

impl<'l> Lead<'l> {
    /// The lead of a frame.
    ///
    /// INVARIANT: compiled code hands on the frame that it was called with, whose host is a lead that lives until it returns; it runs on one
    /// thread and helpers do not call each other.
    pub fn of(frame: *const Frame) -> &'l Lead<'l> {
        // SAFETY: by the invariant.
        unsafe { &*(*frame).host.cast::<Lead>() }
    }

    /// # Safety
    ///
    /// Entries of the array have the size of `T`, `length` is at most the capacity, and no other slice of this array is in use.
    unsafe fn array<T>(&self, offset: usize, length: usize) -> &'l mut [T] {
        // SAFETY: the plan lays its arrays out side by side, wider entries first, so that each is aligned and none overlaps another.
        unsafe {
            let start = self.arena.add(offset * self.capacity);
            slice::from_raw_parts_mut(start.cast::<T>(), length)
        }
    }

    pub fn events(&self) -> usize {
        self.data.times.len()
    }

    /// A byte for each event; none where nothing is kept.
    pub fn flags(&self, offset: Option<usize>) -> &'l [u8] {
        // SAFETY: flags are bytes, one an event; a step writes only to those of its own register.
        offset.map_or(&[], |offset| unsafe { self.array(offset, self.events()) })
    }

    /// The flags that a step writes.
    pub fn target(&self, offset: usize) -> &'l mut [u8] {
        // SAFETY: as above; no step reads what it writes.
        unsafe { self.array(offset, self.events()) }
    }

    pub fn numbers(&self, offset: Option<usize>) -> &'l [f64] {
        // SAFETY: numbers have eight bytes, one an event; no step writes to any.
        offset.map_or(&[], |offset| unsafe { self.array(offset, self.events()) })
    }

    /// The first word of a slot.
    pub fn slot(&self, slot: Option<usize>) -> u64 {
        // SAFETY: two words stand for each slot of the plan.
        slot.map_or(0, |slot| unsafe { self.slots.add(2 * slot).read() })
    }

    pub fn figure(&self, slot: Option<usize>) -> i64 {
        self.slot(slot) as i64
    }

    pub fn set_slot(&self, slot: usize, word: u64) {
        // SAFETY: two words stand for each slot of the plan.
        unsafe { self.slots.add(2 * slot).write(word) };
    }

    /// Writes the events of a register as a list, and how many of them stand before each.
    pub fn list(&self, register: usize) {
        let entry = |at: usize| Model::some(self.model.entry(head::LISTS, 3 * register + at));
        let (Some(list), Some(before)) = (entry(1), entry(2)) else { return };
        let count = self.events();
        // SAFETY: these two arrays of four bytes are this register's own; the capacity is above the number of events.
        let (list, before) =
            unsafe { (self.array::<u32>(list, count), self.array::<u32>(before, count + 1)) };
        let mut found = 0;
        for (event, flag) in self.flags(entry(0)).iter().enumerate() {
            before[event] = found as u32;
            if *flag != 0 {
                list[found] = event as u32;
                found += 1;
            }
        }
        before[count] = found as u32;
    }

    /// The key of an event.
    pub fn key(&self, register: usize, event: usize) -> KeyValue {
        let entry = |at: usize| self.model.entry(head::KEYS, 2 * register + at);
        match entry(0) {
            key::CALENDAR => (false, self.bucket(entry(1), self.data.times[event]) as u64 ^ SIGN),
            key::COLUMN => match self.property_key(entry(1) as usize, event) {
                Some(value) => (false, value),
                None => (true, 0),
            },
            _ => (true, 0),
        }
    }

    fn property_key(&self, at: usize, row: usize) -> Option<u64> {
        let column = &self.data.columns[at];
        match column.kind {
            kind::TEXT => {
                let code = column.codes.get(row)?;
                self.answers.ranks[at].get(*code as usize).copied()
            }
            _ if !column.is_known(row) => None,
            kind::NUMBER => {
                let bits = (f64::from_bits(column.values[row]) + 0.0).to_bits();
                Some(if bits & SIGN != 0 { !bits } else { bits | SIGN })
            }
            kind::DATE => Some(column.values[row] ^ SIGN),
            kind::BOOL => Some(column.values[row / 64] >> (row % 64) & 1),
            _ => Some(0),
        }
    }

    fn bucket(&self, unit: u64, time: i64) -> i64 {
        let unit = Unit::ALL.get(unit as usize).copied().unwrap_or(Unit::Day);
        unit.of(time.saturating_add(self.offset(time)))
    }

    fn offset(&self, time: i64) -> i64 {
        /// Four hundred years of the Gregorian calendar are a whole number of weeks: what a zone's rule says comes again.
        const CYCLE: i64 = 146_097 * 86_400;
        let zone = self.model.head(head::ZONE);
        let count = self.model.head(zone);
        let changes = self.model.words(zone + 1, count);
        let offsets = self.model.words(zone + 1 + count, count + 1);
        let end = self.model.word(zone + 2 + 2 * count) as i64;
        let greatest = self.model.word(zone + 3 + 2 * count) as i64;
        let mut time = time.min(greatest);
        if time >= end {
            time -= ((time - end) / CYCLE + 1) * CYCLE;
        }
        offsets[changes.partition_point(|change| *change as i64 <= time)] as i64
    }
}
