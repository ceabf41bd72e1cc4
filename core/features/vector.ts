/**
 * From the values that families computed to the mask and the vector of a frame. Families leave NaN
 * where a value is not warm or not defined, and do not mind 0/0: whatever is not finite in single
 * precision becomes 0 with its mask bit 0, here and nowhere else, so that no NaN leaves this folder.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";
import { FRAME_FEATURES } from "../base/limits.ts";
import { F_FEATURES, F_MASK, MASK_WORDS } from "../wire/frame.ts";

/** All ones in a number that is infinite or none; one more of its lowest carries into the sign. */
const EXPONENT = 0x7f80_0000;
const CARRY = 0x0080_0000;

/** The newest values of one instrument. A family may leave a value as it was the frame before. */
export class FeatureVector {
  /** By position in the table; NaN = not valid. */
  readonly values = new Float32Array(FRAME_FEATURES).fill(NaN);
  /** The bits of those that are ever computed. */
  readonly #bits: Int32Array;
  /** 1 = valid, as of the frame before. */
  readonly #masks = new Int32Array(MASK_WORDS);
  /** Words of the mask whose values seldom change: from this one up to but without the other. */
  readonly #seldomFrom: number;
  readonly #seldomEnd: number;

  /**
   * @param count features from this on are never computed: frames hold 0 there from the start
   * @param seldomFrom features from this on, up to but without `seldomEnd`, change seldom
   */
  constructor(count = FRAME_FEATURES, seldomFrom = 0, seldomEnd = 0) {
    this.#bits = new Int32Array(this.values.buffer, 0, count);
    this.#seldomFrom = (seldomFrom + 31) >> 5;
    this.#seldomEnd = seldomEnd >> 5;
  }

  /**
   * Writes mask and values into the frame at word index `at`: copies all of them, which is one call,
   * and then takes out those that are not valid, which mostly are few.
   * @param hasSeldom those that change seldom may have changed
   */
  store(words: Int32Array, at: number, hasSeldom: boolean): void {
    const bits = this.#bits;
    const masks = this.#masks;
    const seldomFrom = this.#seldomFrom;
    const seldomEnd = hasSeldom ? seldomFrom : this.#seldomEnd;
    const to = at + F_FEATURES;
    words.set(bits, to);
    for (let word = 0, first = 0; first < bits.length; word++, first += 32) {
      const count = Math.min(32, bits.length - first);
      if (word < seldomFrom || word >= seldomEnd) masks[word] = maskOf(bits, first, count);
      const mask = masks[word];
      words[at + F_MASK + word] = mask;
      for (let left = ~mask & (-1 >>> (32 - count)); left !== 0; left &= left - 1) {
        words[to + first + 31 - Math.clz32(left & -left)] = 0;
      }
    }
  }
}

/** A bit for each of up to 32 values: 1 = valid. Looks at four of them at once. */
function maskOf(bits: Int32Array, first: number, count: number): number {
  const end = first + count;
  let mask = -1 >>> (32 - count);
  let i = first;
  for (; i + 3 < end; i += 4) {
    const carries = ((bits[i] & EXPONENT) + CARRY) | ((bits[i + 1] & EXPONENT) + CARRY) |
      ((bits[i + 2] & EXPONENT) + CARRY) | ((bits[i + 3] & EXPONENT) + CARRY);
    if (carries < 0) {
      mask &=
        ~(invalid(bits, i) | invalid(bits, i + 1) | invalid(bits, i + 2) | invalid(bits, i + 3));
    }
  }
  for (; i < end; i++) mask &= ~invalid(bits, i);
  return mask;
}

/** The value's bit where it is not finite, or else 0. */
function invalid(bits: Int32Array, i: number): number {
  return (((bits[i] & EXPONENT) + CARRY) >>> 31) << i;
}

assert(FRAME_FEATURES % 32 === 0, "the mask fills its words");
