# Runs the tests' SQL in the data base of one dialect: one JSON request per line in, one JSON answer per line out.
"""serve.py DIALECT, with DIALECT one of duckdb, sqlite, postgres, spark, clickhouse, snowflake, bigquery.

The protocol is told in README.md beside this file.
"""

import calendar
import ctypes
import datetime
import decimal
import glob
import json
import logging
import math
import os
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

# A query that runs longer than this is answered with an error, where the engine can be stopped.
LIMIT_SECONDS = int(os.environ.get("BAREMO_ENGINES_LIMIT", "120"))
# An engine that plans or runs a query in more memory than this fails, rather than starve the machine.
MOST_MEMORY = 4 << 30
# PostgreSQL counts microseconds from the year 2000.
PG_EPOCH = 946684800


def quoted(name, mark='"'):
    """The name as an identifier, its own marks doubled."""
    return mark + name.replace(mark, mark + mark) + mark


def epoch_of_micros(micros):
    """Whole seconds as an integer, others as a double."""
    seconds, rest = divmod(micros, 1_000_000)
    return seconds if rest == 0 else micros / 1e6


def plain(value):
    """A value that an engine's Python binding gives, as the JSON that answers hold."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        # JSON has no such numbers: they are told by name.
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return value
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.timezone.utc)
        return epoch_of_micros(calendar.timegm(value.timetuple()) * 1_000_000 + value.microsecond)
    if isinstance(value, datetime.date):
        return calendar.timegm(value.timetuple())
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def column_values(table, index, kind):
    """One column's values, numbers being doubles whatever JSON wrote them as."""
    values = [row[index] for row in table["rows"]]
    if kind == "number":
        # An infinity or NaN arrives as its name, which float() reads.
        return [None if v is None else float(v) for v in values]
    return values


def arrow_table(table):
    """The table in Arrow, which hands doubles and instants over bit by bit."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "number": pa.float64(),
        "bool": pa.bool_(),
        "time": pa.timestamp("us", tz="UTC"),
        "texts": pa.list_(pa.string()),
    }
    arrays, names = [], []
    for index, (name, kind) in enumerate(table["columns"]):
        values = column_values(table, index, kind)
        if kind == "time":
            values = [None if v is None else v * 1_000_000 for v in values]
        arrays.append(pa.array(values, type=types[kind]))
        names.append(name)
    return pa.Table.from_arrays(arrays, names=names)


def temporary_folder(engine):
    """A folder for this process; those of processes that were killed outright are removed."""
    for folder in glob.glob("/tmp/baremo-engine-*-*"):
        pid = folder.split("-")[2]
        if pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
            shutil.rmtree(folder, ignore_errors=True)
    # Not under target/: the user that runs PostgreSQL may be barred from the folders above it.
    return tempfile.mkdtemp(prefix=f"baremo-engine-{os.getpid()}-{engine}-", dir="/tmp")


class DuckDb:
    def __init__(self):
        import duckdb

        self.con = duckdb.connect(":memory:")
        self.con.execute(f"SET memory_limit = '{MOST_MEMORY}B'; SET threads = 2; SET TimeZone = 'UTC'")
        self.con.execute("SET enable_progress_bar = false")
        # Nothing is fetched.
        self.con.execute("SET autoinstall_known_extensions = false")
        self.tables = []

    def load(self, tables):
        for name in self.tables:
            self.con.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
        self.tables = []
        for name, table in tables.items():
            self.con.register("baremo arrow", arrow_table(table))
            self.tables.append(name)
            self.con.execute(f'CREATE TABLE {quoted(name)} AS SELECT * FROM "baremo arrow"')
            self.con.unregister("baremo arrow")

    def run(self, sql):
        cursor = self.con.execute(sql)
        return [c[0] for c in cursor.description], cursor.fetchall()

    def interrupt(self):
        self.con.interrupt()

    def close(self):
        self.con.close()


class Sqlite:
    def __init__(self):
        sqlite3 = sqlite_module()
        self.con = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.con.execute(f"PRAGMA hard_heap_limit = {MOST_MEMORY}")
        self.tables = []

    def load(self, tables):
        for name in self.tables:
            self.con.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
        self.tables = []
        types = {"text": "TEXT", "number": "REAL", "bool": "INTEGER", "time": "TEXT", "texts": "TEXT"}
        for name, table in tables.items():
            columns = ", ".join(f"{quoted(c)} {types[kind]}" for c, kind in table["columns"])
            self.tables.append(name)
            self.con.execute(f"CREATE TABLE {quoted(name)} ({columns})")
            values = []
            for index, (_, kind) in enumerate(table["columns"]):
                column = column_values(table, index, kind)
                if kind == "time":
                    column = [None if v is None else instant_text(v) for v in column]
                elif kind == "texts":
                    column = [None if v is None else json.dumps(v, ensure_ascii=False) for v in column]
                values.append(column)
            marks = ", ".join("?" * len(values))
            self.con.execute("BEGIN")
            self.con.executemany(f"INSERT INTO {quoted(name)} VALUES ({marks})", zip(*values))
            self.con.execute("COMMIT")

    def run(self, sql):
        cursor = self.con.execute(sql)
        return [c[0] for c in cursor.description or []], cursor.fetchall()

    def interrupt(self):
        self.con.interrupt()

    def close(self):
        self.con.close()


def sqlite_module():
    """Python's own SQLite, or the packaged one where that lacks the mathematical functions or unixepoch()."""
    import sqlite3

    try:
        sqlite3.connect(":memory:").execute("SELECT pow(2, 3), ln(2), exp(1), floor(1.5), unixepoch()")
        return sqlite3
    except sqlite3.OperationalError:
        import pysqlite3

        return pysqlite3


