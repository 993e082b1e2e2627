//! When a stage changes: held to the definition on random programs and leads, and on cases whose second is known.

mod cases;
mod random;
