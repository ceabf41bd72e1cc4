/**
 * Exponentially decayed sums with a finite memory: every amount weighs exp(−age / τ), and after
 * {@link DECAYED_SUM_MEMORY} decay times it is gone to the last bit, so that a session that begins
 * in the middle comes to the very same doubles.
 *
 * Time is cut into buckets of one decay time, at multiples of it since the epoch. A bucket's sum
 * starts from nothing, and what came before is added up anew at its opening:
 *
 * ```text
 *   bucket    k−20    …    k−2     k−1     k
 *             ├───────┼────┼───────┼───────┼────▶ now
 *   closed    c₂₀     …    c₂      c₁      open         each decayed to its own end
 *
 *   value = (c₁ + c₂/e + c₃/e² + … + c₂₀/e¹⁹) · exp(−(now − opening) / τ) + open
 * ```
 *
 * What is left out weighs below 2·10⁻⁹ of what it did. A frame costs one exponential for all sums.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";
import type { FrameInputs } from "./frame_inputs.ts";

/** Closed buckets that count. */
const BUCKETS = 20;
/** In decay times: the closed buckets and the open one. */
export const DECAYED_SUM_MEMORY = BUCKETS + 1;
const DECAY_OF_A_BUCKET = Math.exp(-1);

export class DecayedSums {
  /** Amounts of the newest frame, to be filled in before {@link push}. */
  readonly added: Float64Array;
  /** The sums, decayed to the newest frame's time. */
  readonly values: Float64Array;
  readonly #decayNanos: number;
  /** The part of each sum that came in this bucket. */
  readonly #open: Float64Array;
  /** Row by row, a ring; each row decayed to the end of its bucket. */
  readonly #closed: Float64Array;
  #newest = 0;
  #bucket = NaN;
  /** Where the open bucket ends. */
  #endNanos = -Infinity;

  /**
   * @param decayNanos τ
   * @param count how many sums
   */
  constructor(decayNanos: number, count: number) {
    assert(decayNanos > 0, "a decay time is above 0");
    this.#decayNanos = decayNanos;
    this.added = new Float64Array(count);
    this.values = new Float64Array(count);
    this.#open = new Float64Array(count);
    this.#closed = new Float64Array(BUCKETS * count);
  }

  /** Moves on to the frame's time, which never steps back, and adds its amounts. */
  push(inputs: FrameInputs): void {
    const { nowNanos, elapsedNanos } = inputs;
    if (nowNanos >= this.#endNanos) this.#turn(inputs);
    else if (elapsedNanos > 0) this.#decay(Math.exp(-elapsedNanos / this.#decayNanos));
    const { added, values } = this;
    const open = this.#open;
    for (let i = 0; i < values.length; i++) {
      const amount = added[i];
      values[i] += amount;
      open[i] += amount;
    }
  }

  #decay(factor: number): void {
    const { values } = this;
    const open = this.#open;
    for (let i = 0; i < values.length; i++) {
      values[i] *= factor;
      open[i] *= factor;
    }
  }

  /** Closes the bucket, and those that nothing fell into, and opens the frame's. */
  #turn(inputs: FrameInputs): void {
    const { nowNanos, elapsedNanos } = inputs;
    const decayNanos = this.#decayNanos;
    const bucket = Math.floor(nowNanos / decayNanos);
    const untilEndNanos = this.#endNanos - (nowNanos - elapsedNanos);
    this.#close(untilEndNanos > 0 ? Math.exp(-untilEndNanos / decayNanos) : 0);
    const skipped = Math.min(bucket - this.#bucket - 1, BUCKETS);
    for (let i = 0; i < skipped; i++) this.#close(0);
    this.#bucket = bucket;
    this.#endNanos = (bucket + 1) * decayNanos;
    this.#addUp();
    this.#decay(Math.exp((bucket * decayNanos - nowNanos) / decayNanos));
  }

  /** @param factor what is left of the open bucket's sums at its end */
  #close(factor: number): void {
    const open = this.#open;
    this.#newest = this.#newest + 1 === BUCKETS ? 0 : this.#newest + 1;
    const at = this.#newest * open.length;
    for (let i = 0; i < open.length; i++) {
      this.#closed[at + i] = open[i] * factor;
      open[i] = 0;
    }
  }

  /** The sums as of the opening of the bucket. */
  #addUp(): void {
    const { values } = this;
    const closed = this.#closed;
    const width = values.length;
    values.fill(0);
    for (let age = BUCKETS - 1; age >= 0; age--) {
      const row = this.#newest - age;
      const at = (row < 0 ? row + BUCKETS : row) * width;
      for (let i = 0; i < width; i++) values[i] = values[i] * DECAY_OF_A_BUCKET + closed[at + i];
    }
  }
}
