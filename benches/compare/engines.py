"""One data base engine at one piece of work: answers compared first, then timed. Prints lines of JSON.

    python3 engines.py ENGINE WORK THREADS DATA     e.g. duckdb w1 1 target/bench

DATA holds what `cargo bench -- --write DATA` wrote. WORK is `w1`, `events` (tables in the engine's memory to a table of
results in it) or `w1.parquet`, `w1.csv`, `events.parquet`, `events.csv` (files to a Parquet file of scores).
"""
import importlib
import json
import os
import sys
import time
from pathlib import Path

ROUNDS = 5
PER = {"w1": "lead", "events": "event"}


def parquet_files(data):
    """Beside the CSV files the same as Parquet: snappy, row groups of 131,072."""
    import pyarrow as pa
    from pyarrow import csv, parquet
    types = {c: pa.int32() for c in ("employees", "visits", "seconds")} | {
        "created_at": pa.timestamp("s"), "ts": pa.timestamp("s"), "revenue": pa.float64(), "pages_per_visit": pa.float64()}
    for name in ("leads", "events"):
        if not (data / f"{name}.parquet").exists():
            table = csv.read_csv(data / f"{name}.csv", convert_options=csv.ConvertOptions(column_types=types))
            parquet.write_table(table, data / f"{name}.parquet", row_group_size=131_072, compression="snappy")


def expected(data, work):
    """{lead: (score in hundredths, stage)} as two sorted arrays."""
    from pyarrow import csv
    name = "w1" if work.startswith("w1") else "ageing"
    table = csv.read_csv(data / f"{name}.answers.csv").sort_by("lead_id")
    return table["score"].to_numpy(), table["stage"].to_numpy(zero_copy_only=False)


def differing(table, expected):
    """Of an Arrow table of lead_id, score, stage: how many leads are answered otherwise."""
    table = table.sort_by("lead_id")
    scores = (table["score"].cast("float64").to_numpy() * 100).round().astype(int)
    stages = table["stage"].cast("string").to_numpy(zero_copy_only=False)
    assert len(scores) == len(expected[0]), f"{len(scores)} leads of {len(expected[0])}"
    return int(((scores != expected[0]) | (stages != expected[1])).sum())


def things(data, work):
    """Times are told for each lead or event, but for a file as a whole."""
    from pyarrow import parquet
    name = {"w1": "leads", "events": "events"}.get(work)
    return parquet.read_metadata(data / f"{name}.parquet").num_rows if name else 1


def timed(run):
    cpu, wall = time.process_time(), time.perf_counter()
    run()
    return time.process_time() - cpu, time.perf_counter() - wall


def main(engine, work, threads, data):
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    rules = Path(__file__).parent.parent / ("w1.score" if work.startswith("w1") else "ageing.score")
    module = importlib.import_module(f"in_{engine}")
    truth = expected(data, work)
    for name, run, answers in module.contenders(work, threads, data, rules.read_text()):
        run()
        wrong = differing(answers(), truth)
        # Sums of doubles may fall on the other side of half a hundredth, once in a great while.
        assert wrong * 100_000 <= len(truth[0]), f"{name}, {work}: {wrong} leads differ"
        rounds = sorted(timed(run) for _ in range(ROUNDS))
        cpu, wall = rounds[ROUNDS // 2][0], sorted(r[1] for r in rounds)[ROUNDS // 2]
        each = 1e9 / things(data, work)
        print(json.dumps({"work": work, "who": name, "per": PER.get(work, "file"), "version": module.VERSION, "differing": wrong,
                          "cpu_ns": cpu * each, "wall_ns": wall * each,
                          "least": rounds[0][0] * each, "most": rounds[-1][0] * each}), flush=True)


if __name__ == "__main__":
    engine, work, threads, data = sys.argv[1:]
    parquet_files(Path(data))
    main(engine, work, int(threads), Path(data))
