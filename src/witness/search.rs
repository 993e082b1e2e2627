//! Many drafts, steps uphill, and the smallest lead that still shows it.

use crate::ir::Program;
use crate::ir::eval::Evaluator;
use crate::ir::expr::CompareOp;
use crate::ir::expr::Cond;
use crate::ir::expr::Num;
use crate::ir::outcome::LineOutcome;
use crate::ir::outcome::Outcome;
use crate::ir::program::GradeId;
use crate::ir::program::LineId;
use crate::ir::program::LineKind;
use crate::ir::program::MaskId;
use crate::ir::program::ScoreBody;
use crate::ir::program::ScoreId;
use crate::ir::program::StageId;
use crate::optimise::walk::Ask;
use crate::optimise::walk::read;
use crate::optimise::walk::read::Visit;
use crate::types::Value;
use crate::witness::Case;
use crate::witness::draft::Draft;
use crate::witness::lines::shows;
use crate::witness::rules;
use crate::witness::target::Seen;
use crate::witness::target::Target;
use crate::witness::target::Targets;

/// So many beginnings for each target, and from each so many steps.
const BEGINNINGS: u64 = 24;
const STEPS: usize = 60;
/// A condition that does not hold is as far as so many points.
const UNMET: f64 = 1e6;

/// What a lead is to show, and what else is to be so.
#[derive(Clone, Copy)]
struct Goal<'g> {
    target: Target,
    also: Also<'g>,
}

#[derive(Clone, Copy)]
enum Also<'g> {
    Whole(&'g dyn Fn(&Outcome) -> bool),
    /// Of these lines alone; the target is that one of them fires, or is silent.
    Lines(&'g [LineId], &'g dyn Fn(&[LineOutcome]) -> bool),
}

/// Finds leads for the targets of one program.
pub struct Finder<'p> {
    pub targets: Targets<'p>,
    pub(super) evaluator: Evaluator<'p>,
    /// One a score: the lines that can move it.
    movers: Vec<Vec<LineId>>,
}

