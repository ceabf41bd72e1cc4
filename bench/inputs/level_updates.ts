/**
 * Updates of one book's levels, seeded, in the shape of a venue's depth updates: some bids, then some
 * asks, then the next. Levels near the touch change more often than those far from it, one update in
 * six is a removal. The mid walks by a tick now and then, and what it reaches is removed, so the book
 * is never crossed.
 */
import { Prng } from "../../core/base/prng.ts";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";

const START_TICKS = 50_000;
const MEAN_DISTANCE_TICKS = 30;
const MAX_DISTANCE_TICKS = 400;
/** Updates of one side in a row. */
const RUN = 10;

/** Struct of arrays: update i is element i of each. */
export interface LevelUpdates {
  readonly count: number;
  readonly sides: Int32Array;
  readonly priceTicks: Int32Array;
  readonly qtyLots: Float64Array;
}

export function makeLevelUpdates(count: number, seed: number): LevelUpdates {
  const prng = new Prng(seed);
  const sides = new Int32Array(count);
  const priceTicks = new Int32Array(count);
  const qtyLots = new Float64Array(count);
  let midTicks = START_TICKS;
  for (let i = 0; i < count; i++) {
    const side = Math.floor(i / RUN) % 2 === 0 ? SIDE_BID : SIDE_ASK;
    const away = side === SIDE_BID ? -1 : 1;
    sides[i] = side;
    if (prng.nextBelow(20) === 0) {
      midTicks += away;
      priceTicks[i] = midTicks;
      continue;
    }
    const far = Math.floor(prng.nextExponential(MEAN_DISTANCE_TICKS));
    priceTicks[i] = midTicks + away * (1 + Math.min(MAX_DISTANCE_TICKS, far));
    qtyLots[i] = prng.nextBelow(6) === 0 ? 0 : 1 + prng.nextBelow(1_000);
  }
  return { count, sides, priceTicks, qtyLots };
}
