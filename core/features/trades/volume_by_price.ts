/**
 * Volume by price over the last ten minutes, in bounded memory.
 *
 * ```text
 *   price bucket   low                    ▼ newest trade              low + 63
 *                  ├──┬──┬──┬──┬──┬──┬──┬──┬──┬──┬──┬──┬──┬──┬──┬──┬──┤
 *   slice s − 4    └ one row of lots for each two minutes
 *     …
 *   slice s
 * ```
 *
 * In time it moves by slices of two minutes that lie at multiples of their width since the epoch, so
 * it covers the last 8 to 10 minutes. In price there are 64 buckets: where trades run out of them,
 * the range follows, and volume that lies 64 buckets behind a later trade is forgotten.
 *
 * A bucket is a power of two of ticks wide, so that each holds as many possible prices as its
 * neighbour, and nearest to 2 bps (one tick, where a tick is more). The width is that of the first
 * trade in every ten minutes (UTC); the profile starts anew when that is another one.
 *
 * A frame's trades are entered at their average price.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../../base/units.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";

const SLICES = 5;
const SLICE_NANOS = 120 * NANOS_PER_SECOND;
/** A power of two. */
export const PRICE_BUCKETS = 64;
const BUCKETS = 64;
const BUCKET_WIDTH = 2e-4;

export const PROFILE_NANOS = SLICES * SLICE_NANOS;
/** What is older may have begun in the middle of ten minutes, with another width. */
export const PROFILE_MEMORY_NANOS = 2 * PROFILE_NANOS;

export class VolumeByPrice {
  /** Lots by price bucket, in the bucket's {@link place}. */
  readonly totals = new Float64Array(BUCKETS);
  /** The same, slice by slice. */
  readonly #slices = new Float64Array(SLICES * BUCKETS);
  #newest = 0;
  #slice = NaN;
  #firstSlice = NaN;
  #endNanos = -Infinity;
  /** The ten minutes that it is, and those in which the width was chosen. */
  #period = NaN;
  #widthPeriod = NaN;
  /** Ticks in a bucket: bucket b begins at b widths. */
  widthTicks = 1;
  /** The lowest bucket in range. */
  low = 0;

  /** Ten minutes were seen. */
  get isWarm(): boolean {
    return this.#slice - this.#firstSlice >= SLICES;
  }

  /** Takes a frame's trades into account; true when the profile is another one. */
  advance(inputs: FrameInputs): boolean {
    const hasTurned = inputs.nowNanos >= this.#endNanos;
    if (hasTurned) this.#turn(inputs);
    const lots = inputs.buyLots + inputs.sellLots + inputs.unsignedLots;
    if (!(lots > 0)) return hasTurned;
    const priceTicks = inputs.tradedTickLots / lots;
    if (this.#period !== this.#widthPeriod) this.#chooseWidth(priceTicks);
    const bucket = Math.floor(priceTicks / this.widthTicks) | 0;
    this.#reach(bucket);
    const place = bucket & (BUCKETS - 1);
    this.totals[place] += lots;
    this.#slices[this.#newest * BUCKETS + place] += lots;
    return true;
  }

  /** Where the i-th bucket from below is. */
  place(i: number): number {
    return (this.low + i) & (BUCKETS - 1);
  }

  #turn(inputs: FrameInputs): void {
    const slice = Math.floor(inputs.nowNanos / SLICE_NANOS);
    if (Number.isNaN(this.#slice)) this.#firstSlice = slice;
    const steps = this.#slice < slice ? Math.min(slice - this.#slice, SLICES) : 0;
    this.#slice = slice;
    this.#period = Math.floor(slice / SLICES);
    this.#endNanos = (slice + 1) * SLICE_NANOS;
    for (let i = 0; i < steps; i++) {
      this.#newest = this.#newest + 1 === SLICES ? 0 : this.#newest + 1;
      this.#slices.fill(0, this.#newest * BUCKETS, (this.#newest + 1) * BUCKETS);
    }
    this.#addUp();
  }

  /** From the slices anew, so that a huge one leaves nothing behind when it goes. */
  #addUp(): void {
    for (let i = 0; i < BUCKETS; i++) {
      let sum = 0;
      for (let at = i; at < SLICES * BUCKETS; at += BUCKETS) sum += this.#slices[at];
      this.totals[i] = sum;
    }
  }

  #chooseWidth(priceTicks: number): void {
    this.#widthPeriod = this.#period;
    const exponent = Math.round(Math.log2(priceTicks * BUCKET_WIDTH));
    const widthTicks = exponent > 0 ? 2 ** exponent : 1;
    if (widthTicks === this.widthTicks) return;
    this.widthTicks = widthTicks;
    this.totals.fill(0);
    this.#slices.fill(0);
  }

  /** Moves the range as far as the bucket needs. Where it lay at first makes no difference. */
  #reach(bucket: number): void {
    const below = this.low - bucket;
    const above = bucket - (this.low + BUCKETS - 1);
    if (below > 0) {
      this.#forget(bucket, Math.min(below, BUCKETS));
      this.low = bucket;
    } else if (above > 0) {
      this.#forget(bucket - above + 1, Math.min(above, BUCKETS));
      this.low = bucket - BUCKETS + 1;
    }
  }

  /** Empties the places of `count` buckets, this one first, that come into the range. */
  #forget(first: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const place = (first + i) & (BUCKETS - 1);
      this.totals[place] = 0;
      for (let at = place; at < SLICES * BUCKETS; at += BUCKETS) this.#slices[at] = 0;
    }
  }
}
