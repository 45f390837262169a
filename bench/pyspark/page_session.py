"""Runs the snippets of a page, in their order, in one Spark session: spark-submit page_session.py SNIPPETS ANSWERS

SNIPPETS: a JSON list of {"line", "where", "code", "expected"}; ANSWERS gets a JSON list of {"line", "ok", "got"}.
A snippet "outside" runs as a process of its own, which knows of this session no more than the address of its UI.
"""

import contextlib
import doctest
import io
import json
import os
import subprocess
import sys
import traceback

from pyspark import StorageLevel
from pyspark.sql import SparkSession

# Python's own comparison of documentation with what was printed: `...` is any text.
CHECKER = doctest.OutputChecker()
HAND_DOWN = {"PATH", "HOME", "JAVA_HOME", "SPARK_LOCAL_IP", "JAVA_TOOL_OPTIONS", "TMPDIR", "SPARK_LOCAL_DIRS"}


def job_that_is_stuck(spark):
    """What the page takes for granted: executors that run, a stage that spilled, a cached DataFrame `df` and a cached RDD."""
    sc = spark.sparkContext
    # Sorters spill after the number of rows that spark.shuffle.spill.numElementsForceSpillThreshold says.
    rows = spark.range(0, 400_000, 1, 2).selectExpr("id", "xxhash64(id) as h")
    rows.sortWithinPartitions("h").write.format("noop").mode("overwrite").save()
    df = spark.range(0, 10_000, 1, 2).selectExpr("id", "id % 100 as k").cache()
    df.count()
    numbers = sc.parallelize(range(100), 2).persist(StorageLevel.MEMORY_ONLY)
    numbers.count()
    return {"spark": spark, "sc": sc, "df": df}


def inside(code: str, names) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(code, names)
        except Exception:
            traceback.print_exc(file=printed)
    return printed.getvalue()


def outside(code: str, ui: str) -> str:
    # Not this process's environment, which leads PySpark to this process's JVM.
    environment = {name: value for name, value in os.environ.items() if name in HAND_DOWN}
    environment["SPARK_UI"] = ui
    environment["PYSPARK_SUBMIT_ARGS"] = "--master local[1] --conf spark.ui.enabled=false pyspark-shell"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=300)
    return done.stdout if done.returncode == 0 else done.stdout + done.stderr


def main(snippets_file: str, answers_file: str) -> None:
    with open(snippets_file, encoding="utf8") as file:
        snippets = json.load(file)
    spark = SparkSession.builder.appName("page").getOrCreate()
    names = job_that_is_stuck(spark)
    answers = []
    for snippet in snippets:
        if snippet["where"] == "inside":
            got = inside(snippet["code"], names)
        else:
            got = outside(snippet["code"], names["sc"].uiWebUrl)
        ok = CHECKER.check_output(snippet["expected"], got, doctest.ELLIPSIS)
        answers.append({"line": snippet["line"], "ok": ok, "got": got})
    with open(answers_file, "w", encoding="utf8") as file:
        json.dump(answers, file)
    spark.stop()


main(*sys.argv[1:])
