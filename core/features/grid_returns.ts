/**
 * Returns of the mid over the last n buckets of a grid in event time, whose borders lie at multiples
 * of a bucket's width since the epoch:
 *
 * ```text
 *   border      t₀       t₁       t₂      …      tₙ
 *               ├────────┼────────┼──── … ───────┼──▶ now, in a bucket that is not told yet
 *   at(i)          r₀       r₁              rₙ₋₁        r₀ the oldest
 * ```
 *
 * The mid at a border is the last one known before it; a bucket without a frame has return 0.
 *
 * Hot path: no allocation.
 */
import type { FrameInputs } from "./frame_inputs.ts";

const BPS = 1e4;

export class GridReturns {
  readonly length: number;
  readonly #bucketNanos: number;
  /** A ring in bps; NaN until known. */
  readonly #returns: Float64Array;
  #oldest = 0;
  #bucket = NaN;
  #endNanos = -Infinity;
  /** Log mid at the opening of the bucket that is not closed yet. */
  #openingLogMid = NaN;

  /**
   * @param bucketNanos width of a bucket
   * @param length n, in buckets
   */
  constructor(bucketNanos: number, length: number) {
    this.#bucketNanos = bucketNanos;
    this.length = length;
    this.#returns = new Float64Array(length).fill(NaN);
  }

  /** Moves on to the frame's time; true when a border was passed and the returns are others. */
  advance(inputs: FrameInputs): boolean {
    const { nowNanos } = inputs;
    if (nowNanos < this.#endNanos) return false;
    const bucket = Math.floor(nowNanos / this.#bucketNanos);
    const isFirst = Number.isNaN(this.#bucket);
    const steps = isFirst ? 0 : Math.min(bucket - this.#bucket, this.length + 1);
    this.#close(steps, inputs.knownLogMidBefore);
    this.#bucket = bucket;
    this.#endNanos = (bucket + 1) * this.#bucketNanos;
    return true;
  }

  /** The i-th oldest return in bps; NaN until known. */
  at(i: number): number {
    const at = this.#oldest + i;
    return this.#returns[at < this.length ? at : at - this.length];
  }

  /** @param steps borders that were passed, at all of which the mid was the same */
  #close(steps: number, logMid: number): void {
    for (let i = 0; i < steps; i++) {
      this.#returns[this.#oldest] = BPS * (logMid - this.#openingLogMid);
      this.#openingLogMid = logMid;
      this.#oldest = this.#oldest + 1 === this.length ? 0 : this.#oldest + 1;
    }
  }
}
