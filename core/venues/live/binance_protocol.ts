/**
 * Binance spot and USD-M futures: combined streams, depth snapshots by request. Sources:
 * binance-spot-api-docs "WebSocket Streams" and "General Information", and the USD-M pages of
 * developers.binance.com.
 *
 * - The streams of the first symbols stand in the connection's address; the others are subscribed in
 *   batches, at most five words a second (pongs count).
 * - One connection carries at most 1,024 streams.
 */
import { UserError } from "../../base/errors.ts";
import type { LiveVenueInput } from "./live_input.ts";
import type { Fields, VenueProtocol } from "./venue_protocol.ts";

/** Streams of one address or one SUBSCRIBE: an address must not grow too long for proxies. */
const STREAMS_PER_MESSAGE = 60;

interface Market {
  readonly api: string;
  readonly bookWeight: number;
  readonly listingWeight: number;
  readonly weightPerMinute: number;
  readonly streams: readonly string[];
  /** Whether a listing can be asked for some symbols only. */
  readonly listsSome: boolean;
}

export const BINANCE_PROTOCOL = protocolFor({
  api: "/api/v3",
  bookWeight: 50,
  listingWeight: 20,
  weightPerMinute: 6_000,
  streams: ["depth@100ms", "trade", "bookTicker"],
  listsSome: true,
});

export const BINANCE_USDM_PROTOCOL = protocolFor({
  api: "/fapi/v1",
  bookWeight: 20,
  listingWeight: 1,
  weightPerMinute: 2_400,
  streams: ["depth@0ms", "trade", "bookTicker"],
  listsSome: false,
});

function protocolFor(market: Market): VenueProtocol {
  const { api, listingWeight: weight } = market;
  const every = { path: `${api}/exchangeInfo`, weight };
  return {
    limits: {
      // 300 symbols with three streams stay below 1,024.
      symbolsPerConnection: 300,
      weightPerMinute: market.weightPerMinute,
    },
    listings(symbols) {
      if (!market.listsSome) return [every];
      const names = encodeURIComponent(JSON.stringify(symbols.map((name) => name.toUpperCase())));
      return [{ path: `${every.path}?symbols=${names}`, weight }, every];
    },
    listed,
    time: { path: `${api}/time`, weight: 1 },
    timeOf: ({ serverTime }) => typeof serverTime === "number" ? serverTime : NaN,
    book: (symbol) => ({
      path: `${api}/depth?symbol=${encodeURIComponent(symbol.toUpperCase())}&limit=1000`,
      weight: market.bookWeight,
    }),
    subscription(symbols, input) {
      const [first, ...others] = batchesOf(streamsOf(symbols, input, market.streams));
      return {
        path: `/stream?streams=${first.join("/")}`,
        messages: others.map((params, i) =>
          JSON.stringify({ method: "SUBSCRIBE", params, id: i + 1 })
        ),
      };
    },
    renewal: () => [],
  };
}

/** Symbols in trade. An exchange that says no status says by listing. */
function listed({ symbols }: Fields): ReadonlySet<string> {
  const all: unknown[] = Array.isArray(symbols) ? symbols : [];
  return new Set(all.flatMap((entry) => {
    const { symbol, status } = (entry ?? {}) as Fields;
    const trades = status === undefined || status === "TRADING";
    return typeof symbol === "string" && trades ? [symbol] : [];
  }));
}

function streamsOf(
  symbols: readonly string[],
  { venue, streams = [] }: LiveVenueInput,
  usual: readonly string[],
): string[] {
  const kinds = streams.length > 0 ? streams : usual;
  if (kinds.includes("trade") && kinds.includes("aggTrade")) {
    throw new UserError(
      `venue ${venue}: streams trade and aggTrade tell the same; name one of them`,
    );
  }
  return symbols.flatMap((symbol) => kinds.map((kind) => `${symbol.toLowerCase()}@${kind}`));
}

function batchesOf(streams: readonly string[]): string[][] {
  const batches: string[][] = [];
  for (let i = 0; i < streams.length; i += STREAMS_PER_MESSAGE) {
    batches.push(streams.slice(i, i + STREAMS_PER_MESSAGE));
  }
  return batches;
}
