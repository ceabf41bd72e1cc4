import assert from "node:assert/strict";
import fc from "fast-check";
import { BlockSums, MAX_BLOCKS, MIN_BLOCKS } from "../../core/inference/block_sums.ts";
import { macroF1Of } from "../../core/inference/scorecard.ts";
import { Prng } from "../../core/base/prng.ts";

const SEED = 20_260_103;

Deno.test("BlockSums keeps every sum when blocks merge", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1 }), (steps) => {
      const blocks = new BlockSums(2);
      let position = 10;
      for (const step of steps) {
        position += step;
        const at = blocks.at(position);
        blocks.sums[at]++;
        blocks.sums[at + 1] += step;
      }
      assert.equal(blocks.total(0), steps.length);
      assert.equal(blocks.total(1), steps.reduce((sum, step) => sum + step, 0));
      assert.ok(blocks.blocks <= MAX_BLOCKS);
      blocks.widen(1e9);
      assert.equal(blocks.blocks, 1);
      assert.equal(blocks.total(0), steps.length);
    }),
    { seed: SEED },
  );
});

Deno.test("BlockSums.ratio() covers the truth about 95 times in 100 when rows are independent", () => {
  const prng = new Prng(5);
  let covered = 0;
  const runs = 200;
  for (let run = 0; run < runs; run++) {
    const blocks = new BlockSums(2);
    for (let position = 0; position < 2_000; position++) {
      const at = blocks.at(position);
      blocks.sums[at]++;
      if (prng.nextUnit() < 0.3) blocks.sums[at + 1]++;
    }
    const { low, high } = blocks.ratio(1, 0, run);
    assert.ok(low !== null && high !== null);
    if (low <= 0.3 && high >= 0.3) covered++;
  }
  assert.ok(covered / runs > 0.88 && covered / runs <= 0.99, `covered ${covered} of ${runs}`);
});

Deno.test("BlockSums.ratio() gives no interval when there are too few blocks", () => {
  const blocks = new BlockSums(1);
  for (let i = 0; i < MIN_BLOCKS - 1; i++) blocks.sums[blocks.at(i)]++;
  assert.deepEqual(blocks.ratio(0, 0, 1), { value: 1, low: null, high: null });
  blocks.sums[blocks.at(MIN_BLOCKS)]++;
  assert.equal(blocks.ratio(0, 0, 1).low, 1);
});

Deno.test("BlockSums.ratio() repeats when the seed does", () => {
  const blocks = new BlockSums(2);
  for (let i = 0; i < 100; i++) {
    blocks.sums[blocks.at(i)]++;
    blocks.sums[blocks.at(i) + 1] += i % 7;
  }
  assert.deepEqual(blocks.ratio(1, 0, 9), blocks.ratio(1, 0, 9));
  assert.notDeepEqual(blocks.ratio(1, 0, 9), blocks.ratio(1, 0, 10));
});

Deno.test("macroF1Of() is the mean of the classes' F1 by hand", () => {
  // Class 0: precision 2/3, recall 2/4; class 1: precision 3/5, recall 3/4.
  const byHand =
    (2 * (2 / 3) * (1 / 2) / (2 / 3 + 1 / 2) + 2 * (3 / 5) * (3 / 4) / (3 / 5 + 3 / 4)) / 2;
  assert.ok(Math.abs(macroF1Of(Float64Array.of(2, 2, 1, 3), 2) - byHand) < 1e-12);
});
