"""Polars: text as Categorical and as String; expressions over lazy frames."""
import math
from datetime import datetime
from functools import reduce

import polars as pl
import rules

VERSION = f"Polars {pl.__version__}"
CODED = ["title", "seniority", "country", "industry", "source", "event", "path"]
AS_OF = datetime(2026, 1, 1)


def compare(column, op, value):
    left = pl.col(column)
    right = pl.lit(datetime.fromisoformat(value.plain()) if isinstance(value, rules.Moment) else value)
    return {">=": left >= right, "<=": left <= right, ">": left > right, "<": left < right}[op]


def condition(tree):
    kind, *rest = tree
    if kind in ("and", "or"):
        parts = [condition(part) for part in rest[0]]
        return reduce(lambda a, b: a & b if kind == "and" else a | b, parts)
    return {
        "in": lambda c, vs: pl.col(c).is_in(vs), "compare": compare, "unknown": lambda c: pl.col(c).is_null(),
        "ends": lambda c, v: pl.col(c).str.ends_with(v), "yes": lambda c: pl.col(c),
    }[kind](*rest)


def stage(frame):
    score = pl.col("score")
    return frame.with_columns(pl.when(score >= 60).then(pl.lit("hot")).when(score >= 30).then(pl.lit("warm"))
                              .otherwise(pl.lit("cold")).alias("stage"))


def w1(leads, text):
    terms = [pl.when(condition(c)).then(points).otherwise(0.0) for c, points in rules.rules(text)]
    while len(terms) > 1:
        terms = [sum(terms[i + 1:i + 2], terms[i]) for i in range(0, len(terms), 2)]
    score = terms[0].clip(0, 100) if rules.limited(text) else terms[0]
    return stage(leads.select("lead_id", score.alias("score")))


def ageing(leads, events):
    age, event = pl.col("age"), pl.col("event")
    halved = (age * (math.log(0.5) / 7_776_000)).exp()
    decayed = (age * (math.log(0.9) / 2_592_000)).exp()

    def line(kind, worth, cap=None, where=None):
        which = event == kind if where is None else (event == kind) & where
        total = (worth if isinstance(worth, pl.Expr) else pl.lit(worth)).filter(which).sum()
        return (total.clip(upper_bound=cap) if cap else total).round(2, mode="half_away_from_zero")

    d = pl.col("d")
    count = lambda points, kind, days: (points * ((event == kind) & (age < days * 86_400)).sum()).cast(pl.Float64)
    lines = dict(
        opens=line("email_open", d, 10), clicks=line("email_click", 3 * d, 12),
        pages=line("page_view", 2 * d, 20, pl.col("path").str.starts_with("/pricing")),
        long_views=line("page_view", 0.5 * d, 15, pl.col("seconds") > 60),
        pricing=line("pricing_view", 5 * d, 25), webinars=line("webinar_attended", 8 * halved),
        demos=line("demo_request", 20 * halved, 40), papers=line("whitepaper_download", 4 * d, 12),
        bounces=-line("bounce", 5 * d, 10), carts=count(6, "cart_add", 30), purchases=count(15, "purchase", 180),
        forms=(10 * d).filter(event == "form_submit").top_k(3).sum().round(2, mode="half_away_from_zero"),
        unsubscribed=pl.when((event == "unsubscribe").any()).then(-15.0).otherwise(0.0),
        busy=pl.when(((event == "page_view") & (age < 7 * 86_400)).sum() >= 5).then(10.0).otherwise(0.0),
        silent=pl.when(age.min() < 60 * 86_400).then(0.0).otherwise(-10.0),
    )
    aged = events.with_columns(age=(pl.lit(AS_OF) - pl.col("ts")).dt.total_seconds()).with_columns(d=decayed)
    sums = aged.group_by("lead_id").agg(**lines)
    score = pl.sum_horizontal(list(lines)).clip(0, 100).round(2).fill_null(0.0)
    return stage(leads.select("lead_id").join(sums, on="lead_id", how="left").select("lead_id", score=score))


def contenders(work, threads, data, text):
    what, _, form = work.partition(".")
    plan = lambda leads, events: w1(leads, text) if what == "w1" else ageing(leads, events)
    if form:
        scan = lambda name: (pl.scan_parquet(f"{data}/{name}.parquet") if form == "parquet" else
                             pl.scan_csv(f"{data}/{name}.csv", try_parse_dates=True))
        out = f"{data}/polars.{work}.scores.parquet"
        yield "Polars", lambda: plan(scan("leads"), scan("events")).sink_parquet(out), lambda: pl.read_parquet(out).to_arrow()
        return
    for name, coded in (("Polars, Categorical", True), ("Polars, String", False)):
        tables = {}
        for table, order in (("leads", ["lead_id"]), ("events", ["lead_id", "ts"])):
            frame = pl.read_parquet(f"{data}/{table}.parquet").sort(order).with_columns(pl.col("lead_id").set_sorted())
            columns = [c for c in frame.columns if c in CODED and coded]
            tables[table] = frame.with_columns(pl.col(columns).cast(pl.Categorical)).lazy()
        result = []
        yield name, lambda: result.__setitem__(slice(None), [plan(tables["leads"], tables["events"]).collect()]), \
            lambda: result[0].to_arrow()
