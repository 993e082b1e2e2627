//! The nearest change: one or two things more that a lead might have or do.

use crate::ir::outcome::Outcome;
use crate::ir::program::LineId;
use crate::types::AttributeId;
use crate::types::Event;
use crate::types::Value;
use crate::witness::Case;
use crate::witness::draft::Draft;
use crate::witness::search::Finder;

/// Tries for each rule: what it asks for may be met in several ways.
const TRIES: u64 = 4;
/// Who would have to change more is not near.
const MOST_STEPS: usize = 2;

/// One thing that changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// It happens now.
    Event(Event),
    Value(AttributeId, Value),
}

impl Finder<'_> {
    /// Each a way to an outcome that is wanted, shortest first, in the order of the rules; judged by the definition.
    pub fn ways(&self, case: &Case, wanted: impl Fn(&Outcome) -> bool) -> Vec<Vec<Step>> {
        let mut found: Vec<Vec<Step>> = Vec::new();
        for id in (0..self.targets.program.lines.len() as u32).map(LineId) {
            for seed in 0..TRIES {
                let mut draft = Draft::of(&self.targets, case.clone(), seed);
                draft.fire(id, None);
                let Some(steps) = steps(case, &draft) else { continue };
                let steps = self.fewest(case, steps, &wanted);
                if steps.is_some_and(|s| s.len() <= MOST_STEPS && keep(&mut found, s)) {
                    break;
                }
            }
        }
        // Of equally many, what a lead does comes before what it would have to be.
        let values =
            |steps: &Vec<Step>| steps.iter().filter(|s| matches!(s, Step::Value(..))).count();
        found.sort_by_key(|steps| (steps.len(), values(steps)));
        found
    }

    /// As few of the steps as are enough; nothing where all are not.
    fn fewest(
        &self,
        case: &Case,
        mut steps: Vec<Step>,
        wanted: impl Fn(&Outcome) -> bool,
    ) -> Option<Vec<Step>> {
        let enough = |steps: &[Step]| wanted(&self.eval(&after(case, steps)));
        if !enough(&steps) {
            return None;
        }
        for at in (0..steps.len()).rev() {
            let mut less = steps.clone();
            less.remove(at);
            if enough(&less) {
                steps = less;
            }
        }
        (!steps.is_empty()).then_some(steps)
    }
}

/// New ways only.
fn keep(found: &mut Vec<Vec<Step>>, steps: Vec<Step>) -> bool {
    let is_new = !found.contains(&steps);
    if is_new {
        found.push(steps);
    }
    is_new
}

/// What a draft has that the lead has not; nothing where something that happened would have to be undone.
fn steps(case: &Case, draft: &Draft) -> Option<Vec<Step>> {
    let (before, added) = draft.events.split_at(case.events.len());
    let kept = before.iter().zip(&case.events).all(|(now, then)| now.as_ref() == Some(then));
    if !kept || draft.as_of != case.as_of {
        return None;
    }
    let now = |event: &Event| Step::Event(Event { time: case.as_of, ..event.clone() });
    let values = draft.lead.attributes.iter().zip(&case.lead.attributes).enumerate();
    let values = values.filter(|(_, (now, then))| now != then && now.is_known());
    let values = values.map(|(at, (now, _))| Step::Value(AttributeId(at as u32), now.clone()));
    Some(added.iter().flatten().map(now).chain(values).collect())
}

/// The lead with the steps taken.
pub fn after(case: &Case, steps: &[Step]) -> Case {
    let mut case = case.clone();
    for step in steps {
        match step {
            Step::Event(event) => case.events.push(event.clone()),
            Step::Value(id, value) => case.lead.attributes[id.0 as usize] = value.clone(),
        }
    }
    case
}
