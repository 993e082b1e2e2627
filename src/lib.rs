//! Baremo: a small declarative language for lead scoring, and its compiler.
//!
//! ```text
//! Source -> [Token] -> [Statement] -> ast::File -> ir::Program -> bytecode::Code -> Scores
//!   source    syntax      syntax        syntax       check        bytecode       vm, native
//! ```
//!
//! A model is compiled once and scores for ever; what is wrong with its text comes as data, before any lead is seen:
//!
//! ```
//! use baremo::check::{self, NoFiles, Settings};
//! use baremo::engine::{Engine, Scorer};
//! use baremo::types::{Event, EventId, Lead, Points, Value};
//!
//! let text = "on email_open +1; if title in [CTO, VP] +10; decay 10%/30d; sql at >=50";
//! let compiled = check::compile(&[("one.score".into(), text.into())], &NoFiles, &Settings::default());
//! assert!(compiled.diagnostics.is_empty());
//!
//! let program = compiled.models[0].program.clone().expect("a file without errors has a program");
//! let scorer = Scorer::new(program, Engine::Auto);
//!
//! // Attributes and properties stand in the order of the program's schema: this one reads `title`, and no property.
//! let lead = Lead { attributes: vec![Value::text("cto")] };
//! let day = 86_400;
//! let opened = Event { event: EventId(0), time: 70 * day, properties: vec![] };
//!
//! let outcome = scorer.score_one(&lead, &[opened], 100 * day);
//! assert_eq!(outcome.scores[0].published, Points(1090)); // 10 for the title, 0.90 for a mail opened 30 days ago
//! assert_eq!(outcome.stage, None);
//! ```
//!
//! Each arrow is one function, each noun one type. The modules below stand in layer order: a module uses
//! only those above it and never a sibling between the same blank lines (`tests/house` checks it).

pub mod source;

pub mod diagnostic;

pub mod syntax;

pub mod format;
pub mod types;

pub mod ir;

pub mod bytecode;
pub mod check;
pub mod optimise;

pub mod artifact;
#[cfg(all(feature = "jit", any(target_arch = "x86_64", target_arch = "aarch64")))]
pub mod native;
pub mod vm;
pub mod witness;

pub mod engine;
pub mod lint;

pub mod explain;
pub mod fix;
#[cfg(feature = "data")]
pub mod data;

pub mod diff;

pub mod testing;

#[cfg(feature = "cli")]
pub mod cli;
