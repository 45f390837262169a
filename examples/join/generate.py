"""Two Parquet tables to join on CUSIP and EFFECTIVEDATE, of any size, with a skew of your choice.

    spark-submit generate.py OUTPUT [--rows N] [--keys K] [--hot-keys H] [--hot-share S] [--null-share S]
                             [--matched-share S] [--rows-per-key R] [--seed SEED] [--files F]

OUTPUT/left has N rows; OUTPUT/right has R rows for each of the keys that have a partner. Both are overwritten.

Spark itself writes them: nothing else has to be installed on a cluster, the work is spread over it, and a table never lies in memory, as
each task counts through its range and writes as it goes. Every value is a hash of the row's number and the seed, so the same flags give
the same rows whatever the number of files, tasks or executors; `rand(seed)` would not, as it starts anew in every task.

Exit codes: 0 written, 1 Spark failed, 2 a flag that cannot be used (nothing written).
"""

import argparse
import sys

KEYS_PER_CUSIP = 250  # dates a security has: the trading days of about a year
DAY = 7919  # a prime: the salt that keeps hashes of one row apart
BUCKETS = 1_000_000_007  # shares are compared as fractions of it; far above any share anybody writes


def share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"must be from 0 to 1, got {text}")
    return value


def count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1, got {text}")
    return value


def arguments(argv):
    parser = argparse.ArgumentParser(description="Two Parquet tables to join on CUSIP and EFFECTIVEDATE.")
    parser.add_argument("output", help="folder or s3:// prefix; left/ and right/ in it are overwritten")
    parser.add_argument("--rows", type=count, default=100_000, help="rows of the left table (default: %(default)s)")
    parser.add_argument("--keys", type=count, default=10_000, help="different keys (default: %(default)s)")
    parser.add_argument("--hot-keys", type=count, default=1, help="keys that are hot (default: %(default)s)")
    parser.add_argument("--hot-share", type=share, default=0.3, help="left rows on hot keys (default: %(default)s)")
    parser.add_argument("--null-share", type=share, default=0.01, help="left rows without CUSIP (default: %(default)s)")
    parser.add_argument("--matched-share", type=share, default=0.9, help="keys with a partner (default: %(default)s)")
    parser.add_argument("--rows-per-key", type=count, default=1, help="right rows of a key (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="which rows are drawn (default: %(default)s)")
    parser.add_argument("--files", type=count, default=8, help="files of each table (default: %(default)s)")
    flags = parser.parse_args(argv)
    if flags.hot_keys > flags.keys:
        parser.error(f"--hot-keys must be at most --keys, {flags.keys}, got {flags.hot_keys}")
    if flags.hot_share + flags.null_share > 1:
        parser.error(f"--hot-share and --null-share must be at most 1 together, got {flags.hot_share + flags.null_share:g}")
    return flags


def tables(spark, flags):
    """The left and the right table, not computed yet."""
    from pyspark.sql import functions as F

    def drawn(salt: int, below: int):
        """A whole number from 0 to below - 1, fixed by the row's number, the seed and the salt."""
        return F.pmod(F.xxhash64(F.col("id"), F.lit(flags.seed), F.lit(salt * DAY)), F.lit(below))

    def happens(salt: int, probability: float):
        return drawn(salt, BUCKETS) < F.lit(int(probability * BUCKETS))

    def key_columns(key):
        """A key is a security and a date; nine characters in the form of a CUSIP, without its check digit."""
        cusip = F.lpad(F.conv((key / F.lit(KEYS_PER_CUSIP)).cast("bigint").cast("string"), 10, 36), 9, "0")
        date = F.date_add(F.lit("2024-01-01").cast("date"), F.pmod(key, F.lit(KEYS_PER_CUSIP)).cast("int"))
        return cusip, date

    hot = happens(1, flags.hot_share / (1 - flags.null_share) if flags.null_share < 1 else 0)
    key = F.when(hot, drawn(2, flags.hot_keys)).otherwise(drawn(3, flags.keys))
    cusip, date = key_columns(F.col("key"))
    left = (
        spark.range(0, flags.rows, 1, flags.files)
        .withColumn("key", key)
        .select(
            F.when(~happens(4, flags.null_share), cusip).alias("CUSIP"),
            date.alias("EFFECTIVEDATE"),
            F.col("id").alias("TRADE"),
            drawn(5, 10_000).alias("QUANTITY"),
            (drawn(6, 10_000_000) / F.lit(10_000)).cast("decimal(12,4)").alias("PRICE"),
        )
    )

    # Hot keys always have a partner: a skewed key that matches nothing would cost the join little.
    cusip, date = key_columns(F.col("key"))
    right = (
        spark.range(0, flags.keys * flags.rows_per_key, 1, flags.files)
        .withColumn("key", (F.col("id") / F.lit(flags.rows_per_key)).cast("bigint"))
        .where(
            (F.col("key") < flags.hot_keys)
            | (
                F.pmod(F.xxhash64(F.col("key"), F.lit(flags.seed), F.lit(7 * DAY)), F.lit(BUCKETS))
                < int(flags.matched_share * BUCKETS)
            )
        )
        .select(
            cusip.alias("CUSIP"),
            date.alias("EFFECTIVEDATE"),
            F.col("id").alias("QUOTE"),
            (drawn(8, 10_000_000) / F.lit(10_000)).cast("decimal(12,4)").alias("PRICE"),
            F.element_at(F.array(*map(F.lit, ("AAA", "AA", "A", "BBB"))), (drawn(9, 4) + 1).cast("int")).alias("RATING"),
        )
    )
    return left, right


def main(argv) -> int:
    flags = arguments(argv)
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.appName("generate-join-tables").getOrCreate()
    try:
        left, right = tables(spark, flags)
        output = flags.output.rstrip("/")
        left.write.mode("overwrite").parquet(f"{output}/left")
        right.write.mode("overwrite").parquet(f"{output}/right")
    finally:
        spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
