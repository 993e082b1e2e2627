//! Scores and groups over a stretch of time.

use crate::forecast::bounds::Survey;
use crate::forecast::bounds::lines::Figure;
use crate::forecast::bounds::occurrences::Share;
use crate::forecast::span::Span;
use crate::ir::eval::View;
use crate::ir::program::Formula;
use crate::ir::program::GroupMode;
use crate::ir::program::Item;
use crate::ir::program::LineId;
use crate::ir::program::Per;
use crate::ir::program::Range;
use crate::ir::program::ScoreBody;
use crate::ir::program::ScoreId;
use crate::optimise::ranges;
use crate::types::Points;

/// Hundredths by which doubles, which miss by one at most, are far enough apart to be believed.
const WIDE: i64 = 4;

impl Survey<'_> {
    pub fn score(&mut self, view: &View, id: ScoreId) -> Span<Points> {
        if self.steady.is_steady(id) {
            return Span::exactly(self.scene.outcome.scores[id.index()].published);
        }
        let score = &self.program.scores[id.index()];
        let made = match &score.body {
            ScoreBody::Items(items) => sum(&self.items(view, items, None)),
            ScoreBody::Formula(formula) => self.formula(id, formula),
        };
        within(score.range, made)
    }

    /// By doubles; exactly, which takes longer, where those leave it open what it is rounded to.
    fn formula(&self, id: ScoreId, formula: &Formula) -> Span<Points> {
        let near = self.formulas[id.index()].as_ref();
        let near = near.and_then(|formula| formula.figures(&self.scores));
        if let Some(near) = near.filter(|near| near.is_one() || near.high.0 - near.low.0 > WIDE) {
            return near;
        }
        let ends: Vec<[Points; 2]> = self.scores.iter().map(|span| [span.low, span.high]).collect();
        let [low, high] = ranges::of_formula(formula, &ends);
        Span { low, high }
    }

    fn items(&mut self, view: &View, items: &[Item], per: Option<Per>) -> Vec<Figure> {
        let mut figures = Vec::new();
        for item in items {
            match item {
                Item::Line(id) => figures.push(self.line(view, *id, per)),
                Item::Group(id) => figures.push(self.group(view, id.index())),
                Item::When { condition, then, otherwise, .. } => {
                    let holds = self.cond(view, condition);
                    if holds.yes {
                        let of = self.branch(view, then, per, holds.always());
                        figures.extend(of);
                    }
                    if !holds.always() {
                        let of = self.branch(view, otherwise, per, !holds.yes);
                        figures.extend(of);
                    }
                }
            }
        }
        figures
    }

    fn branch(
        &mut self,
        view: &View,
        items: &[Item],
        per: Option<Per>,
        always: bool,
    ) -> Vec<Figure> {
        let mut figures = self.items(view, items, per);
        if !always {
            figures.iter_mut().for_each(|figure| *figure = figure.perhaps());
            for LineId(line) in self.lines_of(items) {
                let shares = &mut self.shares[line as usize];
                *shares = std::mem::take(shares).into_iter().map(Share::perhaps).collect();
            }
        }
        figures
    }

    /// The lines in these items, but not in groups: a group with a cap for each value has none in it.
    fn lines_of(&self, items: &[Item]) -> Vec<LineId> {
        let of = |item: &Item| match item {
            Item::Line(id) => vec![*id],
            Item::Group(_) => Vec::new(),
            Item::When { then, otherwise, .. } => {
                [self.lines_of(then), self.lines_of(otherwise)].concat()
            }
        };
        items.iter().flat_map(of).collect()
    }

    fn group(&mut self, view: &View, index: usize) -> Figure {
        let program = self.program;
        let group = &program.groups[index];
        let figures = self.items(view, &group.items, group.cap_per.map(|(_, per)| per));
        let made = match (group.mode, group.cap_per) {
            (GroupMode::Sum, None) => sum(&figures),
            (GroupMode::Sum, Some(cap)) => self.pooled(view, &group.items, &figures, cap),
            (GroupMode::Best, _) => best(&figures),
            (GroupMode::First, _) => first(&figures),
        };
        Figure {
            points: within(group.range, made),
            always: figures.iter().any(|figure| figure.always),
            ever: figures.iter().any(|figure| figure.ever),
            on: false,
        }
    }

    /// The plain sum where no value exceeds the cap; where one does, the pool of all occurrences in place of the `on` lines.
    fn pooled(
        &self,
        view: &View,
        items: &[Item],
        figures: &[Figure],
        (cap, per): (Points, Per),
    ) -> Span<Points> {
        let lines = self.lines_of(items);
        let shares = lines.iter().flat_map(|line| &self.shares[line.index()]);
        let shares: Vec<Share> = shares.cloned().collect();
        let sums = self.sums_per(view, &shares, per);
        let most = cap.nano();
        let plain = sum(figures);
        if sums.iter().all(|sum| -most <= sum.low && sum.high <= most) {
            return plain;
        }
        let others: Vec<Figure> = figures.iter().filter(|figure| !figure.on).copied().collect();
        let pool = Figure { points: self.capped(&sums, cap).each(Points::round), ..NOTHING };
        let cut = sum(&[others, vec![pool]].concat());
        match sums.iter().any(|sum| sum.low > most || sum.high < -most) {
            true => cut,
            false => cut.hull(plain),
        }
    }
}

const NOTHING: Figure = Figure {
    points: Span { low: Points::ZERO, high: Points::ZERO },
    always: false,
    ever: false,
    on: false,
};

fn sum(figures: &[Figure]) -> Span<Points> {
    Span {
        low: Points::sum(figures.iter().map(|figure| figure.points.low)),
        high: Points::sum(figures.iter().map(|figure| figure.points.high)),
    }
}

fn within(range: Range, points: Span<Points>) -> Span<Points> {
    points.each(|points| {
        let points = range.low.map_or(points, |low| points.max(low));
        range.high.map_or(points, |high| points.min(high))
    })
}

/// At least what always takes part; 0 where nothing does.
fn best(figures: &[Figure]) -> Span<Points> {
    let ever = || figures.iter().filter(|figure| figure.ever);
    let always = figures.iter().filter(|figure| figure.always);
    let least = always.map(|figure| figure.points.low).max();
    let high = ever().map(|figure| figure.points.high).max();
    match least {
        Some(low) => Span { low, high: high.unwrap_or(low) },
        None => {
            let low = ever().map(|figure| figure.points.low).min();
            Span { low: low.unwrap_or_default(), high: high.unwrap_or_default() }
                .hull(Span::exactly(Points::ZERO))
        }
    }
}

/// Nothing behind what always takes part.
fn first(figures: &[Figure]) -> Span<Points> {
    let mut made: Option<Span<Points>> = None;
    for figure in figures.iter().filter(|figure| figure.ever) {
        made = Some(made.map_or(figure.points, |made| made.hull(figure.points)));
        if figure.always {
            return made.unwrap_or(figure.points);
        }
    }
    let nothing = Span::exactly(Points::ZERO);
    made.map_or(nothing, |made| made.hull(nothing))
}
