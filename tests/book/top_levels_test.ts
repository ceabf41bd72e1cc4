/** The kept levels against levels gathered anew, after any changes and any questions in between. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { FRAME_LEVELS } from "../../core/base/limits.ts";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { Ladder } from "../../core/book/ladder.ts";
import { TopLevels } from "../../core/book/top_levels.ts";
import { checksumShare } from "../../core/wire/checksum.ts";

const PRICE = fc.integer({ min: 1_000, max: 1_030 });
const STEP = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), price: PRICE, lots: fc.nat(3) }),
  fc.record({
    kind: fc.constant("add" as const),
    price: PRICE,
    lots: fc.integer({ min: -2, max: 3 }),
  }),
  fc.record({ kind: fc.constant("clear" as const) }),
  fc.record({ kind: fc.constant("copy" as const) }),
  fc.record({ kind: fc.constant("checksum" as const), levels: fc.integer({ min: 1, max: 25 }) }),
);

/** The best `count` levels, gathered anew. */
function gather(ladder: Ladder, count: number) {
  const ticks = new Int32Array(count);
  const lots = new Float64Array(count);
  const present = ladder.fillTop(count, ticks, 0, lots, 0);
  return { ticks, lots, present };
}

function checksumOf(ladder: Ladder, levels: number, firstQuote: number): number {
  const { ticks, lots, present } = gather(ladder, levels);
  let sum = 0;
  for (let i = 0; i < levels; i++) {
    const here = i < present;
    sum = (sum + checksumShare(2 * i + firstQuote, here ? ticks[i] : 0, here ? lots[i] : 0)) | 0;
  }
  return sum;
}

for (const [name, side, firstQuote] of [["asks", SIDE_ASK, 0], ["bids", SIDE_BID, 1]] as const) {
  Deno.test(`TopLevels of ${name} are those of the ladder, however often it changes and is asked`, () => {
    const property = fc.property(fc.array(STEP, { maxLength: 60 }), (steps) => {
      const ladder = new Ladder(side);
      const top = new TopLevels(ladder, side);
      const ticks = new Int32Array(FRAME_LEVELS);
      const lots = new Float64Array(FRAME_LEVELS);
      for (const step of steps) {
        if (step.kind === "set") ladder.set(step.price, step.lots);
        else if (step.kind === "add") ladder.add(step.price, step.lots);
        else if (step.kind === "clear") ladder.clear();
        else if (step.kind === "checksum") {
          const { levels } = step;
          assert.equal(top.checksum(levels), checksumOf(ladder, levels, firstQuote));
        } else {
          const present = top.copyTo(ticks, 0, lots, 0);
          assert.deepEqual({ ticks, lots, present }, gather(ladder, FRAME_LEVELS));
        }
      }
    });
    fc.assert(property, { seed: 20260105, numRuns: 500 });
  });
}
