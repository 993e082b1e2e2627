//! The dialects: one table of phrases each, and how each quotes.
//!
//! A phrase has `{0}`, `{1}` … for what stands in it. Where a dialect cannot say something exactly, it has no phrase for it.

mod bigquery;
mod clickhouse;
mod duckdb;
mod postgres;
mod snowflake;
mod spark;
mod sqlite;

use crate::types::calendar::Unit;

pub use bigquery::BIGQUERY;
pub use clickhouse::CLICKHOUSE;
pub use duckdb::DUCKDB;
pub use postgres::POSTGRES;
pub use snowflake::SNOWFLAKE;
pub use spark::SPARK;
pub use sqlite::SQLITE;

/// All of them.
pub const ALL: [&Dialect; 7] =
    [&DUCKDB, &POSTGRES, &SPARK, &SQLITE, &CLICKHOUSE, &SNOWFLAKE, &BIGQUERY];

/// How one data base says things.
pub struct Dialect {
    /// As `--dialect` has it.
    pub word: &'static str,
    /// As people call it.
    pub title: &'static str,
    pub names: Quote,
    pub texts: Quote,
    /// The most bytes of a name.
    pub name_bytes: usize,
    pub numbers: Numbers,
    pub wholes: Wholes,
    pub strings: Strings,
    pub times: Times,
    pub rows: Rows,
    /// What stands between a step's name and its selection: where steps would be written into each other, it keeps them apart.
    pub step: &'static str,
    /// What ends a query.
    pub tail: &'static str,
    /// What a query leans on where it calls these: power, exponential and logarithm, lower case, letters and digits, time zones.
    pub leans: Leans,
}

/// A mark at both ends, and how it and a backslash are written between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    pub mark: char,
    /// Else the mark is doubled, and a backslash is only itself.
    pub backslash: bool,
}

/// Doubles.
pub struct Numbers {
    /// A literal, written with an exponent.
    pub literal: &'static str,
    /// A column as a double.
    pub from_column: &'static str,
    pub add: &'static str,
    pub subtract: &'static str,
    pub multiply: &'static str,
    /// Null where the divisor is 0.
    pub divide: &'static str,
    /// These four give null for what is no finite number; else they give infinities, which `finite` makes null.
    pub safe: bool,
    pub finite: &'static str,
    pub abs: &'static str,
    pub floor: &'static str,
    pub ceil: &'static str,
    /// Half away from zero.
    pub round: &'static str,
    pub sqrt: &'static str,
    pub log: &'static str,
    pub exp: &'static str,
    /// `{0}` to the power `{1}`; beyond `{2}` nothing is left of it.
    pub power: &'static str,
    pub least: &'static str,
    pub greatest: &'static str,
    /// Of several, one of which is null: null. Else the null is passed over.
    pub null_wins: bool,
}

/// Whole numbers: 64 bits, and wide ones for sums.
pub struct Wholes {
    /// Decimal digits of a wide number that it always holds.
    pub digits: u32,
    /// A double to the nearest, half away from zero; it lies within ±1e18.
    pub nearest: &'static str,
    /// A double without what stands behind the point; it lies within ±1e18.
    pub truncated: &'static str,
    /// A whole number as a wide one.
    pub wide: &'static str,
    /// A wide number that fits 64 bits.
    pub narrow: &'static str,
    /// A whole number as a double.
    pub double: &'static str,
    /// A wide number as the nearest double.
    pub wide_double: &'static str,
    /// A sum of whole numbers, wide.
    pub sum: &'static str,
    /// The sum of a wide number times a billion and another; where the dialect has no wide numbers, an error where it leaves 64 bits.
    pub billions: &'static str,
    /// Division of wide numbers towards zero, by what is positive.
    pub divide: &'static str,
    /// Hundredths as points with two decimals.
    pub points: &'static str,
}

/// Texts and lists of them.
pub struct Strings {
    /// A column as text.
    pub from_column: &'static str,
    /// It has a character that is no blank.
    pub has_ink: &'static str,
    pub lower: &'static str,
    /// `lower` folds A to Z alone.
    pub ascii: bool,
    pub contains: &'static str,
    pub starts: &'static str,
    pub ends: &'static str,
    /// The pattern is found somewhere.
    pub matches: Option<&'static str>,
    /// What the pattern finds first, left out.
    pub without: Option<&'static str>,
    pub patterns: Patterns,
    /// It has a blank somewhere.
    pub has_blank: &'static str,
    /// What stands behind the first `://`.
    pub after_scheme: &'static str,
    /// The trimmed text, of all blanks.
    pub trimmed: &'static str,
    /// A list is known.
    pub list_known: &'static str,
    /// A list has this member in lower case.
    pub member_folded: &'static str,
    /// A list has this member as written.
    pub member: &'static str,
    /// Something by which texts are ordered character by character.
    pub ordered: &'static str,
    /// A list as something that can be ordered.
    pub list_ordered: &'static str,
}

