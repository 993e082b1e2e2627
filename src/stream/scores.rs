//! The scores of all leads of a state at one moment, as of any other leads.

use std::path::Path;

use crate::data::Ids;
use crate::diagnostic::codes::live::LATE;
use crate::diagnostic::codes::live::NO_STATE;
use crate::engine::Engine;
use crate::engine::Scorer;
use crate::ir::Program;
use crate::ir::outcome::Scores;
use crate::ir::print::date;
use crate::live::Plan;
use crate::stream::error::StreamError;
use crate::stream::store::Store;
use crate::types::columns::Batch;

/// Leads that are scored at once.
const PART: usize = 4_096;

/// Consecutive leads, in the order of their ids.
pub struct Part<'a> {
    /// With the columns of the model.
    pub program: &'a Program,
    pub ids: Ids,
    pub scores: Scores,
}

/// Scores all leads part by part, the first of which has none; at the moment that the stream has reached where no other is asked for.
///
/// # Errors
///
/// No state, one of another model, or a moment that the state no longer tells.
pub fn scores<E: From<StreamError>>(
    program: &Program,
    folder: &Path,
    as_of: Option<i64>,
    lines: bool,
    each: &mut dyn FnMut(&Part) -> Result<(), E>,
) -> Result<(), E> {
    let plan = Plan::new(program);
    let Some(store) = Store::existing_of(folder, program)? else {
        let sentence = format!("there is no state in `{}`", folder.display());
        return Err(StreamError::new(NO_STATE, sentence, "name the folder of `--state`").into());
    };
    let progress = store.progress()?;
    let as_of = as_of.or(progress.clock).unwrap_or_default();
    if let Some(frontier) = progress.frontier.filter(|frontier| as_of < *frontier) {
        let sentence = format!("the state tells nothing before {}", date(frontier));
        let help = "ask for a later moment, or keep events longer: `--lateness`";
        return Err(StreamError::new(LATE, sentence, help).into());
    }
    let scorer = Scorer::new(plan.program.clone(), Engine::Auto);
    let part = |held: &[(crate::types::Lead, Vec<crate::types::Event>)], ids| {
        let leads: Vec<_> = held.iter().map(|(lead, events)| (lead, events.as_slice())).collect();
        let batch = Batch::gather(&plan.program.schema, &leads);
        Part { program: &plan.program, ids, scores: scorer.score(&batch, as_of, lines) }
    };
    each(&part(&[], Ids::default()))?;
    let mut after = None;
    loop {
        let records = store.leads_after(after.as_deref(), PART)?;
        let Some((last, _)) = records.last() else { return Ok(()) };
        after = Some(last.clone());
        let ids = Ids::of_texts(records.iter().map(|(lead, _)| lead.as_str()));
        let held: Vec<_> = records.iter().map(|(_, record)| record.state.history(&plan)).collect();
        each(&part(&held, ids))?;
    }
}
