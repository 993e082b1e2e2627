//! A lead that shows something: that a rule fires, that a stage is reached, that a cap takes something away.
//!
//! ```text
//! Program + Target -> Draft (what conditions ask for, made backwards) -> climb -> eval -> smallest Case
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `target` | what there is to show in a program, and whether a lead shows it |
//! | `draft` | a lead in the making: its values and events |
//! | `conditions`, `numbers`, `texts` | what must be so of a draft for a condition to hold, or not to |
//! | `rules` | what must be so for a rule to fire, or to keep silent |
//! | `lines` | what some lines come to by themselves |
//! | `search` | many drafts, steps uphill, and the smallest lead that still shows it |
//! | `steps` | the nearest change: what a lead lacks for another outcome |
//! | `drawn` | leads at random, to compare programs by |
//! | `print` | the lead as a `test` block, a change in words |
//!
//! INVARIANT: every case that is given away has been run through `ir::eval` and shows its target. What is not found may still exist.

mod conditions;
mod draft;
mod drawn;
mod lines;
mod numbers;
mod print;
mod rules;
mod search;
mod steps;
mod target;
mod texts;

use crate::types::Event;
use crate::types::Lead;

pub use drawn::differing;
pub use drawn::translated;
pub use print::lead_in_words;
pub use print::steps_in_words;
pub use print::test_block;
pub use search::Finder;
pub use steps::Step;
pub use steps::after;
pub use target::Part;
pub use target::Seen;
pub use target::Target;
pub use target::Targets;

/// A lead with its events and the moment (seconds since 1970-01-01T00:00:00Z).
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub lead: Lead,
    pub events: Vec<Event>,
    pub as_of: i64,
}
