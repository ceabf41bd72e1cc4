import assert from "node:assert/strict";
import fc from "fast-check";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { OrderRouter } from "../../core/gateway/order_router.ts";
import { splitOrder, type SplitPlace } from "../../core/gateway/order_split.ts";
import type { Trader } from "../../core/trading/trader.ts";
import {
  REASON_NOT_ARRIVED,
  REPORT_EXPIRED,
  REPORT_FILLED,
  REPORT_REJECTED,
  REPORT_UNKNOWN,
} from "../../core/wire/report.ts";

function place(instrumentId: number, changes: Partial<SplitPlace> = {}): SplitPlace {
  return {
    instrumentId,
    priceUnit: 0.01,
    qtyUnit: 0.001,
    levels: [{ priceTicks: 10_000, qtyLots: 100 }, { priceTicks: 10_002, qtyLots: 300 }],
    takerFeeBps: 10,
    maxLots: 1_000,
    health: 1,
    ...changes,
  };
}

Deno.test("splitOrder() takes the cheapest first, fees included", () => {
  const cheapFees = place(1, { levels: [{ priceTicks: 10_005, qtyLots: 50 }], takerFeeBps: 2 });
  const children = splitOrder(SIDE_BID, 0.12, undefined, [place(0), cheapFees]);
  assert.deepEqual(children, [
    { instrumentId: 1, priceTicks: 10_005, qtyLots: 50 },
    { instrumentId: 0, priceTicks: 10_000, qtyLots: 70 },
  ]);
  const poor = { ...cheapFees, health: 0.5 };
  assert.deepEqual(splitOrder(SIDE_BID, 0.1, undefined, [place(0), poor]), [
    { instrumentId: 0, priceTicks: 10_000, qtyLots: 100 },
  ]);
});

const PLACES = fc.array(
  fc.record({
    qtyUnit: fc.constantFrom(0.001, 0.01, 0.1, 1, 0.00001),
    takerFeeBps: fc.integer({ min: 0, max: 60 }),
    maxLots: fc.integer({ min: 0, max: 500 }),
    health: fc.constantFrom(0, 0.5, 1),
    sizes: fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 6 }),
    top: fc.integer({ min: 9_900, max: 10_100 }),
  }),
  { minLength: 1, maxLength: 5 },
);

function placesOf(side: number, drawn: typeof PLACES extends fc.Arbitrary<infer T> ? T : never) {
  const sign = side === SIDE_BID ? 1 : -1;
  return drawn.map(({ sizes, top, ...rest }, instrumentId): SplitPlace => ({
    instrumentId,
    priceUnit: 0.01,
    levels: sizes.map((qtyLots, i) => ({ priceTicks: top + sign * i, qtyLots })),
    ...rest,
  }));
}

Deno.test("splitOrder(): children make the parent, within every limit, whatever the books are", () => {
  fc.assert(
    fc.property(
      PLACES,
      fc.constantFrom(SIDE_BID, SIDE_ASK),
      fc.double({ min: 0.001, max: 500, noNaN: true }),
      fc.option(fc.integer({ min: 9_900, max: 10_100 }), { nil: undefined }),
      (drawn, side, qty, limitTicks) => {
        const places = placesOf(side, drawn);
        const sign = side === SIDE_BID ? 1 : -1;
        const limit = limitTicks === undefined ? undefined : limitTicks * 0.01;
        const children = splitOrder(side, qty, limit, places);
        let sum = 0;
        let smallest = Infinity;
        for (const { instrumentId, qtyLots, priceTicks } of children) {
          const { maxLots, health, levels, qtyUnit } = places[instrumentId];
          assert.ok(health > 0 && qtyLots > 0 && qtyLots <= maxLots && Number.isInteger(qtyLots));
          const there = levels.filter((level) => sign * level.priceTicks <= sign * priceTicks)
            .reduce((lots, level) => lots + level.qtyLots, 0);
          assert.ok(qtyLots <= there, "no more than the book shows up to that price");
          if (limitTicks !== undefined) assert.ok(sign * priceTicks <= sign * limitTicks);
          sum += qtyLots * qtyUnit;
        }
        assert.equal(
          new Set(children.map(({ instrumentId }) => instrumentId)).size,
          children.length,
        );
        assert.ok(sum <= qty * (1 + 1e-9) + 2e-6, `${sum} of ${qty}`);
        // What is left over has no room: less than a lot, or every usable book and limit is used up.
        for (const { instrumentId, levels, maxLots, health, qtyUnit } of places) {
          if (health === 0) continue;
          const reachable = levels.filter(({ priceTicks }) =>
            limitTicks === undefined || sign * priceTicks <= sign * limitTicks
          ).reduce((lots, level) => lots + level.qtyLots, 0);
          const sent = children.find((child) => child.instrumentId === instrumentId)?.qtyLots ?? 0;
          if (sent < Math.min(reachable, maxLots)) smallest = Math.min(smallest, qtyUnit);
        }
        if (smallest < Infinity) assert.ok(qty - sum < smallest * (1 + 1e-5), `${qty - sum} left`);
      },
    ),
    { seed: 11, numRuns: 500 },
  );
});

