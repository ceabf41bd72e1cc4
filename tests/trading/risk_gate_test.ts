import assert from "node:assert/strict";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import type { RiskLimits } from "../../core/trading/risk/limits.ts";
import {
  RISK_CANCEL_RATE,
  RISK_COLLAR,
  RISK_CROSSED,
  RISK_DAILY_LOSS,
  RISK_EXITING,
  RISK_GROSS,
  RISK_KILLED,
  RISK_NET,
  RISK_NO_MARKET,
  RISK_OPEN_ORDERS,
  RISK_ORDER_NOTIONAL,
  RISK_ORDER_RATE,
  RISK_ORDER_SIZE,
  RISK_POSITION,
  RISK_REDUCE_ONLY,
  RISK_STALE,
  RISK_TRADE_INTERVAL,
  RISK_TRADES_A_MINUTE,
} from "../../core/trading/risk/reasons.ts";
import type { OrderRequest, Trader } from "../../core/trading/trader.ts";
import {
  COMMAND_CANCEL,
  COMMAND_NEW,
  ORDER_FLAG_REDUCE_ONLY,
  TYPE_LIMIT,
  TYPE_MARKET,
} from "../../core/wire/order.ts";
import {
  REASON_BAD_PRICE,
  REASON_BAD_QUANTITY,
  REASON_OFF_LOT,
  REASON_OFF_TICK,
  REASON_TOO_LARGE,
  REASON_TOO_LATE,
  REASON_UNKNOWN_INSTRUMENT,
  REASON_UNKNOWN_ORDER,
  REASON_WOULD_INCREASE,
} from "../../core/wire/report.ts";
import { plannedAs, SECOND, TradingRig } from "./trading_rig.ts";

const DAY = 86_400 * SECOND;

interface GateRig {
  readonly rig: TradingRig;
  readonly trader: Trader;
  readonly other: Trader;
}

/** Two strategies that do nothing by themselves, on a market at 100.00 and 100.02. */
function gated(limits: Partial<RiskLimits>): GateRig {
  const traders: Trader[] = [];
  const idle = plannedAs(({ trader }) => {
    traders.push(trader);
    return { onFrame() {} };
  }, { symbols: ["ALPHA-USD", "BETA-USD"] });
  const rig = new TradingRig([idle, idle], { capitalQuote: 100_000, ...limits });
  rig.define(0, "ALPHA-USD", 1);
  rig.define(1, "BETA-USD", 2);
  rig.frame(0, 10_000, 10_002, SECOND);
  rig.frame(1, 5_000, 5_002, SECOND);
  const [trader, other] = traders;
  return { rig, trader, other };
}

/** Buys at the ask and is filled at once. */
function buy({ rig, trader }: GateRig, lots: number, priceTicks = 10_002): void {
  const id = trader.limit(0, SIDE_BID, priceTicks, lots);
  assert.ok(id > 0);
  rig.fill(id, priceTicks, lots);
  rig.pass(rig.desk.time.nanos);
}

Deno.test("submit() refuses orders that are none, each with its reason", () => {
  const { rig, trader } = gated({});
  const cases: readonly (readonly [number, number, number])[] = [
    [10_000, NaN, REASON_BAD_QUANTITY],
    [10_000, 0, REASON_BAD_QUANTITY],
    [10_000, -1, REASON_BAD_QUANTITY],
    [10_000, 1.5, REASON_OFF_LOT],
    [10_000, 2 ** 52, REASON_TOO_LARGE],
    [10_000, Infinity, REASON_TOO_LARGE],
    [NaN, 1, REASON_BAD_PRICE],
    [0, 1, REASON_BAD_PRICE],
    [-5, 1, REASON_BAD_PRICE],
    [NO_PRICE_TICKS, 1, REASON_BAD_PRICE],
    [2 ** 40, 1, REASON_BAD_PRICE],
    [10_000.5, 1, REASON_OFF_TICK],
  ];
  for (const [priceTicks, lots, reason] of cases) {
    assert.equal(trader.limit(0, SIDE_BID, priceTicks, lots), -reason, `${priceTicks} ${lots}`);
  }
  assert.equal(trader.limit(7, SIDE_BID, 10_000, 1), -REASON_UNKNOWN_INSTRUMENT);
  assert.equal(trader.limit(NaN, SIDE_BID, 10_000, 1), -REASON_UNKNOWN_INSTRUMENT);
  assert.equal(trader.limit(0, 2, 10_000, 1), -REASON_BAD_PRICE);
  assert.equal(rig.venue.commands.length, 0, "nothing was sent");
  assert.equal(rig.desk.gate.refusals.byName(0)["bad-quantity"], 3);
});

