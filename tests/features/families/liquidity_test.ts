/** Liquidity near the touch: by hand, and against a slow twin. */
import assert from "node:assert/strict";
import { Liquidity } from "../../../core/features/families/liquidity.ts";
import { type Level, randomFrames, type TestFrame } from "../frames.ts";
import { compareWithTwin, type FamilyUnderTest } from "./compare_family.ts";
import { runFamily, type Values } from "./run_family.ts";
import { doubleMidOf, finite, sum } from "./twin_parts.ts";

const FAMILY: FamilyUnderTest = {
  make: () => new Liquidity(),
  definitions: Liquidity.definitions,
  twin,
};

function within(levels: readonly Level[], ticks: number): number {
  return sum(levels.filter(([p]) => Math.abs(p - levels[0][0]) <= ticks).map(([, q]) => q));
}

function imbalance({ bids, asks }: TestFrame, ticks: number): number {
  const [b, a] = [within(bids, ticks), within(asks, ticks)];
  return (b - a) / (b + a);
}

/** Cost of an order by filling it lot by lot, the last level without end. */
function impact(levels: readonly Level[], orderLots: number, mid: number): number {
  const prices: number[] = [];
  let left = orderLots;
  levels.forEach(([price, lots], i) => {
    const taken = i === levels.length - 1 ? left : Math.min(lots, left);
    left -= taken;
    prices.push(price * taken);
  });
  return levels.length === 0 ? NaN : 1e4 * Math.abs(sum(prices) / orderLots / mid - 1);
}

function twin(history: readonly TestFrame[]): Values {
  const frame = history[history.length - 1];
  const { bids, asks } = frame;
  const touches = history.slice(-200).map(({ bids, asks }) =>
    ((bids[0]?.[1] ?? 0) + (asks[0]?.[1] ?? 0)) / 2
  );
  const orderLots = history.length > 200 ? 10 * sum(touches) / 200 : NaN;
  const mid = (doubleMidOf(frame) ?? NaN) / 2;
  return {
    bid_liquidity_10_ticks_lots: within(bids, 10),
    ask_liquidity_10_ticks_lots: within(asks, 10),
    liquidity_imbalance_5_ticks: finite(imbalance(frame, 5)),
    liquidity_imbalance_20_ticks: finite(imbalance(frame, 20)),
    buy_impact_10_touches_bps: finite(impact(asks, orderLots, mid)),
    sell_impact_10_touches_bps: finite(impact(bids, orderLots, mid)),
    bid_gap_ticks: bids.length > 1 ? bids[0][0] - bids[1][0] : undefined,
    ask_gap_ticks: asks.length > 1 ? asks[1][0] - asks[0][0] : undefined,
  };
}

Deno.test("Liquidity counts what lies within a distance, the border included", () => {
  const [values] = runFamily(new Liquidity(), Liquidity.definitions, [{
    recvNanos: 0,
    bids: [[1_000, 1], [995, 2], [990, 4], [980, 8], [979, 16]],
    asks: [[1_004, 3], [1_010, 5], [1_015, 7]],
  }]);
  assert.equal(values.bid_liquidity_10_ticks_lots, 7);
  assert.equal(values.ask_liquidity_10_ticks_lots, 8);
  assert.equal(values.liquidity_imbalance_5_ticks, 0);
  assert.ok(Math.abs(values.liquidity_imbalance_20_ticks! - (15 - 15) / 30) < 1e-9);
  assert.equal(values.bid_gap_ticks, 5);
  assert.equal(values.ask_gap_ticks, 6);
});

Deno.test("Liquidity walks the book for ten average touches, and stays at the last level", () => {
  const frame = {
    recvNanos: 0,
    bids: [[999, 10], [998, 1_000]] as Level[],
    asks: [[1_001, 10], [1_003, 20]] as Level[],
  };
  const frames = Array.from({ length: 201 }, () => frame);
  const values = runFamily(new Liquidity(), Liquidity.definitions, frames);
  assert.equal(values[199].buy_impact_10_touches_bps, undefined);
  // 100 lots: 10 a tick away, 90 three ticks away, 70 of them more than there are.
  const buy = 1e4 * (10 * 1 + 90 * 3) / 100 / 1_000;
  const sell = 1e4 * (10 * 1 + 90 * 2) / 100 / 1_000;
  assert.ok(Math.abs(values[200].buy_impact_10_touches_bps! - buy) < 1e-5);
  assert.ok(Math.abs(values[200].sell_impact_10_touches_bps! - sell) < 1e-5);
});

for (const [hostile, seed] of [[false, 1], [true, 2]] as const) {
  Deno.test(`Liquidity equals its twin (seed ${seed}${hostile ? ", hostile" : ""})`, () => {
    const frames = randomFrames({ seed, frames: 700, meanStepNanos: 20e6, hostile });
    const validCounts = compareWithTwin(FAMILY, frames, 3);
    for (const { name } of FAMILY.definitions) assert.ok((validCounts.get(name) ?? 0) > 50, name);
  });
}
