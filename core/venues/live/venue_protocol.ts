/**
 * What a feed has to know of a venue to talk to it: which addresses to ask and what to say. How the
 * answers are read is the decoders' business, the same as for captures.
 */
import { BINANCE_PROTOCOL, BINANCE_USDM_PROTOCOL } from "./binance_protocol.ts";
import { COINBASE_EXCHANGE_PROTOCOL, COINBASE_PROTOCOL } from "./coinbase_protocol.ts";
import { KRAKEN_PROTOCOL } from "./kraken_protocol.ts";
import type { FeedLimits, LiveVenueInput } from "./live_input.ts";
import type { LiveVenueName } from "./live_venues.ts";

/** An address to ask, below the venue's restUrl, and what the venue charges for it. */
export interface FeedRequest {
  readonly path: string;
  readonly weight: number;
}

/** How a connection is made: where to, and what to say once it stands. */
export interface Subscription {
  /** Below the venue's wsUrl. */
  readonly path: string;
  readonly messages: readonly string[];
}

export interface VenueProtocol {
  readonly limits: Partial<FeedLimits>;
  /** What is traded, with scales; the second is asked when the first is refused. */
  listings(symbols: readonly string[]): readonly FeedRequest[];
  /** Symbols that are traded, out of such an answer. */
  listed(answer: Fields): ReadonlySet<string>;
  readonly time: FeedRequest;
  /** Milliseconds since 1970, out of such an answer; NaN = it holds none. */
  timeOf(answer: Fields): number;
  /** Where the book is asked for; undefined = it comes through the socket. */
  readonly book: ((symbol: string) => FeedRequest) | undefined;
  subscription(symbols: readonly string[], input: LiveVenueInput): Subscription;
  /** What makes the venue send these books anew through the socket. */
  renewal(symbols: readonly string[], input: LiveVenueInput): readonly string[];
}

export type Fields = Readonly<Record<string, unknown>>;

export const PROTOCOLS: Readonly<Record<LiveVenueName, VenueProtocol>> = {
  "binance": BINANCE_PROTOCOL,
  "binance-usdm": BINANCE_USDM_PROTOCOL,
  "coinbase": COINBASE_PROTOCOL,
  "coinbase-exchange": COINBASE_EXCHANGE_PROTOCOL,
  "kraken": KRAKEN_PROTOCOL,
};
