"""Holds the two tables to each other, column by column."""
import numpy as np
import pandas as pd

# Of a value and of its column's spread: single precision on one side, other orders of addition.
TOLERANCE = 1e-4
NUMBERS = {"frame", "sequence"}  # Counted differently: one row more comes first in Millrace's.


def compare(path, ours_path):
    theirs = pd.read_parquet(path)
    ours = pd.read_parquet(ours_path)
    # The first row is the book that the file starts from: it has no message.
    ours = ours.iloc[len(ours) - len(theirs) :].reset_index(drop=True)
    shares = {}
    for name in ours.columns:
        if name in NUMBERS:
            continue
        if name not in theirs.columns:
            shares[name] = 0.0
            continue
        shares[name] = equal_share(theirs[name], ours[name])
    return {
        "tolerance": TOLERANCE,
        "columns": len(shares),
        "unequal": {name: share for name, share in sorted(shares.items()) if share < 1},
        "extra": sorted(set(theirs.columns) - set(ours.columns)),
    }


def equal_share(theirs, ours):
    """The part of the rows in which both are null, or both are the same within the tolerance."""
    if not pd.api.types.is_numeric_dtype(ours):
        return float((theirs.astype(ours.dtype) == ours).mean())
    a = theirs.to_numpy(dtype=float, na_value=np.nan)
    b = ours.to_numpy(dtype=float, na_value=np.nan)
    allowed = TOLERANCE * (np.abs(b) + np.nanstd(b)) if np.isfinite(b).any() else 0
    is_equal = (np.abs(a - b) <= allowed) | (np.isnan(a) & np.isnan(b))
    return float(is_equal.mean())
