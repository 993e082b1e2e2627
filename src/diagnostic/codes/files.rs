//! E08xx, files, parameters and tests

use super::codes;

codes! {}
