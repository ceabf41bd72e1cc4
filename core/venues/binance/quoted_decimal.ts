/**
 * Decimals between quotes, onto one instrument's grid. The venue writes all prices of an instrument
 * alike, and so all its quantities. How the last one was written is remembered, and the next is taken
 * to pieces as if it were written like that: three words of it have to be digits, or zeros where
 * they are beyond the grid, or else it is scanned anew.
 *
 * ```text
 *   "61737.63000000"     whole 5, two decimals kept, then zeros
 *    ╰─┤├──┤├──┤├──╯
 *  high low first second
 * ```
 *
 * Hot path: no allocation.
 */
import { DecimalScanner } from "../../base/decimal.ts";
import { bareWord, fourDigits, NON_DIGIT_BITS, nonDigits } from "../../base/four_digits.ts";
import { DECLINED, type RecordText } from "./record_text.ts";

/** The last character of the low word: the point. */
export const POINT_BYTE = 0xff00_0000 | 0;

const QUOTE = 0x22;
const ZERO = 0x30;
/** Digits in front of the point that the high and low words hold. */
const MAX_WHOLE = 7;
/** Digits behind it that the first and second words hold. */
const MAX_FRACTION = 8;
/** Digits that always fit an Int32. */
const SHORT_DIGITS = 9;
const POWERS_OF_TEN = Int32Array.of(1, 10, 100, 1_000, 10_000);

/**
 * The fields are the scanners' own business (level_scan.ts spells {@link QuotedDecimal.read} out).
 * All are small integers from the start, so that V8 keeps them as such.
 */
export class QuotedDecimal {
  /** The number that was scanned last, as a count of grid steps. */
  steps = 0;
  /** Characters between the quotes. */
  length = 0;
  /** Digits in front of the point. */
  whole = 1;
  /** "000." as far as the low word must be like that, but for its digits. */
  pattern = POINT_BYTE;
  /** Which bytes of the low and high words belong to the number. */
  lowMask = POINT_BYTE;
  highMask = 0;
  /** Which bytes of the first and second words must be zeros. */
  zeros1 = 0;
  zeros2 = 0;
  /** Digits of the first and second words that the grid keeps; how far they are from the word's end. */
  readonly kept1: number = 0;
  readonly kept2: number = 0;
  readonly shift1: number = 0;
  readonly shift2: number = 0;
  readonly scale1: number = 1;
  readonly scale2: number = 1;
  readonly #scanner: DecimalScanner;
  readonly #decimals: number;
  /** The grid is one of digits: others go to the scanner always. */
  readonly #isPlain: boolean;

  /** The grid `units × 10^−decimals`. */
  constructor(decimals: number, units: number) {
    this.#scanner = new DecimalScanner(decimals, units);
    this.#decimals = decimals;
    this.#isPlain = units === 1 && decimals <= MAX_FRACTION;
    if (!this.#isPlain) return;
    this.kept1 = Math.min(decimals, 4);
    this.kept2 = decimals - this.kept1;
    this.shift1 = 8 * (4 - this.kept1);
    this.shift2 = 8 * (4 - this.kept2);
    this.scale1 = POWERS_OF_TEN[this.kept1];
    this.scale2 = POWERS_OF_TEN[this.kept2];
  }

  /**
   * Scans the number at `from` into {@link steps}.
   * @returns the position of its closing quote, or DECLINED
   */
  scan(text: RecordText, from: number): number {
    const steps = this.read(text.view, from);
    const to = from + this.length;
    if (steps < 0 || text.bytes[to] !== QUOTE) return this.scanAnew(text, from);
    this.steps = steps;
    return to;
  }

  /** The number at `from` if it is written like the last one; what is behind it is not looked at. */
  read(view: DataView, from: number): number {
    const point = from + this.whole;
    const first = bareWord(view, point + 1);
    const second = bareWord(view, point + 5);
    let bare = (view.getInt32(point - 3, true) ^ this.pattern) & this.lowMask;
    const wrong = (bare & POINT_BYTE) | (first & this.zeros1) | (second & this.zeros2);
    bare <<= 8;
    let flags = nonDigits(bare);
    let steps = fourDigits(bare);
    if (this.highMask !== 0) {
      bare = bareWord(view, point - 7) & this.highMask;
      flags |= nonDigits(bare);
      steps = (steps + Math.imul(fourDigits(bare), 1_000)) | 0;
    }
    if (this.kept1 > 0) {
      bare = first << this.shift1;
      flags |= nonDigits(bare);
      steps = (Math.imul(steps, this.scale1) + fourDigits(bare)) | 0;
    }
    if (this.kept2 > 0) {
      bare = second << this.shift2;
      flags |= nonDigits(bare);
      steps = (Math.imul(steps, this.scale2) + fourDigits(bare)) | 0;
    }
    return (wrong | (flags & NON_DIGIT_BITS)) === 0 ? steps : DECLINED;
  }

  /** Like {@link scan}, for a number that may be written in any way, which is remembered. */
  scanAnew(text: RecordText, from: number): number {
    const to = text.stringEnd(from);
    if (to === DECLINED) return DECLINED;
    this.steps = this.#scanner.scan(text.bytes, from, to);
    if (this.steps < 0) return DECLINED;
    if (this.#isPlain) this.#remember(text.bytes, from, to);
    return to;
  }

  #remember(bytes: Uint8Array, from: number, to: number): void {
    let whole = 0;
    while ((bytes[from + whole] - ZERO) >>> 0 <= 9) whole++;
    // A number without a point is one whose point is the closing quote.
    const fraction = Math.max(0, to - (from + whole) - 1);
    if (whole > MAX_WHOLE || whole + this.#decimals > SHORT_DIGITS) return;
    if (fraction > MAX_FRACTION || fraction < this.#decimals) return;
    this.length = to - from;
    this.whole = whole;
    this.pattern = 0x30_3030 | (bytes[from + whole] << 24);
    this.lowMask = ~firstBytes(3 - whole);
    this.highMask = ~firstBytes(7 - whole);
    this.zeros1 = firstBytes(fraction) & ~firstBytes(this.kept1);
    this.zeros2 = firstBytes(fraction - 4) & ~firstBytes(this.kept2);
  }
}

/** Bits of the first `count` bytes of a word. */
function firstBytes(count: number): number {
  if (count >= 4) return -1;
  return count <= 0 ? 0 : (1 << (8 * count)) - 1;
}
