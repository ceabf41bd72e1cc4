/**
 * Venues whose books come through the socket, on a free port: Coinbase Advanced Trade and Exchange,
 * Kraken v1 and v2. One market of one instrument, told in each one's words.
 */
import { crc32 } from "node:zlib";
import { Prng } from "../../core/base/prng.ts";
import type { LiveVenueInput } from "../../core/venues/live/live_input.ts";
import type { LiveVenueName } from "../../core/venues/live/live_venues.ts";
import { QUICK } from "./live_rig.ts";
import { startReplayServer, type VenueClient } from "./replay_server.ts";

/** Price in cents, quantity in hundred-millionths; one side of a book. */
type Side = Map<number, number>;

interface Change {
  readonly isBid: boolean;
  readonly price: number;
  readonly qty: number;
}

/** How a venue says things. */
export interface Dialect {
  readonly venue: LiveVenueName;
  readonly symbol: string;
  readonly wsPath: string;
  readonly listing: unknown;
  /** Whether these words ask for the book. */
  asksBook(heard: string): boolean;
  asksTrades(heard: string): boolean;
  snapshot(bids: Side, asks: Side, sequence: number): string;
  update(change: Change, bids: Side, asks: Side, sequence: number): string;
  trade(id: number, sequence: number): string;
}

const MID = 10_000;
const DEPTH = 15;

export class MadeSocketVenue {
  readonly dialect: Dialect;
  readonly bids: Side = new Map();
  readonly asks: Side = new Map();
  readonly server = startReplayServer({
    onRequest: ({ pathname }) =>
      /time$/i.test(pathname) ? Response.json(now()) : Response.json(this.dialect.listing),
    onSocket: (client) => void this.#sequences.set(client, 0),
  });
  readonly #random = new Prng(5);
  readonly #sequences = new Map<VenueClient, number>();
  /** How many of a client's words were looked at, and what it has subscribed to. */
  readonly #heard = new Map<VenueClient, number>();
  readonly #onBook = new Set<VenueClient>();
  readonly #onTrades = new Set<VenueClient>();
  readonly #timer = setInterval(() => this.move(), 4);
  #tradeId = 100;
  /** The next update is lost on its way, to everybody. */
  losesNext = false;
  snapshots = 0;

  constructor(dialect: Dialect) {
    this.dialect = dialect;
    for (let i = 1; i <= DEPTH; i++) {
      this.bids.set(MID - i, i * 1e7);
      this.asks.set(MID + i, i * 1e7);
    }
  }

