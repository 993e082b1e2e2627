//! From a program to one query: a chain of steps, each a selection from the one before.
//!
//! ```text
//! known leads ──┬───────────────────────────────┬─ answers ─ fit lines ─ fit ─ … ─ verdict ─ SELECT
//! known events ─┴─ events of leads ─ … ─ found ─┘
//! ```
//!
//! Rows stand for leads. A question to the history joins them with the events, row by row, and comes back as one more column; a question asked from
//! an event joins once more. So all joins and windows are over one lead, and an engine on many machines moves the events once.
//!
//! | file | lowers |
//! |---|---|
//! | `sources` | the tables: types, blank texts, doubled events |
//! | `rows`, `asks`, `history` | questions to the history, as columns |
//! | `masks` | resets and pauses: which events exist |
//! | `conditions`, `numbers`, `bounds`, `texts`, `patterns`, `words` | expressions |
//! | `occurrences`, `limits`, `ageing` | `on` rules, up to their sums |
//! | `pass` | all of that which reads no score, in one pass over the events |
//! | `points` | whole numbers of points, and their rounding |
//! | `parts`, `scores`, `groups`, `formula`, `verdict` | points of a lead, grades, stages |

mod ageing;
mod asks;
mod bounds;
mod builder;
mod conditions;
mod formula;
mod groups;
mod history;
mod limits;
mod looks;
mod masks;
mod numbers;
mod occurrences;
mod parts;
mod pass;
mod patterns;
mod points;
mod rows;
mod scores;
mod sources;
mod texts;
mod verdict;
mod words;

pub use builder::lower;
