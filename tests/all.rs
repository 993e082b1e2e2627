//! All tests that use the crate from outside, as one program: a module a subject.

mod cmd;
mod errors;
mod house;
mod rules;
mod syntax;
mod ui;
