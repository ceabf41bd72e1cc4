/**
 * A small Binance on a free port: books that move at random, told as diffs, trades and best quotes to
 * whoever subscribed, with snapshots by request. What it does wrong, tests tell it to do.
 */
import { Prng } from "../../core/base/prng.ts";
import type { LiveVenueInput } from "../../core/venues/live/live_input.ts";
import { QUICK } from "./live_rig.ts";
import {
  type ReplayServer,
  startReplayServer,
  type VenueClient,
  type VenueScript,
} from "./replay_server.ts";

export type MadeMarket = "spot" | "usdm";

export interface MadeBinanceOptions {
  readonly market?: MadeMarket;
  readonly symbols?: readonly string[];
  /** Milliseconds between two changes of a book; default 5. */
  readonly everyMillis?: number;
  /** Answers in place of the venue's own; undefined = its own. */
  readonly onRequest?: (url: URL) => Response | Promise<Response> | undefined;
  /** Before each message: what is sent in its place. */
  readonly onSend?: (text: string, client: VenueClient) => readonly string[];
  readonly onSocket?: (client: VenueClient) => void;
  /** Added to its clock. */
  readonly clockMillis?: number;
  readonly tls?: VenueScript["tls"];
}

interface Book {
  readonly bids: Map<number, number>;
  readonly asks: Map<number, number>;
  updateId: number;
  tradeId: number;
}

const MID = 10_000;
const DEPTH = 20;

export class MadeBinance {
  readonly server: ReplayServer;
  readonly #options: MadeBinanceOptions;
  readonly #market: MadeMarket;
  readonly #symbols: readonly string[];
  readonly #books = new Map<string, Book>();
  readonly #random = new Prng(11);
  readonly #timer: ReturnType<typeof setInterval>;
  /** Requests for snapshots, by symbol. */
  readonly asked = new Map<string, number>();
  isQuiet = false;

