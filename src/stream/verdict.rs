//! A model over states, ready: the verdict of a lead at a moment, when it changes, and which rule made the difference.

use std::collections::HashMap;

use crate::engine::Engine;
use crate::engine::Scorer;
use crate::engine::Session;
use crate::forecast::Forecaster;
use crate::forecast::HORIZON;
use crate::ir::Evaluator;
use crate::ir::Program;
use crate::ir::outcome::DISQUALIFIED;
use crate::ir::outcome::NONE;
use crate::ir::outcome::Outcome;
use crate::live::Plan;
use crate::live::State;
use crate::stream::store::named;
use crate::types::Points;

pub struct Verdicts<'p> {
    pub plan: &'p Plan,
    session: Session,
    forecaster: Forecaster<'p>,
    evaluator: Evaluator<'p>,
    /// Which score is the headline.
    headline: usize,
}

/// What a lead comes to at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    pub stage: u16,
    pub stage_line: u16,
    pub score: Points,
    pub due: Option<i64>,
}

impl<'p> Verdicts<'p> {
    pub fn new(plan: &'p Plan) -> Verdicts<'p> {
        let program = &plan.program;
        Verdicts {
            plan,
            session: Scorer::new(program.clone(), Engine::Auto).session(),
            forecaster: Forecaster::new(program),
            evaluator: Evaluator::new(program),
            headline: headline(program),
        }
    }

    /// So far ahead is looked; where nothing happens until then, another look is taken.
    pub fn at(&mut self, state: &State, moment: i64, ahead: i64) -> Verdict {
        let (lead, events) = state.history(self.plan);
        let last = moment.saturating_add(ahead);
        let forecast = self.forecaster.look_until(&lead, &events, moment, last);
        let due = Some(forecast.until).filter(|until| *until - moment < HORIZON);
        let verdict = self.session.score(&lead, &events, moment);
        Verdict {
            stage: if verdict.in_model { verdict.stage } else { NONE },
            stage_line: verdict.stage_line,
            score: verdict.scores.get(self.headline).copied().unwrap_or_default(),
            due,
        }
    }

    pub fn stage(&self, stage: u16) -> Option<String> {
        named(&self.plan.program.stages, stage).map(String::from)
    }

    pub fn action(&self, verdict: &Verdict) -> Option<String> {
        let program = &self.plan.program;
        match (verdict.stage, verdict.stage_line) {
            (NONE | DISQUALIFIED, _) => None,
            (_, NONE) => program.base.as_ref()?.action.clone(),
            (_, line) => program.stage_lines.get(usize::from(line))?.action.clone(),
        }
    }

    /// The rule whose points moved most from one state and moment to another; else what the stage hangs on.
    pub fn difference(&self, before: (&State, i64), after: (&State, i64)) -> Option<String> {
        let outcome = |(state, moment): (&State, i64)| {
            let (lead, events) = state.history(self.plan);
            self.evaluator.eval(&lead, &events, moment)
        };
        let (before, after) = (outcome(before), outcome(after));
        let program = &self.plan.program;
        let published = |outcome: &Outcome, line: usize| {
            outcome.lines.get(line).map_or(0, |line| line.published.0)
        };
        let moved = |line: &usize| published(&after, *line).abs_diff(published(&before, *line));
        // Of equals, the first in the file.
        let most = (0..program.lines.len()).rev().max_by_key(moved).filter(|line| moved(line) > 0);
        if let Some(line) = most {
            return Some(program.lines[line].origin.title().into());
        }
        let reason =
            after.disqualified.first().map(|reason| &program.disqualifications[*reason].origin);
        let line = after.stage_line.map(|line| &program.stage_lines[line].origin);
        let base = program.base.as_ref().map(|base| &base.origin);
        reason.or(line).or(base).map(|origin| origin.title().into())
    }
}

/// `total`, or the only score, or the one that the first threshold is about.
fn headline(program: &Program) -> usize {
    let names: HashMap<&str, usize> =
        program.scores.iter().enumerate().map(|(i, score)| (score.name.as_str(), i)).collect();
    let threshold = program.stage_lines.iter().find_map(|line| line.threshold);
    let of_threshold = threshold.map(|threshold| threshold.score.index());
    names.get("total").copied().or(of_threshold).unwrap_or(0)
}
