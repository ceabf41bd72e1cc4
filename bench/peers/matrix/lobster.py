"""A LOBSTER sample as arrays: one row a message, prices in ticks, times in nanoseconds since 1970."""
import re
import zipfile
from dataclasses import dataclass

import numpy as np
import pandas as pd

TICK = 100  # Prices count in 1/10,000 of a dollar, the tick is a cent.
TICKS_PER_DOLLAR = 100
SECOND = 1_000_000_000
LEVELS = 10
EXECUTION, HIDDEN = 4, 5
NAME = re.compile(r"(?P<symbol>\w+)_(?P<date>\d{4}-\d\d-\d\d)_\d+_\d+_message_\d+\.csv$")


@dataclass
class Day:
    """What features are computed from; every array has a row a message."""

    symbol: str
    nanos: np.ndarray
    bid: np.ndarray  # Prices by level, ticks.
    ask: np.ndarray
    bid_lots: np.ndarray
    ask_lots: np.ndarray
    trades: np.ndarray  # 1 where the message is one, else 0.
    buys: np.ndarray  # Lots that an aggressive buyer took.
    sells: np.ndarray
    trade_price: np.ndarray  # Ticks; 0 without a trade.
    changes_book: np.ndarray

    def __post_init__(self):
        self.double_mid = self.bid[:, 0] + self.ask[:, 0]
        self.mid = self.double_mid / 2
        self.log_mid = np.log(self.mid)
        self.spread = (self.ask[:, 0] - self.bid[:, 0]).astype(float)
        self.bid_depth = self.bid_lots.cumsum(axis=1)
        self.ask_depth = self.ask_lots.cumsum(axis=1)
        self.touch = (self.bid_lots[:, 0] + self.ask_lots[:, 0]) / 2
        self.depth = self.bid_depth[:, -1] + self.ask_depth[:, -1]
        self.traded = self.buys + self.sells
        self.age = self.nanos - self.nanos[0]

    def __len__(self):
        return len(self.nanos)


def read(path):
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        message_name = next(name for name in names if NAME.search(name))
        book_name = next(name for name in names if "_orderbook_" in name)
        with archive.open(message_name) as file:
            columns = ["time", "type", "id", "size", "price", "direction"]
            # As text first: 34200.013994120 has more digits than a double keeps.
            messages = pd.read_csv(file, header=None, names=columns, dtype={"time": str})
        with archive.open(book_name) as file:
            book = pd.read_csv(file, header=None).to_numpy(dtype=np.int64)
    found = NAME.search(message_name)
    kind = messages["type"].to_numpy()
    is_trade = (kind == EXECUTION) | (kind == HIDDEN)
    # The direction is the resting order's: a sell order that executes was bought from.
    is_buy = messages["direction"].to_numpy() < 0
    size = messages["size"].to_numpy(dtype=float)
    # Hidden orders trade between ticks too: then rounded against the aggressor.
    price = messages["price"].to_numpy() / TICK
    price = np.where(is_buy, np.ceil(price), np.floor(price))
    return Day(
        symbol=found["symbol"],
        nanos=nanos_of(messages["time"], found["date"]),
        ask=book[:, 0::4] // TICK,
        ask_lots=book[:, 1::4].astype(float),
        bid=book[:, 2::4] // TICK,
        bid_lots=book[:, 3::4].astype(float),
        trades=is_trade.astype(float),
        buys=np.where(is_trade & is_buy, size, 0),
        sells=np.where(is_trade & ~is_buy, size, 0),
        trade_price=np.where(is_trade, price, 0),
        changes_book=kind != HIDDEN,
    )


def nanos_of(seconds, date):
    """From seconds after midnight in New York to nanoseconds since 1970."""
    parts = seconds.str.split(".", n=1, expand=True)
    nanos = parts[0].astype("int64") * SECOND + parts[1].str.ljust(9, "0").astype("int64")
    midnight = pd.Timestamp(date, tz="America/New_York").value
    return nanos.to_numpy() + midnight
