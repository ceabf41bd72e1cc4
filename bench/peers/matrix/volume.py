"""Volume by price and volume as a clock. Neither is a window of pandas: they loop over the trades."""
import numpy as np

from lobster import SECOND

BPS = 1e4
SLICE_NANOS = 120 * SECOND
SLICES = 5
BUCKET_WIDTH = 2e-4
VALUE_AREA = 0.7

PERIOD_NANOS = 600 * SECOND
BUCKETS = 50
NEWEST = 10


def features(day, flow):
    return volume_profile(day) | volume_clock(day, flow)


def changes_of(day, length):
    """Rows at which something may change: trades, and the first of each stretch of time."""
    number = day.nanos // length
    begins = np.diff(number, prepend=number[0] - 1) > 0
    return np.flatnonzero(begins | (day.trades > 0)), number


def held(rows, values, count):
    """Values as of each row: those of the newest change."""
    at = np.searchsorted(rows, np.arange(count), side="right") - 1
    return np.asarray(values)[at].T


def volume_profile(day):
    rows, slices = changes_of(day, SLICE_NANOS)
    prices, lots = day.trade_price, day.traded
    by_slice = {}  # Lots by price bucket, by slice.
    width, width_period = 1, None
    values = []
    first_slice = slices[0]
    for row in rows:
        now = slices[row]
        for old in [number for number in by_slice if number <= now - SLICES]:
            del by_slice[old]
        if lots[row] > 0:
            if now // SLICES != width_period:
                width_period = now // SLICES
                exponent = round(np.log2(prices[row] * BUCKET_WIDTH))
                new_width = 2**exponent if exponent > 0 else 1
                if new_width != width:
                    by_slice.clear()
                width = new_width
            bucket = int(prices[row] // width)
            volume = by_slice.setdefault(now, {})
            volume[bucket] = volume.get(bucket, 0) + lots[row]
        values.append(measure(by_slice, width, now - first_slice >= SLICES))
    control, low, high, share = held(rows, values, len(day))
    mid = day.mid
    return {
        "point_of_control_offset_10m_bps": BPS * (control - mid) / mid,
        "value_area_centre_offset_10m_bps": BPS * ((low + high) / 2 - mid) / mid,
        "value_area_width_10m_bps": BPS * (high - low) / mid,
        "point_of_control_share_10m": share,
    }


def measure(by_slice, width, is_warm):
    """Point of control, ends of the value area (ticks), share of the point of control."""
    if not is_warm or not by_slice:
        return (np.nan,) * 4
    buckets = [bucket for volume in by_slice.values() for bucket in volume]
    if not buckets:
        return (np.nan,) * 4
    lowest = min(buckets)
    lots = [0.0] * (max(buckets) - lowest + 1)
    for volume in by_slice.values():
        for bucket, bucket_lots in volume.items():
            lots[bucket - lowest] += bucket_lots
    last = len(lots) - 1
    total = sum(lots)
    control = lots.index(max(lots))
    low = high = control
    inside = lots[control]
    while inside < VALUE_AREA * total and (low > 0 or high < last):
        below = sum(lots[max(low - 2, 0) : low]) if low > 0 else -1
        above = sum(lots[high + 1 : high + 3]) if high < last else -1
        if below >= above:
            low = max(0, low - 2)
            inside += below
        if above >= below:
            high = min(last, high + 2)
            inside += above
    middle = (lowest + control + 0.5) * width - 0.5
    return middle, (lowest + low) * width, (lowest + high + 1) * width - 1, lots[control] / total


def volume_clock(day, flow):
    """VPIN and imbalances over buckets of a fiftieth of the volume of the ten minutes before."""
    rows, periods = changes_of(day, PERIOD_NANOS)
    total_flow = flow[:, 0].cumsum()
    closed = []  # Of each bucket: period, tilt, order flow by volume.
    bucket_lots = period_lots = filled = signed = flow_before = 0.0
    period = None
    is_whole = False
    values = []
    for row in rows:
        if periods[row] != period:
            is_next = period is not None and periods[row] == period + 1
            bucket_lots = period_lots / BUCKETS if is_next and is_whole else 0.0
            is_whole = period is not None
            period = periods[row]
            period_lots = filled = signed = 0.0
            flow_before = total_flow[row - 1] if row > 0 else 0.0
        lots = day.traded[row]
        period_lots += lots
        side = np.sign(day.buys[row] - day.sells[row])
        while bucket_lots > 0 and filled + lots >= bucket_lots:
            part = bucket_lots - filled
            signed += side * part
            bucket_flow = total_flow[row] - flow_before
            closed.append((period, signed / bucket_lots, bucket_flow / bucket_lots))
            lots -= part
            filled = signed = 0.0
            flow_before = total_flow[row]
        filled += lots
        signed += side * lots
        young = [each for each in closed[-BUCKETS:] if each[0] >= period - 2]
        newest = young[-NEWEST:]
        vpin = sum(abs(each[1]) for each in young) / BUCKETS if len(young) == BUCKETS else np.nan
        if len(newest) == NEWEST:
            values.append((vpin, *(sum(each[i] for each in newest) / NEWEST for i in (1, 2))))
        else:
            values.append((vpin, np.nan, np.nan))
    vpin, imbalance, flow_to_volume = held(rows, values, len(day))
    return {
        "vpin_50_buckets": vpin,
        "trade_imbalance_10_buckets": imbalance,
        "ofi_to_volume_10_buckets": flow_to_volume,
    }