Deno.test("cancel() and modify() tell unknown, others' and finished orders apart", () => {
  const { rig, trader, other } = gated({});
  const id = trader.limit(0, SIDE_BID, 10_000, 1);
  assert.equal(id, 1);
  assert.equal(other.cancel(id), -REASON_UNKNOWN_ORDER);
  assert.equal(trader.cancel(99), -REASON_UNKNOWN_ORDER);
  assert.equal(trader.cancel(NaN), -REASON_UNKNOWN_ORDER);
  assert.equal(trader.cancel(id), 0);
  assert.equal(trader.cancel(id), 0, "asked for already");
  assert.equal(rig.venue.commands.length, 2, "so nothing more is sent");
  assert.equal(trader.modify(id, 9_999, 2), -REASON_TOO_LATE);
  rig.cancelled(id);
  rig.pass(2 * SECOND);
  assert.equal(trader.cancel(id), -REASON_TOO_LATE);
  assert.equal(trader.leavesLots(id), 0);
});

Deno.test("submit() holds size and notional of one order to their limits", () => {
  const { trader } = gated({ maxOrderQty: 10, maxOrderQuote: 600 });
  assert.equal(trader.limit(0, SIDE_BID, 5_000, 11), -RISK_ORDER_SIZE);
  assert.equal(trader.limit(0, SIDE_BID, 10_000, 7), -RISK_ORDER_NOTIONAL);
  assert.equal(trader.market(0, SIDE_BID, 7), -RISK_ORDER_NOTIONAL, "at the ask");
  assert.ok(trader.limit(0, SIDE_BID, 10_000, 5) > 0);
});

Deno.test("submit() counts open orders into the position that it limits", () => {
  const made = gated({ maxPositionQty: 10 });
  const { rig, trader, other } = made;
  assert.ok(trader.limit(0, SIDE_BID, 9_990, 6) > 0);
  assert.equal(trader.limit(0, SIDE_BID, 9_990, 5), -RISK_POSITION);
  assert.ok(trader.limit(0, SIDE_BID, 9_990, 4) > 0);
  assert.ok(other.limit(0, SIDE_BID, 9_990, 10) > 0, "a limit of each strategy");
  assert.ok(trader.limit(0, SIDE_ASK, 10_010, 10) > 0, "the other side is another direction");
  rig.fill(1, 9_990, 6);
  rig.pass(2 * SECOND);
  assert.equal(trader.positionLots(0), 6);
  assert.equal(trader.limit(0, SIDE_BID, 9_990, 1), -RISK_POSITION);
  assert.equal(trader.modify(2, 9_990, 5), -RISK_POSITION);
  assert.equal(trader.modify(2, 9_991, 4), 0);
});

Deno.test("submit() holds a position to a fraction of equity", () => {
  const { trader } = gated({ maxPositionFraction: 0.02 });
  // 2 % of 100,000 is 2,000: 19 lots at 100.01 are 1,900.19.
  assert.equal(trader.limit(0, SIDE_BID, 10_000, 20), -RISK_POSITION);
  assert.ok(trader.limit(0, SIDE_BID, 10_000, 19) > 0);
});

