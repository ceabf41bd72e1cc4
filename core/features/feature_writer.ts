/**
 * Writes a feature vector and its mask into a frame. Families put their features in the order of
 * their definitions, one after the other, so nobody counts indices; the end checks the number.
 *
 * A value that is not warm, not defined or not finite becomes 0 with its mask bit 0, here and
 * nowhere else: no NaN can reach a model.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";
import { FRAME_FEATURES } from "../base/limits.ts";
import { F_FEATURES, F_MASK } from "../wire/frame.ts";

const MASK_WORDS = FRAME_FEATURES / 32;

export class FeatureWriter {
  readonly #mask = new Int32Array(MASK_WORDS);
  #doubles: Float64Array = new Float64Array(0);
  #from = 0;
  #index = 0;

  /** @param at word index of the frame */
  begin(doubles: Float64Array, at: number): void {
    this.#mask.fill(0);
    this.#doubles = doubles;
    this.#from = (at >> 1) + F_FEATURES;
    this.#index = 0;
  }

  /** The next feature. */
  put(value: number, isValid: boolean): void {
    const index = this.#index;
    // Only a finite number's difference from itself is 0.
    if (isValid && value - value === 0) {
      this.#doubles[this.#from + index] = value;
      this.#mask[index >> 5] |= 1 << index;
    } else {
      this.#doubles[this.#from + index] = 0;
    }
    this.#index = index + 1;
  }

  /** @param count features that must have been put; the rest of the slot becomes 0 */
  end(words: Int32Array, at: number, count: number): void {
    assert(this.#index === count, "families put as many features as they define");
    for (let i = count; i < FRAME_FEATURES; i++) this.#doubles[this.#from + i] = 0;
    for (let i = 0; i < MASK_WORDS; i++) words[at + F_MASK + i] = this.#mask[i];
  }
}
