/**
 * Commands for a matching engine, seeded: half add a resting order, four in ten cancel one that
 * stands, one in ten crosses the spread and takes about one. So a book stays about as deep as it was.
 */
import { Prng } from "../../core/base/prng.ts";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { PlainMatchingEngine } from "../baselines/plain_matching.ts";

const MID_TICKS = 50_000;
export const COMMAND_LIMIT = 0;
export const COMMAND_CANCEL = 1;

/** Struct of arrays: command i is element i of each. Commands before `from` only fill the book. */
export interface OrderCommands {
  readonly from: number;
  readonly count: number;
  readonly kinds: Uint8Array;
  readonly ids: Int32Array;
  readonly sides: Int32Array;
  readonly priceTicks: Int32Array;
  readonly qtyLots: Int32Array;
}

/**
 * @param resting orders to fill the book with first
 * @param depthTicks orders rest evenly within this distance of the mid
 */
export function makeOrderCommands(
  count: number,
  resting: number,
  depthTicks: number,
  seed: number,
): OrderCommands {
  const prng = new Prng(seed);
  const total = resting + count;
  const kinds = new Uint8Array(total);
  const ids = new Int32Array(total);
  const sides = new Int32Array(total);
  const priceTicks = new Int32Array(total);
  const qtyLots = new Int32Array(total);
  const engine = new PlainMatchingEngine();
  /** Orders that may still stand; one that is taken out gives its place to the last. */
  const open = new Int32Array(total);
  let opened = 0;
  for (let i = 0; i < total; i++) {
    const draw = i < resting ? 0 : prng.nextBelow(10);
    const side = prng.nextBelow(2) === 0 ? SIDE_BID : SIDE_ASK;
    const away = side === SIDE_BID ? -1 : 1;
    if (draw >= 5 && draw < 9) {
      let id = 0;
      while (opened > 0 && engine.cancel(id) === 0) {
        const place = prng.nextBelow(opened);
        id = open[place];
        open[place] = open[--opened];
      }
      kinds[i] = COMMAND_CANCEL;
      ids[i] = id;
      continue;
    }
    const crosses = draw === 9;
    kinds[i] = COMMAND_LIMIT;
    ids[i] = i + 1;
    sides[i] = side;
    priceTicks[i] = MID_TICKS +
      (crosses ? -away * depthTicks : away * (1 + prng.nextBelow(depthTicks)));
    qtyLots[i] = 1 + prng.nextBelow(100);
    engine.submitLimit(ids[i], side, priceTicks[i], qtyLots[i]);
    if (!crosses) open[opened++] = i + 1;
  }
  return { from: resting, count, kinds, ids, sides, priceTicks, qtyLots };
}
