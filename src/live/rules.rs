//! What a rule or a question carries of the occurrences that are final.

use crate::ir::expr::Moment;
use crate::ir::program::Keep;
use crate::ir::program::Per;
use crate::types::calendar::Unit;

/// How occurrences become fewer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Rule {
    Line(Limits),
    /// `any`, `last(E, 3)`: the latest so many.
    Latest(u32),
    /// `first`
    Earliest,
    /// `min`
    Least,
    /// `max`
    Greatest,
    /// `distinct`: the latest of each value.
    Each,
    /// The events of a window, or those since a date.
    Window {
        within: Option<i64>,
        since: Option<Box<Moment>>,
    },
    /// `count`: how many.
    Count,
    /// `sum`: their sum.
    Sum,
}

/// What an `on` line carries.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Limits {
    pub first_time: bool,
    pub cooldown: Option<i64>,
    pub keep: Vec<Keep>,
    /// What occurrences of one second are told apart by, in this order: `per` of limits, of caps, of the group.
    pub named: Vec<Per>,
    /// What sums are kept apart by: `per` of caps, and of all groups around.
    pub apart: Vec<Per>,
    /// Which occurrences may be one.
    pub merge: Merge,
    /// From this age on an occurrence is worth nothing.
    pub ends: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Merge {
    /// Each stays by itself.
    Never,
    /// All that have one value of each `per` of caps.
    All,
    /// Those of calendar units that are over: which of them count is decided then.
    ClosedUnits(Unit),
}
