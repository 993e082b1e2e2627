//! E06xx, data: rows and values that cannot be taken

use super::codes;

codes! {}