impl<'p> Finder<'p> {
    pub fn new(program: &'p Program) -> Finder<'p> {
        let mut movers: Vec<Vec<LineId>> = vec![Vec::new(); program.scores.len()];
        for id in &program.order {
            let score = &program.scores[id.index()];
            movers[id.index()] = match &score.body {
                ScoreBody::Items(_) => {
                    let all = (0..).map(LineId).zip(&program.lines);
                    all.filter(|(_, line)| line.score == *id).map(|(line, _)| line).collect()
                }
                ScoreBody::Formula(formula) => {
                    let read = formula.scores();
                    read.iter().flat_map(|id| movers[id.index()].clone()).collect()
                }
            };
        }
        let evaluator = Evaluator::new(program);
        Finder { targets: Targets::of(program), evaluator, movers }
    }

    /// A lead that shows it, with as little as it takes.
    pub fn find(&self, target: Target) -> Option<Case> {
        self.find_where(target, &|_| true)
    }

    /// The same of a lead of whom something more is so.
    pub fn find_where(&self, target: Target, also: &dyn Fn(&Outcome) -> bool) -> Option<Case> {
        self.find_goal(Goal { target, also: Also::Whole(also) })
    }

    /// The same where all that matters is what some lines come to, one of which is to fire, or to be silent: of long programs that is soon known.
    pub fn find_of(
        &self,
        target: Target,
        lines: &[LineId],
        also: &dyn Fn(&[LineOutcome]) -> bool,
    ) -> Option<Case> {
        self.find_goal(Goal { target, also: Also::Lines(lines, also) })
    }

    fn find_goal(&self, goal: Goal) -> Option<Case> {
        let target = goal.target;
        // Nobody is simpler than the lead of whom nothing is known.
        let blank = Draft::empty(&self.targets, 0).case();
        if self.meets(&blank, goal) {
            return Some(blank);
        }
        let found = (0..BEGINNINGS).find_map(|seed| {
            let mut draft = Draft::empty(&self.targets, seed);
            self.aim(&mut draft, target);
            self.climb(draft, goal)
        })?;
        Some(self.smallest(found, goal))
    }

    pub fn eval(&self, case: &Case) -> Outcome {
        self.evaluator.eval(&case.lead, &case.events, case.as_of)
    }

    pub fn shows(&self, case: &Case, target: Target) -> bool {
        self.meets(case, Goal { target, also: Also::Whole(&|_| true) })
    }

    fn meets(&self, case: &Case, goal: Goal) -> bool {
        match goal.also {
            Also::Whole(also) => {
                let outcome = self.eval(case);
                let seen = Seen::of(self.targets.program, case, &outcome);
                self.targets.shows(goal.target, &seen) && also(&outcome)
            }
            Also::Lines(lines, also) => {
                let outcomes = self.lines(case, lines);
                outcomes.is_some_and(|of| shows(goal.target, lines, &of) && also(&of))
            }
        }
    }

    /// What the target asks for by itself.
    fn aim(&self, draft: &mut Draft, target: Target) {
        let program = self.targets.program;
        match target {
            Target::Fires(id) | Target::CapBinds(id) => draft.fire(id, None),
            Target::Row(id, row) => draft.fire(id, Some(row)),
            Target::IsSilent(id) => draft.silence(id),
            Target::PassesOver(id) => draft.miss(id),
            Target::Part(at, holds) => {
                let part = &self.targets.parts[at];
                draft.reach(&part.path);
                draft.hold(part.condition, holds, &[]);
            }
            Target::Disqualifies(at) => {
                draft.reach(&[]);
                draft.hold(&program.disqualifications[at].condition, true, &[]);
            }
            Target::Stage(stage) => self.aim_at_stage(draft, stage),
            Target::GroupBinds(_) | Target::Label(..) | Target::Cell(..) => draft.reach(&[]),
        }
    }

    fn aim_at_stage(&self, draft: &mut Draft, stage: StageId) {
        draft.reach(&[]);
        let lines = self.targets.program.stage_lines.iter().filter(|line| line.stage == stage);
        let conditions: Vec<_> = lines.map(|line| line.condition.as_ref()).collect();
        if let Some(Some(condition)) = draft.pick(&conditions) {
            draft.hold(condition, true, &[]);
        }
    }

    /// Steps that bring the lead nearer, until it shows the target.
    fn climb(&self, mut draft: Draft, goal: Goal) -> Option<Case> {
        let mut best = self.distance(&draft.case(), goal);
        let lines = self.lines_for(goal.target);
        for _ in 0..STEPS {
            if best == 0.0 {
                return Some(draft.case());
            }
            let mut next = draft.clone();
            next.random = draft.random.fork();
            self.step(&mut next, goal.target, &lines);
            let distance = self.distance(&next.case(), goal);
            if distance <= best {
                (draft, best) = (next, distance);
            }
        }
        (best == 0.0).then(|| draft.case())
    }

    fn step(&self, draft: &mut Draft, target: Target, lines: &[LineId]) {
        let line = draft.pick(lines);
        match (draft.random.u8(..10), line) {
            (0..6, Some(line)) => {
                let times = draft.pick(&[1, 1, 1, 3, 12]).unwrap_or(1);
                (0..times).for_each(|_| draft.fire(line, None));
            }
            (6, Some(line)) => draft.silence(line),
            (7, _) => {
                let at = draft.random.usize(..draft.events.len().max(1));
                if let Some(event) = draft.events.get_mut(at) {
                    *event = None;
                }
            }
            _ => self.aim(draft, target),
        }
    }

    /// The lines that may bring a lead nearer.
    fn lines_for(&self, target: Target) -> Vec<LineId> {
        let program = self.targets.program;
        let of_grade = |id: GradeId| self.movers[program.grades[id.index()].score.index()].clone();
        match target {
            Target::Fires(id)
            | Target::IsSilent(id)
            | Target::PassesOver(id)
            | Target::Row(id, _)
            | Target::CapBinds(id) => {
                let conditions = self.targets.paths[id.index()].iter().map(|(c, _)| *c);
                let own = match &program.line(id).kind {
                    LineKind::If { condition, .. } => condition.as_ref(),
                    LineKind::On(on) => on.filter.as_ref(),
                };
                let mut lines = self.lines_behind(conditions.chain(own));
                lines.push(id);
                lines
            }
            Target::Part(at, _) => {
                let part = &self.targets.parts[at];
                let conditions = part.path.iter().map(|(c, _)| *c);
                self.lines_behind(conditions.chain([part.condition]))
            }
            Target::GroupBinds(id) => {
                let items = &program.groups[id.index()].items;
                rules::lines(program, items)
            }
            Target::Label(grade, _) => of_grade(grade),
            Target::Cell(at, ..) => {
                let matrix = &program.matrices[at];
                [of_grade(matrix.rows), of_grade(matrix.columns)].concat()
            }
            Target::Stage(_) | Target::Disqualifies(_) => {
                self.movers.iter().flatten().copied().collect()
            }
        }
    }

    /// The lines of the scores and grades that conditions read.
    fn lines_behind<'c>(&self, conditions: impl Iterator<Item = &'c Cond>) -> Vec<LineId> {
        let mut reads = Read { program: self.targets.program, scores: Vec::new() };
        for condition in conditions {
            read::cond(&mut reads, condition, Ask::True);
        }
        reads.scores.iter().flat_map(|id| self.movers[id.index()].clone()).collect()
    }

