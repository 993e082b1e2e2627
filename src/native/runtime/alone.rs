//! The runtime of native objects, compiled by itself: what compiled rules need when nobody else is there. `build.rs` makes it, `object/link.rs` adds it to each object.

#![no_std]

extern crate alloc;

mod ageing;
mod data;
mod entry;
mod formula;
#[path = "../frame.rs"]
mod frame;
mod host;
mod layout;
mod lead;
mod memory;
mod model;
#[path = "../occurrences.rs"]
mod occurrences;
mod pattern;
mod steps;
mod texts;
mod types;
#[path = "../windows.rs"]
mod windows;
