/**
 * How often trades reach how deep: fits λ(δ) = A · e^(−κδ), the trades a second that reach δ ticks
 * from the mid, to the trades of the newest minutes. Both sides count as one and A is for one side.
 *
 * ```text
 *   trades with distance ≥ j + ½ ticks:   S₀ ≥ S₁ ≥ … ≥ S_J      κ = −ln(1 − (S₀ − S_J) / Σ S_j, j < J)
 *                                                               A = Σ S_j / (2 · time · Σ e^(−κ(j + ½)))
 * ```
 *
 * κ is the maximum-likelihood estimate for distances in whole ticks beyond the first half tick, cut
 * off at J, so that a few trades far out decide little. A trade's distance is from the mid of the
 * frame before, which nobody's trade has moved yet. The window moves by eighths of its length;
 * nothing older than it counts. It lies where several trades of one order are reported one by one,
 * and where sizes matter: a trade counts as one, whatever its size.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_SECOND, NO_PRICE_TICKS } from "../core/base/units.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
import { EVENT_SNAPSHOT } from "../core/wire/frame.ts";

const BLOCKS = 8;
/** J: distances of so many ticks and more are one. */
const DEPTHS = 32;
/** Fewer trades than this say nothing. */
const LEAST_TRADES = 20;

export class IntensityFit {
  /** κ per tick; 0 while not fitted. */
  kappaPerTick = 0;
  /** A per second and side; 0 while not fitted. */
  ratePerSecond = 0;
  readonly #blockNanos: number;
  /** Trades by block and whole ticks beyond the first half. */
  readonly #counts = new Int32Array(BLOCKS * (DEPTHS + 1));
  readonly #sums = new Int32Array(DEPTHS + 1);
  #firstNanos = -1;
  #newestNanos = -1;
  #block = 0;
  #doubleMid = 0;
  #hasMid = false;
  #trades = 0;
  /** Of the newest fit. */
  #second = -1;

  /** @param windowNanos time that counts, to an eighth */
  constructor(windowNanos: number) {
    this.#blockNanos = windowNanos / BLOCKS;
  }

  /** Enough trades were seen at more than one distance. */
  get isFitted(): boolean {
    return this.kappaPerTick > 0;
  }

  /** Takes the trades of a frame in. @returns whether the fit was made anew: once a second */
  observe(frame: FrameView): boolean {
    this.#advance(frame);
    if (this.#hasMid && (frame.event & EVENT_SNAPSHOT) === 0) {
      const high = frame.highTradeTicks;
      const low = frame.lowTradeTicks;
      if (high !== NO_PRICE_TICKS) this.#count(2 * high - this.#doubleMid);
      if (low !== NO_PRICE_TICKS) this.#count(this.#doubleMid - 2 * low);
    }
    this.#hasMid = frame.isTwoSided && frame.bidTicks < frame.askTicks;
    if (this.#hasMid) this.#doubleMid = frame.bidTicks + frame.askTicks;
    const second = Math.floor(this.#newestNanos / NANOS_PER_SECOND);
    if (second === this.#second) return false;
    this.#second = second;
    this.#fit();
    return true;
  }

  /** @param halfTicks distance beyond the mid; below 1 it is inside of all quotes */
  #count(halfTicks: number): void {
    if (halfTicks < 1) return;
    const depth = Math.min(DEPTHS, (halfTicks - 1) >> 1);
    this.#counts[(this.#block % BLOCKS) * (DEPTHS + 1) + depth]++;
    this.#sums[depth]++;
    this.#trades++;
  }

  /** Forgets the blocks that fall out of the window. Time never steps back here. */
  #advance(frame: FrameView): void {
    const nowNanos = frame.nowNanos;
    if (this.#firstNanos < 0) this.#firstNanos = nowNanos;
    if (nowNanos > this.#newestNanos) this.#newestNanos = nowNanos;
    const block = Math.floor((this.#newestNanos - this.#firstNanos) / this.#blockNanos);
    if (block === this.#block) return;
    const from = Math.max(this.#block + 1, block - BLOCKS + 1);
    for (let b = from; b <= block; b++) this.#forget(b % BLOCKS);
    this.#block = block;
  }

  #forget(place: number): void {
    const from = place * (DEPTHS + 1);
    for (let depth = 0; depth <= DEPTHS; depth++) {
      this.#sums[depth] -= this.#counts[from + depth];
      this.#trades -= this.#counts[from + depth];
      this.#counts[from + depth] = 0;
    }
  }

  #fit(): void {
    this.kappaPerTick = 0;
    this.ratePerSecond = 0;
    const oldest = Math.max(0, this.#block - BLOCKS + 1) * this.#blockNanos;
    const nanos = this.#newestNanos - this.#firstNanos - oldest;
    if (this.#trades < LEAST_TRADES || nanos <= 0) return;
    let reaching = this.#trades;
    let reachingSum = 0;
    for (let depth = 0; depth < DEPTHS; depth++) {
      reachingSum += reaching;
      reaching -= this.#sums[depth];
    }
    const share = (this.#trades - reaching) / reachingSum;
    // All at one distance, or all beyond the last: no slope can be told.
    if (share <= 0 || share >= 1) return;
    this.kappaPerTick = -Math.log(1 - share);
    const ratio = 1 - share;
    const weights = Math.sqrt(ratio) * (1 - ratio ** DEPTHS) / share;
    this.ratePerSecond = reachingSum / (2 * weights * nanos / NANOS_PER_SECOND);
  }
}
