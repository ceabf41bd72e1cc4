/**
 * Updates of one book's levels, seeded: a mid that walks by a tick now and then, quantities set near
 * the touch more often than far from it, one update in six a removal. Bids stay below asks.
 */
import { Prng } from "../../core/base/prng.ts";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";

const START_TICKS = 50_000;
const MEAN_DISTANCE_TICKS = 30;
const MAX_DISTANCE_TICKS = 400;

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
    if (prng.nextBelow(20) === 0) midTicks += prng.nextBelow(2) * 2 - 1;
    const side = prng.nextBelow(2) === 0 ? SIDE_BID : SIDE_ASK;
    const distance = 1 + Math.min(
      MAX_DISTANCE_TICKS,
      Math.floor(prng.nextExponential(MEAN_DISTANCE_TICKS)),
    );
    sides[i] = side;
    priceTicks[i] = side === SIDE_BID ? midTicks - distance : midTicks + distance;
    qtyLots[i] = prng.nextBelow(6) === 0 ? 0 : 1 + prng.nextBelow(1_000);
  }
  return { count, sides, priceTicks, qtyLots };
}
