/**
 * How volume is spread over time: as a formula, or learnt from the frames seen so far.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../core/base/units.ts";

const DAY_NANOS = 86_400 * NANOS_PER_SECOND;
/** Buckets of a day: five minutes each. */
const BUCKETS = 288;
const BUCKET_NANOS = DAY_NANOS / BUCKETS;

/**
 * Share of an interval's volume traded by a share of its time, when the volume is a parabola with
 * its least in the middle: density 1 + depth · (12(u − ½)² − 1).
 * @param depth 0 = flat, 1 = none at all in the middle and thrice the mean at both ends
 */
export function parabolicVolumeShare(elapsed: number, depth: number): number {
  const u = Math.max(0, Math.min(1, elapsed));
  return u + depth * (4 * (u - 0.5) ** 3 + 0.5 - u);
}

/**
 * What a day's volume looks like, from the days before. Only buckets that are over are learnt from,
 * so nothing is known of what is yet to come; a bucket that was never seen whole counts as average.
 */
export class VolumeCurve {
  /** Means over the days on which a bucket was seen whole. */
  readonly #meanLots = new Float64Array(BUCKETS);
  readonly #days = new Int32Array(BUCKETS);
  /** Newest bucket since the epoch; −1 before the first frame. */
  #bucket = -1;
  #bucketLots = 0;
  /** The bucket being filled was seen from its beginning. */
  #isWhole = false;
  #seenLots = 0;
  #seenNanos = 0;
  #newestNanos = -1;

  /** Volume of the time up to now. Where time steps back, it counts as no time at all. */
  observe(nowNanos: number, tradedLots: number): void {
    const at = Math.max(nowNanos, this.#newestNanos);
    const bucket = Math.floor(at / BUCKET_NANOS);
    if (bucket !== this.#bucket) this.#turn(bucket);
    this.#bucketLots += tradedLots;
    // The first frame's volume is of a time that nobody saw.
    if (this.#newestNanos >= 0) {
      this.#seenLots += tradedLots;
      this.#seenNanos += at - this.#newestNanos;
    }
    this.#newestNanos = at;
  }

  /** Lots expected in a time to come; 0 when nothing at all is known. */
  expectedLots(fromNanos: number, toNanos: number): number {
    let lots = 0;
    let at = fromNanos;
    // A parent order may take days, but of a day there are few buckets.
    for (let bucket = Math.floor(fromNanos / BUCKET_NANOS); at < toNanos; bucket++) {
      const end = Math.min(toNanos, (bucket + 1) * BUCKET_NANOS);
      lots += this.#ratePerNano(bucket) * (end - at);
      at = end;
    }
    return lots;
  }

  #ratePerNano(bucket: number): number {
    const ofDay = bucket % BUCKETS;
    if (this.#days[ofDay] > 0) return this.#meanLots[ofDay] / BUCKET_NANOS;
    return this.#seenNanos > 0 ? this.#seenLots / this.#seenNanos : 0;
  }

  /** Learns the bucket that is over. */
  #turn(bucket: number): void {
    if (this.#isWhole) {
      const ofDay = this.#bucket % BUCKETS;
      const days = ++this.#days[ofDay];
      this.#meanLots[ofDay] += (this.#bucketLots - this.#meanLots[ofDay]) / days;
    }
    // After a silence of buckets nobody knows whether there was nothing or nobody looked.
    this.#isWhole = this.#bucket >= 0 && bucket === this.#bucket + 1;
    this.#bucket = bucket;
    this.#bucketLots = 0;
  }
}
