/**
 * A clock that volume drives: what was traded is cut into buckets of equal volume, and each bucket
 * remembers how one-sided its trades were and how much order flow came while it filled.
 *
 * ```text
 *   period of 10 min (UTC)    p−1                 p
 *                    ───┬──────────────┬──┬──┬──┬──┬──┬──┬─ ▶ time
 *   bucket volume           measures V    V/50 each   ╰ what is left when p ends is dropped
 * ```
 *
 * A bucket holds a fiftieth of what was traded in the whole period before, so the clock starts anew
 * at every period and knows nothing that is older than {@link VOLUME_CLOCK_MEMORY}. It stands still
 * in a period that follows one without trades. A frame's trades are split where they fill a bucket;
 * when buyers and sellers took in the same frame, both parts hold them in the same proportion.
 * Volume without an aggressor counts half as bought and half as sold.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND } from "../../base/units.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";

/** Buckets that are remembered, and parts that a period's volume is divided into. */
export const VOLUME_BUCKETS = 50;
/** The newest of them. */
export const NEWEST_BUCKETS = 10;
const PERIOD_NANOS = 600 * NANOS_PER_SECOND;
/** A bucket counts in its own period and in the two after it. */
export const VOLUME_CLOCK_SPAN = 3 * PERIOD_NANOS;
/** That, and the period whose volume set the size of the oldest bucket. */
export const VOLUME_CLOCK_MEMORY = VOLUME_CLOCK_SPAN + PERIOD_NANOS;
/** Tilts are counted in this fraction, so that their sums are exact. */
const TILT_SCALE = 2 ** 40;

export class VolumeClock {
  /** Buckets that are young enough to count. */
  count = 0;
  /** Σ|buys − sells| / volume of the last VOLUME_BUCKETS buckets. */
  oneSided = 0;
  /** Σ(buys − sells) / volume of the last NEWEST_BUCKETS buckets. */
  tilt = 0;
  /** Σ order flow at the best level / volume of the last NEWEST_BUCKETS buckets. */
  flow = 0;

  /** (buys − sells) / volume of each bucket, scaled; a ring. */
  readonly #tilts = new Float64Array(VOLUME_BUCKETS);
  /** Order flow / volume of the newest buckets; a ring. */
  readonly #flows = new Float64Array(NEWEST_BUCKETS);
  #oldest = 0;
  #oldestFlow = 0;
  #oneSidedSum = 0;
  #tiltSum = 0;

  #period = NaN;
  #endNanos = -Infinity;
  /** The period was seen from its beginning. */
  #isWhole = false;
  #periodLots = 0;
  /** Buckets filled in this period, in the one before, and before that. */
  #filled0 = 0;
  #filled1 = 0;
  #filled2 = 0;

  /** Volume of a bucket, counted in fiftieths of a lot, so that it is whole; 0 = no bucket fills. */
  #bucketParts = 0;
  /** The bucket that is filling: its volume and buys − sells in such parts, and its order flow. */
  #filledParts = 0;
  #signedParts = 0;
  #flowLots = 0;

  /** Takes a frame's order flow and trades; true when a bucket was filled, or some grew too old. */
  advance(inputs: FrameInputs): boolean {
    const { buyLots, sellLots } = inputs;
    const hasTurned = inputs.nowNanos >= this.#endNanos;
    if (hasTurned) this.#startPeriod(inputs);
    this.#flowLots += inputs.levels.flowLots[0];
    const lots = buyLots + sellLots + inputs.unsignedLots;
    if (!(lots > 0)) return hasTurned;
    this.#periodLots += lots;
    const bucketParts = this.#bucketParts;
    if (bucketParts === 0) return hasTurned;
    const parts = VOLUME_BUCKETS * lots;
    const tilt = (buyLots - sellLots) / lots;
    const neededParts = bucketParts - this.#filledParts;
    if (parts < neededParts) {
      this.#filledParts += parts;
      this.#signedParts += tilt * parts;
      return hasTurned;
    }
    this.#signedParts += tilt * neededParts;
    this.#close();
    this.#flowLots = 0;
    const restParts = parts - neededParts;
    const whole = Math.floor(restParts / bucketParts);
    this.#signedParts = tilt * bucketParts;
    for (let i = Math.min(whole, VOLUME_BUCKETS); i > 0; i--) this.#close();
    this.#filledParts = restParts - whole * bucketParts;
    this.#signedParts = tilt * this.#filledParts;
    this.#addUp();
    return true;
  }

  #startPeriod(inputs: FrameInputs): void {
    const period = Math.floor(inputs.nowNanos / PERIOD_NANOS);
    const isNext = period === this.#period + 1;
    this.#bucketParts = isNext && this.#isWhole ? this.#periodLots : 0;
    this.#filled2 = isNext ? this.#filled1 : period === this.#period + 2 ? this.#filled0 : 0;
    this.#filled1 = isNext ? this.#filled0 : 0;
    this.#filled0 = 0;
    // The period of the first frame began without it.
    this.#isWhole = !Number.isNaN(this.#period);
    this.#period = period;
    this.#endNanos = (period + 1) * PERIOD_NANOS;
    this.#periodLots = 0;
    this.#filledParts = 0;
    this.#signedParts = 0;
    this.#flowLots = 0;
    this.#addUp();
  }

  /** Closes a full bucket. */
  #close(): void {
    const tilts = this.#tilts;
    const at = this.#oldest;
    const leavesNewest = at < NEWEST_BUCKETS ? at + VOLUME_BUCKETS : at;
    const tilt = Math.round(TILT_SCALE * (this.#signedParts / this.#bucketParts));
    this.#oneSidedSum += Math.abs(tilt) - Math.abs(tilts[at]);
    this.#tiltSum += tilt - tilts[leavesNewest - NEWEST_BUCKETS];
    tilts[at] = tilt;
    this.#flows[this.#oldestFlow] = VOLUME_BUCKETS * this.#flowLots / this.#bucketParts;
    this.#oldest = at + 1 === VOLUME_BUCKETS ? 0 : at + 1;
    this.#oldestFlow = this.#oldestFlow + 1 === NEWEST_BUCKETS ? 0 : this.#oldestFlow + 1;
    this.#filled0 = Math.min(this.#filled0 + 1, VOLUME_BUCKETS);
  }

  #addUp(): void {
    const filled = this.#filled0 + this.#filled1 + this.#filled2;
    this.count = Math.min(filled, VOLUME_BUCKETS);
    this.oneSided = this.#oneSidedSum / TILT_SCALE;
    this.tilt = this.#tiltSum / TILT_SCALE;
    let flow = 0;
    for (let i = 0, at = this.#oldestFlow; i < NEWEST_BUCKETS; i++) {
      flow += this.#flows[at];
      at = at + 1 === NEWEST_BUCKETS ? 0 : at + 1;
    }
    this.flow = flow;
  }
}
