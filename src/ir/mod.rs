//! The checked program: every name resolved, every type known, every time in seconds, every list written out.
//!
//! Ill-typed programs cannot be said in these types: [`Cond`], [`Num`], [`Moment`], [`Text`] are separate.
//! `eval` is the definition of what they mean.

pub mod eval;
pub mod expr;
pub mod outcome;
pub mod print;
pub mod program;
pub mod verify;

pub use eval::{Evaluator, eval};
pub use expr::{Cond, Moment, Num, Place, Query, Text};
pub use print::print;
pub use program::Program;
pub use verify::{Fault, Holds, must, verify};
