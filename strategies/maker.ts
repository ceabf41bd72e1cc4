/**
 * Makes a market in one instrument: keeps a bid and an ask where a model wants them, rounded to ticks
 * away from the mid, never through the other side, never beyond the inventory limit. Without a book,
 * or with a crossed one, it quotes nothing.
 *
 * Hot path: no allocation.
 */
import { NANOS_PER_MILLI, SIDE_ASK, SIDE_BID } from "../core/base/units.ts";
import type { FrameView } from "../core/trading/frame_view.ts";
import { type ParameterValues, wholeOf } from "../core/trading/parameters.ts";
import type { ReportView } from "../core/trading/report_view.ts";
import type { Strategy, StrategySetup } from "../core/trading/strategy.ts";
import type { Trader } from "../core/trading/trader.ts";
import { byInstrument, type InstrumentTrader } from "./by_instrument.ts";
import { Quote } from "./quote.ts";

/** Beyond this a price does not fit a tick. */
const MOST_TICKS = 0x7fff_fff0;

/** What all makers are told. */
export const MAKER_PARAMETERS = {
  qty_lots: wholeOf(1, 1, 1e12, "lots quoted on a side"),
  max_position_lots: wholeOf(10, 1, 1e12, "lots held at most, long or short"),
  min_interval_ms: wholeOf(100, 0, 86_400_000, "least time between two changes of a quote"),
} as const;

export type MakerParameters = ParameterValues<typeof MAKER_PARAMETERS>;

/** Says where to quote. */
export interface QuoteModel {
  /** In ticks, fractions included; of the newest update. */
  readonly bidTicks: number;
  readonly askTicks: number;
  /** Sees every frame. @returns whether there is anything to quote */
  update(frame: FrameView, positionLots: number): boolean;
}

/** A strategy that makes a market by a model an instrument. */
export function makeMarket(
  { trader, parameters, instruments }: StrategySetup<typeof MAKER_PARAMETERS>,
  modelOf: () => QuoteModel,
): Strategy {
  return byInstrument(instruments, ({ id }) => new Maker(trader, id, parameters, modelOf()));
}

export class Maker implements InstrumentTrader {
  readonly #trader: Trader;
  readonly #instrumentId: number;
  readonly #qtyLots: number;
  readonly #maxLots: number;
  readonly #model: QuoteModel;
  readonly #bid: Quote;
  readonly #ask: Quote;

  constructor(
    trader: Trader,
    instrumentId: number,
    parameters: MakerParameters,
    model: QuoteModel,
  ) {
    const minIntervalNanos = parameters.min_interval_ms * NANOS_PER_MILLI;
    this.#trader = trader;
    this.#instrumentId = instrumentId;
    this.#qtyLots = parameters.qty_lots;
    this.#maxLots = parameters.max_position_lots;
    this.#model = model;
    this.#bid = new Quote(trader, instrumentId, SIDE_BID, minIntervalNanos);
    this.#ask = new Quote(trader, instrumentId, SIDE_ASK, minIntervalNanos);
  }

  onFrame(frame: FrameView): void {
    const positionLots = this.#trader.positionLots(this.#instrumentId);
    const hasQuotes = this.#model.update(frame, positionLots);
    const hasBook = frame.isTwoSided && !frame.isBar && frame.bidTicks < frame.askTicks;
    if (!hasQuotes || !hasBook) {
      this.#bid.drop();
      this.#ask.drop();
      return;
    }
    const bidTicks = Math.min(Math.floor(this.#model.bidTicks), frame.askTicks - 1);
    const askTicks = Math.max(Math.ceil(this.#model.askTicks), frame.bidTicks + 1, bidTicks + 1);
    const bidLots = bidTicks >= 1 ? Math.min(this.#qtyLots, this.#maxLots - positionLots) : 0;
    const askLots = askTicks >= 1 && askTicks <= MOST_TICKS
      ? Math.min(this.#qtyLots, this.#maxLots + positionLots)
      : 0;
    this.#bid.keep(bidTicks, bidLots);
    this.#ask.keep(askTicks, askLots);
  }

  onReport(report: ReportView): void {
    if (!this.#bid.onReport(report)) this.#ask.onReport(report);
  }
}
