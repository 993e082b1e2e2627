//! E04xx, structure: tables, groups, stages, matrices, circles

use super::codes;

codes! {}
