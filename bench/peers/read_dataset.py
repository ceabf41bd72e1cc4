"""Reads what `data features` wrote with every reader that is installed, and holds them to each other.

    python3 read_dataset.py DATASET.parquet|FOLDER/

Tries pandas (pyarrow), Polars, DuckDB and Spark; says which are not there. Prints a line a reader and
ends with 1 when two of them see different rows, labels, features or times.
"""
import importlib.util
import json
import os
import sys


def with_pandas(path):
    import pandas

    return pandas.read_parquet(path)


def with_polars(path):
    import polars

    pattern = os.path.join(path, "**/*.parquet") if os.path.isdir(path) else path
    return polars.read_parquet(pattern, hive_partitioning=os.path.isdir(path)).to_pandas()


def with_duckdb(path):
    import duckdb

    pattern = os.path.join(path, "**/*.parquet") if os.path.isdir(path) else path
    return duckdb.sql(f"select * from read_parquet('{pattern}')").df()


def with_spark(path):
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = session.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    return session.read.parquet(path).toPandas()


READERS = {
    "pandas": (("pandas", "pyarrow"), with_pandas),
    "polars": (("polars", "pandas", "pyarrow"), with_polars),
    "duckdb": (("duckdb", "pandas"), with_duckdb),
    "spark": (("pyspark", "pandas"), with_spark),
}
NAMES = {"venue", "symbol", "date", "recv_time", "exch_time"}


def digest(table):
    """What all readers must agree on, whatever types they chose."""
    numbers = [name for name in table.columns if name not in NAMES]
    return {
        "rows": len(table),
        "symbols": sorted(str(symbol) for symbol in set(table["symbol"])),
        "nulls": {name: int(table[name].isna().sum()) for name in numbers},
        "sums": {name: f"{float(table[name].astype('float64').sum()):.6e}" for name in numbers},
        "nanos": [int(table["recv_nanos"].min()), int(table["recv_nanos"].max())],
        "micros": str(table["recv_time"].max())[:26],
    }


def main():
    path = sys.argv[1]
    seen = {}
    for name, (modules, read) in READERS.items():
        missing = [module for module in modules if importlib.util.find_spec(module) is None]
        if missing:
            print(f"{name}: skipped, no {', '.join(missing)}")
            continue
        seen[name] = json.dumps(digest(read(path)), sort_keys=True)
        table = json.loads(seen[name])
        print(f"{name}: {table['rows']} rows, {len(table['sums'])} numeric columns, to {table['micros']}")
    if len(set(seen.values())) > 1:
        sys.exit("readers differ")


if __name__ == "__main__":
    main()
