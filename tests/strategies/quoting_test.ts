/** Resting quotes, takers, makers: what they ask for, and what they leave alone. */
import assert from "node:assert/strict";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { ORDER_FLAG_POST_ONLY } from "../../core/wire/order.ts";
import { REASON_SELF_TRADE } from "../../core/wire/report.ts";
import { strategy as microPriceMaker } from "../../strategies/micro_price_maker.ts";
import { bookAt, Rig } from "./rig.ts";

const QUIET = { fair: "mid", half_spread_ticks: 1.5, skew_ticks: 4, min_interval_ms: 100 };

function makerRig(parameters: Record<string, unknown> = {}): Rig {
  return new Rig(microPriceMaker, { parameters: { ...QUIET, ...parameters } });
}

Deno.test("a maker quotes once and leaves its quotes alone while prices stay", () => {
  const rig = makerRig();
  rig.frame(bookAt(1, 9_999, 10_001));
  assert.deepEqual(rig.news, [[SIDE_BID, 9_998, 1], [SIDE_ASK, 10_002, 1]]);
  assert.ok(rig.trader.asks.every(({ flags }) => flags === ORDER_FLAG_POST_ONLY));
  for (const order of rig.trader.orders) rig.accept(order);
  // The mid moves by half a tick: 9,999.0 for the bid, which moves; 10,002 for the ask, which stays.
  for (let i = 0; i < 20; i++) rig.frame(bookAt(2 + i, 9_999, 10_002));
  const changes = rig.trader.asks.slice(2).map((ask) => [ask.kind, ask.side, ask.priceTicks]);
  assert.deepEqual(changes, [["modify", SIDE_BID, 9_999]]);
});

Deno.test("a maker changes a quote no more often than its interval allows", () => {
  const rig = makerRig();
  for (let i = 0; i < 100; i++) {
    rig.frame(bookAt(1 + i / 100, 9_999 + i % 7, 10_001 + i % 7));
    for (const order of rig.trader.orders) {
      if (order.waiting?.kind === "new") rig.accept(order);
      if (order.waiting?.kind === "modify") rig.modified(order);
    }
  }
  const bids = rig.trader.asks.filter(({ side }) => side === SIDE_BID).map((ask) => ask.nowNanos);
  assert.ok(bids.length >= 9 && bids.length <= 10, `${bids.length} in a second`);
  assert.ok(bids.slice(1).every((at, i) => at - bids[i] >= 100e6 - 1));
});

Deno.test("a maker asks nothing more about an order while an answer is outstanding", () => {
  const rig = makerRig({ min_interval_ms: 0 });
  rig.frame(bookAt(1, 9_999, 10_001));
  for (let i = 0; i < 50; i++) rig.frame(bookAt(2 + i, 9_900 + i, 9_902 + i));
  assert.equal(rig.trader.asks.length, 2);
  rig.unknown(rig.trader.orders[0]);
  rig.frame(bookAt(60, 9_999, 10_001));
  assert.equal(rig.trader.asks.length, 2, "unknown counts as open");
});

Deno.test("a maker asks later and later while the risk gate refuses", () => {
  const rig = makerRig({ min_interval_ms: 0 });
  rig.trader.refusal = 40;
  for (let i = 0; i < 100_000; i++) rig.frame(bookAt(1 + i / 100, 9_999, 10_001));
  // 10 ms, 20, 40 … 60 s: 13 doublings in 82 s, then one a minute for the rest of 1,000 s; two sides.
  assert.equal(rig.trader.refused, 2 * 29);
  rig.trader.refusal = 0;
  rig.frame(bookAt(1_100, 9_999, 10_001));
  assert.equal(rig.news.length, 2);
  for (const order of rig.trader.orders) rig.accept(order);
  rig.frame(bookAt(1_100.01, 9_990, 9_992));
  assert.equal(rig.trader.asks.length, 4, "and at its usual pace again");
});

