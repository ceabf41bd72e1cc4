/**
 * Prices and quantities of bar files. They are statistics, often adjusted or printed by a program
 * from floats ("170.22999572753906", "5e-05"), so unlike an order's they need not lie on a grid:
 * the grid is as fine as 32-bit ticks allow, and what lies between two of its points is rounded to
 * the nearer one and counted.
 */
import { DecimalScanner, decimalsOf, MAX_DECIMALS, NOT_ON_GRID } from "../../base/decimal.ts";

const ZERO = 0x30;
const POINT = 0x2e;
const EXACT_BELOW = 2 ** 53;
const NUMBER = /^\+?(\d*)\.?(\d*)(?:e([+-]?\d{1,3}))?$/i;
const decoder = new TextDecoder();

export function isDigit(byte: number): boolean {
  return (byte - ZERO) >>> 0 <= 9;
}

/** The number in `bytes[from..to)`; NaN when there is none, or a negative one. Cold. */
export function numberIn(bytes: Uint8Array, from: number, to: number): number {
  const text = decoder.decode(bytes.subarray(from, to));
  return NUMBER.test(text) && /\d/.test(text) ? Number(text) : NaN;
}

/** Scans numbers onto a grid, as a count of its steps. */
export class BarNumbers {
  /** Numbers that lay between two points of the grid. */
  rounded = 0;
  readonly #scanner: DecimalScanner;
  readonly #stepsPerUnit: number;

  constructor(decimals: number, units: number) {
    this.#scanner = new DecimalScanner(decimals, units);
    this.#stepsPerUnit = 10 ** decimals / units;
  }

  /** @returns −1 when `bytes[from..to)` is no number from 0 to 2^53 */
  scan(bytes: Uint8Array, from: number, to: number): number {
    const steps = this.#scanner.scan(bytes, from, to);
    if (steps >= 0) return steps;
    const nearest = Math.round(numberIn(bytes, from, to) * this.#stepsPerUnit);
    if (!(nearest < EXACT_BELOW)) return -1;
    if (steps === NOT_ON_GRID) this.rounded++;
    return nearest;
  }
}

/** Magnitudes that are told apart: digits before the point. */
const MAX_DIGITS = 40;
/** A magnitude counts when so many numbers reach it: more than one bad row… */
const OFTEN = 5;
/** …and this share of all; in files of a few rows every number counts. */
const OFTEN_SHARE = 0.001;
const FEW = 40;

/**
 * The finest and the largest of some numbers: what their grid depends on. A number far above nearly
 * all others is taken for a mistake, which must not make the grid of all others coarse.
 */
export class NumberSurvey {
  #decimals = 0;
  #seen = 0;
  /** By digits before the point: how many numbers, and the largest of them. */
  readonly #counts = new Float64Array(MAX_DIGITS);
  readonly #largest = new Float64Array(MAX_DIGITS);

  /** @returns false when there is no number */
  see(bytes: Uint8Array, from: number, to: number): boolean {
    const decimals = decimalsOf(bytes, from, to);
    if (decimals < 0) return this.#seeUnusual(bytes, from, to);
    let whole = 0;
    let digits = 0;
    for (let i = from; i < to && bytes[i] !== POINT; i++) {
      whole = whole * 10 + bytes[i] - ZERO;
      if (whole > 0) digits++;
    }
    this.#note(decimals, digits, whole + 1);
    return true;
  }

  /** The finest grid on which usual numbers stay below `limit` steps: decimals and units. */
  gridBelow(limit: number): { decimals: number; units: number } {
    const largest = this.#usualLargest();
    let decimals = Math.min(this.#decimals, MAX_DECIMALS);
    while (largest * 10 ** decimals >= limit) decimals--;
    return decimals >= 0 ? { decimals, units: 1 } : { decimals: 0, units: 10 ** -decimals };
  }

  #seeUnusual(bytes: Uint8Array, from: number, to: number): boolean {
    const value = numberIn(bytes, from, to);
    if (!(value < EXACT_BELOW)) return false;
    const [, , fraction, exponent] = NUMBER.exec(decoder.decode(bytes.subarray(from, to))) ?? [];
    const whole = Math.floor(value);
    const digits = whole === 0 ? 0 : String(whole).length;
    this.#note(Math.max(0, fraction.length - Number(exponent ?? 0)), digits, whole + 1);
    return true;
  }

  #note(decimals: number, digits: number, largest: number): void {
    const magnitude = Math.min(digits, MAX_DIGITS - 1);
    this.#seen++;
    this.#decimals = Math.max(this.#decimals, decimals);
    this.#counts[magnitude]++;
    this.#largest[magnitude] = Math.max(this.#largest[magnitude], largest);
  }

  #usualLargest(): number {
    const needed = this.#seen < FEW ? 1 : Math.max(OFTEN, this.#seen * OFTEN_SHARE);
    let reached = 0;
    for (let digits = MAX_DIGITS - 1; digits > 0; digits--) {
      reached += this.#counts[digits];
      if (reached >= needed && this.#counts[digits] > 0) return this.#largest[digits];
    }
    return 1;
  }
}
