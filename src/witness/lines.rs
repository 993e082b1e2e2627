//! What some lines come to by themselves, without the rest of a program that may be long.

use crate::ir::eval::Judge;
use crate::ir::outcome::LineOutcome;
use crate::ir::outcome::ScoreOutcome;
use crate::ir::program::LineId;
use crate::ir::program::MaskId;
use crate::optimise::walk::Ask;
use crate::optimise::walk::read;
use crate::witness::Case;
use crate::witness::Finder;
use crate::witness::search::Read;
use crate::witness::target::Target;

impl Finder<'_> {
    /// The outcomes of these lines, as the whole outcome has them; nothing where the model is not for the lead.
    pub fn lines(&self, case: &Case, lines: &[LineId]) -> Option<Vec<LineOutcome>> {
        if lines.iter().all(|id| self.stands_alone(*id)) {
            let judge = self.evaluator.judge(&case.lead, &case.events, case.as_of);
            return self
                .is_for(&judge)
                .then(|| lines.iter().map(|id| self.line(&judge, *id)).collect());
        }
        let outcome = self.eval(case);
        outcome.in_model.then(|| lines.iter().map(|id| outcome.line(*id).clone()).collect())
    }

    /// Does nothing but the lead and its events decide what the line comes to?
    fn stands_alone(&self, id: LineId) -> bool {
        let program = self.targets.program;
        let mut reads = Read { program, scores: Vec::new() };
        read::line(&mut reads, &program.line(id).kind);
        for (condition, _) in &self.targets.paths[id.index()] {
            read::cond(&mut reads, condition, Ask::True);
        }
        // The cap of a group for each value names the values in its lines.
        reads.scores.is_empty() && program.groups.iter().all(|group| group.cap_per.is_none())
    }

    fn is_for(&self, judge: &Judge) -> bool {
        let program = self.targets.program;
        let scores = vec![ScoreOutcome::default(); program.scores.len()];
        let guard = program.model.as_ref().and_then(|model| model.guard.as_ref());
        guard.is_none_or(|guard| judge.view_of(MaskId(0), &scores).certain(guard))
    }

    fn line(&self, judge: &Judge, id: LineId) -> LineOutcome {
        let program = self.targets.program;
        let line = program.line(id);
        let view = judge.view(program.scores[line.score.index()].mask);
        let path = &self.targets.paths[id.index()];
        if path.iter().all(|(condition, holds)| view.certain(condition) == *holds) {
            view.line(&line.kind, None)
        } else {
            LineOutcome { off: true, ..LineOutcome::default() }
        }
    }
}

/// Does the line of the target, one of these, fire or keep silent as it is to?
pub(super) fn shows(target: Target, lines: &[LineId], outcomes: &[LineOutcome]) -> bool {
    let fires = |id: LineId| {
        let at = lines.iter().position(|line| *line == id);
        at.map(|at| outcomes[at].fired)
    };
    match target {
        Target::Fires(id) => fires(id) == Some(true),
        Target::IsSilent(id) => fires(id) == Some(false),
        _ => false,
    }
}
