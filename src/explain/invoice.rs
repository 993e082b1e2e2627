//! The invoice as data: its fields' names are those of the JSON, and stay.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::explain::text;
use crate::types::Points;
use crate::types::points::Nano;

/// One lead's invoice. Points are decimal numbers, times are RFC 3339 in UTC.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Invoice {
    /// The model's name, if it has one.
    pub model: Option<String>,
    /// The model is for this lead; where not, all below is empty.
    pub in_model: bool,
    pub as_of: String,
    /// `disqualified` where the lead is.
    pub stage: Option<String>,
    pub action: Option<String>,
    /// The stage line that won; nothing where it is the base, or none.
    pub stage_source: Option<Source>,
    /// Every reason for which the lead is disqualified.
    pub disqualified: Vec<Source>,
    pub scores: Vec<ScoreInvoice>,
    pub grades: Vec<Label>,
    pub matrices: Vec<Cell>,
}

impl Invoice {
    /// The lines of all scores, one score after the other; those of a score add up to its points.
    pub fn lines(&self) -> impl Iterator<Item = &Entry> {
        self.scores.iter().flat_map(|score| &score.entries)
    }
}

/// As `baremo why` prints it, 100 characters wide.
impl fmt::Display for Invoice {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&text::render(self, 100))
    }
}

/// Something in the rules: what people call it, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its label, else its text.
    pub title: String,
    pub file: String,
    /// From one.
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoreInvoice {
    pub name: String,
    #[serde(serialize_with = "decimal")]
    pub points: Points,
    /// For a score by formula.
    pub formula: Option<Formula>,
    /// As they stand in the file, a group's and a score's cut behind their lines. They add up to `points`.
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Formula {
    /// `0.4 * fit + 0.6 * engagement`
    pub text: String,
    /// `0.4 * 50 + 0.6 * 12.5`
    pub figures: String,
}

/// One line of the invoice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    pub kind: EntryKind,
    #[serde(flatten)]
    pub source: Source,
    #[serde(serialize_with = "decimal")]
    pub points: Points,
    /// How many groups are around it.
    pub depth: usize,
    /// For a rule.
    pub rule: Option<Rule>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    Rule,
    /// What a group adds or takes away.
    Group,
    /// The rounded value of a formula.
    Formula,
    /// What the score's range adds or takes away.
    Range,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rule {
    pub status: Status,
    /// Why it did not fire, in a few words.
    pub reason: Option<String>,
    /// Before `max`; nothing where no `max` cuts it.
    #[serde(serialize_with = "decimals")]
    pub before_max: Option<Points>,
    /// What happened, by time; empty for a rule that is not about events.
    pub events: Vec<Happening>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Fired,
    /// In a branch of `when` that does not hold.
    Off,
    /// Outside `from` and `before`.
    OutsidePeriod,
    False,
    Unknown,
    /// No row of the table holds.
    NoRow,
    PointsUnknown,
    NoEvents,
    /// There are events, but a limit leaves none of them.
    NoneCounts,
    /// What counts adds up to 0.
    Zero,
}

/// One event of a rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Happening {
    /// Its name; nothing where no rule names it.
    pub event: Option<String>,
    pub time: String,
    /// Its age at the moment.
    pub age_seconds: i64,
    /// Before ageing; nothing where they are unknown.
    #[serde(serialize_with = "billionths")]
    pub points: Option<Nano>,
    /// The share that ageing leaves.
    pub factor: f64,
    /// What it counts for; 0 where it does not count.
    #[serde(serialize_with = "billionth")]
    pub worth: Nano,
    /// `counted`, or why not: `outside_period`, `points_unknown`, `too_few`, `not_first`, `cooldown`, `not_kept`.
    pub fate: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    /// `fit_grade`
    pub name: String,
    pub label: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    pub name: String,
    /// `disqualified` where the lead is.
    pub value: Option<String>,
    pub action: Option<String>,
}

pub(super) fn decimal<S: Serializer>(points: &Points, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(points.to_f64())
}

fn decimals<S: Serializer>(points: &Option<Points>, serializer: S) -> Result<S::Ok, S::Error> {
    points.map(Points::to_f64).serialize(serializer)
}

fn billionth<S: Serializer>(nano: &Nano, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(nano.0 as f64 / 1e9)
}

fn billionths<S: Serializer>(nano: &Option<Nano>, serializer: S) -> Result<S::Ok, S::Error> {
    nano.map(|nano| nano.0 as f64 / 1e9).serialize(serializer)
}
