//! The defining evaluator against figures worked out by hand, rule by rule.

pub mod build;
mod conditions;
mod groups;
mod history;
mod lines;
mod masks;
mod print;
pub mod random;
mod verdict;
