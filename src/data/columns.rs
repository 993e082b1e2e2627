//! Which column is which: the lead's id, an event's name and time, and names that the data does not have.

use std::sync::Arc;

use crate::diagnostic::codes::data::{MISSING_COLUMN, NO_ID_COLUMN};
use crate::diagnostic::near;
use crate::types::Field;

use super::error::DataError;
use super::load::{Options, ROW_NUMBER};
use super::rows::Rows;

pub const LEAD_IDS: [&str; 2] = ["lead_id", "id"];
pub const TIMES: [&str; 3] = ["time", "timestamp", "ts"];

/// The columns that every event has, and its id where the log has one.
#[derive(Debug, Clone)]
pub struct EventColumns {
    pub lead: String,
    pub event: String,
    pub time: String,
    pub id: Option<String>,
}

/// The column of the lead's id in the leads; nothing where rows are numbered.
pub fn lead_id(rows: &Rows, options: &Options) -> Result<Option<String>, DataError> {
    match options.id.as_deref() {
        Some(ROW_NUMBER) => Ok(None),
        Some(name) => named(rows, name, "--id").map(Some),
        None => first_of(rows, &LEAD_IDS).map(Some).ok_or_else(|| no_id(rows)),
    }
}

/// The columns of an event log.
pub fn of_events(rows: &Rows, options: &Options) -> Result<EventColumns, DataError> {
    let own_id = options.id.as_deref().filter(|id| *id != ROW_NUMBER);
    let lead = match (options.event_lead.as_deref(), own_id) {
        (Some(name), _) => named(rows, name, "--event-lead")?,
        (None, Some(name)) => named(rows, name, "--event-lead")?,
        (None, None) => first_of(rows, &LEAD_IDS).ok_or_else(|| no_event_lead(rows))?,
    };
    let event = match options.event_column.as_deref() {
        Some(name) => named(rows, name, "--event-column")?,
        None => match first_of(rows, &["event"]) {
            Some(name) => name,
            None => named(rows, "event", "--event-column")?,
        },
    };
    let time = match options.time_column.as_deref() {
        Some(name) => named(rows, name, "--time-column")?,
        None => match first_of(rows, &TIMES) {
            Some(name) => name,
            None => named(rows, TIMES[0], "--time-column")?,
        },
    };
    let fixed = rows.columns_are_fixed();
    let id = if fixed { first_of(rows, &["event_id"]) } else { Some("event_id".into()) };
    Ok(EventColumns { lead, event, time, id })
}

fn first_of(rows: &Rows, names: &[&str]) -> Option<String> {
    let found = names.iter().find(|n| rows.columns().iter().any(|c| c == *n));
    // Where the first line cannot be read, the usual name is looked for in the others.
    let usual = rows.columns().is_empty().then_some(&names[0]);
    found.or(usual).map(|n| n.to_string())
}

/// A column that must be there, and the option that names another.
fn named(rows: &Rows, name: &str, option: &str) -> Result<String, DataError> {
    // The first line of JSON Lines need not have every key.
    if !rows.columns_are_fixed() || rows.columns().iter().any(|c| c == name) {
        return Ok(name.to_string());
    }
    let sentence = format!("there is no column `{name}`");
    let error = DataError::new(MISSING_COLUMN, rows.name.clone(), sentence);
    let near = near::nearest(name, rows.columns().iter().map(String::as_str));
    Err(match near.first() {
        Some(near) => error.help(format!("did you mean `{option} {near}`?")),
        None => {
            error.help(format!("name the right one with `{option}`; {}", listed(rows.columns())))
        }
    })
}

fn no_id(rows: &Rows) -> DataError {
    let sentence = "no column is named `lead_id` or `id`";
    let likely = rows.columns().iter().find(|c| c.to_lowercase().ends_with("id"));
    let help = match likely {
        Some(name) => {
            format!("name it with `--id {name}`, or number the rows with `--id {ROW_NUMBER}`")
        }
        None => format!("name it with `--id COLUMN`, or number the rows with `--id {ROW_NUMBER}`"),
    };
    DataError::new(NO_ID_COLUMN, rows.name.clone(), sentence).help(help)
}

fn no_event_lead(rows: &Rows) -> DataError {
    let sentence = "no column of the events is named `lead_id` or `id`";
    let likely = rows.columns().iter().find(|c| c.to_lowercase().ends_with("id"));
    let name = likely.map_or("COLUMN", String::as_str);
    let help = format!("name the column that holds the lead's id with `--event-lead {name}`");
    DataError::new(NO_ID_COLUMN, rows.name.clone(), sentence).help(help)
}

/// The most columns that a message lists.
const LISTED: usize = 12;

fn listed(columns: &[String]) -> String {
    let names = near::one_of(columns.iter().take(LISTED).map(String::as_str)).replace(" or ", ", ");
    let more = if columns.len() > LISTED { " …" } else { "" };
    format!("the columns are {names}{more}")
}

/// Are all fields that rules use among the columns?
pub fn missing(
    file: &Arc<str>,
    columns: &[String],
    fields: &[Field],
    what: &str,
) -> Result<(), DataError> {
    let mut names: Vec<&str> = Vec::new();
    for field in fields {
        if !columns.contains(&field.name) && !names.contains(&field.name.as_str()) {
            names.push(&field.name);
        }
    }
    let Some(first) = names.first() else { return Ok(()) };
    let sentence = match names.len() {
        1 => format!("the rules use the {what} `{first}`, and the data has no such column"),
        _ => {
            let plural = if what == "property" { "properties" } else { "attributes" };
            let all = near::one_of(names.iter().copied()).replace(" or ", " and ");
            format!("the rules use the {plural} {all}, and the data has no such columns")
        }
    };
    let mut error = DataError::new(MISSING_COLUMN, file.clone(), sentence);
    error.column = Some((*first).into());
    let near: Vec<&str> = names
        .iter()
        .filter_map(|n| near::nearest(n, columns.iter().map(String::as_str)).first().copied())
        .collect();
    Err(match near.is_empty() {
        false => {
            error.help(format!("did you mean {}?", near::one_of(near).replace(" or ", " and ")))
        }
        true => error.help(listed(columns)),
    })
}

/// A warning about a key that no line has.
pub fn never_seen(name: &str, rows: &Rows) -> String {
    let sentence = format!("{}: no line has `{name}`, which the rules use", rows.name);
    match near::nearest(name, rows.columns().iter().map(String::as_str)).first() {
        Some(near) => format!("{sentence}; did you mean `{near}`?"),
        None => sentence,
    }
}

/// Of the chosen columns, each once and in the file's order, and for each choice its position among them.
pub fn chosen(columns: &[Option<usize>]) -> (Vec<usize>, Vec<Option<usize>>) {
    let mut roots: Vec<usize> = columns.iter().flatten().copied().collect();
    roots.sort_unstable();
    roots.dedup();
    let position = |c: &Option<usize>| roots.iter().position(|r| Some(*r) == *c);
    let positions = columns.iter().map(position).collect();
    (roots, positions)
}
