/**
 * Mid changes beside traded volume over the last buckets of a grid in event time, and the straight
 * line through them. Borders lie at multiples of a bucket's width since the epoch; the bucket of the
 * first frame is left out, because nobody knows what happened in it before. A bucket in which
 * nothing happened is a point at the origin.
 *
 * Hot path: no allocation.
 */
import type { FrameInputs } from "../inputs/frame_inputs.ts";

/** Buckets of a window. */
export const IMPACT_BUCKETS = 60;
const BUCKETS = 60;
const BPS = 1e4;
const MILLION = 1e6;

export class ImpactWindow {
  /** Slope of the mid's change on buys − sells; NaN before it is known and without signed trades. */
  slopeTicksPerLot = NaN;
  /** R² of that line; NaN also where the mid stood still. */
  explained = NaN;
  /** Mean of |return| in bps by volume in millions of quote currency; NaN without trades. */
  illiquidity = NaN;

  readonly #bucketNanos: number;
  /** Buys − sells of each closed bucket, a ring. */
  readonly #signedLots = new Float64Array(BUCKETS).fill(NaN);
  /** Change of twice the mid. */
  readonly #moves = new Float64Array(BUCKETS).fill(NaN);
  /** |return| by volume; −1 without trades. */
  readonly #ratios = new Float64Array(BUCKETS).fill(NaN);
  #oldest = 0;
  #bucket = NaN;
  #endNanos = -Infinity;

  /** The bucket that is open. */
  #openSignedLots = 0;
  #openVolume = 0;
  /** Twice the mid at its opening; NaN in the first bucket. */
  #openingMid = NaN;
  /** The last one known, as of the frame before. */
  #knownMid = NaN;

  constructor(bucketNanos: number) {
    this.#bucketNanos = bucketNanos;
  }

  /** Takes a frame into account; true when a bucket was closed and the figures are others. */
  advance(inputs: FrameInputs): boolean {
    const hasClosed = inputs.nowNanos >= this.#endNanos;
    if (hasClosed) this.#turn(inputs);
    this.#openSignedLots += inputs.buyLots - inputs.sellLots;
    this.#openVolume += inputs.tradedTickLots * inputs.quotePerTickLot;
    if (inputs.doubleMidTicks > 0) this.#knownMid = inputs.doubleMidTicks;
    return hasClosed;
  }

  #turn(inputs: FrameInputs): void {
    const bucket = Math.floor(inputs.nowNanos / this.#bucketNanos);
    const isFirst = Number.isNaN(this.#bucket);
    const steps = isFirst ? 0 : Math.min(bucket - this.#bucket, BUCKETS + 1);
    for (let i = 0; i < steps; i++) this.#close();
    this.#bucket = bucket;
    this.#endNanos = (bucket + 1) * this.#bucketNanos;
    if (steps > 0) this.#measure();
  }

  #close(): void {
    const at = this.#oldest;
    const mid = this.#knownMid;
    const move = mid - this.#openingMid;
    const returnBps = move === 0 ? 0 : BPS * Math.abs(Math.log(mid / this.#openingMid));
    const volume = this.#openVolume;
    this.#signedLots[at] = this.#openSignedLots;
    this.#moves[at] = move;
    this.#ratios[at] = volume > 0 || Number.isNaN(move) ? (MILLION * returnBps) / volume : -1;
    this.#openSignedLots = 0;
    this.#openVolume = 0;
    this.#openingMid = mid;
    this.#oldest = at + 1 === BUCKETS ? 0 : at + 1;
  }

  #measure(): void {
    this.#regress();
    let sum = 0;
    let count = 0;
    for (let age = BUCKETS; age > 0; age--) {
      const ratio = this.#ratios[this.#at(age)];
      if (ratio === -1) continue;
      sum += ratio;
      count++;
    }
    this.illiquidity = sum / count;
  }

  /** In two passes, from the oldest to the newest, so that every session comes to the same bits. */
  #regress(): void {
    let xSum = 0;
    let ySum = 0;
    for (let age = BUCKETS; age > 0; age--) {
      const at = this.#at(age);
      xSum += this.#signedLots[at];
      ySum += this.#moves[at];
    }
    let xx = 0;
    let xy = 0;
    let yy = 0;
    for (let age = BUCKETS; age > 0; age--) {
      const at = this.#at(age);
      const x = this.#signedLots[at] - xSum / BUCKETS;
      const y = this.#moves[at] - ySum / BUCKETS;
      xx += x * x;
      xy += x * y;
      yy += y * y;
    }
    this.slopeTicksPerLot = xy / xx / 2;
    this.explained = Math.min(1, (xy / xx) * (xy / yy));
  }

  /** Where the bucket of this age is; 1 = the newest. */
  #at(age: number): number {
    const at = this.#oldest - age;
    return at < 0 ? at + BUCKETS : at;
  }
}
