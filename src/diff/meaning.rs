//! A line's and a stage line's parts as words: of the normal forms to compare them, of the program as checked to show them.

use crate::diff::Detail;
use crate::diff::Model;
use crate::ir::Program;
use crate::ir::expr::Cond;
use crate::ir::print;
use crate::ir::print::{Words, date, duration};
use crate::ir::program::{LineKind, OnLine, Period, PointsBy, StageLine};
use crate::types::ageing::{Ageing, Shape};

/// The parts of a line, in the order in which it is computed.
const LINE: [&str; 12] = [
    "event",
    "condition",
    "times",
    "points",
    "from",
    "before",
    "first time",
    "cooldown",
    "limit",
    AGEING,
    "max per",
    "max",
];
/// What a line may have from the blocks around it.
pub const AGEING: &str = "ageing";
/// Where in [`LINE`].
const EVENT: usize = 0;
const CONDITION: usize = 1;
const POINTS: usize = 3;

const STAGE: [&str; 4] = ["stage", "threshold", "condition", "action"];

/// The words of each part; one that is not there has none.
pub type Parts = Vec<Option<String>>;

/// Parts in each form.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    pub alone: Parts,
    pub whole: Parts,
    shown: Parts,
    /// As shown: a table's conditions and points.
    rows: Vec<(String, String)>,
}

impl Said {
    /// The line at a position.
    pub fn line(model: &Model, at: usize) -> Said {
        let of = |program: &Program| line(program, &program.lines[at].kind);
        let kind = &model.shown.lines[at].kind;
        let mut shown = of(model.shown);
        if let LineKind::On(on) = kind {
            shown[LINE.len() - 3] = ageing(&on.ageing);
        }
        let (alone, whole) = (of(&model.forms.alone), of(&model.forms.whole));
        Said { alone, whole, shown, rows: rows(model.shown, kind) }
    }

    /// The stage line at a position.
    pub fn stage(model: &Model, at: usize) -> Said {
        let of = |program: &Program| stage(program, &program.stage_lines[at]);
        let (alone, whole) = (of(&model.forms.alone), of(&model.forms.whole));
        Said { alone, whole, shown: of(model.shown), rows: Vec::new() }
    }

    /// Under the same guards.
    pub fn says_what(&self, other: &Said) -> bool {
        self.alone == other.alone || self.whole == other.whole
    }

    /// What a line asks for, whatever it gives.
    pub fn asks(&self) -> Parts {
        self.alone[..POINTS].to_vec()
    }

    /// Of an `on` line.
    pub fn event(&self) -> Option<String> {
        self.alone[EVENT].clone()
    }

    pub fn points(&self) -> Option<String> {
        self.alone[POINTS].clone()
    }