def instant_text(seconds):
    """An instant as SQLite's functions read it; they know the years 0 to 9999."""
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)).isoformat(" ", "seconds")


class Postgres:
    """A cluster of its own in a temporary folder, reached by a socket there."""

    def __init__(self):
        import psycopg

        self.psycopg = psycopg
        self.server = None
        self.folder = temporary_folder("postgres")
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self):
        who = {}
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            import pwd

            try:
                user = pwd.getpwnam("postgres")
            except KeyError:
                user = pwd.getpwnam("nobody")
            who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        data = os.path.join(self.folder, "data")
        clean = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        common = {"cwd": self.folder, "env": clean, "stdin": subprocess.DEVNULL, "stdout": sys.stderr, **who}
        made = subprocess.run(
            [postgres_program("initdb"), "-D", data, "-U", "baremo", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
            **{**common, "stdout": subprocess.PIPE}, stderr=subprocess.STDOUT)
        if made.returncode != 0:
            raise RuntimeError("initdb failed: " + made.stdout.decode("utf-8", "replace"))
        options = {
            "listen_addresses": "", "unix_socket_directories": self.folder, "fsync": "off",
            "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB",
            "timezone": "UTC", "log_min_messages": "panic", "logging_collector": "off", "max_connections": "8",
            # Compiling takes longer than a query of the tests.
            "jit": "off", "max_parallel_workers_per_gather": "0",
        }
        flags = [part for k, v in options.items() for part in ("-c", f"{k}={v}")]
        self.server = subprocess.Popen(
            [postgres_program("postgres"), "-D", data, *flags],
            **common, stderr=subprocess.DEVNULL, preexec_fn=limit_server)
        self.connect()
        self.tables = []

    def connect(self):
        give_up = time.monotonic() + 60
        while True:
            try:
                self.con = self.psycopg.connect(
                    f"host={self.folder} user=baremo dbname=postgres", autocommit=True)
                break
            except self.psycopg.OperationalError:
                if time.monotonic() > give_up or self.server.poll() is not None:
                    raise
                time.sleep(0.05)
        self.con.prepare_threshold = None
        self.con.execute(f"SET statement_timeout = '{LIMIT_SECONDS}s'; SET client_min_messages = error")
        self.register_loaders()

    def register_loaders(self):
        """Instants and dates as epoch seconds, whatever their year."""
        from psycopg.adapt import Loader
        from psycopg.pq import Format

        class Instant(Loader):
            format = Format.BINARY

            def load(self, data):
                micros = struct.unpack("!q", data)[0]
                if micros in (2**63 - 1, -(2**63)):
                    return "Infinity" if micros > 0 else "-Infinity"
                return epoch_of_micros(micros + PG_EPOCH * 1_000_000)

        class Date(Loader):
            format = Format.BINARY

            def load(self, data):
                return struct.unpack("!i", data)[0] * 86400 + PG_EPOCH

        for name in ("timestamptz", "timestamp"):
            self.con.adapters.register_loader(name, Instant)
        self.con.adapters.register_loader("date", Date)

    def load(self, tables):
        types = {"text": "text", "number": "float8", "bool": "boolean", "time": "timestamptz", "texts": "text[]"}
        self.ready()
        # All or nothing: a load that fails leaves the earlier tables as they were.
        with self.con.transaction():
            for name in self.tables:
                self.con.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
            for name, table in tables.items():
                columns = ", ".join(f"{quoted(c)} {types[kind]}" for c, kind in table["columns"])
                self.con.execute(f"CREATE TABLE {quoted(name)} ({columns})")
                self.copy(name, table)
        self.tables = list(tables)

    def copy(self, name, table):
        """The rows by COPY's binary format, in which doubles and instants are exact."""
        kinds = [kind for _, kind in table["columns"]]
        out = bytearray(b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0))
        for row in table["rows"]:
            out += struct.pack("!h", len(kinds))
            for kind, value in zip(kinds, row, strict=True):
                field = None if value is None else pg_field(kind, value)
                out += struct.pack("!i", -1 if field is None else len(field)) + (field or b"")
        out += struct.pack("!h", -1)
        with self.con.cursor() as cursor:
            with cursor.copy(f"COPY {quoted(name)} FROM STDIN (FORMAT BINARY)") as copy:
                copy.write(out)
            if len(table["rows"]) > 1000:
                cursor.execute(f"ANALYZE {quoted(name)}")

    def ready(self):
        """A server that ended the connection, as it does when it starts anew after a crash, is reached again."""
        if self.con.closed:
            self.connect()

    def run(self, sql):
        self.ready()
        with self.con.cursor(binary=True) as cursor:
            cursor.execute(sql)
            return [c.name for c in cursor.description or []], cursor.fetchall()

    def interrupt(self):
        pass  # statement_timeout does it.

    def close(self):
        if self.server is not None:
            # A fast shut-down: it ends the sessions first.
            self.server.send_signal(signal.SIGINT)
            try:
                self.server.wait(20)
            except subprocess.TimeoutExpired:
                self.server.send_signal(signal.SIGQUIT)
                self.server.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


