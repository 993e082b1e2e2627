//! BigQuery. Its queries are parsed in the tests, and were not executed.

use crate::sql::dialect::{
    Cooldown, Dialect, ESCAPED_TEXT, Leans, Numbers, Patterns, Quote, Rows, Strings, Times, Wholes,
};
use crate::types::calendar::Unit;

pub const BIGQUERY: Dialect = Dialect {
    word: "bigquery",
    title: "BigQuery",
    names: Quote { mark: '`', backslash: true },
    texts: ESCAPED_TEXT,
    name_bytes: 120,
    numbers: Numbers {
        literal: "{0}",
        from_column: "CAST({0} AS FLOAT64)",
        add: "safe_add({0}, {1})",
        subtract: "safe_subtract({0}, {1})",
        multiply: "safe_multiply({0}, {1})",
        divide: "safe_divide({0}, {1})",
        safe: true,
        finite: "{0}",
        abs: "abs({0})",
        floor: "floor({0})",
        ceil: "ceil({0})",
        round: "round({0})",
        sqrt: "safe.sqrt({0})",
        log: "safe.ln({0})",
        exp: "safe.exp({0})",
        power: "power({0}, {1})",
        least: "least",
        greatest: "greatest",
        null_wins: true,
    },
    wholes: Wholes {
        digits: 37,
        nearest: "CAST(round({0}) AS INT64)",
        truncated: "CAST(trunc({0}) AS INT64)",
        wide: "CAST({0} AS BIGNUMERIC)",
        narrow: "CAST({0} AS INT64)",
        double: "CAST({0} AS FLOAT64)",
        wide_double: "CAST(CAST({0} AS STRING) AS FLOAT64)",
        sum: "sum(CAST({0} AS BIGNUMERIC))",
        billions: "(CAST({0} AS BIGNUMERIC) * 1000000000 + {1})",
        divide: "div({0}, {1})",
        points: "CAST({0} AS NUMERIC) * NUMERIC '0.01'",
    },
    strings: Strings {
        from_column: "CAST({0} AS STRING)",
        has_ink: r"regexp_contains({0}, '[^\\pZ\\x09-\\x0d\\x85]')",
        lower: "lower({0})",
        ascii: false,
        contains: "(strpos({0}, {1}) > 0)",
        starts: "starts_with({0}, {1})",
        ends: "ends_with({0}, {1})",
        matches: Some("regexp_contains({0}, {1})"),
        without: Some("regexp_replace({0}, {1}, '')"),
        patterns: Patterns::Re2,
        has_blank: r"regexp_contains({0}, '[\\pZ\\x09-\\x0d\\x85]')",
        after_scheme: "substr({0}, strpos({0}, '://') + 3)",
        trimmed: r"regexp_replace({0}, '^[\\pZ\\x09-\\x0d\\x85]+|[\\pZ\\x09-\\x0d\\x85]+$', '')",
        list_known: "({0} IS NOT NULL)",
        member_folded: "({1} IN (SELECT lower(member) FROM unnest({0}) AS member))",
        member: "({1} IN unnest({0}))",
        ordered: "{0}",
        list_ordered: "to_json_string({0})",
    },
    times: Times {
        from_instant: "unix_seconds({0})",
        from_number: "CAST(floor({0}) AS INT64)",
        now: "unix_seconds(current_timestamp())",
        label,
    },
    rows: Rows {
        count: "count({0})",
        count_distinct: "count(DISTINCT {0})",
        cooldown: Cooldown::Recursion,
    },
    step: "AS",
    tail: "",
    leans: Leans {
        power: "power()",
        log_exp: "ln() and exp()",
        lower: "lower()",
        letters: r"the regular expressions' \p{L} and \p{N}",
        zones: "its time zones",
    },
};

fn label(unit: Unit, _: bool) -> Option<&'static str> {
    Some(match unit {
        Unit::Hour => "datetime_trunc(datetime(timestamp_seconds({0}), {1}), HOUR)",
        Unit::Day => "datetime_trunc(datetime(timestamp_seconds({0}), {1}), DAY)",
        Unit::Week => "datetime_trunc(datetime(timestamp_seconds({0}), {1}), ISOWEEK)",
        Unit::Month => "datetime_trunc(datetime(timestamp_seconds({0}), {1}), MONTH)",
        Unit::Year => "datetime_trunc(datetime(timestamp_seconds({0}), {1}), YEAR)",
    })
}
