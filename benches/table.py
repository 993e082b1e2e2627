"""Runs all benchmarks on one set of data and prints the tables of docs/performance.md.

    python3 benches/table.py [--data target/bench] [--print] [--without rust|memory|engines|files …]

Needs cargo, and for the other engines duckdb, polars, chdb and pyarrow from pip; what is missing is left out. Times are
medians of CPU time; `--print` only prints what the last run found. `BAREMO_BENCH_LEADS` and `BAREMO_BENCH_EVENTS` make the data
smaller.
"""
import argparse
import datetime
import importlib
import json
import multiprocessing
import os
import platform
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
TOP = HERE.parent
ENGINES = [("duckdb", "duckdb"), ("polars", "polars"), ("clickhouse", "chdb")]
FILES = ["w1.parquet", "w1.csv", "events.parquet", "events.csv"]
RULES = {"w1": "w1.score", "events": "ageing.score"}
# The works in the order of the page, each with what it is.
WORKS = {
    "one lead, 40 rules": "One lead at a time: the forty rules of `w1.score`, through the library",
    "source to first score": "From the text of a rule file to the first score",
    "w1": "Forty rules over twelve columns, in memory, one thread",
    "w1, two threads": "The same on two threads",
    "many, 1000 rules": "1,000 rules over the same columns",
    "many, 10000 rules": "10,000 rules",
    "events": "Ageing, filters, caps, limits and windows over events (`ageing.score`), in memory, one thread",
    "events, two threads": "The same on two threads",
    "w1.parquet": "`w1.score` from a Parquet file to a Parquet file of scores, two threads",
    "w1.csv": "The same from CSV",
    "events.parquet": "`ageing.score` from Parquet files, two threads",
    "events.csv": "The same from CSV",
}


def run(*command, **more):
    print("+", *command, file=sys.stderr)
    return subprocess.run([str(part) for part in command], check=True, cwd=TOP, **more)


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def compare(module):
    """A module of `compare/`."""
    sys.path.insert(0, str(HERE / "compare"))
    return importlib.import_module(module)


def apart(function, *arguments):
    """Runs a function in a process of its own, lest this one grow: the peak memory of a child counts what its parent had when it was made."""
    process = multiprocessing.get_context("spawn").Process(target=function, args=arguments)
    process.start()
    process.join()
    assert process.exitcode == 0, function.__name__


def parquet_files(data):
    compare("engines").parquet_files(data)


def rust_engines(data, results):
    """CEL, ZEN and Roto, with the rules said in each one's language."""
    rules = compare("rules")
    text = (HERE / "w1.score").read_text()
    for language in ("cel", "zen", "roto", "codes.roto", "codes.json"):
        (data / f"w1.{language}").write_text(rules.translated(text, language))
    embed = (HERE / "embed.score").read_text()
    for language in ("cel", "zen"):
        (data / f"embed.{language}").write_text(rules.translated(embed, language))
    run("cargo", "run", "--release", "--manifest-path", HERE / "compare/Cargo.toml", "--", data, data, results)


def data_bases(data, results, works):
    for engine, module in ENGINES:
        if not find_spec(module):
            print(f"without {engine}: pip install {module}", file=sys.stderr)
            continue
        for work in works:
            threads = 2 if "." in work else 1
            found = run(sys.executable, HERE / "compare/engines.py", engine, work, threads, data, stdout=subprocess.PIPE)
            with open(results, "ab") as file:
                file.write(found.stdout)


