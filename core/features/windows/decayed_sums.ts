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
 *   closed    c₂₀     …    c₂      c₁      │  amounts a, each as if it had come at the opening:
 *                                          │  open = Σ a · exp((time − opening) / τ)
 *
 *   value = (c₁/e + c₂/e² + … + c₂₀/e²⁰ + open) · exp(−(now − opening) / τ)
 * ```
 *
 * where a closed bucket's c is the sum that was open in it. What is left out weighs below 2·10⁻⁹ of
 * what it did. A frame costs one exponential for all sums, whatever was added.
 *
 * Hot path: no allocation.
 */
import { assert } from "../../base/assert.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { decayOver } from "./decay.ts";

/** Closed buckets that count. */
const BUCKETS = 20;
/** In decay times: the closed buckets and the open one. */
export const DECAYED_SUM_MEMORY = BUCKETS + 1;
const DECAY_OF_A_BUCKET = Math.exp(-1);

/** Which bucket is open and what an amount weighs that came at its opening: time alone says it. */
class DecayClock {
  bucket = NaN;
  decay = 1;
  readonly #decayNanos: number;
  #nowNanos = NaN;
  #openNanos = NaN;

  constructor(decayNanos: number) {
    assert(decayNanos > 0, "a decay time is above 0");
    this.#decayNanos = decayNanos;
  }

  moveTo(inputs: FrameInputs): void {
    const { nowNanos } = inputs;
    if (nowNanos === this.#nowNanos) return;
    this.#nowNanos = nowNanos;
    const agedNanos = nowNanos - this.#openNanos;
    if (!(agedNanos >= 0 && agedNanos < this.#decayNanos)) {
      this.bucket = Math.floor(nowNanos / this.#decayNanos);
      this.#openNanos = this.bucket * this.#decayNanos;
    }
    this.decay = decayOver((nowNanos - this.#openNanos) / this.#decayNanos);
  }
}

/** One for each decay time: all sums of a frame share its exponential. */
const CLOCKS = new Map<number, DecayClock>();

export class DecayedSums {
  /** Amounts of the newest frame, to be filled in before {@link push}, which makes them 0 again. */
  readonly added: Float64Array;
  /** The sums, decayed to the newest frame's time. */
  readonly values: Float64Array;
  readonly #clock: DecayClock;
  /** The part of each sum that came in the open bucket, and all of it, as of the opening. */
  readonly #open: Float64Array;
  readonly #total: Float64Array;
  /** By closed bucket, a ring of rows. */
  readonly #closed: Float64Array;
  #newest = 0;
  #bucket = NaN;

  /**
   * @param decayNanos τ
   * @param count how many sums
   */
  constructor(decayNanos: number, count: number) {
    this.#clock = CLOCKS.get(decayNanos) ?? new DecayClock(decayNanos);
    CLOCKS.set(decayNanos, this.#clock);
    this.added = new Float64Array(count);
    this.values = new Float64Array(count);
    this.#open = new Float64Array(count);
    this.#total = new Float64Array(count);
    this.#closed = new Float64Array(BUCKETS * count);
  }

  /**
   * Moves on to the frame's time, which never steps back, and adds its amounts.
   * @param hasAmounts false = all of them are 0
   * @returns true where the values changed by more than time alone
   */
  push(inputs: FrameInputs, hasAmounts = true): boolean {
    const clock = this.#clock;
    clock.moveTo(inputs);
    const isTurn = clock.bucket !== this.#bucket;
    if (isTurn) this.#turn();
    if (hasAmounts) this.#add();
    const { values } = this;
    const total = this.#total;
    const { decay } = clock;
    for (let i = 0; i < values.length; i++) values[i] = total[i] * decay;
    return isTurn || hasAmounts;
  }

  #add(): void {
    const { added } = this;
    const open = this.#open;
    const total = this.#total;
    const growth = 1 / this.#clock.decay;
    for (let i = 0; i < added.length; i++) {
      const amount = added[i] * growth;
      open[i] += amount;
      total[i] += amount;
      added[i] = 0;
    }
  }

  /** Closes the bucket, and those that nothing fell into, and opens the frame's. */
  #turn(): void {
    const { bucket } = this.#clock;
    const steps = Math.min(bucket - this.#bucket, BUCKETS + 1);
    for (let i = 0; i < steps; i++) this.#close();
    this.#bucket = bucket;
    this.#addUp();
  }

  #close(): void {
    const open = this.#open;
    this.#newest = this.#newest + 1 === BUCKETS ? 0 : this.#newest + 1;
    const at = this.#newest * open.length;
    for (let i = 0; i < open.length; i++) {
      this.#closed[at + i] = open[i];
      open[i] = 0;
    }
  }

  /** The sums as of the opening of the bucket. */
  #addUp(): void {
    const total = this.#total;
    const closed = this.#closed;
    const width = total.length;
    total.fill(0);
    for (let age = BUCKETS - 1; age >= 0; age--) {
      const row = this.#newest - age;
      const at = (row < 0 ? row + BUCKETS : row) * width;
      for (let i = 0; i < width; i++) {
        total[i] = (total[i] + closed[at + i]) * DECAY_OF_A_BUCKET;
      }
    }
  }
}