Deno.test("submit() adds up exposure over instruments, gross and net", () => {
  const gross = gated({ maxGrossFraction: 0.03 });
  assert.ok(gross.trader.limit(0, SIDE_BID, 10_000, 20) > 0, "2,000.20");
  assert.equal(gross.trader.limit(1, SIDE_ASK, 5_002, 20), -RISK_GROSS, "and 1,000.20");
  assert.ok(gross.trader.limit(1, SIDE_ASK, 5_002, 19) > 0);
  const net = gated({ maxNetFraction: 0.03 });
  assert.ok(net.trader.limit(0, SIDE_BID, 10_000, 20) > 0);
  assert.equal(net.trader.limit(1, SIDE_BID, 5_000, 20), -RISK_NET);
  assert.ok(net.trader.limit(1, SIDE_ASK, 5_002, 40) > 0, "short against it");
});

Deno.test("submit() refuses prices too far through the mid, on either side", () => {
  const { trader } = gated({ collarBps: 50 });
  assert.equal(trader.limit(0, SIDE_BID, 10_052, 1), -RISK_COLLAR);
  assert.ok(trader.limit(0, SIDE_BID, 10_051, 1) > 0);
  assert.equal(trader.limit(0, SIDE_ASK, 9_950, 1), -RISK_COLLAR);
  assert.ok(trader.limit(0, SIDE_ASK, 9_951, 1) > 0);
  assert.ok(trader.limit(0, SIDE_BID, 5_000, 1) > 0, "far away, but on its own side");
});

Deno.test("submit() and cancel() hold to their rates, of all strategies together", () => {
  const { rig, trader, other } = gated({ maxOrdersPerSecond: 2, maxCancelsPerSecond: 1 });
  const first = trader.limit(0, SIDE_BID, 9_000, 1);
  const second = other.limit(0, SIDE_BID, 9_000, 1);
  assert.equal(trader.limit(0, SIDE_BID, 9_000, 1), -RISK_ORDER_RATE);
  assert.equal(trader.modify(first, 9_001, 1), -RISK_ORDER_RATE);
  assert.equal(trader.cancel(first), 0);
  assert.equal(other.cancel(second), -RISK_CANCEL_RATE);
  rig.pass(2 * SECOND);
  assert.equal(other.cancel(second), 0);
  assert.ok(trader.limit(0, SIDE_BID, 9_000, 1) > 0);
});

Deno.test("submit() spaces trades out, and never holds up what reduces", () => {
  const made = gated({ maxTradesPerMinute: 2, minTradeSeconds: 10 });
  const { rig, trader, other } = made;
  buy(made, 4);
  assert.equal(trader.limit(0, SIDE_BID, 10_000, 1), -RISK_TRADE_INTERVAL);
  assert.ok(trader.limit(0, SIDE_ASK, 10_002, 2) > 0, "reduces");
  assert.ok(trader.limit(0, SIDE_ASK, 10_002, 2) > 0, "reduces the rest");
  assert.equal(trader.limit(0, SIDE_ASK, 10_002, 1), -RISK_TRADE_INTERVAL, "would turn it");
  assert.ok(other.limit(0, SIDE_BID, 10_000, 1) > 0, "of each strategy");
  rig.frame(0, 10_000, 10_002, 11 * SECOND);
  assert.ok(trader.limit(0, SIDE_BID, 10_000, 1) > 0);
  rig.frame(0, 10_000, 10_002, 21 * SECOND);
  assert.equal(trader.limit(0, SIDE_BID, 10_000, 1), -RISK_TRADES_A_MINUTE);
  rig.frame(0, 10_000, 10_002, 61 * SECOND);
  assert.ok(trader.limit(0, SIDE_BID, 10_000, 1) > 0);
});

