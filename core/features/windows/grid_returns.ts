/**
 * Returns of the mid over the last n buckets of a grid in event time, whose borders lie at multiples
 * of a bucket's width since the epoch:
 *
 * ```text
 *   border      t₀       t₁       t₂      …      tₙ
 *               ├────────┼────────┼──── … ───────┼──▶ now, in a bucket that is not told yet
 *   returns        r₀       r₁              rₙ₋₁        r₀ the oldest
 * ```
 *
 * The mid at a border is the last one known before it; a bucket without a frame has return 0.
 *
 * Hot path: no allocation.
 */
import type { FrameInputs } from "../inputs/frame_inputs.ts";

const BPS = 1e4;

export class GridReturns {
  /** In bps, the oldest first; NaN until known. */
  readonly returns: Float64Array;
  readonly #bucketNanos: number;
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
    this.returns = new Float64Array(length).fill(NaN);
  }

  /** Moves on to the frame's time; true when a border was passed and the returns are others. */
  advance(inputs: FrameInputs): boolean {
    const { nowNanos } = inputs;
    if (nowNanos < this.#endNanos) return false;
    const bucket = Math.floor(nowNanos / this.#bucketNanos);
    const isFirst = Number.isNaN(this.#bucket);
    const steps = isFirst ? 0 : Math.min(bucket - this.#bucket, this.returns.length + 1);
    for (let i = 0; i < steps; i++) this.#close(inputs);
    this.#bucket = bucket;
    this.#endNanos = (bucket + 1) * this.#bucketNanos;
    return true;
  }

  /** The mid is the same at all borders that were passed since the frame before. */
  #close(inputs: FrameInputs): void {
    const { returns } = this;
    const { knownLogMidBefore } = inputs;
    returns.copyWithin(0, 1);
    returns[returns.length - 1] = BPS * (knownLogMidBefore - this.#openingLogMid);
    this.#openingLogMid = knownLogMidBefore;
  }
}
