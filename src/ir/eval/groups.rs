//! Scores and groups: what becomes of the lines in them.

use crate::ir::eval::formula;
use crate::ir::eval::lines::capped_sum;
use crate::ir::eval::view::View;
use crate::ir::outcome::{GroupOutcome, LineOutcome, Occurrence, ScoreOutcome};
use crate::ir::program::{Group, GroupMode, Item, LineId, LineKind, Per, Range, Score, ScoreBody};
use crate::types::Points;

/// Works out one score, and notes each of its lines and groups.
pub(super) struct Tally<'a> {
    pub view: View<'a>,
    pub lines: &'a mut [LineOutcome],
    pub groups: &'a mut [GroupOutcome],
}

/// What one line or group counts for in what is around it.
struct Figure {
    points: Points,
    takes_part: bool,
}

impl Tally<'_> {
    pub fn score(&mut self, score: &Score) -> ScoreOutcome {
        let before_range = match &score.body {
            ScoreBody::Items(items) => sum(&self.items(items, None)),
            ScoreBody::Formula(formula) => formula::rounded(formula, self.view.scores),
        };
        ScoreOutcome { published: within(score.range, before_range), before_range }
    }

    /// The figures of lines and groups, of the branches that hold.
    fn items(&mut self, items: &[Item], per: Option<Per>) -> Vec<Figure> {
        let mut figures = Vec::new();
        for item in items {
            match item {
                Item::Line(id) => figures.push(self.line(*id, per)),
                Item::Group(id) => figures.push(self.group(id.index())),
                Item::When { condition, then, otherwise, .. } => {
                    let (on, off) = match self.view.certain(condition) {
                        true => (then, otherwise),
                        false => (otherwise, then),
                    };
                    self.switch_off(off);
                    figures.extend(self.items(on, per));
                }
            }
        }
        figures
    }

    fn line(&mut self, id: LineId, per: Option<Per>) -> Figure {
        let outcome = self.view.line(&self.view.case.program.line(id).kind, per);
        let figure = Figure { points: outcome.published, takes_part: outcome.fired };
        self.lines[id.index()] = outcome;
        figure
    }

    /// Its mode, or its cap per value, then its range.
    fn group(&mut self, index: usize) -> Figure {
        let program = self.view.case.program;
        let group = &program.groups[index];
        let figures = self.items(&group.items, group.cap_per.map(|(_, per)| per));
        let made = match group.mode {
            GroupMode::Sum => Points::sum(plain(&figures).chain(self.cut_per(group))),
            GroupMode::Best => taking_part(&figures).max().unwrap_or_default(),
            GroupMode::First => taking_part(&figures).next().unwrap_or_default(),
        };
        let published = within(group.range, made);
        let adjustment = difference(published, sum(&figures));
        let takes_part = figures.iter().any(|f| f.takes_part);
        self.groups[index] = GroupOutcome { published, adjustment, takes_part };
        Figure { points: published, takes_part }
    }

    /// What a cap per value changes: the occurrences of all `on` lines in one pool, each value's sum held to the cap.
    ///
    /// Nothing where no value exceeds it; else the pool's sum comes in place of the `on` lines' figures.
    fn cut_per(&self, group: &Group) -> Vec<Points> {
        let Some((cap, per)) = group.cap_per else { return Vec::new() };
        let on: Vec<&LineOutcome> =
            self.on_lines(&group.items).iter().map(|id| &self.lines[id.index()]).collect();
        let pool: Vec<Occurrence> = on.iter().flat_map(|l| l.occurrences.clone()).collect();
        let sums = self.view.sums_per(&pool, per);
        if sums.values().all(|sum| sum.abs() <= cap.nano()) {
            return Vec::new();
        }
        let capped = Points::round(capped_sum(&sums, cap));
        on.iter().map(|line| Points(-line.published.0)).chain([capped]).collect()
    }

    /// The `on` lines directly or indirectly in these items; of those that are off, too, which have no occurrences.
    fn on_lines(&self, items: &[Item]) -> Vec<LineId> {
        let program = self.view.case.program;
        let in_item = |item: &Item| match item {
            Item::Line(id) if matches!(program.line(*id).kind, LineKind::On(_)) => vec![*id],
            Item::Line(_) => Vec::new(),
            Item::Group(id) => self.on_lines(&program.groups[id.index()].items),
            Item::When { then, otherwise, .. } => {
                [self.on_lines(then), self.on_lines(otherwise)].concat()
            }
        };
        items.iter().flat_map(in_item).collect()
    }

    /// The branch does not hold: its lines and groups are worth nothing.
    fn switch_off(&mut self, items: &[Item]) {
        let program = self.view.case.program;
        for item in items {
            match item {
                Item::Line(id) => self.lines[id.index()].off = true,
                Item::Group(id) => self.switch_off(&program.groups[id.index()].items),
                Item::When { then, otherwise, .. } => {
                    self.switch_off(then);
                    self.switch_off(otherwise);
                }
            }
        }
    }
}

fn plain(figures: &[Figure]) -> impl Iterator<Item = Points> {
    figures.iter().map(|f| f.points)
}

fn sum(figures: &[Figure]) -> Points {
    Points::sum(plain(figures))
}

fn taking_part(figures: &[Figure]) -> impl Iterator<Item = Points> {
    figures.iter().filter(|f| f.takes_part).map(|f| f.points)
}

fn difference(a: Points, b: Points) -> Points {
    Points::sum([a, Points(-b.0)])
}

fn within(range: Range, points: Points) -> Points {
    let points = range.low.map_or(points, |low| points.max(low));
    range.high.map_or(points, |high| points.min(high))
}
