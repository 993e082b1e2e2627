//! PostgreSQL, from version 12 on.
//!
//! Its doubles have no infinities as results: what leaves their range, and what becomes 0 though it is not, ends the query. So every operation looks
//! first, with both numbers scaled by powers of two, whether the result has a place.

use crate::sql::dialect::{
    Cooldown, DOUBLED_NAME, DOUBLED_TEXT, Dialect, Leans, Numbers, Patterns, Rows, Strings, Times,
    Wholes, start_of_unit,
};

pub const POSTGRES: Dialect = Dialect {
    word: "postgres",
    title: "PostgreSQL",
    names: DOUBLED_NAME,
    texts: DOUBLED_TEXT,
    // It cuts longer ones.
    name_bytes: 63,
    numbers: Numbers {
        literal: "{0}::float8",
        from_column: "CAST({0} AS float8)",
        add: "(SELECT CASE WHEN abs(x) < 1e290 OR abs(y) < 1e290 OR abs(x * 0.5 + y * 0.5) < 8.98846567431158e307 THEN x + y END FROM (SELECT {0} AS x, {1} AS y OFFSET 0) AS pair)",
        subtract: "(SELECT CASE WHEN abs(x) < 1e290 OR abs(y) < 1e290 OR abs(x * 0.5 - y * 0.5) < 8.98846567431158e307 THEN x - y END FROM (SELECT {0} AS x, {1} AS y OFFSET 0) AS pair)",
        multiply: MULTIPLY,
        divide: DIVIDE,
        safe: true,
        finite: "{0}",
        abs: "abs({0})",
        floor: "floor({0})",
        ceil: "ceil({0})",
        round: "(SELECT CASE WHEN abs(x) < 4503599627370496 THEN trunc(x) + CASE WHEN x - trunc(x) >= 0.5 THEN 1 WHEN x - trunc(x) <= -0.5 THEN -1 ELSE 0 END ELSE x END FROM (SELECT {0} AS x OFFSET 0) AS number)",
        sqrt: "(SELECT CASE WHEN x >= 0 THEN sqrt(x) END FROM (SELECT {0} AS x OFFSET 0) AS number)",
        log: "(SELECT CASE WHEN x > 0 THEN ln(x) END FROM (SELECT {0} AS x OFFSET 0) AS number)",
        exp: "(SELECT CASE WHEN x < -745.1332191019412 THEN 0 WHEN x <= 709.782712893384 THEN exp(x) END FROM (SELECT {0} AS x OFFSET 0) AS number)",
        // Beyond the exponent's bound nothing is left of a point.
        power: "power({0}, least({1}, {2}))",
        least: "least",
        greatest: "greatest",
        null_wins: false,
    },
    wholes: Wholes {
        digits: 1_000,
        nearest: "(SELECT trunc(x)::bigint + CASE WHEN x - trunc(x) >= 0.5 THEN 1 WHEN x - trunc(x) <= -0.5 THEN -1 ELSE 0 END FROM (SELECT {0} AS x OFFSET 0) AS number)",
        truncated: "trunc({0})::bigint",
        wide: "CAST({0} AS numeric)",
        narrow: "CAST({0} AS bigint)",
        double: "CAST({0} AS float8)",
        wide_double: "CAST({0} AS float8)",
        sum: "sum({0})",
        billions: "(CAST({0} AS numeric) * 1000000000 + {1})",
        divide: "div({0}, {1})",
        points: "CAST({0} * 0.01 AS numeric(18, 2))",
    },
    strings: Strings {
        from_column: "CAST({0} AS text)",
        has_ink: r"({0} ~ '[^\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]')",
        lower: "lower({0})",
        ascii: false,
        contains: "(strpos({0}, {1}) > 0)",
        starts: "starts_with({0}, {1})",
        ends: "(right({0}, char_length({1})) = {1})",
        matches: Some("({0} ~ {1})"),
        without: Some("regexp_replace({0}, {1}, '')"),
        patterns: Patterns::Postgres,
        has_blank: r"({0} ~ '[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]')",
        after_scheme: "substr({0}, strpos({0}, '://') + 3)",
        trimmed: r"regexp_replace(regexp_replace({0}, '^[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', ''), '[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$', '')",
        list_known: "({0} IS NOT NULL)",
        member_folded: "({1} IN (SELECT lower(member) FROM unnest({0}) AS members(member)))",
        member: "({1} = ANY({0}))",
        ordered: r#"{0} COLLATE "C""#,
        list_ordered: "{0}",
    },
    times: Times {
        from_instant: "CAST(floor(extract(epoch FROM {0})) AS bigint)",
        from_number: "CAST(floor({0}) AS bigint)",
        now: "CAST(floor(extract(epoch FROM current_timestamp)) AS bigint)",
        label: start_of_unit,
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
        lower: "lower(), as the data base's locale has it",
        letters: "the letters and digits of its regular expressions, as the data base's locale has them",
        zones: "its time zones",
    },
};

/// Of two below 1 the product may be no double but 0, of two above 1 it may be too large.
const MULTIPLY: &str = "(SELECT CASE WHEN x IS NULL OR y IS NULL THEN NULL WHEN x = 0 OR y = 0 THEN 0 WHEN abs(x) < 1 AND abs(y) < 1 THEN CASE WHEN abs(x) < 1e-180 AND abs(y) < 1e-180 THEN 0 WHEN abs(x) * 1.3407807929942597e154 * (abs(y) * 1.3407807929942597e154) > 4.440892098500626e-16 THEN x * y ELSE 0 END WHEN abs(x) > 1e160 AND abs(y) > 1e160 THEN NULL WHEN abs(x) < 1 OR abs(y) < 1 OR abs(x) * 7.458340731200207e-155 * (abs(y) * 7.458340731200207e-155) < 1 THEN x * y END FROM (SELECT {0} AS x, {1} AS y OFFSET 0) AS pair)";

/// By what is above 1 the quotient may be no double but 0, by what is below 1 it may be too large.
const DIVIDE: &str = "(SELECT CASE WHEN x IS NULL OR y IS NULL OR y = 0 THEN NULL WHEN x = 0 THEN 0 WHEN abs(y) >= 1 THEN CASE WHEN abs(x) > 1e-10 THEN x / y WHEN abs(x) < 1e-301 AND abs(y) > 1e31 THEN 0 WHEN abs(x) * 3.273390607896142e150 / (abs(y) * 3.054936363499605e-151) > 2.6469779601696886e-23 THEN x / y ELSE 0 END WHEN abs(x) > 1e150 AND abs(y) < 1e-170 THEN NULL WHEN abs(x) < 1e-18 OR abs(x) * 3.054936363499605e-151 / (abs(y) * 3.273390607896142e150) < 16777216 THEN x / y END FROM (SELECT {0} AS x, {1} AS y OFFSET 0) AS pair)";
