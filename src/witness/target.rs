//! What there is to show in a program, and whether a lead shows it.

use crate::ir::Program;
use crate::ir::eval::Judge;
use crate::ir::eval::View;
use crate::ir::expr::Cond;
use crate::ir::expr::Query;
use crate::ir::outcome::Outcome;
use crate::ir::program::GradeId;
use crate::ir::program::GroupId;
use crate::ir::program::GroupMode;
use crate::ir::program::Item;
use crate::ir::program::LineId;
use crate::ir::program::LineKind;
use crate::ir::program::MaskId;
use crate::ir::program::Origin;
use crate::ir::program::PointsBy;
use crate::ir::program::Range;
use crate::ir::program::ScoreBody;
use crate::ir::program::StageId;
use crate::optimise::walk::Ask;
use crate::optimise::walk::read;
use crate::optimise::walk::read::Visit;
use crate::types::Points;
use crate::witness::Case;

/// Something that one lead can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// The rule gives points.
    Fires(LineId),
    /// The rule gives none to a lead that the model is for.
    IsSilent(LineId),
    /// There is an event of the rule's kind for which its `where` is not certainly true.
    PassesOver(LineId),
    /// This row of the rule's table counts.
    Row(LineId, usize),
    /// This part of a condition, by position in [`Targets::parts`], is certainly true, or is not.
    Part(usize, bool),
    /// `max` takes something away from the rule.
    CapBinds(LineId),
    /// The group's range or `max … per` takes something away.
    GroupBinds(GroupId),
    Stage(StageId),
    Disqualifies(usize),
    Label(GradeId, u16),
    /// A cell of a matrix: row label, column label.
    Cell(usize, u16, u16),
}

/// A comparison or a question of history, where it stands outside any event.
#[derive(Debug, Clone)]
pub struct Part<'p> {
    pub condition: &'p Cond,
    pub origin: &'p Origin,
    /// Which events exist where it stands.
    pub mask: MaskId,
    /// What must hold, or must not, for it to matter.
    pub path: Vec<(&'p Cond, bool)>,
}

/// Everything that there is to show in a program.
pub struct Targets<'p> {
    pub program: &'p Program,
    pub parts: Vec<Part<'p>>,
    /// One a line: the `when`s around it, with the answer that leads to it.
    pub paths: Vec<Vec<(&'p Cond, bool)>>,
    pub all: Vec<Target>,
    /// Figures at which something changes hands, and others to try.
    pub(super) bounds: Vec<f64>,
    /// A lead has no more events than that: it is to be read, and history inside history looks at each from each.
    pub(super) most_events: usize,
}

/// A lead with all that is known of it.
pub struct Seen<'s> {
    pub outcome: &'s Outcome,
    pub judge: Judge<'s>,
}

impl<'s> Seen<'s> {
    pub fn of(program: &'s Program, case: &'s Case, outcome: &'s Outcome) -> Seen<'s> {
        let judge = Judge::new(program, &case.lead, &case.events, case.as_of, outcome);
        Seen { outcome, judge }
    }
}

impl<'p> Targets<'p> {
    pub fn of(program: &'p Program) -> Targets<'p> {
        let paths = vec![Vec::new(); program.lines.len()];
        let mut targets = Targets {
            program,
            parts: Vec::new(),
            paths,
            all: Vec::new(),
            bounds: bounds(program),
            most_events: if nests(program) { 10 } else { 60 },
        };
        for score in &program.scores {
            if let ScoreBody::Items(items) = &score.body {
                targets.items(items, score.mask, &[]);
            }
        }
        targets.lines();
        targets.verdict();
        targets
    }

    fn items(&mut self, items: &'p [Item], mask: MaskId, path: &[(&'p Cond, bool)]) {
        for item in items {
            match item {
                Item::Line(id) => self.paths[id.index()] = path.to_vec(),
                Item::Group(id) => {
                    self.items(&self.program.groups[id.index()].items, mask, path);
                }
                Item::When { condition, origin, then, otherwise } => {
                    self.part(condition, origin, mask, path);
                    self.items(then, mask, &[path, &[(condition, true)]].concat());
                    self.items(otherwise, mask, &[path, &[(condition, false)]].concat());
                }
            }
        }
    }

