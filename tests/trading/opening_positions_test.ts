import assert from "node:assert/strict";
import fc from "fast-check";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { Portfolio } from "../../core/trading/positions/portfolio.ts";
import { REASON_DIFFERED, REPORT_POSITION } from "../../core/wire/report.ts";
import { plannedAs, SECOND, TradingRig } from "./trading_rig.ts";

Deno.test("Portfolio.adopt() gives an account the difference, at the price it was bought for", () => {
  const rig = new TradingRig([]);
  rig.define(0, "ALPHA-USD");
  rig.frame(0, 10_000, 10_002, 1);
  const portfolio = new Portfolio(rig.desk.instruments);
  assert.equal(portfolio.adopt(-1, 0, 12, 9_001), -1, "nobody trades it yet");
  const first = portfolio.open(0, 0);
  const second = portfolio.open(1, 0);
  assert.equal(portfolio.positionLots(first), 12);
  assert.equal(portfolio.positionLots(second), 0, "it is taken once");
  assert.equal(portfolio.averagePriceTicks(first), 9_001);
  const { pnlQuote, fills, turnoverQuote, boughtLots } = portfolio.summary(first);
  assert.ok(Math.abs(pnlQuote - 12 * 1_000 * 0.01) < 1e-9);
  assert.deepEqual([fills, turnoverQuote, boughtLots], [0, 0, 0], "nothing was traded");

  portfolio.fill(second, SIDE_BID, 3, 10_001, 0, false);
  assert.equal(portfolio.adopt(second, 0, 14, NO_PRICE_TICKS), second);
  assert.equal(portfolio.positionLots(second), 2);
  assert.equal(portfolio.netLots(0), 14);
  assert.equal(portfolio.adopt(-1, 0, 14, NO_PRICE_TICKS), -1, "nothing differs");
});

Deno.test("Portfolio.adopt() keeps realized + unrealized = equity, whatever is traded around it", () => {
  const step = fc.record({
    adopts: fc.boolean(),
    side: fc.constantFrom(SIDE_BID, SIDE_ASK),
    lots: fc.integer({ min: 1, max: 1_000 }),
    ticks: fc.integer({ min: 9_000, max: 11_000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      const rig = new TradingRig([]);
      rig.define(0, "ALPHA-USD");
      rig.frame(0, 10_000, 10_002, 1);
      const portfolio = new Portfolio(rig.desk.instruments);
      portfolio.open(0, 0);
      let lots = 0;
      for (const { adopts, side, lots: some, ticks } of steps) {
        const signed = side === SIDE_BID ? some : -some;
        lots = adopts ? signed : lots + signed;
        if (adopts) portfolio.adopt(-1, 0, lots, ticks);
        else portfolio.fill(0, side, some, ticks, 0, false);
        assert.equal(portfolio.netLots(0), lots);
      }
      const { realizedQuote, unrealizedQuote, pnlQuote } = portfolio.summary(0);
      assert.ok(Math.abs(realizedQuote + unrealizedQuote - pnlQuote) < 1e-6);
    }),
    { seed: 20_240_809 },
  );
});

Deno.test("TradingDesk takes what the venue holds before and after a strategy has begun", () => {
  const rig = new TradingRig([plannedAs(() => ({ onFrame() {} }))]);
  rig.define(0, "ALPHA-USD");
  rig.venue.tell({
    kind: REPORT_POSITION,
    orderId: 0,
    qtyLots: -7,
    priceTicks: 10_500,
    atNanos: SECOND,
  });
  rig.frame(0, 10_000, 10_002, 2 * SECOND);
  const { portfolio } = rig.desk;
  assert.equal(portfolio.positionLots(0), -7);
  assert.equal(portfolio.averagePriceTicks(0), 10_500);
  rig.venue.tell({
    kind: REPORT_POSITION,
    orderId: 0,
    qtyLots: -5,
    reason: REASON_DIFFERED,
    atNanos: 3 * SECOND,
  });
  rig.frame(0, 10_000, 10_002, 4 * SECOND);
  assert.equal(portfolio.netLots(0), -5);
  assert.equal(rig.desk.reports.strayReports, 0);
});
