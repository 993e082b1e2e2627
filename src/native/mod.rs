//! Machine code: bytecode compiled so that one lead is scored by a few function calls, its events in as few passes as possible.
//!
//! ```text
//! bytecode::Code -> plan -> emit -> module::Compiled -> run      leads of a batch
//!                                                  `--> session  one lead at a time
//! ```
//!
//! The plan cuts the main block into straight code and loops over the lead's events. What is intricate is left to the host: safe functions over one lead's arrays.
//! This is the one module that holds `unsafe`: compiled code is called, and reads and writes through the pointers of a `frame::Frame`.
//! INVARIANT: every register, column and table that the code names is in the plan, and the frame has room for all of them.

mod bind;
mod emit;
mod frame;
mod host;
mod intricate;
mod module;
pub mod object;
mod occurrences;
mod plan;
mod registers;
mod run;
mod session;
mod windows;

pub use module::{Compiled, Memory, Refused, clif, compile, compile_in, forbid};
pub use run::{Options, run};
pub use session::Session;
