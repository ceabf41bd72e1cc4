"""What changes from row to row: order flow, returns, volatility, activity."""
import numpy as np
import pandas as pd

from lobster import LEVELS, SECOND
from windows import (
    TINY,
    Grid,
    TimeWindow,
    decay_weights,
    decayed,
    event_window,
    known_after,
    ratio,
    rolling_rows,
)

BPS = 1e4
LONGEST_SILENCE_MS = 60_000


def order_flow(day):
    """Cont, Kukanov and Stoikov's e at each level, from the row before to this one."""
    bid, ask, bid_lots, ask_lots = day.bid, day.ask, day.bid_lots, day.ask_lots
    flow = np.zeros((len(day), LEVELS))
    flow[1:] = (
        np.where(bid[1:] >= bid[:-1], bid_lots[1:], 0)
        - np.where(bid[1:] <= bid[:-1], bid_lots[:-1], 0)
        - np.where(ask[1:] <= ask[:-1], ask_lots[1:], 0)
        + np.where(ask[1:] >= ask[:-1], ask_lots[:-1], 0)
    )
    return flow


def summed_columns(day, flow):
    """What windows of events and of time are sums of."""
    returns = BPS * np.diff(day.log_mid, prepend=day.log_mid[0])
    return pd.DataFrame(
        {
            **{f"flow_{i + 1}": flow[:, i] for i in range(5)},
            "flow_all": flow.sum(axis=1),
            "touch": day.touch,
            "depth": day.depth,
            "levels": np.full(len(day), 2.0 * LEVELS),
            "square": returns**2,
            "buys": day.buys,
            "sells": day.sells,
            "trades": day.trades,
            "tick_lots": day.trade_price * day.traded,
            "events": np.ones(len(day)),
        }
    )


def features(day, flow, columns):
    ten_seconds = TimeWindow(day.nanos, 10 * SECOND)
    one_second = TimeWindow(day.nanos, SECOND)
    by_time = {"1s": one_second.sums(columns), "10s": ten_seconds.sums(columns)}
    by_events = {
        10: event_window(columns[["flow_1", "touch"]], 10),
        50: event_window(columns.drop(columns=["tick_lots", "events"]), 50),
        200: event_window(columns[["flow_1", "touch", "square"]], 200),
    }
    out = order_flow_imbalance(flow, by_events, by_time)
    out |= trade_flow({"50_events": by_events[50], **by_time})
    out |= returns(day, {"1s": one_second, "10s": ten_seconds})
    out |= volatility(by_events, by_time)
    out |= activity(day, by_time["10s"], ten_seconds.covered)
    out |= flow_decay(day, flow, by_events[50])
    out |= grid_statistics(day)
    out |= time_of_day(day)
    return out, by_time["10s"]


def order_flow_imbalance(flow, by_events, by_time):
    out = {"ofi_1_event_lots": flow[:, 0]}
    for events, window in by_events.items():
        out[f"ofi_{events}_events_depths"] = window["flow_1"] / (window["touch"] / events)
    for label, window in by_time.items():
        out[f"ofi_{label}_depths"] = window["flow_1"] / (window["touch"] / window["events"])
    out["ofi_1s_lots"] = by_time["1s"]["flow_1"]
    window = by_events[50]
    level_lots = window["depth"] / window["levels"]
    out["ofi_50_events_lots"] = window["flow_1"]
    for level in range(1, 6):
        out[f"ofi_level_{level}_50_events_depths"] = window[f"flow_{level}"] / level_lots
    out["ofi_10_levels_50_events_lots"] = window["flow_all"]
    out["ofi_10_levels_50_events_depths"] = window["flow_all"] / level_lots
    return out


def trade_flow(windows):
    out = {}
    for label, window in windows.items():
        signed = window["buys"] - window["sells"]
        out[f"signed_trade_flow_{label}_lots"] = signed
        out[f"trade_imbalance_{label}"] = ratio(signed, window["buys"] + window["sells"])
    return out


