/**
 * Works a parent order along a schedule, slice by slice. What a slice brings is due from its beginning
 * on; what is left of it at its end is overdue.
 *
 * ```text
 *   lots ▲                 ╭──────  schedule, in steps of a slice
 *        │          ╭──────╯ ▲
 *        │   ╭──────╯ ▲      │ due: joins the queue at the touch, or takes
 *        │───╯        │ overdue: takes
 *        └────────────────────▶ time
 * ```
 *
 * Hot path: no allocation.
 */
import {
  NANOS_PER_MILLI,
  NANOS_PER_SECOND,
  NO_PRICE_TICKS,
  SIDE_ASK,
  SIDE_BID,
} from "../core/base/units.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
import { choiceOf, numberOf, type ParameterValues, wholeOf } from "../core/trading/parameters.ts";
import type { ReportView } from "../core/trading/report_view.ts";
import type { Strategy, StrategySetup } from "../core/trading/strategy.ts";
import type { Trader } from "../core/trading/trader.ts";
import { REPORT_FILLED } from "../core/wire/report.ts";
import { byInstrument, type InstrumentTrader } from "./by_instrument.ts";
import { ParentOrder } from "./parent_order.ts";
import { Quote } from "./quote.ts";
import { takenTicks, Taker } from "./taker.ts";

/** What all execution strategies are told. */
export const PARENT_PARAMETERS = {
  side: choiceOf(["buy", "sell"], "which way"),
  qty_lots: wholeOf(100, 1, 1e12, "lots to trade in all; never more"),
  start_s: numberOf(0, 0, 864_000, "seconds from the instrument's first frame to the arrival"),
  duration_s: numberOf(600, 1e-3, 864_000, "seconds from the arrival to the end"),
} as const;

/** What those with a schedule are told. */
export const SCHEDULE_PARAMETERS = {
  ...PARENT_PARAMETERS,
  slice_s: numberOf(30, 1e-3, 86_400, "seconds of a slice"),
  style: choiceOf(["join", "take"], "how what is due is traded: at the own touch, or by taking"),
  least_lots: wholeOf(1, 1, 1e12, "lots of a child order at least, but for the last one"),
  min_interval_ms: wholeOf(250, 0, 86_400_000, "least time between two orders of a kind"),
} as const;

export type ScheduleParameters = ParameterValues<typeof SCHEDULE_PARAMETERS>;

/** Says how much should be done when. */
export interface Schedule {
  /** Sees frames of before the instrument's first. */
  onHistory?(frame: FrameView): void;
  /** Sees all frames from the instrument's first on, before anything is decided from them. */
  onFrame?(frame: FrameView): void;
  /** The parent order arrives. */
  onArrival?(nowNanos: number): void;
  /**
   * Share of the parent order that should be done by the end of the slice that begins now.
   * @param endShare of the time from arrival to the end, 0 to 1
   */
  shareAt(endShare: number, nowNanos: number): number;
  /** It is given up at its end, and not forced. */
  readonly isOpenEnded?: boolean;
}

/** A strategy that works a parent order an instrument along a schedule of its own. */
export function followSchedule(
  { trader, parameters, instruments }: StrategySetup<typeof SCHEDULE_PARAMETERS>,
  scheduleOf: () => Schedule,
): Strategy {
  const strategy = byInstrument(
    instruments,
    ({ id }) => new ScheduledExecution(trader, id, parameters, scheduleOf()),
  );
  const timerNanos = Math.min(parameters.slice_s, 1) * NANOS_PER_SECOND;
  strategy.onStart = () => trader.setTimer(Math.max(1, Math.round(timerNanos)));
  return strategy;
}

export class ScheduledExecution implements InstrumentTrader {
  readonly parent: ParentOrder;
  readonly #trader: Trader;
  readonly #schedule: Schedule;
  readonly #quote: Quote;
  readonly #taker: Taker;
  readonly #joins: boolean;
  readonly #leastLots: number;
  readonly #startNanos: number;
  readonly #durationNanos: number;
  readonly #sliceNanos: number;
  /** −1 = not yet known. */
  #firstNanos = -1;
  #arrivalNanos = -1;
  #slice = -1;
  #dueLots = 0;
  #overdueLots = 0;
  #bidTicks = 0;
  #askTicks = 0;
  #takenTicks: number = NO_PRICE_TICKS;