Deno.test("submit() needs a market that is there, fresh and not crossed", () => {
  const { rig, trader } = gated({ staleSeconds: 5 });
  rig.pass(6 * SECOND);
  assert.ok(trader.limit(0, SIDE_BID, 10_000, 1) > 0);
  rig.pass(6 * SECOND + 1);
  assert.equal(trader.limit(0, SIDE_BID, 10_000, 1), -RISK_STALE);
  rig.frame(0, 10_000, 10_002, 7 * SECOND);
  assert.ok(trader.limit(0, SIDE_BID, 10_000, 1) > 0);
  rig.gap(0, 7 * SECOND);
  assert.equal(trader.limit(0, SIDE_BID, 10_000, 1), -RISK_STALE, "messages are missing");
  rig.frame(0, 10_003, 10_002, 8 * SECOND);
  assert.equal(trader.limit(0, SIDE_BID, 10_000, 1), -RISK_CROSSED);
});

Deno.test("submit() sends nothing before the first frame", () => {
  let outcome = 0;
  const eager = plannedAs(({ trader }) => ({
    onStart: () => outcome = trader.limit(1, SIDE_BID, 1, 1),
    onFrame() {},
  }));
  const rig = new TradingRig([eager]);
  rig.define(0, "ALPHA-USD");
  rig.define(1, "BETA-USD");
  rig.frame(0, 10, 11, 1);
  assert.equal(outcome, -REASON_UNKNOWN_INSTRUMENT, "an instance has its own instrument alone");
  rig.desk.gate.addAccount();
  const account = rig.desk.portfolio.open(0, 1);
  assert.equal(rig.desk.gate.submit(account, request(SIDE_BID, 1)), -RISK_NO_MARKET);
});

function request(side: number, qtyLots: number): OrderRequest {
  return {
    instrumentId: 0,
    side,
    type: TYPE_LIMIT,
    timeInForce: 0,
    selfTrade: 0,
    flags: 0,
    priceTicks: 10_000,
    stopTicks: NO_PRICE_TICKS,
    qtyLots,
    displayLots: 0,
    expireNanos: 0,
  };
}

Deno.test("submit() lets only what reduces out in reduce-only mode", () => {
  const made = gated({ maxOpenOrders: 3 });
  const { rig, trader } = made;
  buy(made, 5);
  rig.desk.gate.setReduceOnly(true);
  assert.equal(trader.limit(0, SIDE_BID, 9_000, 1), -RISK_REDUCE_ONLY);
  assert.equal(trader.limit(0, SIDE_ASK, 10_010, 6), -RISK_REDUCE_ONLY);
  assert.ok(trader.limit(0, SIDE_ASK, 10_010, 3) > 0);
  assert.equal(trader.limit(0, SIDE_ASK, 10_010, 3), -RISK_REDUCE_ONLY, "beside what is open");
  rig.desk.gate.setReduceOnly(false);
  assert.equal(
    trader.limit(0, SIDE_ASK, 10_010, 3, ORDER_FLAG_REDUCE_ONLY),
    -REASON_WOULD_INCREASE,
  );
  assert.ok(trader.limit(0, SIDE_BID, 9_000, 1) > 0);
  assert.ok(trader.limit(0, SIDE_BID, 9_000, 1) > 0);
  assert.equal(trader.limit(0, SIDE_BID, 9_000, 1), -RISK_OPEN_ORDERS);
});

Deno.test("a stop loss closes the position, and nothing else goes out until it is flat", () => {
  const made = gated({ stopLossFraction: 0.01, takeProfitFraction: 0.02 });
  const { rig, trader } = made;
  buy(made, 5, 10_000);
  const resting = trader.limit(0, SIDE_BID, 9_800, 3);
  rig.frame(0, 9_901, 9_903, 2 * SECOND);
  assert.equal(rig.last?.orderId, resting, "not yet");
  rig.frame(0, 9_900, 9_902, 3 * SECOND);
  const [cancel, exit] = rig.venue.commands.slice(-2);
  assert.deepEqual([cancel.kind, cancel.orderId], [COMMAND_CANCEL, resting]);
  assert.deepEqual(
    [exit.kind, exit.type, exit.side, exit.qtyLots],
    [COMMAND_NEW, TYPE_MARKET, SIDE_ASK, 5],
  );
  assert.equal(trader.limit(0, SIDE_ASK, 9_902, 1), -RISK_EXITING);
  rig.venue.tell({ kind: 3, orderId: exit.orderId, priceTicks: 9_900, qtyLots: 2, leavesLots: 3 });
  rig.cancelled(exit.orderId);
  rig.cancelled(resting);
  rig.frame(0, 9_890, 9_892, 3.5 * SECOND);
  assert.equal(rig.last?.orderId, exit.orderId, "not again at once");
  rig.frame(0, 9_890, 9_892, 4.5 * SECOND);
  assert.equal(rig.last?.qtyLots, 3, "the rest");
  rig.fill(rig.last!.orderId, 9_890, 3);
  rig.frame(0, 9_890, 9_892, 5 * SECOND);
  assert.equal(trader.positionLots(0), 0);
  assert.ok(trader.limit(0, SIDE_BID, 9_890, 1) > 0);
  assert.equal(rig.desk.gate.exits.counts.size, 1);
});

