//! The options that say where leads and events come from and how they are read; `score`, `why` and `schema` share them.

use std::time::SystemTime;

use clap::ValueEnum;

use crate::cli::failure::Failure;
use crate::cli::progress::Reading;
use crate::data;
use crate::data::DataError;
use crate::data::Loaded;
use crate::data::Progress;
use crate::data::Stock;
use crate::data::Wanted;
use crate::types::calendar::Zone;

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

impl Inputs {
    pub fn is_given(&self) -> bool {
        self.leads.is_some() || !self.events.is_empty()
    }

    /// How data is read; bad rows stop the reading.
    pub fn options(&self) -> data::Options {
        data::Options {
            id: self.id.clone(),
            event_lead: self.event_lead.clone(),
            event_column: self.event_column.clone(),
            time_column: self.time_column.clone(),
            unknown: self.unknown.clone(),
            decimal_comma: self.decimal_comma,
            leads_format: self.leads_format.map(Format::of_data),
            events_format: self.events_format.map(Format::of_data),
            ..data::Options::default()
        }
    }

    /// Reads what the models ask for, to have it at once.
    pub fn load(&self, wanted: &Wanted, options: &data::Options) -> Result<Loaded, Failure> {
        self.with_bar(|leads, events, tell| {
            data::load(&wanted.schema, &wanted.zone, leads, events, options, tell)
        })
    }

    /// Reads what the models ask for, to have it part by part.
    pub fn read(&self, wanted: &Wanted, options: &data::Options) -> Result<Stock, Failure> {
        self.with_bar(|leads, events, tell| {
            data::read(&wanted.schema, &wanted.zone, leads, events, options, tell)
        })
    }

    fn with_bar<T>(
        &self,
        read: impl FnOnce(Option<&str>, &[String], &mut dyn FnMut(Progress)) -> Result<T, DataError>,
    ) -> Result<T, Failure> {
        let mut bar = Reading::new();
        let mut tell = |progress| bar.tell(&progress);
        let all = read(self.leads.as_deref(), &self.events, &mut tell);
        bar.end();
        Ok(all?)
    }
}

impl Format {
    pub fn of_data(self) -> data::Format {
        match self {
            Format::Csv => data::Format::Csv,
            Format::Jsonl => data::Format::JsonLines,
            Format::Parquet => data::Format::Parquet,
        }
    }
}

impl BadRows {
    pub fn of_data(self) -> data::BadRows {
        match self {
            BadRows::Fail => data::BadRows::Fail,
            BadRows::Skip => data::BadRows::Skip,
            BadRows::Unknown => data::BadRows::Unknown,
        }
    }
}

/// The moment of `--as-of`, else now, in seconds since 1970-01-01T00:00:00Z.
pub fn moment(as_of: Option<&str>, zone: &Zone) -> Result<i64, Failure> {
    let Some(text) = as_of else { return Ok(now()) };
    data::moment(text, zone).map_err(|_| {
        Failure::new(format!("`{text}` is not a moment"))
            .help("write `--as-of 2026-01-31` or `--as-of 2026-01-31T09:30:00Z`")
    })
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX))
}
