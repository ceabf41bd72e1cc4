/**
 * One row of a LOBSTER message file, scanned in place:
 *
 * ```text
 *   34200.015105074,4,15818974,4,5794000,1
 *   seconds after   │ order id │ │       direction of the resting order: 1 buy, −1 sell
 *   midnight        type    size price in USD × 10,000
 * ```
 *
 * Nearly every row is written like the one above, and is read four characters at a time; the digits
 * that an id, a size or a price has more or fewer are counted without a branch, because the CPU could
 * only guess them. Rows that are written otherwise, and the last of a block, take a loop a field.
 *
 * Hot path: no allocation, but for a view of every new block.
 */
import { assert } from "../../base/assert.ts";
import { bareWord, fourDigits, NON_DIGIT_BITS, nonDigits } from "../../base/four_digits.ts";

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
const SHORT_DIGITS = 9;
const MAX_SECOND_DIGITS = 5;
const MAX_FRACTION_DIGITS = 9;
const EXACT_BELOW = 2 ** 53;
/** Bytes that the usual row's scan may look at. */
const REACH_BYTES = 64;
const POWERS_OF_TEN = Int32Array.of(1, 10, 100, 1_000);
/** Characters as `getInt32(at, true)` reads them: "," around a digit, and "1" with its newline. */
const COMMAS = 0x2c00_2c00;
const COMMAS_MASK = 0xff00_ff00 | 0;
const ONE_NEWLINE = 0x0a_3100;
const ONE_NEWLINE_MASK = 0xff_ff00;
const COMMA = 0x2c;
const POINT = 0x2e;
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
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);

  /**
   * Scans the row that starts at `from`.
   * @param to end of the block of rows, right behind a newline: what stops every loop below
   * @returns false when it is no LOBSTER row
   */
  scan(bytes: Uint8Array, from: number, to: number): boolean {
    assert(bytes[to - 1] === NEWLINE, "a block of rows ends in a newline");
    if (bytes !== this.#bytes) this.#useBlock(bytes);
    return (from + REACH_BYTES <= to && this.#scanUsual(from)) || this.#scanAny(bytes, from);
  }

  /**
   * Five digits of seconds, nine of their fraction or eight, because a last 0 is left out, 8 to 11 of
   * the id, 1 to 3 of the size, 4 to 7 of the price.
   * @returns false when the row is not written like that
   */
  #scanUsual(from: number): boolean {
    const view = this.#view;
    const seconds = bareWord(view, from);
    const point = view.getInt32(from + 4, true);
    const fraction1 = bareWord(view, from + 6);
    const fraction2 = bareWord(view, from + 10);
    const short = 1 - isNot(view.getUint8(from + 14) ^ COMMA);
    const around = view.getInt32(from + 14 - short, true);
    const lastSecond = (point & 0xff) - ZERO;
    const lastFraction = (around & 0xff) - ZERO;
    const type = ((around >> 16) & 0xff) - ZERO;
    if (((point >> 8) & 0xff) !== POINT || (around & COMMAS_MASK) !== COMMAS) return false;
    if (lastSecond >>> 0 > 9 || lastFraction >>> 0 > 9 || type >>> 0 > 9) return false;

    let at = from + 18 - short;
    const id1 = bareWord(view, at);
    const id2 = bareWord(view, at + 4);
    const id3 = bareWord(view, at + 8);
    let stops = nonDigits(id3) & NON_DIGIT_BITS;
    if (stops === 0) return false;
    let count = digitsBefore(stops);
    const idHead = (Math.imul(fourDigits(id1), 10_000) + fourDigits(id2)) | 0;
    const idTail = fourDigits(firstDigits(id3, count));
    const idScale = POWERS_OF_TEN[count];
    let commas = view.getUint8(at + 8 + count) ^ COMMA;
    at += 9 + count;

    const size = bareWord(view, at);
    stops = nonDigits(size) & NON_DIGIT_BITS;
    count = digitsBefore(stops);
    if (stops === 0 || count === 0) return false;
    const sizeDigits = firstDigits(size, count);
    commas |= view.getUint8(at + count) ^ COMMA;
    at += 1 + count;

    const price1 = bareWord(view, at);
    const price2 = bareWord(view, at + 4);
    stops = nonDigits(price2) & NON_DIGIT_BITS;
    if (stops === 0) return false;
    count = digitsBefore(stops);
    const priceTail = fourDigits(firstDigits(price2, count));
    const priceScale = POWERS_OF_TEN[count];
    at += 4 + count;

    const tail = view.getInt32(at, true);
    commas |= (tail & 0xff) ^ COMMA;
    const buying = isNot(((tail >> 8) & 0xff) ^ MINUS);
    const selling = 1 - buying;
    const flags = nonDigits(seconds) | nonDigits(fraction1) | nonDigits(fraction2) |
      nonDigits(id1) | nonDigits(id2) | nonDigits(price1);
    if (((flags & NON_DIGIT_BITS) | commas) !== 0) return false;
    if (((tail >>> (selling << 3)) & ONE_NEWLINE_MASK) !== ONE_NEWLINE) return false;

    const nanos = (Math.imul(fourDigits(fraction1), 10_000) + fourDigits(fraction2)) * 10;
    const lastNanos = lastFraction & (short - 1);
    this.nanos = (fourDigits(seconds) * 10 + lastSecond) * 1e9 + (nanos + lastNanos);
    this.type = type;
    this.orderId = idHead * idScale + idTail;
    this.size = fourDigits(sizeDigits);
    this.price = (Math.imul(fourDigits(price1), priceScale) + priceTail) | 0;
    this.direction = buying - selling;
    this.end = at + 3 + selling;
    return true;
  }

  /** One function, all of it in locals: as one method a field it takes half as long again. */
  #scanAny(bytes: Uint8Array, from: number): boolean {
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

  #useBlock(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Steps over a row that could not be read. */
  #skip(bytes: Uint8Array, from: number): false {
    let i = from;
    while (bytes[i] !== NEWLINE) i++;
    this.end = i + 1;
    return false;
  }
}

/** How many digits are in front of the lowest byte that is none. */
export function digitsBefore(stops: number): number {
  return (31 - Math.clz32(stops & (0 - stops))) >> 3;
}

/** The first digits of a bare word, fewer than four, moved to its end. */
export function firstDigits(bare: number, count: number): number {
  return (bare << 8) << (24 - 8 * count);
}

/** 0 for 0, 1 for all else. */
function isNot(difference: number): number {
  return (difference | (0 - difference)) >>> 31;
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
