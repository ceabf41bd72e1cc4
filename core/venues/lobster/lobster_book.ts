/**
 * One row of a LOBSTER order book file: ask price, ask size, bid price, bid size, level by level from
 * the best; an absent level has price ±9999999999 and size 0.
 *
 * A message changes a few levels, so most of a row repeats the text of the row before. Equal text
 * in front and behind is found four bytes at a time; only what lies between is parsed:
 *
 * ```text
 *   before  5802300,100,5794000,196,5804300,100,…
 *   now     5802300,100,5794000,180,5804300,100,…
 *           ╰── equal ────────╯ ^^ ╰── equal ───╯
 * ```
 *
 * Hot path: no allocation.
 */
import { CHECKSUM_SEED, checksumLevel } from "../../wire/checksum.ts";
import { longInteger, SHORT_DIGITS } from "./lobster_message.ts";

/** Numbers of one level: ask ticks, ask lots, bid ticks, bid lots. */
export const LEVEL_FIELDS = 4;
export const ASK_FIELD = 0;
export const BID_FIELD = 2;

const ZERO = 0x30;
const MINUS = 0x2d;
const COMMA = 0x2c;
const CARRIAGE_RETURN = 13;
const NEWLINE = 10;
const ABSENT_PRICE = 9_999_999_999;
const MAX_TICKS = 0x7fff_ffff;
/** "-9999999999," is 12. */
const MAX_FIELD_BYTES = 24;

export class LobsterBook {
  readonly levels: number;
  /** The row, LEVEL_FIELDS numbers a level in ticks and lots; an absent level is 0, 0. */
  readonly now: Float64Array;
  /** The row before it. */
  readonly before: Float64Array;
  /** Where the next row starts; valid also after a row that could not be read. */
  end = 0;
  readonly #unitsPerTick: number;
  readonly #fields: number;
  /** Offset of each field in the row's text, and one behind its end. */
  readonly #fieldAts: Int32Array;
  /** The checksum's state before each level, and after the last. */
  readonly #states: Int32Array;
  readonly #kept: Uint8Array;
  readonly #keptView: DataView;
  #block: Uint8Array;
  #blockView: DataView;
  /** The text of the row: `bytes[from .. from + length)`; length 0 = none to compare with. */
  #bytes: Uint8Array;
  #view: DataView;
  #from = 0;
  #length = 0;
  /** Fields that the last row changed. */
  #changedFrom = 0;
  #changedTo = 0;

