/**
 * How many trades on one side there were in a row, within a window in time.
 *
 * A run may reach back to any time, so it is put together from the buckets of the window: each keeps
 * how many trades of one side it ended with (positive bought, negative sold), and whether it saw
 * nothing else.
 *
 * ```text
 *   bucket      …  │ + + − │  −  −  │        │ −        a run of −4: the open bucket goes on with
 *   ended with         −1      −2       0      −1        what the pure ones before it ended with
 *   pure               no      yes     yes    yes
 * ```
 *
 * Hot path: no allocation.
 */
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { BUCKETS } from "../windows/time_window.ts";

export class TradeRun {
  /** Trades in a row up to now: bought positive, sold negative; 0 = none in the window. */
  trades = 0;
  readonly #bucketNanos: number;
  /** By bucket number modulo BUCKETS, of closed buckets: trades it ended with, and whether pure. */
  readonly #ends = new Float64Array(BUCKETS);
  readonly #pure = new Uint8Array(BUCKETS).fill(1);
  #newest = 0;
  #bucket = NaN;
  #bucketEndNanos = -Infinity;
  /** The run as of the opening of the open bucket. */
  #before = 0;
  #end = 0;
  #isPure = true;

  constructor(windowNanos: number) {
    this.#bucketNanos = windowNanos / BUCKETS;
  }

  /** Moves on to the frame's time and counts its trades; both sides together end any run. */
  push(inputs: FrameInputs): void {
    if (inputs.nowNanos >= this.#bucketEndNanos) this.#turn(inputs);
    const { buyTrades, sellTrades } = inputs;
    if (buyTrades === 0 && sellTrades === 0) return;
    const added = buyTrades - sellTrades;
    if (buyTrades > 0 && sellTrades > 0) {
      this.#end = 0;
      this.#isPure = false;
    } else if (this.#end * added >= 0) {
      this.#end += added;
    } else {
      this.#end = added;
      this.#isPure = false;
    }
    this.trades = joined(this.#before, this.#end, this.#isPure);
  }

  /** Closes the bucket, and those that nothing fell into, and opens the frame's. */
  #turn(inputs: FrameInputs): void {
    const bucket = Math.floor(inputs.nowNanos / this.#bucketNanos);
    const steps = Math.min(bucket - this.#bucket, BUCKETS);
    for (let i = 0; i < steps; i++) this.#close();
    this.#bucket = bucket;
    this.#bucketEndNanos = (bucket + 1) * this.#bucketNanos;
    this.#before = 0;
    for (let age = BUCKETS - 2; age >= 0; age--) {
      const at = (this.#newest + BUCKETS - age) % BUCKETS;
      this.#before = joined(this.#before, this.#ends[at], this.#pure[at] === 1);
    }
    this.trades = this.#before;
  }

  #close(): void {
    this.#newest = (this.#newest + 1) % BUCKETS;
    this.#ends[this.#newest] = this.#end;
    this.#pure[this.#newest] = this.#isPure ? 1 : 0;
    this.#end = 0;
    this.#isPure = true;
  }
}

/** The run after a bucket that ended with `end` trades in a row. */
function joined(before: number, end: number, isPure: boolean): number {
  return isPure && before * end >= 0 ? before + end : end;
}