/// How the dialect's regular expressions differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patterns {
    /// RE2: `\x{e9}`, classes such as `\p{L}`, nothing that looks around.
    Re2,
    /// Java: the same, and looks around.
    Java,
    /// PostgreSQL: `\u00e9`, no classes by name, looks around.
    Postgres,
    /// None, or none that is known to be exact.
    None,
}

/// Moments, in whole seconds.
pub struct Times {
    /// A column with an instant to whole seconds, rounded down.
    pub from_instant: &'static str,
    /// A column with a number of seconds.
    pub from_number: &'static str,
    pub now: &'static str,
    /// Something that is the same within one local calendar unit: of seconds `{0}` in the zone `{1}`, or in UTC.
    pub label: fn(Unit, bool) -> Option<&'static str>,
}

/// What is done with many rows.
pub struct Rows {
    pub count: &'static str,
    pub count_distinct: &'static str,
    /// The occurrences that a cooldown lets through, by a query that reads itself; else by a fold over a window's list of times.
    pub cooldown: Cooldown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cooldown {
    Recursion,
    /// Is the time `{2}` among those kept: of the flag `{0}`, the seconds `{1}`, the key `{3}`.
    Fold(&'static str),
}

/// What a call leans on, in words; empty where it is our definition to the last bit.
pub struct Leans {
    pub power: &'static str,
    pub log_exp: &'static str,
    pub lower: &'static str,
    pub letters: &'static str,
    pub zones: &'static str,
}

impl Dialect {
    pub fn of(word: &str) -> Option<&'static Dialect> {
        ALL.into_iter().find(|dialect| dialect.word == word)
    }

    /// A name, quoted.
    pub fn name(&self, name: &str) -> String {
        self.names.quoted(name)
    }

    /// A text, quoted.
    pub fn text(&self, text: &str) -> String {
        self.texts.quoted(text)
    }

    /// A double, to the last bit.
    pub fn double(&self, number: f64) -> String {
        let magnitude = number.abs();
        let digits = match magnitude {
            0.0 => "0e0".to_string(),
            m if (1e-5..1e16).contains(&m) => format!("{m}e0"),
            m => format!("{m:e}"),
        };
        let text = self.numbers.literal.replace("{0}", &digits);
        if number.is_sign_negative() { format!("(-{text})") } else { text }
    }
}

impl Quote {
    fn quoted(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 2);
        out.push(self.mark);
        for c in text.chars() {
            match c {
                c if c == self.mark && !self.backslash => out.extend([c, c]),
                c if c == self.mark || (c == '\\' && self.backslash) => out.extend(['\\', c]),
                '\n' if self.backslash => out.push_str("\\n"),
                '\r' if self.backslash => out.push_str("\\r"),
                c => out.push(c),
            }
        }
        out.push(self.mark);
        out
    }
}

/// `"a""b"`
const DOUBLED_NAME: Quote = Quote { mark: '"', backslash: false };
/// `'it''s'`
const DOUBLED_TEXT: Quote = Quote { mark: '\'', backslash: false };
/// `'it\'s'`
const ESCAPED_TEXT: Quote = Quote { mark: '\'', backslash: true };

/// What most say of doubles that know infinities; the literal, the column and what is finite are each one's own.
const USUAL: Numbers = Numbers {
    literal: "{0}",
    from_column: "CAST({0} AS DOUBLE)",
    finite: "{0}",
    add: "({0} + {1})",
    subtract: "({0} - {1})",
    multiply: "({0} * {1})",
    divide: "({0} / nullif({1}, 0))",
    safe: false,
    abs: "abs({0})",
    floor: "floor({0})",
    ceil: "ceil({0})",
    round: "round({0})",
    sqrt: "CASE WHEN {0} >= 0 THEN sqrt({0}) END",
    log: "CASE WHEN {0} > 0 THEN ln({0}) END",
    exp: "exp({0})",
    power: "power({0}, {1})",
    least: "least",
    greatest: "greatest",
    null_wins: false,
};

/// The start of the local unit, where the data base truncates times and has `timezone()`.
fn start_of_unit(unit: Unit, _: bool) -> Option<&'static str> {
    Some(match unit {
        Unit::Hour => "date_trunc('hour', timezone({1}, to_timestamp({0})))",
        Unit::Day => "date_trunc('day', timezone({1}, to_timestamp({0})))",
        Unit::Week => "date_trunc('week', timezone({1}, to_timestamp({0})))",
        Unit::Month => "date_trunc('month', timezone({1}, to_timestamp({0})))",
        Unit::Year => "date_trunc('year', timezone({1}, to_timestamp({0})))",
    })
}
