/**
 * What a strategy is. The same object trades in replay, in a backtest, on paper and for real: it sees
 * frames and reports, and speaks to a trader; it never learns where it runs.
 *
 * ```text
 *   frame ──▶ onFrame ─╮
 *   report ─▶ onReport ├─▶ trader.submit, modify, cancel ─▶ risk gate ─▶ order command
 *   timer ──▶ onTimer ─╯
 * ```
 *
 * All time is event time, so what a strategy does depends on what it was shown and nothing else. A
 * strategy must not read a clock, draw random numbers without a seed, or keep the views that it is
 * handed: they are the same objects every time, filled anew.
 */
import type { FrameView } from "./frame_view.ts";
import type { ParameterSchema, ParameterValues } from "./parameters.ts";
import type { ReportView } from "./report_view.ts";
import type { Trader } from "./trader.ts";

export interface Strategy {
  /** Before the first frame. */
  onStart?(): void;
  /**
   * A frame of before its time, to learn from: in walk-forward those of the window before. Only for
   * a definition that {@link StrategyDefinition.learns}; whatever it asks for then is refused.
   */
  onHistory?(frame: FrameView): void;
  /** Every frame of an instrument that the strategy trades. Allocation-free if it is to be fast. */
  onFrame(frame: FrameView): void;
  /** What became of the strategy's own orders. */
  onReport?(report: ReportView): void;
  /** As often as {@link Trader.setTimer} asked for, in event time. */
  onTimer?(nowNanos: number): void;
  /** After the last frame: orders still open are cancelled by whoever runs the strategy. */
  onStop?(): void;
}

/** What a strategy is made with. */
export interface StrategySetup<P extends ParameterSchema> {
  readonly trader: Trader;
  readonly parameters: ParameterValues<P>;
  /** Instruments that it trades, by number. */
  readonly instruments: readonly TradedInstrument[];
  /** Of its own pseudo-random numbers, where it needs some. */
  readonly seed: number;
}

/** An instrument as a strategy knows it. */
export interface TradedInstrument {
  readonly id: number;
  readonly symbol: string;
  readonly venue: string;
  /** Price of one tick in quote currency, size of one lot in base currency. */
  readonly priceUnit: number;
  readonly qtyUnit: number;
}

/** What a strategy's file exports as `strategy`, and what the registry lists. */
export interface StrategyDefinition<P extends ParameterSchema = ParameterSchema> {
  /** snake_case, as on the command line. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Where the idea is published. */
  readonly source: string;
  readonly parameters: P;
  /** Features that it reads, by name; a run without them is refused. */
  readonly features?: readonly string[];
  /** It has onHistory, and begins with the first frame that it may learn from. */
  readonly learns?: boolean;
  create(setup: StrategySetup<P>): Strategy;
}

/** Keeps the types of a definition's parameters: `export const strategy = defineStrategy({ … })`. */
export function defineStrategy<const P extends ParameterSchema>(
  definition: StrategyDefinition<P>,
): StrategyDefinition<P> {
  return definition;
}
