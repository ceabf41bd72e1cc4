/** The collector against cases computed by hand, and its account against a naive one. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import {
  REASON_BY_TRADER,
  REASON_WOULD_TAKE,
  REPORT_ACCEPTED,
  REPORT_CANCEL_REJECTED,
  REPORT_CANCELLED,
  REPORT_FILLED,
  REPORT_FUNDING,
  REPORT_MODIFIED,
  REPORT_REJECTED,
  REPORT_UNKNOWN,
} from "../../core/wire/report.ts";
import { attribution } from "../../backtest/metrics/attribution.ts";
import {
  END_CANCELLED,
  END_FILLED,
  END_OPEN,
  END_REJECTED,
  NO_MID_TICKS,
} from "../../backtest/result.ts";
import { MOST_SAMPLES } from "../../backtest/equity_grid.ts";
import { madeResult, MadeRun } from "./made_result.ts";

/** Quote currency of a tick × lot in made markets. */
const UNIT = 0.001;

Deno.test("a round trip leaves its P&L, its fees and its drawdown", () => {
  const run = new MadeRun();
  run.frame(0, 99, 101);
  const buy = run.order(0, SIDE_BID, 101, 10);
  run.report(REPORT_FILLED, buy, 0.1, { priceTicks: 101, qtyLots: 10, feeQuote: 0.002 });
  run.frame(1, 89, 91);
  run.frame(2, 119, 121);
  const sell = run.order(2, SIDE_ASK, 119, 10);
  run.report(REPORT_FILLED, sell, 2.5, { priceTicks: 119, qtyLots: 10, feeQuote: 0.003 });
  run.frame(3, 119, 121);
  const { totals, equity, instruments } = run.finish();
  assert.ok(Math.abs(totals.pnlQuote - ((119 - 101) * 10 * UNIT - 0.005)) < 1e-12);
  assert.equal(totals.feesQuote, 0.005);
  assert.equal(instruments[0].positionLots, 0);
  assert.equal(totals.exposedNanos, 2.4e9);
  assert.ok(Math.abs(totals.maxExposureQuote - 120 * 10 * UNIT) < 1e-12);
  // From 10,000 down to a mid of 90, where 10 lots of 101 have lost 11 ticks each, and the first fee.
  assert.ok(Math.abs(totals.maxDrawdownQuote - (11 * 10 * UNIT + 0.002)) < 1e-9);
  assert.equal(totals.maxDrawdownFromNanos, 0);
  assert.equal(totals.maxDrawdownToNanos, 1e9);
  assert.deepEqual([...equity.timesNanos], [0, 1e9, 2e9, 3e9]);
  assert.deepEqual([...equity.instruments[0].positionLots], [0, 10, 10, 0]);
  assert.equal(equity.equityQuote[3], 10_000 + totals.pnlQuote);
});

Deno.test("an order keeps its mids, its times and the averages of its life", () => {
  const run = new MadeRun();
  run.frame(0, 99, 101);
  const order = run.order(0, SIDE_BID, 105, 10);
  run.frame(1, 101, 103, { tradedLots: 4, tradedTicks: 103 });
  run.report(REPORT_ACCEPTED, order, 2, { venueSeconds: 1.5 });
  run.frame(3, 103, 105, { tradedLots: 12, tradedTicks: 105 });
  run.report(REPORT_FILLED, order, 3, { priceTicks: 105, qtyLots: 4, leavesLots: 6 });
  run.report(REPORT_MODIFIED, order, 3.5, { qtyLots: 8, leavesLots: 4 });
  run.frame(4, 105, 107);
  run.report(REPORT_FILLED, order, 4, {
    priceTicks: 103,
    qtyLots: 4,
    leavesLots: 0,
    isMaker: true,
  });
  const { orders, fills } = run.finish();
  assert.equal(orders.ends[0], END_FILLED);
  assert.equal(orders.qtyLots[0], 8);
  assert.equal(orders.filledLots[0], 8);
  assert.equal(orders.averageTicks[0], 104);
  assert.equal(orders.decisionMidTicks[0], 100);
  assert.equal(orders.arrivalMidTicks[0], 102);
  assert.equal(orders.arrivedNanos[0], 1.5e9);
  assert.equal(orders.answeredNanos[0], 2e9);
  assert.equal(orders.endNanos[0], 4e9);
  // 100 for a second, 102 for two, 104 for one.
  assert.equal(orders.twapTicks[0], (100 + 2 * 102 + 104) / 4);
  assert.equal(orders.vwapTicks[0], (4 * 103 + 12 * 105) / 16);
  assert.deepEqual([...fills.orders], [0, 0]);
  assert.deepEqual(
    [...fills.midTicks],
    [104, 104],
    "a taker's in that instant, a maker's before it",
  );
});

