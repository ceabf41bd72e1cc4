/**
 * Coinbase Advanced Trade and Coinbase Exchange: public channels, which need no signature. Books come
 * through the socket; unsubscribing and subscribing again brings them anew. Heartbeats come every
 * second, so a connection that is silent for longer is dead. Sources: docs.cdp.coinbase.com, "Advanced
 * Trade WebSocket" and "Exchange WebSocket".
 */
import type { Fields, VenueProtocol } from "./venue_protocol.ts";

const CHANNELS = ["heartbeats", "market_trades", "level2"];
const EXCHANGE_CHANNELS = ["heartbeat", "matches", "level2_batch"];
const BOOK_CHANNEL = "level2";
const EXCHANGE_BOOK_CHANNEL = "level2_batch";
const QUIET_MILLIS = 10_000;

/** Unsigned clients may say eight things a second; a snapshot of all levels takes some MiB. */
const LIMITS = {
  quietMillis: QUIET_MILLIS,
  symbolsPerConnection: 20,
  messagesPerSecond: 7,
  maxMessageBytes: 32 * 1_024 * 1_024,
  // Ten requests a second and IP address.
  weightPerMinute: 600,
};

export const COINBASE_PROTOCOL: VenueProtocol = {
  limits: LIMITS,
  listings: () => [{ path: "/api/v3/brokerage/market/products", weight: 1 }],
  listed: ({ products }) =>
    new Set(
      listOf(products).filter(({ is_disabled: off, trading_disabled: closed }) =>
        off !== true && closed !== true
      )
        .flatMap(({ product_id }) => typeof product_id === "string" ? [product_id] : []),
    ),
  time: { path: "/api/v3/brokerage/time", weight: 1 },
  timeOf: ({ epochMillis }) => Number(epochMillis ?? NaN),
  book: undefined,
  subscription: (symbols) => ({
    path: "",
    messages: CHANNELS.map((channel) => word("subscribe", symbols, channel)),
  }),
  renewal: (symbols) => [
    word("unsubscribe", symbols, BOOK_CHANNEL),
    word("subscribe", symbols, BOOK_CHANNEL),
  ],
};

export const COINBASE_EXCHANGE_PROTOCOL: VenueProtocol = {
  limits: LIMITS,
  listings: () => [{ path: "/products", weight: 1 }],
  // The list itself is the answer.
  listed: (answer) =>
    new Set(
      listOf(answer).filter(({ status }) => status === undefined || status === "online")
        .flatMap(({ id }) => typeof id === "string" ? [id] : []),
    ),
  time: { path: "/time", weight: 1 },
  timeOf: ({ epoch }) => typeof epoch === "number" ? epoch * 1_000 : NaN,
  book: undefined,
  subscription: (symbols) => ({
    path: "",
    messages: [exchangeWord("subscribe", symbols, EXCHANGE_CHANNELS)],
  }),
  renewal: (symbols) => [
    exchangeWord("unsubscribe", symbols, [EXCHANGE_BOOK_CHANNEL]),
    exchangeWord("subscribe", symbols, [EXCHANGE_BOOK_CHANNEL]),
  ],
};

function word(type: string, symbols: readonly string[], channel: string): string {
  return JSON.stringify({ type, product_ids: symbols, channel });
}

function exchangeWord(
  type: string,
  symbols: readonly string[],
  channels: readonly string[],
): string {
  return JSON.stringify({ type, product_ids: symbols, channels });
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value)
    ? value.filter((item) => typeof item === "object" && item !== null)
    : [];
}
