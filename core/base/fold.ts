/**
 * Rolling state hashes. Every stage folds what it writes into one, so that two runs can be proved
 * equal by comparing sixteen hexadecimal digits a stage.
 *
 * Two 32-bit lanes take alternate words, which lets the processor work on both at once (about 1 ns
 * a word). This finds differences between honest runs; it is no defence against a forger.
 *
 * Hot path: no allocation.
 */

const MULTIPLIER_A = 0x9e37_79b1 | 0;
const MULTIPLIER_B = 0x85eb_ca77 | 0;

export class Fold {
  #a = 0x243f_6a88;
  #b = 0x85a3_08d3 | 0;

  /** Folds `count` 32-bit words of `words`, starting at index `from`. */
  words(words: Int32Array, from: number, count: number): void {
    let a = this.#a;
    let b = this.#b;
    const pairsEnd = from + (count & ~1);
    let i = from;
    for (; i < pairsEnd; i += 2) {
      a = Math.imul(a ^ words[i], MULTIPLIER_A);
      a ^= a >>> 15;
      b = Math.imul(b ^ words[i + 1], MULTIPLIER_B);
      b ^= b >>> 13;
    }
    if (count & 1) {
      a = Math.imul(a ^ words[i], MULTIPLIER_A);
      a ^= a >>> 15;
    }
    this.#a = (a + b) | 0;
    this.#b = (b ^ (a >>> 7)) | 0;
  }

  /** Copies the state into two words of shared memory; {@link hashText} reads them back. */
  store(words: Int32Array, at: number): void {
    words[at] = this.#a;
    words[at + 1] = this.#b;
  }

  toString(): string {
    return hashText(this.#a, this.#b);
  }
}

/** Sixteen hexadecimal digits. */
export function hashText(a: number, b: number): string {
  return (a >>> 0).toString(16).padStart(8, "0") + (b >>> 0).toString(16).padStart(8, "0");
}
