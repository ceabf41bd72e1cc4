"""Traces what hftbacktest.py found different where each order of ours is alone: python3 …_trace.py FOLDER

Follows each order of one lot through a twin of its queue, with the peer's two rules and with each of
them switched off, and prints which of the twins meet what the peer and what we say.
"""
import csv
import math
import sys

import numpy as np

FEED_NANOS, ENTRY_NANOS, LIFE_NANOS = 2_000_000, 5_000_000, 8_000_000_000
LEVEL, TRADE = 1, 2
SHAPES = {
    "risk_averse": None,
    "power2": lambda x: x**2,
    "log": lambda x: math.log(1 + x) if x > -1 else math.nan,
}


def moved(front, traded, old, new, shape, clamp):
    """Lots ahead after a level changed; without clamp they may fall below 0, as the peer's do."""
    change = old - new - traded
    if shape is not None and change >= 0:
        back = max(0, old - front) if clamp else old - front
        f_back, f_front = shape(back), shape(front)
        p = f_back / (f_back + f_front) if f_back + f_front != 0 else math.nan
        if clamp and (front <= 0 or back <= 0):
            p = 1 if front <= 0 else 0
        front = front - (1 - p) * change + min(0, back - p * change)
        # Of no number and a number the peer takes the number: the whole level is ahead of us then.
        if math.isnan(front):
            return new
    front = min(front, new)
    return max(0, front) if clamp else front


def filled_at(events, lots, side, price, shape, clamp, floor):
    """When an order of one lot behind `lots` is filled, 0 = never."""
    front, traded = lots, 0
    for kind, event_side, at, ticks, qty in events:
        beyond = ticks < price if side == 0 else ticks > price
        if kind == LEVEL and event_side == side and ticks == price:
            front = moved(front, traded, lots, qty, shape, clamp)
            lots, traded = qty, 0
        elif kind == LEVEL and event_side != side and qty > 0 and (beyond or ticks == price):
            return int(at)
        elif kind == TRADE and event_side != side:
            if beyond:
                return int(at)
            if ticks == price:
                traded += qty
                front -= qty
                if (-front >= 1) if floor else (-front >= 0.5):
                    return int(at)
                front = max(0, front) if clamp else front
    return 0


def main(folder):
    rows = np.fromfile(f"{folder}/events.bin", dtype="f8").reshape(-1, 5)
    rows[:, 2] = np.maximum.accumulate(rows[:, 2]) - FEED_NANOS
    for name, shape in SHAPES.items():
        counts = {}
        with open(f"{folder}/differ_{name}.csv") as lines:
            orders = [tuple(map(int, line)) for line in csv.reader(lines)]
        for i, sent, side, price, here, there in orders:
            first = np.searchsorted(rows[:, 2], sent + ENTRY_NANOS, "right")
            last = np.searchsorted(rows[:, 2], sent + LIFE_NANOS + ENTRY_NANOS, "right")
            before = rows[:first]
            ours = before[(before[:, 0] == LEVEL) & (before[:, 1] == side) & (before[:, 3] == price)]
            lots = ours[-1, 4] if len(ours) else 0
            # A taker leaves at once, and is not followed.
            twin = lambda clamp, floor: filled_at(rows[first:last], lots, side, price, shape, clamp, floor)
            peer = twin(False, False) == there
            us = twin(True, True) == here
            cause = [
                words
                for words, at in (("rounding alone", twin(True, False)), ("no clamp alone", twin(False, True)))
                if at == there
            ]
            key = (f"twin {'meets' if peer else 'misses'} the peer, {'meets' if us else 'misses'} us", *cause)
            counts[key] = counts.get(key, 0) + 1
        print(name, len(orders), "orders")
        for key, count in sorted(counts.items(), key=lambda entry: -entry[1]):
            print(f"  {count:4} {', '.join(key)}")


main(sys.argv[1])
