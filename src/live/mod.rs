//! Live scoring: what is kept of a lead between its events, so that its score can be told at any moment without its whole history.
//!
//! ```text
//! Program -> Plan { a program over states, what each rule carries }
//! State + events and attributes, one at a time -> a short history -> any engine
//! ```
//!
//! A state is a history made short. Events stay as they came while they can still matter as they are; behind that, each rule carries what it made of
//! them: one aged sum, a count, the latest three. What is carried stands in the short history as events of a name of the rule's own, and
//! [`Plan::program`] is the model with its rules reading these too. So every engine, the invoice and the forecast work on states as on any
//! history, and nothing has to be said twice.
//!
//! Up to its frontier a history is complete: no earlier event comes any more. That is what allows to carry.
//!
//! | file | |
//! |---|---|
//! | `outlook` | when what a rule says of an event is final, and which other events it looks at |
//! | `plan`, `plain`, `rewrite`, `rules` | what each rule carries; the program over states |
//! | `fold` | what became final, judged by the definition |
//! | `carried` | occurrences that are carried, and how they become fewer |
//! | `state`, `merge` | the state of a lead: events in, frontier on, history out; two states made one |

mod carried;
mod fold;
mod merge;
mod outlook;
mod plain;
mod plan;
mod rewrite;
mod rules;
mod state;

pub use carried::{Amount, Carried};
pub use merge::Unmergeable;
pub use plan::{Grows, Plan, Why};
pub use state::{Applied, NO_ID, State, event_id};
