/**
 * Fills of our resting orders, by what the recording says of others.
 *
 * ```text
 *   a trade at a worse price     it went through us: as far as its lots go, we get them at our price
 *   a trade at our price         it takes what is ahead, the rest is ours
 *   the other side reaches us    as far as what it shows goes, at our price
 *   a decrease at our price      moves us up, by the queue model; on L3 data if it was ahead of us
 * ```
 *
 * No event fills more than it traded or showed, all our orders together. Where several of our orders
 * stand at a price, those that came first are filled first. The lie, common to all simulators on
 * recordings: what we get, somebody else in the recording still got; nobody is displaced.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS } from "../../base/units.ts";
import type { Execution } from "./execution.ts";
import { isBetter, type OwnOrders } from "./own_orders.ts";
import type { QueueModel } from "./queue/queue_model.ts";
import { allows, opposite, type VenueInstrument } from "./venue_instrument.ts";

/** Stamp of lots of nobody's order: all of ours may stand before them. Small, so it is not boxed. */
const NO_STAMP = 0;
/** Stamp of lots that no displayed order at the price had part in. */
const NOT_DISPLAYED = -1;

export class Making {
  readonly #orders: OwnOrders;
  readonly #execution: Execution;
  readonly #queue: QueueModel;
  /** An iceberg's shown lots are spent. */
  #spent = false;

  constructor(execution: Execution, queue: QueueModel) {
    this.#orders = execution.orders;
    this.#execution = execution;
    this.#queue = queue;
  }

  /** Puts what is left of an order on its side, behind everybody at its price. */
  rest(instrument: VenueInstrument, order: number): void {
    const orders = this.#orders;
    this.#join(instrument, order);
    orders.rest(order);
  }

  /** A trade that hit `side`. @param atPrice whether displayed orders at its price took part */
  traded(
    instrument: VenueInstrument,
    side: number,
    priceTicks: number,
    lots: number,
    atPrice: boolean,
  ): void {
    this.#hit(instrument, side, priceTicks, lots, atPrice ? NO_STAMP : NOT_DISPLAYED);
  }

  /** An execution of somebody's order. @param stamp the order's; NO_STAMP = never announced */
  executed(
    instrument: VenueInstrument,
    side: number,
    priceTicks: number,
    lots: number,
    stamp: number,
  ): void {
    this.#hit(instrument, side, priceTicks, lots, stamp);
  }

  /** Somebody's order, or part of it, left the level without a trade. @param stamp as above */
  withdrawn(
    instrument: number,
    side: number,
    priceTicks: number,
    lots: number,
    stamp: number,
  ): void {
    const orders = this.#orders;
    for (let order = this.#firstAt(instrument, side, priceTicks); order !== 0;) {
      if (stamp < orders.stamp[order]) {
        orders.aheadLots[order] = Math.max(0, orders.aheadLots[order] - lots);
      }
      order = this.#nextAt(order, priceTicks);
    }
  }

  /** A level's total changed. @param exact on L3 data only anonymous lots change so */
  levelChanged(
    instrument: number,
    side: number,
    priceTicks: number,
    oldLots: number,
    newLots: number,
    exact: boolean,
  ): void {
    const orders = this.#orders;
    for (let order = this.#firstAt(instrument, side, priceTicks); order !== 0;) {
      if (exact) orders.aheadLots[order] = Math.min(orders.aheadLots[order], newLots);
      else this.#queue.moveUp(orders.aheadLots, orders.tradedLots, order, oldLots, newLots);
      orders.tradedLots[order] = 0;
      order = this.#nextAt(order, priceTicks);
    }
  }

  /** After a book was rebuilt: nobody can be ahead who is not there. */
  rebuilt(instrument: VenueInstrument): void {
    const orders = this.#orders;
    for (let side = 0; side < 2; side++) {
      for (let order = orders.first(instrument.id, side); order !== 0; order = orders.next(order)) {
        const lots = instrument.shown.lotsAt(side, orders.priceTicks[order]);
        orders.aheadLots[order] = Math.min(orders.aheadLots[order], lots);
        orders.tradedLots[order] = 0;
      }
    }
  }

