"""Scores an event log with Spark by the query that `baremo sql` wrote, and writes the leads by stage.

    spark-submit examples/spark/score.py --output scores
    python examples/spark/score.py --output scores               # where pyspark is installed, with Java 17 or 21
    spark-submit examples/spark/score.py --query my.sql --events lake/events --leads lake/leads --output scores

Without --events, the log is the shop's of ../online-retail. Tables of Parquet are folders or files, `events` and `leads` to the query.
"""
import argparse
from pathlib import Path

from pyspark.sql import SparkSession

HERE = Path(__file__).resolve().parent
INVOICES = HERE.parent / "online-retail/data/invoices.csv.gz"
COLUMNS = "customer_id STRING, event STRING, ts TIMESTAMP, invoice_no STRING, value DOUBLE, lines INT, quantity INT, country STRING"


def session():
    """Spark as the query needs it; a cluster's own settings stay as they are."""
    return (
        SparkSession.builder.appName("baremo")
        .config("spark.sql.session.timeZone", "UTC")
        # A query of many steps is resolved in more rounds than the hundred that Spark allows itself.
        .config("spark.sql.analyzer.maxIterations", "1000")
        .getOrCreate()
    )


def invoices(spark):
    """The log of the shop. It writes London's wall clock, and the query asks about instants."""
    reader = spark.read.option("header", True).option("timeZone", "Europe/London")
    return reader.schema(COLUMNS).csv(INVOICES.as_uri())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--query", default=HERE / "online_retail.sql", help="what `baremo sql --dialect spark` wrote")
    parser.add_argument("--events", help="Parquet [default: the invoices of ../online-retail]")
    parser.add_argument("--leads", help="Parquet, where the query reads leads")
    parser.add_argument("--output", default="scores", help="the folder of the results, written anew [default: scores]")
    options = parser.parse_args()

    spark = session()
    events = spark.read.parquet(options.events) if options.events else invoices(spark)
    events.createOrReplaceTempView("events")
    if options.leads:
        spark.read.parquet(options.leads).createOrReplaceTempView("leads")

    scored = spark.sql(Path(options.query).read_text(encoding="utf-8"))
    scored.write.mode("overwrite").partitionBy("stage").parquet(options.output)

    for stage, count in spark.read.parquet(options.output).groupBy("stage").count().orderBy("stage").collect():
        print(f"{count:>9,} {stage or '(none)'}")
    spark.stop()


if __name__ == "__main__":
    main()