    /// The comparisons of a condition, each both ways.
    fn part(
        &mut self,
        condition: &'p Cond,
        origin: &'p Origin,
        mask: MaskId,
        path: &[(&'p Cond, bool)],
    ) {
        match condition {
            Cond::And(of) | Cond::Or(of) | Cond::AtLeast { of, .. } => {
                of.iter().for_each(|part| self.part(part, origin, mask, path));
            }
            Cond::Not(of) => self.part(of, origin, mask, path),
            Cond::Constant(_) => {}
            _ => {
                let at = self.parts.len();
                self.parts.push(Part { condition, origin, mask, path: path.to_vec() });
                self.all.extend([Target::Part(at, true), Target::Part(at, false)]);
            }
        }
    }

    fn lines(&mut self) {
        let program = self.program;
        for (id, line) in (0..).map(LineId).zip(&program.lines) {
            let mask = program.scores[line.score.index()].mask;
            let (points, cap) = match &line.kind {
                LineKind::If { condition, points, cap, .. } => {
                    self.all.push(Target::Fires(id));
                    if let Some(condition) = condition {
                        self.all.push(Target::IsSilent(id));
                        // A comparison that stands alone is the rule itself.
                        if is_joined(condition) {
                            let path = self.paths[id.index()].clone();
                            self.part(condition, &line.origin, mask, &path);
                        }
                    }
                    (points, *cap)
                }
                LineKind::On(on) => {
                    self.all.extend([Target::Fires(id), Target::IsSilent(id)]);
                    if on.filter.is_some() {
                        self.all.push(Target::PassesOver(id));
                    }
                    (&on.points, on.cap.or(on.caps_per.first().map(|(cap, _)| *cap)))
                }
            };
            if let PointsBy::Table(rows) = points {
                self.all.extend((0..rows.len()).map(|row| Target::Row(id, row)));
            }
            if cap.is_some() {
                self.all.push(Target::CapBinds(id));
            }
        }
        for (id, group) in (0..).map(GroupId).zip(&program.groups) {
            if group.range != Range::default() || group.cap_per.is_some() {
                self.all.push(Target::GroupBinds(id));
            }
        }
    }

    fn verdict(&mut self) {
        let program = self.program;
        let guard = program.model.as_ref().and_then(|model| model.guard.as_ref());
        let origin = program.scores.first().map(|score| &score.origin);
        if let (Some(guard), Some(origin)) = (guard, origin) {
            self.part(guard, origin, MaskId(0), &[]);
        }
        for (at, reason) in program.disqualifications.iter().enumerate() {
            self.all.push(Target::Disqualifies(at));
            self.part(&reason.condition, &reason.origin, MaskId(0), &[]);
        }
        for line in &program.stage_lines {
            if let Some(condition) = &line.condition {
                self.part(condition, &line.origin, MaskId(0), &[]);
            }
        }
        let stages = (0..program.stages.len() as u32).map(|at| Target::Stage(StageId(at)));
        self.all.extend(stages);
        for (id, grade) in (0..).map(GradeId).zip(&program.grades) {
            let given = grade.rows.iter().map(|row| row.label).chain(grade.otherwise);
            self.all.extend(given.map(|label| Target::Label(id, label)));
        }
        for (at, matrix) in program.matrices.iter().enumerate() {
            for row in 0..matrix.cells.len() {
                let columns = 0..matrix.cells[row].len();
                self.all.extend(columns.map(|c| Target::Cell(at, row as u16, c as u16)));
            }
        }
    }

    /// Does the lead show it?
    pub fn shows(&self, target: Target, seen: &Seen) -> bool {
        let (program, outcome) = (self.program, seen.outcome);
        if !outcome.in_model {
            return self.is_outside(target, seen);
        }
        match target {
            Target::Fires(id) => outcome.line(id).fired,
            Target::IsSilent(id) => !outcome.line(id).fired,
            Target::PassesOver(id) => self.passes_over(id, seen),
            Target::Row(id, row) => self.row_counts(id, row, seen),
            Target::Part(at, wanted) => {
                let part = &self.parts[at];
                let view = seen.judge.view(part.mask);
                let matters = part.path.iter().all(|(c, holds)| view.certain(c) == *holds);
                matters && view.certain(part.condition) == wanted
            }
            Target::CapBinds(id) => self.line_is_cut(id, outcome),
            Target::GroupBinds(id) => self.group_is_cut(id, outcome),
            Target::Stage(stage) => outcome.stage == Some(stage),
            Target::Disqualifies(at) => outcome.disqualified.contains(&at),
            Target::Label(id, label) => outcome.grades[id.index()] == Some(label),
            Target::Cell(at, row, column) => {
                program.matrices.len() > at && outcome.matrices[at] == Some((row, column))
            }
        }
    }

    /// A lead that the model is not for shows one thing only: which parts of the guard do not hold.
    fn is_outside(&self, target: Target, seen: &Seen) -> bool {
        let Target::Part(at, wanted) = target else { return false };
        let guard = self.program.model.as_ref().and_then(|model| model.guard.as_ref());
        let part = &self.parts[at];
        guard.is_some_and(|guard| holds_part(guard, part.condition))
            && seen.judge.view(part.mask).certain(part.condition) == wanted
    }

    fn passes_over(&self, id: LineId, seen: &Seen) -> bool {
        let line = self.program.line(id);
        let LineKind::On(on) = &line.kind else { return false };
        let view = seen.judge.view(self.program.scores[line.score.index()].mask);
        let picked = view.existing(&on.kind, on.filter.as_ref());
        !seen.outcome.line(id).off && view.existing(&on.kind, None) > picked
    }

    /// Does the row count, for the lead or for one of the line's events?
    fn row_counts(&self, id: LineId, row: usize, seen: &Seen) -> bool {
        let line = self.program.line(id);
        let (view, made) =
            (seen.judge.view(self.program.scores[line.score.index()].mask), seen.outcome.line(id));
        let first = |view: &View, rows: &[(Cond, PointsBy)]| {
            rows.iter().position(|(condition, _)| view.certain(condition)) == Some(row)
        };
        match &line.kind {
            LineKind::If { points: PointsBy::Table(rows), condition, active, .. } => {
                !made.off
                    && active.holds(view.as_of())
                    && condition.as_ref().is_none_or(|c| view.certain(c))
                    && first(&view, rows)
            }
            LineKind::On(on) => match &on.points {
                PointsBy::Table(rows) => {
                    let mut events = made.occurrences.iter().map(|o| o.event);
                    events.any(|event| view.at(event, |view| first(view, rows)))
                }
                _ => false,
            },
            LineKind::If { .. } => false,
        }
    }

    fn line_is_cut(&self, id: LineId, outcome: &Outcome) -> bool {
        let line = outcome.line(id);
        match &self.program.line(id).kind {
            LineKind::On(on) if !on.caps_per.is_empty() => {
                let counted = line.occurrences.iter().map(|o| i128::from(o.worth.0));
                Points::round(counted.sum()) != line.published
            }
            _ => line.before_cap != line.published,
        }
    }

    fn group_is_cut(&self, id: GroupId, outcome: &Outcome) -> bool {
        let (group, made) = (&self.program.groups[id.index()], outcome.group(id));
        let at_end = [group.range.low, group.range.high].contains(&Some(made.published));
        made.takes_part
            && match group.mode {
                GroupMode::Sum => made.adjustment != Points::ZERO,
                // A group of these modes takes lines away too: what its range does is seen at its ends.
                GroupMode::Best | GroupMode::First => at_end,
            }
    }
}

fn is_joined(condition: &Cond) -> bool {
    matches!(condition, Cond::And(_) | Cond::Or(_) | Cond::AtLeast { .. })
        || matches!(condition, Cond::Not(of) if is_joined(of))
}

/// Is it a part of the condition, the very same?
fn holds_part(condition: &Cond, part: &Cond) -> bool {
    std::ptr::eq(condition, part)
        || match condition {
            Cond::And(of) | Cond::Or(of) | Cond::AtLeast { of, .. } => {
                of.iter().any(|c| holds_part(c, part))
            }
            Cond::Not(of) => holds_part(of, part),
            _ => false,
        }
}

/// Of stages and grades: at each, and just beside it.
fn bounds(program: &Program) -> Vec<f64> {
    let thresholds = program.stage_lines.iter().filter_map(|line| line.threshold).map(|t| t.bound);
    let rows = program.grades.iter().flat_map(|grade| &grade.rows).map(|row| row.bound);
    let near = |bound: Points| [bound.to_f64(), bound.to_f64() - 1.0, bound.to_f64() + 1.0];
    thresholds.chain(rows).flat_map(near).chain([1.0, 10.0, 100.0, 1_000.0]).collect()
}

/// Does a question of history stand inside the `where` of another?
fn nests(program: &Program) -> bool {
    struct Nests(bool);
    impl Visit for Nests {
        fn query(&mut self, query: &Query) {
            if let Some(filter) = &query.filter {
                let mut inner = Inner(false);
                read::cond(&mut inner, filter, Ask::True);
                self.0 |= inner.0;
            }
        }
    }
    struct Inner(bool);
    impl Visit for Inner {
        fn query(&mut self, _: &Query) {
            self.0 = true;
        }
    }
    let mut nests = Nests(false);
    read::program(program, &mut nests);
    nests.0
}
