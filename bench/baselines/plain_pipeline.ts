/**
 * The whole pipeline as a competent developer writes it in an afternoon: one thread, JSON.parse for
 * every event, Maps for books and a sort for their best levels, arrays for features, an object for
 * every result. It reads the same events as Millrace and comes to the same books.
 */
import { PlainBook, type PlainLevel } from "./plain_book.ts";
import type { PlainEvent } from "./plain_events.ts";
import { PlainFeatureCalculator, type PlainFeatures } from "./plain_features.ts";
import type { PlainModel } from "./plain_model.ts";

const LEVELS = 10;

/** What comes out for one event. */
export interface PlainResult {
  readonly instrument: number;
  readonly recvNanos: number;
  readonly bids: readonly PlainLevel[];
  readonly asks: readonly PlainLevel[];
  readonly features: PlainFeatures;
  readonly prediction: readonly number[];
}

export interface PlainOptions {
  /** Size of a tick by instrument. */
  readonly ticks: readonly number[];
  readonly model: PlainModel | undefined;
  /** Results between two predictions. */
  readonly predictEvery: number;
  readonly onResult: (result: PlainResult) => void;
}

export interface PlainSummary {
  readonly results: number;
  /** Quotes and books of the venue's that were compared with ours, and those that differed. */
  readonly compared: number;
  readonly mismatches: number;
}

class PlainInstrument {
  readonly book = new PlainBook();
  readonly calculator: PlainFeatureCalculator;
  buys = 0;
  sells = 0;
  trades = 0;
  rebuilt = true;
  prediction: readonly number[] = [];

  constructor(tick: number) {
    this.calculator = new PlainFeatureCalculator(tick);
  }
}

export function runPlainPipeline(
  events: Iterable<PlainEvent>,
  options: PlainOptions,
): PlainSummary {
  const instruments = new Map<number, PlainInstrument>();
  const latest = new Map<number, PlainFeatures>();
  let results = 0;
  let compared = 0;
  let mismatches = 0;
  for (const event of events) {
    let instrument = instruments.get(event.instrument);
    if (instrument === undefined) {
      instrument = new PlainInstrument(options.ticks[event.instrument]);
      instruments.set(event.instrument, instrument);
    }
    let changed = false;
    for (const change of event.changes) {
      if (change.kind === "instrument") continue;
      if (change.kind === "quote") {
        compared++;
        const [bid] = instrument.book.top("bid", 1);
        const [ask] = instrument.book.top("ask", 1);
        if (bid?.price !== change.bid || ask?.price !== change.ask) mismatches++;
        continue;
      }
      changed = true;
      if (change.kind === "book") {
        compared++;
        if (!instrument.book.adopt(change)) mismatches++;
        continue;
      }
      if (change.kind === "clear") instrument.rebuilt = true;
      const trade = instrument.book.apply(change);
      if (trade === undefined || trade.side === "none") continue;
      instrument.trades++;
      if (trade.side === "bid") instrument.buys += trade.qty;
      else instrument.sells += trade.qty;
    }
    if (!changed) continue;
    const bids = instrument.book.top("bid", LEVELS);
    const asks = instrument.book.top("ask", LEVELS);
    if (bids.length === 0 || asks.length === 0 || bids[0].price >= asks[0].price) continue;
    const { buys, sells, trades, rebuilt } = instrument;
    const features = instrument.calculator.update({
      nanos: event.recvNanos,
      bids,
      asks,
      buys,
      sells,
      trades,
      rebuilt,
    });
    instrument.buys = 0;
    instrument.sells = 0;
    instrument.trades = 0;
    instrument.rebuilt = false;
    latest.set(event.instrument, features);
    results++;
    if (options.model !== undefined && results % options.predictEvery === 0) {
      for (const [id, newest] of latest) {
        instruments.get(id)!.prediction = options.model.predict(newest);
      }
    }
    const { prediction } = instrument;
    const { recvNanos } = event;
    options.onResult({
      instrument: event.instrument,
      recvNanos,
      bids,
      asks,
      features,
      prediction,
    });
  }
  return { results, compared, mismatches };
}
