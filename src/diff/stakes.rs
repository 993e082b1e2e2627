//! Which changes can change a stage: all but those of what no stage line reads, directly or through other scores and grades.

use std::collections::BTreeSet;

use crate::diff::Change;
use crate::diff::ChangeKind;
use crate::diff::Model;
use crate::diff::Part;
use crate::ir::Program;
use crate::ir::expr::{Cond, Num};
use crate::ir::program::{GradeId, ScoreBody, ScoreId};
use crate::optimise::walk;
use crate::optimise::walk::{Ask, Rewrite};

/// Marks those that can.
pub fn tell(old: &Model, new: &Model, changes: &mut [Change]) {
    let judges =
        |model: &Model| !model.shown.stages.is_empty() || !model.shown.disqualifications.is_empty();
    let judged = judges(old) || judges(new);
    // The old scores and grades have the names that they have now.
    let (before, after) = (Stakes::of(&old.forms.alone), Stakes::of(&new.forms.alone));
    for change in changes {
        let read = |name: &str| before.reads(name) || after.reads(name);
        let detailed = |what: &str| change.details.iter().any(|detail| detail.what == what);
        change.may_change_stage = match change.part {
            Part::Stage => change.details.is_empty() || change.details.iter().any(not_action),
            Part::Otherwise => detailed("stage"),
            // Whom no model is for is in none.
            Part::Model => detailed("for"),
            _ if !judged => false,
            Part::Timezone | Part::Column | Part::Disqualify => true,
            Part::Grade => read(&change.title),
            Part::Matrix => false,
            Part::Score if change.kind == ChangeKind::Renamed => false,
            Part::Score | Part::Group | Part::When | Part::Rule | Part::Reset | Part::Pause => {
                change.score.as_ref().is_none_or(|score| read(score))
            }
        };
    }
}

fn not_action(detail: &crate::diff::Detail) -> bool {
    detail.what != "action"
}

/// The names of scores and grades that decide a stage.
struct Stakes {
    names: BTreeSet<String>,
}

impl Stakes {
    fn of(program: &Program) -> Stakes {
        let mut reads = Reads::default();
        for line in &program.stage_lines {
            reads.scores.extend(line.threshold.map(|threshold| threshold.score));
            line.condition.iter().for_each(|condition| reads.condition(condition));
        }
        let reasons = program.disqualifications.iter();
        reasons.for_each(|reason| reads.condition(&reason.condition));
        reads.follow(program);
        let scores = reads.scores.iter().map(|id| &program.scores[id.index()].name);
        let grades = reads.grades.iter().map(|id| &program.grades[id.index()].name);
        Stakes { names: scores.chain(grades).cloned().collect() }
    }

    fn reads(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

/// Which scores and grades are read.
#[derive(Default)]
struct Reads {
    scores: BTreeSet<ScoreId>,
    grades: BTreeSet<GradeId>,
}

impl Reads {
    fn condition(&mut self, condition: &Cond) {
        walk::cond(self, &mut condition.clone(), Ask::True);
    }

    /// Whatever these read in turn: a score reads only what is computed before it.
    fn follow(&mut self, program: &Program) {
        for id in program.order.iter().rev() {
            let of_score = |grade: &GradeId| program.grades[grade.index()].score == *id;
            let graded = self.grades.iter().any(of_score);
            if graded {
                self.scores.insert(*id);
            }
            if self.scores.contains(id) {
                self.score(program, *id);
            }
        }
    }

    fn score(&mut self, program: &Program, id: ScoreId) {
        match &program.scores[id.index()].body {
            ScoreBody::Formula(body) => self.scores.extend(body.scores()),
            ScoreBody::Items(items) => walk::items(self, &mut items.clone()),
        }
        for group in program.groups.iter().filter(|group| group.score == id) {
            walk::items(self, &mut group.items.clone());
        }
        for line in program.lines.iter().filter(|line| line.score == id) {
            walk::line(self, &mut line.kind.clone());
        }
    }
}

impl Rewrite for Reads {
    fn cond(&mut self, condition: &mut Cond, _: Ask) {
        if let Cond::GradeIn { grade, .. } = condition {
            self.grades.insert(*grade);
        }
    }

    fn num(&mut self, number: &mut Num) {
        if let Num::Score(id) = number {
            self.scores.insert(*id);
        }
    }
}