  constructor(options: MadeBinanceOptions = {}) {
    const { market = "spot", symbols = ["BTCUSDT"], everyMillis = 5 } = options;
    this.#options = options;
    this.#market = market;
    this.#symbols = symbols;
    for (const symbol of symbols) this.#books.set(symbol, madeBook(this.#random));
    this.server = startReplayServer({
      onRequest: (url) => options.onRequest?.(url) ?? this.#answer(url),
      onSocket: (client) => options.onSocket?.(client),
      ...(options.tls === undefined ? {} : { tls: options.tls }),
    });
    this.#timer = setInterval(() => {
      if (this.isQuiet) return;
      for (const symbol of this.#symbols) this.move(symbol);
    }, everyMillis);
  }

  /** What a live session has to be told of it. */
  input(changes: Partial<LiveVenueInput> = {}): LiveVenueInput {
    const { restUrl, wsUrl } = this.server;
    return {
      venue: this.#market === "spot" ? "binance" : "binance-usdm",
      restUrl,
      wsUrl,
      symbols: this.#symbols,
      ...changes,
      limits: { ...QUICK, ...changes.limits },
    };
  }

  bookOf(symbol: string): Book {
    return this.#books.get(symbol)!;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.server.close();
  }

  /** Changes a book and tells everybody: a trade, the diff, the new best. */
  move(symbol: string): void {
    const book = this.bookOf(symbol);
    const random = this.#random;
    const isBid = random.nextBelow(2) === 0;
    const side = isBid ? book.bids : book.asks;
    const price = isBid ? MID - 1 - random.nextBelow(DEPTH) : MID + 1 + random.nextBelow(DEPTH);
    const qty = random.nextBelow(4) === 0 && side.size > 2 ? 0 : 1 + random.nextBelow(900);
    if (qty === 0) side.delete(price);
    else side.set(price, qty);
    const previous = book.updateId;
    book.updateId += 1 + (this.#market === "usdm" ? random.nextBelow(3) : 0);
    book.tradeId++;
    const E = Date.now();
    const rows = [[priceText(price), qtyText(qty)]];
    const u = book.updateId;
    const isFutures = this.#market === "usdm";
    const depth = isFutures
      ? { e: "depthUpdate", E, T: E, s: symbol, U: previous + 1, u, pu: previous }
      : { e: "depthUpdate", E, s: symbol, U: previous + 1, u };
    const p = priceText(MID);
    const t = book.tradeId;
    const trade = isFutures
      ? { e: "trade", E, T: E, s: symbol, t, p, q: "1.000", X: "MARKET", m: isBid }
      : { e: "trade", E, s: symbol, t, p, q: "1.000", T: E, m: isBid, M: true };
    const [b, B] = best(book.bids, true);
    const [a, A] = best(book.asks, false);
    const quote = isFutures
      ? { e: "bookTicker", u, s: symbol, b, B, a, A, T: E, E }
      : { u, s: symbol, b, B, a, A };
    const kind = isFutures ? "depth@0ms" : "depth@100ms";
    this.#tell(symbol, "trade", trade);
    this.#tell(symbol, kind, { ...depth, b: isBid ? rows : [], a: isBid ? [] : rows });
    this.#tell(symbol, "bookTicker", quote);
  }

  #tell(symbol: string, kind: string, data: unknown): void {
    const stream = `${symbol.toLowerCase()}@${kind}`;
    const text = JSON.stringify({ stream, data });
    for (const client of this.server.clients) {
      const heard = client.heard.join("\n");
      const address = client.url.searchParams.get("streams") ?? "";
      if (!address.split("/").includes(stream) && !heard.includes(`"${stream}"`)) continue;
      for (const each of this.#options.onSend?.(text, client) ?? [text]) client.send(each);
    }
  }

  #answer(url: URL): Response {
    if (url.pathname.endsWith("/time")) {
      return Response.json({ serverTime: Date.now() + (this.#options.clockMillis ?? 0) });
    }
    if (url.pathname.endsWith("/exchangeInfo")) return this.#listing(url);
    if (url.pathname.endsWith("/depth")) {
      return this.#snapshot(url.searchParams.get("symbol") ?? "");
    }
    return new Response("not here", { status: 404 });
  }

  /** Binance refuses a listing of symbols of which it does not know one. */
  #listing(url: URL): Response {
    const wanted: string[] = JSON.parse(url.searchParams.get("symbols") ?? "[]");
    if (wanted.some((symbol) => !this.#books.has(symbol))) {
      return Response.json({ code: -1121, msg: "Invalid symbol." }, { status: 400 });
    }
    const filters = [
      { filterType: "PRICE_FILTER", tickSize: "0.01000000" },
      { filterType: "LOT_SIZE", stepSize: "0.00100000", maxQty: "9000.00000000" },
    ];
    const symbols = this.#symbols.map((symbol) => ({ symbol, status: "TRADING", filters }));
    return Response.json({ serverTime: Date.now(), symbols });
  }

  #snapshot(symbol: string): Response {
    this.asked.set(symbol, (this.asked.get(symbol) ?? 0) + 1);
    const book = this.#books.get(symbol);
    if (book === undefined) {
      return Response.json({ code: -1121, msg: "Invalid symbol." }, { status: 400 });
    }
    return Response.json({
      lastUpdateId: book.updateId,
      bids: rowsOf(book.bids, true),
      asks: rowsOf(book.asks, false),
    }, { headers: { "x-mbx-used-weight-1m": "7" } });
  }
}

function madeBook(random: Prng): Book {
  const bids = new Map<number, number>();
  const asks = new Map<number, number>();
  for (let i = 1; i <= DEPTH; i++) {
    bids.set(MID - i, 1 + random.nextBelow(900));
    asks.set(MID + i, 1 + random.nextBelow(900));
  }
  return { bids, asks, updateId: 1_000, tradeId: 500 };
}

function rowsOf(side: Map<number, number>, descending: boolean): string[][] {
  return [...side].toSorted(([a], [b]) => descending ? b - a : a - b)
    .map(([price, qty]) => [priceText(price), qtyText(qty)]);
}

function best(side: Map<number, number>, isHighest: boolean): readonly [string, string] {
  const price = (isHighest ? Math.max : Math.min)(...side.keys());
  return [priceText(price), qtyText(side.get(price)!)];
}

function priceText(ticks: number): string {
  return (ticks / 100).toFixed(2);
}

function qtyText(lots: number): string {
  return (lots / 1_000).toFixed(3);
}
