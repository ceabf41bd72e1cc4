/**
 * One row of a LOBSTER order book file: ask price, ask size, bid price, bid size, level by level from
 * the best; an absent level has price ±9999999999 and size 0. A price and its size are one quote.
 *
 * A message changes a few quotes, so most of a row repeats the text of the row before. Equal text
 * in front and behind is found eight bytes at a time; only the quotes between are parsed, four
 * characters at a time, and hashed on the way:
 *
 * ```text
 *   before  5802300,100,5794000,196,5804300,100,…
 *   now     5802300,100,5794000,180,5804300,100,…
 *           ╰── equal ────────╯ ^^ ╰── equal ───╯
 * ```
 *
 * Hot path: no allocation.
 */
import { bareWord, fourDigits, NON_DIGIT_BITS, nonDigits } from "../../base/four_digits.ts";
import { checksumShare } from "../../wire/checksum.ts";
import { digitsBefore, firstDigits, longInteger } from "./lobster_message.ts";
import { digitsEnd, equalPrefix, equalSuffix, lineEnd, nextLine } from "./lobster_text.ts";

/** Numbers of one level: ask ticks, ask lots, bid ticks, bid lots. */
export const LEVEL_FIELDS = 4;
export const ASK_FIELD = 0;
export const BID_FIELD = 2;

const QUOTES_PER_LEVEL = 2;
const MINUS = 0x2d;
const COMMA = 0x2c;
const ABSENT_PRICE = 9_999_999_999;
const MAX_TICKS = 0x7fff_ffff;
/** "-9999999999,9007199254740991," is 29. */
const MAX_QUOTE_BYTES = 48;
/** Bytes of the longest quote that is read four characters at a time: "1234567,1234567,". */
const REACH_BYTES = 16;
const WORD_BYTES = 8;
/** A row shorter than the one before by more than this is scanned whole. */
const SLACK_BYTES = 4;
/** No position. */
const NONE = -1;
const POWERS_OF_TEN = Int32Array.of(1, 10, 100, 1_000);

export class LobsterBook {
  readonly levels: number;
  /** The row, LEVEL_FIELDS numbers a level in ticks and lots; an absent level is 0, 0. */
  readonly now: Float64Array;
  /** The row before it. */
  readonly before: Float64Array;
  /** Where the next row starts; valid also after a row that could not be read. */
  end = 0;
  readonly #unitsPerTick: number;
  readonly #ticksPerUnit: number;
  readonly #quotes: number;
  /** Offset of each quote in the row's text, and one behind its end. */
  readonly #quoteAts: Int32Array;
  /** Each quote's share of the checksum. */
  readonly #shares: Int32Array;
  #checksum = 0;
  /** Quotes in which {@link before} is not yet what {@link now} was before this row. */
  #changedFrom = 0;
  #changedTo = 0;
  readonly #kept: Uint8Array;
  readonly #keptView: DataView;
  #block: Uint8Array;
  #blockView: DataView;
  /** The text of the row: `bytes[from .. from + length)`; length 0 = none to compare with. */
  #bytes: Uint8Array;
  #view: DataView;
  #from = 0;
  #length = 0;

  /** @param unitsPerTick tick size in units of 0.0001 USD */
  constructor(levels: number, unitsPerTick: number) {
    this.levels = levels;
    this.#unitsPerTick = unitsPerTick;
    this.#ticksPerUnit = 1 / unitsPerTick;
    this.#quotes = levels * QUOTES_PER_LEVEL;
    this.now = new Float64Array(levels * LEVEL_FIELDS);
    this.before = new Float64Array(levels * LEVEL_FIELDS);
    this.#quoteAts = new Int32Array(this.#quotes + 1);
    this.#shares = new Int32Array(this.#quotes);
    this.#kept = new Uint8Array(this.#quotes * MAX_QUOTE_BYTES);
    this.#keptView = new DataView(this.#kept.buffer);
    this.#bytes = this.#block = this.#kept;
    this.#view = this.#blockView = this.#keptView;
  }

