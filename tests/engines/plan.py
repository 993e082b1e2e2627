# Prints the plan that Spark makes of a query, in a short form that is the same from run to run.
"""plan.py --leads COLUMNS --events COLUMNS < query.sql

    baremo sql rules.score --dialect spark | plan.py --leads 'lead_id STRING, title STRING' --events 'lead_id STRING, event STRING, time TIMESTAMP'

COLUMNS are written as in CREATE TABLE; a table that the query does not read can be left out. The tables are made without rows and
nothing is run. Adaptive execution and broadcast joins are off, so that the plan is that of tables too large for them.

One line a node, with what says how rows move: exchanges with their keys, joins with their kind and keys, scans with their table.
`ReusedExchange` is one that is computed once and read again. At the end stands how many exchanges have a scan of the events under
them (`shuffles of events`; those that are read again count once) and how often the events are scanned.
"""
import argparse
import json
import os
import re
import shutil
import sys

from serve import spark_java, temporary_folder

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.analyzer.maxIterations": "1000",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
}
# Nodes that say how code is compiled, not how rows move.
WRAPPERS = {"WholeStageCodegen", "InputAdapter"}


def session(folder):
    """Spark without a place of its own in the working folder."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ.pop("SPARK_HOME", None)
    os.environ["JAVA_HOME"] = os.path.dirname(os.path.dirname(spark_java()))
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").appName("baremo")
    # Other settings, as for serve.py.
    more = json.loads(os.environ.get("BAREMO_SPARK_CONF", "{}"))
    places = {"spark.local.dir": folder, "spark.sql.warehouse.dir": f"{folder}/warehouse"}
    for key, value in {**SETTINGS, **places, **more}.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def sequence(seq):
    """A sequence of Scala's as a list."""
    return [seq.apply(index) for index in range(seq.length())]


def keys(expressions):
    """Expressions without the numbers that Spark gives to columns."""
    return ", ".join(re.sub(r"#\d+L?", "", expression.toString()) for expression in sequence(expressions))


def words(node):
    """What is told of a node."""
    name = node.nodeName().strip()
    if name == "Exchange":
        return f"Exchange {re.sub(r'#[0-9]+L?', '', node.outputPartitioning().toString())}"
    if name == "ReusedExchange":
        return f"ReusedExchange {re.sub(r'#[0-9]+L?', '', node.child().outputPartitioning().toString())}"
    if name.endswith("Join"):
        return f"{name} {node.joinType().toString()} [{keys(node.leftKeys())}]"
    if name.startswith("Scan"):
        return f"Scan {table(node)}"
    return name


def table(scan):
    """The table's name, which is that of its folder."""
    return scan.relation().location().rootPaths().head().getName()


class Plan:
    """The lines of a plan, and what it does with the events."""

    def __init__(self):
        self.lines = []
        self.shuffles = 0
        self.scans = 0

    def walk(self, node, depth=0):
        """Adds the node and what is under it; whether the events are scanned there."""
        name = node.nodeName().strip()
        shown = not any(name.startswith(wrapper) for wrapper in WRAPPERS)
        if shown:
            self.lines.append("  " * depth + words(node))
        under = name.startswith("Scan") and table(node) == "events"
        self.scans += under
        for child in sequence(node.children()):
            under |= self.walk(child, depth + shown)
        self.shuffles += name == "Exchange" and under
        return under


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", metavar="COLUMNS")
    parser.add_argument("--events", metavar="COLUMNS")
    options = parser.parse_args()
    query = sys.stdin.read()

    folder = temporary_folder("plan")
    try:
        spark = session(folder)
        for name in ("leads", "events"):
            columns = getattr(options, name)
            if columns:
                path = f"{folder}/{name}"
                spark.createDataFrame([], columns).write.parquet(path)
                spark.read.parquet(path).createOrReplaceTempView(name)
        plan = Plan()
        plan.walk(spark.sql(query)._jdf.queryExecution().executedPlan())
        spark.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join(plan.lines))
    print(f"\nshuffles of events: {plan.shuffles}\nscans of events: {plan.scans}")


if __name__ == "__main__":
    main()
