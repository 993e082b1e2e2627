//! The options that say where leads and events come from and how they are read; `score`, `why` and `schema` share them.

use clap::ValueEnum;

/// Leads and events.
#[derive(clap::Args)]
pub struct Inputs {
    /// The leads: CSV, JSON Lines or Parquet, also `.gz` and `.zst`; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    pub leads: Option<String>,
    /// The events; several files or a pattern are one log.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub events: Vec<String>,
    /// The column of the lead's id, in both files [default: `lead_id`, else `id`]; `row-number` numbers the leads.
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// The column of the lead's id in the events, where it differs.
    #[arg(long, value_name = "COLUMN")]
    pub event_lead: Option<String>,
    /// The column of the event's name [default: `event`].
    #[arg(long, value_name = "COLUMN")]
    pub event_column: Option<String>,
    /// The column of the event's time [default: `time`, else `timestamp`, `ts`].
    #[arg(long, value_name = "COLUMN")]
    pub time_column: Option<String>,
    /// Another spelling of unknown, as in `--unknown "?"`; `COLUMN=SPELLING` for one column alone.
    #[arg(long, value_name = "TEXT")]
    pub unknown: Vec<String>,
    /// Numbers are written `1,5`.
    #[arg(long)]
    pub decimal_comma: bool,
    /// The format of the leads, where the name does not tell it.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub leads_format: Option<Format>,
    /// The format of the events, where the name does not tell it.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub events_format: Option<Format>,
}

/// A format of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Csv,
    Jsonl,
    Parquet,
}

/// What happens to rows that cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BadRows {
    /// Stop, and show the first twenty.
    Fail,
    /// Leave the row out.
    Skip,
    /// Take the value as unknown.
    Unknown,
}
