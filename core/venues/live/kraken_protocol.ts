/**
 * Kraken, v1 and v2: which of them is spoken depends on the address, v2's ends in "/v2". Books come
 * through the socket with a checksum on every update; subscribing again brings them anew. Heartbeats
 * come every second. Sources: docs.kraken.com, "WebSocket v1" and "v2", book, trade, checksum guides.
 */
import { pairNames } from "../kraken/pair_names.ts";
import type { Fields, VenueProtocol } from "./venue_protocol.ts";

/** Levels a side: the deepest book that both versions offer. */
const DEPTH = 1_000;
const QUIET_MILLIS = 10_000;
const VERSION_2 = /\/v2\/?$/;

export const KRAKEN_PROTOCOL: VenueProtocol = {
  limits: {
    quietMillis: QUIET_MILLIS,
    symbolsPerConnection: 50,
    messagesPerSecond: 5,
    // About one request a second and IP address.
    weightPerMinute: 60,
  },
  listings: () => [{ path: "/0/public/AssetPairs", weight: 1 }],
  listed: ({ result }) =>
    new Set(
      Object.values((result ?? {}) as Record<string, Fields>).flatMap(({ wsname, status }) => {
        const trades = status === undefined || status === "online";
        return typeof wsname === "string" && trades ? pairNames(wsname) : [];
      }),
    ),
  time: { path: "/0/public/Time", weight: 1 },
  timeOf: ({ result }) => Number((result as Fields | undefined)?.unixtime ?? NaN) * 1_000,
  book: undefined,
  subscription: (symbols, { wsUrl }) => ({
    path: "",
    messages: VERSION_2.test(wsUrl)
      ? [
        word("subscribe", { channel: "trade", symbol: symbols, snapshot: false }),
        word("subscribe", { channel: "book", symbol: symbols, depth: DEPTH }),
      ]
      : [
        event("subscribe", symbols, { name: "trade" }),
        event("subscribe", symbols, { name: "book", depth: DEPTH }),
      ],
  }),
  renewal: (symbols, { wsUrl }) =>
    VERSION_2.test(wsUrl)
      ? ["unsubscribe", "subscribe"].map((method) =>
        word(method, { channel: "book", symbol: symbols, depth: DEPTH })
      )
      : ["unsubscribe", "subscribe"].map((name) =>
        event(name, symbols, { name: "book", depth: DEPTH })
      ),
};

/** v2 */
function word(method: string, params: Fields): string {
  return JSON.stringify({ method, params });
}

/** v1 */
function event(name: string, pair: readonly string[], subscription: Fields): string {
  return JSON.stringify({ event: name, pair, subscription });
}
