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
import { SlidingSum } from "./sliding_sum.ts";

/** Buckets of a window. */
export const BUCKETS = 20;

/** Follows time for all sums of one window length and one instrument. */
export class WindowClock {
  readonly #bucketNanos: number;
  #bucket = 0;
  #firstBucket = 0;
  #started = false;
  /** Buckets that began since the frame before, at most {@link BUCKETS}. */
  steps = 0;
  /** True when the whole window lies behind the first frame. */
  isWarm = false;
  /** Time that the window covers just now. */
  coveredNanos = 0;

  constructor(windowNanos: number) {
    this.#bucketNanos = windowNanos / BUCKETS;
  }

  /** @param nowNanos event time; never less than the time before */
  update(nowNanos: number): void {
    const bucket = Math.floor(nowNanos / this.#bucketNanos);
    if (!this.#started) {
      this.#started = true;
      this.#firstBucket = bucket;
      this.#bucket = bucket;
    }
    this.steps = Math.min(bucket - this.#bucket, BUCKETS);
    this.#bucket = bucket;
    this.isWarm = bucket - this.#firstBucket >= BUCKETS;
    this.coveredNanos = nowNanos - (bucket - BUCKETS + 1) * this.#bucketNanos;
  }
}

/** The sum of what was added within a time window. */
export class TimeSum {
  readonly #closed = new SlidingSum(BUCKETS - 1);
  #open = 0;
  total = 0;

  /** Moves on by `steps` buckets, see {@link WindowClock.steps}, then adds. Once a frame. */
  add(steps: number, value: number): void {
    if (steps > 0) this.#turn(steps);
    this.#open += value;
    this.total = this.#closed.total + this.#open;
  }

  #turn(steps: number): void {
    if (steps >= BUCKETS) {
      this.#closed.clear();
    } else {
      this.#closed.push(this.#open);
      for (let i = 1; i < steps; i++) this.#closed.push(0);
    }
    this.#open = 0;
  }
}

/** What a value was when the oldest bucket of a time window began. */
export class TimeLag {
  readonly #openings = new Float64Array(BUCKETS);
  #newest = 0;
  #known = 0;

  /** Moves on by `steps` buckets, all of which began with `before`, the value until now. */
  update(steps: number, before: number): void {
    for (let i = 0; i < steps; i++) {
      this.#newest = this.#newest + 1 === BUCKETS ? 0 : this.#newest + 1;
      this.#openings[this.#newest] = before;
    }
    this.#known = Math.min(this.#known + steps, BUCKETS);
  }

  /** True once the value at the window's beginning is known. */
  get isWarm(): boolean {
    return this.#known === BUCKETS;
  }

  get value(): number {
    return this.#openings[this.#newest + 1 === BUCKETS ? 0 : this.#newest + 1];
  }
}