/** Answers every order at once or later, as a draw says. */
class DrawnTrader {
  readonly sent: { id: number; instrumentId: number; qtyLots: number }[] = [];
  nowNanos = 0;
  limit(instrumentId: number, _side: number, _price: number, qtyLots: number): number {
    const id = this.sent.length + 1;
    this.sent.push({ id, instrumentId, qtyLots });
    return id;
  }
}

Deno.test("OrderRouter never has more filled and on its way than the parent, and goes elsewhere", () => {
  const answer = fc.record({
    kind: fc.constantFrom("fill", "part", "reject", "fail", "unknown"),
    share: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
  });
  fc.assert(
    fc.property(PLACES, fc.array(answer, { minLength: 60, maxLength: 60 }), (drawn, answers) => {
      const places = placesOf(SIDE_BID, drawn);
      const trader = new DrawnTrader();
      const router = new OrderRouter(trader as unknown as Trader, () => places);
      const qty = 50;
      router.begin(SIDE_BID, qty);
      for (let i = 0; i < answers.length && !router.isDone; i++) {
        const { id: orderId, instrumentId, qtyLots } = trader.sent[i] ?? {};
        if (orderId === undefined) break;
        const { kind, share } = answers[i];
        const base = { orderId, instrumentId, reason: 0, leavesLots: 0 };
        if (kind === "unknown") {
          router.onReport({ ...base, kind: REPORT_UNKNOWN, qtyLots: 0, leavesLots: qtyLots });
          assert.ok(router.open > 0, "it counts until it is known");
        }
        const filled = kind === "fill"
          ? qtyLots
          : kind === "part"
          ? Math.floor(qtyLots * share)
          : 0;
        const left = qtyLots - filled;
        if (filled > 0) {
          router.onReport({ ...base, kind: REPORT_FILLED, qtyLots: filled, leavesLots: left });
        }
        if (left > 0) {
          const failed = kind === "fail" ? REASON_NOT_ARRIVED : 0;
          const over = filled > 0 ? REPORT_EXPIRED : REPORT_REJECTED;
          router.onReport({ ...base, kind: over, qtyLots: 0, reason: failed });
        }
        assert.ok(router.filled + router.open <= qty + 1e-5, `${router.filled} + ${router.open}`);
      }
    }),
    { seed: 12, numRuns: 300 },
  );
});

Deno.test("OrderRouter sends nothing to a venue that failed, until it is on trial again", () => {
  const trader = new DrawnTrader();
  const places = [place(0), place(1, { takerFeeBps: 20 })];
  const router = new OrderRouter(trader as unknown as Trader, () => places);
  router.begin(SIDE_BID, 0.1);
  const failed = { kind: REPORT_REJECTED, reason: REASON_NOT_ARRIVED, qtyLots: 0, leavesLots: 0 };
  router.onReport({ ...failed, orderId: 1, instrumentId: 0 });
  assert.deepEqual(trader.sent.map(({ instrumentId }) => instrumentId), [0, 1]);
  router.onReport({
    ...{ kind: REPORT_FILLED, orderId: 2, instrumentId: 1, reason: 0 },
    ...{ qtyLots: 100, leavesLots: 0 },
  });
  assert.ok(router.isDone && Math.abs(router.filled - 0.1) < 1e-9);
  trader.nowNanos = 6e9;
  router.begin(SIDE_BID, 0.1);
  assert.equal(trader.sent.at(-1)?.instrumentId, 0, "half as well, and still cheaper by 10 bps");
});
