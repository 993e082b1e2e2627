//! `exp` and `log`, the same on every machine and in every engine.
