//! The bytecode: a program lowered to instructions over columns of leads, their events, and pairs of them.
//!
//! ```text
//! ir::Program -> from_ir -> Code -> the engines
//!                            |---> Tables: what the texts of a batch's dictionaries answer
//!                            `---> print
//! ```
//!
//! [`opcode::TABLE`] lists every instruction. No IO, no clock.

pub mod classes;
pub mod code;
pub mod exact;
mod folded;
mod from_ir;
pub mod opcode;
mod print;
mod reads;
pub mod register;
pub mod tables;
mod verify;
mod words;

pub use code::Code;
pub use from_ir::{lower, lower_for_rows, lower_unfolded};
pub use print::print;
pub use verify::verify;
