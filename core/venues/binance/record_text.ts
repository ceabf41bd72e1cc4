/**
 * The text of one record, for scanners that look at four bytes at a time: there are always bytes
 * to look at behind its end, so that none of them has to ask.
 *
 * Hot path: no allocation, but for a view of every new block; records at the very end of their
 * block are copied.
 */
import { bareWord, fourDigits, NON_DIGIT_BITS, nonDigits } from "../../base/four_digits.ts";

/** What scanners return where the text is not what they read. */
export const DECLINED = -1;

/** Bytes behind the end of a record that may be looked at. */
export const REACH_BYTES = 64;

const QUOTE = 0x22;
const ZERO = 0x30;
const ONES = 0x0101_0101;
const QUOTES = 0x2222_2222;
const BACKSLASHES = 0x5c5c_5c5c;
const SPACES = 0x2020_2020;
const HIGH_BITS = 0x8080_8080 | 0;
/** Digits that {@link RecordText.wholeNumber} takes in words. */
export const MAX_WORD_DIGITS = 15;
/** The digits in a number's first word, by the remainder of all its digits. */
const FIRST_WORD_MASKS = Int32Array.of(-1, 0xff00_0000, 0xffff_0000, 0xffff_ff00);
const EXACT_BELOW = 2 ** 53;

/** Known text, as words to compare with. */
export class KnownText {
  readonly length: number;
  readonly words: Int32Array;
  /** Bits of each word that belong to the text. */
  readonly masks: Int32Array;

  constructor(text: string) {
    const bytes = new TextEncoder().encode(text);
    const words = Math.ceil(bytes.length / 4);
    const padded = new DataView(new ArrayBuffer(words * 4));
    const masks = new DataView(new ArrayBuffer(words * 4));
    bytes.forEach((byte, i) => {
      padded.setUint8(i, byte);
      masks.setUint8(i, 0xff);
    });
    this.length = bytes.length;
    this.words = Int32Array.from({ length: words }, (_, i) => padded.getInt32(4 * i, true));
    this.masks = Int32Array.from({ length: words }, (_, i) => masks.getInt32(4 * i, true));
  }
}

export class RecordText {
  bytes: Uint8Array = new Uint8Array(REACH_BYTES);
  view: DataView = new DataView(this.bytes.buffer);
  from = 0;
  to = 0;
  /** Value of the whole number that was scanned last. */
  number = 0;
  #copy = new Uint8Array(0);

  /** Makes `bytes[from..to)` the record. */
  hold(bytes: Uint8Array, from: number, to: number): void {
    if (to + REACH_BYTES > bytes.length) this.#holdCopy(bytes, from, to);
    else {
      if (bytes !== this.bytes) this.#use(bytes);
      this.from = from;
      this.to = to;
    }
  }

  startsWith(text: KnownText, at: number): boolean {
    const { words, masks } = text;
    for (let i = 0; i < words.length; i++) {
      if (((this.view.getInt32(at + 4 * i, true) ^ words[i]) & masks[i]) !== 0) return false;
    }
    return at + text.length <= this.to;
  }

  /** Position of the closing quote of a string of plain ASCII: no controls, no escapes. */
  stringEnd(from: number): number {
    const { view, to } = this;
    for (let at = from; at < to; at += 4) {
      const word = view.getInt32(at, true);
      const stops = (word | lowestZero(word ^ QUOTES) | lowestZero(word ^ BACKSLASHES) |
        ((word - SPACES) & ~word)) & HIGH_BITS;
      if (stops === 0) continue;
      const end = at + ((31 - Math.clz32(stops & -stops)) >> 3);
      return end < to && this.bytes[end] === QUOTE ? end : DECLINED;
    }
    return DECLINED;
  }

  /**
   * Scans a whole number as JSON writes it, without sign, fraction, exponent or leading zero, into
   * {@link number}.
   * @param digits that it likely has: where its end is need not be waited for then
   * @returns the position behind it, or DECLINED
   */
  wholeNumber(from: number, digits: number): number {
    const { view, bytes } = this;
    const to = from + digits;
    const words = (digits + 3) >> 2;
    let at = to - 4 * words;
    let bare = bareWord(view, at) & FIRST_WORD_MASKS[digits & 3];
    let flags = nonDigits(bare);
    let value = fourDigits(bare);
    if (words > 1) {
      bare = bareWord(view, at += 4);
      flags |= nonDigits(bare);
      value = (Math.imul(value, 10_000) + fourDigits(bare)) | 0;
    }
    if ((bytes[to] - ZERO) >>> 0 <= 9 || bytes[from] === ZERO) return this.#otherNumber(from);
    if (words <= 2) {
      if ((flags & NON_DIGIT_BITS) !== 0) return this.#otherNumber(from);
      this.number = value;
      return to;
    }
    bare = bareWord(view, at += 4);
    flags |= nonDigits(bare);
    let low = fourDigits(bare);
    let scale = 10_000;
    if (words > 3) {
      bare = bareWord(view, at + 4);
      flags |= nonDigits(bare);
      low = (Math.imul(low, 10_000) + fourDigits(bare)) | 0;
      scale = 100_000_000;
    }
    if ((flags & NON_DIGIT_BITS) !== 0) return this.#otherNumber(from);
    this.number = value * scale + low;
    return to;
  }

  /** The same for any number of digits. */
  #otherNumber(from: number): number {
    const { bytes } = this;
    let to = from;
    let value = 0;
    for (let digit = 0; (digit = bytes[to] - ZERO) >>> 0 <= 9; to++) value = value * 10 + digit;
    this.number = value;
    const isLed = bytes[from] === ZERO && to > from + 1;
    return to === from || isLed || value >= EXACT_BELOW ? DECLINED : to;
  }

  #holdCopy(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    if (this.#copy.length < length + REACH_BYTES) {
      this.#copy = new Uint8Array(2 * (length + REACH_BYTES));
    }
    this.#copy.set(bytes.subarray(from, to));
    this.#use(this.#copy);
    this.from = 0;
    this.to = length;
  }

  #use(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
}

/** The high bit of the lowest byte that is zero; higher ones may be wrong. */
function lowestZero(word: number): number {
  return (word - ONES) & ~word;
}
