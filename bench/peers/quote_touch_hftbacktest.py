"""Events a second of hftbacktest on one core: the strategy of touch_quoter.ts, compiled by numba.

    python3 bench/peers/quote_touch_hftbacktest.py FOLDER

FOLDER: what docs/peers/hftbacktest.ts wrote of a recording. Counted are rows, timed is the run over
rows that are in memory, without compilation.
"""
import sys
import time

import numpy as np
from numba import njit
from hftbacktest import (
    BUY_EVENT,
    DEPTH_CLEAR_EVENT,
    DEPTH_EVENT,
    EXCH_EVENT,
    GTX,
    LIMIT,
    LOCAL_EVENT,
    SELL_EVENT,
    TRADE_EVENT,
    BacktestAsset,
    HashMapMarketDepthBacktest,
)
from hftbacktest.types import event_dtype

RUNS = 5
FEED_NANOS, ENTRY_NANOS, RESPONSE_NANOS = 2_000_000, 5_000_000, 5_000_000
EVERY_NANOS = 100_000_000
# A little less than a lot: see docs/peers/hftbacktest.md.
LOTS = 1 - 1e-9
BUY, SELL = 0, 1
FILLED = 3


def market(folder):
    rows = np.fromfile(f"{folder}/events.bin", dtype="f8").reshape(-1, 5)
    data = np.zeros(len(rows), event_dtype)
    kinds = np.array([0, DEPTH_EVENT, TRADE_EVENT, DEPTH_CLEAR_EVENT], "u8")[rows[:, 0].astype("i8")]
    sides = np.where(rows[:, 1] == 0, BUY_EVENT, SELL_EVENT).astype("u8")
    data["ev"] = kinds | sides | np.uint64(EXCH_EVENT) | np.uint64(LOCAL_EVENT)
    data["local_ts"] = np.maximum.accumulate(rows[:, 2].astype("i8"))
    data["exch_ts"] = data["local_ts"] - FEED_NANOS
    cleared = rows[:, 0] == 3
    data["px"] = np.where(cleared, np.where(rows[:, 1] == 0, 0, 1e9), rows[:, 3])
    data["qty"] = rows[:, 4]
    return data


@njit
def quote_touch(hbt):
    """@returns fills"""
    fills, next_id = 0, 1
    ids, prices = np.zeros(2, np.int64), np.zeros(2)
    hbt.wait_next_feed(True, 10**15)
    wait = EVERY_NANOS - hbt.current_timestamp % EVERY_NANOS
    while hbt.elapse(wait) == 0:
        wait = EVERY_NANOS
        orders, depth = hbt.orders(0), hbt.depth(0)
        for side in (BUY, SELL):
            price = depth.best_bid if side == BUY else depth.best_ask
            if ids[side] != 0:
                order = orders.get(ids[side])
                if order.status == FILLED:
                    fills += 1
                if order.status in (2, 3, 4):
                    ids[side] = 0
            if ids[side] == 0:
                ids[side], prices[side] = next_id, price
                next_id += 1
                if side == BUY:
                    hbt.submit_buy_order(0, ids[side], price, LOTS, GTX, LIMIT, False)
                else:
                    hbt.submit_sell_order(0, ids[side], price, LOTS, GTX, LIMIT, False)
            elif prices[side] != price and orders.get(ids[side]).cancellable:
                hbt.cancel(0, ids[side], False)
        hbt.clear_inactive_orders(0)
    return fills


def main(folder):
    data = market(folder)
    best = float("inf")
    # The first run compiles.
    for run in range(RUNS + 1):
        asset = BacktestAsset().data(data).linear_asset(1.0).constant_order_latency(ENTRY_NANOS, RESPONSE_NANOS)
        asset = asset.power_prob_queue_model(2.0).partial_fill_exchange().trading_value_fee_model(0.0002, 0.0005)
        hbt = HashMapMarketDepthBacktest([asset.tick_size(1.0).lot_size(1.0)])
        start = time.perf_counter()
        fills = quote_touch(hbt)
        seconds = time.perf_counter() - start
        covered = hbt.current_timestamp
        hbt.close()
        if run > 0:
            best = min(best, seconds)
    ends = "whole" if covered + EVERY_NANOS >= data["local_ts"][-1] else "stopped early"
    print(
        f"{len(data)} rows ({ends}), {fills} fills, best of {RUNS}: {best:.3f} s, "
        f"{len(data) / best / 1e6:.2f} million events/s"
    )


main(sys.argv[1])