Deno.test("a take profit closes a short position", () => {
  const { rig, trader } = gated({ takeProfitFraction: 0.02 });
  const id = trader.limit(0, SIDE_ASK, 10_000, 5);
  rig.fill(id, 10_000, 5);
  rig.frame(0, 9_799, 9_801, 2 * SECOND);
  assert.equal(rig.venue.commands.length, 1);
  rig.frame(0, 9_798, 9_800, 3 * SECOND);
  assert.deepEqual([rig.last?.side, rig.last?.qtyLots], [SIDE_BID, 5]);
});

Deno.test("a daily loss ends the day but not the next", () => {
  const made = gated({ capitalQuote: 1_000, maxDailyLossFraction: 0.05 });
  const { rig, trader } = made;
  buy(made, 10, 10_000);
  const resting = trader.limit(0, SIDE_BID, 9_000, 1);
  rig.frame(0, 9_499, 9_501, 2 * SECOND);
  assert.deepEqual([rig.last?.kind, rig.last?.orderId], [COMMAND_CANCEL, resting]);
  rig.cancelled(resting);
  assert.equal(trader.limit(0, SIDE_BID, 9_400, 1), -RISK_DAILY_LOSS);
  assert.ok(trader.limit(0, SIDE_ASK, 9_501, 4) > 0, "reduces");
  rig.frame(0, 9_499, 9_501, DAY + SECOND);
  assert.ok(trader.limit(0, SIDE_BID, 9_400, 1) > 0);
  assert.equal(rig.desk.losses.haltedDays, 1);
});

Deno.test("a drawdown throws the kill switch for good, and positions are closed", () => {
  const made = gated({ capitalQuote: 1_000, maxDrawdownFraction: 0.15 });
  const { rig, trader, other } = made;
  buy(made, 10, 10_000);
  rig.frame(0, 10_999, 11_001, 2 * SECOND);
  rig.frame(0, 9_349, 9_351, 3 * SECOND);
  assert.deepEqual([rig.last?.side, rig.last?.qtyLots], [SIDE_ASK, 10], "1,100 fell to 935");
  assert.equal(trader.limit(0, SIDE_ASK, 9_351, 1), -RISK_KILLED);
  assert.equal(other.limit(1, SIDE_BID, 5_000, 1), -RISK_KILLED);
  rig.fill(rig.last!.orderId, 9_349, 10);
  rig.frame(0, 12_000, 12_002, 10 * DAY);
  assert.equal(other.limit(1, SIDE_BID, 5_000, 1), -RISK_KILLED, "it stays thrown");
});

Deno.test("kill() leaves positions where that is asked for", () => {
  const made = gated({ flattenOnKill: false });
  const { rig, trader } = made;
  buy(made, 10, 10_000);
  const resting = trader.limit(0, SIDE_BID, 9_000, 1);
  rig.desk.gate.kill(RISK_KILLED);
  assert.deepEqual([rig.last?.kind, rig.last?.orderId], [COMMAND_CANCEL, resting]);
  rig.frame(0, 9_999, 10_001, 5 * SECOND);
  assert.equal(rig.last?.kind, COMMAND_CANCEL);
});
