/** Execution by hand: what each schedule asks for, slice by slice. */
import assert from "node:assert/strict";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import type { StrategyDefinition } from "../../core/trading/strategy.ts";
import { TIF_GTC, TIF_IOC } from "../../core/wire/order.ts";
import { strategy as almgrenChriss } from "../../strategies/almgren_chriss.ts";
import { ParentOrder } from "../../strategies/parent_order.ts";
import { strategy as pov } from "../../strategies/pov.ts";
import { strategy as shortfallTaker } from "../../strategies/shortfall_taker.ts";
import { strategy as twap } from "../../strategies/twap.ts";
import { parabolicVolumeShare, VolumeCurve } from "../../strategies/volume_curve.ts";
import { strategy as vwap } from "../../strategies/vwap.ts";
import type { TestFrame } from "../features/frames.ts";
import { bookAt, Rig } from "./rig.ts";

const BASE = { qty_lots: 100, duration_s: 10, slice_s: 2, style: "take", min_interval_ms: 0 };

/** Fills all orders at once, second by second. @returns lots asked for in each second */
function lotsBySecond(
  definition: StrategyDefinition,
  parameters: Record<string, unknown>,
  seconds: number,
  more: (second: number) => Partial<TestFrame> = () => ({}),
): number[] {
  const rig = new Rig(definition, { parameters: { ...BASE, ...parameters } });
  return Array.from({ length: seconds }, (_, second) => {
    const before = rig.trader.orders.length;
    rig.frame(bookAt(100 + second, 9_999, 10_001, more(second)));
    const orders = rig.trader.orders.slice(before);
    for (const order of orders) {
      rig.accept(order);
      rig.fill(order);
    }
    return orders.reduce((sum, { qtyLots }) => sum + qtyLots, 0);
  });
}

Deno.test("twap asks for the same in every slice when all fills", () => {
  assert.deepEqual(lotsBySecond(twap, {}, 12), [20, 0, 20, 0, 20, 0, 20, 0, 20, 0, 0, 0]);
  // 7 lots in 4 slices: 1.75, 3.5, 5.25 and 7 are due.
  const odd = { qty_lots: 7, duration_s: 4, slice_s: 1 };
  assert.deepEqual(lotsBySecond(twap, odd, 5), [1, 2, 2, 2, 0]);
});

Deno.test("twap waits for its start, and for lots enough for an order", () => {
  assert.deepEqual(lotsBySecond(twap, { start_s: 3, duration_s: 4 }, 8), [
    0,
    0,
    0,
    50,
    0,
    50,
    0,
    0,
  ]);
  const few = { qty_lots: 50, least_lots: 25 };
  assert.deepEqual(lotsBySecond(twap, few, 11), [0, 0, 0, 0, 30, 0, 0, 0, 20, 0, 0]);
});

Deno.test("vwap follows the parabola of its curve", () => {
  // depth 1: 20 % of the time has 0.2 + 4·(−0.3)³ + 0.5 − 0.2 = 39.2 % of the volume.
  const asked = lotsBySecond(vwap, { curve: "parabola", depth: 1 }, 11);
  assert.deepEqual(asked, [39, 0, 10, 0, 1, 0, 10, 0, 40, 0, 0]);
  assert.deepEqual(lotsBySecond(vwap, { curve: "parabola", depth: 0 }, 9)[8], 20);
});

Deno.test("vwap trades by the volume that it learnt in the window before", () => {
  const [minute, day] = [60, 86_400];
  const parameters = { ...BASE, duration_s: 20 * minute, slice_s: 5 * minute };
  /** Nine times the usual volume from ten to fifteen minutes past midnight. */
  const minuteAt = (second: number) => {
    const isBusy = Math.floor(second % day / (5 * minute)) === 2;
    return bookAt(second, 9_999, 10_001, { buyTrades: 1, buyLots: isBusy ? 9 : 1 });
  };
  /** Of an order from five past midnight on, by its slices of five minutes. */
  const slicesAfter = (days: number) => {
    const rig = new Rig(vwap, { parameters });
    const from = days * day + 5 * minute;
    for (let at = 0; days > 0 && at < from; at += minute) rig.history(minuteAt(at));
    const slices = [0, 0];
    for (let i = 0; i < 10; i++) {
      const before = rig.trader.orders.length;
      rig.frame(minuteAt(from + i * minute));
      for (const order of rig.trader.orders.slice(before)) {
        slices[Math.floor(i / 5)] += order.qtyLots;
        rig.accept(order);
        rig.fill(order);
      }
    }
    return slices;
  };
  const [unlearnt] = slicesAfter(0);
  assert.equal(unlearnt, 25, "without history by equal parts");
  const [first, second] = slicesAfter(2);
  // 1 : 9 : 1 : 1 on both days before.
  assert.ok(first >= 7 && first <= 10, `${first} of 100`);
  assert.ok(second >= 70 && second <= 80, `${second} of 100`);
});

