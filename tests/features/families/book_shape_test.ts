/** The shape of the book: by hand, and against a slow twin. */
import assert from "node:assert/strict";
import { BookShape } from "../../../core/features/families/book_shape.ts";
import { type Level, randomFrames, type TestFrame } from "../frames.ts";
import { compareWithTwin, type FamilyUnderTest } from "./compare_family.ts";
import { runFamily, type Values } from "./run_family.ts";
import { finite, sum } from "./twin_parts.ts";

const FAMILY: FamilyUnderTest = {
  make: () => new BookShape(),
  definitions: BookShape.definitions,
  twin,
};

function twin(history: readonly TestFrame[]): Values {
  const { bids, asks } = history[history.length - 1];
  const mid = bids.length > 0 && asks.length > 0 ? (bids[0][0] + asks[0][0]) / 2 : NaN;
  const lots = (levels: readonly Level[]) => sum(levels.map(([, q]) => q));
  const centre = (levels: readonly Level[]) =>
    finite(sum(levels.map(([p, q]) => q * Math.abs(p - mid))) / lots(levels));
  const concentration = (levels: readonly Level[]) =>
    finite(sum(levels.map(([, q]) => (q / lots(levels)) ** 2)) / (levels.length > 0 ? 1 : 0));
  return {
    bid_depth_centre_ticks: centre(bids),
    bid_depth_concentration: concentration(bids),
    ask_depth_centre_ticks: centre(asks),
    ask_depth_concentration: concentration(asks),
  };
}

Deno.test("BookShape tells where quantity lies and how evenly", () => {
  const [values] = runFamily(new BookShape(), BookShape.definitions, [{
    recvNanos: 0,
    bids: [[99, 5], [98, 5], [97, 5], [96, 5]],
    asks: [[101, 30], [111, 10]],
  }]);
  assert.equal(values.bid_depth_centre_ticks, 2.5);
  assert.equal(values.bid_depth_concentration, 0.25);
  assert.equal(values.ask_depth_centre_ticks, (30 * 1 + 10 * 11) / 40);
  assert.equal(values.ask_depth_concentration, 0.625);
});

Deno.test("BookShape is not valid where a side is empty or holds nothing", () => {
  const [empty, nothing] = runFamily(new BookShape(), BookShape.definitions, [
    { recvNanos: 0, bids: [], asks: [[101, 4], [102, 4]] },
    { recvNanos: 0, bids: [[99, 0]], asks: [[101, 4]] },
  ]);
  assert.deepEqual(Object.values(empty), [undefined, undefined, undefined, 0.5]);
  assert.deepEqual(Object.values(nothing), [undefined, undefined, 1, 1]);
});

for (const [hostile, seed] of [[false, 3], [true, 4]] as const) {
  Deno.test(`BookShape equals its twin (seed ${seed}${hostile ? ", hostile" : ""})`, () => {
    const frames = randomFrames({ seed, frames: 500, meanStepNanos: 20e6, hostile });
    const validCounts = compareWithTwin(FAMILY, frames, 1);
    for (const { name } of FAMILY.definitions) assert.ok((validCounts.get(name) ?? 0) > 50, name);
  });
}
