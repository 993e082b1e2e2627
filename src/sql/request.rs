//! What a query is asked for: dialect, tables, columns, the moment.

use std::collections::BTreeMap;

use crate::sql::dialect::Dialect;
use crate::sql::tree::Table;

/// What the data base calls things, and what comes out.
#[derive(Clone)]
pub struct Request {
    pub dialect: &'static Dialect,
    /// Without one, the leads are the ids in the events.
    pub leads: Option<Table>,
    pub events: Option<Table>,
    /// The lead's id in the leads' table; also the name of the id that comes out.
    pub id: String,
    /// The lead's id in the events' table.
    pub event_lead: String,
    pub event: String,
    pub time: String,
    /// Events of one lead with the same id count once. Without one, every row is an event.
    pub event_id: Option<String>,
    /// What the rules call a column, and what the data base calls it, where the names differ.
    pub columns: BTreeMap<String, String>,
    /// Times are numbers of seconds since 1970-01-01T00:00:00Z, not instants.
    pub epoch: bool,
    /// Seconds since 1970-01-01T00:00:00Z; without one, the moment at which the query runs.
    pub as_of: Option<i64>,
    /// A column for each rule and group.
    pub lines: bool,
}

impl Request {
    /// Tables `leads` and `events` with the columns that `baremo score` takes by itself.
    pub fn new(dialect: &'static Dialect) -> Request {
        Request {
            dialect,
            leads: Some(Table::step("leads")),
            events: Some(Table::step("events")),
            id: "lead_id".into(),
            event_lead: "lead_id".into(),
            event: "event".into(),
            time: "time".into(),
            event_id: None,
            columns: BTreeMap::new(),
            epoch: false,
            as_of: None,
            lines: false,
        }
    }

    /// What the data base calls a column of the rules.
    pub fn column<'a>(&'a self, name: &'a str) -> &'a str {
        self.columns.get(name).map_or(name, String::as_str)
    }
}
