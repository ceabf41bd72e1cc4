/**
 * Bars column by column, in ticks and lots: what a file's rows become before they go on the wire.
 * Rows that could not be read keep their place, so that the wire says where they were.
 */
import { assert } from "../../base/assert.ts";

export class BarBlock {
  readonly capacity: number;
  rows = 0;
  /** When the bar ends, milliseconds since 1970. Of a bad row: that of the row before it. */
  readonly endMillis: Float64Array;
  readonly openTicks: Int32Array;
  readonly highTicks: Int32Array;
  readonly lowTicks: Int32Array;
  readonly closeTicks: Int32Array;
  readonly volumeLots: Float64Array;
  readonly trades: Int32Array;
  /** Where the row stands: its line, and the number of its file. */
  readonly line: Int32Array;
  readonly file: Uint16Array;
  /** 1 = the row could not be read. */
  readonly bad: Uint8Array;
  /** The rows in order of time, once {@link sort} was needed. */
  #order: Uint32Array | undefined;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.endMillis = new Float64Array(capacity);
    this.openTicks = new Int32Array(capacity);
    this.highTicks = new Int32Array(capacity);
    this.lowTicks = new Int32Array(capacity);
    this.closeTicks = new Int32Array(capacity);
    this.volumeLots = new Float64Array(capacity);
    this.trades = new Int32Array(capacity);
    this.line = new Int32Array(capacity);
    this.file = new Uint16Array(capacity);
    this.bad = new Uint8Array(capacity);
  }

  get isFull(): boolean {
    return this.rows === this.capacity;
  }

  /** Takes the next row. @returns its place */
  add(): number {
    assert(this.rows < this.capacity, "a block of bars has room");
    return this.rows++;
  }

  /** Where the bar of rank `at` is, oldest first. */
  placeOf(at: number): number {
    return this.#order === undefined ? at : this.#order[at];
  }

  clear(): void {
    this.rows = 0;
    this.#order = undefined;
  }

  /**
   * Puts the rows in order of time; of equal times the one read first comes first.
   * @returns false when more was needed than to turn them round
   */
  sort(): boolean {
    const { endMillis, rows } = this;
    const order = new Uint32Array(rows);
    const newestFirst = rows > 1 && endMillis[0] > endMillis[rows - 1];
    for (let i = 0; i < rows; i++) order[i] = newestFirst ? rows - 1 - i : i;
    this.#order = order;
    let isTurned = true;
    let isSorted = true;
    for (let i = 1; i < rows; i++) {
      const step = endMillis[order[i]] - endMillis[order[i - 1]];
      if (step < 0) isTurned = false;
      if (step < 0 || (step === 0 && order[i] < order[i - 1])) isSorted = false;
    }
    if (!isSorted) order.sort((a, b) => endMillis[a] - endMillis[b] || a - b);
    return isTurned;
  }
}
