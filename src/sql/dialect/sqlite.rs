//! SQLite, from version 3.38 on with its mathematical functions: whole numbers of 64 bits, no regular expressions, no time zones.

use crate::sql::dialect::{
    Cooldown, DOUBLED_TEXT, Dialect, Leans, Numbers, Patterns, Quote, Rows, Strings, Times, USUAL,
    Wholes,
};
use crate::types::calendar::Unit;

pub const SQLITE: Dialect = Dialect {
    word: "sqlite",
    title: "SQLite",
    // Between other marks, a name that no column has would be a text.
    names: Quote { mark: '`', backslash: false },
    texts: DOUBLED_TEXT,
    name_bytes: 120,
    numbers: Numbers {
        literal: "{0}",
        from_column: "CAST({0} AS REAL)",
        // What is no number is null there by itself.
        finite: "nullif(nullif({0}, 9e999), -9e999)",
        round: "CASE WHEN abs({0}) < 4503599627370496 THEN trunc({0}) + CASE WHEN {0} - trunc({0}) >= 0.5 THEN 1 WHEN {0} - trunc({0}) <= -0.5 THEN -1 ELSE 0 END ELSE {0} END",
        sqrt: "sqrt({0})",
        log: "ln({0})",
        least: "min",
        greatest: "max",
        null_wins: true,
        ..USUAL
    },
    wholes: Wholes {
        digits: 18,
        nearest: "(CAST({0} AS INTEGER) + CASE WHEN {0} - CAST({0} AS INTEGER) >= 0.5 THEN 1 WHEN {0} - CAST({0} AS INTEGER) <= -0.5 THEN -1 ELSE 0 END)",
        truncated: "CAST({0} AS INTEGER)",
        wide: "{0}",
        narrow: "{0}",
        double: "CAST({0} AS REAL)",
        wide_double: "CAST({0} AS REAL)",
        sum: "sum({0})",
        // The absolute value of the least whole number is the one error that a query can make.
        billions: "(CASE WHEN abs({0}) < 9000000000 THEN {0} * 1000000000 + {1} ELSE abs(-9223372036854775807 - 1) END)",
        divide: "({0} / {1})",
        points: "({0} / 100.0)",
    },
    strings: Strings {
        from_column: "CAST({0} AS TEXT)",
        has_ink: "(trim({0}, char(9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '')",
        lower: "lower({0})",
        ascii: true,
        contains: "(instr({0}, {1}) > 0)",
        starts: "(substr({0}, 1, length({1})) = {1})",
        ends: "(substr({0}, -length({1})) = {1})",
        matches: None,
        without: None,
        patterns: Patterns::None,
        has_blank: r"({0} LIKE '% %')",
        after_scheme: "substr({0}, instr({0}, '://') + 3)",
        trimmed: "{0}",
        list_known: "({0} IS NOT NULL)",
        member_folded: "({1} IN (SELECT lower(value) FROM json_each({0})))",
        member: "({1} IN (SELECT value FROM json_each({0})))",
        ordered: "{0}",
        list_ordered: "{0}",
    },
    times: Times {
        from_instant: "unixepoch({0})",
        from_number: "CAST(floor({0}) AS INTEGER)",
        now: "unixepoch()",
        label,
    },
    rows: Rows {
        count: "count({0})",
        count_distinct: "count(DISTINCT {0})",
        cooldown: Cooldown::Recursion,
    },
    step: "AS MATERIALIZED",
    tail: "",
    leans: Leans {
        power: "power()",
        log_exp: "ln() and exp()",
        lower: "lower(), which knows no letters beyond A to Z",
        letters: "",
        zones: "",
    },
};

fn label(unit: Unit, utc: bool) -> Option<&'static str> {
    match unit {
        Unit::Month if utc => Some("strftime('%Y-%m', {0}, 'unixepoch')"),
        Unit::Year if utc => Some("strftime('%Y', {0}, 'unixepoch')"),
        _ => None,
    }
}
