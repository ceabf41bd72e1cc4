/**
 * The lanes of Kraken's pairs, shared by all connections: opened when a pair first appears, with its
 * scale from the venue's list of pairs, from the user, or inferred from the numbers at hand. Cold.
 */
import { VENUE_KRAKEN } from "../../wire/market.ts";
import { Unreadable } from "../coinbase/messages.ts";
import type { InstrumentRegistry, Scale } from "../instruments.ts";
import type { MarketWriter } from "../market_writer.ts";
import { type ScaleFinder, SymbolSurvey } from "../scale_survey.ts";
import { KrakenLane } from "./lane.ts";
import type { Row } from "./messages.ts";

const ANY_SCALE: Scale = { priceDecimals: 0, tickUnits: 1, lotDecimals: 0, lotUnits: 1 };

export class KrakenLanes {
  readonly #bySymbol = new Map<string, KrakenLane>();
  /** Two connections tell the same for a while: trades may come twice. */
  repeats = false;

  named(symbol: string): KrakenLane | undefined {
    return this.#bySymbol.get(symbol);
  }

  add(lane: KrakenLane): void {
    this.#bySymbol.set(lane.symbol, lane);
  }

  list(): IterableIterator<KrakenLane> {
    return this.#bySymbol.values();
  }
}

/**
 * @param numbers rows that begin with a price and a quantity of the pair
 * @throws Unreadable when the scale is neither known nor inferable
 */
export function openLane(
  symbol: string,
  numbers: readonly Row[],
  scaleOf: ScaleFinder,
  instruments: InstrumentRegistry,
  writer: MarketWriter,
): KrakenLane {
  if (!instruments.wants(symbol)) {
    const nobody = { id: -1, venue: VENUE_KRAKEN, symbol, scale: ANY_SCALE };
    return new KrakenLane(nobody, false, "unused");
  }
  const known = scaleOf(symbol) ?? infer(numbers);
  const given = instruments.overrides.get(symbol.toUpperCase());
  const isGiven = given?.priceDecimals !== undefined && given.lotDecimals !== undefined;
  if (known === undefined && !isGiven) {
    throw new Unreadable(
      `the scale of ${symbol} is not known and cannot be inferred from this message; ` +
        `give --tick ${symbol}=… and --lot ${symbol}=…`,
    );
  }
  const scale = known?.scale ?? ANY_SCALE;
  const instrument = instruments.define(VENUE_KRAKEN, symbol, scale, writer);
  return new KrakenLane(instrument, true, given === undefined ? known?.origin ?? "" : "given");
}

function infer(numbers: readonly Row[]) {
  const survey = new SymbolSurvey();
  for (const [price, qty] of numbers) {
    survey.price.see(price);
    survey.qty.see(qty);
  }
  const scale = survey.scale();
  return scale === undefined ? undefined : { scale, origin: "inferred" };
}
