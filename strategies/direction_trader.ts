/**
 * Trades a direction: long, flat or short by a fixed number of lots, reached by taking at the touch.
 * What the direction is, a model of one method says.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_MILLI, SIDE_ASK, SIDE_BID } from "../core/base/units.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
import { choiceOf, type ParameterValues, wholeOf } from "../core/trading/parameters.ts";
import type { ReportView } from "../core/trading/report_view.ts";
import type { Strategy, StrategySetup, TradedInstrument } from "../core/trading/strategy.ts";
import type { Trader } from "../core/trading/trader.ts";
import { byInstrument, type InstrumentTrader } from "./by_instrument.ts";
import { Taker } from "./taker.ts";

export const LONG = 1;
export const FLAT = 0;
export const SHORT = -1;

/** What all of them can be told. */
export const DIRECTION_PARAMETERS = {
  position_lots: wholeOf(10, 1, 1e12, "lots held when long, or short; never more"),
  shorts: choiceOf(["yes", "no"], "whether it may sell what it does not have"),
  min_interval_ms: wholeOf(1_000, 0, 86_400_000, "least time between two orders"),
  slip_ticks: wholeOf(0, 0, 1_000, "ticks beyond the touch that an order may pay"),
} as const;

export type DirectionParameters = ParameterValues<typeof DIRECTION_PARAMETERS>;

/** Says where the price goes. */
export interface DirectionModel {
  /** @param current what it said last; also the answer where the frame says nothing new */
  directionOf(frame: FrameView, current: number): number;
}

/** A strategy that follows a model an instrument. */
export function followDirection(
  { trader, parameters, instruments }: StrategySetup<typeof DIRECTION_PARAMETERS>,
  modelOf: (instrument: TradedInstrument) => DirectionModel,
): Strategy {
  return byInstrument(
    instruments,
    (instrument) => new DirectionTrader(trader, instrument.id, parameters, modelOf(instrument)),
  );
}

/**
 * A direction with hysteresis: taken when the signal reaches `enter`, given up when it falls back
 * below `exit`; mirrored for short. `exit` is at most `enter`.
 */
export function hysteresis(signal: number, enter: number, exit: number, current: number): number {
  if (signal > 0 && signal >= enter) return LONG;
  if (signal < 0 && signal <= -enter) return SHORT;
  if (current === LONG && signal < exit) return FLAT;
  if (current === SHORT && signal > -exit) return FLAT;
  return current;
}

class DirectionTrader implements InstrumentTrader {
  readonly #trader: Trader;
  readonly #instrumentId: number;
  readonly #model: DirectionModel;
  readonly #taker: Taker;
  readonly #positionLots: number;
  readonly #least: number;
  #direction = FLAT;

  constructor(
    trader: Trader,
    instrumentId: number,
    { position_lots, shorts, min_interval_ms, slip_ticks }: DirectionParameters,
    model: DirectionModel,
  ) {
    this.#trader = trader;
    this.#instrumentId = instrumentId;
    this.#model = model;
    this.#taker = new Taker(trader, instrumentId, min_interval_ms * NANOS_PER_MILLI, slip_ticks);
    this.#positionLots = position_lots;
    this.#least = shorts === "yes" ? SHORT : FLAT;
  }

  onFrame(frame: FrameView): void {
    if (!frame.isTwoSided || frame.bidTicks > frame.askTicks) return;
    this.#direction = this.#model.directionOf(frame, this.#direction);
    const targetLots = Math.max(this.#direction, this.#least) * this.#positionLots;
    const gapLots = targetLots - this.#trader.positionLots(this.#instrumentId);
    if (gapLots > 0) this.#taker.take(frame, SIDE_BID, gapLots);
    else if (gapLots < 0) this.#taker.take(frame, SIDE_ASK, -gapLots);
  }

  onReport(report: ReportView): void {
    this.#taker.onReport(report);
  }
}
