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
import { Pace } from "./pace.ts";

export class Quote {
  readonly #slot: OrderSlot;
  readonly #pace: Pace;
  readonly #side: number;

  constructor(trader: Trader, instrumentId: number, side: number, minIntervalNanos: number) {
    this.#slot = new OrderSlot(trader, instrumentId);
    this.#pace = new Pace(trader, minIntervalNanos);
    this.#side = side;
  }

  get isFree(): boolean {
    return this.#slot.isFree;
  }

  /** Wants up to so many lots at a price, without taking; none at all where that is below 1. */
  keep(priceTicks: number, qtyLots: number): void {
    const slot = this.#slot;
    if (!(qtyLots >= 1)) {
      this.drop();
      return;
    }
    if (slot.priceTicks === priceTicks && slot.leavesLots <= qtyLots) return;
    if (!this.#pace.isDue) return;
    if (slot.isFree) {
      this.#pace.note(
        slot.send(this.#side, priceTicks, qtyLots, ORDER_FLAG_POST_ONLY, TIF_GTC),
      );
    } else if (slot.isSettled) {
      this.#pace.note(slot.modify(priceTicks, qtyLots));
    }
  }

  /** Wants nothing. Held up only after a refusal. */
  drop(): void {
    if (!this.#slot.isSettled) return;
    if (this.#pace.isRefused && !this.#pace.isDue) return;
    this.#pace.note(this.#slot.cancel());
  }

  /** @returns whether the report is about this quote */
  onReport(report: ReportView): boolean {
    return this.#slot.onReport(report);
  }
}
