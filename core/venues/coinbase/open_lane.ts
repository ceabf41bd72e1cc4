/**
 * Opens a lane when a product first appears: its scale from the venue's product list, from the user,
 * or inferred from the numbers at hand. Cold.
 */
import type { InstrumentRegistry, Scale } from "../instruments.ts";
import type { MarketWriter } from "../market_writer.ts";
import { type KnownScale, type ScaleFinder, SymbolSurvey } from "../scale_survey.ts";
import { CoinbaseLane } from "./lane.ts";
import { type Fields, Unreadable } from "./messages.ts";

const ANY_SCALE: Scale = { priceDecimals: 0, tickUnits: 1, lotDecimals: 0, lotUnits: 1 };
const PRICE_FIELDS = ["price_level", "price", "best_bid", "best_ask"];
const QTY_FIELDS = ["new_quantity", "size", "best_bid_quantity", "best_ask_quantity"];

/**
 * @param venue VENUE_* code
 * @param numbers parts of the message that hold prices and quantities of the product
 * @throws Unreadable when the scale is neither known nor inferable
 */
export function openLane(
  venue: number,
  symbol: string,
  numbers: readonly Fields[],
  scaleOf: ScaleFinder,
  instruments: InstrumentRegistry,
  writer: MarketWriter,
): CoinbaseLane {
  if (!instruments.wants(symbol)) {
    const nobody = { id: -1, venue, symbol, scale: ANY_SCALE };
    return new CoinbaseLane(nobody, false, "unused");
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
  const instrument = instruments.define(venue, symbol, scale, writer);
  return new CoinbaseLane(instrument, true, given === undefined ? known?.origin ?? "" : "given");
}

function infer(numbers: readonly Fields[]): KnownScale | undefined {
  const survey = new SymbolSurvey();
  for (const fields of numbers) {
    for (const key of PRICE_FIELDS) survey.price.see(fields[key]);
    for (const key of QTY_FIELDS) survey.qty.see(fields[key]);
  }
  const scale = survey.scale();
  return scale === undefined ? undefined : { scale, origin: "inferred" };
}
