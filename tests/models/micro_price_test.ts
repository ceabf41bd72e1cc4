/** Stoikov's micro-price: chains that can be solved by hand, and counting against a slow twin. */
import assert from "node:assert/strict";
import { Prng } from "../../core/base/prng.ts";
import { Levels } from "../../core/features/inputs/levels.ts";
import { FRAME_SLOT_BYTES } from "../../core/base/limits.ts";
import { type MicroPriceChain, solveMicroPrice } from "../../models/micro_price.ts";
import { MicroPriceCounts } from "../../models/micro_price_counts.ts";
import { randomFrames, type TestFrame, writeFrame } from "../features/frames.ts";

const BUCKETS = 10;

/** Two buckets at one spread: from either, the mid moves towards the longer queue's other side. */
function twoStates(): MicroPriceChain {
  return {
    imbalanceBuckets: 2,
    spreadTicks: [1],
    still: Float64Array.of(1 / 2, 1 / 8, 1 / 8, 1 / 2),
    moved: Float64Array.of(1 / 8, 1 / 4, 1 / 4, 1 / 8),
    moveTicks: Float64Array.of(-1 / 4, 1 / 4),
  };
}

function countsOf(frames: readonly TestFrame[]): MicroPriceCounts {
  const buffer = new SharedArrayBuffer(FRAME_SLOT_BYTES);
  const words = new Int32Array(buffer);
  const doubles = new Float64Array(buffer);
  const levels = new Levels();
  const counts = new MicroPriceCounts();
  for (const frame of frames) {
    writeFrame(frame, words, doubles);
    levels.load(words, doubles, 0, true);
    counts.observe(levels);
  }
  return counts;
}