  /** After a group: whatever the other side shows at our prices or better meets us. */
  meetShown(instrument: VenueInstrument, side: number): void {
    const orders = this.#orders;
    let order = orders.first(instrument.id, side);
    if (order === 0) return;
    const makers = opposite(side);
    const depth = instrument.shown.state.book.depth.side(makers);
    if (!instrument.isOpen || !depth.reaches(orders.priceTicks[order])) return;
    let priceTicks = instrument.shown.bestTicks(makers);
    while (order !== 0 && priceTicks !== NO_PRICE_TICKS) {
      const next = orders.next(order);
      if (!allows(side, orders.priceTicks[order], priceTicks)) break;
      const lots = Math.min(
        orders.leavesLots[order],
        instrument.shown.availableLots(makers, priceTicks),
      );
      const filled = this.#fill(instrument, order, lots);
      if (filled > 0) instrument.shown.take(makers, priceTicks, filled);
      if (orders.leavesLots[order] === 0) order = next;
      priceTicks = instrument.shown.bestTicks(makers);
    }
    this.#refill(instrument, side);
  }

  /** @param stamp whose lots traded: ours behind them get nothing */
  #hit(
    instrument: VenueInstrument,
    side: number,
    priceTicks: number,
    lots: number,
    stamp: number,
  ): void {
    const orders = this.#orders;
    let order = orders.first(instrument.id, side);
    if (order === 0) return;
    let left = lots;
    while (order !== 0 && isBetter(side, orders.priceTicks[order], priceTicks)) {
      const next = orders.next(order);
      if (left > 0) left -= this.#fill(instrument, order, left);
      order = next;
    }
    if (stamp !== NOT_DISPLAYED) this.#hitLevel(instrument, order, priceTicks, lots, left, stamp);
    this.#refill(instrument, side);
  }

  /** @param left what our orders at better prices left over */
  #hitLevel(
    instrument: VenueInstrument,
    first: number,
    priceTicks: number,
    lots: number,
    left: number,
    stamp: number,
  ): void {
    const orders = this.#orders;
    for (let order = first; order !== 0 && orders.priceTicks[order] === priceTicks;) {
      const next = orders.next(order);
      const ahead = orders.aheadLots[order];
      orders.tradedLots[order] += lots;
      if (stamp !== NO_STAMP && stamp < orders.stamp[order]) {
        orders.aheadLots[order] = Math.max(0, ahead - lots);
      } else {
        orders.aheadLots[order] = Math.max(0, ahead - left);
        const reach = Math.floor(left - ahead);
        if (reach > 0) {
          left -= this.#fill(instrument, order, Math.min(reach, orders.shownLots[order]));
        }
      }
      order = next;
    }
  }

  #fill(instrument: VenueInstrument, order: number, lots: number): number {
    const orders = this.#orders;
    const filled = this.#execution.fill(instrument, order, orders.priceTicks[order], lots, true);
    if (orders.leavesLots[order] > 0 && orders.shownLots[order] <= 0) this.#spent = true;
    return filled;
  }

  /** Icebergs whose shown lots are spent show the next, at the end of the queue. */
  #refill(instrument: VenueInstrument, side: number): void {
    if (!this.#spent) return;
    this.#spent = false;
    const orders = this.#orders;
    for (let order = orders.first(instrument.id, side); order !== 0;) {
      const next = orders.next(order);
      if (orders.shownLots[order] <= 0) {
        orders.leave(order);
        this.rest(instrument, order);
      }
      order = next;
    }
  }

  #join(instrument: VenueInstrument, order: number): void {
    const orders = this.#orders;
    const { shown } = instrument;
    orders.aheadLots[order] = shown.lotsAt(orders.side[order], orders.priceTicks[order]);
    orders.tradedLots[order] = 0;
    orders.stamp[order] = shown.nextStamp();
    orders.shownLots[order] = Math.min(orders.displayLots[order], orders.leavesLots[order]);
  }

  /** The first of our orders at a price, 0 = none. */
  #firstAt(instrument: number, side: number, priceTicks: number): number {
    const orders = this.#orders;
    let order = orders.first(instrument, side);
    while (order !== 0 && isBetter(side, orders.priceTicks[order], priceTicks)) {
      order = orders.next(order);
    }
    return order !== 0 && orders.priceTicks[order] === priceTicks ? order : 0;
  }

  #nextAt(order: number, priceTicks: number): number {
    const next = this.#orders.next(order);
    return next !== 0 && this.#orders.priceTicks[next] === priceTicks ? next : 0;
  }
}
