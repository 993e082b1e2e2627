//! Leads and events in, scores out: CSV, JSON Lines and Parquet. The first layer that touches files.
//!
//! ```text
//! file -> format (compression) -> rows (csv, jsonl, parquet) -> Raw cell -> cell -> Builder -> Column
//!                                                                leads, events -> log -> Batch
//! Scores -> output -> output_{csv,jsonl,parquet} -> WholeFile (named when whole)
//! ```
//!
//! Nothing here prints. Faults are values: a [`DataError`] ends the reading, a [`BadValue`] is one cell or row.

mod bad;
mod builder;
mod cell;
mod columns;
mod csv;
mod error;
mod events;
mod format;
mod ids;
mod jsonl;
mod leads;
mod load;
mod log;
mod names;
mod parquet;
mod parquet_cells;
mod raw;
mod rows;
mod time;
mod wanted;
mod whole;

pub use bad::BadRows;
pub use error::{BadValue, DataError, Fault, Place};
pub use format::Format;
pub use ids::Ids;
pub use load::{Loaded, Options, Part, Progress, ROW_NUMBER, Summary, UnusedEvent, load};
pub use time::from_text as moment;
pub use wanted::Wanted;
pub use whole::WholeFile;
