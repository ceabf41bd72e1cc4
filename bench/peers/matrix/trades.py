"""Trades: what they paid, how large they are, how fast they come, and what they move."""
import numpy as np
import pandas as pd

from lobster import SECOND, TICKS_PER_DOLLAR
from windows import Grid, TimeWindow, decayed, known_after

BPS = 1e4
BUCKETS = 20
RUN_SECONDS = 60


def features(day, ten_seconds):
    return (
        traded_spreads(day, ten_seconds)
        | sizes(day, ten_seconds)
        | {"trade_run_length_60s": run_length(day)}
        | intensities(day)
        | price_impact(day)
    )


def traded_spreads(day, ten_seconds):
    """Effective spread, and how it divides into realized spread and price impact."""
    mid_before = np.concatenate([[np.nan], day.double_mid[:-1]])
    signed = day.buys - day.sells
    cost = np.where(day.traded > 0, signed * (2 * day.trade_price - mid_before), 0)
    cost = np.nan_to_num(cost)
    lots = np.where(np.isnan(mid_before), 0, day.traded)
    window = TimeWindow(day.nanos, 10 * SECOND)
    sums = window.sums(pd.DataFrame({"cost": cost, "lots": lots}))
    effective = sums["cost"] / sums["lots"]
    vwap = ten_seconds["tick_lots"] / (ten_seconds["buys"] + ten_seconds["sells"])
    out = newest_spread(day, cost, lots, mid_before) | {
        "effective_spread_10s_ticks": effective,
        "effective_spread_10s_bps": BPS * effective / day.mid,
        "vwap_offset_10s_bps": BPS * (vwap - day.mid) / day.mid,
    }
    for seconds in (1, 10):
        realized, price_impact, judged_lots = judged(day, cost, lots, mid_before, seconds)
        label = f"after_{seconds}s_10s_bps"
        per_lot = known_after(BPS / day.mid / judged_lots, day.age, 10 + seconds)
        out[f"realized_spread_{label}"] = realized * per_lot
        out[f"price_impact_{label}"] = price_impact * per_lot
    return out


def newest_spread(day, cost, lots, mid_before):
    """That of the newest trade, for a minute."""
    is_trade = lots > 0
    ticks = pd.Series(np.where(is_trade, cost / np.where(is_trade, lots, 1), np.nan))
    since = day.nanos - pd.Series(np.where(is_trade, day.nanos, np.nan)).ffill()
    is_new = since < 60 * SECOND
    return {
        "effective_spread_ticks": ticks.ffill().where(is_new),
        "effective_spread_bps": (2 * BPS * ticks / mid_before).ffill().where(is_new),
    }


