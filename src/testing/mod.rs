//! `test` blocks: each case is scored by the definition and by the bytecode engine, which must agree, and its expectations judged.

pub mod report;

pub use report::{Failure, TestResult};
