"""The table of a LOBSTER sample with pandas and NumPy: what `data features` is measured against.

    python3 bench/peers/matrix SAMPLE.zip OUT.parquet [--runs N] [--check FILE.parquet]

Written as one would for research: vectorised where pandas or NumPy have something, a loop over the
trades where they have not. Prints one JSON object: rows, columns, versions, seconds of each run from
the zip file to the Parquet file, and with --check how the values compare with those that Millrace
wrote of the same sample.
"""
import argparse
import json
import sys
import time
import warnings

import numpy as np
import pandas as pd
import pyarrow as pa

from check import compare
from lobster import read
from table import table, write


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sample")
    parser.add_argument("out")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--check")
    arguments = parser.parse_args()
    # 0/0 is how a feature says that it is not defined.
    np.seterr(divide="ignore", invalid="ignore")
    warnings.simplefilter("ignore", RuntimeWarning)
    seconds = []
    for _ in range(arguments.runs):
        started = time.perf_counter()
        frame = table(read(arguments.sample))
        write(frame, arguments.out)
        seconds.append(time.perf_counter() - started)
    result = {
        "rows": len(frame),
        "columns": frame.shape[1],
        "seconds": seconds,
        "versions": {
            "python": sys.version.split()[0],
            "pandas": pd.__version__,
            "numpy": np.__version__,
            "pyarrow": pa.__version__,
        },
    }
    if arguments.check:
        result["check"] = compare(arguments.out, arguments.check)
    print(json.dumps(result))


main()
