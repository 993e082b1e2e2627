"""Polars: text as Categorical and as String; expressions over lazy frames."""
import math
from datetime import datetime
from functools import reduce

import polars as pl
import rules

VERSION = f"Polars {pl.__version__}"
CODED = ["title", "seniority", "country", "industry", "source", "event", "path"]
AS_OF = datetime(2026, 1, 1)
DAY = 86_400


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


def ageing(leads, events, coded):
    """Every line is a column, 0 where the event is another, so that grouping only sums: faster than filters in groups."""
    age, event, d = pl.col("age"), pl.col("event"), pl.col("d")
    decayed = (age * (math.log(0.9) / 2_592_000)).exp()
    halved = (age * (math.log(0.5) / 7_776_000)).exp()
    path = pl.col("path").cat if coded else pl.col("path").str
    where = lambda condition, worth: pl.when(condition).then(worth).otherwise(0.0)
    capped = {
        "opens": (where(event == "email_open", d), 10), "clicks": (where(event == "email_click", 3 * d), 12),
        "pages": (where((event == "page_view") & path.starts_with("/pricing"), 2 * d), 20),
        "long_views": (where((event == "page_view") & (pl.col("seconds") > 60), 0.5 * d), 15),
        "pricing": (where(event == "pricing_view", 5 * d), 25), "webinars": (where(event == "webinar_attended", 8 * halved), None),
        "demos": (where(event == "demo_request", 20 * halved), 40), "papers": (where(event == "whitepaper_download", 4 * d), 12),
        "bounces": (where(event == "bounce", 5 * d), 10), "carts": (where((event == "cart_add") & (age < 30 * DAY), 6.0), None),
        "purchases": (where((event == "purchase") & (age < 180 * DAY), 15.0), None),
    }
    rounded = lambda worth, cap: (worth.clip(upper_bound=cap) if cap else worth).round(2, mode="half_away_from_zero")
    aged = events.with_columns(age=(pl.lit(AS_OF) - pl.col("ts")).dt.total_seconds()).with_columns(d=decayed)
    columns = aged.select(
        "lead_id", "age", *(worth.alias(name) for name, (worth, _) in capped.items()),
        (event == "unsubscribe").alias("unsubscribed"), ((event == "page_view") & (age < 7 * DAY)).alias("views"))
    sums = columns.group_by("lead_id").agg(
        *(rounded(pl.col(name).sum(), cap) for name, (_, cap) in capped.items()),
        pl.col("unsubscribed").any(), pl.col("views").sum(), pl.col("age").min())
    forms = aged.filter(event == "form_submit").group_by("lead_id").agg(forms=rounded((10 * d).top_k(3).sum(), None))
    added = [name for name in capped if name != "bounces"] + ["forms"]
    score = (pl.sum_horizontal(added) - pl.col("bounces") - where(pl.col("unsubscribed"), 15.0)
             + where(pl.col("views") >= 5, 10.0) - where(age >= 60 * DAY, 10.0))
    joined = leads.select("lead_id").join(sums, on="lead_id", how="left").join(forms, on="lead_id", how="left")
    return stage(joined.select("lead_id", score=score.clip(0, 100).round(2).fill_null(0.0)))


def contenders(work, threads, data, text):
    what, _, form = work.partition(".")
    plan = lambda leads, events, coded=False: w1(leads, text) if what == "w1" else ageing(leads, events, coded)
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
        yield name, lambda: result.__setitem__(slice(None), [plan(tables["leads"], tables["events"], coded).collect()]), \
            lambda: result[0].to_arrow()
