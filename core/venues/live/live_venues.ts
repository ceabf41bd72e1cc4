/**
 * The live venues: what they are called here, in captures and on the wire, and where they are found.
 */
import {
  VENUE_BINANCE,
  VENUE_BINANCE_USDM,
  VENUE_COINBASE,
  VENUE_COINBASE_EXCHANGE,
  VENUE_KRAKEN,
} from "../../wire/market.ts";

export const LIVE_VENUE_NAMES = [
  "binance",
  "binance-usdm",
  "coinbase",
  "coinbase-exchange",
  "kraken",
] as const;
export type LiveVenueName = typeof LIVE_VENUE_NAMES[number];

/** Where a venue is found. */
export interface VenueAddresses {
  readonly restUrl: string;
  readonly wsUrl: string;
}

export interface LiveVenue {
  /** What a capture's header calls it. */
  readonly exchange: string;
  /** VENUE_* */
  readonly code: number;
  readonly production: VenueAddresses;
  /** Where it can be tried with play money; undefined = nowhere. */
  readonly testnet: VenueAddresses | undefined;
}

export const LIVE_VENUES: Readonly<Record<LiveVenueName, LiveVenue>> = {
  "binance": {
    exchange: "BINANCE",
    code: VENUE_BINANCE,
    production: {
      restUrl: "https://api.binance.com",
      wsUrl: "wss://stream.binance.com:9443",
    },
    testnet: {
      restUrl: "https://testnet.binance.vision",
      wsUrl: "wss://stream.testnet.binance.vision",
    },
  },
  "binance-usdm": {
    exchange: "BINANCE_FUTURES",
    code: VENUE_BINANCE_USDM,
    production: { restUrl: "https://fapi.binance.com", wsUrl: "wss://fstream.binance.com" },
    testnet: {
      restUrl: "https://testnet.binancefuture.com",
      wsUrl: "wss://fstream.binancefuture.com",
    },
  },
  "coinbase": {
    exchange: "COINBASE",
    code: VENUE_COINBASE,
    production: {
      restUrl: "https://api.coinbase.com",
      wsUrl: "wss://advanced-trade-ws.coinbase.com",
    },
    testnet: undefined,
  },
  "coinbase-exchange": {
    exchange: "COINBASE_EXCHANGE",
    code: VENUE_COINBASE_EXCHANGE,
    production: {
      restUrl: "https://api.exchange.coinbase.com",
      wsUrl: "wss://ws-feed.exchange.coinbase.com",
    },
    testnet: {
      restUrl: "https://api-public.sandbox.exchange.coinbase.com",
      wsUrl: "wss://ws-feed-public.sandbox.exchange.coinbase.com",
    },
  },
  "kraken": {
    exchange: "KRAKEN",
    code: VENUE_KRAKEN,
    production: { restUrl: "https://api.kraken.com", wsUrl: "wss://ws.kraken.com/v2" },
    testnet: undefined,
  },
};
