//! The program: scores made of lines, groups and guards; grades, matrices, stages.

use num_rational::BigRational;

use crate::ir::expr::{CompareOp, Cond, Kind, Num};
use crate::source::Span;
use crate::types::ageing::Ageing;
use crate::types::calendar::{Unit, Zone};
use crate::types::{Points, PropertyId, Schema};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl $name {
            pub fn index(self) -> usize {
                self.0 as usize
            }
        })*
    };
}

ids! {
    /// A position in [`Program::scores`].
    ScoreId,
    /// A position in [`Program::lines`].
    LineId,
    /// A position in [`Program::groups`].
    GroupId,
    /// A position in [`Program::grades`].
    GradeId,
    /// A position in [`Program::masks`].
    MaskId,
    /// A position in [`Program::stages`].
    StageId
}

/// One model file, checked.
///
/// INVARIANT: every id is in range; every score stands in `order` once, behind the scores that it reads; every `up` of a place is less than the
/// number of events around it; [`Program::masks`] is never empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// `model "SMB" for C`: its name, and for whom it is.
    pub model: Option<Model>,
    pub zone: Zone,
    pub schema: Schema,
    /// As declared; that is the order of the output.
    pub scores: Vec<Score>,
    /// The order of evaluation.
    pub order: Vec<ScoreId>,
    /// As they stand in the file.
    pub lines: Vec<Line>,
    pub groups: Vec<Group>,
    pub grades: Vec<Grade>,
    pub matrices: Vec<Matrix>,
    /// Stage names, in order of first appearance, the base included.
    pub stages: Vec<String>,
    /// The last that holds wins.
    pub stage_lines: Vec<StageLine>,
    /// `otherwise cold`
    pub base: Option<Base>,
    pub disqualifications: Vec<Disqualification>,
    /// Which events exist: the first for everything outside a score, the others for a score with resets or pauses of its own.
    pub masks: Vec<Mask>,
}

impl Program {
    pub fn score(&self, name: &str) -> Option<ScoreId> {
        self.scores.iter().position(|s| s.name == name).map(|i| ScoreId(i as u32))
    }

    pub fn line(&self, id: LineId) -> &Line {
        &self.lines[id.index()]
    }

    /// The same with these lines in place of its own: as many, for the same scores.
    pub fn with_lines(&self, lines: Vec<Line>) -> Program {
        Program {
            model: self.model.clone(),
            zone: self.zone.clone(),
            schema: self.schema.clone(),
            scores: self.scores.clone(),
            order: self.order.clone(),
            lines,
            groups: self.groups.clone(),
            grades: self.grades.clone(),
            matrices: self.matrices.clone(),
            stages: self.stages.clone(),
            stage_lines: self.stage_lines.clone(),
            base: self.base.clone(),
            disqualifications: self.disqualifications.clone(),
            masks: self.masks.clone(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub name: String,
    pub origin: Origin,
    pub guard: Option<Cond>,
}

/// Where something stands in the rules, for invoices: the program carries its own words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    pub span: Span,
    /// The rule file's name as the user gave it.
    pub file: String,
    /// From one.
    pub line: u32,
    /// The statement's text on one line, blanks folded, at most 80 characters.
    pub text: String,
    pub label: Option<String>,
}

impl Origin {
    /// What people call this line: its label, else its text.
    pub fn title(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.text)
    }

    /// The name of its column in a table of results: its label, else its place.
    pub fn column(&self) -> String {
        let place = || format!("{}:{}", self.file, self.line);
        self.label.clone().unwrap_or_else(place)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    pub name: String,
    pub origin: Origin,
    pub range: Range,
    pub body: ScoreBody,
    /// Which events exist for its rules.
    pub mask: MaskId,
}

/// Both ends included; a missing one is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Range {
    pub low: Option<Points>,
    pub high: Option<Points>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ScoreBody {
    Items(Vec<Item>),
    Formula(Formula),
}

#[expect(clippy::large_enum_variant, reason = "a program is built once and walked by reference")]
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    Line(LineId),
    Group(GroupId),
    /// `when C { … } else { … }`: the `else` is "not certainly true"
    When {
        condition: Cond,
        origin: Origin,
        then: Vec<Item>,
        otherwise: Vec<Item>,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub name: String,
    pub origin: Origin,
    pub score: ScoreId,
    pub mode: GroupMode,
    /// `..30`; `max 30` is both ends, and both may be written: the narrower holds
    pub range: Range,
    /// `max 5 per week`: the occurrences of all `on` lines directly or indirectly in it, per value, before anything else
    pub cap_per: Option<(Points, Per)>,
    pub items: Vec<Item>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupMode {
    Sum,
    /// The greatest of what takes part.
    Best,
    /// The first of what takes part.
    First,
}

/// Computed exactly from published scores, rounded once.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    Number(BigRational),
    Score(ScoreId),
    Add(Box<Formula>, Box<Formula>),
    Subtract(Box<Formula>, Box<Formula>),
    Multiply(Box<Formula>, Box<Formula>),
    /// By a constant that is not 0.
    Divide(Box<Formula>, BigRational),
    Negate(Box<Formula>),
    /// Two or more.
    Min(Vec<Formula>),
    Max(Vec<Formula>),
    Abs(Box<Formula>),
    /// Half away from zero, to a whole number.
    Round(Box<Formula>),
    Floor(Box<Formula>),
    Ceil(Box<Formula>),
}

impl Formula {
    /// The scores that it reads, as they stand.
    pub fn scores(&self) -> Vec<ScoreId> {
        match self {
            Formula::Number(_) => Vec::new(),
            Formula::Score(id) => vec![*id],
            Formula::Add(a, b) | Formula::Subtract(a, b) | Formula::Multiply(a, b) => {
                [a.scores(), b.scores()].concat()
            }
            Formula::Min(of) | Formula::Max(of) => of.iter().flat_map(Formula::scores).collect(),
            Formula::Divide(of, _)
            | Formula::Negate(of)
            | Formula::Abs(of)
            | Formula::Round(of)
            | Formula::Floor(of)
            | Formula::Ceil(of) => of.scores(),
        }
    }
}

/// One rule: one line of the invoice.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub origin: Origin,
    pub score: ScoreId,
    pub kind: LineKind,
}

#[expect(clippy::large_enum_variant, reason = "a program is built once and walked by reference")]
#[derive(Debug, Clone, PartialEq)]
pub enum LineKind {
    /// `always +5`, `points by … { … }`, and `if C +5`: an `if` has a condition
    /// `max 20` bounds its magnitude
    If { condition: Option<Cond>, points: PointsBy, active: Period, cap: Option<Points> },
    /// `on E …`
    On(Box<OnLine>),
}

/// From (included) and before (excluded), in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    pub from: Option<i64>,
    pub before: Option<i64>,
}

