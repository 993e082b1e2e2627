//! Leads and events in, scores out: CSV, JSON Lines and Parquet. The first layer that touches files.
//!
//! ```text
//! file -> format (compression) -> rows: pieces of csv, jsonl, parquet, on several threads:
//!         piece -> Block -> View of a column -> Raw cell -> cell -> Builder of the block
//!      joined in the order of the file, Builder by Builder -> Column
//!                                              leads, events -> log -> grouped -> Stock, part by part -> Batch
//! Scores -> output -> output_{csv,jsonl,parquet} -> table_file -> WholeFile (named when whole)
//! ```
//!
//! Nothing here prints. Faults are values: a [`DataError`] ends the reading, a [`BadValue`] is one cell or row.

mod bad;
mod block;
mod builder;
mod cell;
mod chunks;
mod columns;
mod copies;
mod csv;
mod csv_block;
mod csv_row;
mod error;
mod events;
mod events_block;
mod files;
mod format;
mod grouped;
mod ids;
mod in_memory;
mod infer;
mod interner;
mod json_line;
mod jsonl;
mod jsonl_block;
mod leads;
mod load;
mod loader;
mod log;
mod messages;
mod names;
mod output;
mod output_arrow;
mod output_csv;
mod output_jsonl;
mod output_parquet;
mod output_text;
mod packed;
mod parallel;
mod parquet;
mod parquet_cells;
mod parts;
mod pick;
mod profile;
mod raw;
mod rows;
mod sample;
mod spill;
mod summary;
mod table_file;
mod time;
mod values;
mod wanted;
mod whole;

pub use bad::BadRows;
pub use error::{BadValue, DataError, Fault, Place};
pub use files::{Root, RuleText, SIZE_LIMIT, rule_files};
pub use format::Format;
pub use ids::Ids;
pub use infer::{Inferred, InferredEvent, InferredField, infer};
pub use load::{Loaded, Options, Part, Progress, ROW_NUMBER, Stock, load, load_columns, read};
pub use loader::{RuleFiles, load_error};
pub use messages::{Line, Message, Messages, What};
pub use output::{
    DISQUALIFIED_WORD, Output, OutputColumn, Results, Values, table, write, write_to,
};
pub use output_arrow::record_batch;
pub use parallel::in_order;
pub use sample::{SAMPLE_FILE, Sample};
pub use summary::{Summary, UnusedEvent};
pub use table_file::{Encoded, Encoder, TableFile, format_of};
pub use time::from_text as moment;
pub use wanted::Wanted;
pub use whole::{WholeFile, cannot_write, write_together, write_whole};
