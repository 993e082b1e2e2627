//! Live scoring: events and attributes in, changes of stage out, the state of every lead in a store.
//!
//! ```text
//! bytes -> data::Messages -> Desk: state of the lead -> verdict, next change -> Change
//!                               `-- Store: one transaction for a batch of lines, what was read and written with it
//! ```
//!
//! A line is applied once. State, the place reached in the input and the place reached in the output are committed together; what was not is
//! undone by going on from there.

mod change;
mod desk;
mod error;
mod files;
mod intake;
mod rebuild;
mod record;
mod rejects;
mod run;
mod scores;
mod store;
mod verdict;

pub use change::Change;
pub use error::StreamError;
pub use rebuild::rebuild;
pub use run::{Clock, Options, Report, run, status};
pub use scores::{Part, scores};
pub use store::Progress;
