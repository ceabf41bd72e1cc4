/**
 * Looks up how far the micro-price lies from the mid, in constant time.
 *
 * Hot path: no allocation.
 */
import type { MicroPriceTable } from "./calibration.ts";
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

  /** Ticks from the mid; NaN without a spread of a tick or more, or with two empty queues. */
  at(spreadTicks: number, bidLots: number, askLots: number): number {
    const buckets = this.#buckets;
    const position = imbalancePosition(bidLots, askLots, buckets);
    if (!(spreadTicks >= 1 && position >= 0)) return NaN;
    const row = this.#rowOf[Math.min(spreadTicks, this.#rowOf.length - 1)];
    const lower = this.#adjustmentTicks[row + lowerBucket(position)];
    const upper = this.#adjustmentTicks[row + upperBucket(position, buckets)];
    return (lower + upper) / 2;
  }
}
