"""The other half of the comparison with hftbacktest (PyPI): the same orders, the same market.

    python3 -m venv /tmp/peer && /tmp/peer/bin/pip install hftbacktest
    mkdir /tmp/out && deno run -A docs/peers/hftbacktest.ts /tmp/out RECORDING...
    /tmp/peer/bin/python docs/peers/hftbacktest.py /tmp/out

Prints a line a queue model, with our orders all at one exchange and each alone, and every order that
the two fill differently where ours are alone.
"""
import csv
import sys

# The folder of this file would hide the package, whose name it bears.
sys.path = sys.path[1:]

import numpy as np  # noqa: E402
from hftbacktest import (  # noqa: E402
    BUY_EVENT,
    DEPTH_CLEAR_EVENT,
    DEPTH_EVENT,
    EXCH_EVENT,
    GTC,
    GTX,
    LIMIT,
    LOCAL_EVENT,
    SELL_EVENT,
    TRADE_EVENT,
    BacktestAsset,
    HashMapMarketDepthBacktest,
)
from hftbacktest.order import IOC  # noqa: E402
from hftbacktest.types import event_dtype  # noqa: E402

FEED_NANOS = 2_000_000
ENTRY_NANOS = 5_000_000
RESPONSE_NANOS = 5_000_000
KINDS = {1: DEPTH_EVENT, 2: TRADE_EVENT, 3: DEPTH_CLEAR_EVENT}
FILLED = 3
# After its life and an answer's way an order is over.
LIFE_NANOS = 9_000_000_000
# Where a fill takes exactly what is left of an order, the peer keeps the order, and the next trade at
# its price ends the run with error 14. So it gets orders of a little less than whole lots.
LESS_LOTS = 1e-9
MAKER_RATE, TAKER_RATE = 0.0002, 0.0005


def market(folder):
    rows = np.fromfile(f"{folder}/events.bin", dtype="f8").reshape(-1, 5)
    data = np.zeros(len(rows), event_dtype)
    sides = np.where(rows[:, 1] == 0, BUY_EVENT, SELL_EVENT).astype("u8")
    kinds = np.select([rows[:, 0] == kind for kind in KINDS], list(KINDS.values())).astype("u8")
    data["ev"] = kinds | sides | np.uint64(EXCH_EVENT) | np.uint64(LOCAL_EVENT)
    data["local_ts"] = np.maximum.accumulate(rows[:, 2].astype("i8"))
    data["exch_ts"] = data["local_ts"] - FEED_NANOS
    data["px"] = rows[:, 3]
    # A level of a clear reaches as far as it says: over everything.
    data["px"][rows[:, 0] == 3] = np.where(rows[rows[:, 0] == 3, 1] == 0, 0, 1e9)
    data["qty"] = rows[:, 4]
    return data


def script(folder):
    with open(f"{folder}/script.csv") as lines:
        return [(int(float(t)), kind, int(i), int(s), int(p), int(q)) for t, kind, i, s, p, q in csv.reader(lines)]


def theirs(data, steps, model):
    asset = BacktestAsset().data(data).linear_asset(1.0).constant_order_latency(ENTRY_NANOS, RESPONSE_NANOS)
    asset = model(asset).partial_fill_exchange().trading_value_fee_model(MAKER_RATE, TAKER_RATE)
    hbt = HashMapMarketDepthBacktest([asset.tick_size(1.0).lot_size(1.0)])
    fills, open_orders = {}, {}
    # Before the first message its clock shows the end of time.
    hbt.wait_next_feed(True, 10**15)

    def look():
        orders = hbt.orders(0)
        for i, left in list(open_orders.items()):
            order = orders.get(i)
            if order is None:
                continue
            if order.leaves_qty < left - 0.5:
                fills.setdefault(i, []).append((order.exch_timestamp, order.exec_price_tick, round(left - order.leaves_qty)))
                open_orders[i] = order.leaves_qty
            if order.status in (2, 3, 4):
                del open_orders[i]

    def run_to(until):
        code = hbt.elapse(until - hbt.current_timestamp)
        look()
        return code <= 1

    gave_up = None
    for at, kind, i, side, price, qty in steps:
        if not run_to(at):
            gave_up = at
            break
        if kind == "cancel":
            order = hbt.orders(0).get(i)
            if order is not None and order.cancellable:
                hbt.cancel(0, i, False)
            continue
        submit = hbt.submit_buy_order if side == 0 else hbt.submit_sell_order
        submit(0, i, float(price), qty - LESS_LOTS, IOC if kind == "take" else GTX, LIMIT, False)
        open_orders[i] = qty - LESS_LOTS
    if gave_up is None:
        run_to(int(data["local_ts"][-1]))
    fee = hbt.state_values(0).fee
    hbt.close()
    return fills, fee, gave_up


def ours(folder, name, how):
    fills, fees = {}, 0.0
    with open(f"{folder}/ours_{name}_{how}.csv") as lines:
        for i, kind, at, price, lots, _, _, fee in csv.reader(lines):
            if int(kind) == FILLED:
                fills.setdefault(int(i), []).append((int(float(at)), int(price), round(float(lots))))
                fees += float(fee)
    return fills, fees


def fee_off(fills, fee, takers):
    """How far a run's fees are from its fills times their rates, as a share."""
    due = sum(
        lots * price * (TAKER_RATE if i in takers else MAKER_RATE)
        for i, parts in fills.items()
        for _, price, lots in parts
    )
    return abs(fee / due - 1)


def summary(fills):
    """Lots in all, price and time of the last fill: the peer shows no more of an order."""
    return (sum(lots for _, _, lots in fills), fills[-1][1], fills[-1][0]) if fills else None


MODELS = {
    "risk_averse": lambda asset: asset.risk_adverse_queue_model(),
    "power2": lambda asset: asset.power_prob_queue_model(2.0),
    "log": lambda asset: asset.log_prob_queue_model(),
}


def main(folder):
    data, steps = market(folder), script(folder)
    sent = {i: (at, kind, side, price, qty) for at, kind, i, side, price, qty in steps if kind != "cancel"}
    takers = {i for i, order in sent.items() if order[1] == "take"}
    for name, model in MODELS.items():
        their_fills, their_fee, gave_up = theirs(data, steps, model)
        end = gave_up or int(data["local_ts"][-1])
        compared = [i for i, order in sent.items() if order[0] < end - LIFE_NANOS]
        for how in ("together", "alone"):
            our_fills, our_fee = ours(folder, name, how)
            results = [(i, summary(our_fills.get(i)), summary(their_fills.get(i))) for i in compared]
            equal = sum(mine == other for _, mine, other in results)
            alike = sum((mine or (0,))[:2] == (other or (0,))[:2] for _, mine, other in results)
            print(
                f"{name}, {how}: {len(compared)} orders in {(end - steps[0][0]) / 1e9:.1f} s, equal {equal}, "
                f"equal but for the time {alike - equal}, else {len(results) - alike}; "
                f"filled {sum(r[1] is not None for r in results)} here, {sum(r[2] is not None for r in results)} there; "
                f"fees off by {fee_off(our_fills, our_fee, takers):.0e} here, {fee_off(their_fills, their_fee, takers):.0e} there"
                + ("" if gave_up is None else "; the peer gave up")
            )
        with open(f"{folder}/differ_{name}.csv", "w") as lines:
            for i, mine, other in results:
                if mine != other:
                    print(f"  order {i} {sent[i][1:]}: here {mine}, there {other}")
                    at, _, side, price, _ = sent[i]
                    print(i, at, side, price, (mine or (0,))[-1], (other or (0,))[-1], sep=",", file=lines)


main(sys.argv[1])
