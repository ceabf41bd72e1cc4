/**
 * Takes what is shown: limit orders at the touch that fill at once or not at all, one at a time and
 * no more often than a minimum interval allows. A bar shows nothing that could be taken, only what was
 * paid before; there it sends market orders.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS, SIDE_BID } from "../core/base/units.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
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
  take(frame: FrameView, side: number, qtyLots: number): void {
    this.takeAt(side, takenTicks(frame, side), qtyLots);
  }

  /** @param touchTicks NO_PRICE_TICKS = at any price */
  takeAt(side: number, touchTicks: number, qtyLots: number): void {
    if (!(qtyLots >= 1) || !this.#slot.isFree || !this.#pace.isDue) return;
    let priceTicks = touchTicks;
    if (touchTicks !== NO_PRICE_TICKS) {
      priceTicks += side === SIDE_BID ? this.#slipTicks : -this.#slipTicks;
      if (priceTicks < 1) return;
    }
    this.#pace.note(this.#slot.send(side, priceTicks, qtyLots, 0, TIF_IOC));
  }

  /** @returns whether the report is about this taker's order */
  onReport(report: ReportView): boolean {
    return this.#slot.onReport(report);
  }
}

/** What a taker of a side pays at most; NO_PRICE_TICKS where the frame shows none. */
export function takenTicks(frame: FrameView, side: number): number {
  if (frame.isBar) return NO_PRICE_TICKS;
  return side === SIDE_BID ? frame.askTicks : frame.bidTicks;
}
