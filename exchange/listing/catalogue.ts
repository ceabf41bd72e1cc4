/**
 * Which symbols can be listed, and how: names that Binance's clients know, at prices of their order of
 * magnitude. Ticks are coarser than on the real venue, so that the simulated flow, which thinks in
 * ticks, moves prices by as many basis points as a market does.
 */
import { UserError } from "../../core/base/errors.ts";
import { Listing, type VenueName } from "./listing.ts";
import { ONE_E8 } from "./fixed.ts";

export const DEFAULT_SYMBOLS: readonly string[] = ["BTCUSDT", "ETHUSDT"];
export const MAX_LISTED_SYMBOLS = 64;

interface Coin {
  readonly price: number;
  readonly tick: number;
  readonly lot: number;
  /** Lots of a usual order are about 100 times this. */
  readonly sizeFactor: number;
  readonly activity: number;
}

const COINS: Readonly<Record<string, Coin>> = {
  BTC: { price: 60_000, tick: 1, lot: 0.000_01, sizeFactor: 40, activity: 4 },
  ETH: { price: 3_000, tick: 0.1, lot: 0.000_1, sizeFactor: 60, activity: 2.5 },
  SOL: { price: 150, tick: 0.01, lot: 0.001, sizeFactor: 100, activity: 1.5 },
  BNB: { price: 600, tick: 0.02, lot: 0.001, sizeFactor: 20, activity: 1 },
  XRP: { price: 0.5, tick: 0.000_05, lot: 0.1, sizeFactor: 50, activity: 1 },
  DOGE: { price: 0.15, tick: 0.000_01, lot: 1, sizeFactor: 10, activity: 1 },
};
const UNKNOWN_COIN: Coin = { price: 100, tick: 0.01, lot: 0.001, sizeFactor: 100, activity: 1 };
/** Assets that things are priced in. */
export const QUOTES = ["USDT", "USDC", "FDUSD", "BUSD", "TUSD", "USD", "EUR"] as const;
/** Lots of futures are coarser. */
const FUTURES_LOT_FACTOR = 100;
const SYMBOL = /^[A-Z0-9]{2,20}$/;

/** @throws UserError naming the symbol that cannot be listed */
export function listingsOf(symbols: readonly string[], venues: readonly VenueName[]): Listing[] {
  if (symbols.length === 0 || symbols.length > MAX_LISTED_SYMBOLS) {
    throw new UserError(`${symbols.length} symbols: the exchange lists 1 to ${MAX_LISTED_SYMBOLS}`);
  }
  const twice = symbols.find((symbol, i) => symbols.indexOf(symbol) < i);
  if (twice !== undefined) throw new UserError(`symbol "${twice}" is named twice`);
  return venues.flatMap((venue) => symbols.map((symbol) => listingOf(symbol, venue)));
}

function listingOf(symbol: string, venue: VenueName): Listing {
  const quote = QUOTES.find((name) => symbol.endsWith(name) && symbol.length > name.length);
  if (quote === undefined || !SYMBOL.test(symbol)) {
    throw new UserError(
      `symbol "${symbol}": must be capitals and digits and end in one of ${QUOTES.join(", ")}`,
    );
  }
  const base = symbol.slice(0, -quote.length);
  const coin = COINS[base] ?? UNKNOWN_COIN;
  const factor = venue === "spot" ? 1 : FUTURES_LOT_FACTOR;
  return new Listing({
    venue,
    symbol,
    base,
    quote,
    tickE8: Math.round(coin.tick * ONE_E8),
    lotE8: Math.min(Math.round(coin.lot * ONE_E8) * factor, ONE_E8),
    openingE8: Math.round(coin.price * ONE_E8),
    sizeFactor: Math.max(1, Math.round(coin.sizeFactor / factor)),
    activity: coin.activity,
  });
}
