//! Between which figures a lead's lines and scores lie over a stretch of time, and so which stages it may have.
//!
//! The stretch begins at or behind a scene and holds no moment at which something changes at once, so that all that is steady is as the
//! definition says of the scene. The bounds are sound; over one second they are exact, or nearly so.

mod answers;
mod conditions;
mod formula;
mod groups;
mod history;
mod lines;
mod numbers;
mod occurrences;

use crate::forecast::Shown;
use crate::forecast::scene::Scene;
use crate::forecast::span::Span;
use crate::forecast::steady::Steady;
use crate::ir::Evaluator;
use crate::ir::Program;
use crate::ir::eval::View;
use crate::ir::outcome::DISQUALIFIED;
use crate::ir::outcome::NONE;
use crate::ir::outcome::ScoreOutcome;
use crate::ir::program::Mask;
use crate::ir::program::MaskId;
use crate::ir::program::StageLine;
use crate::types::Points;
use answers::Answers;
pub use formula::Approximate;
use occurrences::Share;

pub struct Survey<'s> {
    program: &'s Program,
    evaluator: &'s Evaluator<'s>,
    steady: &'s Steady,
    /// One a score.
    formulas: &'s [Option<Approximate>],
    scene: &'s Scene<'s>,
    from: i64,
    to: i64,
    /// One a score; those that are not reached yet are 0, as they are in the definition.
    scores: Vec<Span<Points>>,
    /// One a line: its occurrences.
    shares: Vec<Vec<Share>>,
}

impl<'s> Survey<'s> {
    /// Of the seconds from a first to a last, both included.
    pub fn new(
        evaluator: &'s Evaluator<'s>,
        (steady, formulas): (&'s Steady, &'s [Option<Approximate>]),
        scene: &'s Scene<'s>,
        (from, to): (i64, i64),
    ) -> Survey<'s> {
        let program = evaluator.program();
        let scores = vec![Span::exactly(Points::ZERO); program.scores.len()];
        let shares = vec![Vec::new(); program.lines.len()];
        Survey { program, evaluator, steady, formulas, scene, from, to, scores, shares }
    }

    /// Is this what is shown at every second of the stretch? Where that is not certain, it is denied.
    pub fn stays(mut self, now: Shown) -> bool {
        let unpublished = vec![ScoreOutcome::default(); self.program.scores.len()];
        if !self.masks_stay(&self.scene.judge.log(&unpublished)) {
            return false;
        }
        let guard = self.program.model.as_ref().and_then(|model| model.guard.as_ref());
        let view = self.scene.judge.view_of(MaskId(0), &unpublished);
        let in_model = guard.map_or(Answers::of(Some(true)), |guard| self.cond(&view, guard));
        match (in_model.yes, in_model.always()) {
            (false, _) => now == Shown::OUTSIDE,
            (true, false) => false,
            (true, true) => now.in_model && self.stage_stays(now.stage),
        }
    }

    fn stage_stays(&mut self, now: u16) -> bool {
        let program = self.program;
        let scene = self.scene;
        for &id in &program.order {
            let score = &program.scores[id.index()];
            let view = scene.judge.view_of(score.mask, &scene.outcome.scores);
            self.scores[id.index()] = self.score(&view, id);
        }
        let view = scene.judge.view_of(MaskId(0), &scene.outcome.scores);
        let reasons = program.disqualifications.iter();
        let reasons: Vec<Answers> =
            reasons.map(|reason| self.cond(&view, &reason.condition)).collect();
        if reasons.iter().any(|reason| reason.always()) {
            return now == DISQUALIFIED;
        }
        now != DISQUALIFIED
            && reasons.iter().all(|reason| !reason.yes)
            && self.line_stays(&view, now)
    }

    /// The last line that holds is of this stage, whichever it is.
    fn line_stays(&self, view: &View, now: u16) -> bool {
        for line in self.program.stage_lines.iter().rev() {
            let holds = self.holds(view, line);
            if holds.yes && line.stage.0 != u32::from(now) {
                return false;
            }
            if holds.always() {
                return true;
            }
        }
        let base = self.program.base.as_ref().map_or(u32::from(NONE), |base| base.stage.0);
        base == u32::from(now)
    }

    fn holds(&self, view: &View, line: &StageLine) -> Answers {
        let reached = line.threshold.map_or(Answers::of(Some(true)), |threshold| {
            let score = self.scores[threshold.score.index()];
            Answers::compared(score, threshold.op, Span::exactly(threshold.bound))
        });
        if !reached.yes {
            return reached;
        }
        let asked = line.condition.as_ref();
        let asked = asked.map_or(Answers::of(Some(true)), |condition| self.cond(view, condition));
        Answers::all(&[reached, asked])
    }

    /// No event begins or ceases to exist: each reset and pause is caused by the same events all the time.
    fn masks_stay(&self, log: &View) -> bool {
        let masks = self.program.masks.iter().enumerate();
        let mut moving = masks.filter(|(i, _)| !self.steady.mask(*i));
        moving.all(|(_, mask)| self.mask_stays(log, mask))
    }

    fn mask_stays(&self, log: &View, mask: &Mask) -> bool {
        let pauses = mask.pauses.iter().flat_map(|pause| [&pause.from, &pause.until]);
        mask.resets.iter().chain(pauses).all(|pick| {
            let answers =
                log.there().map(|event| self.picks(log, event, &pick.kind, pick.filter.as_ref()));
            answers.into_iter().all(|answer| !answer.is_open())
        })
    }
}
