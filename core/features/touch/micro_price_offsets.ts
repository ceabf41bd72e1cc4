/**
 * Looks up how far the micro-price lies from the mid, in constant time.
 *
 * Hot path: no allocation.
 */
import type { MicroPriceTable } from "../calibration.ts";
import type { Levels } from "../inputs/levels.ts";
import { imbalancePosition, lowerBucket, upperBucket } from "./imbalance_buckets.ts";

export class MicroPriceOffsets {
  readonly #buckets: number;
  /** Where the row of a spread begins, up to the last row's spread. */
  readonly #rowOf: Uint32Array;
  readonly #adjustmentTicks: Float32Array;

  constructor({ imbalanceBuckets, spreadTicks, adjustmentTicks }: MicroPriceTable) {
    this.#buckets = imbalanceBuckets;
    this.#rowOf = new Uint32Array(spreadTicks.at(-1)! + 1);
    spreadTicks.forEach((ticks, row) => this.#rowOf.fill(row * imbalanceBuckets, ticks));
    this.#adjustmentTicks = Float32Array.from(adjustmentTicks);
  }

  /**
   * Writes ticks from the mid to to[at]; NaN without a spread of a tick or more, or with two empty
   * queues. An array gets them, because a number that a call returns may have to be allocated.
   */
  read(levels: Levels, to: Float32Array | Float64Array, at: number): void {
    const buckets = this.#buckets;
    const spreadTicks = levels.askTicks[0] - levels.bidTicks[0];
    const position = imbalancePosition(levels.bidLots[0], levels.askLots[0], buckets);
    to[at] = NaN;
    if (!levels.isTwoSided || !(spreadTicks >= 1 && position >= 0)) return;
    const row = this.#rowOf[Math.min(spreadTicks, this.#rowOf.length - 1)];
    const lower = this.#adjustmentTicks[row + lowerBucket(position)];
    const upper = this.#adjustmentTicks[row + upperBucket(position, buckets)];
    to[at] = (lower + upper) / 2;
  }
}