def pg_field(kind, value):
    """One field of COPY's binary format."""
    if kind == "text":
        return value.encode()
    if kind == "number":
        return struct.pack("!d", float(value))
    if kind == "bool":
        return b"\1" if value else b"\0"
    if kind == "time":
        return struct.pack("!q", (value - PG_EPOCH) * 1_000_000)
    # An array: its dimensions, whether it holds nulls, the elements' type (25: text); a dimension's size and start.
    out = struct.pack("!iii", 1 if value else 0, int(None in value), 25)
    if value:
        out += struct.pack("!ii", len(value), 1)
    for text in value:
        field = None if text is None else text.encode()
        out += struct.pack("!i", -1 if field is None else len(field)) + (field or b"")
    return out


def postgres_program(name):
    """The newest installed, Debian keeping the servers off the path."""
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=lambda p: float(p.split("/")[4]))
    program = found[-1] if found else shutil.which(name)
    if program is None:
        raise RuntimeError(f"{name} is not installed: run tests/engines/setup")
    return program


def limit_server():
    """A server whose parent is killed outright shuts down too, and a plan that grows without end is an error."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


class Spark:
    def __init__(self):
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        os.environ.pop("SPARK_HOME", None)
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ["JAVA_HOME"] = os.path.dirname(os.path.dirname(spark_java()))
        from pyspark.sql import SparkSession

        self.folder = temporary_folder("spark")
        settings = {
            "spark.ui.enabled": "false",
            "spark.sql.analyzer.maxIterations": "1000",
            "spark.sql.shuffle.partitions": "2",
            "spark.default.parallelism": "2",
            "spark.sql.session.timeZone": "UTC",
            "spark.driver.memory": "3g",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.local.dir": self.folder,
            "spark.sql.warehouse.dir": os.path.join(self.folder, "warehouse"),
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "OFF",
            # What queries of many small steps over small tables take least time with (a chain of fifteen steps with
            # windows and joins: 1.3 s with the defaults, 0.4 s so). A query runs once, so that the best compilation
            # is not worth its time; without it the JVM's place for compiled code is small unless told otherwise.
            "spark.driver.extraJavaOptions":
                "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC",
            "spark.sql.adaptive.enabled": "false",
            "spark.sql.codegen.wholeStage": "false",
            "spark.sql.autoBroadcastJoinThreshold": "-1",
        }
        # Other settings, such as {"spark.sql.codegen.wholeStage": "true"}.
        settings.update(json.loads(os.environ.get("BAREMO_SPARK_CONF", "{}")))
        builder = SparkSession.builder.master("local[2]").appName("baremo")
        for key, value in settings.items():
            builder = builder.config(key, value)
        self.spark = builder.getOrCreate()
        self.spark.sparkContext.setLogLevel("OFF")
        # An error's whole trace, which the answer tells the head of.
        logging.getLogger("SQLQueryContextLogger").disabled = True
        self.tables = []

    def load(self, tables):
        for name in self.tables:
            self.spark.sql(f"DROP VIEW IF EXISTS {quoted(name, '`')}")
        self.tables = []
        for name, table in tables.items():
            frame = self.spark.createDataFrame(arrow_table(table))
            frame.createOrReplaceTempView(quoted(name, "`"))
            self.tables.append(name)

    def run(self, sql):
        import pyarrow as pa

        answer = self.spark.sql(sql).toArrow()
        columns = []
        for column in answer.columns:
            if pa.types.is_timestamp(column.type):
                # Arrow's own integers: Python's dates end with the year 9999.
                micros = column.cast(pa.int64()).to_pylist()
                columns.append([None if m is None else epoch_of_micros(m) for m in micros])
            else:
                columns.append(column.to_pylist())
        return answer.column_names, list(zip(*columns))

    def interrupt(self):
        self.spark.sparkContext.cancelAllJobs()

    def close(self):
        self.spark.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def spark_java():
    """A Java that this Spark is made for, where several are installed."""
    for version in (17, 21):
        found = sorted(glob.glob(f"/usr/lib/jvm/java-{version}-*/bin/java"))
        if found:
            return found[0]
    raise RuntimeError("neither Java 17 nor 21 is installed: run tests/engines/setup")


class ClickHouse:
    def __init__(self):
        from chdb import session

        self.folder = temporary_folder("clickhouse")
        self.session = session.Session(os.path.join(self.folder, "data"))
        self.settings = {
            "max_execution_time": LIMIT_SECONDS,
            "max_threads": 2,
            "max_memory_usage": MOST_MEMORY,
            "output_format_json_quote_64bit_integers": 1,
            "output_format_json_quote_denormals": 1,
            "output_format_json_quote_decimals": 1,
            "output_format_decimal_trailing_zeros": 1,
            "date_time_output_format": "'unix_timestamp'",
        }
        for key, value in self.settings.items():
            self.session.query(f"SET {key} = {value}")
        self.tables = []

    @staticmethod
    def quoted(name):
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"

    def load(self, tables):
        import pyarrow as pa
        from pyarrow import ipc

        types = {
            "text": "Nullable(String)", "number": "Nullable(Float64)", "bool": "Nullable(Bool)",
            "time": "Nullable(DateTime64(0, 'UTC'))", "texts": "Array(String)",
        }
        arrows = {"text": pa.string(), "number": pa.float64(), "bool": pa.bool_(), "time": pa.int64(),
                  "texts": pa.list_(pa.string())}
        coded = {"time": "Nullable(Int64)"}
        for name in self.tables:
            self.session.query(f"DROP TABLE IF EXISTS {self.quoted(name)}")
        self.tables = []
        path = os.path.join(self.folder, "rows.arrow")
        for name, table in tables.items():
            columns = ", ".join(f"{self.quoted(c)} {types[kind]}" for c, kind in table["columns"])
            self.tables.append(name)
            self.session.query(f"CREATE TABLE {self.quoted(name)} ({columns}) ENGINE = Memory")
            if not table["rows"]:
                continue
            # The rows by a file in Arrow's format, in which doubles are exact; instants as integers.
            arrays, structure, picks = [], [], []
            for index, (_, kind) in enumerate(table["columns"]):
                values = column_values(table, index, kind)
                if kind == "texts":
                    # An array of ClickHouse cannot be null.
                    values = [[] if v is None else v for v in values]
                arrays.append(pa.array(values, type=arrows[kind]))
                structure.append(f"c{index} {coded.get(kind, types[kind])}")
                picks.append(f"fromUnixTimestamp64Second(c{index}, 'UTC')" if kind == "time" else f"c{index}")
            rows = pa.Table.from_arrays(arrays, names=[f"c{i}" for i in range(len(arrays))])
            with ipc.new_file(path, rows.schema) as file:
                file.write_table(rows)
            self.session.query(
                f"INSERT INTO {self.quoted(name)} SELECT {', '.join(picks)} "
                f"FROM file('{path}', 'Arrow', '{', '.join(structure)}')")

    def run(self, sql):
        try:
            text = self.session.query(sql, "JSONCompact").bytes()
        except Exception:
            # What the failed query had written so far would stand before the next one's answer.
            self.session.query("SELECT 1")
            raise
        if not text:
            return [], []
        # Numbers are kept as their text until their types are known: -0 may be a double.
        answer = json.loads(text, parse_int=str, parse_float=str)
        names = [c["name"] for c in answer["meta"]]
        readers = [clickhouse_reader(c["type"]) for c in answer["meta"]]
        rows = [[read(v) for read, v in zip(readers, row)] for row in answer["data"]]
        return names, rows

    def interrupt(self):
        pass  # max_execution_time does it.

    def close(self):
        self.session.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def clickhouse_reader(kind):
    """What reads a value of the type out of ClickHouse's JSON."""
    for wrapper in ("Nullable(", "LowCardinality("):
        if kind.startswith(wrapper):
            return clickhouse_reader(kind[len(wrapper):-1])

    def some(read):
        return lambda v: None if v is None else read(v)

    if kind.startswith("Array("):
        inner = clickhouse_reader(kind[len("Array("):-1])
        return some(lambda v: [inner(x) for x in v])
    if kind.startswith(("Int", "UInt")):
        return some(int)
    if kind.startswith(("Float", "BFloat")):
        return some(float)
    if kind.startswith("DateTime"):
        def instant(v):
            micros = decimal.Decimal(v) * 1_000_000
            return epoch_of_micros(int(micros.to_integral_value(decimal.ROUND_FLOOR)))
        return some(instant)
    if kind.startswith("Date"):
        return some(lambda v: datetime.date.fromisoformat(v))
    return lambda v: v


