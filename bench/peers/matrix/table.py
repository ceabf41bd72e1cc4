"""The whole table of a day: times, mid, features, labels; as `data features` writes it."""
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import bars
import book
import flow
import queues
import trades
import volume
from lobster import TICKS_PER_DOLLAR

BPS = 1e4
HORIZON = 50
# Of the default table, these need a calibration and are null on both sides.
UNCALIBRATED = (
    "micro_price_offset_ticks",
    "micro_price_offset_bps",
    "ofi_component_50_events_depths",
    "ofi_component_1s_depths",
)


def features(day):
    levels = flow.order_flow(day)
    columns = flow.summed_columns(day, levels)
    flows, ten_seconds = flow.features(day, levels, columns)
    out = book.features(day) | flows | trades.features(day, ten_seconds)
    out |= queues.features(day) | volume.features(day, levels) | bars.features(day)
    out |= {name: np.full(len(day), np.nan) for name in UNCALIBRATED}
    out = {name: np.asarray(values, dtype=np.float32) for name, values in out.items()}
    for values in out.values():
        values[~np.isfinite(values)] = np.nan
    return out


def head(day):
    times = pd.Series(pd.to_datetime(day.nanos, utc=True)).dt.floor("us").astype(
        "datetime64[us, UTC]"
    )
    return {
        "venue": pd.Categorical.from_codes(np.zeros(len(day), dtype=np.int8), ["nasdaq"]),
        "symbol": pd.Categorical.from_codes(np.zeros(len(day), dtype=np.int8), [day.symbol]),
        "recv_time": times,
        "exch_time": times,
        "recv_nanos": day.nanos,
        "exch_nanos": day.nanos,
        "frame": np.arange(len(day)) + 1,
        "sequence": np.arange(len(day)) + 1,
        "mid": day.mid / TICKS_PER_DOLLAR,
    }


def labels(day):
    """How far the mid is in 50 rows, and whether that is down, flat or up."""
    ahead = pd.Series(day.double_mid).shift(-HORIZON)
    move = ahead - day.double_mid
    return {
        "label_bps": (BPS * move / day.double_mid).astype("float32"),
        "label": (np.sign(move) + 1).astype("Int8"),
    }


def table(day):
    return pd.DataFrame(head(day) | features(day) | labels(day))


def write(frame, path):
    """Without a dictionary, which costs time and finds little that repeats in features."""
    columns = pa.Table.from_pandas(frame, preserve_index=False)
    pq.write_table(columns, path, compression="zstd", use_dictionary=["venue", "symbol"])
