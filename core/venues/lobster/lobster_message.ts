/**
 * One row of a LOBSTER message file, scanned in place:
 *
 * ```text
 *   34200.015105074,4,15818974,4,5794000,1
 *   seconds after   │ order id │ │       direction of the resting order: 1 buy, −1 sell
 *   midnight        type    size price in USD × 10,000
 * ```
 *
 * Hot path: no allocation.
 */
import { assert } from "../../base/assert.ts";

export const TYPE_ADD = 1;
export const TYPE_CANCEL = 2;
export const TYPE_DELETE = 3;
export const TYPE_EXECUTE = 4;
export const TYPE_HIDDEN = 5;
export const TYPE_CROSS = 6;
export const TYPE_HALT = 7;

const ZERO = 0x30;
const ONE = 0x31;
const MINUS = 0x2d;
const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
/** What remains of these characters once "0" is taken off. */
const POINT_DIGIT = 0x2e - ZERO;
const COMMA_DIGIT = 0x2c - ZERO;
/** Digits that always fit an Int32. */
export const SHORT_DIGITS = 9;
const MAX_SECOND_DIGITS = 5;
const MAX_FRACTION_DIGITS = 9;
const EXACT_BELOW = 2 ** 53;
/** Nanoseconds of the last digit of a fraction, by its length. */
const NANOS_PER_STEP = Int32Array.from({ length: 10 }, (_, digits) => 10 ** (9 - digits));

export class LobsterMessage {
  /** Nanoseconds since the exchange's midnight. */
  nanos = 0;
  type = 0;
  orderId = 0;
  size = 0;
  /** USD × 10,000; of a halt −1, 0 or 1. */
  price = 0;
  /** 1 or −1. */
  direction = 0;
  /** Where the next row starts; valid also after a row that could not be read. */
  end = 0;

  /**
   * Scans the row that starts at `from`. One function, all of it in locals: as one method a field
   * it takes half as long again.
   * @param to end of the block of rows, right behind a newline: what stops every loop below
   * @returns false when it is no LOBSTER row
   */
  scan(bytes: Uint8Array, from: number, to: number): boolean {
    assert(bytes[to - 1] === NEWLINE, "a block of rows ends in a newline");
    let i = from;
    let digit = 0;

    let seconds = 0;
    while ((digit = bytes[i] - ZERO) >>> 0 <= 9) {
      seconds = (Math.imul(seconds, 10) + digit) | 0;
      i++;
    }
    if (i === from || i - from > MAX_SECOND_DIGITS) return this.#skip(bytes, i);
    let fraction = 0;
    let fractionDigits = 0;
    if (digit === POINT_DIGIT) {
      const fractionFrom = ++i;
      while ((digit = bytes[i] - ZERO) >>> 0 <= 9) {
        fraction = (Math.imul(fraction, 10) + digit) | 0;
        i++;
      }
      fractionDigits = i - fractionFrom;
    }
    if (digit !== COMMA_DIGIT || fractionDigits > MAX_FRACTION_DIGITS) return this.#skip(bytes, i);

    const type = bytes[++i] - ZERO;
    if (type >>> 0 > 9) return this.#skip(bytes, i);
    if (bytes[++i] - ZERO !== COMMA_DIGIT) return this.#skip(bytes, i);

    const idFrom = ++i;
    let orderId = 0;
    while ((digit = bytes[i] - ZERO) >>> 0 <= 9) {
      orderId = (Math.imul(orderId, 10) + digit) | 0;
      i++;
    }
    if (digit !== COMMA_DIGIT || i === idFrom) return this.#skip(bytes, i);
    const idTo = i;

    const sizeFrom = ++i;
    let size = 0;
    while ((digit = bytes[i] - ZERO) >>> 0 <= 9) {
      size = (Math.imul(size, 10) + digit) | 0;
      i++;
    }
    if (digit !== COMMA_DIGIT || i === sizeFrom) return this.#skip(bytes, i);
    const sizeTo = i;

    const negative = bytes[++i] === MINUS;
    if (negative) i++;
    const priceFrom = i;
    let price = 0;
    while ((digit = bytes[i] - ZERO) >>> 0 <= 9) {
      price = (Math.imul(price, 10) + digit) | 0;
      i++;
    }
    if (digit !== COMMA_DIGIT || i === priceFrom) return this.#skip(bytes, i);
    const priceTo = i;

    const selling = bytes[++i] === MINUS;
    if (selling) i++;
    if (bytes[i] !== ONE) return this.#skip(bytes, i);
    if (bytes[++i] === CARRIAGE_RETURN) i++;
    if (bytes[i] !== NEWLINE) return this.#skip(bytes, i);

    if (idTo - idFrom > SHORT_DIGITS) orderId = longInteger(bytes, idFrom, idTo);
    if (sizeTo - sizeFrom > SHORT_DIGITS) size = longInteger(bytes, sizeFrom, sizeTo);
    if (priceTo - priceFrom > SHORT_DIGITS) price = longInteger(bytes, priceFrom, priceTo);
    if (orderId < 0 || size < 0 || price < 0) return this.#skip(bytes, i);
    this.nanos = seconds * 1e9 + Math.imul(fraction, NANOS_PER_STEP[fractionDigits]);
    this.type = type;
    this.orderId = orderId;
    this.size = size;
    this.price = negative ? -price : price;
    this.direction = selling ? -1 : 1;
    this.end = i + 1;
    return true;
  }

  /** Steps over a row that could not be read. */
  #skip(bytes: Uint8Array, from: number): false {
    let i = from;
    while (bytes[i] !== NEWLINE) i++;
    this.end = i + 1;
    return false;
  }
}

/**
 * The digits `[from, to)` as a number: the rare ones that may not fit an Int32.
 * @returns −1 when they are no exact number either
 */
export function longInteger(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) value = value * 10 + (bytes[i] - ZERO);
  return value < EXACT_BELOW ? value : -1;
}
