/**
 * Between integers and the decimal text of venues, in both directions without a float: 4271750 ticks
 * of 0.01 are "42717.5".
 */
import { assert } from "../base/assert.ts";
import { DecimalScanner } from "../base/decimal.ts";
import type { Grid } from "../wire/directory.ts";

const ENCODER = new TextEncoder();

export class GridText {
  readonly #scanner: DecimalScanner;
  readonly #grid: Grid;
  readonly #bytes = new Uint8Array(64);
  /** Size of a step as a number, for sums that need not be exact. */
  readonly unit: number;

  constructor(grid: Grid) {
    this.#grid = grid;
    this.#scanner = new DecimalScanner(grid.decimals, grid.units);
    this.unit = grid.units / 10 ** grid.decimals;
  }

  /** Decimal text of so many steps, without trailing zeros. */
  textOf(steps: number): string {
    const { units, decimals } = this.#grid;
    const value = steps * units;
    assert(Number.isSafeInteger(value) && value >= 0, "steps of a grid are exact and not below 0");
    const digits = String(value).padStart(decimals + 1, "0");
    if (decimals === 0) return digits;
    const point = digits.length - decimals;
    let end = digits.length;
    while (digits.charCodeAt(end - 1) === 0x30 && end > point) end--;
    return end === point
      ? digits.slice(0, point)
      : `${digits.slice(0, point)}.${digits.slice(point, end)}`;
  }

  /** Steps in decimal text; negative when it is no number on the grid (see core/base/decimal.ts). */
  stepsOf(text: string): number {
    if (text.length > this.#bytes.length) return -2;
    const { written } = ENCODER.encodeInto(text, this.#bytes);
    return this.#scanner.scan(this.#bytes, 0, written);
  }

  /** Whole steps of an amount that may lie between two, towards zero; for balances. */
  wholeStepsOf(amount: number): number {
    // A balance has at most 18 digits; what the division adds is far below a step.
    return Math.trunc(amount / this.unit + Math.sign(amount) * 1e-6);
  }
}
