//! All tests that use the crate from outside, as one program: a module a subject (`cargo test --test all -- ui::`).

mod allocations;
mod artifact;
mod bindings;
mod bytecode;
mod check;
mod cmd;
mod coverage;
mod data;
mod diff;
mod differential;
mod docs;
mod editor;
mod errors;
mod eval;
mod examples;
mod explain;
mod fix;
mod forecast;
mod format;
mod guide;
mod house;
mod library;
mod lint;
mod live;
mod lsp;
mod mistakes;
#[cfg(feature = "jit")]
mod native;
#[cfg(feature = "jit")]
mod object;
mod optimise;
mod reports;
mod rules;
mod stream;
mod run;
mod sql;
mod syntax;
mod ui;
mod witness;
