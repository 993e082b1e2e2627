//! How much one rule file may hold: nothing a file says may exhaust memory, time or the stack.

/// Bytes of one file.
pub const FILE_BYTES: usize = 4 * 1024 * 1024;
/// Brackets, braces, `not` and `where` inside each other.
pub const DEPTH: usize = 64;
/// `+ - * /` in one expression, between commas and comparisons.
pub const OPERATORS: usize = 100;
/// Statements and rows of one file.
pub const STATEMENTS: usize = 100_000;
/// Values in one pair of brackets.
pub const ITEMS: usize = 100_000;
/// Words, signs and values of one statement.
pub const TOKENS: usize = 250_000;
/// Bytes of one regular expression.
pub const REGEX_BYTES: usize = 1_000;
/// Bytes of one text or name.
pub const TEXT_BYTES: usize = 1_000;
