//! E05xx, limits: what is too much for a rule file

use super::codes;

codes! {}
