/**
 * Binance's three markets, and the marks by which a recording tells which one it is of.
 */
import { VENUE_BINANCE, VENUE_BINANCE_COINM, VENUE_BINANCE_USDM } from "../../wire/market.ts";

export const BINANCE_MARKETS = ["spot", "usdm", "coinm"] as const;
export type BinanceMarket = typeof BINANCE_MARKETS[number];

/** COIN-M symbols settle in coin: BTCUSD_PERP, BTCUSD_240927. BTCUSDT_240927 is USD-M. */
const COINM_SYMBOL = /USD_(PERP|\d{6})$/;

export function venueOf(market: BinanceMarket): number {
  switch (market) {
    case "spot":
      return VENUE_BINANCE;
    case "usdm":
      return VENUE_BINANCE_USDM;
    case "coinm":
      return VENUE_BINANCE_COINM;
  }
}

/**
 * The market that a payload comes from, as far as it shows: COIN-M names the pair (`ps`), futures
 * chain their depth updates (`pu`), name their book tickers (`e`) and say how a trade came about
 * (`X`); only spot carries the unused `M`.
 */
export function marketOf(payload: Readonly<Record<string, unknown>>): BinanceMarket | undefined {
  if ("ps" in payload) return "coinm";
  if (typeof payload.s === "string" && COINM_SYMBOL.test(payload.s)) return "coinm";
  switch (payload.e) {
    case "depthUpdate":
      return "pu" in payload ? "usdm" : "spot";
    case "bookTicker":
      return "usdm";
    case "trade":
    case "aggTrade":
      return "M" in payload ? "spot" : "usdm";
    default:
      return undefined;
  }
}
