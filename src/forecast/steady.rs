//! What does not change between two moments at which a window ends, a date is reached or an event comes to exist.
//!
//! That is everything but what days count, what ages little by little, and what reads a score of such.

use crate::ir::Program;
use crate::ir::expr::Cond;
use crate::ir::expr::Kind;
use crate::ir::expr::Moment;
use crate::ir::expr::Num;
use crate::ir::expr::Operand;
use crate::ir::expr::Query;
use crate::ir::program::Item;
use crate::ir::program::LineKind;
use crate::ir::program::OnLine;
use crate::ir::program::Pick;
use crate::ir::program::PointsBy;
use crate::ir::program::ScoreBody;
use crate::ir::program::ScoreId;
use crate::types::ageing::Ageing;
use crate::types::ageing::Shape;

/// How a line moves between such moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// Not at all.
    Steady,
    /// An `on` line whose occurrences stay what they are, and age; an `if` whose condition or points change with time.
    Drifting,
    /// An `on` line whose occurrences change with time: which there are, or their points.
    Moving,
}

#[derive(Debug)]
pub struct Steady {
    /// One a score.
    scores: Vec<bool>,
    /// One a grade.
    grades: Vec<bool>,
    /// One a line.
    lines: Vec<Nature>,
    /// One a mask.
    masks: Vec<bool>,
    guard: bool,
    verdict: bool,
}

impl Steady {
    /// Does a score not change between such moments?
    pub fn is_steady(&self, id: ScoreId) -> bool {
        self.scores[id.index()]
    }

    pub fn new(program: &Program) -> Steady {
        let mut steady = Steady {
            scores: vec![true; program.scores.len()],
            grades: vec![true; program.grades.len()],
            lines: vec![Nature::Steady; program.lines.len()],
            masks: Vec::new(),
            guard: true,
            verdict: true,
        };
        // Before any score is published: they are 0 here.
        let picks = |mask: &crate::ir::program::Mask, steady: &Steady| {
            let pauses = mask.pauses.iter().flat_map(|pause| [&pause.from, &pause.until]);
            mask.resets.iter().chain(pauses).all(|pick| steady.pick(pick))
        };
        steady.masks = program.masks.iter().map(|mask| picks(mask, &steady)).collect();
        let guard = program.model.as_ref().and_then(|model| model.guard.as_ref());
        steady.guard = guard.is_none_or(|guard| steady.cond(guard));
        for &id in &program.order {
            let of_score = |line: &&crate::ir::program::Line| line.score == id;
            for (i, line) in program.lines.iter().enumerate().filter(|(_, l)| of_score(l)) {
                steady.lines[i] = steady.nature(&line.kind);
            }
            let is_steady = steady.score(program, &program.scores[id.index()].body);
            steady.scores[id.index()] = is_steady;
            for (i, _) in program.grades.iter().enumerate().filter(|(_, g)| g.score == id) {
                steady.grades[i] = is_steady;
            }
        }
        let reasons = program.disqualifications.iter().map(|reason| &reason.condition);
        let stages = program.stage_lines.iter().filter_map(|line| line.condition.as_ref());
        let mut read = program.stage_lines.iter().filter_map(|line| line.threshold);
        steady.verdict = reasons.chain(stages).all(|condition| steady.cond(condition))
            && read.all(|threshold| steady.scores[threshold.score.index()]);
        steady
    }

    /// Nothing that the stage hangs on moves between the moments.
    pub fn all(&self) -> bool {
        self.verdict && self.guard && self.masks.iter().all(|mask| *mask)
    }

    /// What holds at the first second of a stretch may not be taken as so for all of it: which events exist or count, or for whom the model is.
    pub fn must_look_again(&self) -> bool {
        !self.guard || self.masks.contains(&false) || self.lines.contains(&Nature::Moving)
    }

    pub fn mask(&self, index: usize) -> bool {
        self.masks[index]
    }

    pub fn line(&self, index: usize) -> Nature {
        self.lines[index]
    }

    fn nature(&self, kind: &LineKind) -> Nature {
        let asked = match kind {
            LineKind::If { condition, points, .. } => {
                condition.as_ref().is_none_or(|c| self.cond(c)) && self.points(points)
            }
            LineKind::On(on) => self.on(on),
        };
        match kind {
            LineKind::On(_) if !asked => Nature::Moving,
            LineKind::On(on) if ages(&on.ageing) => Nature::Drifting,
            _ if asked => Nature::Steady,
            _ => Nature::Drifting,
        }
    }

