/**
 * What happens to our orders: fills, and ends without a fill. Keeps the account's position, to which
 * reduce-only refers, of all strategies together: that is what a venue sees.
 *
 * Hot path: no allocation.
 */
import { SIDE_BID } from "../../base/units.ts";
import { ORDER_FLAG_REDUCE_ONLY } from "../../wire/order.ts";
import { REASON_WOULD_INCREASE } from "../../wire/report.ts";
import { LISTS, type OwnOrders } from "./own_orders.ts";
import type { ReportDesk } from "./report_desk.ts";
import type { VenueInstrument } from "./venue_instrument.ts";

export class Execution {
  readonly orders: OwnOrders;
  readonly desk: ReportDesk;
  #positionLots = new Float64Array(1);
  /** A position changed while there were reduce-only orders. */
  #positionMoved = false;
  #reduceOnlySeen = false;

  constructor(orders: OwnOrders, desk: ReportDesk) {
    this.orders = orders;
    this.desk = desk;
  }

  /** Makes room for an instrument. Cold. */
  define(instrument: number): void {
    this.orders.define(instrument);
    if (instrument < this.#positionLots.length) return;
    const positions = new Float64Array(2 * (instrument + 1));
    positions.set(this.#positionLots);
    this.#positionLots = positions;
  }

  positionLots(instrument: number): number {
    return this.#positionLots[instrument];
  }

  /** Lots that an order on this side could trade before the position grows or turns. */
  reducibleLots(instrument: number, side: number): number {
    const position = this.#positionLots[instrument];
    const against = side === SIDE_BID ? -position : position;
    return against > 0 ? against : 0;
  }

  noteReduceOnly(): void {
    this.#reduceOnlySeen = true;
  }

  /**
   * Fills up to `lots` of an order, which is forgotten when nothing is left of it. A reduce-only one
   * that cannot reduce any more is cancelled.
   * @returns lots filled
   */
  fill(
    instrument: VenueInstrument,
    order: number,
    priceTicks: number,
    lots: number,
    maker: boolean,
  ): number {
    const { orders, desk } = this;
    const side = orders.side[order];
    const reduceOnly = (orders.flags[order] & ORDER_FLAG_REDUCE_ONLY) !== 0;
    const most = reduceOnly ? this.reducibleLots(instrument.id, side) : lots;
    const qtyLots = Math.min(lots, orders.leavesLots[order], most);
    if (qtyLots > 0) {
      const leaves = orders.leavesLots[order] - qtyLots;
      const feeQuote = instrument.fees.feeQuote(priceTicks, qtyLots, maker);
      orders.leavesLots[order] = leaves;
      orders.shownLots[order] -= qtyLots;
      this.#positionLots[instrument.id] += side === SIDE_BID ? qtyLots : -qtyLots;
      this.#positionMoved = this.#reduceOnlySeen;
      if (!maker) instrument.impact.took(side, qtyLots, desk.nowNanos);
      desk.filled(instrument.id, orders.id[order], priceTicks, qtyLots, leaves, feeQuote, maker);
      if (leaves === 0) orders.close(order);
    }
    if (qtyLots < lots && orders.leavesLots[order] > 0 && qtyLots === most) {
      this.cancel(order, REASON_WOULD_INCREASE);
    }
    return qtyLots;
  }

  /** Ends an order with a CANCELLED report. */
  cancel(order: number, reason: number): void {
    const { orders } = this;
    this.desk.cancelled(
      orders.instrument[order],
      orders.id[order],
      reason,
      orders.leavesLots[order],
    );
    orders.close(order);
  }

  /** Ends an order with a report of any other kind. */
  end(order: number, kind: number, reason: number): void {
    const { orders } = this;
    const { id, instrument, leavesLots } = orders;
    this.desk.tell(kind, instrument[order], id[order], reason, leavesLots[order], 0);
    orders.close(order);
  }

  /** After an event: cancels reduce-only orders that have nothing to reduce any more. */
  settle(instrument: number): void {
    if (!this.#positionMoved) return;
    this.#positionMoved = false;
    const { orders } = this;
    for (let list = 0; list < LISTS; list++) {
      for (let order = orders.first(instrument, list); order !== 0;) {
        const next = orders.next(order);
        const reduceOnly = (orders.flags[order] & ORDER_FLAG_REDUCE_ONLY) !== 0;
        if (reduceOnly && this.reducibleLots(instrument, orders.side[order]) === 0) {
          this.cancel(order, REASON_WOULD_INCREASE);
        }
        order = next;
      }
    }
  }
}
