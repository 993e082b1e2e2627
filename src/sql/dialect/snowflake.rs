//! Snowflake. Its queries are parsed in the tests, and were not executed.

use crate::sql::dialect::{
    Cooldown, DOUBLED_NAME, Dialect, ESCAPED_TEXT, Leans, Numbers, Patterns, Rows, Strings, Times,
    USUAL, Wholes,
};
use crate::types::calendar::Unit;

pub const SNOWFLAKE: Dialect = Dialect {
    word: "snowflake",
    title: "Snowflake",
    names: DOUBLED_NAME,
    texts: ESCAPED_TEXT,
    name_bytes: 120,
    numbers: Numbers {
        literal: "CAST('{0}' AS DOUBLE)",
        from_column: "CAST({0} AS DOUBLE)",
        finite: "nullif(nullif(nullif({0}, CAST('inf' AS DOUBLE)), CAST('-inf' AS DOUBLE)), CAST('nan' AS DOUBLE))",
        null_wins: true,
        ..USUAL
    },
    wholes: Wholes {
        digits: 37,
        nearest: "CAST(round({0}) AS NUMBER(38, 0))",
        truncated: "CAST(trunc({0}) AS NUMBER(38, 0))",
        wide: "CAST({0} AS NUMBER(38, 0))",
        narrow: "CAST({0} AS NUMBER(38, 0))",
        double: "CAST({0} AS DOUBLE)",
        wide_double: "CAST(CAST({0} AS VARCHAR) AS DOUBLE)",
        sum: "sum({0})",
        billions: "({0} * 1000000000 + {1})",
        // A quotient has six decimals only: what is left over goes first, so that it is whole.
        divide: "CAST(({0} - mod({0}, {1})) / {1} AS NUMBER(38, 0))",
        points: "CAST({0} * 0.01 AS NUMBER(18, 2))",
    },
    strings: Strings {
        from_column: "CAST({0} AS VARCHAR)",
        has_ink: r"(trim({0}, '\t\n\x0b\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000') <> '')",
        lower: "lower({0})",
        ascii: false,
        contains: "contains({0}, {1})",
        starts: "startswith({0}, {1})",
        ends: "endswith({0}, {1})",
        matches: None,
        without: Some("regexp_replace({0}, {1}, '', 1, 1, 's')"),
        patterns: Patterns::None,
        has_blank: r"(translate({0}, '\t\n\x0b\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000', '') <> {0})",
        after_scheme: "substr({0}, charindex('://', {0}) + 3)",
        trimmed: r"trim({0}, '\t\n\x0b\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000')",
        list_known: "({0} IS NOT NULL)",
        member_folded: "array_contains(CAST({1} AS VARIANT), transform({0}, member -> lower(CAST(member AS VARCHAR))))",
        member: "array_contains(CAST({1} AS VARIANT), {0})",
        ordered: "{0}",
        list_ordered: "to_json({0})",
    },
    times: Times {
        from_instant: "floor(date_part(epoch_second, {0}))",
        from_number: "floor({0})",
        now: "date_part(epoch_second, current_timestamp())",
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
        letters: "",
        zones: "its time zones",
    },
};

fn label(unit: Unit, _: bool) -> Option<&'static str> {
    Some(match unit {
        Unit::Hour => "date_trunc('hour', convert_timezone('UTC', {1}, to_timestamp_ntz({0})))",
        Unit::Day => "date_trunc('day', convert_timezone('UTC', {1}, to_timestamp_ntz({0})))",
        Unit::Week => {
            "dateadd(day, 1 - dayofweekiso(convert_timezone('UTC', {1}, to_timestamp_ntz({0}))), date_trunc('day', convert_timezone('UTC', {1}, to_timestamp_ntz({0}))))"
        }
        Unit::Month => "date_trunc('month', convert_timezone('UTC', {1}, to_timestamp_ntz({0})))",
        Unit::Year => "date_trunc('year', convert_timezone('UTC', {1}, to_timestamp_ntz({0})))",
    })
}
