# Holds serve.py to exact answers, in each dialect or in those named: names, doubles, times, arrays, nulls, errors.
import glob
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
HOSTILE = "a\"b'c`d\\e \U0001f600 ñ;--"
DOUBLES = [0.1, 1 / 3, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, -1e308, -0.0, 12, 2.0**53, None]
TIMES = [-86401, -1, 0, 1600000000, 253402300799, -2208988800, None]
TEXTS = [["x", "é"], [], [HOSTILE, ""], None]


class Server:
    def __init__(self, dialect):
        self.dialect = dialect
        self.process = subprocess.Popen([sys.executable, os.path.join(HERE, "serve.py"), dialect],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def ask(self, sql, tables=None, **more):
        request = {"sql": sql, **more, **({} if tables is None else {"tables": tables})}
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError("the server ended: " + self.process.stderr.read().decode("utf-8", "replace"))
        return json.loads(line)

    def rows(self, sql, tables=None, **more):
        answer = self.ask(sql, tables, **more)
        assert "rows" in answer, f"{sql}: {answer}"
        return answer["rows"]

    def close(self):
        self.process.stdin.close()
        code = self.process.wait(60)
        assert code == 0, f"exit code {code}"
        assert self.process.stdout.read() == b"", "more than the answers on the standard output"


def quoted(dialect, name):
    if dialect == "clickhouse":
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"
    mark = "`" if dialect == "spark" else '"'
    return mark + name.replace(mark, mark + mark) + mark


def same(got, wanted, what):
    # By their text, in which -0.0 is not 0.0 and 1.0 is not 1.
    assert repr(got) == repr(wanted), f"{what}: {got!r}, not {wanted!r}"


def column(server, kind, values, sqlite=None):
    """The values go in and come out the same; SQLite, which has fewer types, may hold others."""
    table = {"t": {"columns": [["i", "number"], ["v", kind]], "rows": [[i, v] for i, v in enumerate(values)]}}
    if server.dialect == "sqlite" and sqlite is not None:
        values = [sqlite(v) for v in values]
    got = [v for v, in server.rows("select v from t order by i", table)]
    same(got, values, f"column of {kind}")


def check_running(server):
    dialect = server.dialect

    # Names and text of any characters.
    name, other = quoted(dialect, HOSTILE), quoted(dialect, "x " + HOSTILE)
    table = {HOSTILE: {"columns": [[HOSTILE, "text"], ["x " + HOSTILE, "text"]],
                       "rows": [["1", HOSTILE], ["2", "line\nbreak\ttab"], ["3", ""], ["4", None]]},
             "t": {"columns": [["i", "number"]], "rows": []}}
    answer = server.ask(f"select {name}, {other} from {name} order by {name}", table)
    assert "rows" in answer, answer
    same(answer["columns"], [HOSTILE, "x " + HOSTILE], "names")
    same(answer["rows"], table[HOSTILE]["rows"], "text")

    # Kept tables; another request's tables replace them.
    same(server.rows(f"select max({other}) from {name} where {name} = '1'", keep=True), [[HOSTILE]], "kept tables")
    same(server.rows("select i from t", keep=True), [], "a table without rows")
    column(server, "text", ["b", "", None])
    assert "error" in server.ask(f"select 1 from {name}", keep=True), "an earlier request's table is left"

    doubles = [None if v is None else float(v) for v in DOUBLES]
    column(server, "number", [v if v is None else float(v) for v in doubles],
           # SQLite has no negative zero in a column.
           lambda v: 0.0 if v == 0 else v)
    column(server, "bool", [True, False, None], lambda v: None if v is None else int(v))
    column(server, "time", TIMES, lambda v: {
        -86401: "1969-12-30 23:59:59", -1: "1969-12-31 23:59:59", 0: "1970-01-01 00:00:00",
        1600000000: "2020-09-13 12:26:40", 253402300799: "9999-12-31 23:59:59",
        -2208988800: "1900-01-01 00:00:00", None: None}[v])
    if dialect == "clickhouse":
        column(server, "texts", [v or [] for v in TEXTS])
    else:
        column(server, "texts", TEXTS, lambda v: None if v is None else json.dumps(v, ensure_ascii=False))

    # Three-valued logic, in whatever the dialect takes for a truth value.
    table = {"t": {"columns": [["i", "number"], ["b", "bool"], ["x", "number"]],
                   "rows": [[1, True, None], [2, False, None], [3, None, 2]]}}
    got = server.rows("select b and x > 1, b or x > 1, not b, coalesce(x > 1, false), "
                      "case when x > 1 then 'y' else 'n' end from t order by i", table)
    wanted = [[None, True, False, False, "n"], [False, None, True, False, "n"], [None, True, None, True, "y"]]
    # 0 and 1 equal False and True here.
    assert got == wanted, f"three-valued logic: {got}"

    # Whole numbers are told from doubles, and decimals have their exact digits.
    same(server.rows("select count(*), sum(x) from t", keep=True), [[3, 2.0]], "a count and a sum")
    if dialect != "sqlite":
        date = "date32" if dialect == "clickhouse" else "date"
        same(server.rows(f"select cast(12.5 as decimal(18, 2)), cast('1969-12-31' as {date})", keep=True),
             [["12.50", -86400]], "a decimal and a date")
    nan = {"duckdb": "'nan'::double, 'inf'::double", "postgres": "'nan'::float8, 'inf'::float8",
           "clickhouse": "nan, inf", "spark": "double('NaN'), double('Infinity')",
           # Its NaN is null.
           "sqlite": "'NaN', 9e999"}[dialect]
    same(server.rows("select " + nan, keep=True), [["NaN", "Infinity"]], "numbers that JSON lacks")

    # An error leaves the server and its tables usable, whenever it comes.
    for bad in ("select nope from t", "select from where", "select (", ""):
        assert "error" in server.ask(bad, keep=True), f"no error: {bad!r}"
        same(server.rows("select count(*) from t", keep=True), [[3]], "a request after an error")
    late = {"duckdb": "select cast(x * 1e30 as bigint) from t", "postgres": "select 1 / (x - 2) from t",
            "clickhouse": "select throwIf(i > 1) from t", "spark": "select cast(x * 1e30D as bigint) from t",
            "sqlite": "select sum(v) from (select 9223372036854775807 as v union all select 1)"}[dialect]
    assert "error" in server.ask(late, keep=True), "no error while it runs"
    same(server.rows("select count(*) from t", keep=True), [[3]], "a request after an error while it ran")
    assert "error" in server.ask("select 1", {"t": {"columns": [["i", "number"]], "rows": [["no number"]]}})
    same(server.rows("select count(*) from t", table), [[3]], "a request after rows that cannot be loaded")
    assert "error" in server.ask("", {"t": 1}), "tables of a wrong form"
    same(server.rows("select count(*) from t", table), [[3]], "a request after a wrong form")


def check_parsed(server):
    same(server.ask('with c as (select 1 as x) select sum(x) over (order by x) from c'), {"parsed": True}, "a query")
    for bad in ("select (", "select 1; select 2", "selec 1", ""):
        assert "error" in server.ask(bad), f"no error: {bad!r}"
    same(server.ask("select 1"), {"parsed": True}, "a query after errors")


def main():
    dialects = sys.argv[1:] or ["duckdb", "sqlite", "postgres", "clickhouse", "spark", "snowflake", "bigquery"]
    failed = 0
    for dialect in dialects:
        server = Server(dialect)
        try:
            (check_parsed if dialect in ("snowflake", "bigquery") else check_running)(server)
            server.close()
            left = glob.glob(f"/tmp/baremo-engine-{server.process.pid}-*")
            assert not left, f"left behind: {left}"
            print(f"{dialect}: ok")
        except AssertionError as error:
            server.process.terminate()
            server.process.wait(60)
            failed += 1
            print(f"{dialect}: FAILED: {error}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
