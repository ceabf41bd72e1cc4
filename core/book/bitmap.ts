/**
 * A set of small integers on a circle, with the question an order book asks all the time: which is
 * the next member downwards? Two levels of 32-bit words answer it in a few instructions.
 *
 * ```text
 *   summary   bit w of group g: word 32·g + w is not 0
 *   words     bit b of word w:  32·w + b is a member
 * ```
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";

export class Bitmap {
  /** Bit b of word w stands for member 32·w + b. For iterating; changed by methods only. */
  readonly words: Int32Array;
  readonly #summary: Int32Array;

  /** @param capacity members are 0 … capacity − 1; a power of two, at least 32 */
  constructor(capacity: number) {
    assert(capacity >= 32 && (capacity & (capacity - 1)) === 0, "bitmap capacity: a power of two");
    this.words = new Int32Array(capacity >> 5);
    this.#summary = new Int32Array((capacity + 1023) >> 10);
  }

  /**
   * Makes `member` present (1) or absent (0). Whether it was before is anybody's guess in an order
   * book, and a wrong guess costs more than everything here: so there is no branch.
   * @returns the change of the number of members
   */
  put(member: number, present: number): number {
    const word = member >> 5;
    const old = this.words[word];
    const was = (old >>> (member & 31)) & 1;
    const bits = old ^ ((was ^ present) << (member & 31));
    this.words[word] = bits;
    if (bits === 0 || old === 0) this.#summarize(word, bits);
    return present - was;
  }

  #summarize(word: number, bits: number): void {
    if (bits === 0) this.#summary[word >> 5] &= ~(1 << (word & 31));
    else this.#summary[word >> 5] |= 1 << (word & 31);
  }

  clear(): void {
    this.words.fill(0);
    this.#summary.fill(0);
  }

  /** The first member met going down from `from` (inclusive) and round the circle; −1 = empty. */
  downFrom(from: number): number {
    const word = from >> 5;
    const bits = this.words[word] & (-1 >>> (31 - (from & 31)));
    if (bits !== 0) return (word << 5) | (31 - Math.clz32(bits));
    const below = this.wordBelow(word);
    return below < 0 ? -1 : (below << 5) | (31 - Math.clz32(this.words[below]));
  }

  /** The first word with members, going down from `word` and round, to `word` itself last; or −1. */
  wordBelow(word: number): number {
    const summary = this.#summary;
    let group = word >> 5;
    let bits = summary[group] & ((1 << (word & 31)) - 1);
    for (let left = summary.length; bits === 0; left--) {
      if (left === 0) return -1;
      group = group === 0 ? summary.length - 1 : group - 1;
      bits = summary[group];
    }
    return (group << 5) | (31 - Math.clz32(bits));
  }
}
