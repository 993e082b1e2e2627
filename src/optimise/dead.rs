//! Lines that never count: they leave their score, and keep but their place in the program.
//!
//! A line that is always 0 may still take part in a `best` or `first` group, where 0 beats what is negative: there an `if` of 0 points stays.

use crate::ir::Program;
use crate::ir::expr::{Cond, Kind};
use crate::ir::program::{Group, GroupMode, Item, Line, LineKind, Period, PointsBy, ScoreBody};
use crate::optimise::constants::is_unknown;
use crate::types::Points;

/// Runs the pass; tells whether anything changed.
pub fn run(program: &mut Program) -> bool {
    let mut sweep = Sweep {
        kept: vec![false; program.lines.len()],
        reached: vec![false; program.groups.len()],
        lines: &mut program.lines,
        groups: &mut program.groups,
        changed: false,
    };
    for score in &mut program.scores {
        if let ScoreBody::Items(items) = &mut score.body {
            sweep.items(items, false);
        }
    }
    sweep.clear();
    let changed = sweep.changed;
    stages(program) || changed
}

struct Sweep<'p> {
    lines: &'p mut [Line],
    groups: &'p mut [Group],
    /// Of lines and groups: they stand in a score.
    kept: Vec<bool>,
    reached: Vec<bool>,
    changed: bool,
}

impl Sweep<'_> {
    /// Keeps what can count; `ranked` in a group that asks what takes part.
    fn items(&mut self, items: &mut Vec<Item>, ranked: bool) {
        let count = items.len();
        items.retain_mut(|item| match item {
            Item::Line(id) => {
                let live = !never_counts(&self.lines[id.index()].kind, ranked);
                self.kept[id.index()] = live;
                live
            }
            Item::Group(id) => self.group(id.index(), ranked),
            Item::When { then, otherwise, .. } => {
                self.items(then, ranked);
                self.items(otherwise, ranked);
                !then.is_empty() || !otherwise.is_empty()
            }
        });
        self.changed |= items.len() != count;
    }

    /// Is the group worth anything? An empty one is, where its range leaves 0 out.
    fn group(&mut self, index: usize, ranked: bool) -> bool {
        let mut items = std::mem::take(&mut self.groups[index].items);
        let ranked = ranked || self.groups[index].mode != GroupMode::Sum;
        self.items(&mut items, ranked);
        let range = self.groups[index].range;
        let zero = range.low.is_none_or(|low| low <= Points::ZERO)
            && range.high.is_none_or(|high| high >= Points::ZERO);
        let worth = !items.is_empty() || !zero;
        self.groups[index].items = items;
        self.reached[index] = worth;
        worth
    }

    /// What stands in no score is as short as can be.
    fn clear(&mut self) {
        for (line, _) in self.lines.iter_mut().zip(&self.kept).filter(|(_, kept)| !**kept) {
            let never = LineKind::If {
                condition: Some(Cond::Constant(false)),
                points: PointsBy::Literal(Points::ZERO),
                active: Period::default(),
                cap: None,
            };
            self.changed |= line.kind != never;
            line.kind = never;
        }
        let groups = self.groups.iter_mut().zip(&self.reached);
        for (group, _) in groups.filter(|(group, reached)| !**reached && !group.items.is_empty()) {
            group.items.clear();
            self.changed = true;
        }
    }
}

/// Is the line worth nothing for every lead, and takes part in nothing where that is asked?
fn never_counts(kind: &LineKind, ranked: bool) -> bool {
    match kind {
        LineKind::If { condition, points, active, .. } => {
            *condition == Some(Cond::Constant(false))
                || is_empty(*active)
                || has_none(points)
                || !ranked && is_worthless(points)
        }
        // An `on` line of 0 takes no part anyway.
        LineKind::On(on) => {
            on.filter == Some(Cond::Constant(false))
                || matches!(&on.kind, Kind::Of(names) if names.is_empty())
                || is_empty(on.active)
                || is_worthless(&on.points)
        }
    }
}

fn is_empty(period: Period) -> bool {
    matches!((period.from, period.before), (Some(from), Some(before)) if from >= before)
}

/// Are the points surely unknown?
fn has_none(points: &PointsBy) -> bool {
    match points {
        PointsBy::Literal(_) => false,
        PointsBy::Computed(number) => is_unknown(number),
        PointsBy::Table(rows) => rows.iter().all(|(_, points)| has_none(points)),
    }
}

/// Are the points 0, or unknown?
fn is_worthless(points: &PointsBy) -> bool {
    match points {
        PointsBy::Literal(points) => *points == Points::ZERO,
        PointsBy::Computed(_) => has_none(points),
        PointsBy::Table(rows) => rows.iter().all(|(_, points)| is_worthless(points)),
    }
}

/// Stage lines that never win say so: those that never hold, and those before one that always does.
fn stages(program: &mut Program) -> bool {
    let lines = &mut program.stage_lines;
    let never = Some(Cond::Constant(false));
    let always = Some(Cond::Constant(true));
    let last = lines.iter().rposition(|line| {
        line.threshold.is_none() && (line.condition.is_none() || line.condition == always)
    });
    let mut changed = false;
    for (i, line) in lines.iter_mut().enumerate() {
        let loses = line.condition == never || last.is_some_and(|last| i < last);
        if loses && (line.threshold.is_some() || line.condition != never) {
            (line.threshold, line.condition) = (None, never.clone());
            changed = true;
        }
    }
    changed
}
