"""The core group of features of a LOBSTER sample with pandas and NumPy: what `data features` is
measured against, and checked against.

    python3 features_pandas.py SAMPLE.zip [--check MATRIX.csv] [--runs N]

Written as one would for research: vectorised, a rolling sum a window, no loop over rows except where
a decayed sum asks for one. Prints one JSON object: rows, columns, seconds of the best run, from the
zip file to the matrix in memory, and with --check the largest difference, relative to each column's
spread, from a CSV that Millrace wrote of the same file.
"""
import argparse
import json
import math
import time
import zipfile

import numpy as np
import pandas as pd

LEVELS = 10
TICK = 100  # LOBSTER counts in 1/10,000 of a dollar, the tick is a cent.
BPS = 1e4
BUCKETS = 20
SECOND = 1_000_000_000
LONGEST_SILENCE_MS = 60_000
EXECUTION, HIDDEN = 4, 5


def read(path):
    """Messages and books of the sample, in ticks, lots and nanoseconds."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        message_name = next(name for name in names if "_message_" in name)
        book_name = next(name for name in names if "_orderbook_" in name)
        with archive.open(message_name) as file:
            columns = ["time", "type", "id", "size", "price", "direction"]
            # As text first: 34200.013994120 has more digits than a double keeps.
            messages = pd.read_csv(file, header=None, names=columns, dtype={"time": str})
        with archive.open(book_name) as file:
            book = pd.read_csv(file, header=None).to_numpy(dtype=np.int64)
    seconds = messages["time"].str.split(".", n=1, expand=True)
    nanos = seconds[0].astype("int64") * SECOND + seconds[1].str.ljust(9, "0").astype("int64")
    return messages, nanos.to_numpy(), book


def features(messages, nanos, book):
    """One column a feature, one row a message."""
    ask = book[:, 0::4] // TICK
    ask_lots = book[:, 1::4].astype(float)
    bid = book[:, 2::4] // TICK
    bid_lots = book[:, 3::4].astype(float)
    rows = len(nanos)
    out = {}

    # The book as it is.
    mid = (bid[:, 0] + ask[:, 0]) / 2
    spread = (ask[:, 0] - bid[:, 0]).astype(float)
    bid_depth = bid_lots.cumsum(axis=1)
    ask_depth = ask_lots.cumsum(axis=1)
    out["spread_ticks"] = spread
    out["spread_bps"] = BPS * spread / mid
    out["mid_price_quote"] = mid / 100
    top = bid_lots[:, 0] + ask_lots[:, 0]
    out["weighted_mid_offset_ticks"] = (bid_lots[:, 0] / top - 0.5) * spread
    for count in (1, 3, 5, 10):
        bids, asks = bid_depth[:, count - 1], ask_depth[:, count - 1]
        suffix = "1_level" if count == 1 else f"{count}_levels"
        out[f"queue_imbalance_{suffix}"] = (bids - asks) / (bids + asks)
    for count in (1, 5, 10):
        suffix = "1_level" if count == 1 else f"{count}_levels"
        out[f"bid_depth_{suffix}_lots"] = bid_depth[:, count - 1]
        out[f"ask_depth_{suffix}_lots"] = ask_depth[:, count - 1]
    for side, prices, depth in (("bid", bid, bid_depth), ("ask", ask, ask_depth)):
        distance = np.abs(prices - mid[:, None])
        out[f"{side}_slope_lots_per_tick"] = (distance * depth).sum(1) / (distance**2).sum(1)
    bid_slope, ask_slope = out["bid_slope_lots_per_tick"], out["ask_slope_lots_per_tick"]
    out["slope_imbalance"] = (bid_slope - ask_slope) / (bid_slope + ask_slope)

    # What changed from row to row.
    flow = np.zeros((rows, LEVELS))
    flow[1:] = (
        np.where(bid[1:] >= bid[:-1], bid_lots[1:], 0)
        - np.where(bid[1:] <= bid[:-1], bid_lots[:-1], 0)
        - np.where(ask[1:] <= ask[:-1], ask_lots[1:], 0)
        + np.where(ask[1:] >= ask[:-1], ask_lots[:-1], 0)
    )
    log_mid = np.log(mid)
    returns = np.zeros(rows)
    returns[1:] = BPS * np.diff(log_mid)
    kind = messages["type"].to_numpy()
    size = messages["size"].to_numpy(dtype=float)
    is_trade = (kind == EXECUTION) | (kind == HIDDEN)
    # The direction is the resting order's: a sell order that executes was bought from.
    seller_rests = messages["direction"].to_numpy() < 0
    sums = pd.DataFrame(
        {
            "flow": flow[:, 0],
            **{f"flow_{i + 1}": flow[:, i] for i in range(1, 5)},
            "flow_all": flow.sum(axis=1),
            "touch": top / 2,
            "depth": bid_depth[:, -1] + ask_depth[:, -1],
            "levels": np.full(rows, 2.0 * LEVELS),
            "buys": np.where(is_trade & seller_rests, size, 0),
            "sells": np.where(is_trade & ~seller_rests, size, 0),
            "trades": is_trade.astype(float),
            "square": returns**2,
            "events": np.ones(rows),
        }
    )

    # Windows of events.
    rolled = {events: sums.rolling(events).sum() for events in (10, 50, 200)}
    out["relative_depth_200_events"] = sums["depth"] / (rolled[200]["depth"] / 200)
    out["ofi_1_event_lots"] = flow[:, 0]
    for events in (10, 50, 200):
        window = rolled[events]
        if events == 50:
            out["ofi_50_events_lots"] = window["flow"]
        out[f"ofi_{events}_events_depths"] = window["flow"] / (window["touch"] / events)
    window = rolled[50]
    level_lots = window["depth"] / window["levels"]
    for level in range(1, 6):
        name = "flow" if level == 1 else f"flow_{level}"
        out[f"ofi_level_{level}_50_events_depths"] = window[name] / level_lots
    out["ofi_10_levels_50_events_lots"] = window["flow_all"]
    out["ofi_10_levels_50_events_depths"] = window["flow_all"] / level_lots
    out |= trade_flow(window, "50_events")
    mids = pd.Series(log_mid)
    for events in (1, 10, 50, 200):
        plural = "event" if events == 1 else "events"
        out[f"return_{events}_{plural}_bps"] = BPS * mids.diff(events)
    for events in (50, 200):
        out[f"realized_volatility_{events}_events_bps"] = np.sqrt(
            rolled[events]["square"].clip(lower=0)
        )

    # Windows of time: the last 20 buckets, the newest still filling.
    for label, length in (("1s", SECOND), ("10s", 10 * SECOND)):
        window, covered = time_window(sums, nanos, length)
        average_touch = window["touch"] / window["events"]
        if label == "1s":
            out["ofi_1s_lots"] = window["flow"]
        out[f"ofi_{label}_depths"] = window["flow"] / average_touch
        out |= trade_flow(window, label)
        out[f"realized_volatility_{label}_bps"] = np.sqrt(window["square"].clip(lower=0))
        if label == "10s":
            out["event_rate_10s_per_s"] = window["events"] * SECOND / covered
            out["trade_rate_10s_per_s"] = window["trades"] * SECOND / covered
    for label, length in (("100ms", SECOND // 10), ("1s", SECOND), ("10s", 10 * SECOND)):
        before = first_in_window(nanos, length) - 1
        known = np.where(before >= 0, log_mid[before], np.nan)
        out[f"return_{label}_bps"] = BPS * (log_mid - known)

    # Decayed sums and silences.
    out["event_intensity_1s_decay_per_s"] = decayed(np.ones(rows), nanos, SECOND)
    out["trade_intensity_3s_decay_per_s"] = decayed(sums["trades"], nanos, 3 * SECOND)
    out["time_since_event_ms"] = np.minimum(pd.Series(nanos).diff() / 1e6, LONGEST_SILENCE_MS)
    last_trade = pd.Series(np.where(is_trade, nanos, np.nan)).ffill()
    out["time_since_trade_ms"] = np.minimum((nanos - last_trade) / 1e6, LONGEST_SILENCE_MS)
    return pd.DataFrame({name: np.asarray(column) for name, column in out.items()}, dtype="float32")


def trade_flow(window, label):
    traded = window["buys"] + window["sells"]
    signed = window["buys"] - window["sells"]
    return {
        f"signed_trade_flow_{label}_lots": signed,
        f"trade_imbalance_{label}": np.where(traded.abs() < 1e-9, 0, signed / traded),
    }


def first_in_window(nanos, length):
    """The first row of each row's window."""
    bucket = nanos // (length // BUCKETS)
    return np.searchsorted(bucket, bucket - BUCKETS + 1)


