/**
 * A set of small integers on a circle, with the question an order book asks all the time: which is
 * the next member downwards?
 *
 * One level of words, searched one by one: members of a book lie close together where it is asked.
 * A second level, of words about words, would have to be kept up to date with every change, and cost
 * more there (a quarter of a whole update) than it saves.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";

export class Bitmap {
  /** Bit b of word w stands for member 32·w + b. For iterating; changed by methods only. */
  readonly words: Int32Array;

  /** @param capacity members are 0 … capacity − 1; a power of two, at least 32 */
  constructor(capacity: number) {
    assert(capacity >= 32 && (capacity & (capacity - 1)) === 0, "bitmap capacity: a power of two");
    this.words = new Int32Array(capacity >> 5);
  }

  /**
   * Makes `member` present (1) or absent (0). Whether it was before is anybody's guess in an order
   * book, and a wrong guess costs more than everything here: so there is no branch.
   */
  put(member: number, present: number): void {
    const words = this.words;
    const word = member >> 5;
    words[word] = (words[word] & ~(1 << (member & 31))) | (present << (member & 31));
  }

  /** Number of members. Cost: a step a word. */
  count(): number {
    let count = 0;
    for (let w = 0; w < this.words.length; w++) count += onesOf(this.words[w]);
    return count;
  }

  /** True when there are so many members or more; looks for them downwards from `from`. */
  holds(count: number, from: number): boolean {
    const words = this.words;
    const lastWord = words.length - 1;
    let word = from >> 5;
    for (let left = words.length; count > 0 && left > 0; left--) {
      count -= onesOf(words[word]);
      word = (word - 1) & lastWord;
    }
    return count <= 0;
  }

  clear(): void {
    this.words.fill(0);
  }

  /** The first member met going down from `from` (inclusive) and round the circle; −1 = empty. */
  downFrom(from: number): number {
    const words = this.words;
    const lastWord = words.length - 1;
    let word = from >> 5;
    let bits = words[word] & (-1 >>> (31 - (from & 31)));
    for (let left = words.length; bits === 0; left--) {
      if (left === 0) return -1;
      word = (word - 1) & lastWord;
      bits = words[word];
    }
    return (word << 5) | (31 - Math.clz32(bits));
  }
}

/** Bits set in a word (Warren, Hacker's Delight, 5-1). */
function onesOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
