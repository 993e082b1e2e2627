//! A state made again from the whole input, by other rules or another version of this program, in the place of the old one.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::io::Write;

use crate::ir::Program;
use crate::live::Plan;
use crate::stream::error::StreamError;
use crate::stream::run::Options;
use crate::stream::run::Report;
use crate::stream::run::Stream;
use crate::stream::store::FILE;
use crate::stream::store::Store;
use crate::stream::store::rename;

/// Where the new state stands until it is whole, in the folder of the old one.
const FOLDER: &str = "rebuilding";

/// Reads the input from its beginning into a new state, which takes the place of the old one at the end. The output has a line for each lead whose
/// stage is another than before.
///
/// # Errors
///
/// As of a stream. The old state stays until the new one is whole.
pub fn rebuild(
    program: &Program,
    options: &Options,
    input: impl Read + Send + 'static,
    output: &mut dyn Write,
    tell: &mut dyn FnMut(&Report),
) -> Result<Report, StreamError> {
    let plan = Plan::new(program);
    let folder = options.state.join(FOLDER);
    let fault = |error: std::io::Error| StreamError::store(&options.state, error.into());
    // Left there by one that was broken off.
    let _ = fs::remove_dir_all(&folder);
    let old = Store::existing(&options.state)?;
    let new = Store::open(&folder, program)?;
    let options = Options { from_start: false, ..options.clone() };
    let mut stream = Stream::open(&plan, program, &new, &options, output)?;
    stream.tells = false;
    stream.read(input, tell)?;
    if let Some(old) = &old {
        let other = differences(old, &new)?;
        let mut other = other.iter().peekable();
        stream.batches(&mut |desk, batch| {
            while let Some((lead, from)) = other.next_if(|_| !batch.is_full()) {
                desk.retell(batch, lead, from.as_deref())?;
            }
            Ok(other.peek().is_none())
        })?;
    }
    let report = stream.report;
    drop((old, new));
    rename(&options.state, &format!("{FOLDER}/{FILE}"), FILE).map_err(fault)?;
    let _ = fs::remove_dir_all(&folder);
    Ok(report)
}

/// Leads whose stage is another, with the one that they had.
fn differences(old: &Store, new: &Store) -> Result<BTreeMap<String, Option<String>>, StreamError> {
    let mut had: BTreeMap<String, Option<String>> = BTreeMap::new();
    old.stages(|lead, stage| {
        had.insert(lead.into(), stage.map(String::from));
    })?;
    new.stages(|lead, stage| match had.get(lead) {
        Some(known) if known.as_deref() == stage => {
            had.remove(lead);
        }
        None if stage.is_some() => {
            had.insert(lead.into(), None);
        }
        _ => {}
    })?;
    Ok(had)
}
