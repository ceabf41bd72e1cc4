/**
 * Fills of our orders that take: level by level from the shown book, best price first, as far as the
 * limit goes, and never what we have taken before. Our own resting orders stand in that book too, each
 * behind what is ahead of it; what happens when we meet one is said by the incoming order.
 *
 * Assumes that all that is shown can be had, and no more. Lies on both sides: hidden orders would
 * fill us better; quotes that are withdrawn while we travel are only seen if the recording shows it in
 * time, and a feed of a snapshot each 100 ms shows it late. Quotes do not come back sooner because we
 * took them, nor flee from us.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS, SIDE_BID } from "../../base/units.ts";
import {
  SELF_TRADE_ALLOW,
  SELF_TRADE_CANCEL_BOTH,
  SELF_TRADE_CANCEL_NEWEST,
  SELF_TRADE_CANCEL_OLDEST,
} from "../../wire/order.ts";
import { REASON_SELF_TRADE, REPORT_MODIFIED } from "../../wire/report.ts";
import type { Execution } from "./execution.ts";
import { isBetter, type OwnOrders } from "./own_orders.ts";
import { allows, opposite, type VenueInstrument } from "./venue_instrument.ts";

export class Taking {
  readonly #orders: OwnOrders;
  readonly #execution: Execution;

  constructor(execution: Execution) {
    this.#orders = execution.orders;
    this.#execution = execution;
  }

  /** True when an order with this limit would meet anything, others' or ours. */
  wouldTake(instrument: VenueInstrument, side: number, limitTicks: number): boolean {
    const price = this.#bestTicks(instrument, opposite(side));
    return price !== NO_PRICE_TICKS && allows(side, limitTicks, price);
  }

  /** True when the shown book can fill an order at once and whole. */
  canFill(instrument: VenueInstrument, order: number, limitTicks: number): boolean {
    const orders = this.#orders;
    const side = orders.side[order];
    const makers = opposite(side);
    const mode = orders.selfTrade[order];
    const own = orders.first(instrument.id, makers);
    const stops = mode === SELF_TRADE_CANCEL_NEWEST || mode === SELF_TRADE_CANCEL_BOTH;
    let left = orders.leavesLots[order];
    for (let price = instrument.bestTicks(makers); price !== NO_PRICE_TICKS && left > 0;) {
      if (!allows(side, limitTicks, this.#paidTicks(instrument, side, price))) break;
      if (stops && own !== 0 && !isBetter(makers, price, orders.priceTicks[own])) break;
      left -= instrument.shown.availableLots(makers, price);
      price = instrument.shown.nextTicks(makers, price);
    }
    return left <= 0;
  }

  /**
   * Takes what the limit allows; NO_PRICE_TICKS = all.
   * @returns true while something is left of the order, which is in no list
   */
  take(instrument: VenueInstrument, order: number, limitTicks: number): boolean {
    const side = this.#orders.side[order];
    const makers = opposite(side);
    for (;;) {
      const price = this.#bestTicks(instrument, makers);
      if (price === NO_PRICE_TICKS || !allows(side, limitTicks, price)) return true;
      const paid = this.#paidTicks(instrument, side, price);
      if (!allows(side, limitTicks, paid)) return true;
      if (!this.#takeLevel(instrument, order, makers, price, paid)) return false;
    }
  }

  /** @returns as {@link take}; with true, nothing is left at the price */
  #takeLevel(
    instrument: VenueInstrument,
    order: number,
    makers: number,
    price: number,
    paid: number,
  ): boolean {
    const orders = this.#orders;
    let passed = 0;
    let own = orders.first(instrument.id, makers);
    while (own !== 0 && orders.priceTicks[own] === price) {
      const next = orders.next(own);
      const ahead = Math.ceil(orders.aheadLots[own]) - passed;
      if (ahead > 0) {
        passed += this.#takeShown(instrument, order, makers, price, paid, ahead);
        if (orders.leavesLots[order] === 0) return false;
      }
      if (!this.#meet(instrument, order, own, price)) return false;
      own = next;
    }
    this.#takeShown(instrument, order, makers, price, paid, Infinity);
    return orders.leavesLots[order] > 0;
  }

  /** @returns lots filled, at most `most` */
  #takeShown(
    instrument: VenueInstrument,
    order: number,
    makers: number,
    price: number,
    paid: number,
    most: number,
  ): number {
    if (!instrument.isOpen) return 0;
    const { shown } = instrument;
    const available = Math.min(most, shown.availableLots(makers, price));
    if (available === 0) return 0;
    const lots = Math.min(available, this.#orders.leavesLots[order]);
    const filled = this.#execution.fill(instrument, order, paid, lots, false);
    if (filled > 0) shown.take(makers, price, filled);
    return filled;
  }

  /** An incoming order meets one of ours. @returns true while something is left of the incoming */
  #meet(instrument: VenueInstrument, order: number, own: number, price: number): boolean {
    const orders = this.#orders;
    const execution = this.#execution;
    const mode = orders.selfTrade[order];
    if (mode === SELF_TRADE_ALLOW) {
      const lots = Math.min(orders.leavesLots[order], orders.leavesLots[own]);
      const filled = execution.fill(instrument, own, price, lots, true);
      if (filled > 0) execution.fill(instrument, order, price, filled, false);
      return orders.leavesLots[order] > 0;
    }
    if (mode === SELF_TRADE_CANCEL_OLDEST) {
      execution.cancel(own, REASON_SELF_TRADE);
      return true;
    }
    if (mode === SELF_TRADE_CANCEL_NEWEST) {
      execution.cancel(order, REASON_SELF_TRADE);
      return false;
    }
    if (mode === SELF_TRADE_CANCEL_BOTH) {
      execution.cancel(own, REASON_SELF_TRADE);
      execution.cancel(order, REASON_SELF_TRADE);
      return false;
    }
    const lots = Math.min(orders.leavesLots[order], orders.leavesLots[own]);
    this.#decrement(own, lots);
    this.#decrement(order, lots);
    return orders.leavesLots[order] > 0;
  }

  #decrement(order: number, lots: number): void {
    const orders = this.#orders;
    if (orders.leavesLots[order] === lots) {
      this.#execution.cancel(order, REASON_SELF_TRADE);
      return;
    }
    orders.leavesLots[order] -= lots;
    orders.totalLots[order] -= lots;
    orders.shownLots[order] = Math.min(orders.shownLots[order], orders.leavesLots[order]);
    this.#execution.desk.tell(
      REPORT_MODIFIED,
      orders.instrument[order],
      orders.id[order],
      REASON_SELF_TRADE,
      orders.totalLots[order],
      orders.leavesLots[order],
    );
  }

  /** The best price on a side, of others' lots that can be had or of our orders. */
  #bestTicks(instrument: VenueInstrument, side: number): number {
    const shown = instrument.bestTicks(side);
    const own = this.#orders.first(instrument.id, side);
    if (own === 0) return shown;
    const price = this.#orders.priceTicks[own];
    return shown === NO_PRICE_TICKS || isBetter(side, price, shown) ? price : shown;
  }

  /** What a taker pays where the book shows `priceTicks`. */
  #paidTicks(instrument: VenueInstrument, side: number, priceTicks: number): number {
    const impact = instrument.impact.ticks(side, priceTicks, this.#execution.desk.nowNanos);
    return side === SIDE_BID ? priceTicks + impact : Math.max(1, priceTicks - impact);
  }
}
