/**
 * Fills on bars, where there is neither book nor trade. This is the least realistic model of all:
 * results that rest on it are to be marked so.
 *
 * ```text
 *   new orders wait for the next bar
 *   market, IOC      at its open + half a spread ("open"), or its close + half a spread ("close")
 *   limit            as those if that is within the limit, else it rests
 *   resting bid      at its limit, if the low is below it; resting ask: if the high is above
 *   stop             when high or low reach it: at the stop or the open, whichever is worse,
 *                    + half a spread; a stop-limit rests from the next bar on
 * ```
 *
 * All our fills of a bar together are at most `participation` of its volume, in this order. A touch
 * fills nobody. The lies: the open is known only after it was traded; nobody knows whether high or low
 * came first, so a stop and a limit in the same bar may both be filled; and half a spread is a guess.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS, SIDE_BID } from "../../base/units.ts";
import { AT_CLOSE, AT_HIGH, AT_LOW, AT_OPEN, AT_VOLUME } from "../../wire/market.ts";
import { ORDER_FLAG_POST_ONLY, TIF_FOK, TIF_IOC, TYPE_STOP_LIMIT } from "../../wire/order.ts";
import { REASON_NO_LIQUIDITY, REASON_NOT_FILLABLE, REASON_WOULD_TAKE } from "../../wire/report.ts";
import type { Execution } from "./execution.ts";
import type { Making } from "./making.ts";
import type { BarChoice } from "./models.ts";
import { LIST_ASKS, LIST_BIDS, LIST_NEXT_BAR, LIST_STOPS, type OwnOrders } from "./own_orders.ts";
import { allows, type VenueInstrument } from "./venue_instrument.ts";

const BPS = 1e-4;

export class BarFills {
  readonly #choice: BarChoice;
  readonly #execution: Execution;
  readonly #orders: OwnOrders;
  readonly #making: Making;
  /** Lots of the current bar that are left for us. */
  readonly #left = new Float64Array(1);

  constructor(choice: BarChoice, execution: Execution, making: Making) {
    this.#choice = choice;
    this.#execution = execution;
    this.#orders = execution.orders;
    this.#making = making;
  }

  /** Handles the BAR message at word `at`. */
  onBar(instrument: VenueInstrument, words: Int32Array, doubles: Float64Array, at: number): void {
    instrument.hasBars = true;
    instrument.lastTradeTicks = words[at + AT_CLOSE];
    const volumeLots = doubles[(at >> 1) + AT_VOLUME];
    this.#left[0] = Math.floor(this.#choice.participation * (volumeLots > 0 ? volumeLots : 0));
    const open = words[at + AT_OPEN];
    const atOpen = this.#choice.marketAt === "open";
    if (atOpen) this.#enter(instrument, open);
    this.#rested(instrument, LIST_BIDS, words[at + AT_LOW]);
    this.#rested(instrument, LIST_ASKS, words[at + AT_HIGH]);
    this.#stopped(instrument, open, words[at + AT_HIGH], words[at + AT_LOW]);
    if (!atOpen) this.#enter(instrument, words[at + AT_CLOSE]);
    this.#execution.settle(instrument.id);
  }

  /** Orders that waited for this bar. */
  #enter(instrument: VenueInstrument, priceTicks: number): void {
    const orders = this.#orders;
    for (let order = orders.first(instrument.id, LIST_NEXT_BAR); order !== 0;) {
      const next = orders.next(order);
      const paid = this.#paidTicks(orders.side[order], priceTicks);
      const limit = orders.priceTicks[order];
      orders.leave(order);
      const postOnly = (orders.flags[order] & ORDER_FLAG_POST_ONLY) !== 0;
      const takes = allows(orders.side[order], limit, paid);
      if (takes && postOnly) this.#execution.cancel(order, REASON_WOULD_TAKE);
      else if (!this.#fillsWhole(order, takes)) this.#execution.cancel(order, REASON_NOT_FILLABLE);
      else if (!takes || this.#fill(instrument, order, paid, false)) this.#keep(instrument, order);
      order = next;
    }
  }

  /** What is left of an order rests, or is cancelled if it may not. */
  #keep(instrument: VenueInstrument, order: number): void {
    const tif = this.#orders.timeInForce[order];
    const rests = this.#orders.priceTicks[order] !== NO_PRICE_TICKS && tif !== TIF_IOC &&
      tif !== TIF_FOK;
    if (rests) this.#making.rest(instrument, order);
    else this.#execution.cancel(order, REASON_NO_LIQUIDITY);
  }

  #fillsWhole(order: number, takes: boolean): boolean {
    if (this.#orders.timeInForce[order] !== TIF_FOK) return true;
    return takes && this.#orders.leavesLots[order] <= this.#left[0];
  }

  #rested(instrument: VenueInstrument, list: number, extremeTicks: number): void {
    const orders = this.#orders;
    for (let order = orders.first(instrument.id, list); order !== 0;) {
      const next = orders.next(order);
      const price = orders.priceTicks[order];
      const through = list === LIST_BIDS ? extremeTicks < price : extremeTicks > price;
      if (!through) return;
      this.#fill(instrument, order, price, true);
      order = next;
    }
  }

  #stopped(instrument: VenueInstrument, open: number, high: number, low: number): void {
    const orders = this.#orders;
    for (let order = orders.first(instrument.id, LIST_STOPS); order !== 0;) {
      const next = orders.next(order);
      const stop = orders.stopTicks[order];
      const buys = orders.side[order] === SIDE_BID;
      if (buys ? high >= stop : low <= stop) {
        orders.leave(order);
        const worse = buys ? Math.max(stop, open) : Math.min(stop, open);
        const paid = this.#paidTicks(orders.side[order], worse);
        if (orders.type[order] === TYPE_STOP_LIMIT) orders.wait(order, LIST_NEXT_BAR);
        else if (this.#fill(instrument, order, paid, false)) {
          this.#execution.cancel(order, REASON_NO_LIQUIDITY);
        }
      }
      order = next;
    }
  }

  /** @returns true while something is left of the order */
  #fill(instrument: VenueInstrument, order: number, priceTicks: number, maker: boolean): boolean {
    const lots = Math.min(this.#left[0], this.#orders.leavesLots[order]);
    if (lots > 0) this.#left[0] -= this.#execution.fill(instrument, order, priceTicks, lots, maker);
    return this.#orders.leavesLots[order] > 0;
  }

  #paidTicks(side: number, priceTicks: number): number {
    const half = Math.ceil(this.#choice.halfSpreadBps * BPS * priceTicks);
    return side === SIDE_BID ? priceTicks + half : Math.max(1, priceTicks - half);
  }
}
