/**
 * Implementation shortfall: waiting is a risk, so it takes at once what the touch shows, as long as
 * the price has not run away from the one on arrival. After the deadline it takes at any price.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_MILLI, NANOS_PER_SECOND, SIDE_ASK, SIDE_BID } from "../core/base/units.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
import { numberOf, type ParameterValues, wholeOf } from "../core/trading/parameters.ts";
import type { ReportView } from "../core/trading/report_view.ts";
import { defineStrategy } from "../core/trading/strategy.ts";
import type { Trader } from "../core/trading/trader.ts";
import { REPORT_FILLED } from "../core/wire/report.ts";
import { byInstrument, type InstrumentTrader } from "./by_instrument.ts";
import { ParentOrder } from "./parent_order.ts";
import { PARENT_PARAMETERS } from "./scheduled_execution.ts";
import { Taker } from "./taker.ts";

const PARAMETERS = {
  ...PARENT_PARAMETERS,
  limit_bps: numberOf(5, 0, 10_000, "how much worse than the arrival's mid it pays in time"),
  touch_share: numberOf(0.5, 1e-3, 1, "share of the lots at the touch that it takes at once"),
  least_lots: wholeOf(1, 1, 1e12, "lots that it takes at least, however few are shown"),
  min_interval_ms: wholeOf(250, 0, 86_400_000, "least time between two orders"),
} as const;

export class ShortfallTaker implements InstrumentTrader {
  readonly parent: ParentOrder;
  readonly #taker: Taker;
  readonly #parameters: ParameterValues<typeof PARAMETERS>;
  #arrivalNanos = -1;

  constructor(
    trader: Trader,
    instrumentId: number,
    parameters: ParameterValues<typeof PARAMETERS>,
  ) {
    const minIntervalNanos = parameters.min_interval_ms * NANOS_PER_MILLI;
    this.parent = new ParentOrder(
      parameters.side === "buy" ? SIDE_BID : SIDE_ASK,
      parameters.qty_lots,
    );
    this.#taker = new Taker(trader, instrumentId, minIntervalNanos, 0);
    this.#parameters = parameters;
  }

  onFrame(frame: FrameView): void {
    const { parent } = this;
    const { start_s, duration_s, limit_bps, touch_share, least_lots } = this.#parameters;
    const nowNanos = frame.nowNanos;
    if (this.#arrivalNanos < 0) this.#arrivalNanos = nowNanos + start_s * NANOS_PER_SECOND;
    if (parent.isComplete || nowNanos < this.#arrivalNanos) return;
    if (!frame.isTwoSided || frame.bidTicks > frame.askTicks) return;
    parent.arrive(frame.midTicks);
    const buys = parent.side === SIDE_BID;
    const priceTicks = buys ? frame.askTicks : frame.bidTicks;
    const worseTicks = buys ? priceTicks - parent.arrivalTicks : parent.arrivalTicks - priceTicks;
    const isLate = nowNanos >= this.#arrivalNanos + duration_s * NANOS_PER_SECOND;
    if (!isLate && worseTicks > limit_bps / 10_000 * parent.arrivalTicks) return;
    const shownLots = frame.levelLots(buys ? SIDE_ASK : SIDE_BID, 0);
    const lots = Math.max(least_lots, Math.floor(shownLots * touch_share));
    this.#taker.take(frame, parent.side, Math.min(lots, parent.remainingLots));
  }

  onReport(report: ReportView): void {
    if (this.#taker.onReport(report) && report.kind === REPORT_FILLED) {
      this.parent.onFill(report.priceTicks, report.qtyLots);
    }
  }
}

export const strategy = defineStrategy({
  name: "shortfall_taker",
  summary: "Takes what the touch shows until a parent order is done, near the price on arrival.",
  source: "Perold (1988), The Implementation Shortfall: Paper versus Reality",
  parameters: PARAMETERS,
  create: ({ trader, parameters, instruments }) =>
    byInstrument(instruments, ({ id }) => new ShortfallTaker(trader, id, parameters)),
});
