//! Baremo: a small declarative language for lead scoring, and its compiler.
//!
//! ```text
//! Source -> [Token] -> [Statement] -> ast::File -> ir::Program -> vm::Code -> Scores
//!   source    syntax      syntax        syntax       check          vm       engine
//! ```
//!
//! Each arrow is one function, each noun one type. The modules below stand in layer order: a module uses
//! only those above it and never a sibling between the same blank lines (`tests/house` checks it).

pub mod source;

pub mod diagnostic;

pub mod syntax;

pub mod types;

pub mod ir;

pub mod check;
pub mod vm;

pub mod engine;

pub mod explain;
#[cfg(feature = "data")]
pub mod data;

pub mod testing;

#[cfg(feature = "cli")]
pub mod cli;
