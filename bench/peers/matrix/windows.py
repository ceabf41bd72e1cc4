"""Windows over rows, over time and over a grid in time, and sums that decay."""
import numpy as np
import pandas as pd

from lobster import SECOND

BUCKETS = 20
TINY = 1e-9


def event_window(columns, events):
    """Sums over each row's last rows, known once as many steps between rows were seen."""
    sums = columns.rolling(events).sum()
    sums.iloc[: events - 1] = np.nan
    return sums


class TimeWindow:
    """The last 20 buckets of each row, the newest still filling."""

    def __init__(self, nanos, length):
        self.bucket_nanos = length // BUCKETS
        bucket = nanos // self.bucket_nanos
        self.first = np.searchsorted(bucket, bucket - BUCKETS + 1)
        self.begin = (bucket - BUCKETS + 1) * self.bucket_nanos
        self.covered = nanos - self.begin
        self.is_warm = bucket - bucket[0] >= BUCKETS

    def sums(self, columns):
        """Of a frame's columns, by prefix sums: pandas' own windows in time slide, these step."""
        total = np.zeros((len(columns) + 1, columns.shape[1]))
        np.cumsum(columns.to_numpy(), axis=0, out=total[1:])
        window = total[1:] - total[self.first]
        window[~self.is_warm] = np.nan
        return pd.DataFrame(window, columns=columns.columns)

    def before(self, values):
        """What a quantity was when the window began: in the last row before it."""
        return np.where(self.first > 0, values[self.first - 1], np.nan)


class Grid:
    """Buckets of time at multiples of their length, and what was known at their borders."""

    def __init__(self, nanos, length):
        bucket = nanos // length
        self.row_bucket = bucket - bucket[0]
        self.count = int(self.row_bucket[-1]) + 1
        borders = (bucket[0] + np.arange(1, self.count)) * length
        self.last_row = np.searchsorted(nanos, borders) - 1

    def at_borders(self, values):
        """A quantity at the border where each bucket began; nobody knows it of the first one."""
        return np.concatenate([[np.nan], values[self.last_row]])

    def sums(self, values):
        return np.bincount(self.row_bucket, weights=values, minlength=self.count)

    def closed(self, by_bucket):
        """Per row, the value of the newest bucket that is over."""
        shifted = np.concatenate([np.full(1, np.nan), by_bucket[: self.count - 1]])
        return shifted[self.row_bucket]


def decay_weights(nanos, tau):
    """Σ exp(−age / τ) over all rows so far."""
    kept = np.exp(-np.diff(nanos, prepend=nanos[0]) / tau)
    weights = np.empty(len(nanos))
    weight = 0.0
    for row, factor in enumerate(kept):
        weight = weight * factor + 1.0
        weights[row] = weight
    return weights


def decayed(columns, nanos, tau):
    """
    Σ x · exp(−age / τ). pandas' ewm() takes times only for means, which are these sums by the sum
    of the weights.
    """
    frame = pd.DataFrame(columns)
    times = pd.Series(pd.to_datetime(nanos))
    halflife = pd.Timedelta(round(tau * np.log(2)), unit="ns")
    means = frame.ewm(halflife=halflife, times=times).mean()
    return means.mul(decay_weights(nanos, tau), axis=0)


def rolling_rows(values, length):
    """A view with a row for each position: the last so many values; short at the beginning: NaN."""
    padded = np.concatenate([np.full(length - 1, np.nan), values])
    return np.lib.stride_tricks.sliding_window_view(padded, length)


def ratio(numerator, denominator):
    """0 where there is nothing to divide by."""
    is_nothing = np.abs(denominator) < TINY
    return np.where(is_nothing, 0, numerator / np.where(is_nothing, 1, denominator))


def known_after(values, age, seconds):
    return np.where(age >= seconds * SECOND, values, np.nan)
