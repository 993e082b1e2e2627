//! Why a lead has its score: the invoice, as data and as text.
//!
//! ```text
//! Program + Outcome + lead + events -> Invoice -> text
//! ```
//!
//! `meaning` says what a rule is for without any lead: Program -> sentences.
//!
//! INVARIANT: the entries of a score add up to its published figure, to the hundredth.

mod build;
mod explained;
mod invoice;
mod meaning;
mod outlook;
mod state;
pub mod text;
mod why;

pub use build::invoice;
pub use explained::{Explained, json};
pub use meaning::{base, disqualification, grade, group, rule, score, stage};
pub use outlook::{Above, Outlook, Turn, Way, outlook};
pub use state::{State, states};

const DISQUALIFIED: &str = "disqualified";
pub use invoice::{
    Cell, Entry, EntryKind, Formula, Happening, Invoice, Label, Rule, ScoreInvoice, Source, Status,
};
