/**
 * Takes what is shown: limit orders at the touch that fill at once or not at all, one at a time and
 * no more often than a minimum interval allows.
 *
 * Hot path: no allocation.
 */
import { SIDE_BID } from "../core/base/units.ts";
import type { ReportView } from "../core/trading/report_view.ts";
import type { Trader } from "../core/trading/trader.ts";
import { TIF_IOC } from "../core/wire/order.ts";
import { OrderSlot } from "./order_slot.ts";
import { Pace } from "./pace.ts";

export class Taker {
  readonly #slot: OrderSlot;
  readonly #pace: Pace;
  /** How far through the touch it pays at most. */
  readonly #slipTicks: number;

  constructor(trader: Trader, instrumentId: number, minIntervalNanos: number, slipTicks: number) {
    this.#slot = new OrderSlot(trader, instrumentId);
    this.#pace = new Pace(trader, minIntervalNanos);
    this.#slipTicks = slipTicks;
  }

  /** Nothing is on its way. */
  get isFree(): boolean {
    return this.#slot.isFree;
  }

  /** Buys at the ask or sells at the bid, unless an order is on its way or it is too soon. */
  take(side: number, touchTicks: number, qtyLots: number): void {
    const priceTicks = side === SIDE_BID
      ? touchTicks + this.#slipTicks
      : touchTicks - this.#slipTicks;
    if (!(qtyLots >= 1 && priceTicks >= 1)) return;
    if (!this.#slot.isFree || !this.#pace.isDue) return;
    this.#pace.note(this.#slot.send(side, priceTicks, qtyLots, 0, TIF_IOC));
  }

  /** @returns whether the report is about this taker's order */
  onReport(report: ReportView): boolean {
    return this.#slot.onReport(report);
  }
}