class Parsed:
    """A dialect whose data base cannot run here: its SQL is parsed only."""

    def __init__(self, dialect):
        self.dialect = dialect

    def load(self, tables):
        pass

    def parse(self, sql):
        import sqlglot

        statements = sqlglot.parse(sql, read=self.dialect, error_level=sqlglot.ErrorLevel.RAISE)
        # What the parser does not know it takes for an opaque command.
        if len(statements) != 1 or not isinstance(statements[0], sqlglot.exp.Query):
            raise ValueError("not one query")

    def interrupt(self):
        pass

    def close(self):
        pass


ENGINES = {"duckdb": DuckDb, "sqlite": Sqlite, "postgres": Postgres, "spark": Spark, "clickhouse": ClickHouse,
           "snowflake": lambda: Parsed("snowflake"), "bigquery": lambda: Parsed("bigquery")}


def answer(engine, line):
    """The answer to one request; whatever goes wrong in it is told, and the next may be right."""
    try:
        request = json.loads(line)
        if not request.get("keep") and "tables" in request:
            engine.load(request["tables"])
        if isinstance(engine, Parsed):
            engine.parse(request["sql"])
            return {"parsed": True}
        if not request["sql"].strip():
            # Some engines take no statement for one without rows.
            raise ValueError("no statement")
        timer = threading.Timer(LIMIT_SECONDS, engine.interrupt)
        timer.daemon = True
        timer.start()
        try:
            columns, rows = engine.run(request["sql"])
        finally:
            timer.cancel()
        return {"columns": columns, "rows": [[plain(v) for v in row] for row in rows]}
    except Exception as error:
        return {"error": told(error)}


