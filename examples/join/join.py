"""The left join of two Parquet tables on CUSIP and EFFECTIVEDATE.

    spark-submit <the flags that `emr-autotune plan --format spark-submit` prints> \\
      join.py LEFT RIGHT OUTPUT [--partitions N] [--explicit-repartition] [--max-records-per-file N]

LEFT, RIGHT and OUTPUT are folders or s3:// prefixes. The size of executors, the number of partitions and the size of read splits come from
those flags: this file sets nothing that the plan sets. A column of RIGHT whose name LEFT has too is written as NAME_right.

Nothing is cached: each table is read once, and a cache would take memory from the join.

OUTPUT is overwritten, so a second run gives the same rows. Its old content goes before the job starts: a job that fails leaves none.

Exit codes: 0 written, 1 Spark failed while it ran, 2 arguments or tables that cannot be used (nothing written, OUTPUT as it was).
"""

import argparse
import sys

KEYS = ("CUSIP", "EFFECTIVEDATE")


class InputError(Exception):
    """Arguments or tables that cannot be used; the message is one line."""


def count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1, got {text}")
    return value


def arguments(argv):
    parser = argparse.ArgumentParser(description="Left join of two Parquet tables on CUSIP and EFFECTIVEDATE.")
    parser.add_argument("left", help="Parquet table of which every row is kept")
    parser.add_argument("right", help="Parquet table that is looked up")
    parser.add_argument("output", help="where the result goes; overwritten")
    parser.add_argument(
        "--partitions", type=count, help="partitions of the join (default: what spark.sql.shuffle.partitions says)"
    )
    parser.add_argument(
        "--explicit-repartition",
        action="store_true",
        help="repartition both tables on the keys: a fixed number of tasks, no adaptive coalescing, no splitting of skewed keys",
    )
    parser.add_argument(
        "--max-records-per-file", type=count, default=250_000, help="rows of a file at most (default: %(default)s)"
    )
    return parser.parse_args(argv)


def table(spark, path: str):
    from pyspark.sql.utils import AnalysisException

    try:
        return spark.read.parquet(path)
    except AnalysisException as error:
        raise InputError(f"{path} cannot be read as Parquet: {str(error).splitlines()[0]}") from None


def join_key_types(frame, path: str):
    """The type of each key, whose names Spark compares without regard to case."""
    types = {field.name.upper(): field.dataType.simpleString() for field in frame.schema.fields}
    for key in KEYS:
        if key not in types:
            raise InputError(f"{path} has no column {key}; it has {', '.join(frame.columns)}")
    return [types[key] for key in KEYS]


def check(left, right, flags) -> None:
    types = zip(KEYS, join_key_types(left, flags.left), join_key_types(right, flags.right))
    for key, of_left, of_right in types:
        # Spark would compare a date with a text by a cast that gives null for what it cannot read, and lose those matches.
        if of_left != of_right:
            raise InputError(f"{key} is {of_left} in {flags.left} and {of_right} in {flags.right}; write one as the other first")


def check_paths(spark, flags) -> None:
    """Overwriting deletes OUTPUT before anything is read, so it must not hold an input or lie in one."""

    def qualified(path: str) -> str:
        hadoop_path = spark._jvm.org.apache.hadoop.fs.Path(path)
        file_system = hadoop_path.getFileSystem(spark._jsc.hadoopConfiguration())
        return file_system.makeQualified(hadoop_path).toString() + "/"

    output = qualified(flags.output)
    for path in (flags.left, flags.right):
        given = qualified(path)
        if output.startswith(given) or given.startswith(output):
            raise InputError(f"OUTPUT {flags.output} is overwritten and must lie apart from the input {path}")


def with_own_names(right, left):
    """RIGHT with its columns other than the keys renamed where LEFT has that name: Parquet holds a name once."""
    taken = {name.upper() for name in (*left.columns, *right.columns)}
    for name in right.columns:
        if name.upper() in KEYS or name.upper() not in {other.upper() for other in left.columns}:
            continue
        renamed = f"{name}_right"
        if renamed.upper() in taken:
            raise InputError(f"both tables have a column {name}, and {renamed} is taken too; rename one of them first")
        right = right.withColumnRenamed(name, renamed)
    return right


def joined(left, right, partitions: int, explicit_repartition: bool):
    """
    Without an explicit repartition Spark shuffles both sides on the keys itself, into spark.sql.shuffle.partitions, and adaptive execution
    merges partitions that came out small and splits those that a hot key made large. An explicit repartition(n, keys) is a number that the
    author demands: adaptive execution then leaves it alone, and one task gets all of a hot key. bench/pyspark shows both plans.
    """
    if explicit_repartition:
        left = left.repartition(partitions, *KEYS)
        right = right.repartition(partitions, *KEYS)
    return left.join(right, on=list(KEYS), how="left")


def main(argv) -> int:
    flags = arguments(argv)
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("left-join-on-cusip-and-date").getOrCreate()
    try:
        check_paths(spark, flags)
        left = table(spark, flags.left)
        right = table(spark, flags.right)
        check(left, right, flags)
        if flags.partitions is not None:
            spark.conf.set("spark.sql.shuffle.partitions", flags.partitions)
        partitions = int(spark.conf.get("spark.sql.shuffle.partitions"))
        result = joined(left, with_own_names(right, left), partitions, flags.explicit_repartition)
        result.write.mode("overwrite").option("maxRecordsPerFile", flags.max_records_per_file).parquet(flags.output)
    except InputError as error:
        print(f"join.py: {error}", file=sys.stderr)
        return 2
    finally:
        spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
