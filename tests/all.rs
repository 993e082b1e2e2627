//! The whole suite: one binary, one module a concern.

mod differential;
mod eval;
mod explain;
