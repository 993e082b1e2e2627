//! Baremo: a small declarative language for lead scoring, and its compiler.
//!
//! A model is compiled once and scores for ever; what is wrong with its text comes as data, before any lead is seen:
//!
//! ```
//! use baremo::{Engine, Model, Time};
//!
//! let text = "on email_open +1; if title in [CTO, VP] +10; decay 10%/30d; sql at >=50";
//! let model = Model::from_source(text)?;
//! let scorer = model.scorer(Engine::Auto)?;
//!
//! let mut lead = model.lead();
//! lead.set_named("title", "cto")?;
//! let day = 86_400;
//! let events = [model.event_at("email_open", Time(70 * day))?];
//!
//! let scored = scorer.score(&lead, &events, Time(100 * day))?;
//! assert_eq!(scored.score("score"), Some(baremo::Points(1090))); // 10 for the title, 0.90 for a mail opened 30 days ago
//! println!("{}", scored.invoice()); // every line with its points, and why
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | to | use |
//! |---|---|
//! | compile rules | [`Model::from_source`], [`Rules`] for several files and parameters |
//! | keep and load a compiled model | [`Model::to_artifact`], [`Model::from_artifact`] |
//! | score one lead | [`Scorer::score`]; [`Session`] for one after the other |
//! | score columns | `Scorer::score_batch`, Arrow record batches in and out (feature `data`, `batch`) |
//! | say why | [`Scored::invoice`] |
//! | score leads as their events come | [`Model::live`], [`LiveLead`] |
//! | know when the stage changes by itself | [`Scored::next_change`] |
//! | reload rules | swap an `Arc` of a [`Scorer`]: `examples/hot_reload.rs` |
//!
//! These names are kept by semantic versioning, and no others: the modules below are the compiler's rooms, open to its own tests and tools, and
//! change as they must.
//!
//! ```text
//! Source -> [Token] -> [Statement] -> ast::File -> ir::Program -> bytecode::Code -> Scores
//!   source    syntax      syntax        syntax       check        bytecode       vm, native
//! ```
//!
//! Each arrow is one function, each noun one type. The modules stand in layer order: a module uses
//! only those above it and never a sibling between the same blank lines (`tests/house` checks it).

extern crate alloc;

#[doc(hidden)]
pub mod source;

#[doc(hidden)]
pub mod diagnostic;

#[doc(hidden)]
pub mod syntax;

#[doc(hidden)]
pub mod format;
#[doc(hidden)]
pub mod types;

#[doc(hidden)]
pub mod ir;

#[doc(hidden)]
pub mod bytecode;
#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod optimise;

#[doc(hidden)]
pub mod artifact;
#[doc(hidden)]
pub mod live;
#[cfg(all(feature = "jit", any(target_arch = "x86_64", target_arch = "aarch64")))]
#[doc(hidden)]
pub mod native;
#[doc(hidden)]
pub mod sql;
#[doc(hidden)]
pub mod vm;
#[doc(hidden)]
pub mod witness;

#[doc(hidden)]
pub mod engine;
#[doc(hidden)]
pub mod forecast;
#[doc(hidden)]
pub mod lint;

#[doc(hidden)]
pub mod explain;
#[doc(hidden)]
pub mod fix;
#[cfg(feature = "data")]
#[doc(hidden)]
pub mod data;

#[doc(hidden)]
pub mod diff;
#[cfg(feature = "stream")]
#[doc(hidden)]
pub mod stream;

#[doc(hidden)]
pub mod testing;

#[doc(hidden)]
pub mod library;

#[cfg(feature = "lsp")]
#[doc(hidden)]
pub mod lsp;

#[cfg(feature = "c")]
#[doc(hidden)]
pub mod bindings;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;

pub use artifact::ArtifactError;
pub use engine::Engine;
pub use library::{
    Added, Attribute, Event, EventName, InputError, Lead, Live, LiveLead, LiveMoment, Model,
    NextChange, Property, RuleErrors, Rules, Scored, Scorer, Session, Unavailable,
};
pub use live::Unmergeable;
pub use types::{Cell, Field, Points, Time, Type};

/// Why a lead has its score, as data: what [`Scored::invoice`] gives.
pub mod invoice {
    pub use crate::explain::{
        Cell, Entry, EntryKind, Formula, Happening, Invoice, Label, Rule, ScoreInvoice, Source,
        Status,
    };
    pub use crate::types::points::Nano;
}

/// What is wrong with rules, or with the bytes of a compiled model, as data: what [`RuleErrors`] and [`ArtifactError`] hold.
pub mod report {
    pub use crate::artifact::{Looks, Section};
    pub use crate::diagnostic::render::json::{Cure, Note, Place, Report};
    pub use crate::diagnostic::{Code, Severity};
}

/// Columns in, columns out: what [`Scorer::score_batch`] takes and gives.
#[cfg(feature = "data")]
pub mod batch {
    pub use crate::data::{BadRows, BadValue, DataError, Fault, Place, Summary, UnusedEvent};
    pub use crate::library::{BatchOptions, ScoredBatch};
    pub use arrow_array::RecordBatch;
}
