/**
 * From the values that families computed to the mask and the vector of a frame. Families leave NaN
 * where a value is not warm or not defined, and do not mind 0/0: whatever is not finite in single
 * precision becomes 0 with its mask bit 0, here and nowhere else, so that no NaN leaves this folder.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";
import { FRAME_FEATURES } from "../base/limits.ts";
import { F_FEATURES, F_MASK } from "../wire/frame.ts";

/** All ones in a number that is infinite or none. */
const EXPONENT_BITS = 0x7f80_0000;

/** The newest values of one instrument. A family may leave a value as it was the frame before. */
export class FeatureVector {
  /** By position in the table; NaN = not valid. */
  readonly values = new Float32Array(FRAME_FEATURES).fill(NaN);
  /** The bits of those that are ever computed. */
  readonly #bits: Int32Array;

  /** @param count features from this on are never computed: frames hold 0 there from the start */
  constructor(count = FRAME_FEATURES) {
    this.#bits = new Int32Array(this.values.buffer, 0, count);
  }

  /**
   * Writes mask and values into the frame at word index `at`: copies all of them, which is one call,
   * and then looks for those that are not valid, which mostly are few.
   */
  store(words: Int32Array, at: number): void {
    const bits = this.#bits;
    const to = at + F_FEATURES;
    words.set(bits, to);
    for (let from = 0; from < bits.length; from += 32) {
      const count = Math.min(32, bits.length - from);
      let mask = -1 >>> (32 - count);
      for (let i = 0; i < count; i++) {
        if ((bits[from + i] & EXPONENT_BITS) !== EXPONENT_BITS) continue;
        words[to + from + i] = 0;
        mask ^= 1 << i;
      }
      words[at + F_MASK + (from >> 5)] = mask;
    }
  }
}

assert(FRAME_FEATURES % 32 === 0, "the mask fills its words");
