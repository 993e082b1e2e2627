//! The bytecode engine: a program lowered to instructions over columns of leads, their events, and pairs of them.
//!
//! ```text
//! ir::Program -> from_ir -> Code -> run (a batch, in chunks of leads) -> Scores
//!                            `----> print
//! ```
//!
//! [`opcode::TABLE`] lists every instruction. Bit for bit the same answers as `ir::eval`; no IO, no clock.

pub mod code;
mod exact;
mod from_ir;
pub mod opcode;
mod print;
mod reads;
pub mod register;
mod run;
mod words;

pub use code::Code;
pub use from_ir::lower;
pub use print::print;
pub use run::{Options, Sizes, run};
