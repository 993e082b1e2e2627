"""Scores one Parquet log by `baremo score`, by DuckDB and by Spark, compares every lead, and prints a table of times.

    tests/engines/setup
    cargo build --release
    target/engines/venv/bin/python benches/spark.py
    target/engines/venv/bin/python benches/spark.py --leads 20000 --events 400000 --runs 1

The log is made by seed: 500,000 leads and 10,000,000 events in no order, a tenth of the leads without any. DuckDB and Spark run
what `baremo sql` writes for `stream.score`. Stages must be identical and scores equal to the hundredth, for all leads, or it
fails. Everything is in a temporary folder that is removed: 2 GB and ten minutes at the default size.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parent
AS_OF = "2026-01-01"
AS_OF_SECONDS = 1_767_225_600
DAY = 86_400
# How Spark runs the query, and the settings of it.
SPARKS = {
    "as it comes": {},
    "without broadcast joins": {"spark.sql.autoBroadcastJoinThreshold": "-1"},
    "in buckets": {"spark.sql.autoBroadcastJoinThreshold": "-1"},
}
BUCKETS = 16


def make(folder, leads, events, seed):
    """The leads and their events: activity is log-normal, times are over two years and some days after the moment."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute
    import pyarrow.parquet as pq

    random = np.random.default_rng(seed)

    def texts(values, share, count):
        """Values by their share; an empty one is unknown."""
        share = np.asarray(share, float)
        codes = random.choice(len(values), count, p=share / share.sum()).astype(np.int32)
        return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array([value or None for value in values])).cast(pa.string())

    def ids(numbers):
        return pa.array(np.char.add("L", np.char.zfill(numbers.astype(str), 7)))

    titles = ["CTO", "cto", "VP", "CEO", "Clerk", "Manager", "Student", ""]
    countries = ["ES", "MX", "AR", "FR", "DE", "US", " ", ""]
    table = pa.table({
        "lead_id": ids(random.permutation(leads)),
        "title": texts(titles, [4, 1, 6, 3, 40, 30, 10, 6], leads),
        "employees": pa.array(np.exp(random.normal(4.3, 2.0, leads)).astype(np.int64), mask=random.random(leads) < 0.05),
        "country": texts(countries, [20, 12, 8, 15, 15, 25, 2, 3], leads),
    })
    pq.write_table(table, folder / "leads.parquet", compression="snappy")

    active = random.permutation(leads)[: leads - leads // 10]
    upto = np.cumsum(np.exp(random.normal(0, 1.2, len(active))))
    kinds = ["email_open", "email_click", "page_view", "demo_request", "webinar", "bounce"]
    paths = ["/pricing", "/Pricing/teams", "/blog", "/", "/about", ""]
    writer = None
    for start in range(0, events, 1_000_000):
        count = min(1_000_000, events - start)
        kind = random.choice(len(kinds), count, p=[0.30, 0.10, 0.45, 0.02, 0.08, 0.05])
        who = active[np.searchsorted(upto, random.random(count) * upto[-1]).clip(0, len(active) - 1)]
        when = AS_OF_SECONDS + 10 * DAY - (random.random(count) ** 2 * 740 * DAY).astype(np.int64)
        table = pa.table({
            "lead_id": ids(who),
            "event": pa.array(np.asarray(kinds)[kind]),
            "time": pa.array(when * 1_000_000, pa.timestamp("us", tz="UTC")),
            "path": pa.compute.if_else(pa.array(kind == 2), texts(paths, [3, 1, 3, 5, 2, 1], count), pa.scalar(None, pa.string())),
            "seconds": pa.array(random.integers(10, 4000, count).astype(np.float64), mask=kind != 4),
        })
        writer = writer or pq.ParquetWriter(folder / "events.parquet", table.schema, compression="snappy")
        writer.write_table(table, row_group_size=250_000)
    writer.close()


def compiled(baremo, rules, dialect, folder):
    """The query that `baremo sql` writes."""
    path = folder / f"{dialect}.sql"
    subprocess.run([baremo, "sql", rules, "--dialect", dialect, "--as-of", AS_OF, "--output", path], check=True)
    return path


def timed(command):
    """Wall seconds, CPU seconds and megabytes at most of a process, and what it printed."""
    start = time.monotonic()
    child = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
    printed = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{command[0]} ended with {child.returncode}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss / 1024, "printed": printed}


