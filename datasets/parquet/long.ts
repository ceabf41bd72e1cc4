/** 64-bit integers from doubles, without a BigInt for each. */

const WORD = 2 ** 32;

/** What is counted: how often in a millisecond, and how much of a value makes one. */
export interface LongUnit {
  readonly perMilli: number;
  readonly divisor: number;
}

export const PLAIN_NUMBER: LongUnit = { perMilli: 0, divisor: 1 };
/** Of values in nanoseconds since the epoch. */
export const NANOS: LongUnit = { perMilli: 1e6, divisor: 1 };
export const MICROS: LongUnit = { perMilli: 1e3, divisor: 1e3 };

/** Splits values, counted from one epoch in one unit, into words. */
export class LongSplitter {
  readonly #divisor: number;
  /** The epoch as a high word and what is below it. */
  readonly #epochHigh: number;
  readonly #epochLow: number;

  constructor(epochMillis: number, { perMilli, divisor }: LongUnit) {
    const high = Math.floor(epochMillis / WORD);
    // Both products are whole numbers below 2^53.
    const low = (epochMillis - high * WORD) * perMilli;
    this.#divisor = divisor;
    this.#epochHigh = high * perMilli + Math.floor(low / WORD);
    this.#epochLow = low % WORD;
  }

  /**
   * Writes a value as two words, low one first. Nanoseconds since 1970 are too many for a double, so
   * the halves are added apart. Fractions are cut off.
   */
  split(value: number, words: Int32Array, at: number): void {
    const count = Math.floor(this.#divisor === 1 ? value : value / this.#divisor);
    const high = Math.floor(count / WORD);
    const low = count - high * WORD + this.#epochLow;
    words[at] = low | 0;
    words[at + 1] = high + this.#epochHigh + (low >= WORD ? 1 : 0);
  }
}
