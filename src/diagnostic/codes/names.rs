//! E02xx, names: what they may be, and what is not there

use super::codes;

codes! {}