Deno.test("mids after a fill are those of the venue's time, also when the report comes late", () => {
  const run = new MadeRun();
  run.frame(10, 99, 101);
  const order = run.order(10, SIDE_BID, 101, 1);
  run.frame(10.05, 101, 103);
  run.frame(10.2, 103, 105);
  run.frame(10.9, 105, 107);
  run.report(REPORT_FILLED, order, 10.95, { priceTicks: 101, qtyLots: 1, venueSeconds: 10.01 });
  run.frame(11.01, 107, 109);
  run.frame(11.02, 109, 111);
  run.frame(20, 111, 113);
  run.frame(30, 111, 113);
  const { fills } = run.finish();
  assert.equal(fills.midTicks[0], 100);
  // 100 ms, 1 s (a frame of that very instant counts), 10 s, and 60 s that never passed.
  assert.deepEqual(fills.laterMidTicks.map((mids) => mids[0]), [102, 108, 112, NO_MID_TICKS]);
});

Deno.test("receipt minus the feed's latency is the venue's time when that is asked for", () => {
  const run = new MadeRun({ feedNanos: 5e8 });
  run.frame(1, 99, 101, { venueSeconds: 77 });
  const order = run.order(1, SIDE_BID, 101, 1);
  run.frame(2, 101, 103, { venueSeconds: 77 });
  run.report(REPORT_FILLED, order, 2, { priceTicks: 101, qtyLots: 1, venueSeconds: 1.4 });
  run.frame(3, 103, 105, { venueSeconds: 77 });
  assert.equal(run.finish().fills.midTicks[0], 100, "the second frame was at 1.5 s there");
});

Deno.test("ends, refusals and funding are counted as what they are", () => {
  const run = new MadeRun();
  run.frame(0, 99, 101);
  run.collector.onRefused(40);
  run.collector.onRefused(40);
  const rejected = run.order(0, SIDE_BID, 101, 1);
  run.report(REPORT_REJECTED, rejected, 0.1, { reason: REASON_WOULD_TAKE });
  const lost = run.order(0, SIDE_BID, 101, 5);
  run.report(REPORT_UNKNOWN, lost, 0.2);
  run.report(REPORT_FILLED, lost, 0.3, { priceTicks: 101, qtyLots: 5 });
  const cancelled = run.order(0.3, SIDE_BID, 99, 5);
  run.report(REPORT_CANCEL_REJECTED, cancelled, 0.4, { reason: REASON_WOULD_TAKE });
  run.report(REPORT_CANCELLED, cancelled, 0.5, { reason: REASON_BY_TRADER });
  run.order(0.6, SIDE_BID, 98, 5);
  run.report(REPORT_FUNDING, 0, 1, { priceTicks: 100, feeQuote: 0.25 });
  run.report(REPORT_FILLED, 999, 1, { priceTicks: 100, qtyLots: 1 });
  const { orders, totals, rejects } = run.finish();
  assert.deepEqual([...orders.ends], [END_REJECTED, END_FILLED, END_CANCELLED, END_OPEN]);
  assert.deepEqual([...orders.reasons], [REASON_WOULD_TAKE, 0, REASON_BY_TRADER, 0]);
  assert.deepEqual(rejects, [
    { by: "risk", reason: 40, count: 2 },
    { by: "venue", reason: REASON_WOULD_TAKE, count: 2 },
  ]);
  assert.equal(totals.fundingQuote, -1.25);
  assert.equal(totals.fills, 1, "nobody sent order 999");
});

