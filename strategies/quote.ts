/**
 * One resting order kept where it is wanted. It moves only when the wanted price does, by whole ticks,
 * and no more often than a minimum interval allows: what is in the queue keeps its place. It is not
 * filled up after a partial fill, for the same reason; it shrinks when less is wanted.
 *
 * Hot path: no allocation.
 */
import type { ReportView } from "../core/trading/report_view.ts";
import type { Trader } from "../core/trading/trader.ts";
import { ORDER_FLAG_POST_ONLY, TIF_GTC } from "../core/wire/order.ts";
import { OrderSlot } from "./order_slot.ts";

export class Quote {
  readonly #trader: Trader;
  readonly #slot: OrderSlot;
  readonly #side: number;
  readonly #minIntervalNanos: number;
  #notBeforeNanos = -1;
  /** The newest cancel was refused before it was sent. */
  #isRefused = false;

  constructor(trader: Trader, instrumentId: number, side: number, minIntervalNanos: number) {
    this.#trader = trader;
    this.#slot = new OrderSlot(trader, instrumentId);
    this.#side = side;
    this.#minIntervalNanos = minIntervalNanos;
  }

  get isFree(): boolean {
    return this.#slot.isFree;
  }

  /** What may still fill. */
  get leavesLots(): number {
    return this.#slot.leavesLots;
  }

  /** Wants up to so many lots at a price, without taking; none at all where that is below 1. */
  keep(priceTicks: number, qtyLots: number): void {
    const slot = this.#slot;
    if (!(qtyLots >= 1)) {
      this.drop();
      return;
    }
    if (slot.priceTicks === priceTicks && slot.leavesLots <= qtyLots) return;
    if (this.#trader.nowNanos < this.#notBeforeNanos) return;
    if (slot.isFree) {
      slot.send(this.#side, priceTicks, qtyLots, ORDER_FLAG_POST_ONLY, TIF_GTC);
    } else if (slot.isSettled) {
      slot.modify(priceTicks, qtyLots);
    } else return;
    this.#rest();
  }

  /** Wants nothing. Not held up by the minimum interval, unless a cancel was refused. */
  drop(): void {
    if (!this.#slot.isSettled) return;
    if (this.#isRefused && this.#trader.nowNanos < this.#notBeforeNanos) return;
    this.#isRefused = !this.#slot.cancel();
    this.#rest();
  }

  /** @returns whether the report is about this quote */
  onReport(report: ReportView): boolean {
    return this.#slot.onReport(report);
  }

  #rest(): void {
    this.#notBeforeNanos = this.#trader.nowNanos + this.#minIntervalNanos;
  }
}
