/**
 * What happened to the best queue of one side since the frame before, as frames show it. With P', Q'
 * price and quantity before, P, Q now, and X the lots executed against this side:
 *
 * ```text
 *   P = P'         Q − Q' + X > 0 arrived, < 0 cancelled: the net of what a frame brings together
 *   P better       Q arrived; the old queue is behind it and untouched
 *   P worse        Q' was used up: X of it executed, the rest cancelled; the queue now in sight was
 *                  there before, so nothing arrived
 * ```
 *
 * Many venues tell a trade before the book shows it. So X counts from the last change of the book on:
 * a frame that brings a trade only leaves arrivals and cancels to the next one that changes the book.
 * Trades inside the spread, against hidden orders, took nothing from a queue and are left out.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS } from "../../base/units.ts";
import type { FrameInputs } from "../inputs/frame_inputs.ts";

/** Lots, in this order. */
export const ARRIVED = 0;
export const CANCELLED = 1;
export const EXECUTED = 2;
export const QUEUE_EVENTS = 3;

export class TouchQueue {
  readonly #isBid: boolean;
  /** The frame before's best price, such that higher is better: of asks the negative. */
  #price: number = NO_PRICE_TICKS;
  #lots = 0;
  /** X: executed since the book last changed. */
  #pendingLots = 0;

  constructor(isBid: boolean) {
    this.#isBid = isBid;
  }

  /**
   * Moves on to the frame and writes what happened to `events`, from `at` on.
   * @returns false where nothing happened and nothing was written
   */
  move(inputs: FrameInputs, events: Float64Array, at: number): boolean {
    const { levels } = inputs;
    const isBid = this.#isBid;
    const price = isBid ? levels.bidTicks[0] : -levels.askTicks[0];
    const lots = isBid ? levels.bidLots[0] : levels.askLots[0];
    const tradedLots = isBid ? inputs.sellLots : inputs.buyLots;
    const priceBefore = this.#price;
    const lotsBefore = this.#lots;
    const isStill = price === priceBefore && lots === lotsBefore;
    if (isStill && tradedLots === 0 && this.#pendingLots === 0) return false;
    this.#price = price;
    this.#lots = lots;
    const reach = isBid ? inputs.lowTradeTicks : -inputs.highTradeTicks;
    const executedLots = reach <= price || reach <= priceBefore ? tradedLots : 0;
    const takenLots = this.#pendingLots + executedLots;
    let netLots = 0;
    this.#pendingLots = 0;
    if (!inputs.isComparable) netLots = 0;
    else if (!inputs.hasBookChange) this.#pendingLots = takenLots;
    else if (price > priceBefore) netLots = lots;
    else if (price === priceBefore) netLots = lots - lotsBefore + takenLots;
    else netLots = Math.min(takenLots - lotsBefore, 0);
    events[at + ARRIVED] = netLots > 0 ? netLots : 0;
    events[at + CANCELLED] = netLots < 0 ? -netLots : 0;
    events[at + EXECUTED] = executedLots;
    return true;
  }
}
