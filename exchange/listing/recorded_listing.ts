/** Instruments of recordings as listings: a name that clients of the venue accept, and the grid. */
import { UserError } from "../../core/base/errors.ts";
import type { Instrument, Scale } from "../../core/venues/instruments.ts";
import { QUOTES } from "./catalogue.ts";
import { ONE_E8 } from "./fixed.ts";
import { Listing, type VenueName } from "./listing.ts";

const DECIMALS = 8;

/** @throws UserError when prices or sizes are finer than the venue can say */
export function listingOfRecorded({ symbol, scale }: Instrument, venue: VenueName): Listing {
  const { base, quote } = pairOf(symbol);
  const { tickE8, lotE8 } = gridOf(scale);
  if (!isFine(tickE8) || !isFine(lotE8)) {
    throw new UserError(
      `${symbol}: a tick of ${tickE8 / ONE_E8} and a lot of ${lotE8 / ONE_E8} are finer than the ` +
        `exchange can count; give coarser ones with --tick and --lot`,
    );
  }
  return new Listing({
    venue,
    symbol: base + quote,
    base,
    quote,
    tickE8,
    lotE8,
    openingE8: tickE8,
    sizeFactor: 1,
    activity: 1,
  });
}

/** Ticks and lots in units of 10⁻⁸; fractions where they are finer. */
export function gridOf(scale: Scale): { readonly tickE8: number; readonly lotE8: number } {
  return {
    tickE8: scale.tickUnits * 10 ** (DECIMALS - scale.priceDecimals),
    lotE8: scale.lotUnits * 10 ** (DECIMALS - scale.lotDecimals),
  };
}

function isFine(e8: number): boolean {
  return Number.isSafeInteger(e8) && e8 > 0;
}

/** "BTC-USD" is BTC for USD, "GOOG" is GOOG for USD. */
function pairOf(symbol: string): { readonly base: string; readonly quote: string } {
  const letters = symbol.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
  const quote = QUOTES.find((name) => letters.endsWith(name) && letters.length > name.length);
  return {
    base: quote === undefined ? letters : letters.slice(0, -quote.length),
    quote: quote ?? "USD",
  };
}
