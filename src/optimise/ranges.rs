//! Between which figures each line, group and score of a program lies, from its text alone.
//!
//! No rewriting: it lets an engine choose how wide its sums must be. An end is missing where data decides it and no cap ends it; as everywhere,
//! figures are held within ±1e15 points and one occurrence within ±1e9. The ends are sound: no lead has a figure beyond them. They need not be
//! reached, for a condition may hold for every lead or for none.

mod formula;
mod lines;
mod numbers;
mod reach;

use crate::ir::Program;
use crate::ir::program::{Formula, Group, GroupMode, Item, LineKind, Range, Score, ScoreBody};
use crate::types::Points;
use crate::types::points::LIMIT;
use lines::Pool;
use reach::Reach;

/// Least and greatest figures in hundredths, both included, of the leads that the model is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranges {
    /// One a line: what it publishes; 0 is among them where it stands inside a `when`.
    pub lines: Vec<Range>,
    /// One a group: what it makes of its lines, before its own range.
    pub made: Vec<Range>,
    /// One a group: the same within its range.
    pub groups: Vec<Range>,
    /// One a group: what it adds or takes away.
    pub adjustments: Vec<Range>,
    /// One a score: the sum of its lines and groups, or its formula, before its own range.
    pub before_range: Vec<Range>,
    /// One a score: what it publishes.
    pub scores: Vec<Range>,
}

impl Ranges {
    pub fn of(program: &Program) -> Ranges {
        Ranges::surveyed(program, true)
    }

    /// The same as if no line had a `max`.
    pub fn without_caps(program: &Program) -> Ranges {
        Ranges::surveyed(program, false)
    }

    fn surveyed(program: &Program, caps: bool) -> Ranges {
        let nothing = Reach::exactly(0);
        let mut survey = Survey {
            program,
            caps,
            lines: vec![nothing; program.lines.len()],
            pools: vec![Pool::default(); program.lines.len()],
            made: vec![nothing; program.groups.len()],
            groups: vec![nothing; program.groups.len()],
            adjustments: vec![nothing; program.groups.len()],
            before_range: vec![nothing; program.scores.len()],
            scores: vec![nothing; program.scores.len()],
        };
        for id in &program.order {
            let score = &program.scores[id.index()];
            let before_range = survey.score(score);
            survey.before_range[id.index()] = before_range;
            survey.scores[id.index()] = before_range.within(score.range);
        }
        let ranges = |of: Vec<Reach>| of.into_iter().map(Reach::range).collect();
        Ranges {
            lines: ranges(survey.lines),
            made: ranges(survey.made),
            groups: ranges(survey.groups),
            adjustments: ranges(survey.adjustments),
            before_range: ranges(survey.before_range),
            scores: ranges(survey.scores),
        }
    }
}

/// Least and greatest figures of a formula, where each score lies between two figures.
pub fn of_formula(of: &Formula, scores: &[[Points; 2]]) -> [Points; 2] {
    let reaches: Vec<Reach> = scores.iter().map(|ends| Reach::of(*ends)).collect();
    let Range { low, high } = formula::rounded(of, &reaches).range();
    [low.unwrap_or(Points::hold(-LIMIT)), high.unwrap_or(Points::hold(LIMIT))]
}

/// All figures so far, in hundredths.
struct Survey<'p> {
    program: &'p Program,
    /// The `max` of a line binds it.
    caps: bool,
    lines: Vec<Reach>,
    /// What each `on` line brings to a pool.
    pools: Vec<Pool>,
    made: Vec<Reach>,
    groups: Vec<Reach>,
    adjustments: Vec<Reach>,
    before_range: Vec<Reach>,
    scores: Vec<Reach>,
}

/// A line, a group or a `when` as the block around it sees it.
enum Part {
    One {
        reach: Reach,
        /// It takes part for every lead.
        always: bool,
        /// It is an `on` line.
        on: bool,
    },
    Branches(Vec<Part>, Vec<Part>),
}

