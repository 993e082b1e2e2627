//! ClickHouse, from version 24.4 on.

use crate::sql::dialect::{
    Cooldown, Dialect, ESCAPED_TEXT, Leans, Numbers, Patterns, Quote, Rows, Strings, Times, USUAL,
    Wholes,
};
use crate::types::calendar::Unit;

pub const CLICKHOUSE: Dialect = Dialect {
    word: "clickhouse",
    title: "ClickHouse",
    names: Quote { mark: '`', backslash: true },
    texts: ESCAPED_TEXT,
    name_bytes: 120,
    numbers: Numbers {
        literal: "{0}",
        from_column: "CAST({0} AS Nullable(Float64))",
        finite: "CASE WHEN isFinite({0}) THEN {0} END",
        round: ROUND,
        log: "CASE WHEN {0} > 0 THEN log({0}) END",
        ..USUAL
    },
    wholes: Wholes {
        digits: 38,
        nearest: "accurateCastOrNull(trunc({0}) + CASE WHEN {0} - trunc({0}) >= 0.5 THEN 1 WHEN {0} - trunc({0}) <= -0.5 THEN -1 ELSE 0 END, 'Int64')",
        truncated: "accurateCastOrNull(trunc({0}), 'Int64')",
        wide: "toInt128({0})",
        narrow: "toInt64({0})",
        double: "toFloat64({0})",
        wide_double: "toFloat64(toString({0}))",
        sum: "sum(toInt128({0}))",
        billions: "(toInt128({0}) * 1000000000 + {1})",
        divide: "intDiv({0}, toInt128({1}))",
        points: "(toDecimal64({0}, 2) / 100)",
    },
    strings: Strings {
        from_column: "CAST({0} AS Nullable(String))",
        has_ink: r"match({0}, '[^\\pZ\\x09-\\x0d\\x85]')",
        lower: "lowerUTF8({0})",
        ascii: false,
        contains: "(position({0}, {1}) > 0)",
        starts: "startsWith({0}, {1})",
        ends: "endsWith({0}, {1})",
        matches: Some("match({0}, {1})"),
        without: Some("replaceRegexpOne({0}, {1}, '')"),
        patterns: Patterns::Re2,
        has_blank: r"match({0}, '[\\pZ\\x09-\\x0d\\x85]')",
        after_scheme: "substringUTF8({0}, positionUTF8({0}, '://') + 3)",
        trimmed: r"replaceRegexpAll({0}, '^[\\pZ\\x09-\\x0d\\x85]+|[\\pZ\\x09-\\x0d\\x85]+$', '')",
        // There, no list is null: one without members is unknown.
        list_known: "notEmpty({0})",
        member_folded: "arrayExists(member -> lowerUTF8(member) = {1}, {0})",
        member: "has({0}, {1})",
        ordered: "{0}",
        list_ordered: "{0}",
    },
    times: Times {
        from_instant: "toInt64(floor(toUnixTimestamp64Milli(toDateTime64({0}, 3)) / 1000))",
        from_number: "toInt64(floor({0}))",
        now: "toInt64(toUnixTimestamp(now()))",
        label,
    },
    rows: Rows {
        count: "sum(toInt64({0} IS NOT NULL))",
        count_distinct: "toInt64(count(DISTINCT {0}))",
        cooldown: Cooldown::Recursion,
    },
    step: "AS",
    tail: "SETTINGS join_use_nulls = 1, prefer_column_name_to_alias = 1, aggregate_functions_null_for_empty = 1, max_subquery_depth = 1000",
    leans: Leans {
        power: "power()",
        log_exp: "log() and exp()",
        lower: "lowerUTF8()",
        letters: r"the regular expressions' \p{L} and \p{N}",
        zones: "its time zones",
    },
};

const ROUND: &str = "CASE WHEN abs({0}) < 4503599627370496 THEN trunc({0}) + CASE WHEN {0} - trunc({0}) >= 0.5 THEN 1 WHEN {0} - trunc({0}) <= -0.5 THEN -1 ELSE 0 END ELSE {0} END";

fn label(unit: Unit, _: bool) -> Option<&'static str> {
    Some(match unit {
        Unit::Hour => "formatDateTime(toDateTime({0}, {1}), '%Y-%m-%d %H')",
        Unit::Day => "toDate(toDateTime({0}, {1}))",
        Unit::Week => "toMonday(toDateTime({0}, {1}))",
        Unit::Month => "toStartOfMonth(toDateTime({0}, {1}))",
        Unit::Year => "toStartOfYear(toDateTime({0}, {1}))",
    })
}
