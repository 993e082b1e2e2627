//! Leads drawn at random for a program: each lets some rules fire and others fall silent. For comparing two programs.

use fastrand::Rng;

use crate::ir::Program;
use crate::ir::eval::Evaluator;
use crate::ir::outcome::Outcome;
use crate::ir::program::LineId;
use crate::types::Event;
use crate::types::EventId;
use crate::types::Field;
use crate::types::Lead;
use crate::types::Schema;
use crate::types::Value;
use crate::witness::Case;
use crate::witness::Finder;
use crate::witness::draft::Draft;

impl Finder<'_> {
    /// So many leads, always the same ones.
    pub fn drawn(&self, count: u64) -> impl Iterator<Item = Case> {
        (0..count).map(|seed| {
            let mut random = Rng::with_seed(seed);
            let mut draft = Draft::empty(&self.targets, seed);
            let lines = self.targets.program.lines.len() as u32;
            for _ in 0..random.u8(0..6) {
                let id = LineId(random.u32(..lines.max(1)));
                match random.u8(..4) {
                    _ if lines == 0 => {}
                    0 => draft.miss(id),
                    1 => draft.silence(id),
                    _ => draft.fire(id, None),
                }
            }
            draft.case()
        })
    }
}

/// A lead of whom two programs do not say the same, among so many drawn for each of them: nothing found is no proof that there is none.
pub fn differing(old: &Program, new: &Program, count: u64) -> Option<Case> {
    let (for_old, for_new) = (Evaluator::new(old), Evaluator::new(new));
    let differs = |case: &Case| {
        let other = translated(case, &old.schema, &new.schema);
        let before = for_old.eval(&case.lead, &case.events, case.as_of);
        let after = for_new.eval(&other.lead, &other.events, other.as_of);
        !says_the_same((old, &before), (new, &after))
    };
    let (of_old, of_new) = (Finder::new(old), Finder::new(new));
    let of_new = of_new.drawn(count).map(|case| translated(&case, &new.schema, &old.schema));
    of_old.drawn(count).chain(of_new).find(differs)
}

/// The same lead for a program with other columns; what it does not read is left out.
pub fn translated(case: &Case, from: &Schema, to: &Schema) -> Case {
    let events = case.events.iter().filter_map(|event| {
        let name = from.events.get(event.event.0 as usize);
        let id = match name {
            Some(name) => to.event_in_use(name)?,
            None => to.any_event.then_some(EventId::OTHER)?,
        };
        let properties = values(&event.properties, &from.properties, &to.properties);
        Some(Event { event: id, time: event.time, properties })
    });
    let attributes = values(&case.lead.attributes, &from.attributes, &to.attributes);
    Case { events: events.collect(), lead: Lead { attributes }, as_of: case.as_of }
}

fn values(values: &[Value], from: &[Field], to: &[Field]) -> Vec<Value> {
    let of = |field: &Field| {
        let at = from.iter().position(|f| f.name == field.name && f.ty.name() == field.ty.name());
        at.map_or(Value::Unknown, |at| values[at].clone())
    };
    to.iter().map(of).collect()
}

/// Scores, grades, cells and the stage, by their names.
fn says_the_same(old: (&Program, &Outcome), new: (&Program, &Outcome)) -> bool {
    said(old) == said(new)
}

fn said((program, outcome): (&Program, &Outcome)) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (score, made) in program.scores.iter().zip(&outcome.scores) {
        all.push((score.name.clone(), made.published.to_string()));
    }
    for (grade, label) in program.grades.iter().zip(&outcome.grades) {
        let label = label.map(|label| grade.labels[usize::from(label)].clone());
        all.push((grade.name.clone(), label.unwrap_or_default()));
    }
    for (matrix, cell) in program.matrices.iter().zip(&outcome.matrices) {
        let cell = cell.map(|(row, column)| &matrix.cells[usize::from(row)][usize::from(column)]);
        let value = cell.map(|cell| matrix.values[usize::from(cell.value)].clone());
        all.push((matrix.name.clone(), value.unwrap_or_default()));
    }
    let stage = outcome.stage.map(|stage| program.stages[stage.index()].clone());
    let disqualified = (!outcome.disqualified.is_empty()).then(|| "disqualified".to_owned());
    all.push(("stage".into(), disqualified.or(stage).unwrap_or_default()));
    all.push(("in_model".into(), outcome.in_model.to_string()));
    all.sort();
    all
}
