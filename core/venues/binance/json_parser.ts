/**
 * Binance records by way of JSON.parse: the slow twin of the byte parser. It takes whatever the byte
 * parser declines, gives the same event where both can read a record, and says what is wrong with a
 * record that nobody can. Allocates freely.
 */
import { DecimalScanner, MALFORMED, NOT_ON_GRID } from "../../base/decimal.ts";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import {
  type BinanceEvent,
  EVENT_DEPTH,
  EVENT_QUOTE,
  EVENT_SNAPSHOT,
  EVENT_TRADE,
  NO_TIME,
} from "./event.ts";
import type { Lane } from "./lane.ts";
import type { Lanes } from "./lanes.ts";

/** Longest decimal text that is looked at. */
const MAX_DECIMAL_BYTES = 64;
const MAX_TICKS = 0x7fff_ffff;
const SHOWN_CHARACTERS = 40;

/** Event types that the venue sends and that are of no use here. */
const IGNORED_EVENTS: ReadonlySet<string> = new Set([
  "kline",
  "continuous_kline",
  "24hrTicker",
  "24hrMiniTicker",
  "1hTicker",
  "4hTicker",
  "1dTicker",
  "avgPrice",
  "markPriceUpdate",
  "indexPriceUpdate",
  "indexPrice_kline",
  "markPrice_kline",
  "forceOrder",
  "compositeIndex",
  "contractInfo",
  "assetIndexUpdate",
  "serverShutdown",
]);
/** Streams that carry such events, or partial books: by the part after the symbol. */
const IGNORED_STREAM =
  /^!|@(kline_|miniTicker|ticker|avgPrice|markPrice|indexPrice|forceOrder|compositeIndex|depth(5|10|20)(@|$))/;

/** The record could not be read; the text says why. */
class Unreadable extends Error {}

type Fields = Readonly<Record<string, unknown>>;

export class JsonParser {
  readonly #lanes: Lanes;
  readonly #event: BinanceEvent;
  readonly #scratch = new Uint8Array(MAX_DECIMAL_BYTES);
  readonly #encoder = new TextEncoder();
  /** After a refusal: what is wrong. */
  fault = "";
  /** After a refusal: the instrument whose update of the book is lost with it. */
  lost: Lane | undefined = undefined;
  /** The kind of a record that was passed over because nobody knows it; otherwise empty. */
  unknown = "";

  /** @param event is filled by {@link parse} */
  constructor(lanes: Lanes, event: BinanceEvent) {
    this.#lanes = lanes;
    this.#event = event;
  }

