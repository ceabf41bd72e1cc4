/**
 * The currency that an instrument is paid in, from its symbol and venue: an inverse contract's is its
 * base. Amounts of different currencies are never added up.
 */

/** Longest first where one ends like another. */
const QUOTES = [
  "FDUSD",
  "USDT",
  "USDC",
  "TUSD",
  "BUSD",
  "USD",
  "EUR",
  "GBP",
  "JPY",
  "TRY",
  "BRL",
  "DAI",
  "BTC",
  "ETH",
  "BNB",
] as const;

const BY_VENUE: Readonly<Record<string, string>> = {
  nasdaq: "USD",
  shfe: "CNY",
};

const COIN_MARGINED = "binance-coinm";

/** Where neither symbol nor venue says. */
export const UNKNOWN_CURRENCY = "quote";

/**
 * "BTCUSDT" → "USDT", "BTC-USD" → "USD", GOOG on nasdaq → "USD", BTCUSD_PERP on binance-coinm → "BTC";
 * "quote" where nobody knows.
 */
export function quoteCurrencyOf(symbol: string, venue: string): string {
  const known = BY_VENUE[venue];
  if (known !== undefined) return known;
  const name = symbol.toUpperCase();
  const base = venue === COIN_MARGINED ? /^([A-Z0-9]+)USD_/.exec(name) : null;
  if (base !== null) return base[1];
  const separated = /^[A-Z0-9]+[-/]([A-Z]{3,5})$/.exec(name);
  if (separated !== null) return separated[1];
  // Delivery dates and the like follow an underscore: BTCUSDT_240927.
  const [pair] = name.split("_");
  const quote = QUOTES.find((ending) => pair.length > ending.length && pair.endsWith(ending));
  return quote ?? UNKNOWN_CURRENCY;
}
