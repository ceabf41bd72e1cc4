/**
 * What a live session listens to, as plain data that can be posted to workers.
 */
import { UserError } from "../../base/errors.ts";
import { LIVE_VENUES, type LiveVenueName } from "./live_venues.ts";

/** Live venues. */
export interface LiveInput {
  readonly kind: "live";
  readonly venues: readonly LiveVenueInput[];
  /** Where every frame is recorded as received: a capture that replays to the same hashes. */
  readonly rawPath?: string | undefined;
  /** After so long without a record a STATUS_TICK is sent; default {@link DEFAULT_TICK_MILLIS}. */
  readonly tickMillis?: number | undefined;
  /** The source ends by itself after so long; default: never. */
  readonly durationMillis?: number | undefined;
  /** Of the jitter; default: another one every time. */
  readonly seed?: number | undefined;
}

export interface LiveVenueInput {
  readonly venue: LiveVenueName;
  /** Where requests go: "https://api.binance.com", or any address that speaks the same. */
  readonly restUrl: string;
  /** Where sockets connect to: "wss://stream.binance.com:9443". */
  readonly wsUrl: string;
  /** As the venue writes them: BTCUSDT, BTC-USD, XBT/USD. */
  readonly symbols: readonly string[];
  /** Kinds of streams instead of the usual ones, Binance only: "depth@100ms", "trade". */
  readonly streams?: readonly string[] | undefined;
  /** What differs from the venue's usual limits. */
  readonly limits?: Partial<FeedLimits> | undefined;
  /** Certificates to trust besides the usual ones, in PEM. */
  readonly caCerts?: readonly string[] | undefined;
}

/** How patient a feed is, and what the venue allows. */
export interface FeedLimits {
  /** A connection is replaced at this age, before the venue cuts it. */
  readonly lifeMillis: number;
  /** How long the old connection is read beside the new one. */
  readonly overlapMillis: number;
  /** A connection without a byte for so long is asked with a ping. */
  readonly pingMillis: number;
  /** A connection without a byte for so long is dead: pings were not answered either. */
  readonly deadMillis: number;
  /** A connection that answers pings and delivers no data for so long is of no use. */
  readonly quietMillis: number;
  /** First and longest wait before another try: to connect, or for a book. */
  readonly firstBackoffMillis: number;
  readonly maxBackoffMillis: number;
  /** So many tries in a row for one book; then one in every maxBackoffMillis. */
  readonly maxBookTries: number;
  /** Symbols of one connection. */
  readonly symbolsPerConnection: number;
  /** Words to the venue on one connection, a second. */
  readonly messagesPerSecond: number;
  /** Request weight a minute, per IP address. */
  readonly weightPerMinute: number;
  /** Longest message of a socket. */
  readonly maxMessageBytes: number;
  /** Longest answer to a request, unpacked. */
  readonly maxAnswerBytes: number;
  readonly requestMillis: number;
  readonly connectMillis: number;
  /** How often the venue is asked what time it is. */
  readonly clockMillis: number;
}

export const DEFAULT_TICK_MILLIS = 100;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What holds where a venue says nothing else. */
export const DEFAULT_LIMITS: FeedLimits = {
  // Venues cut at 24 h.
  lifeMillis: 23 * HOUR,
  overlapMillis: 5 * SECOND,
  pingMillis: 5 * SECOND,
  deadMillis: 15 * SECOND,
  quietMillis: 5 * MINUTE,
  firstBackoffMillis: 250,
  maxBackoffMillis: 30 * SECOND,
  maxBookTries: 8,
  symbolsPerConnection: 100,
  messagesPerSecond: 4,
  weightPerMinute: 1_200,
  maxMessageBytes: 16 * 1_024 * 1_024,
  maxAnswerBytes: 64 * 1_024 * 1_024,
  requestMillis: 10 * SECOND,
  connectMillis: 10 * SECOND,
  clockMillis: MINUTE,
};

/** @throws UserError naming what cannot be used */
export function checkLiveInput({ venues }: LiveInput): void {
  if (venues.length === 0) throw new UserError("a live session needs at least one venue");
  for (const { venue, restUrl, wsUrl, symbols } of venues) {
    if (!Object.hasOwn(LIVE_VENUES, venue)) {
      const names = Object.keys(LIVE_VENUES).join(", ");
      throw new UserError(`venue "${venue}" is not known; live venues are ${names}`);
    }
    if (symbols.length === 0) throw new UserError(`venue ${venue}: name at least one symbol`);
    checkUrl(venue, restUrl, ["http:", "https:"]);
    checkUrl(venue, wsUrl, ["ws:", "wss:"]);
  }
  const names = venues.map(({ venue }) => venue);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new UserError(`venue ${twice} is named twice; list its symbols in one place`);
  }
}

/** Hosts with ports that a live session talks to: all that its worker may reach. */
export function hostsOf({ venues }: LiveInput): string[] {
  const urls = venues.flatMap(({ restUrl, wsUrl }) => [restUrl, wsUrl]);
  return [...new Set(urls.map(hostOf))];
}

function hostOf(text: string): string {
  const url = new URL(text);
  if (url.port !== "") return url.host;
  return `${url.hostname}:${["https:", "wss:"].includes(url.protocol) ? 443 : 80}`;
}

function checkUrl(venue: string, text: string, protocols: readonly string[]): void {
  const protocol = URL.parse(text)?.protocol ?? "";
  if (protocols.includes(protocol)) return;
  const wanted = protocols.map((name) => `${name}//`).join(" or ");
  throw new UserError(`venue ${venue}: "${text}" is no address; it must start with ${wanted}`);
}