Deno.test("a closed market is one sample, and a long run keeps the grid bounded", () => {
  const run = new MadeRun();
  run.frame(0, 99, 101);
  run.frame(1, 99, 101);
  run.frame(40_000.5, 109, 111);
  run.frame(40_002, 109, 111);
  const { equity } = run.finish();
  const seconds = [...equity.timesNanos].map((nanos) => nanos / 1e9);
  assert.deepEqual(seconds, [0, 1, 2, 40_001, 40_002]);

  const long = new MadeRun();
  for (let i = 0; i <= 30; i++) long.frame(i * 3_000, 99 + i, 101 + i);
  const { equity: grid } = long.finish();
  assert.equal(grid.everyNanos, 8e9);
  assert.ok(grid.timesNanos.length <= MOST_SAMPLES);
  grid.timesNanos.slice(0, -1).forEach((at, i) => {
    assert.equal(at, i * 8e9);
    const mid = at === 0 ? NO_MID_TICKS : 100 + Math.ceil(at / 3e12) - 1;
    assert.equal(grid.instruments[0].midTicks[i], mid, `at ${at}`);
  });
});

Deno.test("sum of fills is position, cash and inventory are equity, parts are the P&L", () => {
  const step = fc.record({
    id: fc.nat(1),
    move: fc.integer({ min: -3, max: 3 }),
    side: fc.constantFrom(SIDE_BID, SIDE_ASK),
    qtyLots: fc.integer({ min: 1, max: 50 }),
    offset: fc.integer({ min: -2, max: 2 }),
    feeQuote: fc.integer({ min: -5, max: 20 }).map((n) => n / 1_024),
    trades: fc.boolean(),
    delay: fc.double({ min: 0, max: 3, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const run = new MadeRun();
      const mids = [1_000, 2_000];
      const lots = [0, 0];
      let cash = 0;
      let seconds = 0;
      steps.forEach(({ id, move, side, qtyLots, offset, feeQuote, trades, delay }) => {
        mids[id] += move;
        run.frame(seconds, mids[id] - 1, mids[id] + 1, { id });
        if (trades) {
          const priceTicks = mids[id] + offset;
          const order = run.order(seconds, side, priceTicks, qtyLots, id);
          run.report(REPORT_FILLED, order, seconds, { id, priceTicks, qtyLots, feeQuote });
          const signed = side === SIDE_BID ? qtyLots : -qtyLots;
          lots[id] += signed;
          cash -= signed * priceTicks * UNIT + feeQuote;
        }
        seconds += delay;
      });
      const result = run.finish();
      const held = result.instruments.map(({ id, positionLots }) => [id, positionLots]);
      const wanted = result.instruments.map(({ id }) => [id, lots[id]]);
      assert.deepEqual(held, wanted);
      const inventory = lots.reduce((sum, held, id) => sum + held * mids[id] * UNIT, 0);
      const { totals, equity } = result;
      assert.ok(Math.abs(totals.pnlQuote - cash - inventory) < 1e-9);
      const last = equity.equityQuote[equity.equityQuote.length - 1];
      assert.ok(Math.abs(last - result.capitalQuote - totals.pnlQuote) < 1e-9);
      const { pnlQuote, ...parts } = attribution(result);
      const sum = Object.values(parts).reduce((total, part) => total + part, 0);
      assert.ok(Math.abs(sum - pnlQuote) < 1e-9, `${sum} of ${pnlQuote}`);
    }),
    { seed: 20_260_105, numRuns: 300 },
  );
});

Deno.test("the same run gives the same result, another seed another one", () => {
  assert.deepEqual(madeResult({ minutes: 1 }), madeResult({ minutes: 1 }));
  assert.notDeepEqual(madeResult({ minutes: 1 }), madeResult({ minutes: 1, seed: 2 }));
});
