//! The face for programs that embed rules: compile a model once, then score leads by themselves or by the batch.
//!
//! ```text
//! rules or artifact -> Model -> Scorer -> Session        one lead after the other
//!                        |         |-----> Scored         one lead; its invoice when it is asked for
//!                        |         `-----> RecordBatch    columns in, columns out (feature `data`)
//!                        |-> Lead, Event                  typed, against the model's columns
//!                        `-> Live -> LiveLead             events as they come, a state instead of a history
//! ```
//!
//! What is public here is meant to last; the rooms below it are not.

#[cfg(feature = "data")]
mod batch;
mod columns;
mod error;
mod lead;
mod live;
mod model;
mod rules;
mod scored;
mod scorer;

#[cfg(feature = "data")]
pub use batch::{BatchOptions, ScoredBatch};
pub use columns::{Attribute, EventName, Property};
pub use error::{InputError, RuleErrors, Unavailable};
pub use lead::{Event, Lead, check};
pub use live::{Added, Live, LiveLead, LiveMoment};
pub use model::Model;
pub use rules::Rules;
#[cfg(feature = "c")]
pub(crate) use scored::invoice as invoice_of;
pub use scored::{NextChange, Scored};
pub use scorer::{Scorer, Session};
