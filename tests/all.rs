//! One test binary: built once, run by topic (`cargo test --test all -- run::`).

mod differential;
mod eval;
mod explain;
mod syntax;
mod data;
