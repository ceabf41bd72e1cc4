/**
 * Windows in event time with bounded memory: a window is {@link BUCKETS} buckets wide, and moves on
 * by whole buckets.
 *
 * ```text
 *   bucket   k−19   k−18   …   k−1    k
 *            ├──────┼──────┼───┼──────┼──▶ now
 *            └────── the window ─────────┘
 * ```
 *
 * The newest bucket is still filling, so a window of 1 s covers the last 0.95 to 1 s. Bucket
 * borders lie at multiples of the bucket's width since the session's epoch, whatever arrived when.
 *
 * Hot path: no allocation.
 */
import * as columns from "../inputs/columns.ts";
import { EventWindow } from "./event_window.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { COLUMN_COUNT, ROW_NANOS } = columns;

/** Buckets of a window. */
export const BUCKETS = 20;

export class TimeWindow {
  /** Sums by COLUMN_*; NaN until the window lies behind the first frame, and if not kept. */
  readonly totals = new Float64Array(COLUMN_COUNT).fill(NaN);
  /** Buckets that began since the frame before, at most {@link BUCKETS}. */
  steps = 0;
  /** Time that the window covers just now. */
  coveredNanos = 0;
  readonly #bucketNanos: number;
  readonly #firstColumn: number;
  readonly #lastColumn: number;
  /** The buckets that are complete, one row each: warm once 20 have been closed. */
  readonly #closed: EventWindow;
  /** The bucket that is filling, by COLUMN_*. */
  readonly #open = new Float64Array(COLUMN_COUNT);
  #bucket = NaN;
  /** Where the window begins and where its newest bucket ends. */
  #beginNanos = 0;
  #endNanos = -Infinity;

  /**
   * @param firstColumn the first of the columns to keep; without any, there are only the borders
   * @param lastColumn the last of them
   */
  constructor(windowNanos: number, firstColumn = 0, lastColumn = firstColumn - 1) {
    this.#bucketNanos = windowNanos / BUCKETS;
    this.#firstColumn = firstColumn;
    this.#lastColumn = lastColumn;
    this.#closed = new EventWindow(BUCKETS - 1, firstColumn, lastColumn);
  }

  /** Numbers of the oldest and the newest bucket since the session's epoch; NaN before a first row. */
  get firstBucket(): number {
    return this.#bucket - BUCKETS + 1;
  }

  get lastBucket(): number {
    return this.#bucket;
  }

  /** Moves the window to the time of the row, which never steps back, and adds its columns. */
  push(row: Float64Array): void {
    this.#moveTo(row);
    const open = this.#open;
    const totals = this.totals;
    const closed = this.#closed.totals;
    const last = this.#lastColumn;
    for (let column = this.#firstColumn; column <= last; column++) {
      const sum = open[column] + row[column];
      open[column] = sum;
      totals[column] = closed[column] + sum;
    }
  }

  #moveTo(row: Float64Array): void {
    const nowNanos = row[ROW_NANOS];
    if (nowNanos < this.#endNanos) this.steps = 0;
    else this.#openBucket(Math.floor(nowNanos / this.#bucketNanos));
    this.coveredNanos = nowNanos - this.#beginNanos;
  }

  #openBucket(bucket: number): void {
    const isFirst = Number.isNaN(this.#bucket);
    this.steps = isFirst ? 0 : Math.min(bucket - this.#bucket, BUCKETS);
    this.#bucket = bucket;
    this.#beginNanos = (bucket - BUCKETS + 1) * this.#bucketNanos;
    this.#endNanos = (bucket + 1) * this.#bucketNanos;
    if (this.steps > 0 && this.#lastColumn >= this.#firstColumn) this.#turn(this.steps);
  }

  #turn(steps: number): void {
    if (steps === BUCKETS) this.#closed.clear();
    else this.#closed.push(this.#open);
    for (let column = this.#firstColumn; column <= this.#lastColumn; column++) {
      this.#open[column] = 0;
    }
    if (steps === BUCKETS) return;
    if (steps > 1) this.#closed.pushZeros(steps - 1);
  }
}