impl Survey<'_> {
    fn score(&mut self, score: &Score) -> Reach {
        match &score.body {
            ScoreBody::Items(items) => sum(&self.items(items, false)),
            ScoreBody::Formula(formula) => formula::rounded(formula, &self.scores),
        }
    }

    /// `guarded`: inside a `when`, so that the figure may also be 0.
    fn items(&mut self, items: &[Item], guarded: bool) -> Vec<Part> {
        let program = self.program;
        let part = |item: &Item| match item {
            Item::Line(id) => {
                let kind = &program.line(*id).kind;
                let (reach, always) = self.line(*id);
                self.lines[id.index()] = reach.or_nothing(guarded);
                Part::One { reach, always, on: matches!(kind, LineKind::On(_)) }
            }
            Item::Group(id) => {
                let (reach, always) = self.group(id.index(), guarded);
                Part::One { reach, always, on: false }
            }
            Item::When { then, otherwise, .. } => {
                Part::Branches(self.items(then, true), self.items(otherwise, true))
            }
        };
        items.iter().map(part).collect()
    }

    /// Its figure, and whether it always takes part.
    fn group(&mut self, index: usize, guarded: bool) -> (Reach, bool) {
        let program = self.program;
        let group = &program.groups[index];
        let parts = self.items(&group.items, guarded);
        let plain = sum(&parts);
        let made = match group.mode {
            GroupMode::Sum => self.pooled(group, &parts, plain),
            GroupMode::Best => best(&parts),
            GroupMode::First => first(&parts),
        };
        let reach = made.within(group.range);
        let adjustment = match (group.mode, group.cap_per) {
            (GroupMode::Sum, None) => plain.cut_by(group.range),
            _ => reach.minus(plain),
        };
        self.made[index] = made.or_nothing(guarded);
        self.groups[index] = reach.or_nothing(guarded);
        self.adjustments[index] = adjustment.or_nothing(guarded);
        let always = parts.iter().any(|part| matches!(part, Part::One { always: true, .. }));
        (reach, always)
    }

    /// With a cap for each value: the plain sum, or the pool of all occurrences in place of the `on` lines.
    fn pooled(&self, group: &Group, parts: &[Part], plain: Reach) -> Reach {
        let Some((cap, _)) = group.cap_per else { return plain };
        let mut others = sum_but_on(parts);
        let mut pool = Pool::default();
        for &(line, nested) in &self.on_lines(&group.items, false) {
            pool = pool.with(self.pools[line]);
            if nested {
                others = others.minus(self.lines[line]);
            }
        }
        plain.hull(others.plus(pool.capped(cap)))
    }

    /// The `on` lines directly or indirectly in these items, and whether a group is between.
    fn on_lines(&self, items: &[Item], nested: bool) -> Vec<(usize, bool)> {
        let program = self.program;
        let of = |item: &Item| match item {
            Item::Line(id) if matches!(program.line(*id).kind, LineKind::On(_)) => {
                vec![(id.index(), nested)]
            }
            Item::Line(_) => Vec::new(),
            Item::Group(id) => self.on_lines(&program.groups[id.index()].items, true),
            Item::When { then, otherwise, .. } => {
                [self.on_lines(then, nested), self.on_lines(otherwise, nested)].concat()
            }
        };
        items.iter().flat_map(of).collect()
    }
}

fn sum(parts: &[Part]) -> Reach {
    parts.iter().fold(Reach::exactly(0), |total, part| {
        total.plus(match part {
            Part::One { reach, .. } => *reach,
            Part::Branches(then, otherwise) => sum(then).hull(sum(otherwise)),
        })
    })
}

fn sum_but_on(parts: &[Part]) -> Reach {
    parts.iter().fold(Reach::exactly(0), |total, part| {
        total.plus(match part {
            Part::One { on: true, .. } => Reach::exactly(0),
            Part::One { reach, .. } => *reach,
            Part::Branches(then, otherwise) => sum_but_on(then).hull(sum_but_on(otherwise)),
        })
    })
}

/// All that may take part, in their order; nothing inside a `when` always does.
fn candidates(parts: &[Part], guarded: bool) -> Vec<(Reach, bool)> {
    let of = |part: &Part| match part {
        Part::One { reach, always, .. } => vec![(*reach, *always && !guarded)],
        Part::Branches(then, otherwise) => {
            [candidates(then, true), candidates(otherwise, true)].concat()
        }
    };
    parts.iter().flat_map(of).collect()
}

/// At least what always takes part; 0 where nothing does.
fn best(parts: &[Part]) -> Reach {
    let all = candidates(parts, false);
    let reach = either(&all);
    match all.iter().filter(|(_, always)| *always).map(|(reach, _)| reach.low).max() {
        Some(least) => Reach { low: least, ..reach },
        None => reach,
    }
}

/// Nothing behind what always takes part.
fn first(parts: &[Part]) -> Reach {
    let mut all = candidates(parts, false);
    if let Some(last) = all.iter().position(|(_, always)| *always) {
        all.truncate(last + 1);
    }
    either(&all)
}

/// Any one of them, or 0 where none need take part.
fn either(all: &[(Reach, bool)]) -> Reach {
    let certain = all.iter().any(|(_, always)| *always);
    let reaches = all.iter().map(|(reach, _)| *reach);
    let hull = reaches.reduce(Reach::hull).unwrap_or(Reach::exactly(0));
    hull.or_nothing(!certain)
}