  /** Fills the event. @returns false when the record cannot be read: see {@link fault} */
  parse(text: string): boolean {
    this.fault = "";
    this.unknown = "";
    this.lost = undefined;
    this.#event.clear();
    try {
      this.#record(parseJson(text));
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Unreadable)) throw thrown;
      this.fault = thrown.message;
      return false;
    }
  }

  #record(value: unknown): void {
    if (!isFields(value)) throw new Unreadable(`${shown(value)} is no Binance record`);
    if (typeof value.stream === "string" && "data" in value) {
      this.#payload(value.data, value.stream);
    } else this.#payload(value, "");
  }

  #payload(payload: unknown, stream: string): void {
    if (IGNORED_STREAM.test(stream)) return;
    if (!isFields(payload)) throw new Unreadable(`${shown(payload)} is no Binance record`);
    const kind = kindOf(payload, stream);
    switch (kind) {
      case "depthUpdate":
        return this.#depth(payload);
      case "trade":
        return this.#trade(payload, "t");
      case "aggTrade":
        return this.#trade(payload, "a");
      case "bookTicker":
        return this.#quote(payload);
      case "snapshot":
        return this.#snapshot(payload);
      case "answer":
        return;
    }
    if (IGNORED_EVENTS.has(kind)) return;
    if (kind === "" && stream === "") {
      throw new Unreadable("this is no Binance record: no event type, stream or lastUpdateId");
    }
    this.unknown = kind === "" ? `stream ${stream.replace(/^.*@/, "@")}` : `event type ${kind}`;
  }

  #depth(payload: Fields): void {
    const event = this.#event;
    const lane = this.#lane(payload);
    if (!lane.wanted) return;
    this.lost = lane;
    event.venueTime = venueTimeOf(payload);
    event.firstId = wholeNumber(payload, "U");
    event.lastId = wholeNumber(payload, "u");
    if ("pu" in payload) event.previousId = wholeNumber(payload, "pu");
    this.#levels(payload, "b", false, lane);
    event.levels.endBids();
    this.#levels(payload, "a", true, lane);
    event.kind = EVENT_DEPTH;
    this.lost = undefined;
  }

  #snapshot(payload: Fields): void {
    const event = this.#event;
    event.lastId = wholeNumber(payload, "lastUpdateId");
    const lane = typeof payload.symbol === "string"
      ? this.#lanes.laneOf(payload.symbol, payload)
      : this.#lanes.awaiting(event.lastId);
    if (lane === undefined) {
      throw new Unreadable(
        `snapshot ${event.lastId} names no symbol, and no single instrument waits for it`,
      );
    }
    event.lane = lane;
    if (!lane.wanted) return;
    event.venueTime = venueTimeOf(payload);
    this.#levels(payload, "bids", false, lane);
    event.levels.endBids();
    this.#levels(payload, "asks", true, lane);
    event.kind = EVENT_SNAPSHOT;
  }

  #trade(payload: Fields, idKey: string): void {
    const event = this.#event;
    const lane = this.#lane(payload);
    if (!lane.wanted) return;
    event.venueTime = venueTimeOf(payload);
    event.tradeId = wholeNumber(payload, idKey);
    if (typeof payload.m !== "boolean") throw new Unreadable(missing("m", payload.m, "a boolean"));
    event.side = payload.m ? SIDE_ASK : SIDE_BID;
    event.priceTicks = this.#price(payload, "p", lane);
    event.qtyLots = this.#qty(payload, "q", lane);
    if (event.priceTicks === 0 || event.qtyLots === 0) {
      // Futures announce trades that never met the book (X: NA, insurance fund) without a size.
      if ("X" in payload && payload.X !== "MARKET") return;
      throw new Unreadable("a trade has a price and a quantity above 0");
    }
    event.kind = EVENT_TRADE;
  }

  #quote(payload: Fields): void {
    const event = this.#event;
    const lane = this.#lane(payload);
    if (!lane.wanted) return;
    event.venueTime = venueTimeOf(payload);
    event.lastId = wholeNumber(payload, "u");
    const bidTicks = this.#price(payload, "b", lane);
    const askTicks = this.#price(payload, "a", lane);
    event.bidTicks = bidTicks === 0 ? NO_PRICE_TICKS : bidTicks;
    event.askTicks = askTicks === 0 ? NO_PRICE_TICKS : askTicks;
    event.bidLots = this.#qty(payload, "B", lane);
    event.askLots = this.#qty(payload, "A", lane);
    event.kind = EVENT_QUOTE;
  }

  #lane(payload: Fields): Lane {
    const symbol = payload.s;
    if (typeof symbol !== "string" || symbol === "") {
      throw new Unreadable(missing("s", symbol, "a symbol"));
    }
    const lane = this.#lanes.laneOf(symbol, payload);
    if (lane === undefined) {
      throw new Unreadable(
        `the scale of ${shown(symbol)} is not known and cannot be inferred from this record; ` +
          `give --tick ${symbol}=… and --lot ${symbol}=…`,
      );
    }
    this.#event.lane = lane;
    return lane;
  }

  #levels(payload: Fields, key: string, areAsks: boolean, lane: Lane): void {
    const rows = payload[key];
    if (!Array.isArray(rows)) throw new Unreadable(missing(key, rows, "an array of levels"));
    for (const row of rows) {
      if (!Array.isArray(row)) throw new Unreadable(missing(key, row, "levels [price, quantity]"));
      const { levels } = this.#event;
      const ticks = this.#decimal(row[0], lane.price, "price", lane);
      const qtyLots = this.#decimal(row[1], lane.qty, "quantity", lane);
      if (ticks > 0 && ticks <= MAX_TICKS) levels.push(ticks, qtyLots);
      else if (ticks > 0 && areAsks) levels.farCount++;
      else throw new Unreadable(absurd(row[0], lane));
    }
  }

  #price(payload: Fields, key: string, lane: Lane): number {
    const ticks = this.#decimal(payload[key], lane.price, "price", lane);
    if (ticks > MAX_TICKS) throw new Unreadable(absurd(payload[key], lane));
    return ticks;
  }

  #qty(payload: Fields, key: string, lane: Lane): number {
    return this.#decimal(payload[key], lane.qty, "quantity", lane);
  }

  #decimal(value: unknown, scanner: DecimalScanner, noun: string, lane: Lane): number {
    if (value === undefined) throw new Unreadable(`${lane.symbol}: a ${noun} is missing`);
    if (typeof value !== "string") {
      throw new Unreadable(`${lane.symbol}: ${shown(value)} is no ${noun}; it must be text`);
    }
    const { read, written } = this.#encoder.encodeInto(value, this.#scratch);
    const result = read < value.length ? MALFORMED : scanner.scan(this.#scratch, 0, written);
    if (result >= 0) return result;
    if (result === NOT_ON_GRID) throw new Unreadable(offGrid(value, noun, lane));
    throw new Unreadable(`${lane.symbol}: ${noun} ${shown(value)} is no plain positive decimal`);
  }
}

