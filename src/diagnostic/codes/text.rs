//! E01xx, the text of a file: characters, words, statements

use super::codes;

codes! {}
