//! E03xx, types and units: values that do not go together

use super::codes;

codes! {}
