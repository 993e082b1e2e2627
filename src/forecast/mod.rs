//! When a lead's stage changes if nothing happens, and to what: by ageing, by windows that end, by dates that are reached.
//!
//! Nothing is stepped through. Between two moments at which something may change at once, what ages does so on known curves: over a stretch of
//! time every figure lies between two, and where those leave the stage no choice, the stretch is done with. Another stretch is halved. The last
//! word on every second has the definition, [`crate::ir::eval`].
//!
//! | file | |
//! |---|---|
//! | `moments` | the moments at which something may change at once |
//! | `steady` | what does not change between them |
//! | `scene` | the lead at one moment, by the definition |
//! | `bounds` | what is possible over a stretch of time |

mod bounds;
mod moments;
mod scene;
mod span;
mod steady;

use crate::ir::Evaluator;
use crate::ir::Program;
use crate::ir::outcome::DISQUALIFIED;
use crate::ir::outcome::NONE;
use crate::ir::outcome::Outcome;
use crate::ir::program::ScoreBody;
use crate::types::Event;
use crate::types::Lead;
use bounds::Approximate;
use bounds::Survey;
use moments::Moments;
use scene::Scene;
use steady::Steady;

/// So many seconds ahead is looked: 68 years.
pub const HORIZON: i64 = 1 << 31;
/// So many stretches are looked at for one lead at most.
const MOST_STRETCHES: u32 = 20_000;

/// The stage becomes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The first second at which it is so.
    pub at: i64,
    /// As in [`crate::ir::outcome::Verdict`]: its number, none, or disqualified.
    pub stage: u16,
    /// The stage line that wins then, or none.
    pub stage_line: u16,
}

/// What is known of a lead's future.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    pub change: Option<Change>,
    /// Until then, not included, the stage is what it is now.
    pub until: i64,
}

/// What of a verdict counts as another stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shown {
    in_model: bool,
    stage: u16,
}

impl Shown {
    const OUTSIDE: Shown = Shown { in_model: false, stage: NONE };

    fn of(outcome: &Outcome) -> Shown {
        let stage = match outcome.stage {
            _ if !outcome.disqualified.is_empty() => DISQUALIFIED,
            stage => stage.map_or(NONE, |stage| stage.0 as u16),
        };
        Shown { in_model: outcome.in_model, stage }
    }
}

/// Foretells leads of one program.
pub struct Forecaster<'p> {
    evaluator: Evaluator<'p>,
    moments: Moments,
    steady: Steady,
    /// One a score, where it is one.
    formulas: Vec<Option<Approximate>>,
}

/// One lead that is asked about.
#[derive(Clone, Copy)]
struct Subject<'a> {
    lead: &'a Lead,
    events: &'a [Event],
}

impl<'p> Forecaster<'p> {
    pub fn new(program: &'p Program) -> Forecaster<'p> {
        Forecaster {
            evaluator: Evaluator::new(program),
            moments: Moments::new(program),
            steady: Steady::new(program),
            formulas: program.scores.iter().map(|score| formula(&score.body)).collect(),
        }
    }

    /// The next change of the stage, if nothing happens but the events that are given; those of the future come to exist at their time.
    ///
    /// A lead for whom the model is not has no stage. A change of the stage line alone is none.
    pub fn next(&self, lead: &Lead, events: &[Event], as_of: i64) -> Option<Change> {
        self.look(lead, events, as_of).change
    }

    /// The same, and how far was looked: as far as [`HORIZON`], unless figures cancel each other for so long, and so close to a threshold, that every
    /// second would have to be looked at.
    pub fn look(&self, lead: &Lead, events: &[Event], as_of: i64) -> Forecast {
        self.look_until(lead, events, as_of, as_of.saturating_add(HORIZON))
    }

    /// The same up to a last moment, which is cheaper where something will probably happen before.
    pub fn look_until(&self, lead: &Lead, events: &[Event], as_of: i64, last: i64) -> Forecast {
        let subject = Subject { lead, events };
        // One second is left behind the last, whatever was asked.
        let last = last.min(i64::MAX - 1);
        let mut scene = self.scene(subject, as_of);
        let now = scene.shown();
        let mut budget = MOST_STRETCHES;
        let mut start = as_of;
        for next in self.moments.of(lead, events, as_of, last).into_iter().chain([last + 1]) {
            let found = match self.steady.all() {
                true => Ok(None),
                false => self.within(
                    subject,
                    &scene,
                    now,
                    (start.saturating_add(1), next - 1),
                    &mut budget,
                ),
            };
            match found {
                Ok(None) if next > last => break,
                Ok(None) => scene = self.scene(subject, next),
                Ok(Some(change)) => return Forecast { change: Some(change), until: change.at },
                Err(until) => return Forecast { change: None, until },
            }
            if scene.shown() != now {
                return Forecast { change: Some(change(&scene, next)), until: next };
            }
            start = next;
        }
        Forecast { change: None, until: last + 1 }
    }

    fn scene<'a>(&'a self, subject: Subject<'a>, at: i64) -> Scene<'a> {
        Scene::new(&self.evaluator, subject.lead, subject.events, at)
    }

    /// The first second of a stretch with another stage; an error where that is not known, from when on.
    fn within(
        &self,
        subject: Subject,
        start: &Scene,
        now: Shown,
        stretch: (i64, i64),
        budget: &mut u32,
    ) -> Result<Option<Change>, i64> {
        let mut open = vec![stretch];
        // The left half begins where the whole did.
        let mut here: Option<(i64, Scene)> = None;
        while let Some((from, to)) = open.pop() {
            if from > to {
                continue;
            }
            *budget = budget.checked_sub(1).ok_or(from)?;
            if from == to || self.steady.must_look_again() {
                let scene = match here.take() {
                    Some((at, scene)) if at == from => scene,
                    _ => self.scene(subject, from),
                };
                if scene.shown() != now {
                    return Ok(Some(change(&scene, from)));
                }
                if from == to || self.stays(&scene, now, (from, to)) {
                    continue;
                }
                here = Some((from, scene));
            } else if self.stays(start, now, (from, to)) {
                continue;
            }
            let middle = from + (to - from) / 2;
            open.extend([(middle + 1, to), (from, middle)]);
        }
        Ok(None)
    }

    fn stays(&self, scene: &Scene, now: Shown, stretch: (i64, i64)) -> bool {
        Survey::new(&self.evaluator, (&self.steady, &self.formulas), scene, stretch).stays(now)
    }
}

fn formula(body: &ScoreBody) -> Option<Approximate> {
    match body {
        ScoreBody::Formula(formula) => Approximate::of(formula),
        ScoreBody::Items(_) => None,
    }
}

fn change(scene: &Scene, at: i64) -> Change {
    let line = scene.outcome.stage_line.map_or(NONE, |line| line as u16);
    Change { at, stage: scene.shown().stage, stage_line: line }
}
