/**
 * A series of any length as few points: time is cut into buckets, and of each column a bucket keeps
 * the least and the greatest value with their times, so that no spike is lost. When the buckets are
 * used up, they become twice as long, and pairs of them become one.
 *
 * ```text
 *   │ ▁ ▇ │ ▂ ▃ │ ▅ ▂ │ ▆ ▁ │          one bucket:  frames | min, its time, max, its time | …
 *   │   ▁ ▇     │     ▆ ▁   │
 * ```
 */
import { assert } from "../core/base/assert.ts";
import { NANOS_PER_MILLI } from "../core/base/units.ts";

/** Of a column in a bucket; NaN where it had no value. */
const MIN = 0;
const MIN_NANOS = 1;
const MAX = 2;
const MAX_NANOS = 3;
const COLUMN_FIELDS = 4;

/** A column as points in order of time: at most two a bucket. */
export interface Points {
  /** Nanoseconds since the session's epoch. */
  readonly nanos: readonly number[];
  /** NaN = a gap: there were frames, and none of them had a value. */
  readonly values: readonly number[];
}

export class TimeBuckets {
  readonly #columns: number;
  readonly #most: number;
  readonly #stride: number;
  readonly #fields: Float64Array;
  /** Number of the first bucket, counted from the epoch. */
  #first = 0;
  #used = 0;
  #widthNanos = NANOS_PER_MILLI;

  /** @param columns of every row @param most buckets there may be */
  constructor(columns: number, most: number) {
    assert(most >= 2, "pairs of buckets can become one");
    this.#columns = columns;
    this.#most = most;
    this.#stride = 1 + columns * COLUMN_FIELDS;
    this.#fields = new Float64Array(most * this.#stride);
  }

  /** How long a bucket is by now. */
  get widthNanos(): number {
    return this.#widthNanos;
  }

  /** @param nanos never before those of the row before @param row a value a column; NaN = none */
  add(nanos: number, row: Float64Array): void {
    const from = this.#bucketAt(nanos) * this.#stride;
    const fields = this.#fields;
    fields[from]++;
    for (let column = 0; column < this.#columns; column++) {
      const value = row[column];
      if (Number.isNaN(value)) continue;
      const at = from + 1 + column * COLUMN_FIELDS;
      // Written so that the first value beats the NaN that is there.
      if (!(value >= fields[at + MIN])) {
        fields[at + MIN] = value;
        fields[at + MIN_NANOS] = nanos;
      }
      if (!(value <= fields[at + MAX])) {
        fields[at + MAX] = value;
        fields[at + MAX_NANOS] = nanos;
      }
    }
  }

  /** Silent buckets have no point, so a line goes on over them. */
  points(column: number): Points {
    const nanos: number[] = [];
    const values: number[] = [];
    const fields = this.#fields;
    for (let bucket = 0; bucket < this.#used; bucket++) {
      const from = bucket * this.#stride;
      if (fields[from] === 0) continue;
      const at = from + 1 + column * COLUMN_FIELDS;
      const isUp = fields[at + MIN_NANOS] <= fields[at + MAX_NANOS];
      const [early, late] = isUp ? [at + MIN, at + MAX] : [at + MAX, at + MIN];
      const startNanos = (this.#first + bucket) * this.#widthNanos;
      nanos.push(Number.isNaN(fields[early]) ? startNanos : fields[early + 1]);
      values.push(fields[early]);
      if (Number.isNaN(fields[late]) || fields[late] === fields[early]) continue;
      nanos.push(fields[late + 1]);
      values.push(fields[late]);
    }
    return { nanos, values };
  }

  #bucketAt(nanos: number): number {
    if (this.#used === 0) this.#first = Math.floor(nanos / this.#widthNanos);
    let bucket = Math.floor(nanos / this.#widthNanos) - this.#first;
    while (bucket >= this.#most) {
      this.#double();
      bucket = Math.floor(nanos / this.#widthNanos) - this.#first;
    }
    while (this.#used <= bucket) this.#clear(this.#used++);
    return bucket;
  }

  #clear(bucket: number): void {
    const from = bucket * this.#stride;
    this.#fields[from] = 0;
    this.#fields.fill(NaN, from + 1, from + this.#stride);
  }

  #double(): void {
    const first = Math.floor(this.#first / 2);
    const used = this.#used;
    this.#used = 0;
    for (let bucket = 0; bucket < used; bucket++) {
      const to = Math.floor((this.#first + bucket) / 2) - first;
      if (to < this.#used) this.#merge(bucket, to);
      else {this.#fields.copyWithin(
          to * this.#stride,
          bucket * this.#stride,
          (bucket + 1) * this.#stride,
        );}
      this.#used = to + 1;
    }
    this.#first = first;
    this.#widthNanos *= 2;
  }

  /** Adds a bucket to an earlier one. */
  #merge(bucket: number, earlier: number): void {
    const fields = this.#fields;
    const from = bucket * this.#stride;
    const to = earlier * this.#stride;
    fields[to] += fields[from];
    for (let at = 1; at < this.#stride; at += COLUMN_FIELDS) {
      if (Number.isNaN(fields[from + at])) continue;
      if (!(fields[from + at + MIN] >= fields[to + at + MIN])) {
        fields[to + at + MIN] = fields[from + at + MIN];
        fields[to + at + MIN_NANOS] = fields[from + at + MIN_NANOS];
      }
      if (!(fields[from + at + MAX] <= fields[to + at + MAX])) {
        fields[to + at + MAX] = fields[from + at + MAX];
        fields[to + at + MAX_NANOS] = fields[from + at + MAX_NANOS];
      }
    }
  }
}
