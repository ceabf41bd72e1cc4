"""The best queues: what arrived, was cancelled and executed, and how soon they are used up."""
import numpy as np

from lobster import SECOND
from windows import decayed, known_after

LONGEST_MS = 60_000
HIGHEST_RATIO = 100
DECAY_SECONDS = 3


def features(day):
    bid = queue_events(day, day.bid[:, 0], day.bid_lots[:, 0], day.sells, day.trade_price)
    ask = queue_events(day, -day.ask[:, 0], day.ask_lots[:, 0], day.buys, -day.trade_price)
    columns = {f"bid_{name}": lots for name, lots in bid.items()}
    columns |= {f"ask_{name}": lots for name, lots in ask.items()}
    sums = decayed(columns, day.nanos, DECAY_SECONDS * SECOND)
    out = {}
    depletion = {}
    for side, lots in (("bid", day.bid_lots[:, 0]), ("ask", day.ask_lots[:, 0])):
        arrived, cancelled, executed = (sums[f"{side}_{name}"].to_numpy() for name in bid)
        for name in bid:
            sum_lots = sums[f"{side}_{name}"] / DECAY_SECONDS
            out[f"{side}_{name}_intensity_3s_decay_lots_per_s"] = sum_lots
        out[f"{side}_cancel_add_ratio_3s_decay"] = np.minimum(cancelled / arrived, HIGHEST_RATIO)
        lost = cancelled + executed - arrived
        millis = np.minimum(1_000 * DECAY_SECONDS * lots / lost, LONGEST_MS)
        depletion[side] = np.where(lost > 0, millis, LONGEST_MS)
        out[f"{side}_expected_depletion_ms"] = depletion[side]
    bid_ms, ask_ms = depletion["bid"], depletion["ask"]
    out["depletion_imbalance"] = (bid_ms - ask_ms) / (bid_ms + ask_ms)
    return {name: known_after(values, day.age, 3 * DECAY_SECONDS) for name, values in out.items()}


def queue_events(day, price, lots, traded, trade_price):
    """
    Of one side, higher prices being better. Executions against hidden orders at the best price are
    told by messages that leave the book as it is: they count with the next change of the book.
    """
    price_before = np.concatenate([price[:1], price[:-1]])
    lots_before = np.concatenate([lots[:1], lots[:-1]])
    reaches = (trade_price <= price) | (trade_price <= price_before)
    executed = np.where(reaches, traded, 0)
    total = executed.cumsum()
    change_rows = np.flatnonzero(day.changes_book)
    taken = np.zeros(len(day))
    taken[change_rows] = np.diff(total[change_rows], prepend=0)
    net = np.where(
        price > price_before,
        lots,
        np.where(
            price == price_before, lots - lots_before + taken, np.minimum(taken - lots_before, 0)
        ),
    )
    net = np.where(day.changes_book, net, 0)
    return {"arrival": np.maximum(net, 0), "cancel": np.maximum(-net, 0), "execution": executed}