Deno.test("a maker keeps its price when the venue reduces an order by itself", () => {
  const rig = makerRig({ qty_lots: 5, min_interval_ms: 0 });
  rig.frame(bookAt(1, 9_999, 10_001));
  const [bid] = rig.trader.orders;
  rig.accept(bid);
  rig.reduce(bid, 2, REASON_SELF_TRADE);
  rig.frame(bookAt(2, 9_999, 10_001));
  assert.equal(rig.trader.asks.length, 2, "its place in the queue is worth more than two lots");
});

Deno.test("a maker leans against its inventory and stops at its limit", () => {
  const rig = makerRig({ qty_lots: 3, max_position_lots: 4, min_interval_ms: 0 });
  rig.frame(bookAt(1, 9_999, 10_001));
  const [bid, ask] = rig.trader.orders;
  rig.accept(bid);
  rig.accept(ask);
  rig.fill(bid);
  rig.frame(bookAt(2, 9_999, 10_001));
  // Skew 4 · 3/4 = 3 ticks: 9,997 ∓ 1.5; the ask may not cross, so it joins above the bid. 1 lot is left.
  assert.deepEqual(rig.news[2], [SIDE_BID, 9_995, 1]);
  assert.deepEqual([rig.trader.asks[3].kind, rig.trader.asks[3].priceTicks], ["modify", 10_000]);
  rig.fill(rig.trader.orders[2]);
  rig.frame(bookAt(3, 9_999, 10_001));
  assert.equal(rig.news.length, 3, "full: no bid");
});

Deno.test("a maker counts what filled when it asks for a new total", () => {
  const rig = makerRig({ qty_lots: 5, min_interval_ms: 0 });
  rig.frame(bookAt(1, 9_999, 10_001));
  const [bid] = rig.trader.orders;
  rig.accept(bid);
  rig.fill(bid, 2);
  rig.frame(bookAt(2, 9_989, 9_991));
  const modify = rig.trader.asks.find(({ kind }) => kind === "modify");
  assert.equal(modify?.qtyLots, 7, "2 filled and 5 wanted");
  rig.refuseChange(bid);
  rig.frame(bookAt(3, 9_989, 9_991));
  assert.equal(rig.trader.asks.filter(({ kind }) => kind === "modify").length, 2, "asks again");
});

Deno.test("a maker takes its quotes away while there is no proper book, and brings them back", () => {
  for (const bad of [bookAt(2, 10_001, 10_001), { ...bookAt(2, 9_999, 10_001), asks: [] }]) {
    const rig = makerRig({ min_interval_ms: 0 });
    rig.frame(bookAt(1, 9_999, 10_001));
    for (const order of rig.trader.orders) rig.accept(order);
    rig.frame(bad);
    assert.deepEqual(rig.trader.asks.slice(2).map(({ kind }) => kind), ["cancel", "cancel"]);
    for (const order of rig.trader.orders) rig.end(order);
    rig.frame(bookAt(3, 9_999, 10_001));
    assert.equal(rig.news.length, 4);
  }
});

Deno.test("micro_price_maker quotes around the micro-price, or the weighted mid without one", () => {
  const book = { ...bookAt(1, 9_999, 10_001), bids: [[9_999, 300]] as const };
  const parameters = { fair: "micro_price", half_spread_ticks: 2, skew_ticks: 0 };
  const weighted = makerRig(parameters);
  weighted.frame({ ...book, bids: [[9_999, 300]] });
  // (300 · 10,001 + 100 · 9,999) / 400 = 10,000.5
  assert.deepEqual(weighted.news, [[SIDE_BID, 9_998, 1], [SIDE_ASK, 10_003, 1]]);
  const micro = makerRig(parameters);
  micro.frame({ ...book, bids: [[9_999, 300]] }, { features: { micro_price_offset_ticks: -0.25 } });
  assert.deepEqual(micro.news, [[SIDE_BID, 9_997, 1], [SIDE_ASK, 10_002, 1]]);
});
