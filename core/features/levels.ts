/**
 * The levels of an instrument's newest frame, their depth, and the order flow at each level since
 * the frame before. Order flow is that of Cont, Kukanov and Stoikov (arXiv 1011.6402), at deeper
 * levels that of Xu, Gould and Howison (arXiv 1907.06230):
 *
 *   e = 1{Pb ≥ Pb'}·qb − 1{Pb ≤ Pb'}·qb' − 1{Pa ≤ Pa'}·qa + 1{Pa ≥ Pa'}·qa'
 *
 * with primes for the frame before. It is not the change of sizes: when the best bid rises, the
 * whole new queue is demand, and the old one, now a level deeper, was not cancelled. An absent level
 * has quantity 0 at price −∞ (bid) or +∞ (ask).
 *
 * Hot path: no allocation.
 */
import { FRAME_LEVELS } from "../base/limits.ts";
import { NO_PRICE_TICKS } from "../base/units.ts";
import { F_ASK_LOTS, F_ASK_TICKS, F_BID_LOTS, F_BID_TICKS } from "../wire/frame.ts";

/** Above every price; an absent bid, NO_PRICE_TICKS, already lies below every price. */
const NO_ASK_TICKS = 0x7fff_ffff;

export class Levels {
  /** Prices, best first; absent: NO_PRICE_TICKS (bid), 2^31 − 1 (ask). */
  readonly bidTicks = new Int32Array(FRAME_LEVELS);
  readonly askTicks = new Int32Array(FRAME_LEVELS);
  /** Quantities by level, lots. */
  readonly bidLots = new Float64Array(FRAME_LEVELS);
  readonly askLots = new Float64Array(FRAME_LEVELS);
  /** Quantities from the best level to this one, lots. */
  readonly bidDepthLots = new Float64Array(FRAME_LEVELS);
  readonly askDepthLots = new Float64Array(FRAME_LEVELS);
  /** e by level, lots; 0 where frames could not be compared. */
  readonly flowLots = new Float64Array(FRAME_LEVELS);
  /** e of all levels together, lots. */
  allFlowLots = 0;

  /** Both sides have a level. */
  get isTwoSided(): boolean {
    return this.bidTicks[0] !== NO_PRICE_TICKS && this.askTicks[0] !== NO_ASK_TICKS;
  }

  /**
   * Moves on to the frame at word index `at`.
   * @param comparable false on a first frame or a snapshot: there is no flow then
   */
  load(words: Int32Array, doubles: Float64Array, at: number, comparable: boolean): void {
    const doubleAt = at >> 1;
    const { bidTicks, askTicks, bidLots, askLots, bidDepthLots, askDepthLots, flowLots } = this;
    let bidSum = 0;
    let askSum = 0;
    let flowSum = 0;
    for (let i = 0; i < FRAME_LEVELS; i++) {
      const bid = words[at + F_BID_TICKS + i];
      const shownAsk = words[at + F_ASK_TICKS + i];
      const ask = shownAsk === NO_PRICE_TICKS ? NO_ASK_TICKS : shownAsk;
      const bidQty = doubles[doubleAt + F_BID_LOTS + i];
      const askQty = doubles[doubleAt + F_ASK_LOTS + i];
      let flow = 0;
      if (bid >= bidTicks[i]) flow += bidQty;
      if (bid <= bidTicks[i]) flow -= bidLots[i];
      if (ask <= askTicks[i]) flow -= askQty;
      if (ask >= askTicks[i]) flow += askLots[i];
      flowLots[i] = comparable ? flow : 0;
      flowSum += flow;
      bidTicks[i] = bid;
      askTicks[i] = ask;
      bidLots[i] = bidQty;
      askLots[i] = askQty;
      bidSum += bidQty;
      askSum += askQty;
      bidDepthLots[i] = bidSum;
      askDepthLots[i] = askSum;
    }
    this.allFlowLots = comparable ? flowSum : 0;
  }
}
