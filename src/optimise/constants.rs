//! What the text alone decides: literals compared and calculated, constants through `and`, `or`, `not` and `at least`, branches of `when`.
//!
//! What is surely unknown takes one form: the number `0 / 0`, and the first of events that have no name. A condition on it gives neither answer.

mod conditions;
mod values;

use crate::ir::Program;
use crate::ir::expr::{Cond, Kind, Moment, Num, Query};
use crate::ir::program::{Grade, Item, LineKind, Pick, PointsBy, ScoreBody};
use crate::optimise::walk::{self, Ask, Rewrite};
use crate::types::Points;
pub use values::is_unknown;

/// Runs the pass; tells whether anything changed.
pub fn run(program: &mut Program) -> bool {
    let mut fold = Fold::of(program);
    walk::program(program, &mut fold);
    fold.structure(program);
    fold.changed
}

/// The same for conditions alone: nothing around them is taken out.
pub fn decide(program: &mut Program) -> bool {
    let mut inside = Inside(Fold::of(program));
    walk::program(program, &mut inside);
    inside.0.changed
}

/// Folds expressions, and notes whether it found any.
struct Fold {
    /// Of each grade: how many labels, and whether there always is one.
    grades: Vec<(usize, bool)>,
    changed: bool,
}

/// Folds conditions and what they compare.
struct Inside(Fold);

impl Rewrite for Inside {
    fn cond(&mut self, condition: &mut Cond, ask: Ask) {
        self.0.cond(condition, ask);
    }

    fn num(&mut self, number: &mut Num) {
        self.0.num(number);
    }

    fn moment(&mut self, date: &mut Moment) {
        self.0.moment(date);
    }
}

impl Fold {
    fn of(program: &Program) -> Fold {
        let labels = |grade: &Grade| (grade.labels.len(), grade.otherwise.is_some());
        Fold { grades: program.grades.iter().map(labels).collect(), changed: false }
    }

    /// Puts something else in a place.
    fn set<T>(&mut self, place: &mut T, value: T) {
        *place = value;
        self.changed = true;
    }

    /// Takes a condition away that always holds.
    fn drop_always(&mut self, condition: &mut Option<Cond>) {
        if *condition == Some(Cond::Constant(true)) {
            self.set(condition, None);
        }
    }

    /// What stands around conditions, once they are folded.
    fn structure(&mut self, program: &mut Program) {
        program.model.iter_mut().for_each(|model| self.drop_always(&mut model.guard));
        for mask in &mut program.masks {
            let picks = mask.resets.len() + mask.pauses.len();
            mask.resets.retain(|reset| !picks_nothing(reset));
            mask.pauses.retain(|pause| !picks_nothing(&pause.from));
            self.changed |= picks != mask.resets.len() + mask.pauses.len();
            let pauses = mask.pauses.iter_mut().flat_map(|p| [&mut p.from, &mut p.until]);
            for pick in mask.resets.iter_mut().chain(pauses) {
                self.drop_always(&mut pick.filter);
            }
        }
        for score in &mut program.scores {
            if let ScoreBody::Items(items) = &mut score.body {
                self.items(items);
            }
        }
        program.groups.iter_mut().for_each(|group| self.items(&mut group.items));
        for line in &mut program.lines {
            match &mut line.kind {
                LineKind::If { condition, .. } => self.drop_always(condition),
                LineKind::On(on) => self.drop_always(&mut on.filter),
            }
        }
        // Without a threshold the condition is all that the line says.
        for line in program.stage_lines.iter_mut().filter(|line| line.threshold.is_some()) {
            self.drop_always(&mut line.condition);
        }
    }

    /// A `when` that is decided gives way to its branch.
    fn items(&mut self, items: &mut Vec<Item>) {
        let decided = |item: &Item| matches!(item, Item::When { condition: Cond::Constant(_), .. });
        if !items.iter().any(|item| matches!(item, Item::When { .. })) {
            return;
        }
        self.changed |= items.iter().any(decided);
        for item in std::mem::take(items) {
            match item {
                Item::When { condition: Cond::Constant(holds), then, otherwise, .. } => {
                    let mut branch = if holds { then } else { otherwise };
                    self.items(&mut branch);
                    items.extend(branch);
                }
                Item::When { condition, origin, mut then, mut otherwise } => {
                    self.items(&mut then);
                    self.items(&mut otherwise);
                    items.push(Item::When { condition, origin, then, otherwise });
                }
                other => items.push(other),
            }
        }
    }
}

impl Rewrite for Fold {
    fn cond(&mut self, condition: &mut Cond, ask: Ask) {
        if let Some(simpler) = self.simpler(condition, ask) {
            self.set(condition, simpler);
        }
    }

    fn num(&mut self, number: &mut Num) {
        if let Some(simpler) = values::number(number).filter(|simpler| simpler != number) {
            self.set(number, simpler);
        }
    }

    fn moment(&mut self, date: &mut Moment) {
        if values::is_never_found(date) {
            self.set(date, values::unknown_moment());
        }
    }

    fn query(&mut self, query: &mut Query) {
        if query.filter.as_deref() == Some(&Cond::Constant(true)) {
            self.set(&mut query.filter, None);
        }
    }

    fn kind(&mut self, kind: &mut Kind) {
        let Kind::Of(alternatives) = kind else { return };
        let count = alternatives.len();
        alternatives.retain(|(_, condition)| *condition != Some(Cond::Constant(false)));
        self.changed |= count != alternatives.len();
        alternatives.iter_mut().for_each(|(_, condition)| self.drop_always(condition));
    }

    fn points(&mut self, points: &mut PointsBy) {
        match points {
            PointsBy::Literal(_) => {}
            PointsBy::Computed(Num::Literal(value)) => {
                if let Some(literal) = hundredths(*value) {
                    self.set(points, PointsBy::Literal(literal));
                }
            }
            PointsBy::Computed(_) => {}
            PointsBy::Table(rows) => {
                let count = rows.len();
                rows.retain(|(condition, _)| *condition != Cond::Constant(false));
                if let Some(last) = rows.iter().position(|(c, _)| *c == Cond::Constant(true)) {
                    rows.truncate(last + 1);
                }
                self.changed |= count != rows.len();
                match rows.as_mut_slice() {
                    [] => self.set(points, PointsBy::Computed(values::unknown_number())),
                    [(Cond::Constant(true), only)] => {
                        let only = std::mem::replace(only, PointsBy::Literal(Points::ZERO));
                        self.set(points, only);
                    }
                    _ => {}
                }
            }
        }
    }
}

/// The literal of a number that has at most two decimals and is a literal's size.
fn hundredths(value: f64) -> Option<Points> {
    let points = Points((value * 100.0).round() as i64);
    (points.to_f64() == value && points.0.abs() <= 100_000_000_000).then_some(points)
}

/// No event is ever picked.
fn picks_nothing(pick: &Pick) -> bool {
    values::is_of_nothing(&pick.kind) || pick.filter == Some(Cond::Constant(false))
}