impl Period {
    pub fn holds(self, time: i64) -> bool {
        self.from.is_none_or(|f| f <= time) && self.before.is_none_or(|b| time < b)
    }
}

/// Points: a literal, computed, or by the first row that certainly holds (none: no points).
#[derive(Debug, Clone, PartialEq)]
pub enum PointsBy {
    Literal(Points),
    /// Unknown: no points.
    Computed(Num),
    /// Each row's points are `Literal` or `Computed`.
    Table(Vec<(Cond, PointsBy)>),
}

/// An `on` line, in the order in which it is computed. Conditions and points have the occurrence at `up` 0.
#[derive(Debug, Clone, PartialEq)]
pub struct OnLine {
    pub kind: Kind,
    pub filter: Option<Cond>,
    /// `from`, `before`: bounds of the event's time
    pub active: Period,
    /// `3 times within 7d`: at least so many of the line's events (kind, filter and period) lie closer than so many seconds up to it, itself
    /// and its second included
    pub times: Option<(u32, i64)>,
    pub points: PointsBy,
    pub first_time: bool,
    /// Seconds.
    pub cooldown: Option<i64>,
    /// `once per day`, `max 3 times`: those with `per` first, as written, then those without.
    pub keep: Vec<Keep>,
    pub ageing: Ageing,
    /// `max 20 per campaign`, as written
    pub caps_per: Vec<(Points, Per)>,
    /// `max 20`
    pub cap: Option<Points>,
}

/// Only the latest `count`, overall or of each value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    pub count: u32,
    pub per: Option<Per>,
}

/// Each calendar unit, or each value of a property of the line's own event; all unknown values are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Per {
    Calendar(Unit),
    Property(PropertyId),
}

/// `grade fit { A at >= 75; otherwise C }`; its column is `fit_grade`
#[derive(Debug, Clone, PartialEq)]
pub struct Grade {
    /// `fit_grade`
    pub name: String,
    pub score: ScoreId,
    pub origin: Origin,
    /// As written; a row's position is the label's number.
    pub labels: Vec<String>,
    /// By descending bound: the first that holds wins. `op` is `>` or `>=`.
    pub rows: Vec<GradeRow>,
    /// The label of `otherwise`.
    pub otherwise: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GradeRow {
    pub label: u16,
    pub op: CompareOp,
    pub bound: Points,
}

/// `matrix next_step fit by engagement { … }`: complete
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    pub name: String,
    pub origin: Origin,
    pub rows: GradeId,
    pub columns: GradeId,
    /// Distinct cell texts, in order of first appearance.
    pub values: Vec<String>,
    /// By row label, then column label.
    pub cells: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// A position in [`Matrix::values`].
    pub value: u16,
    pub action: Option<String>,
}

/// `sql at >= 50 and C -> assign_to_sales`: holds where the threshold is met and the condition certainly true
#[derive(Debug, Clone, PartialEq)]
pub struct StageLine {
    pub stage: StageId,
    pub origin: Origin,
    pub threshold: Option<Threshold>,
    pub condition: Option<Cond>,
    pub action: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    pub score: ScoreId,
    pub op: CompareOp,
    pub bound: Points,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    pub stage: StageId,
    pub origin: Origin,
    pub action: Option<String>,
}

/// `disqualify if C "label"`
#[derive(Debug, Clone, PartialEq)]
pub struct Disqualification {
    pub origin: Origin,
    pub condition: Cond,
}

/// Which events do not exist. Its picks are judged on the whole log.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mask {
    pub resets: Vec<Pick>,
    pub pauses: Vec<Pause>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    pub kind: Kind,
    /// The event is at `up` 0.
    pub filter: Option<Cond>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pause {
    pub from: Pick,
    pub until: Pick,
}
