/**
 * Trades judged by where the mid went: Huang and Stoll's realized spread and price impact over a
 * horizon, as sums over the trades whose horizon ended in the last ten seconds.
 *
 * Trades wait in buckets of a twentieth of the horizon, at multiples of it since the epoch, and are
 * judged together when the bucket 20 later opens, by the mid in force then, 0.95 to 1 horizon after
 * the trade. So however many there are, they need the same room, and nothing is known too early.
 *
 * ```text
 *   bucket   k          k+1   …   k+19       k+20
 *            ├─ trades ─┼─────────┼──────────┼──▶ now
 *                 └────────── horizon ───────┘ mid, the frame before now's
 * ```
 *
 * All sums are of integers, in ticks × lots, spreads counted in full (not halves):
 *
 *   effective   Σ D·2(p − m)·q  =  Σ D·2pq − Σ D·2m·q      D = 1 bought, −1 sold
 *   realized    Σ D·2(p − m₊)·q =  Σ D·2pq − 2m₊·Σ D·q      m₊ = the mid a horizon later
 *   impact      effective − realized
 *
 * Hot path: no allocation.
 */
import { ROW_LENGTH, ROW_NANOS } from "../inputs/columns.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";
import { BUCKETS, TimeWindow } from "../windows/time_window.ts";
import { TEN_SECONDS } from "../windows/windows.ts";

/** What a frame's trades are to be judged by. */
export const SIGNED_COST = 0;
export const SIGNED_MID = 1;
export const SIGNED_LOTS = 2;
export const TRADED_LOTS = 3;
export const TRADE_TERMS = 4;

/** Columns of the window of judged trades, whose rows are its own. */
export const REALIZED = 0;
export const IMPACT = 1;
export const JUDGED_LOTS = 2;

export class JudgedTrades {
  readonly #bucketNanos: number;
  /** Terms of the trades of the last 20 buckets, by bucket number modulo BUCKETS. */
  readonly #pending = new Float64Array(BUCKETS * TRADE_TERMS);
  readonly #window = new TimeWindow(TEN_SECONDS, REALIZED, JUDGED_LOTS);
  readonly #row = new Float64Array(ROW_LENGTH);
  /** Buckets among them that are not empty. */
  #waiting = 0;
  /** Where the open bucket's terms are. */
  #open = 0;
  #bucket = NaN;
  #endNanos = -Infinity;

  constructor(horizonNanos: number) {
    this.#bucketNanos = horizonNanos / BUCKETS;
  }

  /** Sums over the judged trades by REALIZED, IMPACT, JUDGED_LOTS; NaN until warm. */
  get totals(): Float64Array {
    return this.#window.totals;
  }

  /**
   * Judges what is due at the frame's time.
   * @param terms of the frame's own trades
   * @param doubleMids [0]: twice the mid of the frame before, in ticks
   * @returns true where the totals may have changed
   */
  push(inputs: FrameInputs, terms: Float64Array, doubleMids: Float64Array): boolean {
    let hasChanged = false;
    if (inputs.nowNanos >= this.#endNanos) hasChanged = this.#turn(inputs, doubleMids);
    if (terms[TRADED_LOTS] > 0) {
      if (this.#pending[this.#open + TRADED_LOTS] === 0) this.#waiting++;
      for (let i = 0; i < TRADE_TERMS; i++) this.#pending[this.#open + i] += terms[i];
    }
    return hasChanged;
  }

  #turn(inputs: FrameInputs, doubleMids: Float64Array): boolean {
    const row = this.#row;
    const bucketNanos = this.#bucketNanos;
    const bucket = Math.floor(inputs.nowNanos / bucketNanos);
    const steps = Math.min(bucket - this.#bucket, BUCKETS);
    let hasChanged = inputs.isFirst || inputs.windows.tenSeconds.steps > 0;
    const skipped = this.#waiting === 0 && steps > 0 ? steps : 0;
    this.#open = (this.#open + skipped * TRADE_TERMS) % (BUCKETS * TRADE_TERMS);
    for (let i = skipped + 1; i <= steps; i++) {
      this.#open += TRADE_TERMS;
      if (this.#open === BUCKETS * TRADE_TERMS) this.#open = 0;
      if (this.#pending[this.#open + TRADED_LOTS] === 0) continue;
      row[ROW_NANOS] = (this.#bucket + i) * bucketNanos;
      this.#judge(doubleMids);
      hasChanged = true;
    }
    this.#bucket = bucket;
    this.#endNanos = (bucket + 1) * bucketNanos;
    if (hasChanged) {
      // What was judged leaves the window, whether more was judged or not.
      row.fill(0);
      row[ROW_NANOS] = inputs.nowNanos;
      this.#window.push(row);
    }
    return hasChanged;
  }

  /** The trades of the bucket that opened 20 buckets ago make room for those of the new one. */
  #judge(doubleMids: Float64Array): void {
    const at = this.#open;
    const pending = this.#pending;
    const row = this.#row;
    const signedMidAfter = doubleMids[0] * pending[at + SIGNED_LOTS];
    row[REALIZED] = pending[at + SIGNED_COST] - signedMidAfter;
    row[IMPACT] = signedMidAfter - pending[at + SIGNED_MID];
    row[JUDGED_LOTS] = pending[at + TRADED_LOTS];
    this.#window.push(row);
    pending.fill(0, at, at + TRADE_TERMS);
    this.#waiting--;
  }
}
