/**
 * From the values that families computed to the mask and the vector of a frame. Families leave NaN
 * where a value is not warm or not defined, and do not mind 0/0: whatever is not finite in single
 * precision becomes 0 with its mask bit 0, here and nowhere else, so that no NaN leaves this folder.
 *
 * ```text
 *   values, as families wrote them ──seal()──▶ image: mask │ values without NaN ──store()──▶ frame
 *             what changed, word by word of the mask            all of it, in one call
 * ```
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";
import { FRAME_FEATURES } from "../base/limits.ts";
import { F_FEATURES, F_MASK, MASK_WORDS } from "../wire/frame.ts";

/** All ones in a number that is infinite or none. */
const EXPONENT_BITS = 0x7f80_0000;
/** The values follow the mask, as they do in a frame. */
const AT_VALUES = 6;

/** The newest values of one instrument. A family may leave a value as it was the frame before. */
export class FeatureVector {
  /** By position in the table; NaN = not valid. */
  readonly values = new Float32Array(FRAME_FEATURES).fill(NaN);
  /** Their bits. */
  readonly #bits = new Int32Array(this.values.buffer);
  /** Mask and values as frames hold them. */
  readonly #image = new Int32Array(AT_VALUES + FRAME_FEATURES);

  /** Tells that values from `from` up to but without `end` may be others, and perhaps neighbours. */
  seal(from: number, end: number): void {
    const bits = this.#bits;
    const image = this.#image;
    for (let word = from >> 5; word << 5 < end; word++) {
      const first = word << 5;
      let mask = -1;
      for (let i = first; i < first + 32; i++) {
        const value = bits[i];
        if ((value & EXPONENT_BITS) !== EXPONENT_BITS) {
          image[AT_VALUES + i] = value;
        } else {
          image[AT_VALUES + i] = 0;
          mask ^= 1 << i;
        }
      }
      image[word] = mask;
    }
  }

  /** Writes mask and values into the frame at word index `at`. */
  store(words: Int32Array, at: number): void {
    words.set(this.#image, at + F_MASK);
  }
}

assert(FRAME_FEATURES % 32 === 0, "the mask fills its words");
assert(MASK_WORDS === AT_VALUES && F_FEATURES === F_MASK + AT_VALUES, "values follow their mask");