def judged(day, cost, lots, mid_before, seconds):
    """
    Sums over the trades whose horizon ended in the last ten seconds: what makers kept of the
    spread, what the mid moved, and the lots. Trades of a twentieth of the horizon are judged together.
    """
    bucket_nanos = seconds * SECOND // BUCKETS
    rows = np.flatnonzero(lots > 0)
    due = (day.nanos[rows] // bucket_nanos + BUCKETS) * bucket_nanos
    first_after = np.searchsorted(day.nanos, due)
    mid_after = day.double_mid[first_after - 1]
    signed = (day.buys - day.sells)[rows]
    moved = signed * (mid_after - mid_before[rows])
    terms = np.stack([cost[rows] - moved, moved, lots[rows]], axis=1)
    total = np.concatenate([np.zeros((1, 3)), terms.cumsum(axis=0)])
    begin = (day.nanos // (SECOND // 2) - BUCKETS + 1) * (SECOND // 2)
    end = np.searchsorted(due, day.nanos, side="right")
    return (total[end] - total[np.searchsorted(due, begin)]).T


def sizes(day, ten_seconds):
    mean = (ten_seconds["buys"] + ten_seconds["sells"]) / ten_seconds["trades"]
    newest = pd.Series(np.where(day.trades > 0, day.traded, np.nan)).ffill()
    return {"mean_trade_size_10s_lots": mean, "relative_trade_size_10s": newest / mean}


def run_length(day):
    """Trades in a row on one side up to the newest one, none older than a minute."""
    rows = np.flatnonzero(day.trades)
    side = np.sign(day.buys - day.sells)[rows]
    begins_run = np.diff(side, prepend=0) != 0
    run_begin = np.maximum.accumulate(np.where(begins_run, np.arange(len(rows)), 0))
    bucket_nanos = RUN_SECONDS * SECOND // BUCKETS
    window_begin = (day.nanos // bucket_nanos - BUCKETS + 1) * bucket_nanos
    oldest = np.searchsorted(day.nanos[rows], window_begin)
    seen = day.trades.cumsum().astype(int)
    newest = np.maximum(seen - 1, 0)
    length = seen - np.maximum(run_begin[newest], oldest)
    return np.where(seen > 0, np.maximum(length, 0) * side[newest], 0)


def intensities(day):
    signed = day.buys - day.sells
    out = {}
    for seconds in (1, 10):
        columns = {"buy": day.buys > 0, "sell": day.sells > 0, "signed": signed}
        sums = decayed(pd.DataFrame(columns, dtype=float), day.nanos, seconds * SECOND)
        label = f"{seconds}s_decay"
        warm = 3 * seconds
        buy, sell = sums["buy"].to_numpy(), sums["sell"].to_numpy()
        out[f"buy_intensity_{label}_per_s"] = known_after(buy / seconds, day.age, warm)
        out[f"sell_intensity_{label}_per_s"] = known_after(sell / seconds, day.age, warm)
        # What is older than 20 decay times counts as never.
        has_trades = since_trade(day, seconds * SECOND) <= BUCKETS
        imbalance = np.where(has_trades, (buy - sell) / (buy + sell), 0)
        out[f"trade_intensity_imbalance_{label}"] = known_after(imbalance, day.age, warm)
        if seconds == 10:
            out["signed_trade_flow_10s_decay_lots"] = known_after(sums["signed"], day.age, warm)
    return out


def since_trade(day, length):
    """Buckets of that length since the one of the newest trade."""
    bucket = day.nanos // length
    return bucket - pd.Series(np.where(day.trades > 0, bucket, np.nan)).ffill()


def price_impact(day):
    """Kyle's λ and Amihud's illiquidity over the last 60 whole seconds."""
    grid = Grid(day.nanos, SECOND)
    signed = grid.sums(day.buys - day.sells)
    volume = grid.sums(day.trade_price * day.traded) / TICKS_PER_DOLLAR
    begin = grid.at_borders(day.double_mid)
    moves = np.diff(begin, append=np.nan)
    table = pd.DataFrame(
        {"x": signed, "y": moves, "xx": signed**2, "xy": signed * moves, "yy": moves**2}
    )
    sums = table.rolling(RUN_SECONDS).sum()
    xx = sums["xx"] - sums["x"] ** 2 / RUN_SECONDS
    xy = sums["xy"] - sums["x"] * sums["y"] / RUN_SECONDS
    yy = sums["yy"] - sums["y"] ** 2 / RUN_SECONDS
    returns = BPS * np.abs(np.log(np.roll(begin, -1) / begin))
    returns[-1] = np.nan
    has_traded = volume > 0
    each = np.where(has_traded, 1e6 * returns / np.where(has_traded, volume, 1), 0)
    amihud = pd.DataFrame({"sum": each, "count": has_traded.astype(float)})
    amihud = amihud.rolling(RUN_SECONDS).sum()
    is_known = sums["y"].notna()
    out = {
        "kyle_lambda_60s_ticks_per_lot": xy / xx / 2,
        "kyle_r2_60s": np.minimum(1, xy / xx * (xy / yy)),
        "amihud_60s_bps_per_million": (amihud["sum"] / amihud["count"]).where(is_known),
    }
    return {name: grid.closed(values.to_numpy()) for name, values in out.items()}