  input(limits: LiveVenueInput["limits"] = {}): LiveVenueInput {
    const { restUrl, wsUrl } = this.server;
    const { venue, symbol, wsPath } = this.dialect;
    return {
      venue,
      restUrl,
      wsUrl: wsUrl + wsPath,
      symbols: [symbol],
      limits: { ...QUICK, ...limits },
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.server.close();
  }

  move(): void {
    for (const client of this.server.clients) this.#listen(client);
    const isBid = this.#random.nextBelow(2) === 0;
    const step = 1 + this.#random.nextBelow(DEPTH);
    const side = isBid ? this.bids : this.asks;
    const price = isBid ? MID - step : MID + step;
    const qty = this.#random.nextBelow(5) === 0 && side.size > 3
      ? 0
      : (1 + this.#random.nextBelow(99)) * 1e6;
    if (qty === 0) side.delete(price);
    else side.set(price, qty);
    this.#tradeId++;
    const isLost = this.losesNext;
    this.losesNext = false;
    for (const client of this.#onTrades) {
      if (client.socket.readyState !== WebSocket.OPEN) continue;
      const sequence = this.#next(client);
      if (!isLost) client.send(this.dialect.trade(this.#tradeId, sequence));
    }
    for (const client of this.#onBook) {
      if (client.socket.readyState !== WebSocket.OPEN) continue;
      const sequence = this.#next(client);
      const change = { isBid, price, qty };
      if (!isLost) client.send(this.dialect.update(change, this.bids, this.asks, sequence));
    }
  }

  #listen(client: VenueClient): void {
    const from = this.#heard.get(client) ?? 0;
    this.#heard.set(client, client.heard.length);
    for (const words of client.heard.slice(from)) {
      if (words.includes("unsubscribe")) continue;
      if (this.dialect.asksTrades(words)) this.#onTrades.add(client);
      if (!this.dialect.asksBook(words)) continue;
      this.snapshots++;
      client.send(this.dialect.snapshot(this.bids, this.asks, this.#next(client)));
      this.#onBook.add(client);
    }
  }

  #next(client: VenueClient): number {
    const sequence = this.#sequences.get(client) ?? 0;
    this.#sequences.set(client, sequence + 1);
    return sequence;
  }
}

export const COINBASE_DIALECT: Dialect = {
  venue: "coinbase",
  symbol: "BTC-USD",
  wsPath: "",
  listing: {
    products: [{ product_id: "BTC-USD", price_increment: "0.01", base_increment: "0.00000001" }],
  },
  asksBook: (heard) => heard.includes('"level2"'),
  asksTrades: (heard) => heard.includes('"market_trades"'),
  snapshot: (bids, asks, sequence) =>
    l2Data("snapshot", sequence, [
      ...[...bids].map(([price, qty]) => level(true, price, qty)),
      ...[...asks].map(([price, qty]) => level(false, price, qty)),
    ]),
  update: ({ isBid, price, qty }, _bids, _asks, sequence) =>
    l2Data("update", sequence, [level(isBid, price, qty)]),
  trade: (id, sequence) =>
    JSON.stringify({
      channel: "market_trades",
      timestamp: iso(),
      sequence_num: sequence,
      events: [{
        type: "update",
        trades: [{
          trade_id: String(id),
          product_id: "BTC-USD",
          price: "100.00",
          size: "0.1",
          side: "SELL",
          time: iso(),
        }],
      }],
    }),
};

export const COINBASE_EXCHANGE_DIALECT: Dialect = {
  venue: "coinbase-exchange",
  symbol: "BTC-USD",
  wsPath: "",
  listing: [{ id: "BTC-USD", quote_increment: "0.01", base_increment: "0.00000001" }],
  asksBook: (heard) => heard.includes('"level2_batch"'),
  asksTrades: (heard) => heard.includes('"matches"'),
  snapshot: (bids, asks) =>
    JSON.stringify({
      type: "snapshot",
      product_id: "BTC-USD",
      bids: [...bids].map(([price, qty]) => [cents(price), tiny(qty)]),
      asks: [...asks].map(([price, qty]) => [cents(price), tiny(qty)]),
    }),
  update: ({ isBid, price, qty }) =>
    JSON.stringify({
      type: "l2update",
      product_id: "BTC-USD",
      time: iso(),
      changes: [[isBid ? "buy" : "sell", cents(price), tiny(qty)]],
    }),
  trade: (trade_id) =>
    JSON.stringify({
      type: "match",
      trade_id,
      product_id: "BTC-USD",
      price: "100.00",
      size: "0.1",
      side: "sell",
      time: iso(),
    }),
};

const KRAKEN_LISTING = {
  error: [],
  result: { XXBTZUSD: { wsname: "XBT/USD", pair_decimals: 2, lot_decimals: 8 } },
};

export const KRAKEN_DIALECT: Dialect = {
  venue: "kraken",
  symbol: "BTC/USD",
  wsPath: "/v2",
  listing: KRAKEN_LISTING,
  asksBook: (heard) => heard.includes('"book"'),
  asksTrades: (heard) => heard.includes('"trade"'),
  snapshot: (bids, asks) => krakenBook("snapshot", [...bids], [...asks], bids, asks),
  update: ({ isBid, price, qty }, bids, asks) =>
    krakenBook("update", isBid ? [[price, qty]] : [], isBid ? [] : [[price, qty]], bids, asks),
  trade: (id) =>
    '{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":100.00,' +
    `"qty":0.10000000,"ord_type":"market","trade_id":${id},"timestamp":"${iso()}"}]}`,
};

export const KRAKEN_V1_DIALECT: Dialect = {
  ...KRAKEN_DIALECT,
  symbol: "XBT/USD",
  wsPath: "",
  snapshot: (bids, asks) =>
    JSON.stringify([1, { as: v1Rows(asks), bs: v1Rows(bids) }, "book-1000", "XBT/USD"]),
  update: ({ isBid, price, qty }, bids, asks) =>
    JSON.stringify([
      1,
      { [isBid ? "b" : "a"]: v1Rows([[price, qty]]), c: String(checksum(bids, asks, 5)) },
      "book-1000",
      "XBT/USD",
    ]),
  // The id hides in the time, because v1 has none.
  trade: (id) =>
    JSON.stringify([
      1,
      [["100.00000", "0.10000000", `${Math.floor(Date.now() / 1_000)}.${id}`, "b", "m", ""]],
      "trade",
      "XBT/USD",
    ]),
};

function l2Data(type: string, sequence_num: number, updates: readonly unknown[]): string {
  const events = [{ type, product_id: "BTC-USD", updates }];
  return JSON.stringify({ channel: "l2_data", timestamp: iso(), sequence_num, events });
}

function level(isBid: boolean, price: number, qty: number) {
  return {
    side: isBid ? "bid" : "offer",
    event_time: iso(),
    price_level: cents(price),
    new_quantity: tiny(qty),
  };
}

function krakenBook(
  type: string,
  changedBids: [number, number][],
  changedAsks: [number, number][],
  bids: Side,
  asks: Side,
): string {
  const rows = (side: [number, number][]) =>
    side.map(([price, qty]) => `{"price":${cents(price)},"qty":${tiny(qty)}}`).join(",");
  return `{"channel":"book","type":"${type}","data":[{"symbol":"BTC/USD","bids":[${
    rows(changedBids)
  }],"asks":[${rows(changedAsks)}],"checksum":${checksum(bids, asks, 2)},"timestamp":"${iso()}"}]}`;
}

function v1Rows(side: Iterable<[number, number]>): string[][] {
  const time = `${Math.floor(Date.now() / 1_000)}.123456`;
  return [...side].map(([price, qty]) => [(price / 100).toFixed(5), tiny(qty), time]);
}

function checksum(bids: Side, asks: Side, decimals: number): number {
  const digits = ([[asks, 1], [bids, -1]] as const).flatMap(([side, sign]) =>
    [...side].toSorted(([a], [b]) => sign * (a - b)).slice(0, 10).map(([price, qty]) =>
      (price / 100).toFixed(decimals).replace(".", "").replace(/^0+/, "") +
      tiny(qty).replace(".", "").replace(/^0+/, "")
    )
  );
  return crc32(digits.join(""));
}

function cents(price: number): string {
  return (price / 100).toFixed(2);
}

function tiny(qty: number): string {
  return (qty / 1e8).toFixed(8);
}

function iso(): string {
  return new Date().toISOString();
}

function now() {
  const millis = Date.now();
  return {
    epochMillis: String(millis),
    epoch: millis / 1_000,
    result: { unixtime: millis / 1_000 },
  };
}
