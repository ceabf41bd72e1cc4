/**
 * Decimal text to integers, straight from bytes: "42717.50" on a grid of 0.01 is 4271750 ticks. No
 * float with a fraction exists in between, so nothing is ever rounded: text that does not fall on
 * the grid is refused, not bent.
 *
 * A grid is `units × 10^−decimals`: decimals 2, units 1 is 0.01; decimals 1, units 5 is 0.5.
 *
 * Hot path: no allocation.
 */
import { assert } from "./assert.ts";

/** The text is a number, but between two points of the grid. */
export const NOT_ON_GRID = -1;
/** The text is no plain decimal: empty, signed, with an exponent, or with other characters. */
export const MALFORMED = -2;
/** The result would not be exact: 2^53 and above. */
export const TOO_LARGE = -3;

/** Most decimals of a grid; venues use up to 18. */
export const MAX_DECIMALS = 18;

const ZERO = 0x30;
const POINT = 0x2e;
const EXACT_BELOW = 2 ** 53;
/** Digits that always fit an Int32. */
const SHORT_DIGITS = 9;
const POWERS_OF_TEN = Float64Array.from({ length: MAX_DECIMALS + 1 }, (_, i) => Number(`1e${i}`));

/** Scans decimal text onto one grid. */
export class DecimalScanner {
  readonly #decimals: number;
  readonly #units: number;

  /** @param units an integer from 1 */
  constructor(decimals: number, units = 1) {
    assert(Number.isInteger(decimals) && decimals >= 0, "decimals of a grid: an integer from 0");
    assert(decimals <= MAX_DECIMALS, "decimals of a grid: at most MAX_DECIMALS");
    assert(Number.isSafeInteger(units) && units > 0, "units of a grid: an integer from 1");
    this.#decimals = decimals;
    this.#units = units;
  }

  /**
   * The number in `bytes[from..to)` as a count of grid steps, below 2^53.
   * @returns negative when refused: {@link NOT_ON_GRID}, {@link MALFORMED} or {@link TOO_LARGE}
   */
  scan(bytes: Uint8Array, from: number, to: number): number {
    let i = from;
    let value = 0;
    for (; i < to; i++) {
      const digit = bytes[i] - ZERO;
      if (digit >>> 0 > 9) break;
      value = (Math.imul(value, 10) + digit) | 0;
    }
    const wholeDigits = i - from;
    if (wholeDigits === 0) return MALFORMED;
    let missing = this.#decimals;
    if (i < to) {
      if (bytes[i] !== POINT || ++i === to) return MALFORMED;
      const keptTo = i + missing < to ? i + missing : to;
      missing -= keptTo - i;
      for (; i < keptTo; i++) {
        const digit = bytes[i] - ZERO;
        if (digit >>> 0 > 9) return MALFORMED;
        value = (Math.imul(value, 10) + digit) | 0;
      }
      for (; i < to; i++) {
        if (bytes[i] !== ZERO) return refusalOf(bytes, i, to);
      }
    }
    if (wholeDigits + this.#decimals - missing > SHORT_DIGITS) {
      return this.#onGrid(accumulate(bytes, from, wholeDigits, this.#decimals - missing), missing);
    }
    return this.#onGrid(value, missing);
  }

  #onGrid(value: number, missing: number): number {
    const scaled = missing === 0 ? value : value * POWERS_OF_TEN[missing];
    if (scaled >= EXACT_BELOW) return TOO_LARGE;
    if (this.#units === 1) return scaled;
    const steps = scaled / this.#units;
    return steps === Math.floor(steps) ? steps : NOT_ON_GRID;
  }
}

/** Fraction digits that matter, "0.0100" has 2; {@link MALFORMED} when it is no plain decimal. */
export function decimalsOf(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  while (i < to && (bytes[i] - ZERO) >>> 0 <= 9) i++;
  if (i === from) return MALFORMED;
  if (i === to) return 0;
  if (bytes[i] !== POINT || i + 1 === to) return MALFORMED;
  const fractionFrom = ++i;
  let significantTo = fractionFrom;
  for (; i < to; i++) {
    const digit = bytes[i] - ZERO;
    if (digit >>> 0 > 9) return MALFORMED;
    if (digit !== 0) significantTo = i + 1;
  }
  return significantTo - fractionFrom;
}

/**
 * The grid that a venue's tick or step size describes: "0.01000000" is decimals 2, units 1. Cold.
 * @returns undefined when the text is no positive plain decimal
 */
export function scaleFromText(text: string): { decimals: number; units: number } | undefined {
  const bytes = new TextEncoder().encode(text);
  const decimals = decimalsOf(bytes, 0, bytes.length);
  if (decimals < 0 || decimals > MAX_DECIMALS) return undefined;
  const units = new DecimalScanner(decimals).scan(bytes, 0, bytes.length);
  return units > 0 ? { decimals, units } : undefined;
}

/** The slow path of long numbers: exact below 2^53, and never below 2^53 when the truth is not. */
function accumulate(bytes: Uint8Array, from: number, whole: number, fraction: number): number {
  let value = 0;
  for (let i = from; i < from + whole; i++) value = value * 10 + (bytes[i] - ZERO);
  const fractionFrom = from + whole + 1;
  for (let i = fractionFrom; i < fractionFrom + fraction; i++) {
    value = value * 10 + (bytes[i] - ZERO);
  }
  return value;
}

/** Why digits beyond the grid are refused: another digit is off the grid, anything else is no digit. */
function refusalOf(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    if ((bytes[i] - ZERO) >>> 0 > 9) return MALFORMED;
  }
  return NOT_ON_GRID;
}