def told(error):
    """What an error says, without the traces that Spark's hold."""
    text = str(error) or repr(error)
    if text.startswith("An error occurred while calling"):
        for cause in (r"\[[A-Z][A-Z0-9_.]+\] .*", r"(?<=Caused by: ).*", r"(?<=\n: ).*"):
            if found := re.search(cause, text):
                text = found[0]
                break
    return text[:4000]


def versions():
    """A line for each engine."""
    from importlib.metadata import version

    postgres = subprocess.run([postgres_program("postgres"), "--version"], capture_output=True, text=True, check=True)
    java = spark_java()
    java = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr.splitlines()[0]
    print("duckdb", version("duckdb"))
    print("sqlite", sqlite_module().sqlite_version)
    print("postgres", postgres.stdout.split()[2])
    print("spark", version("pyspark"), "on", java)
    print("clickhouse", version("chdb-core"), "(chdb", version("chdb") + ")")
    print("snowflake and bigquery: parsed by sqlglot", version("sqlglot"))
    print("dbt", version("dbt-core"), "with dbt-duckdb", version("dbt-duckdb"))


def main():
    if sys.argv[1:] == ["--versions"]:
        versions()
        return
    if len(sys.argv) != 2 or sys.argv[1] not in ENGINES:
        sys.exit("usage: serve.py " + "|".join(ENGINES))
    # Answers have the standard output alone: what an engine or a process of it prints goes to the standard error.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    engine = ENGINES[sys.argv[1]]()
    try:
        for line in sys.stdin.buffer:
            if line.strip():
                out.write(json.dumps(answer(engine, line), allow_nan=False).encode() + b"\n")
                out.flush()
    finally:
        engine.close()


if __name__ == "__main__":
    main()
