import assert from "node:assert/strict";
import { SIDE_BID } from "../../core/base/units.ts";
import { RISK_STOPPED } from "../../core/trading/risk/reasons.ts";
import {
  MOST_REFUSALS_A_SECOND,
  MOST_REQUESTS_A_CALL,
} from "../../core/trading/strategy_trader.ts";
import type { Trader } from "../../core/trading/trader.ts";
import { tradingReport } from "../../core/trading/trading_report.ts";
import { COMMAND_CANCEL } from "../../core/wire/order.ts";
import { REPORT_ACCEPTED, REPORT_FILLED, REPORT_UNKNOWN } from "../../core/wire/report.ts";
import { plannedAs, SECOND, TradingRig } from "./trading_rig.ts";

/** Buys one lot in its tenth frame and does as it is told in its eleventh. */
function misbehaving(misbehave: (trader: Trader) => void) {
  return plannedAs(({ trader, instruments }) => {
    const [{ id }] = instruments;
    let frames = 0;
    return {
      onFrame() {
        if (++frames === 10) trader.limit(id, SIDE_BID, 90, 1);
        if (frames === 11) misbehave(trader);
      },
    };
  });
}

function run(rig: TradingRig, frames: number): void {
  rig.define(0, "ALPHA-USD");
  for (let i = 1; i <= frames; i++) rig.frame(0, 100, 102, i * SECOND);
}

Deno.test("a strategy that throws is stopped, its orders cancelled, and the others go on", () => {
  const good = plannedAs(({ trader }) => ({ onFrame: () => void trader.positionLots(0) }));
  const bad = misbehaving(() => {
    throw new Error("my own mistake");
  });
  const rig = new TradingRig([bad, good]);
  run(rig, 20);
  assert.deepEqual([rig.last?.kind, rig.last?.orderId], [COMMAND_CANCEL, 1]);
  const [first, second] = tradingReport(rig.desk).strategies;
  assert.equal(first.failure, "onFrame: my own mistake");
  assert.equal(first.calls, 11);
  assert.equal(second.failure, null);
  assert.equal(second.calls, 20);
});

Deno.test("a strategy that floods in one call is stopped within it", () => {
  const rig = new TradingRig([misbehaving((trader) => {
    for (;;) trader.cancel(99);
  })]);
  run(rig, 12);
  const [{ failure, refused }] = tradingReport(rig.desk).strategies;
  assert.match(failure ?? "", /onFrame: asked for more than 10000 things in one call/);
  assert.equal(refused["unknown-order"], MOST_REQUESTS_A_CALL);
});

Deno.test("a strategy that swallows being stopped is stopped nevertheless", () => {
  let trader: Trader | undefined;
  const rig = new TradingRig([misbehaving((own) => {
    trader = own;
    for (let i = 0; i < 2 * MOST_REQUESTS_A_CALL; i++) {
      try {
        own.limit(0, SIDE_BID, 90, 1);
      } catch {
        // As a strategy might.
      }
    }
  })]);
  run(rig, 12);
  const sent = rig.venue.commands.length;
  assert.ok(sent <= MOST_REQUESTS_A_CALL + 1, "nothing more goes out after the first throw");
  run(rig, 3);
  assert.ok(trader !== undefined);
});

Deno.test("a strategy that is always refused is stopped by the gate's limits", () => {
  const flooder = plannedAs(({ trader }) => ({
    onFrame() {
      for (let i = 0; i < 5_000; i++) trader.limit(0, SIDE_BID, 90, 1);
    },
  }));
  const rig = new TradingRig([flooder], { maxOrdersPerSecond: 10 });
  rig.define(0, "ALPHA-USD");
  for (let i = 1; i <= 10; i++) rig.frame(0, 100, 102, i * SECOND / 8);
  const [{ failure, refused }] = tradingReport(rig.desk).strategies;
  assert.match(failure ?? "", /was refused more than 10000 times in a second/);
  assert.equal(refused["order-rate"], MOST_REFUSALS_A_SECOND + 1);
  assert.ok(rig.venue.commands.length <= 20, "ten orders and their cancels");
});

Deno.test("a stopped strategy's trader sends nothing", () => {
  let kept: Trader | undefined;
  const rig = new TradingRig([misbehaving((trader) => {
    kept = trader;
    throw new Error("stop me");
  })]);
  run(rig, 12);
  assert.equal(kept?.limit(0, SIDE_BID, 90, 1), -RISK_STOPPED);
});

