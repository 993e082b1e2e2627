"""DuckDB: text as ENUM and as VARCHAR."""
import ageing_sql
import duckdb
import rules

VERSION = f"DuckDB {duckdb.__version__}"
CODED = ["title", "seniority", "country", "industry", "source", "event", "path"]
WORDS = {
    "ln": "ln", "starts": "starts_with",
    "age": "epoch(TIMESTAMP '2026-01-01') - epoch(ts)",
    "total": lambda worth, which: f"coalesce(sum(CASE WHEN {which} THEN {worth} END), 0)",
    "latest": f"""coalesce(list_sum(list_transform(min(age, 3) FILTER (event = 'form_submit'),
        lambda age: 10 * exp({ageing_sql.DECAY.format(ln='ln')}))), 0)""",
}


def load(connection, data, coded):
    """Tables in memory, events by lead and time as Baremo has them."""
    for name, order in (("leads", "lead_id"), ("events", "lead_id, ts")):
        connection.sql(f"CREATE OR REPLACE TABLE {name} AS FROM '{data}/{name}.parquet' ORDER BY {order}")
        columns = [c for c, *_ in connection.sql(f"DESCRIBE {name}").fetchall() if c in CODED and coded]
        for column in columns:
            connection.sql(f"CREATE TYPE {column}_of AS ENUM (SELECT DISTINCT {column} FROM {name} ORDER BY 1)")
        casts = ", ".join(f"{c}::{c}_of AS {c}" for c in columns)
        if columns:
            connection.sql(f"CREATE OR REPLACE TABLE {name} AS SELECT * REPLACE ({casts}) FROM {name}")


def query(what, text, leads, events):
    return rules.query(text, rules.DUCKDB, leads) if what == "w1" else ageing_sql.query(leads, events, WORDS)


def contenders(work, threads, data, text):
    what, _, form = work.partition(".")
    if form:
        scores = query(what, text, *(f"'{data}/{name}.{form}'" for name in ("leads", "events")))
        out = f"{data}/duckdb.{work}.scores.parquet"
        connection = duckdb.connect(config={"threads": threads})
        yield "DuckDB", lambda: connection.sql(f"COPY ({scores}) TO '{out}' (FORMAT parquet)"), \
            lambda: duckdb.sql(f"FROM '{out}'").to_arrow_table()
        return
    scores = query(what, text, "leads", "events")
    for name, coded in (("DuckDB, ENUM", True), ("DuckDB, VARCHAR", False)):
        connection = duckdb.connect(config={"threads": threads})
        load(connection, data, coded)
        yield name, lambda: connection.sql(f"CREATE OR REPLACE TEMP TABLE scored AS {scores}"), \
            lambda: connection.sql("FROM scored").to_arrow_table()
