//! The C interface (feature `c`): what `include/baremo.h` declares. Handles are numbers that are looked up, so that none, a freed or a wrong one is an error.
//!
//! Every function returns a status and never lets a panic out; what went wrong is told by `baremo_last_error`, for each thread its own.
//! The header is made from these files by cbindgen (`cbindgen.toml`), and a test holds it to them.
//! INVARIANT: pointers are read only during the call that they are given to.

pub mod batch;
pub mod handles;
pub mod model;
pub mod names;
pub mod score;
pub mod status;
pub mod values;