def returns(day, windows):
    log_mids = pd.Series(day.log_mid)
    out = {}
    for events in (1, 10, 50, 200):
        plural = "event" if events == 1 else "events"
        out[f"return_{events}_{plural}_bps"] = BPS * log_mids.diff(events)
    for label, window in ({"100ms": TimeWindow(day.nanos, SECOND // 10)} | windows).items():
        out[f"return_{label}_bps"] = BPS * (day.log_mid - window.before(day.log_mid))
    return out


def volatility(by_events, by_time):
    out = {}
    for events in (50, 200):
        squares = by_events[events]["square"].clip(lower=0)
        out[f"realized_volatility_{events}_events_bps"] = np.sqrt(squares)
    for label, window in by_time.items():
        out[f"realized_volatility_{label}_bps"] = np.sqrt(window["square"].clip(lower=0))
    return out


def activity(day, window, covered):
    event_weights = decay_weights(day.nanos, SECOND)
    trade_intensity = decayed({"trades": day.trades}, day.nanos, 3 * SECOND)["trades"] / 3
    since_event = pd.Series(day.nanos).diff() / 1e6
    last_trade = pd.Series(np.where(day.trades > 0, day.nanos, np.nan)).ffill()
    return {
        "event_rate_10s_per_s": window["events"] * SECOND / covered,
        "trade_rate_10s_per_s": window["trades"] * SECOND / covered,
        "event_intensity_1s_decay_per_s": known_after(event_weights, day.age, 3),
        "trade_intensity_3s_decay_per_s": known_after(trade_intensity, day.age, 9),
        "time_since_event_ms": since_event.clip(upper=LONGEST_SILENCE_MS),
        "time_since_trade_ms": ((day.nanos - last_trade) / 1e6).clip(upper=LONGEST_SILENCE_MS),
    }


def flow_decay(day, flow, window):
    per_touch = 50 / window["touch"]
    per_level = window["levels"] / window["depth"]
    touch, all_levels = flow[:, 0], flow.sum(axis=1)
    fast = decayed({"touch": touch}, day.nanos, SECOND)
    slow = decayed({"touch": touch, "all": all_levels}, day.nanos, 10 * SECOND)
    return {
        "ofi_1s_decay_depths": known_after(fast["touch"] * per_touch, day.age, 3),
        "ofi_10s_decay_depths": known_after(slow["touch"] * per_touch, day.age, 30),
        "ofi_10_levels_10s_decay_depths": known_after(slow["all"] * per_level, day.age, 30),
    }


def grid_statistics(day):
    """Autocorrelation and bipower variation of returns on grids of rows and of time."""
    ten_rows = BPS * pd.Series(day.log_mid).diff(10)
    before = ten_rows.shift(10)
    products = (ten_rows * before).rolling(200).sum()
    squares = ((ten_rows**2 + before**2) / 2).rolling(200).sum()
    out = {"return_autocorrelation_10_in_200_events": known_ratio(products, squares)}

    seconds = Grid(day.nanos, SECOND)
    rows = rolling_rows(grid_returns(seconds, day), 60)
    products = (rows[:, 1:] * rows[:, :-1]).sum(axis=1)
    squares = ((rows[:, 1:] ** 2 + rows[:, :-1] ** 2) / 2).sum(axis=1)
    autocorrelation = known_ratio(products, squares)
    out["return_autocorrelation_1_in_60s"] = seconds.closed(autocorrelation)

    halves = Grid(day.nanos, SECOND // 2)
    rows = rolling_rows(grid_returns(halves, day), 20)
    bipower = np.pi / 2 * 20 / 19 * np.abs(rows[:, 1:] * rows[:, :-1]).sum(axis=1)
    squares = (rows**2).sum(axis=1)
    jumps = np.maximum(0, ratio(squares - bipower, squares))
    out["bipower_volatility_10s_bps"] = halves.closed(np.sqrt(bipower))
    out["jump_ratio_10s"] = halves.closed(np.where(np.isnan(bipower), np.nan, jumps))
    return out


def grid_returns(grid, day):
    """Of each bucket, from the mid at its beginning to the mid at its end."""
    borders = grid.at_borders(day.log_mid)
    return BPS * np.diff(borders, append=np.nan)


def known_ratio(products, squares):
    return np.where(np.isnan(squares), np.nan, np.where(squares < TINY, 0, products / squares))


def time_of_day(day):
    seconds = day.nanos // SECOND
    monday = seconds + 3 * 86_400  # 1970 began on a Thursday.
    out = {}
    for name, period in (("day", 86_400), ("week", 7 * 86_400)):
        angle = 2 * np.pi * (monday % period) / period
        out[f"time_of_{name}_sin"] = np.sin(angle)
        out[f"time_of_{name}_cos"] = np.cos(angle)
    return out
