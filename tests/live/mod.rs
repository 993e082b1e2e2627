//! A state says what the whole history says, whatever came in which order, on random programs and leads.

mod agreement;
mod library;
mod merge;
