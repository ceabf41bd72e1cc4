/**
 * Sums over the last N frames, in constant time and without drift.
 *
 * The usual running sum adds the new value and subtracts the oldest; with fractions its rounding
 * errors stay for ever, and after one huge value they may outweigh all later ones. This one only
 * ever adds. The ring is filled lap by lap; when a lap ends, its values are turned into suffix sums,
 * and the new lap's values overwrite them from the left:
 *
 * ```text
 *   index        0    1    2  │   3        4        5
 *   content      new  new  new│   o3+o4+o5 o4+o5    o5        total = front + content[3]
 *                └── front ──┘ ▲ next
 * ```
 *
 * Integers below 2^53 are summed exactly. A push costs two additions a column, and the turn of a
 * lap, every N pushes, another N.
 *
 * Hot path: no allocation.
 */
import * as columns from "../inputs/columns.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { COLUMN_COUNT } = columns;

export class EventWindow {
  /** Sums by COLUMN_*; NaN until warm, and for columns that are not kept. */
  readonly totals = new Float64Array(COLUMN_COUNT).fill(NaN);
  /** Rows still to come until {@link totals} are valid. */
  #missing: number;
  readonly #length: number;
  readonly #firstColumn: number;
  readonly #fronts: Float64Array;
  /** A row longer than the window: the last one stays 0, the suffix sums of nothing. */
  readonly #content: Float64Array;
  #next = 0;

  /**
   * @param length N, in frames
   * @param firstColumn the first of the columns to keep
   * @param lastColumn the last of them
   */
  constructor(length: number, firstColumn: number, lastColumn: number) {
    const width = lastColumn - firstColumn + 1;
    this.#length = length;
    this.#missing = length + 1;
    this.#firstColumn = firstColumn;
    this.#fronts = new Float64Array(width);
    this.#content = new Float64Array((length + 1) * width);
  }

  /** Adds a row. Totals become valid with row N + 1, when N steps between frames were seen. */
  push(row: Float64Array): void {
    if (this.#next === this.#length) this.#turn();
    const content = this.#content;
    const fronts = this.#fronts;
    const totals = this.totals;
    const first = this.#firstColumn;
    const width = fronts.length;
    const at = this.#next * width;
    for (let i = 0; i < width; i++) {
      const value = row[first + i];
      const front = fronts[i] + value;
      content[at + i] = value;
      fronts[i] = front;
      totals[first + i] = front + content[at + width + i];
    }
    this.#next++;
    if (this.#missing > 0) this.#warmUp(1);
  }

  /** Adds so many rows of zeros. */
  pushZeros(count: number): void {
    const content = this.#content;
    const width = this.#fronts.length;
    for (let left = count; left > 0;) {
      if (this.#next === this.#length) this.#turn();
      const rows = Math.min(left, this.#length - this.#next);
      const end = (this.#next + rows) * width;
      for (let i = this.#next * width; i < end; i++) content[i] = 0;
      this.#next += rows;
      left -= rows;
    }
    this.#addUp();
    if (this.#missing > 0) this.#warmUp(count);
  }

  /** As if N + 1 rows of zeros had been pushed. */
  clear(): void {
    const first = this.#firstColumn;
    this.totals.fill(0, first, first + this.#fronts.length);
    this.#missing = 0;
    this.#fronts.fill(0);
    this.#content.fill(0);
    this.#next = 0;
  }

  #addUp(): void {
    const content = this.#content;
    const fronts = this.#fronts;
    const at = this.#next * fronts.length;
    for (let i = 0; i < fronts.length; i++) {
      this.totals[this.#firstColumn + i] = fronts[i] + content[at + i];
    }
  }

  #warmUp(rows: number): void {
    this.#missing = Math.max(0, this.#missing - rows);
    if (this.#missing > 0) this.totals.fill(NaN);
  }

  #turn(): void {
    const content = this.#content;
    const width = this.#fronts.length;
    for (let i = (this.#length - 1) * width - 1; i >= 0; i--) content[i] += content[i + width];
    this.#fronts.fill(0);
    this.#next = 0;
  }
}
