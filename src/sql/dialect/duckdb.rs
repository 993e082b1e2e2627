//! DuckDB.

use crate::sql::dialect::{
    Cooldown, DOUBLED_NAME, DOUBLED_TEXT, Dialect, Leans, Numbers, Patterns, Rows, Strings, Times,
    USUAL, Wholes, start_of_unit,
};

pub const DUCKDB: Dialect = Dialect {
    word: "duckdb",
    title: "DuckDB",
    names: DOUBLED_NAME,
    texts: DOUBLED_TEXT,
    name_bytes: 120,
    numbers: Numbers {
        literal: "{0}",
        from_column: "CAST({0} AS DOUBLE)",
        finite: "nullif(nullif(nullif({0}, CAST('inf' AS DOUBLE)), CAST('-inf' AS DOUBLE)), CAST('nan' AS DOUBLE))",
        ..USUAL
    },
    wholes: Wholes {
        digits: 38,
        nearest: "CAST(round({0}) AS BIGINT)",
        truncated: "CAST(trunc({0}) AS BIGINT)",
        wide: "CAST({0} AS HUGEINT)",
        narrow: "CAST({0} AS BIGINT)",
        double: "CAST({0} AS DOUBLE)",
        wide_double: "CAST(CAST({0} AS VARCHAR) AS DOUBLE)",
        sum: "sum({0})",
        billions: "(CAST({0} AS HUGEINT) * 1000000000 + {1})",
        divide: "({0} // {1})",
        points: "CAST(CAST({0} AS DECIMAL(18, 0)) * 0.01 AS DECIMAL(18, 2))",
    },
    strings: Strings {
        from_column: "CAST({0} AS VARCHAR)",
        has_ink: r"regexp_matches({0}, '[^\pZ\x09-\x0d\x85]')",
        lower: "lower({0})",
        ascii: false,
        contains: "contains({0}, {1})",
        starts: "starts_with({0}, {1})",
        ends: "ends_with({0}, {1})",
        matches: Some("regexp_matches({0}, {1})"),
        without: Some("regexp_replace({0}, {1}, '')"),
        patterns: Patterns::Re2,
        has_blank: r"regexp_matches({0}, '[\pZ\x09-\x0d\x85]')",
        after_scheme: "substr({0}, strpos({0}, '://') + 3)",
        trimmed: r"regexp_replace(regexp_replace({0}, '^[\pZ\x09-\x0d\x85]+', ''), '[\pZ\x09-\x0d\x85]+$', '')",
        list_known: "({0} IS NOT NULL)",
        member_folded: "list_contains(list_transform({0}, lambda member: lower(member)), {1})",
        member: "list_contains({0}, {1})",
        ordered: "{0}",
        list_ordered: "{0}",
    },
    times: Times {
        from_instant: "CAST(floor(epoch({0})) AS BIGINT)",
        from_number: "CAST(floor({0}) AS BIGINT)",
        now: "CAST(floor(epoch(current_timestamp)) AS BIGINT)",
        label: start_of_unit,
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
        zones: "the time zones of the extension icu",
    },
};