def baremo_on_files(data, results, rounds=5):
    """The command as a whole process: CPU time and peak memory from the system."""
    run("cargo", "build", "--release")
    for work in FILES:
        rules, form = work.split(".")
        out = data / f"baremo.{work}.scores.parquet"
        command = [TOP / "target/release/baremo", "score", HERE / RULES[rules], "--leads", data / f"leads.{form}",
                   "--as-of", "2026-01-01", "--threads", "2", "--output", out]
        command += ["--events", data / f"events.{form}"] if rules == "events" else []
        times = []
        for _ in range(rounds):
            began = time.perf_counter()
            child = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            assert status == 0, command
            times.append((usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss))
        apart(must_equal, data, rules, out)
        times.sort()
        cpu, wall = times[rounds // 2][0], sorted(t[1] for t in times)[rounds // 2]
        record = {"work": work, "who": "Baremo", "per": "file", "cpu_ns": cpu * 1e9, "wall_ns": wall * 1e9,
                  "least": times[0][0] * 1e9, "most": times[-1][0] * 1e9, "memory_mb": max(t[2] for t in times) / 1024}
        with open(results, "a") as file:
            file.write(json.dumps(record) + "\n")


def must_equal(data, rules, out):
    from pyarrow import parquet
    engines = compare("engines")
    table = parquet.read_table(out)
    score = {"w1": "lead_score", "events": "engagement"}[rules]
    table = table.rename_columns({score: "score"})
    wrong = engines.differing(table, engines.expected(data, rules))
    assert wrong == 0, f"{out}: {wrong} leads differ"


def figure(record):
    unit, of = {"file": ("ms", 1e6)}.get(record["per"], ("ns", 1))
    figures = [record[key] / of for key in ("cpu_ns", "wall_ns", "least", "most") if key in record]
    return [f"{f:,.0f}" if f >= 100 else f"{f:.1f}" for f in figures], f"{unit} per {record['per']}"


def table(work, records):
    ours = next((r for r in records if r["who"] == "Baremo"), records[0])
    _, unit = figure(ours)
    print(f"### {WORKS.get(work, work)}\n\n| | CPU, {unit} | clock | × {ours['who']} |\n|---|---|---|---|")
    for record in records:
        (cpu, wall, *spread), _ = figure(record)
        paired = "ratio" in record and "ratio" in ours
        ratio = record["ratio"] / ours["ratio"] if paired else record["cpu_ns"] / ours["cpu_ns"]
        spread = f" ({' to '.join(spread)})" if spread else ""
        memory = f", {record['memory_mb']:.0f} MB" if "memory_mb" in record else ""
        print(f"| {record['who']}{memory} | {cpu}{spread} | {wall} | {ratio:.2f} |")
    print()


def machine():
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "") \
        if os.path.exists("/proc/cpuinfo") else platform.processor()
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True, cwd=TOP).stdout.split()[1]
    return f"{cpu}, {os.cpu_count()} cores, {platform.system()}, Rust {rust}"


def print_tables(results):
    records = lines(results)
    versions = sorted({r["version"] for r in records if "version" in r})
    day = datetime.date.fromtimestamp(results.stat().st_mtime)
    print(f"{day}; {'; '.join([machine(), *versions])}. Load when printed: {os.getloadavg()[0]:.1f}.\n")
    works = [*WORKS, *(w for w in dict.fromkeys(r["work"] for r in records) if w not in WORKS)]
    for work in works:
        of_work = [r for r in records if r["work"] == work]
        # Reading alone is a floor for the work on files of that name.
        floor = [r | {"who": "reading alone"} for r in records if r["work"] == "reading alone" and r["who"] == work]
        if of_work and work != "reading alone":
            table(work, sorted(floor, key=str) + of_work)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, default=TOP / "target/bench")
    options.add_argument("--print", action="store_true")
    options.add_argument("--without", nargs="*", default=[])
    asked = options.parse_args()
    data, results = asked.data.resolve(), asked.data.resolve() / "results.jsonl"
    if not asked.print:
        data.mkdir(parents=True, exist_ok=True)
        results.unlink(missing_ok=True)
        parts = {
            "memory": lambda: run("cargo", "bench", "--", "--json", results, stdout=sys.stderr),
            "rust": lambda: rust_engines(data, results),
            "engines": lambda: data_bases(data, results, ["w1", "events", *FILES]),
            "files": lambda: files(data, results),
        }
        if not (data / "events.csv").exists():
            run("cargo", "bench", "--", "--write", data)
        if find_spec("pyarrow"):
            apart(parquet_files, data)
        for name, part in parts.items():
            if name not in asked.without:
                part()
    print_tables(results)


def files(data, results):
    """Reading alone, and the command."""
    floor = data / "floor.jsonl"
    run("cargo", "bench", "--", "--data", data, "--json", floor, stdout=sys.stderr)
    with open(results, "a") as file:
        file.write(floor.read_text())
    baremo_on_files(data, results)


if __name__ == "__main__":
    main()
