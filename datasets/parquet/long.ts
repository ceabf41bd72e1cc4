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

/**
 * Writes a value, counted from the epoch, as two words, low one first. Nanoseconds since 1970 are
 * too many for a double, so the halves are added apart. Fractions are cut off.
 */
export function splitLong(
  epochMillis: number,
  { perMilli, divisor }: LongUnit,
  value: number,
  words: Int32Array,
  at: number,
): void {
  const epochHigh = Math.floor(epochMillis / WORD);
  // Both products are whole numbers below 2^53.
  const epochLow = (epochMillis - epochHigh * WORD) * perMilli;
  const count = Math.floor(value / divisor);
  const high = Math.floor(count / WORD);
  const low = count - high * WORD + epochLow % WORD;
  words[at] = low | 0;
  words[at + 1] = high + epochHigh * perMilli + Math.floor(epochLow / WORD) +
    Math.floor(low / WORD);
}
