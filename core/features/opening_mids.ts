/**
 * The mid of an instrument at the openings of buckets of time, kept for others that ask what it was
 * when *their* window began.
 *
 * ```text
 *   frames of it     ●   ●        ●●                      ●
 *   buckets      ├───────┼───────┼───────┼── … ──┼───────┼───────┤
 *   opening      ?       ●       ●       ●  stale  NaN    …        its newest mid before
 * ```
 *
 * Buckets are numbered from the session's epoch. An opening before which the instrument was silent for
 * longer than {@link STALE_NANOS} has no mid: what was that long ago is not known to be true any more, and
 * so a session that begins in the middle soon knows as much as one that ran through.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";
import { NANOS_PER_SECOND } from "../base/units.ts";
import type { FrameInputs } from "./frame_inputs.ts";

/** An instrument that was silent for longer is stale. */
export const STALE_NANOS = 10 * NANOS_PER_SECOND;

export class OpeningMids {
  readonly #bucketNanos: number;
  readonly #mask: number;
  /** Logarithms of mids, by bucket number modulo its length. */
  readonly #openings: Float64Array;
  /** Bucket, time and mid of the newest frame. */
  #bucket = NaN;
  #nanos = NaN;
  #logMid = NaN;

  /** @param length openings to keep, a power of two */
  constructor(bucketNanos: number, length: number) {
    assert((length & (length - 1)) === 0, "the openings fill a power of two");
    this.#bucketNanos = bucketNanos;
    this.#mask = length - 1;
    this.#openings = new Float64Array(length).fill(NaN);
  }

  /** Moves on to a frame of the instrument. */
  push(inputs: FrameInputs): void {
    const bucket = Math.floor(inputs.nowNanos / this.#bucketNanos);
    if (bucket !== this.#bucket) this.#open(bucket);
    this.#nanos = inputs.nowNanos;
    this.#logMid = inputs.logMid;
  }

  /** The logarithm of the mid at the bucket's opening; NaN where it is not known. */
  at(bucket: number): number {
    if (bucket > this.#bucket) return this.#newestAt(bucket);
    return bucket > this.#bucket - this.#openings.length
      ? this.#openings[bucket & this.#mask]
      : NaN;
  }

  /** Copies the openings of the buckets from `first` on. */
  copy(first: number, to: Float64Array): void {
    for (let i = 0; i < to.length; i++) to[i] = this.at(first + i);
  }

  /** Before the first frame nothing is known: all openings stay NaN. */
  #open(bucket: number): void {
    const oldest = bucket - this.#mask;
    const next = this.#bucket + 1;
    for (let k = next > oldest ? next : oldest; k <= bucket; k++) {
      this.#openings[k & this.#mask] = this.#newestAt(k);
    }
    this.#bucket = bucket;
  }

  #newestAt(bucket: number): number {
    return bucket * this.#bucketNanos - this.#nanos <= STALE_NANOS ? this.#logMid : NaN;
  }
}
