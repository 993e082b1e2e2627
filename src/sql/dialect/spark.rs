//! Apache Spark, from version 3.5 on, with ANSI mode or without.

use crate::sql::dialect::{
    Cooldown, Dialect, ESCAPED_TEXT, Leans, Numbers, Patterns, Quote, Rows, Strings, Times, USUAL,
    Wholes,
};
use crate::types::calendar::Unit;

pub const SPARK: Dialect = Dialect {
    word: "spark",
    title: "Spark",
    names: Quote { mark: '`', backslash: false },
    texts: ESCAPED_TEXT,
    name_bytes: 120,
    numbers: Numbers {
        // Without the `D` some settings read it as a decimal.
        literal: "{0}D",
        from_column: "CAST({0} AS DOUBLE)",
        divide: "({0} / nullif({1}, 0D))",
        finite: "nullif(nullif(nullif({0}, DOUBLE('Infinity')), DOUBLE('-Infinity')), DOUBLE('NaN'))",
        // Spark's own give 64-bit numbers.
        floor: "CASE WHEN abs({0}) < 4503599627370496D THEN CAST(floor({0}) AS DOUBLE) ELSE {0} END",
        ceil: "CASE WHEN abs({0}) < 4503599627370496D THEN CAST(ceil({0}) AS DOUBLE) ELSE {0} END",
        round: "CASE WHEN abs({0}) < 4503599627370496D THEN round({0}) ELSE {0} END",
        sqrt: "CASE WHEN {0} >= 0D THEN sqrt({0}) END",
        log: "CASE WHEN {0} > 0D THEN ln({0}) END",
        ..USUAL
    },
    wholes: Wholes {
        digits: 31,
        nearest: "CAST(round({0}) AS BIGINT)",
        truncated: "CAST({0} AS BIGINT)",
        wide: "CAST({0} AS DECIMAL(38, 0))",
        narrow: "CAST({0} AS BIGINT)",
        double: "CAST({0} AS DOUBLE)",
        wide_double: "CAST({0} AS DOUBLE)",
        sum: "sum(CAST({0} AS DECIMAL(28, 0)))",
        billions: "(CAST({0} AS DECIMAL(28, 0)) * 1000000000 + {1})",
        // Its `div` gives 64 bits.
        divide: "CAST(({0} - {0} % {1}) / {1} AS DECIMAL(38, 0))",
        points: "CAST(CAST({0} AS DECIMAL(18, 0)) * 0.01BD AS DECIMAL(18, 2))",
    },
    strings: Strings {
        from_column: "CAST({0} AS STRING)",
        has_ink: r"({0} RLIKE '[^\\pZ\\x09-\\x0d\\x85]')",
        lower: "lower({0})",
        ascii: false,
        contains: "contains({0}, {1})",
        starts: "startswith({0}, {1})",
        ends: "endswith({0}, {1})",
        matches: Some("({0} RLIKE {1})"),
        without: Some("regexp_replace({0}, {1}, '')"),
        patterns: Patterns::Java,
        has_blank: r"({0} RLIKE '[\\pZ\\x09-\\x0d\\x85]')",
        after_scheme: "substr({0}, instr({0}, '://') + 3)",
        trimmed: r"regexp_replace({0}, '^[\\pZ\\x09-\\x0d\\x85]+|[\\pZ\\x09-\\x0d\\x85]+\\z', '')",
        list_known: "({0} IS NOT NULL)",
        member_folded: "exists({0}, member -> lower(member) = {1})",
        member: "array_contains({0}, {1})",
        ordered: "{0}",
        list_ordered: "{0}",
    },
    times: Times {
        from_instant: "unix_seconds(CAST({0} AS TIMESTAMP))",
        from_number: "CAST(floor({0}) AS BIGINT)",
        now: "unix_seconds(current_timestamp())",
        label,
    },
    rows: Rows {
        count: "count({0})",
        count_distinct: "count(DISTINCT {0})",
        cooldown: Cooldown::Fold(
            "array_contains(aggregate(array_sort(collect_list(CASE WHEN {0} THEN {2} END) OVER (PARTITION BY {3})), CAST(array() AS ARRAY<BIGINT>), (kept, later) -> CASE WHEN size(kept) = 0 OR later - element_at(kept, -1) >= {1} THEN concat(kept, array(later)) ELSE kept END), {2})",
        ),
    },
    step: "AS",
    tail: "",
    leans: Leans {
        power: "power()",
        log_exp: "ln() and exp()",
        lower: "lower()",
        letters: r"the regular expressions' \p{L} and \p{N}",
        zones: "Java's time zones",
    },
};

/// By local wall-clock time as text and dates, which the session's time zone does not touch.
fn label(unit: Unit, _: bool) -> Option<&'static str> {
    Some(match unit {
        Unit::Hour => {
            "substr(CAST(convert_timezone('UTC', {1}, TIMESTAMP_NTZ '1970-01-01 00:00:00' + make_dt_interval(0, 0, 0, {0})) AS STRING), 1, 13)"
        }
        Unit::Day => {
            "CAST(convert_timezone('UTC', {1}, TIMESTAMP_NTZ '1970-01-01 00:00:00' + make_dt_interval(0, 0, 0, {0})) AS DATE)"
        }
        Unit::Week => {
            "date_sub(CAST(convert_timezone('UTC', {1}, TIMESTAMP_NTZ '1970-01-01 00:00:00' + make_dt_interval(0, 0, 0, {0})) AS DATE), weekday(CAST(convert_timezone('UTC', {1}, TIMESTAMP_NTZ '1970-01-01 00:00:00' + make_dt_interval(0, 0, 0, {0})) AS DATE)))"
        }
        Unit::Month => {
            "trunc(CAST(convert_timezone('UTC', {1}, TIMESTAMP_NTZ '1970-01-01 00:00:00' + make_dt_interval(0, 0, 0, {0})) AS DATE), 'MM')"
        }
        Unit::Year => {
            "trunc(CAST(convert_timezone('UTC', {1}, TIMESTAMP_NTZ '1970-01-01 00:00:00' + make_dt_interval(0, 0, 0, {0})) AS DATE), 'YEAR')"
        }
    })
}
