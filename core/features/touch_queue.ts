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
import { NO_PRICE_TICKS } from "../base/units.ts";
import type { FrameInputs } from "./frame_inputs.ts";

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

  /** Moves on to the frame and writes what happened to `events`, from `at` on. */
  move(inputs: FrameInputs, events: Float64Array, at: number): void {
    const { levels } = inputs;
    const isBid = this.#isBid;
    const price = isBid ? levels.bidTicks[0] : -levels.askTicks[0];
    const lots = isBid ? levels.bidLots[0] : levels.askLots[0];
    const reach = isBid ? inputs.lowTradeTicks : -inputs.highTradeTicks;
    const tradedLots = isBid ? inputs.sellLots : inputs.buyLots;
    const executedLots = reach <= Math.max(price, this.#price) ? tradedLots : 0;
    const pendingLots = this.#pendingLots + executedLots;
    let arrivedLots = 0;
    if (inputs.isComparable && inputs.hasBookChange) {
      if (price > this.#price) arrivedLots = lots;
      else if (price === this.#price) arrivedLots = lots - this.#lots + pendingLots;
      else arrivedLots = Math.min(pendingLots - this.#lots, 0);
    }
    events[at + ARRIVED] = Math.max(arrivedLots, 0);
    events[at + CANCELLED] = Math.max(-arrivedLots, 0);
    events[at + EXECUTED] = executedLots;
    this.#price = price;
    this.#lots = lots;
    this.#pendingLots = inputs.isComparable && !inputs.hasBookChange ? pendingLots : 0;
  }
}
