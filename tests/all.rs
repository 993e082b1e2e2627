//! All tests that use the crate from outside, as one program.

mod cmd;
mod errors;
mod house;
mod rules;
mod ui;
