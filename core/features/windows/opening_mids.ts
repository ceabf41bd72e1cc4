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
import { assert } from "../../base/assert.ts";
import { NANOS_PER_SECOND } from "../../base/units.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";

/** An instrument that was silent for longer is stale. */
export const STALE_NANOS = 10 * NANOS_PER_SECOND;

/** What asks for openings: a TimeWindow, or something else that counts in the same buckets. */
export interface BucketWindow {
  readonly firstBucket: number;
}

/** Bucket of the newest frame. */
const AT_BUCKET = 0;
/** Logarithm of its mid. */
const AT_LOG_MID = 1;
/** From this bucket's opening on, that mid is stale. */
const AT_STALE_BUCKET = 2;
const NEWEST_LENGTH = 3;

export class OpeningMids {
  readonly #bucketNanos: number;
  readonly #mask: number;
  /** Logarithms of mids, by bucket number modulo its length. */
  readonly #openings: Float64Array;
  /** By AT_*, NaN before the first frame: an array, so that no number is allocated. */
  readonly #newest = new Float64Array(NEWEST_LENGTH).fill(NaN);

  /** @param length openings to keep, a power of two */
  constructor(bucketNanos: number, length: number) {
    assert((length & (length - 1)) === 0, "the openings fill a power of two");
    this.#bucketNanos = bucketNanos;
    this.#mask = length - 1;
    this.#openings = new Float64Array(length).fill(NaN);
  }

  /** Moves on to a frame of the instrument. */
  push(inputs: FrameInputs): void {
    const { nowNanos } = inputs;
    const newest = this.#newest;
    const bucket = Math.floor(nowNanos / this.#bucketNanos);
    const opened = bucket - newest[AT_BUCKET];
    // All of them at the first frame, when nothing is known.
    const steps = opened < this.#openings.length ? opened : this.#openings.length;
    for (let i = 0; i < steps; i++) {
      const isKnown = bucket - i < newest[AT_STALE_BUCKET];
      this.#openings[(bucket - i) & this.#mask] = isKnown ? newest[AT_LOG_MID] : NaN;
    }
    newest[AT_BUCKET] = bucket;
    newest[AT_LOG_MID] = inputs.logMid;
    newest[AT_STALE_BUCKET] = Math.floor((nowNanos + STALE_NANOS) / this.#bucketNanos) + 1;
  }

  /**
   * Reads logarithms of mids at openings, NaN where they are not known: of the window's oldest bucket
   * and of as many behind it as there is room for. Numbers that go through a call may have to be
   * allocated; an object that has one and an array that gets one do not.
   */
  read(window: BucketWindow, to: Float64Array): void {
    const first = window.firstBucket;
    const newest = this.#newest;
    const newestBucket = newest[AT_BUCKET];
    const oldest = newestBucket - this.#mask;
    for (let i = 0; i < to.length; i++) {
      const bucket = first + i;
      to[i] = NaN;
      if (bucket > newestBucket) {
        if (bucket < newest[AT_STALE_BUCKET]) to[i] = newest[AT_LOG_MID];
      } else if (bucket >= oldest) {
        to[i] = this.#openings[bucket & this.#mask];
      }
    }
  }
}
