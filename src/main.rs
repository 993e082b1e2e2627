//! The `baremo` command.
fn main() {}