def time_window(sums, nanos, length):
    """Sums over each row's window, and the time that it covers."""
    bucket_nanos = length // BUCKETS
    total = np.zeros((len(sums) + 1, sums.shape[1]))
    total[1:] = sums.to_numpy().cumsum(axis=0)
    window = total[1:] - total[first_in_window(nanos, length)]
    begin = (nanos // bucket_nanos - BUCKETS + 1) * bucket_nanos
    return pd.DataFrame(window, columns=sums.columns), nanos - begin


def decayed(counts, nanos, decay):
    """Each row's sum of exp(-age / decay) / decay, per second."""
    kept = np.exp(-np.diff(nanos, prepend=nanos[0]) / decay).tolist()
    value = 0.0
    values = []
    for factor, count in zip(kept, np.asarray(counts).tolist()):
        value = value * factor + count * SECOND / decay
        values.append(value)
    return values


def largest_difference(matrix, path):
    """Over the rows after all warm-ups, by column, in multiples of the column's spread."""
    ours = pd.read_csv(path)
    # The first row is the book that the file starts from.
    ours = ours.iloc[len(ours) - len(matrix) :].reset_index(drop=True)
    worst = {}
    for name in matrix.columns:
        theirs, mine = matrix[name].iloc[5_000:], ours[name].iloc[5_000:]
        spread = float(mine.std()) or 1.0
        worst[name] = float((theirs - mine).abs().max() / spread)
    return max(worst.items(), key=lambda item: math.inf if math.isnan(item[1]) else item[1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sample")
    parser.add_argument("--check")
    parser.add_argument("--runs", type=int, default=1)
    arguments = parser.parse_args()
    seconds = []
    for _ in range(arguments.runs):
        started = time.perf_counter()
        matrix = features(*read(arguments.sample))
        seconds.append(time.perf_counter() - started)
    result = {"rows": len(matrix), "columns": matrix.shape[1], "seconds": seconds}
    result["pandas"] = pd.__version__
    if arguments.check:
        result["worst"] = largest_difference(matrix, arguments.check)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
