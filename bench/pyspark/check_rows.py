"""Whether a join's result is the left join of its inputs, computed here with a dict and without Spark.

    python check_rows.py LEFT RIGHT OUTPUT MAX_RECORDS_PER_FILE
    python check_rows.py --same TABLE TABLE

stdout: one JSON object: what was counted, and `problems`, empty where everything is as it should be. --same asks whether two tables hold
the same rows, in whatever order and files.
"""

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow.parquet as parquet

KEYS = ("CUSIP", "EFFECTIVEDATE")
SHOWN = 3  # rows of each kind that a problem quotes


def data_files(folder):
    return sorted(path for path in Path(folder).iterdir() if path.suffix == ".parquet")


def rows_of(folder):
    """Column names, and the rows as tuples in their order."""
    columns, rows = None, []
    for path in data_files(folder):
        table = parquet.read_table(path)
        if columns not in (None, table.column_names):
            raise SystemExit(f"{path} has other columns than its neighbours")
        columns = table.column_names
        rows.extend(zip(*(column.to_pylist() for column in table.columns)))
    return columns, rows


def left_join(left_columns, left, right_columns, right):
    """As SQL has it: each pair of equal keys, each other left row once with nulls; a null key is equal to nothing."""
    key_of_left = [left_columns.index(key) for key in KEYS]
    key_of_right = [right_columns.index(key) for key in KEYS]
    others = [at for at, name in enumerate(right_columns) if name not in KEYS]
    partners = defaultdict(list)
    for row in right:
        partners[tuple(row[at] for at in key_of_right)].append(tuple(row[at] for at in others))

    rest_of_left = [at for at, name in enumerate(left_columns) if name not in KEYS]
    nothing = [(None,) * len(others)]
    joined, unmatched = Counter(), 0
    for row in left:
        key = tuple(row[at] for at in key_of_left)
        found = [] if None in key else partners.get(key, [])
        unmatched += not found
        for partner in found or nothing:
            joined[key + tuple(row[at] for at in rest_of_left) + partner] += 1
    renamed = [f"{right_columns[at]}_right" if right_columns[at] in left_columns else right_columns[at] for at in others]
    return [*KEYS, *(left_columns[at] for at in rest_of_left), *renamed], joined, unmatched


def differences(expected: Counter, found: Counter):
    missing, surplus = expected - found, found - expected
    problems = []
    if missing:
        problems.append(f"{missing.total()} rows are missing, such as {[str(row) for row in list(missing)[:SHOWN]]}")
    if surplus:
        problems.append(f"{surplus.total()} rows are too many, such as {[str(row) for row in list(surplus)[:SHOWN]]}")
    return problems


def check_join(left_folder, right_folder, output_folder, most: int):
    left_columns, left = rows_of(left_folder)
    right_columns, right = rows_of(right_folder)
    columns, expected, unmatched = left_join(left_columns, left, right_columns, right)
    found_columns, found = rows_of(output_folder)
    problems = differences(expected, Counter(found))
    if columns != found_columns:
        problems.append(f"columns are {found_columns}, expected {columns}")
    records = [parquet.ParquetFile(path).metadata.num_rows for path in data_files(output_folder)]
    if max(records) > most:
        problems.append(f"a file holds {max(records)} records, more than {most}")
    if not (Path(output_folder) / "_SUCCESS").exists():
        problems.append("no _SUCCESS file")
    hot = Counter((row[0], row[1]) for row in left).most_common(1)[0][1]
    return {
        "left": len(left),
        "right": len(right),
        "rows": len(found),
        "unmatched": unmatched,
        "hottestKey": hot,
        "files": len(records),
        "mostRecords": max(records),
        "problems": problems,
    }


def check_same(one, other):
    (columns, rows), (other_columns, other_rows) = rows_of(one), rows_of(other)
    problems = differences(Counter(rows), Counter(other_rows))
    if columns != other_columns:
        problems.append(f"columns are {columns} and {other_columns}")
    return {"rows": len(rows), "problems": problems}


if __name__ == "__main__":
    if sys.argv[1] == "--same":
        answer = check_same(*sys.argv[2:])
    else:
        answer = check_join(*sys.argv[1:4], int(sys.argv[4]))
    json.dump(answer, sys.stdout)
