"""The book as each row shows it: spreads, imbalances, depth, slope, liquidity, shape."""
import numpy as np
import pandas as pd

from lobster import LEVELS, TICKS_PER_DOLLAR

BPS = 1e4
ORDER_TOUCHES = 10


def features(day):
    return (
        spread(day)
        | queue_imbalance(day)
        | depth(day)
        | slope(day)
        | liquidity(day)
        | impact(day)
        | shape(day)
    )


def spread(day):
    top = day.bid_lots[:, 0] + day.ask_lots[:, 0]
    return {
        "spread_ticks": day.spread,
        "spread_bps": BPS * day.spread / day.mid,
        "mid_price_quote": day.mid / TICKS_PER_DOLLAR,
        "weighted_mid_offset_ticks": (day.bid_lots[:, 0] / top - 0.5) * day.spread,
    }


def queue_imbalance(day):
    out = {}
    for count in (1, 3, 5, 10):
        bids, asks = day.bid_depth[:, count - 1], day.ask_depth[:, count - 1]
        out[f"queue_imbalance_{levels(count)}"] = (bids - asks) / (bids + asks)
    return out


def depth(day):
    out = {}
    for count in (1, 5, 10):
        out[f"bid_depth_{levels(count)}_lots"] = day.bid_depth[:, count - 1]
        out[f"ask_depth_{levels(count)}_lots"] = day.ask_depth[:, count - 1]
    out["relative_depth_200_events"] = day.depth / pd.Series(day.depth).rolling(200).mean()
    return out


def slope(day):
    bid = side_slope(day, day.bid, day.bid_depth)
    ask = side_slope(day, day.ask, day.ask_depth)
    return {
        "bid_slope_lots_per_tick": bid,
        "ask_slope_lots_per_tick": ask,
        "slope_imbalance": (bid - ask) / (bid + ask),
    }


def side_slope(day, prices, cumulated):
    distance = np.abs(prices - day.mid[:, None])
    return (distance * cumulated).sum(axis=1) / (distance**2).sum(axis=1)


def liquidity(day):
    bid_distance = day.bid[:, :1] - day.bid
    ask_distance = day.ask - day.ask[:, :1]
    out = {}
    for ticks in (5, 10, 20):
        bids = np.where(bid_distance <= ticks, day.bid_lots, 0).sum(axis=1)
        asks = np.where(ask_distance <= ticks, day.ask_lots, 0).sum(axis=1)
        if ticks == 10:
            out["bid_liquidity_10_ticks_lots"] = bids
            out["ask_liquidity_10_ticks_lots"] = asks
        else:
            out[f"liquidity_imbalance_{ticks}_ticks"] = (bids - asks) / (bids + asks)
    out["bid_gap_ticks"] = bid_distance[:, 1]
    out["ask_gap_ticks"] = ask_distance[:, 1]
    return out


def impact(day):
    """What an order of ten average queues pays beyond the mid, walking the book."""
    order = ORDER_TOUCHES * pd.Series(day.touch).rolling(200).mean().to_numpy()
    sides = (("buy", day.ask, day.ask_lots), ("sell", day.bid, day.bid_lots))
    out = {}
    for name, prices, lots in sides:
        reached = np.concatenate([np.zeros((len(day), 1)), lots.cumsum(axis=1)[:, :-1]], axis=1)
        filled = np.clip(order[:, None] - reached, 0, lots)
        # What the levels do not hold is taken at the last of them.
        filled[:, -1] = np.maximum(order - reached[:, -1], 0)
        paid = (filled * np.abs(prices - day.mid[:, None])).sum(axis=1)
        out[f"{name}_impact_10_touches_bps"] = BPS * paid / (order * day.mid)
    return out


def shape(day):
    out = {}
    for side, prices, lots in (("bid", day.bid, day.bid_lots), ("ask", day.ask, day.ask_lots)):
        total = lots.sum(axis=1)
        distance = np.abs(prices - day.mid[:, None])
        out[f"{side}_depth_centre_ticks"] = (lots * distance).sum(axis=1) / total
        out[f"{side}_depth_concentration"] = (lots**2).sum(axis=1) / total**2
    return out


def levels(count):
    return "1_level" if count == 1 else f"{count}_levels"


assert LEVELS == 10
