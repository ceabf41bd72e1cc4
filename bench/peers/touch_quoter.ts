/**
 * One lot at each side's best price, looked after every 100 ms: what quote_touch.ts and
 * quote_touch_hftbacktest.py both run, to measure the backtest and not the strategy.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_MILLI, SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import type { FrameView } from "../../core/trading/frame_view.ts";
import type { ReportView } from "../../core/trading/report_view.ts";
import { defineStrategy, type Strategy } from "../../core/trading/strategy.ts";
import type { Trader } from "../../core/trading/trader.ts";
import { ORDER_FLAG_POST_ONLY, TIF_GTC } from "../../core/wire/order.ts";
import { OrderSlot } from "../../strategies/order_slot.ts";

const EVERY_NANOS = 100 * NANOS_PER_MILLI;

class TouchQuoter implements Strategy {
  readonly #trader: Trader;
  readonly #slots: readonly OrderSlot[];
  /** By side. */
  readonly #bestTicks = new Int32Array(2);
  #isTwoSided = false;

  constructor(trader: Trader, instrumentId: number) {
    this.#trader = trader;
    this.#slots = [new OrderSlot(trader, instrumentId), new OrderSlot(trader, instrumentId)];
  }

  onStart(): void {
    this.#trader.setTimer(EVERY_NANOS);
  }

  onFrame(frame: FrameView): void {
    this.#isTwoSided = frame.isTwoSided;
    this.#bestTicks[SIDE_BID] = frame.bidTicks;
    this.#bestTicks[SIDE_ASK] = frame.askTicks;
  }

  onReport(report: ReportView): void {
    if (!this.#slots[SIDE_BID].onReport(report)) this.#slots[SIDE_ASK].onReport(report);
  }

  onTimer(): void {
    if (!this.#isTwoSided) return;
    this.#quote(SIDE_BID);
    this.#quote(SIDE_ASK);
  }

  #quote(side: number): void {
    const slot = this.#slots[side];
    const priceTicks = this.#bestTicks[side];
    if (slot.isFree) slot.send(side, priceTicks, 1, ORDER_FLAG_POST_ONLY, TIF_GTC);
    else if (slot.priceTicks !== priceTicks) slot.cancel();
  }
}

export const strategy = defineStrategy({
  name: "touch_quoter",
  summary: "One lot at each side's best price, looked after every 100 ms.",
  source: "made for the comparison",
  parameters: {},
  create: ({ trader, instruments }) => new TouchQuoter(trader, instruments[0].id),
});