Deno.test("vwap spreads evenly when volume is even, and all is done when volume dries up", () => {
  const even = () => ({ buyTrades: 1, buyLots: 8 });
  assert.deepEqual(lotsBySecond(vwap, { start_s: 4 }, 15, even), [
    ...[0, 0, 0, 0],
    ...[20, 0, 20, 0, 20, 0, 20, 0, 20, 0, 0],
  ]);
  const dry = (second: number) => second < 6 ? even() : {};
  const asked = lotsBySecond(vwap, { start_s: 4 }, 15, dry);
  assert.equal(asked.reduce((sum, lots) => sum + lots, 0), 100);
  assert.ok(asked[6] < 20, `less has traded than was expected, so less is due: ${asked}`);
});

Deno.test("pov asks for its share of what traded since the arrival", () => {
  const traded = (second: number) =>
    second % 2 === 0 ? { buyTrades: 1, buyLots: 30, sellTrades: 1, sellLots: 10 } : {};
  const parameters = { participation: 0.25, duration_s: 6, slice_s: 1 };
  // The frame of the arrival came before it.
  assert.deepEqual(lotsBySecond(pov, parameters, 9, traded), [0, 0, 10, 0, 10, 0, 0, 0, 0]);
});

Deno.test("almgren_chriss asks for the paper's trade list", () => {
  // sinh(3(1 − j/5)) / sinh 3 leaves 54.34, 29.36, 15.06… and trades 45, 25, 15, 8, 7 whole lots.
  const left = [1, 2, 3, 4].map((j) => 100 * Math.sinh(3 * (1 - j / 5)) / Math.sinh(3));
  const done = [0, ...left.map((x) => Math.floor(100 - x)), 100];
  const asked = lotsBySecond(almgrenChriss, { kappa_time: 3 }, 9).filter((_, i) => i % 2 === 0);
  assert.deepEqual(asked, done.slice(1).map((x, i) => x - done[i]));
  assert.equal(asked[0], 45);
  assert.deepEqual(lotsBySecond(almgrenChriss, { kappa_time: 0 }, 3), [20, 0, 20]);
});

Deno.test("twap joins the queue with what is due and takes what is overdue", () => {
  const rig = new Rig(twap, { parameters: { ...BASE, style: "join", side: "sell" } });
  rig.frame(bookAt(100, 9_999, 10_001));
  const [joined] = rig.trader.orders;
  assert.deepEqual(rig.news, [[SIDE_ASK, 10_001, 20]]);
  assert.equal(joined.timeInForce, TIF_GTC);
  rig.accept(joined);
  rig.fill(joined, 5);
  rig.frame(bookAt(101, 9_999, 10_001));
  assert.equal(rig.trader.asks.length, 1, "it stays where it is");
  rig.frame(bookAt(102, 9_998, 10_000));
  assert.equal(rig.trader.asks[1].kind, "cancel");
  rig.fill(joined, 4);
  rig.end(joined);
  rig.frame(bookAt(102.5, 9_998, 10_000));
  assert.deepEqual(rig.news[1], [SIDE_ASK, 9_998, 11], "20 were due, 9 filled");
  assert.equal(rig.trader.orders[1].timeInForce, TIF_IOC);
  rig.fill(rig.trader.orders[1]);
  rig.timer(103e9);
  assert.deepEqual(rig.news[2], [SIDE_ASK, 10_000, 20], "the next slice joins, without a frame");
});

Deno.test("twap asks again for what was rejected, expired or never sent", () => {
  const rig = new Rig(twap, { parameters: { ...BASE, min_interval_ms: 500 } });
  rig.trader.refusal = 40;
  rig.frame(bookAt(100, 9_999, 10_001));
  rig.trader.refusal = 0;
  rig.frame(bookAt(100.4, 9_999, 10_001));
  assert.deepEqual(rig.news, [], "too soon");
  rig.frame(bookAt(100.5, 9_999, 10_001));
  rig.reject(rig.trader.orders[0]);
  rig.frame(bookAt(101, 9_999, 10_001));
  rig.accept(rig.trader.orders[1]);
  rig.fill(rig.trader.orders[1], 15);
  rig.end(rig.trader.orders[1]);
  rig.frame(bookAt(101.5, 9_999, 10_001));
  const bought = [[SIDE_BID, 10_001, 20], [SIDE_BID, 10_001, 20], [SIDE_BID, 10_001, 5]];
  assert.deepEqual(rig.news, bought);
});