  /** @param unitsPerTick tick size in units of 0.0001 USD */
  constructor(levels: number, unitsPerTick: number) {
    this.levels = levels;
    this.#unitsPerTick = unitsPerTick;
    this.#fields = levels * LEVEL_FIELDS;
    this.now = new Float64Array(this.#fields);
    this.before = new Float64Array(this.#fields);
    this.#fieldAts = new Int32Array(this.#fields + 1);
    this.#states = new Int32Array(levels + 1).fill(CHECKSUM_SEED);
    this.#kept = new Uint8Array(this.#fields * MAX_FIELD_BYTES);
    this.#keptView = new DataView(this.#kept.buffer);
    this.#bytes = this.#block = this.#kept;
    this.#view = this.#blockView = this.#keptView;
  }

  /** The CHECKSUM of the row. */
  get checksum(): number {
    return this.#states[this.levels];
  }

  /** Saves the row's text, because the block it lies in is about to be replaced. Cold. */
  keep(): void {
    if (this.#bytes === this.#kept) return;
    if (this.#length > this.#kept.length) this.#length = 0;
    this.#kept.set(this.#bytes.subarray(this.#from, this.#from + this.#length));
    this.#bytes = this.#kept;
    this.#view = this.#keptView;
    this.#from = 0;
  }

  /** Names the block that the next rows lie in. Cold. */
  useBlock(bytes: Uint8Array): void {
    this.#block = bytes;
    this.#blockView = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /**
   * Scans the row that starts at `from` of the block and ends in a newline.
   * @returns false when it is no row of this many levels, or not on the grid
   */
  scan(from: number): boolean {
    for (let f = this.#changedFrom; f < this.#changedTo; f++) this.before[f] = this.now[f];
    if (this.#length > 0 && this.#scanChanges(from)) return true;
    return this.#scanWhole(from);
  }

  #scanChanges(from: number): boolean {
    const bytes = this.#block;
    const oldLength = this.#length;
    const prefix = this.#equalPrefix(from, Math.min(oldLength, bytes.length - from));
    if (prefix === oldLength && endsLine(bytes, from + prefix)) {
      this.#accept(from, oldLength, 0, 0);
      return true;
    }
    const length = endsLine(bytes, from + oldLength)
      ? oldLength
      : lineEnd(bytes, from + prefix) - from;
    const suffix = this.#equalSuffix(from, length, Math.min(oldLength, length) - prefix);

    const fieldAts = this.#fieldAts;
    let first = 0;
    while (fieldAts[first + 1] <= prefix) first++;
    if (first === this.#fields) return false;
    let last = first + 1;
    while (fieldAts[last] - 1 < oldLength - suffix) last++;

    const shift = length - oldLength;
    const expectedEnd = fieldAts[last] + shift;
    if (!this.#scanFields(first, last, from, length, expectedEnd)) return false;
    if (shift !== 0) {
      fieldAts[last] = expectedEnd;
      for (let f = last + 1; f <= this.#fields; f++) fieldAts[f] += shift;
    }
    this.#accept(from, length, first, last);
    return true;
  }

  #scanWhole(from: number): boolean {
    const lineTo = lineEnd(this.#block, from);
    const length = lineTo - from;
    // Nothing is left of the row before that could be compared with.
    this.#fieldAts[0] = 0;
    if (!this.#scanFields(0, this.#fields, from, length, length + 1)) {
      this.#length = 0;
      this.#changedTo = 0;
      this.end = nextLine(this.#block, lineTo);
      return false;
    }
    this.#fieldAts[this.#fields] = length + 1;
    this.#accept(from, length, 0, this.#fields);
    return true;
  }

  #accept(from: number, length: number, first: number, last: number): void {
    this.#bytes = this.#block;
    this.#view = this.#blockView;
    this.#from = from;
    this.#length = length;
    this.#changedFrom = first;
    this.#changedTo = last;
    this.end = nextLine(this.#block, from + length);
    if (last === 0) return;
    const now = this.now;
    for (let level = first >> 2; level < this.levels; level++) {
      const f = level * LEVEL_FIELDS;
      const state = checksumLevel(this.#states[level], now[f], now[f + 1]);
      this.#states[level + 1] = checksumLevel(state, now[f + 2], now[f + 3]);
    }
  }

  /** Bytes that the row's text and the text at `from` have in common, up to `limit`. */
  #equalPrefix(from: number, limit: number): number {
    const oldFrom = this.#from;
    let i = 0;
    while (
      i + 4 <= limit &&
      this.#view.getInt32(oldFrom + i, true) === this.#blockView.getInt32(from + i, true)
    ) i += 4;
    while (i < limit && this.#bytes[oldFrom + i] === this.#block[from + i]) i++;
    return i;
  }

  #equalSuffix(from: number, length: number, limit: number): number {
    const oldTo = this.#from + this.#length;
    const to = from + length;
    let i = 0;
    while (
      i + 4 <= limit &&
      this.#view.getInt32(oldTo - i - 4, true) === this.#blockView.getInt32(to - i - 4, true)
    ) i += 4;
    while (i < limit && this.#bytes[oldTo - i - 1] === this.#block[to - i - 1]) i++;
    return i;
  }

  /** Parses the fields `[first, last)`, which must end where `expectedEnd` says. */
  #scanFields(
    first: number,
    last: number,
    from: number,
    length: number,
    expectedEnd: number,
  ): boolean {
    const bytes = this.#block;
    const lineTo = from + length;
    let i = from + this.#fieldAts[first];
    for (let f = first; f < last; f++) {
      this.#fieldAts[f] = i - from;
      const negative = bytes[i] === MINUS;
      if (negative) i++;
      const digitsFrom = i;
      let digit = 0;
      let value = 0;
      while ((digit = bytes[i] - ZERO) >>> 0 <= 9) {
        value = (Math.imul(value, 10) + digit) | 0;
        i++;
      }
      if (i - digitsFrom > SHORT_DIGITS) value = longInteger(bytes, digitsFrom, i);
      if (i === digitsFrom || (bytes[i] !== COMMA && i !== lineTo)) return false;
      i++;
      const number = (f & 1) === 0 ? this.#ticksOf(value, negative) : (negative ? -1 : value);
      if (number < 0) return false;
      this.now[f] = number;
    }
    return i - from === expectedEnd;
  }

  /** 0 for an absent level, −1 for a price that no book has. */
  #ticksOf(price: number, negative: boolean): number {
    if (price === ABSENT_PRICE) return 0;
    const ticks = price / this.#unitsPerTick;
    if (negative || ticks < 1 || ticks > MAX_TICKS || ticks !== Math.floor(ticks)) return -1;
    return ticks;
  }
}

/** True when the text of a line ends at `at`. */
function endsLine(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === NEWLINE || bytes[at] === CARRIAGE_RETURN;
}

/** Where the text of the line around `from` ends. */
function lineEnd(bytes: Uint8Array, from: number): number {
  let i = from;
  while (!endsLine(bytes, i)) i++;
  return i;
}

/** Where the line after the one whose text ends at `at` starts. */
function nextLine(bytes: Uint8Array, at: number): number {
  return bytes[at] === CARRIAGE_RETURN ? at + 2 : at + 1;
}
