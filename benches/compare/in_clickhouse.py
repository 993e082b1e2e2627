"""ClickHouse, inside this process by chdb: text as LowCardinality(String)."""
import ageing_sql
import chdb
import pyarrow.parquet
import rules
from chdb.session import Session

VERSION = f"ClickHouse {chdb.engine_version} (chdb {chdb.__version__})"
LEADS = """lead_id Int64, title {0}, seniority {0}, country {0}, industry {0}, employees Nullable(Int32),
    revenue Nullable(Float64), email String, source {0}, consent Bool, created_at DateTime('UTC'), visits Int32,
    pages_per_visit Float64""".format("LowCardinality(String)")
EVENTS = "lead_id Int64, event {0}, ts DateTime('UTC'), path {0}, seconds Int32".format("LowCardinality(String)")
WORDS = {
    "ln": "log", "starts": "startsWith",
    "age": "toUnixTimestamp(toDateTime('2026-01-01 00:00:00', 'UTC')) - toUnixTimestamp(ts)",
    "total": lambda worth, which: f"sumIf({worth}, {which})",
    "latest": f"""arraySum(arrayMap(age -> 10 * exp({ageing_sql.DECAY.format(ln='log')}),
        groupArraySortedIf(3)(age, event = 'form_submit')))""",
}
FORMATS = {"parquet": "Parquet", "csv": "CSVWithNames"}


def query(what, text, leads, events):
    return rules.query(text, rules.CLICKHOUSE, leads) if what == "w1" else ageing_sql.query(leads, events, WORDS)


def contenders(work, threads, data, text):
    what, _, form = work.partition(".")
    session, data = Session(), data.resolve()
    session.query(f"SET max_threads = {threads}, max_insert_threads = {threads}")
    file = lambda name, form, schema: f"file('{data}/{name}.{form}', {FORMATS[form]}, '{schema.replace(chr(39), chr(39) * 2)}')"
    out = f"{data}/clickhouse.{work}.scores.parquet"
    write = f"INTO OUTFILE '{out}' TRUNCATE FORMAT Parquet"
    read = lambda: pyarrow.parquet.read_table(out)

    def answers():
        session.query(f"SELECT * FROM bench.scored {write}")
        return read()

    if form:
        scores = query(what, text, file("leads", form, LEADS), file("events", form, EVENTS))
        settings = f"SETTINGS max_threads = {threads}, date_time_input_format = 'best_effort'"
        yield "ClickHouse", lambda: session.query(f"{scores} {settings} {write}"), read
        return
    session.query("CREATE DATABASE IF NOT EXISTS bench")
    for name, schema, order in (("leads", LEADS, "lead_id"), ("events", EVENTS, "lead_id, ts")):
        session.query(f"CREATE TABLE bench.{name} ({schema}) ENGINE = MergeTree ORDER BY ({order})")
        session.query(f"INSERT INTO bench.{name} SELECT * FROM {file(name, 'parquet', schema)}")
        session.query(f"OPTIMIZE TABLE bench.{name} FINAL")
    session.query("CREATE TABLE bench.scored (lead_id Int64, score Float64, stage String) ENGINE = Memory")
    scores = query(what, text, "bench.leads", "bench.events")

    def run():
        session.query("TRUNCATE TABLE bench.scored")
        session.query(f"INSERT INTO bench.scored {scores} SETTINGS max_threads = {threads}")

    yield "ClickHouse, LowCardinality", run, answers
