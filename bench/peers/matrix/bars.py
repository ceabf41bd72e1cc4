"""Bars of one second, one and five minutes, and what traders compute from them."""
import numpy as np
import pandas as pd

from lobster import SECOND

BPS = 1e4
BARS = 20
PERIOD = 14
FAST, SLOW, SIGNAL = 12, 26, 9
INTERVALS = (("1s", 1, 60), ("1min", 60, 60), ("5min", 300, 12))
LN2 = np.log(2)
YANG_ZHANG = 0.34 / (1.34 + (BARS + 1) / (BARS - 1))


def features(day):
    out = {}
    for label, seconds, longest_silence in INTERVALS:
        bucket = day.nanos // (seconds * SECOND)
        bars = closed_bars(day, bucket, longest_silence)
        parts = [indicators(history, seconds) for history in histories(bars)]
        table = pd.concat(parts).reindex(bucket - 1)
        for name in table.columns:
            out[f"bar_{label}_{name}"] = table[name].to_numpy()
    return out


def closed_bars(day, bucket, longest_silence):
    """From the first whole interval on; silent ones repeat the close, too many end the history."""
    is_trade = day.trades > 0
    trades = pd.DataFrame(
        {
            "price": day.trade_price[is_trade],
            "lots": day.traded[is_trade],
            "tick_lots": (day.trade_price * day.traded)[is_trade],
        }
    )
    groups = trades.groupby(bucket[is_trade])
    bars = groups["price"].agg(open="first", high="max", low="min", close="last")
    bars["volume"] = groups["lots"].sum()
    bars["tick_lots"] = groups["tick_lots"].sum()
    bars = bars[bars.index > bucket[0]]
    bars = bars.reindex(range(bars.index[0], bucket[-1] + 1))
    silent = bars["close"].isna()
    silence = silent.groupby((~silent).cumsum()).cumsum()
    close = bars["close"].ffill()
    for name in ("open", "high", "low", "close"):
        bars[name] = bars[name].fillna(close)
    bars[["volume", "tick_lots"]] = bars[["volume", "tick_lots"]].fillna(0)
    return bars[silence <= longest_silence]


def histories(bars):
    """Stretches without a hole."""
    number = bars.index.to_series()
    return [history for _, history in bars.groupby((number.diff() > 1).cumsum().to_numpy())]


def indicators(bars, seconds):
    out = returns(bars) | volatility(bars) | wilder(bars) | bands(bars) | volume(bars)
    if seconds < 300:
        out |= trend(bars["close"])
    return pd.DataFrame(out, index=bars.index)


def returns(bars):
    log_close = np.log(bars["close"])
    out = {f"return_{n}_bps": BPS * log_close.diff(n) for n in (1, 5, BARS)}
    out["range_bps"] = BPS * np.log(bars["high"] / bars["low"])
    return out


def volatility(bars):
    o, h, l, c = (np.log(bars[name]) for name in ("open", "high", "low", "close"))
    up, down, body = h - o, l - o, c - o
    jump = o - c.shift()
    range_square = ((h - l) ** 2).rolling(BARS).mean()
    body_square = (body**2).rolling(BARS).mean()
    rogers_satchell = (up * (up - body) + down * (down - body)).rolling(BARS).mean()
    yang_zhang = (
        jump.rolling(BARS).var()
        + YANG_ZHANG * body.rolling(BARS).var()
        + (1 - YANG_ZHANG) * rogers_satchell
    )
    variances = {
        "close_to_close": c.diff().rolling(BARS).var(),
        "parkinson": range_square / (4 * LN2),
        "garman_klass": range_square / 2 - (2 * LN2 - 1) * body_square,
        "rogers_satchell": rogers_satchell,
        "yang_zhang": yang_zhang,
    }
    return {
        f"{name}_volatility_20_bps": BPS * np.sqrt(variance.clip(lower=0))
        for name, variance in variances.items()
    }


def wilder(bars):
    """RSI and ATR, begun as in TA-Lib with a plain mean."""
    before = bars["close"].shift()
    change = bars["close"].diff()
    true_range = np.maximum(bars["high"], before) - np.minimum(bars["low"], before)
    up = smoothed(change.clip(lower=0), PERIOD, 1 / PERIOD)
    down = smoothed(-change.clip(upper=0), PERIOD, 1 / PERIOD)
    moved = up + down
    return {
        "rsi_14_points": (100 * up / moved).mask(moved == 0, 50),
        "atr_14_bps": BPS * smoothed(true_range, PERIOD, 1 / PERIOD) / bars["close"],
    }


def bands(bars):
    close = bars["close"]
    # Less its first value, so that the squares are small.
    offset = close - close.iloc[0]
    mean = offset.rolling(BARS).mean()
    width = 4 * offset.rolling(BARS).std(ddof=0)
    percent = (0.5 + (offset - mean) / width).where(width > 0, 0.5)
    return {
        "bollinger_20_percent_b": percent.where(mean.notna()),
        "bollinger_20_bandwidth_bps": BPS * width / (mean + close.iloc[0]),
    }


def volume(bars):
    lots = bars["volume"].rolling(BARS).sum()
    vwap = bars["tick_lots"].rolling(BARS).sum() / lots
    return {
        "vwap_20_offset_bps": BPS * (bars["close"] - vwap) / bars["close"],
        "volume_ratio_20": bars["volume"] * BARS / lots,
    }


def trend(close):
    fast = smoothed(close, FAST, 2 / (FAST + 1))
    slow = smoothed(close, SLOW, 2 / (SLOW + 1))
    macd = fast - slow
    signal = smoothed(macd, SIGNAL, 2 / (SIGNAL + 1))
    return {
        "ema_12_offset_bps": BPS * (close - fast) / close,
        "ema_26_offset_bps": BPS * (close - slow) / close,
        "macd_12_26_bps": BPS * macd / close,
        "macd_signal_9_bps": BPS * signal / close,
        "macd_histogram_9_bps": BPS * (macd - signal) / close,
    }


def smoothed(values, period, weight):
    """An exponential average that begins with the plain mean of the first values."""
    known = values.dropna()
    if len(known) < period:
        return pd.Series(np.nan, index=values.index)
    seeded = known.iloc[period - 1 :].copy()
    seeded.iloc[0] = known.iloc[:period].mean()
    return seeded.ewm(alpha=weight, adjust=False).mean().reindex(values.index)
