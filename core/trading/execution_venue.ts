/**
 * What stands around the trading stage: the venue behind its risk gate, and whoever looks on.
 */
import type { FrameView } from "./frame_view.ts";
import type { ReportView } from "./report_view.ts";

/**
 * The simulated exchange, or the gateway to a real one. Commands go in as they are let out, reports
 * come back in the order of their receipt.
 */
export interface ExecutionVenue {
  /**
   * Reports come from outside, in their own time: they are taken between two inputs, and never while
   * event time is brought forward. Default: they are due in event time.
   */
  readonly isOutside?: boolean;
  /** Every market message, in the order of the ring. */
  onMarket(words: Int32Array, doubles: Float64Array, at: number): void;
  /** A command of core/wire/order.ts at word index `at`. */
  onCommand(words: Int32Array, doubles: Float64Array, at: number): void;
  /** Local time has come to this: what is known by then may be asked for. */
  advanceTo(localNanos: number): void;
  /** Moves {@link reportAt} to the next report that is known by then; false = there is none. */
  nextReport(localNanos: number): boolean;
  readonly reportWords: Int32Array;
  readonly reportDoubles: Float64Array;
  /** Word index. */
  readonly reportAt: number;
}

/** Sees all that passes between strategies, gate and venue; for journals of backtests. */
export interface TradingObserver {
  /** Before strategies see it. */
  onFrame?(frame: FrameView): void;
  /** When it leaves the gate. */
  onCommand?(words: Int32Array, doubles: Float64Array, at: number): void;
  /** After it has changed orders and positions, before its strategy sees it. */
  onReport?(report: ReportView): void;
  /** The gate refused something. @param reason REASON_* */
  onRefused?(reason: number, strategyId: number): void;
  /** The gate threw its kill switch by itself. @param reason REASON_* */
  onKilled?(reason: number): void;
  /** A strategy failed and was stopped. */
  onFailed?(strategyId: number): void;
}
