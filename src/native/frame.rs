//! What compiled code and its host share: one lead's frame, in the layout of C.

use core::ffi::c_void;
use core::mem::offset_of;

/// Where the data of a lead stands and where its intermediate results go: the one argument of compiled functions.
#[repr(C)]
pub struct Frame {
    /// By column: attributes, then properties.
    pub strips: *const Strip,
    /// By table: tests, points by text, then the written and the folded ids of each view.
    pub tables: *const Table,
    /// Two words for each register of the lead that is kept, and for each sum.
    pub slots: *mut u64,
    /// An array for each register of the events that is kept.
    pub arena: *mut u8,
    /// How many events an array can hold.
    pub capacity: u64,
    /// The lead's row in its columns.
    pub row: u64,
    /// The row of the lead's first event in the columns of properties.
    pub first: u64,
    /// How many events the lead has.
    pub events: u64,
    pub as_of: i64,
    /// Of the lead's events.
    pub names: *const u32,
    pub times: *const i64,
    /// Constants of the program.
    pub pool: *const u64,
    /// What helpers look into.
    pub host: *mut c_void,
}

/// A column's data: what the values are depends on its type.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Strip {
    pub values: *const u8,
    pub known: *const u64,
}

/// What a code of a dictionary stands for; beyond the codes stands one entry for all others.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Table {
    pub data: *const u8,
    /// The position of the entry for all others.
    pub last: u64,
}

macro_rules! fields {
    ($($field:ident $name:ident),*) => { $(pub const $name: i32 = offset_of!(Frame, $field) as i32;)* };
}

/// Offsets of the frame's fields.
pub mod at {
    use super::{Frame, offset_of};

    fields! {
        strips STRIPS, tables TABLES, slots SLOTS, arena ARENA, capacity CAPACITY, row ROW, first FIRST,
        events EVENTS, as_of AS_OF, names NAMES, times TIMES, pool POOL
    }
}

/// Bytes of a strip, of a table, of a slot.
pub const STRIP: i32 = size_of::<Strip>() as i32;
pub const TABLE: i32 = size_of::<Table>() as i32;
pub const SLOT: i32 = 16;