  /** The CHECKSUM of the row. */
  get checksum(): number {
    return this.#checksum;
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
    const { now, before } = this;
    for (let i = 2 * this.#changedFrom; i < 2 * this.#changedTo; i++) before[i] = now[i];
    if (this.#length > 0 && this.#scanChanges(from)) return true;
    return this.#scanWhole(from);
  }

  #scanChanges(from: number): boolean {
    const bytes = this.#block;
    const oldLength = this.#length;
    const reach = Math.min(oldLength, bytes.length - from);
    const prefix = equalPrefix(this.#view, this.#from, this.#blockView, from, reach);
    // A line that ends earlier has its end among what is parsed, which refuses it.
    const length = lineEnd(bytes, from + Math.max(prefix, reach - SLACK_BYTES)) - from;
    const oldTo = this.#from + oldLength;
    const suffixLimit = Math.min(oldLength, length) - prefix;
    const suffix = equalSuffix(this.#view, oldTo, this.#blockView, from + length, suffixLimit);

    const quoteAts = this.#quoteAts;
    let first = 0;
    while (quoteAts[first + 1] <= prefix) first++;
    let last = first + 1;
    while (quoteAts[last] - 1 < oldLength - suffix) last++;

    const shift = length - oldLength;
    const expectedEnd = quoteAts[last] + shift;
    this.#changedFrom = first;
    this.#changedTo = last;
    if (!this.#scanQuotes(first, last, from, length, expectedEnd)) return false;
    if (shift !== 0) {
      quoteAts[last] = expectedEnd;
      for (let q = last + 1; q <= this.#quotes; q++) quoteAts[q] += shift;
    }
    this.#accept(from, length);
    return true;
  }

  #scanWhole(from: number): boolean {
    const lineTo = lineEnd(this.#block, from);
    const length = lineTo - from;
    // Nothing is left of the row before that could be compared with.
    this.#length = 0;
    this.#quoteAts[0] = 0;
    this.#changedFrom = 0;
    this.#changedTo = this.#quotes;
    if (!this.#scanQuotes(0, this.#quotes, from, length, length + 1)) {
      this.end = nextLine(this.#block, lineTo);
      return false;
    }
    this.#quoteAts[this.#quotes] = length + 1;
    this.#accept(from, length);
    return true;
  }

  #accept(from: number, length: number): void {
    this.#bytes = this.#block;
    this.#view = this.#blockView;
    this.#from = from;
    this.#length = length;
    this.end = nextLine(this.#block, from + length);
  }

  /** Parses and hashes the quotes `[first, last)`, which must end where `expectedEnd` says. */
  #scanQuotes(
    first: number,
    last: number,
    from: number,
    length: number,
    expectedEnd: number,
  ): boolean {
    const { now } = this;
    const view = this.#blockView;
    const quoteAts = this.#quoteAts;
    const shares = this.#shares;
    const unitsPerTick = this.#unitsPerTick;
    const ticksPerUnit = this.#ticksPerUnit;
    const oldView = this.#view;
    const comparable = this.#length > 0;
    const lastQuote = this.#quotes - 1;
    const reachTo = view.byteLength - REACH_BYTES;
    const lineTo = from + length;
    let checksum = this.#checksum;
    let priceTail = 0;
    let next = from + quoteAts[first];
    let oldNext = this.#from + quoteAts[first];
    for (let q = first; q < last; q++) {
      let at = next;
      let share = 0;
      next = NONE;
      const oldAt = oldNext;
      oldNext = this.#from + quoteAts[q + 1];
      quoteAts[q] = at - from;
      if (at <= reachTo) {
        const bytes = oldNext - oldAt;
        if (
          comparable && bytes >= WORD_BYTES && bytes <= REACH_BYTES && q < lastQuote &&
          view.getFloat64(at, true) === oldView.getFloat64(oldAt, true) &&
          view.getFloat64(at + bytes - WORD_BYTES, true) ===
            oldView.getFloat64(oldNext - WORD_BYTES, true)
        ) {
          next = at + bytes;
          continue;
        }
        const price1 = bareWord(view, at);
        const price2 = bareWord(view, at + 4);
        // Where eight digits or more leave no stop, the comma is missed below.
        let count = digitsBefore(nonDigits(price2) & NON_DIGIT_BITS) & 3;
        // Prices have as many digits as ever: behind a branch the CPU need not wait for the count.
        if (count !== priceTail) priceTail = count;
        at += 4 + priceTail;
        const flaws = (nonDigits(price1) & NON_DIGIT_BITS) | (view.getUint8(at) ^ COMMA);
        const price = (Math.imul(fourDigits(price1), POWERS_OF_TEN[priceTail]) +
          fourDigits(firstDigits(price2, priceTail))) | 0;
        const ticks = (price * ticksPerUnit + 0.5) | 0;

        at++;
        const size1 = bareWord(view, at);
        const stops = nonDigits(size1) & NON_DIGIT_BITS;
        count = digitsBefore(stops) & 3;
        let lots = fourDigits(firstDigits(size1, count));
        if (stops === 0) {
          const size2 = bareWord(view, at + 4);
          count = digitsBefore(nonDigits(size2) & NON_DIGIT_BITS) & 3;
          lots = (Math.imul(fourDigits(size1), POWERS_OF_TEN[count]) +
            fourDigits(firstDigits(size2, count))) | 0;
          count += 4;
        }
        at += count;
        const ended = view.getUint8(at) === COMMA || at === lineTo;
        const onGrid = ticks > 0 && Math.imul(ticks, unitsPerTick) === price;
        if (flaws === 0 && count !== 0 && ended && onGrid) {
          now[2 * q] = ticks;
          now[2 * q + 1] = lots;
          share = checksumShare(q, ticks, lots);
          next = at + 1;
        }
      }
      if (next === NONE) {
        next = this.#scanAny(q, from + quoteAts[q], lineTo);
        if (next === NONE) return false;
        share = checksumShare(q, now[2 * q], now[2 * q + 1]);
      }
      checksum = (checksum + share - shares[q]) | 0;
      shares[q] = share;
      this.#checksum = checksum;
    }
    return next - from === expectedEnd;
  }

  /**
   * Parses any quote.
   * @returns where the next one starts; NONE when this is none, or not on the grid
   */
  #scanAny(q: number, from: number, lineTo: number): number {
    const bytes = this.#block;
    const negative = bytes[from] === MINUS;
    const priceFrom = negative ? from + 1 : from;
    const priceTo = digitsEnd(bytes, priceFrom);
    const sizeFrom = priceTo + 1;
    const sizeTo = digitsEnd(bytes, sizeFrom);
    if (priceTo === priceFrom || bytes[priceTo] !== COMMA) return NONE;
    if (sizeTo === sizeFrom || (bytes[sizeTo] !== COMMA && sizeTo !== lineTo)) return NONE;
    const ticks = this.#ticksOf(longInteger(bytes, priceFrom, priceTo), negative);
    const lots = longInteger(bytes, sizeFrom, sizeTo);
    if (ticks < 0 || lots < 0) return NONE;
    this.now[2 * q] = ticks;
    this.now[2 * q + 1] = lots;
    return sizeTo + 1;
  }

  /** 0 for an absent level, −1 for a price that no book has. */
  #ticksOf(price: number, negative: boolean): number {
    if (price === ABSENT_PRICE) return 0;
    const ticks = price / this.#unitsPerTick;
    if (negative || ticks < 1 || ticks > MAX_TICKS || ticks !== Math.floor(ticks)) return -1;
    return ticks;
  }
}