function kindOf(payload: Fields, stream: string): string {
  if (typeof payload.e === "string") return payload.e;
  if (stream.endsWith("@bookTicker")) return "bookTicker";
  if ("lastUpdateId" in payload) return "snapshot";
  if ("u" in payload && "B" in payload) return "bookTicker";
  if ("id" in payload && "result" in payload) return "answer";
  return "";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable(`${shown(text)} is no JSON; the line may be cut or damaged`);
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** T, or else E. */
function venueTimeOf(payload: Fields): number {
  if ("T" in payload) return wholeNumber(payload, "T");
  return "E" in payload ? wholeNumber(payload, "E") : NO_TIME;
}

function wholeNumber(payload: Fields, key: string): number {
  const value = payload[key];
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value + 0;
  throw new Unreadable(missing(key, value, "a whole number"));
}

function missing(key: string, value: unknown, wanted: string): string {
  return value === undefined
    ? `field ${key} is missing; it must be ${wanted}`
    : `field ${key} is ${shown(value)}; it must be ${wanted}`;
}

function absurd(price: unknown, lane: Lane): string {
  return `${lane.symbol}: price ${shown(price)} is 0 or too far up for its tick ${tickOf(lane)}`;
}

function offGrid(value: string, noun: string, lane: Lane): string {
  const isPrice = noun === "price";
  const { scale } = lane;
  const [step, option, name] = isPrice
    ? [tickOf(lane), "--tick", "tick"]
    : [gridText(scale.lotUnits, scale.lotDecimals), "--lot", "lot"];
  const fitting = gridText(1, value.replace(/0+$/, "").split(".")[1]?.length ?? 0);
  return `${lane.symbol} ${noun} ${shown(value)} does not fit its ${name} ${step} ` +
    `(${lane.origin}); give ${option} ${lane.symbol}=${fitting}`;
}

function tickOf({ scale }: Lane): string {
  return gridText(scale.tickUnits, scale.priceDecimals);
}

/** units × 10^−decimals as plain text. */
function gridText(units: number, decimals: number): string {
  return (units / 10 ** decimals).toFixed(decimals);
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "nothing";
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