    fn on(&self, on: &OnLine) -> bool {
        self.kind(&on.kind)
            && on.filter.as_ref().is_none_or(|filter| self.cond(filter))
            && self.points(&on.points)
    }

    fn score(&self, program: &Program, body: &ScoreBody) -> bool {
        match body {
            ScoreBody::Items(items) => self.items(program, items),
            ScoreBody::Formula(formula) => {
                formula.scores().iter().all(|score| self.scores[score.index()])
            }
        }
    }

    fn items(&self, program: &Program, items: &[Item]) -> bool {
        items.iter().all(|item| match item {
            Item::Line(id) => self.lines[id.index()] == Nature::Steady,
            Item::Group(id) => self.items(program, &program.groups[id.index()].items),
            Item::When { condition, then, otherwise, .. } => {
                self.cond(condition) && self.items(program, then) && self.items(program, otherwise)
            }
        })
    }

    pub fn pick(&self, pick: &Pick) -> bool {
        self.kind(&pick.kind) && pick.filter.as_ref().is_none_or(|filter| self.cond(filter))
    }

    fn points(&self, by: &PointsBy) -> bool {
        match by {
            PointsBy::Literal(_) => true,
            PointsBy::Computed(number) => self.num(number),
            PointsBy::Table(rows) => {
                rows.iter().all(|(condition, by)| self.cond(condition) && self.points(by))
            }
        }
    }

    pub fn cond(&self, condition: &Cond) -> bool {
        match condition {
            Cond::Number { left, right, .. } => self.num(left) && self.num(right),
            Cond::NumberIn { value, .. } | Cond::Known(Operand::Number(value)) => self.num(value),
            Cond::Date { left, right, .. } => self.moment(left) && self.moment(right),
            Cond::DateIn { value, .. }
            | Cond::Age { value, .. }
            | Cond::Known(Operand::Date(value)) => self.moment(value),
            Cond::GradeIn { grade, .. } => self.grades[grade.index()],
            Cond::AtLeast { of, .. } | Cond::And(of) | Cond::Or(of) => {
                of.iter().all(|part| self.cond(part))
            }
            Cond::Not(inner) => self.cond(inner),
            Cond::Happened(query) => self.query(query),
            Cond::Constant(_)
            | Cond::Bool { .. }
            | Cond::SameBool(..)
            | Cond::TextIn { .. }
            | Cond::SameText { .. }
            | Cond::TextTest { .. }
            | Cond::TextTestField { .. }
            | Cond::Matches { .. }
            | Cond::ListHas { .. }
            | Cond::Known(Operand::Text(_) | Operand::Field(_)) => true,
        }
    }

    pub fn num(&self, number: &Num) -> bool {
        match number {
            Num::Literal(_) | Num::Field(_) | Num::Coverage(_) => true,
            Num::Score(score) => self.scores[score.index()],
            Num::Count(query) | Num::Aggregate { query, .. } => self.query(query),
            Num::DaysSince(_) | Num::DaysUntil(_) => false,
            Num::Arithmetic { left, right, .. } => self.num(left) && self.num(right),
            Num::Negate(inner) => self.num(inner),
            Num::Call { arguments, .. } => arguments.iter().all(|part| self.num(part)),
        }
    }

    fn moment(&self, moment: &Moment) -> bool {
        match moment {
            Moment::Literal(_) | Moment::Field(_) | Moment::Time { .. } => true,
            Moment::First(query) | Moment::Last { query, .. } => self.query(query),
        }
    }

    pub fn query(&self, query: &Query) -> bool {
        self.kind(&query.kind)
            && query.filter.as_ref().is_none_or(|filter| self.cond(filter))
            && query.since.as_ref().is_none_or(|since| self.moment(since))
    }

    fn kind(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Any => true,
            Kind::Of(names) => names.iter().all(|(_, c)| c.as_ref().is_none_or(|c| self.cond(c))),
        }
    }
}

/// Little by little: steps and expiry change at moments of their own.
fn ages(ageing: &Ageing) -> bool {
    ageing.shape.as_ref().is_some_and(|(shape, _)| !matches!(shape, Shape::Steps(_)))
}