function assertClose(actual: number, expected: number, tolerance: number, where: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${where}: ${actual}, not ${expected}`);
}

Deno.test("solveMicroPrice() gives what a two-state chain comes to by hand", () => {
  const solution = solveMicroPrice(twoStates())!;
  // Upper state: G¹ = 1/4 / (1 − 1/2 + 1/8) = 2/5, B takes G to (1/8 − 1/4) / (5/8) = −1/5 of it,
  // and so G* = 2/5 · (1 − 1/5 + 1/25 − …) = 1/3.
  assertClose(solution.firstMoveTicks[1], 2 / 5, 1e-8, "first move");
  assertClose(solution.firstMoveTicks[0], -2 / 5, 1e-8, "first move");
  assert.deepEqual(solution.table.adjustmentTicks, [-0.333333, 0.333333]);
});

Deno.test("solveMicroPrice() equals 0 where a book's two sides are alike in all that follows", () => {
  const { still, moved, ...rest } = twoStates();
  const moveTicks = Float64Array.of(0, 0);
  const { table, terms } = solveMicroPrice({ ...rest, still, moved, moveTicks })!;
  assert.deepEqual(table.adjustmentTicks, [0, 0]);
  assert.equal(terms, 1);
});

Deno.test("solveMicroPrice() has no answer when a chain keeps to one side for ever", () => {
  const chain = {
    ...twoStates(),
    still: Float64Array.of(1 / 2, 0, 0, 1 / 2),
    moved: Float64Array.of(1 / 2, 0, 0, 1 / 2),
  };
  assert.equal(solveMicroPrice(chain), undefined);
});

Deno.test("solveMicroPrice() equals the mean of simulated paths", () => {
  const chain = twoStates();
  const prng = new Prng(4);
  const paths = 40_000;
  let sum = 0;
  for (let path = 0; path < paths; path++) {
    let state = 1;
    for (let step = 0; step < 60; step++) {
      // The mean move of a state is taken as a certain one: the sum's mean is the same.
      sum += chain.moveTicks[state];
      const same = chain.still[state * 2 + state] + chain.moved[state * 2 + state];
      if (prng.nextUnit() >= same) state = 1 - state;
    }
  }
  assertClose(sum / paths, 1 / 3, 0.01, "mean of all moves");
});

Deno.test("MicroPriceCounts counts what a twin counts, and every step's mirror image", () => {
  const frames = randomFrames({ seed: 11, frames: 3_000, meanStepNanos: 1e6, hostile: true });
  const chain = countsOf(frames).chain();
  const { spreadTicks, still, moved, moveTicks } = chain;
  const states = spreadTicks.length * BUCKETS;
  const twin = twinChain(frames, spreadTicks);
  assert.ok(spreadTicks.length >= 3, `groups of spreads from ${spreadTicks}`);
  for (let from = 0; from < states; from++) {
    assertClose(moveTicks[from], twin.moveTicks[from], 1e-9, `move of ${from}`);
    for (let to = 0; to < states; to++) {
      const at = from * states + to;
      assertClose(still[at], twin.still[at], 1e-12, `still ${from} to ${to}`);
      assertClose(moved[at], twin.moved[at], 1e-12, `moved ${from} to ${to}`);
    }
  }
});

Deno.test("a calibrated table is antisymmetric: a mirrored book has the opposite offset", () => {
  const frames = randomFrames({ seed: 12, frames: 5_000, meanStepNanos: 1e6 });
  const { table } = solveMicroPrice(countsOf(frames).chain())!;
  const { adjustmentTicks, spreadTicks } = table;
  assert.equal(adjustmentTicks.length, spreadTicks.length * BUCKETS);
  adjustmentTicks.forEach((ticks, i) => {
    const row = i - (i % BUCKETS);
    assertClose(ticks, -adjustmentTicks[row + BUCKETS - 1 - (i % BUCKETS)], 1.1e-6, `cell ${i}`);
  });
  assert.ok(adjustmentTicks.some((ticks) => ticks !== 0));
});

/** Steps as a list, each as it was and mirrored, states as exact shares of buckets. */
function twinChain(frames: readonly TestFrame[], spreadTicks: readonly number[]) {
  const states = spreadTicks.length * BUCKETS;
  const still = new Array<number>(states * states).fill(0);
  const moved = new Array<number>(states * states).fill(0);
  const moveTicks = new Array<number>(states).fill(0);
  const visits = new Array<number>(states).fill(0);
  const shown = frames.map(({ bids, asks }) => {
    const [bid, ask] = [bids[0], asks[0]];
    if (bid === undefined || ask === undefined || ask[0] <= bid[0] || bid[1] + ask[1] === 0) return;
    const group = spreadTicks.filter((ticks) => ticks <= ask[0] - bid[0]).length - 1;
    const inside = Array.from({ length: BUCKETS }, (_, i) => i).filter((i) =>
      i * (bid[1] + ask[1]) <= BUCKETS * bid[1] && BUCKETS * bid[1] <= (i + 1) * (bid[1] + ask[1])
    );
    return { group, buckets: inside, mid: (bid[0] + ask[0]) / 2 };
  });
  for (let n = 1; n < shown.length; n++) {
    const [was, is] = [shown[n - 1], shown[n]];
    if (was === undefined || is === undefined) continue;
    for (const sign of [1, -1]) {
      const stateOf = (group: number, bucket: number) =>
        group * BUCKETS + (sign === 1 ? bucket : BUCKETS - 1 - bucket);
      const move = sign * (is.mid - was.mid);
      for (const a of was.buckets) {
        for (const b of is.buckets) {
          const weight = 1 / was.buckets.length / is.buckets.length;
          const from = stateOf(was.group, a);
          const at = from * states + stateOf(is.group, b);
          visits[from] += weight;
          moveTicks[from] += weight * move;
          if (move === 0) still[at] += weight;
          else moved[at] += weight;
        }
      }
    }
  }
  const share = (sum: number, from: number) => visits[from] === 0 ? 0 : sum / visits[from];
  return {
    still: still.map((sum, at) => share(sum, Math.floor(at / states))),
    moved: moved.map((sum, at) => share(sum, Math.floor(at / states))),
    moveTicks: moveTicks.map(share),
  };
}
