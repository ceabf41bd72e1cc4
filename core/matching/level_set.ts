/**
 * Which slots of a window of price levels are in use: a bit a slot, and a bit a word of those, so that
 * the next level downwards is found in a few steps however far away it is.
 *
 * ```text
 *   summary     1 bit a word     ·1··1…          131,072 slots: 128 words
 *   words       1 bit a slot     ··1·…1·1 …                    4,096 words
 * ```
 *
 * Levels open and close far more rarely than they change, so the second storey costs next to nothing.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";

export class LevelSet {
  readonly #words: Int32Array;
  readonly #summary: Int32Array;

  /** @param capacity slots are 0 … capacity − 1; a power of two, at least 32 */
  constructor(capacity: number) {
    assert(capacity >= 32 && (capacity & (capacity - 1)) === 0, "level set: a power of two");
    this.#words = new Int32Array(capacity >> 5);
    this.#summary = new Int32Array(((capacity >> 5) + 31) >> 5);
  }

  add(slot: number): void {
    const word = slot >> 5;
    this.#words[word] |= 1 << (slot & 31);
    this.#summary[word >> 5] |= 1 << (word & 31);
  }

  delete(slot: number): void {
    const word = slot >> 5;
    const bits = this.#words[word] & ~(1 << (slot & 31));
    this.#words[word] = bits;
    if (bits === 0) this.#summary[word >> 5] &= ~(1 << (word & 31));
  }

  /** The first slot in use met going down from `from` (inclusive) and round the circle; −1 = none. */
  downFrom(from: number): number {
    const word = from >> 5;
    const bits = this.#words[word] & (-1 >>> (31 - (from & 31)));
    return bits !== 0 ? (word << 5) | (31 - Math.clz32(bits)) : this.#below(word);
  }

  /** The highest slot of the words below one, round the circle and back to that word. */
  #below(word: number): number {
    const summary = this.#summary;
    let at = word >> 5;
    let bits = summary[at] & ~(-1 << (word & 31));
    for (let left = summary.length; bits === 0; left--) {
      if (left === 0) return -1;
      at = at === 0 ? summary.length - 1 : at - 1;
      bits = summary[at];
    }
    const found = (at << 5) | (31 - Math.clz32(bits));
    return (found << 5) | (31 - Math.clz32(this.#words[found]));
  }
}
