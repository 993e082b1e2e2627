//! The same answers from data bases as from the defining evaluator: results are compared, not texts.
//!
//! The data bases are those that `tests/engines/setup` has installed; without them these tests say what they leave out.

mod agreement;
mod cases;
mod conformance;
mod constructs;
mod dbt;
mod hostile;
mod options;
mod server;
pub mod spark;
mod support;
mod tables;
