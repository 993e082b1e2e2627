//! What a program says of a lead: one lead with every intermediate figure, or many as columns of results.

use crate::ir::program::{GroupId, LineId, StageId};
use crate::types::Points;
use crate::types::points::Nano;

/// One lead's result with everything that an invoice shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// The model is for this lead. Where not, all below is empty.
    pub in_model: bool,
    /// One a score, in the program's order.
    pub scores: Vec<ScoreOutcome>,
    /// One a line, in the program's order.
    pub lines: Vec<LineOutcome>,
    /// One a group, in the program's order.
    pub groups: Vec<GroupOutcome>,
    /// One a grade: its label.
    pub grades: Vec<Option<u16>>,
    /// One a matrix: its row and column; nothing where a grade has none or the lead is disqualified.
    pub matrices: Vec<Option<(u16, u16)>>,
    /// The stage; nothing where no line holds and there is no base, or where the lead is disqualified.
    pub stage: Option<StageId>,
    /// The stage line that won; nothing where it was the base.
    pub stage_line: Option<usize>,
    /// Positions in the program's disqualifications; not empty: the stage is `disqualified`.
    pub disqualified: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScoreOutcome {
    pub published: Points,
    /// The sum of lines and groups, or the formula's rounded value, before the range.
    pub before_range: Points,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct LineOutcome {
    /// The line stands in a branch of `when` that does not hold: it is worth nothing.
    pub off: bool,
    /// An `if` or a table whose condition is certainly true and whose points are known; an `on` line that is not 0.
    pub fired: bool,
    pub published: Points,
    /// The line before `max`, and after every cap per value.
    pub before_cap: Points,
    /// For an `on` line: the existing events of its kind for which its `where` holds, by time; else empty.
    pub occurrences: Vec<Occurrence>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Occurrence {
    /// Position among the lead's events by time.
    pub event: usize,
    pub time: i64,
    /// Points before ageing; nothing where they are unknown.
    pub points: Option<Nano>,
    /// The ageing factor; 1 without ageing.
    pub factor: f64,
    /// Points × factor, where it counts.
    pub worth: Nano,
    pub fate: Fate,
}

/// Why an occurrence counts or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Counted,
    /// Outside `from` and `before`.
    OutsidePeriod,
    /// Computed from an unknown.
    PointsUnknown,
    /// Not yet the third within 7 d.
    TooFew,
    NotFirst,
    Cooldown,
    /// Not among the latest that are kept; the position in the line's `keep`.
    NotKept(usize),
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupOutcome {
    /// What the group makes of its lines.
    pub published: Points,
    /// What it adds or takes away: the invoice's line `group NAME`.
    pub adjustment: Points,
    /// Something in it takes part.
    pub takes_part: bool,
}

/// What a lead comes to, without its invoice.
///
/// Of a lead for whom the model is not, every figure is 0 and every label [`NONE`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    pub in_model: bool,
    /// One a score, in the program's order.
    pub scores: Vec<Points>,
    /// One a grade: its label's number, or [`NONE`].
    pub grades: Vec<u16>,
    /// One a matrix: `row label * columns + column label`, or [`NONE`], or [`DISQUALIFIED`].
    pub matrices: Vec<u16>,
    /// The stage's number, [`NONE`] or [`DISQUALIFIED`].
    pub stage: u16,
    /// The stage line that won, or [`NONE`].
    pub stage_line: u16,
    /// One a disqualification.
    pub disqualified: Vec<bool>,
}

/// The result of a batch, by column; row `i` is lead `i`.
///
/// Of a lead for whom the model is not, every figure is 0 and every label [`NONE`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scores {
    pub rows: usize,
    pub in_model: Vec<bool>,
    /// One column a score.
    pub scores: Vec<Vec<Points>>,
    /// One column a line; empty where lines were not asked for.
    pub lines: Vec<Vec<Points>>,
    /// One column a group: its adjustment; empty where lines were not asked for.
    pub groups: Vec<Vec<Points>>,
    /// One column a grade: label numbers, or [`NONE`].
    pub grades: Vec<Vec<u16>>,
    /// One column a matrix: `row label * columns + column label`, or [`NONE`], or [`DISQUALIFIED`].
    pub matrices: Vec<Vec<u16>>,
    /// Stage numbers, [`NONE`] or [`DISQUALIFIED`].
    pub stages: Vec<u16>,
    /// The stage line that won, or [`NONE`].
    pub stage_lines: Vec<u16>,
    /// One column a disqualification.
    pub disqualified: Vec<Vec<bool>>,
}

impl Scores {
    /// What the lead of a row comes to, written where another's verdict was.
    pub fn verdict(&self, row: usize, into: &mut Verdict) {
        fn refill<T: Copy>(into: &mut Vec<T>, columns: &[Vec<T>], row: usize) {
            into.clear();
            into.extend(columns.iter().map(|column| column[row]));
        }
        into.in_model = self.in_model[row];
        refill(&mut into.scores, &self.scores, row);
        refill(&mut into.grades, &self.grades, row);
        refill(&mut into.matrices, &self.matrices, row);
        refill(&mut into.disqualified, &self.disqualified, row);
        (into.stage, into.stage_line) = (self.stages[row], self.stage_lines[row]);
    }

    /// Puts the rows of a part behind these.
    pub fn append(&mut self, part: Scores) {
        fn columns<T>(all: &mut [Vec<T>], part: Vec<Vec<T>>) {
            all.iter_mut().zip(part).for_each(|(all, part)| all.extend(part));
        }
        self.rows += part.rows;
        self.in_model.extend(part.in_model);
        columns(&mut self.scores, part.scores);
        columns(&mut self.lines, part.lines);
        columns(&mut self.groups, part.groups);
        columns(&mut self.grades, part.grades);
        columns(&mut self.matrices, part.matrices);
        self.stages.extend(part.stages);
        self.stage_lines.extend(part.stage_lines);
        columns(&mut self.disqualified, part.disqualified);
    }
}

/// No label, no stage.
pub const NONE: u16 = u16::MAX;
/// The lead is disqualified.
pub const DISQUALIFIED: u16 = u16::MAX - 1;

impl Outcome {
    pub fn line(&self, id: LineId) -> &LineOutcome {
        &self.lines[id.index()]
    }

    pub fn group(&self, id: GroupId) -> &GroupOutcome {
        &self.groups[id.index()]
    }
}
