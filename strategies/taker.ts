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

export class Taker {
  readonly #trader: Trader;
  readonly #slot: OrderSlot;
  readonly #minIntervalNanos: number;
  /** How far through the touch it pays at most. */
  readonly #slipTicks: number;
  #notBeforeNanos = -1;

  constructor(trader: Trader, instrumentId: number, minIntervalNanos: number, slipTicks: number) {
    this.#trader = trader;
    this.#slot = new OrderSlot(trader, instrumentId);
    this.#minIntervalNanos = minIntervalNanos;
    this.#slipTicks = slipTicks;
  }

  /** Nothing is on its way. */
  get isFree(): boolean {
    return this.#slot.isFree;
  }

  /** What may still fill. */
  get leavesLots(): number {
    return this.#slot.leavesLots;
  }

  /** Buys at the ask or sells at the bid, unless an order is on its way or it is too soon. */
  take(side: number, touchTicks: number, qtyLots: number): void {
    const priceTicks = side === SIDE_BID
      ? touchTicks + this.#slipTicks
      : touchTicks - this.#slipTicks;
    if (!(qtyLots >= 1 && priceTicks >= 1)) return;
    if (!this.#slot.isFree || this.#trader.nowNanos < this.#notBeforeNanos) return;
    this.#slot.send(side, priceTicks, qtyLots, 0, TIF_IOC);
    this.#notBeforeNanos = this.#trader.nowNanos + this.#minIntervalNanos;
  }

  /** @returns whether the report is about this taker's order */
  onReport(report: ReportView): boolean {
    return this.#slot.onReport(report);
  }
}