Deno.test("timers fire at multiples of their time, before what comes later, with reports in order", () => {
  const seen: string[] = [];
  const rig = new TradingRig([plannedAs(({ trader }) => ({
    onStart: () => trader.setTimer(2 * SECOND),
    onFrame(frame) {
      seen.push(`frame ${frame.nowNanos / SECOND}`);
      if (frame.nowNanos === 3 * SECOND) trader.limit(0, SIDE_BID, 100, 1);
    },
    onReport: (report) => seen.push(`report ${report.recvNanos / SECOND}`),
    onTimer: (nowNanos) => {
      seen.push(`timer ${nowNanos / SECOND} ${trader.nowNanos / SECOND}`);
    },
  }))]);
  rig.define(0, "ALPHA-USD");
  rig.frame(0, 100, 102, SECOND);
  rig.frame(0, 100, 102, 3 * SECOND);
  rig.venue.tell({ kind: REPORT_ACCEPTED, orderId: 1, atNanos: 5 * SECOND });
  rig.frame(0, 100, 102, 7 * SECOND);
  assert.deepEqual(seen, [
    "frame 1",
    "timer 2 2",
    "frame 3",
    "timer 4 4",
    "report 5",
    "timer 6 6",
    "frame 7",
  ]);
});

Deno.test("an instance is begun for every instrument, or one for all that are named", () => {
  const begun: string[] = [];
  const named =
    (name: string) => ({ instruments }: { instruments: readonly { symbol: string }[] }) => {
      begun.push(`${name}: ${instruments.map(({ symbol }) => symbol).join(" ")}`);
      return {
        onFrame: (frame: { instrumentId: number }) => begun.push(`${name} ${frame.instrumentId}`),
      };
    };
  const rig = new TradingRig([
    plannedAs(named("each")),
    plannedAs(named("both"), { symbols: ["BETA-USD", "ALPHA-USD"] }),
    plannedAs(named("never"), { symbols: ["GAMMA-USD"] }),
  ]);
  rig.define(0, "ALPHA-USD");
  rig.define(1, "BETA-USD");
  rig.frame(0, 100, 102, 1);
  rig.frame(1, 100, 102, 2);
  rig.frame(0, 100, 102, 3);
  assert.deepEqual(begun, [
    "each: ALPHA-USD",
    "each 0",
    "each: BETA-USD",
    "both: BETA-USD ALPHA-USD",
    "each 1",
    "both 1",
    "each 0",
    "both 0",
  ]);
  assert.deepEqual(tradingReport(rig.desk).neverBegun, ["hand_made on GAMMA-USD"]);
});

Deno.test("reports of nobody's orders and of no kind are counted, and change nothing", () => {
  const rig = new TradingRig([misbehaving(() => {})]);
  run(rig, 10);
  rig.venue.tell({ kind: REPORT_FILLED, orderId: 77, priceTicks: 100, qtyLots: 5 });
  rig.venue.tell({ kind: 200, orderId: 1 });
  rig.venue.tell({ kind: REPORT_UNKNOWN, orderId: 1 });
  rig.venue.tell({ kind: REPORT_FILLED, orderId: 1, priceTicks: 90, qtyLots: 1, leavesLots: 0 });
  rig.venue.tell({ kind: REPORT_FILLED, orderId: 1, priceTicks: 90, qtyLots: 1, leavesLots: 0 });
  rig.pass(11 * SECOND);
  const report = tradingReport(rig.desk);
  assert.equal(report.oddReports, 3);
  assert.equal(report.fills, 1);
  assert.equal(report.strategies[0].accounts[0].positionLots, 1);
});

Deno.test("finish() stops strategies and cancels what is open", () => {
  let stopped = 0;
  const rig = new TradingRig([plannedAs(({ trader }) => ({
    onStart: () => void trader.setTimer(0),
    onFrame: () => void trader.limit(0, SIDE_BID, 90, 1),
    onStop: () => stopped++,
  }))]);
  run(rig, 2);
  rig.desk.finish();
  assert.equal(stopped, 1);
  assert.deepEqual(rig.venue.commands.slice(-2).map(({ kind }) => kind), [
    COMMAND_CANCEL,
    COMMAND_CANCEL,
  ]);
});