def run_duckdb(folder):
    """In a process of its own: the query from Parquet files to a Parquet file."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    connection.execute(f"SET temp_directory = '{folder / 'duckdb-spill'}'")
    for name in ("leads", "events"):
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{folder / name}.parquet')")
    query = (folder / "duckdb.sql").read_text()
    connection.execute(f"COPY ({query}) TO '{folder / 'duckdb.parquet'}' (FORMAT parquet)")


def processor_time(process):
    """CPU seconds that a process has had."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def result(folder, way):
    """Where Spark's results go."""
    return folder / f"spark-{way.replace(' ', '-')}.parquet"


def run_spark(folder, way, settings):
    """In a process of its own: the session's start, then the query from Parquet files or buckets to Parquet files."""
    sys.path.insert(0, str(TOP / "tests/engines"))
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    if "JAVA_HOME" not in os.environ:
        from serve import spark_java

        os.environ["JAVA_HOME"] = str(Path(spark_java()).parent.parent)
    from pyspark.sql import SparkSession

    start = time.monotonic()
    builder = SparkSession.builder.master("local[2]").appName("baremo")
    fixed = {
        "spark.driver.memory": "6g",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.local.dir": str(folder / "spark-shuffle"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.log.level": "ERROR",
    }
    for key, value in {**fixed, **SPARKS[way], **settings}.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    started = time.monotonic()
    for name in ("leads", "events"):
        table = spark.read.parquet(str(folder / f"{name}.parquet"))
        if way == "in buckets":
            table = table.repartition(BUCKETS, "lead_id").write.bucketBy(BUCKETS, "lead_id").sortBy("lead_id")
            table.mode("overwrite").saveAsTable(name)
        else:
            table.createOrReplaceTempView(name)
    jvm = spark.sparkContext._gateway.proc.pid
    used = processor_time(jvm)
    ready = time.monotonic()
    query = (folder / "spark.sql").read_text()
    spark.sql(query).write.mode("overwrite").parquet(str(result(folder, way)))
    done = time.monotonic()
    # The JVM is a child that is not waited for; Linux tells the most memory it ever had.
    lines = Path(f"/proc/{jvm}/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    print(json.dumps({"wall": done - ready, "start": started - start, "making": ready - started,
                      "cpu": processor_time(jvm) - used, "memory": peak / 1024}))
    spark.stop()