    /// How far the lead is from showing it; 0 only where it does.
    fn distance(&self, case: &Case, goal: Goal) -> f64 {
        let also = match goal.also {
            Also::Whole(also) => also,
            Also::Lines(lines, also) => {
                return match self.lines(case, lines) {
                    Some(of) if shows(goal.target, lines, &of) && also(&of) => 0.0,
                    Some(_) => UNMET,
                    None => 100.0 * UNMET,
                };
            }
        };
        let program = self.targets.program;
        let outcome = self.eval(case);
        let seen = Seen::of(program, case, &outcome);
        if self.targets.shows(goal.target, &seen) && also(&outcome) {
            return 0.0;
        }
        if !outcome.in_model {
            return 100.0 * UNMET;
        }
        let away = match goal.target {
            Target::Stage(stage) => self.off_stage(&seen, stage),
            Target::Label(id, label) => from_label(program, &outcome, id, label),
            Target::Cell(at, row, column) => {
                let matrix = &program.matrices[at];
                from_label(program, &outcome, matrix.rows, row)
                    + from_label(program, &outcome, matrix.columns, column)
                    + outcome.disqualified.len() as f64 * UNMET
            }
            Target::CapBinds(id) => -outcome.line(id).published.to_f64().abs(),
            Target::GroupBinds(id) => {
                let lines = rules::lines(program, &program.groups[id.index()].items);
                let all = lines.iter().map(|id| outcome.line(*id).published.to_f64());
                -all.sum::<f64>().abs()
            }
            _ => 0.0,
        };
        away + UNMET
    }

    /// Below its own threshold, or above a later one.
    fn off_stage(&self, seen: &Seen, stage: StageId) -> f64 {
        let program = self.targets.program;
        let view = seen.judge.view(MaskId(0));
        let published = |score: ScoreId| seen.outcome.scores[score.index()].published.to_f64();
        let mut best = match &program.base {
            Some(base) if base.stage == stage => 0.0,
            _ => f64::INFINITY,
        };
        for line in &program.stage_lines {
            let below =
                line.threshold.map_or(0.0, |t| gap(t.op, published(t.score), t.bound.to_f64()));
            let unmet = line.condition.as_ref().is_some_and(|c| !view.certain(c));
            let short = below + if unmet { UNMET } else { 0.0 };
            if line.stage == stage {
                best = short;
            } else if short == 0.0 {
                // This line wins: the lead would have to lose what it asks for.
                best += line
                    .threshold
                    .map_or(UNMET, |t| (published(t.score) - t.bound.to_f64()).max(0.0) + 0.01);
            }
        }
        best.min(10.0 * UNMET) + seen.outcome.disqualified.len() as f64 * UNMET
    }

    /// The same with fewer values and events, as long as it shows the target.
    fn smallest(&self, mut case: Case, goal: Goal) -> Case {
        for at in (0..case.events.len()).rev() {
            let mut less = case.clone();
            less.events.remove(at);
            if self.meets(&less, goal) {
                case = less;
            }
        }
        let attributes = 0..case.lead.attributes.len();
        let properties = case.events.first().map_or(0, |event| event.properties.len());
        for at in attributes {
            self.without(&mut case, goal, |case| &mut case.lead.attributes[at]);
        }
        for event in 0..case.events.len() {
            for at in 0..properties {
                self.without(&mut case, goal, |case| &mut case.events[event].properties[at]);
            }
        }
        case
    }

    fn without(&self, case: &mut Case, goal: Goal, value: impl Fn(&mut Case) -> &mut Value) {
        if value(case).is_known() {
            let mut less = case.clone();
            *value(&mut less) = Value::Unknown;
            if self.meets(&less, goal) {
                *case = less;
            }
        }
    }
}

/// Notes the scores that are read.
pub(super) struct Read<'p> {
    pub program: &'p Program,
    pub scores: Vec<ScoreId>,
}

impl Visit for Read<'_> {
    fn cond(&mut self, condition: &Cond, _: Ask) {
        if let Cond::GradeIn { grade, .. } = condition {
            self.scores.push(self.program.grades[grade.index()].score);
        }
    }

    fn num(&mut self, number: &Num) {
        if let Num::Score(id) = number {
            self.scores.push(*id);
        }
    }
}

/// How much a figure would have to change for the comparison to hold.
fn gap(op: CompareOp, figure: f64, bound: f64) -> f64 {
    let ordering = figure.total_cmp(&bound);
    if op.holds(ordering) { 0.0 } else { (figure - bound).abs() + 0.01 }
}

/// From a label's band: below its bound, or at or above that of the row before.
fn from_label(program: &Program, outcome: &Outcome, id: GradeId, label: u16) -> f64 {
    let grade = &program.grades[id.index()];
    let figure = outcome.scores[grade.score.index()].published.to_f64();
    let at = grade.rows.iter().position(|row| row.label == label);
    let own = at.map(|at| &grade.rows[at]);
    let below = own.map_or(0.0, |row| gap(row.op, figure, row.bound.to_f64()));
    let before = at.unwrap_or(grade.rows.len()).checked_sub(1).map(|at| &grade.rows[at]);
    let above =
        before.map_or(0.0, |row| match row.op.holds(figure.total_cmp(&row.bound.to_f64())) {
            true => figure - row.bound.to_f64() + 0.01,
            false => 0.0,
        });
    below + above
}