  constructor(
    trader: Trader,
    instrumentId: number,
    parameters: ScheduleParameters,
    schedule: Schedule,
  ) {
    const { side, qty_lots, start_s, duration_s, slice_s, least_lots } = parameters;
    const minIntervalNanos = parameters.min_interval_ms * NANOS_PER_MILLI;
    this.parent = new ParentOrder(side === "buy" ? SIDE_BID : SIDE_ASK, qty_lots);
    this.#trader = trader;
    this.#schedule = schedule;
    this.#quote = new Quote(trader, instrumentId, this.parent.side, minIntervalNanos);
    this.#taker = new Taker(trader, instrumentId, minIntervalNanos, 0);
    this.#joins = parameters.style === "join";
    this.#leastLots = least_lots;
    this.#startNanos = start_s * NANOS_PER_SECOND;
    this.#durationNanos = duration_s * NANOS_PER_SECOND;
    this.#sliceNanos = Math.min(slice_s, duration_s) * NANOS_PER_SECOND;
  }

  onHistory(frame: FrameView): void {
    this.#schedule.onHistory?.(frame);
  }

  onFrame(frame: FrameView): void {
    if (this.#firstNanos < 0) this.#firstNanos = frame.nowNanos;
    this.#schedule.onFrame?.(frame);
    const isUsable = frame.isTwoSided && frame.bidTicks <= frame.askTicks && frame.bidTicks >= 1;
    this.#bidTicks = isUsable ? frame.bidTicks : 0;
    this.#askTicks = isUsable ? frame.askTicks : 0;
    this.#takenTicks = takenTicks(frame, this.parent.side);
    this.#work();
  }

  onTimer(): void {
    if (this.#firstNanos >= 0) this.#work();
  }

  onReport(report: ReportView): void {
    const isOurs = this.#quote.onReport(report) || this.#taker.onReport(report);
    if (isOurs && report.kind === REPORT_FILLED) {
      this.parent.onFill(report.priceTicks, report.qtyLots);
    }
  }

  #work(): void {
    const nowNanos = this.#trader.nowNanos;
    if (this.parent.isComplete || nowNanos < this.#firstNanos + this.#startNanos) return;
    if (this.#bidTicks === 0) return;
    if (this.#arrivalNanos < 0) {
      this.#arrivalNanos = nowNanos;
      this.parent.arrive((this.#bidTicks + this.#askTicks) / 2);
      this.#schedule.onArrival?.(nowNanos);
    }
    this.#enterSlice();
    if (this.#slice < 0) this.#quote.drop();
    else this.#trade();
  }

  /** Brings what is due and overdue up to date; sets the slice to −1 when all is given up. */
  #enterSlice(): void {
    const nowNanos = this.#trader.nowNanos;
    const elapsedNanos = Math.max(0, nowNanos - this.#arrivalNanos);
    const isOver = elapsedNanos >= this.#durationNanos;
    if (isOver && this.#schedule.isOpenEnded === true) {
      this.#slice = -1;
      return;
    }
    if (isOver) {
      this.#dueLots = this.#overdueLots = this.parent.totalLots;
      this.#slice = Number.MAX_SAFE_INTEGER;
      return;
    }
    const slice = Math.floor(elapsedNanos / this.#sliceNanos);
    if (slice <= this.#slice) return;
    this.#slice = slice;
    const endShare = Math.min(1, (slice + 1) * this.#sliceNanos / this.#durationNanos);
    const share = this.#schedule.shareAt(endShare, nowNanos);
    const targetLots = Math.max(0, Math.min(1, share)) * this.parent.totalLots;
    this.#overdueLots = this.#dueLots;
    this.#dueLots = Math.max(this.#dueLots, targetLots);
  }

  #trade(): void {
    const buys = this.parent.side === SIDE_BID;
    const overdueLots = this.#inOrders(this.#overdueLots);
    const dueLots = this.#inOrders(this.#dueLots);
    const takeLots = this.#joins ? overdueLots : dueLots;
    if (takeLots > 0) {
      // One kind of order at a time, so that both together never trade too much.
      this.#quote.drop();
      if (!this.#quote.isFree) return;
      this.#taker.takeAt(this.parent.side, this.#takenTicks, takeLots);
    } else if (this.#joins && this.#taker.isFree) {
      this.#quote.keep(buys ? this.#bidTicks : this.#askTicks, dueLots);
    }
  }

  /** Lots behind a target, or 0 while they are too few for an order. */
  #inOrders(targetLots: number): number {
    const lots = this.parent.behindLots(targetLots);
    return lots >= Math.min(this.#leastLots, this.parent.remainingLots) ? lots : 0;
  }
}