def compare(folder, leads):
    """Every lead's scores, stage and action, from all results."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET enable_progress_bar = false")
    results = {"baremo": folder / "baremo.parquet", "duckdb": folder / "duckdb.parquet"}
    results.update({way: result(folder, way) / "*.parquet" for way in SPARKS if result(folder, way).exists()})
    scores = ["fit", "engagement", "total"]
    for name, files in results.items():
        columns = ", ".join(f"CAST({score} AS DECIMAL(18, 2)) AS {score}" for score in scores)
        # What is written with more than two decimals is not rounded into agreement.
        exact = " AND ".join(f"abs(CAST({score} AS DOUBLE) - CAST(CAST({score} AS DECIMAL(18, 2)) AS DOUBLE)) < 1e-9" for score in scores)
        source = f"read_parquet('{files}')"
        connection.execute(f"CREATE TABLE \"{name}\" AS SELECT lead_id, {columns}, stage, action FROM {source}")
        rows, distinct, inexact = connection.execute(
            f"SELECT count(*), count(DISTINCT lead_id), count(*) FILTER (WHERE NOT ({exact})) FROM {source}").fetchone()
        if (rows, distinct, inexact) != (leads, leads, 0):
            sys.exit(f"{name}: {rows} rows, {distinct} leads, {inexact} with more than two decimals, of {leads} leads")
    for name in results:
        same = " AND ".join(f"a.{column} IS NOT DISTINCT FROM b.{column}" for column in [*scores, "stage", "action"])
        joined = f"FROM baremo a JOIN \"{name}\" b USING (lead_id)"
        count, equal = connection.execute(f"SELECT count(*), count(*) FILTER (WHERE {same}) {joined}").fetchone()
        if (count, equal) != (leads, leads):
            print(connection.execute(f"SELECT a, b {joined} WHERE NOT ({same}) LIMIT 5").fetchall(), file=sys.stderr)
            sys.exit(f"{name} has {count} of {leads} leads, {equal} of them as baremo")
    stages = connection.execute("SELECT stage, count(*) FROM baremo GROUP BY ALL ORDER BY 2 DESC").fetchall()
    counts = ", ".join(f"{stage} {count:,}" for stage, count in stages)
    print(f"{leads:,} leads compared in {len(results)} results: stages identical, scores equal to the hundredth ({counts})")


def row(name, runs):
    """A line of the table."""
    walls = [run["wall"] for run in runs]
    cpu = statistics.median(run["cpu"] for run in runs)
    memory = max(run["memory"] for run in runs)
    return f"| {name} | {min(walls):.1f} | {statistics.median(walls):.1f} | {len(runs)} | {cpu:.1f} | {memory:,.0f} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", type=int, default=500_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rules", default=HERE / "stream.score", help="its scores must be fit, engagement and total")
    parser.add_argument("--baremo", default=TOP / "target/release/baremo")
    parser.add_argument("--runs", type=int, default=3, help="of baremo and DuckDB")
    parser.add_argument("--spark-runs", type=int, default=1)
    parser.add_argument("--conf", action="append", default=[], metavar="KEY=VALUE", help="a setting of Spark")
    parser.add_argument("--part", choices=["make", "duckdb", "spark", "compare"], help=argparse.SUPPRESS)
    parser.add_argument("--way", choices=SPARKS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    settings = dict(setting.split("=", 1) for setting in options.conf)
    parts = {
        "make": lambda: make(options.folder, options.leads, options.events, options.seed),
        "duckdb": lambda: run_duckdb(options.folder),
        "spark": lambda: run_spark(options.folder, options.way, settings),
        "compare": lambda: compare(options.folder, options.leads),
    }
    if options.part:
        return parts[options.part]()

    folder = Path(tempfile.mkdtemp(prefix="baremo-spark-"))
    try:
        # Each in a process of its own: the peak memory of a child counts what its parent had when it was made.
        sizes = ["--leads", options.leads, "--events", options.events, "--seed", options.seed]
        part = [sys.executable, __file__, "--folder", folder, *sizes, "--part"]
        timed([*part, "make"])
        size = (folder / "events.parquet").stat().st_size / 1e6
        print(f"{options.leads:,} leads, {options.events:,} events ({size:,.0f} MB), {Path(options.rules).name}, {AS_OF}")
        for dialect in ("duckdb", "spark"):
            compiled(options.baremo, options.rules, dialect, folder)
        score = [options.baremo, "score", options.rules, "--leads", folder / "leads.parquet", "--events",
                 folder / "events.parquet", "--as-of", AS_OF, "--threads", "2", "--output", folder / "baremo.parquet"]
        conf = [word for setting in options.conf for word in ("--conf", setting)]
        ours, duck = [], []
        for _ in range(options.runs):
            ours.append(timed(score))
            duck.append(timed([*part, "duckdb"]))
        spark = {way: [] for way in SPARKS}
        for way, runs in spark.items():
            for _ in range(options.spark_runs):
                runs.append(json.loads(timed([*part, "spark", "--way", way, *conf])["printed"]))
        print(timed([*part, "compare"])["printed"])
        print("| engine | wall, least, s | median, s | runs | CPU, s | peak memory, MB |")
        print("|---|---|---|---|---|---|")
        print(row("`baremo score`, 2 threads", ours))
        print(row("DuckDB, 2 threads", duck))
        for way, runs in spark.items():
            print(row(f"Spark `local[2]`, {way}", runs))
        every = [run for runs in spark.values() for run in runs]
        start, making = (statistics.median(run[key] for run in runs) for key, runs in (("start", every), ("making", spark["in buckets"])))
        print(f"\nBeside that Spark's start took {start:.1f} s, and making the buckets {making:.1f} s.")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
