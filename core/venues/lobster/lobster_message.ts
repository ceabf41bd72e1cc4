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

export const TYPE_ADD = 1;
export const TYPE_CANCEL = 2;
export const TYPE_DELETE = 3;
export const TYPE_EXECUTE = 4;
export const TYPE_HIDDEN = 5;
export const TYPE_CROSS = 6;
export const TYPE_HALT = 7;

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
const COMMA = 0x2c;
const CARRIAGE_RETURN = 13;
const NEWLINE = 10;
const FRACTION_DIGITS = 9;
const MALFORMED = -1;
const EXACT_BELOW = 2 ** 53;
const NANOS_PER_STEP = Int32Array.from({ length: FRACTION_DIGITS + 1 }, (_, i) => 10 ** (9 - i));

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
  #at = 0;

  /**
   * Scans the row that starts at `from`; `to` is the end of the block of whole rows.
   * @returns false when it is no LOBSTER row
   */
  scan(bytes: Uint8Array, from: number, to: number): boolean {
    this.#at = from;
    const good = this.#scanTime(bytes, to) && this.#scanFields(bytes, to);
    this.end = good ? this.#at : skipLine(bytes, this.#at, to);
    return good;
  }

  #scanTime(bytes: Uint8Array, to: number): boolean {
    let i = this.#at;
    let seconds = 0;
    for (; i < to; i++) {
      const digit = bytes[i] - ZERO;
      if (digit >>> 0 > 9) break;
      seconds = (Math.imul(seconds, 10) + digit) | 0;
    }
    const secondDigits = i - this.#at;
    if (secondDigits === 0 || secondDigits > 5 || i >= to) return false;
    let fraction = 0;
    let fractionDigits = 0;
    if (bytes[i] === POINT) {
      const fractionFrom = ++i;
      for (; i < to; i++) {
        const digit = bytes[i] - ZERO;
        if (digit >>> 0 > 9) break;
        fraction = (Math.imul(fraction, 10) + digit) | 0;
      }
      fractionDigits = i - fractionFrom;
      if (fractionDigits > FRACTION_DIGITS) return false;
    }
    if (i >= to || bytes[i] !== COMMA) return false;
    this.nanos = seconds * 1e9 + Math.imul(fraction, NANOS_PER_STEP[fractionDigits]);
    this.#at = i + 1;
    return true;
  }

  #scanFields(bytes: Uint8Array, to: number): boolean {
    this.type = this.#scanInteger(bytes, to);
    this.orderId = this.#scanInteger(bytes, to);
    this.size = this.#scanInteger(bytes, to);
    const negative = this.#scanMinus(bytes, to);
    const price = this.#scanInteger(bytes, to);
    this.price = negative ? -price : price;
    if (this.type < 0 || this.orderId < 0 || this.size < 0 || price < 0) return false;
    return this.#scanDirection(bytes, to);
  }

  /** A run of digits and the comma behind it. */
  #scanInteger(bytes: Uint8Array, to: number): number {
    const from = this.#at;
    let i = from;
    let value = 0;
    for (; i < to; i++) {
      const digit = bytes[i] - ZERO;
      if (digit >>> 0 > 9) break;
      value = value * 10 + digit;
    }
    if (i === from || i >= to || bytes[i] !== COMMA || value >= EXACT_BELOW) return MALFORMED;
    this.#at = i + 1;
    return value;
  }

  #scanMinus(bytes: Uint8Array, to: number): boolean {
    if (this.#at >= to || bytes[this.#at] !== MINUS) return false;
    this.#at++;
    return true;
  }

  /** "1" or "-1" and the end of the row. */
  #scanDirection(bytes: Uint8Array, to: number): boolean {
    const negative = this.#scanMinus(bytes, to);
    let i = this.#at;
    if (i >= to || bytes[i] !== ZERO + 1) return false;
    this.direction = negative ? -1 : 1;
    i++;
    if (i < to && bytes[i] === CARRIAGE_RETURN) i++;
    if (i < to && bytes[i] !== NEWLINE) return false;
    this.#at = i + 1;
    return true;
  }
}

/** Index behind the next newline. */
export function skipLine(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  while (i < to && bytes[i] !== NEWLINE) i++;
  return i + 1;
}
