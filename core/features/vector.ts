/**
 * From the values that families computed to the mask and the vector of a frame. Families leave NaN
 * where a value is not warm or not defined, and do not mind 0/0: whatever is not finite becomes 0
 * with its mask bit 0, here and nowhere else, so that no NaN leaves this folder. (NaN is written out
 * as a literal: a constant imported from elsewhere would make the compiler box every number that
 * shares a conditional expression with it.)
 *
 * Hot path: no allocation.
 */
import { FRAME_FEATURES } from "../base/limits.ts";
import { F_FEATURES, F_MASK } from "../wire/frame.ts";

/** A vector with room for all features, all undefined. */
export function createVector(): Float64Array {
  return new Float64Array(FRAME_FEATURES).fill(NaN);
}

/** Writes `vector` into the frame at word index `at`. */
export function storeVector(
  vector: Float64Array,
  words: Int32Array,
  doubles: Float64Array,
  at: number,
): void {
  const doubleAt = (at >> 1) + F_FEATURES;
  for (let from = 0; from < FRAME_FEATURES; from += 32) {
    let mask = -1;
    for (let i = 0; i < 32; i++) {
      let value = vector[from + i];
      // Only a finite number's difference from itself is 0.
      if (value - value !== 0) {
        value = 0;
        mask ^= 1 << i;
      }
      doubles[doubleAt + from + i] = value;
    }
    words[at + F_MASK + (from >> 5)] = mask;
  }
}