    /// All words, for likeness.
    pub fn text(&self) -> String {
        self.alone.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    pub fn line_details(&self, new: &Said) -> Vec<Detail> {
        let mut found = Vec::new();
        for at in self.differing(new) {
            match self.row_details(new) {
                Some(rows) if at == POINTS => found.extend(rows),
                _ if at == CONDITION && self.shown[EVENT].is_some() => {
                    found.push(self.detail("where", at, new));
                }
                _ => found.push(self.detail(LINE[at], at, new)),
            }
        }
        found
    }

    pub fn stage_details(&self, new: &Said) -> Vec<Detail> {
        self.differing(new).into_iter().map(|at| self.detail(STAGE[at], at, new)).collect()
    }

    fn differing(&self, new: &Said) -> Vec<usize> {
        (0..self.alone.len()).filter(|&at| self.alone[at] != new.alone[at]).collect()
    }

    /// As checked, unless only the normal forms show the difference.
    fn detail(&self, what: &str, at: usize, new: &Said) -> Detail {
        let shown = self.shown[at] != new.shown[at];
        let of = |said: &Said| if shown { &said.shown[at] } else { &said.alone[at] }.clone();
        Detail::new(what, of(self), of(new))
    }

    /// Of two tables with the same conditions, the rows whose points differ.
    fn row_details(&self, new: &Said) -> Option<Vec<Detail>> {
        let asks = |said: &Said| said.rows.iter().map(|(asks, _)| asks.clone()).collect::<Vec<_>>();
        if asks(self) != asks(new) {
            return None;
        }
        let both = self.rows.iter().zip(&new.rows).filter(|(old, new)| old != new);
        let detail = |((asks, old), (_, new)): (&(String, String), &(String, String))| {
            Detail::new(format!("points where {asks}"), Some(old.clone()), Some(new.clone()))
        };
        let found: Vec<Detail> = both.map(detail).collect();
        (!found.is_empty()).then_some(found)
    }
}

fn line(program: &Program, kind: &LineKind) -> Parts {
    let words = Words::of(program);
    let LineKind::If { condition, points, active, cap } = kind else {
        return match kind {
            LineKind::On(on) => on_line(words, on),
            LineKind::If { .. } => Vec::new(),
        };
    };
    let mut parts = vec![None; LINE.len()];
    parts[CONDITION] = Some(condition.as_ref().map_or("always".into(), |c| words.condition(c)));
    parts[POINTS] = Some(print::points(words, points));
    [parts[POINTS + 1], parts[POINTS + 2]] = period(*active);
    parts[LINE.len() - 1] = cap.map(|cap| cap.to_string());
    parts
}

fn on_line(words: Words, on: &OnLine) -> Parts {
    let filter = on.filter.as_ref().filter(|filter| **filter != Cond::Constant(true));
    let [from, before] = period(on.active);
    let per = on.caps_per.iter().map(|(cap, per)| format!("{cap} per {}", words.per(*per)));
    vec![
        Some(words.picked(&on.kind, None)),
        filter.map(|filter| words.inside().condition(filter)),
        on.times.map(|(count, within)| format!("{count} times within {}", duration(within))),
        Some(print::points(words.inside(), &on.points)),
        from,
        before,
        on.first_time.then(|| "yes".into()),
        on.cooldown.map(duration),
        listed(on.keep.iter().map(|keep| print::limit(words, *keep))),
        listed(print::ageing(&on.ageing)),
        listed(per),
        on.cap.map(|cap| cap.to_string()),
    ]
}

fn period(period: Period) -> [Option<String>; 2] {
    [period.from.map(date), period.before.map(date)]
}

/// Nothing where there are none.
fn listed(all: impl IntoIterator<Item = String>) -> Option<String> {
    let all: Vec<String> = all.into_iter().collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// A table's conditions and points; of other points nothing.
fn rows(program: &Program, kind: &LineKind) -> Vec<(String, String)> {
    let words = Words::of(program);
    let (words, points) = match kind {
        LineKind::If { points, .. } => (words, points),
        LineKind::On(on) => (words.inside(), &on.points),
    };
    let PointsBy::Table(rows) = points else { return Vec::new() };
    let row =
        |(asks, points): &(Cond, PointsBy)| (words.condition(asks), print::points(words, points));
    rows.iter().map(row).collect()
}

/// As a rule file writes it.
fn ageing(ageing: &Ageing) -> Option<String> {
    let after = |delay: i64| match delay {
        0 => String::new(),
        delay => format!(" after {}", duration(delay)),
    };
    let shape = ageing.shape.as_ref().map(|(shape, delay)| shape_words(shape) + &after(*delay));
    let end = ageing.expires;
    let end = end.map(|(end, delay)| format!("expires {}{}", duration(end), after(delay)));
    listed([shape, end].into_iter().flatten())
}

fn shape_words(shape: &Shape) -> String {
    match shape {
        Shape::Smooth { keep: 0.5, period } => format!("half-life {}", duration(*period)),
        Shape::Smooth { keep, period } => {
            format!("decay {}/{}", percent(1.0 - keep), duration(*period))
        }
        Shape::Stepped { keep, period } => {
            format!("decay {}/{} stepped", percent(1.0 - keep), duration(*period))
        }
        Shape::Linear { rate, period } => {
            format!("decay {}/{} linear", percent(*rate), duration(*period))
        }
        Shape::Steps(steps) => {
            let step =
                |(end, share): &(i64, f64)| format!("{} {}", duration(*end), percent(*share));
            format!("decay steps {}", steps.iter().map(step).collect::<Vec<_>>().join(", "))
        }
    }
}

/// To nine decimals: what a subtraction leaves behind is not what was written.
fn percent(share: f64) -> String {
    format!("{}%", (share * 1e11).round() / 1e9)
}

fn stage(program: &Program, line: &StageLine) -> Parts {
    let words = Words::of(program);
    let threshold = line.threshold.map(|t| {
        let score = print::name(&program.scores[t.score.index()].name);
        format!("{score} {} {}", t.op.symbol(), t.bound)
    });
    let condition = line.condition.as_ref().filter(|c| **c != Cond::Constant(true));
    vec![
        Some(program.stages[line.stage.index()].clone()),
        threshold,
        condition.map(|condition| words.condition(condition)),
        line.action.clone(),
    ]
}