Deno.test("twap takes what is overdue at the market where there are only bars", () => {
  const rig = new Rig(twap, { parameters: { qty_lots: 10, duration_s: 300, slice_s: 60 } });
  const bar = { bids: [], asks: [], barSeconds: 60, lastTradeTicks: 10_000 };
  rig.frame({ recvNanos: 60e9, ...bar });
  assert.deepEqual(rig.news, [[SIDE_BID, 10_000, 2]], "joins at the close");
  rig.end(rig.trader.orders[0]);
  rig.frame({ recvNanos: 120e9, ...bar });
  assert.deepEqual(rig.news[1], [SIDE_BID, NO_PRICE_TICKS, 2]);
});

Deno.test("shortfall_taker takes a share of the touch while the price is near its arrival", () => {
  const rig = new Rig(shortfallTaker, {
    parameters: {
      qty_lots: 100,
      touch_share: 0.3,
      limit_bps: 2,
      duration_s: 60,
      min_interval_ms: 0,
    },
  });
  const step = (second: number, bid: number, ask: number) => {
    const before = rig.trader.orders.length;
    rig.frame(bookAt(second, bid, ask));
    for (const order of rig.trader.orders.slice(before)) rig.fill(order);
  };
  step(100, 9_999, 10_001);
  step(101, 10_001, 10_003); // 3 ticks above the arrival's 10,000, 2 bps are 2.
  step(102, 10_000, 10_002);
  step(160, 10_049, 10_050); // Late: at any price.
  step(161, 10_049, 10_050);
  step(162, 10_049, 10_050);
  const bought = [[0, 10_001, 30], [0, 10_002, 30], [0, 10_050, 30], [0, 10_050, 10]];
  assert.deepEqual(rig.news, bought);
});

Deno.test("ParentOrder counts what is behind and what it cost", () => {
  const parent = new ParentOrder(SIDE_ASK, 10);
  assert.deepEqual([parent.shortfallTicks, parent.averageTicks, parent.isComplete], [0, 0, false]);
  parent.arrive(100.5);
  parent.arrive(7);
  assert.equal(parent.behindLots(6.9999999), 7);
  parent.onFill(100, 2);
  parent.onFill(98, 2);
  // Sold at 99 on average, 1.5 below the arrival.
  assert.deepEqual([parent.averageTicks, parent.shortfallTicks], [99, 1.5]);
  assert.deepEqual([parent.behindLots(3), parent.behindLots(6), parent.behindLots(50)], [0, 2, 6]);
  parent.onFill(99, 6);
  assert.ok(parent.isComplete);
});

Deno.test("parabolicVolumeShare() rises from 0 to 1 for every depth", () => {
  for (const depth of [0, 0.5, 1]) {
    assert.deepEqual([-1, 0, 0.5, 1, 2].map((u) => parabolicVolumeShare(u, depth)), [
      0,
      0,
      0.5,
      1,
      1,
    ]);
    for (let u = 0; u < 1; u += 0.01) {
      assert.ok(parabolicVolumeShare(u + 0.01, depth) >= parabolicVolumeShare(u, depth) - 1e-12);
    }
  }
});

const MINUTE = 60e9;
const DAY = 1_440 * MINUTE;

Deno.test("VolumeCurve expects of a time of day what it saw there on whole earlier days", () => {
  const curve = new VolumeCurve();
  assert.equal(curve.expectedLots(0, DAY), 0, "nothing is known");
  // Two days of 10 lots a minute, in the hour from 10:00 on 70 and then 30.
  for (let day = 0; day < 2; day++) {
    for (let minute = 1; minute <= 1_440; minute++) {
      const isRush = minute > 600 && minute <= 660;
      curve.observe(day * DAY + minute * MINUTE - 1, isRush ? (day === 0 ? 70 : 30) : 10);
    }
  }
  const from = 2 * DAY + 600 * MINUTE;
  const expected = curve.expectedLots(from, from + 60 * MINUTE);
  assert.ok(Math.abs(expected - 3_000) < 1, `mean of both days: ${expected}`);
  const quiet = curve.expectedLots(from - 30 * MINUTE, from);
  assert.ok(Math.abs(quiet - 300) < 1, `${quiet}`);
});

Deno.test("VolumeCurve knows nothing of the time to come", () => {
  const [short, long] = [new VolumeCurve(), new VolumeCurve()];
  for (let minute = 0; minute < 90; minute++) {
    short.observe(minute * MINUTE, 5);
    long.observe(minute * MINUTE, 5);
  }
  const asked = [short, long].map((curve) => curve.expectedLots(90 * MINUTE, 180 * MINUTE));
  for (let minute = 90; minute < 180; minute++) long.observe(minute * MINUTE, 1_000);
  assert.equal(asked[0], asked[1]);
  assert.ok(Math.abs(asked[0] - 90 * 5) < 1e-6, `the average rate so far: ${asked[0]}`);
});
