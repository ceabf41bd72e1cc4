/** The micro-price's look-up: by hand, against a slow twin, and for the mirrored book. */
import assert from "node:assert/strict";
import type { MicroPriceTable } from "../../../core/features/calibration.ts";
import { MicroPrice } from "../../../core/features/families/micro_price.ts";
import { type Level, randomFrames, type TestFrame } from "../frames.ts";
import { runFamily, type Values } from "./run_family.ts";
import { assertValues } from "./twin_parts.ts";

/** Four buckets; rows for a spread of 1, for 2 and 3, and for 4 and wider. */
const TABLE: MicroPriceTable = {
  imbalanceBuckets: 4,
  spreadTicks: [1, 2, 4],
  adjustmentTicks: [-0.4, -0.1, 0.1, 0.4, -0.6, -0.2, 0.2, 0.6, -0.9, -0.3, 0.3, 0.9],
};

function book(bid: Level, ask: Level): TestFrame {
  return { recvNanos: 1e9, bids: [bid], asks: [ask] };
}

function offsetTicks(frame: TestFrame): number | undefined {
  const [values] = runFamily(new MicroPrice(TABLE), MicroPrice.definitions, [frame]);
  return values.micro_price_offset_ticks;
}

function assertClose(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-6, `${actual}, ${expected}`);
}

/** A loop over borders where the family computes a bucket. */
function twin(frame: TestFrame): Values {
  const [bid, ask] = [frame.bids[0], frame.asks[0]];
  const none = { micro_price_offset_ticks: undefined, micro_price_offset_bps: undefined };
  if (bid === undefined || ask === undefined || ask[0] - bid[0] < 1) return none;
  const { imbalanceBuckets: buckets, spreadTicks, adjustmentTicks } = TABLE;
  const row = spreadTicks.filter((ticks) => ticks <= ask[0] - bid[0]).length - 1;
  const cells = adjustmentTicks.slice(row * buckets, (row + 1) * buckets);
  // Compared as products, so that borders are met exactly.
  const inside = cells.filter((_, i) =>
    i * (bid[1] + ask[1]) <= buckets * bid[1] && buckets * bid[1] <= (i + 1) * (bid[1] + ask[1])
  );
  const offset = inside.reduce((sum, cell) => sum + cell, 0) / inside.length;
  const mid = (bid[0] + ask[0]) / 2;
  return {
    micro_price_offset_ticks: offset,
    micro_price_offset_bps: mid > 0 ? (1e4 * offset) / mid : undefined,
  };
}

Deno.test("MicroPrice looks its offset up by spread and imbalance", () => {
  assertClose(offsetTicks(book([100, 90], [101, 10])), 0.4);
  assertClose(offsetTicks(book([100, 10], [101, 90])), -0.4);
  assertClose(offsetTicks(book([100, 60], [102, 40])), 0.2);
  assertClose(offsetTicks(book([100, 60], [103, 40])), 0.2);
  assertClose(offsetTicks(book([100, 60], [104, 40])), 0.3);
  assertClose(offsetTicks(book([100, 60], [999, 40])), 0.3);
});

Deno.test("MicroPrice takes the mean of two buckets on their border", () => {
  assertClose(offsetTicks(book([100, 50], [101, 50])), 0);
  assertClose(offsetTicks(book([100, 75], [101, 25])), 0.25);
  assertClose(offsetTicks(book([100, 25], [101, 75])), -0.25);
  assertClose(offsetTicks(book([100, 0], [101, 75])), -0.4);
  assertClose(offsetTicks(book([100, 5], [101, 0])), 0.4);
});

Deno.test("MicroPrice is not valid when a side is missing, both are empty, or it was not calibrated", () => {
  assert.equal(offsetTicks({ recvNanos: 0, bids: [], asks: [[101, 5]] }), undefined);
  assert.equal(offsetTicks({ recvNanos: 0, bids: [[100, 5]], asks: [] }), undefined);
  assert.equal(offsetTicks(book([100, 0], [101, 0])), undefined);
  assert.equal(offsetTicks(book([101, 5], [101, 5])), undefined);
  const frames = randomFrames({ seed: 1, frames: 50, meanStepNanos: 1e6 });
  for (const values of runFamily(new MicroPrice(undefined), MicroPrice.definitions, frames)) {
    assert.deepEqual(Object.values(values), [undefined, undefined]);
  }
});

for (const hostile of [false, true]) {
  Deno.test(`MicroPrice equals its twin when the feed is ${hostile ? "hostile" : "sound"}`, () => {
    const frames = randomFrames({ seed: 2, frames: 2_000, meanStepNanos: 1e6, hostile });
    const validCounts = new Map<string, number>();
    runFamily(new MicroPrice(TABLE), MicroPrice.definitions, frames).forEach((values, n) =>
      assertValues(values, twin(frames[n]), `frame ${n}`, validCounts)
    );
    assert.ok((validCounts.get("micro_price_offset_bps") ?? 0) > 1_000);
  });
}
