/**
 * Turns the messages of one connection to Coinbase Exchange, the older feed, into market messages.
 *
 * - Depth is absolute: a snapshot, then new quantities (`l2update`); it carries no sequence.
 * - What can be counted are trades: their ids grow by one. Where they jump, here or in a heartbeat's
 *   `last_trade_id`, messages were lost, and nobody knows whose: the product's book is stale until its
 *   next snapshot.
 * - `side` of a match is the maker's, so the aggressor is the other side. A `last_match` is history.
 *
 * Allocates freely: the feed batches its changes every 50 ms.
 */
import { SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import {
  FLAG_LAST,
  FLAG_SNAPSHOT,
  STATUS_BAD_RECORD,
  STATUS_CLEAR,
  STATUS_GAP,
  VENUE_COINBASE_EXCHANGE,
} from "../../wire/market.ts";
import { LevelBuffer } from "../level_buffer.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { SourceContext } from "../source.ts";
import type { CoinbaseDecoderOptions } from "./decoder.ts";
import type { CoinbaseLane } from "./lane.ts";
import * as json from "./messages.ts";
import { openLane } from "./open_lane.ts";
import { CoinbaseLanes } from "./decoder.ts";

const NO_INSTRUMENT = -1;
/** Types of messages that are of no use here. */
const IGNORED_TYPES: ReadonlySet<string> = new Set([
  "subscriptions",
  "ticker",
  "last_match",
  "status",
  "received",
  "open",
  "done",
  "change",
  "activate",
]);

export class CoinbaseExchangeDecoder {
  readonly #context: SourceContext;
  readonly #options: CoinbaseDecoderOptions;
  readonly #lanes: CoinbaseLanes;
  readonly #levels = new LevelBuffer();
  readonly #text = new TextDecoder();
  /** Newest trade id of each product on this connection. */
  readonly #tradeIds = new Map<string, number>();

  constructor(options: CoinbaseDecoderOptions) {
    this.#context = options.context;
    this.#options = options;
    this.#lanes = options.lanes ?? new CoinbaseLanes();
  }

  /** Decodes the message in `bytes[from..to)`, received at `recvNanos`. */
  decode(
    bytes: Uint8Array,
    from: number,
    to: number,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    try {
      const message = json.parseMessage(this.#text.decode(bytes.subarray(from, to)));
      this.#message(message, recvNanos, writer);
    } catch (thrown) {
      if (!(thrown instanceof json.Unreadable)) throw thrown;
      this.#context.counters.badRecord();
      this.#report(`bad record: ${thrown.message.replace(/[\d.]+/g, "#")}`, thrown.message);
    }
  }

  /** The connection broke: its books are not known any more. */
  disconnect(recvNanos: number, writer: MarketWriter): void {
    this.#tradeIds.clear();
    for (const lane of this.#lanes.table.list()) {
      if (lane.owner !== this) continue;
      lane.newestTradeId = 0;
      this.#lose(lane, recvNanos, writer);
    }
  }

  #message(message: json.Fields, recvNanos: number, writer: MarketWriter): void {
    const type = json.textOf(message, "type");
    switch (type) {
      case "snapshot":
        return this.#depth(message, true, recvNanos, writer);
      case "l2update":
        return this.#depth(message, false, recvNanos, writer);
      case "match":
        return this.#match(message, recvNanos, writer);
      case "heartbeat":
        return this.#heartbeat(message, recvNanos, writer);
      case "error":
        throw new json.Unreadable(`the venue reports an error: ${json.shown(message.message)}`);
    }
    this.#context.counters.ignored();
    if (IGNORED_TYPES.has(type)) return;
    this.#report(
      `unknown type ${type}`,
      `type ${json.shown(type)} is not known; its records are passed over`,
    );
  }

  #depth(
    message: json.Fields,
    isSnapshot: boolean,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    const { counters, epochMillis } = this.#context;
    const updates = isSnapshot ? snapshotRows(message) : changedRows(message);
    const lane = this.#laneOf(json.textOf(message, "product_id"), updates, recvNanos, writer);
    if (lane === undefined) return counters.ignored();
    try {
      json.readLevels(updates, lane, this.#levels);
      if (this.#levels.farCount > 0) counters.farLevels(this.#levels.farCount);
      const exchNanos = message.time === undefined
        ? recvNanos
        : json.timeOf(message, "time", epochMillis);
      this.#writeDepth(lane, isSnapshot, exchNanos, recvNanos, writer);
    } catch (thrown) {
      writer.begin(lane.instrumentId, recvNanos, recvNanos, 0);
      writer.status(STATUS_BAD_RECORD, 0, 0, FLAG_LAST);
      if (lane.owner === this) this.#lose(lane, recvNanos, writer);
      throw thrown;
    }
  }

  #writeDepth(
    lane: CoinbaseLane,
    isSnapshot: boolean,
    exchNanos: number,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    const { counters } = this.#context;
    if (!isSnapshot && lane.isLive && lane.owner !== this) return counters.repeated();
    if (!isSnapshot && !lane.isLive) return counters.droppedDiff();
    if (!isSnapshot && this.#levels.count === 0) return counters.appliedDiff();
    writer.begin(lane.instrumentId, exchNanos, recvNanos, 0);
    if (isSnapshot) {
      counters.snapshot();
      writer.status(STATUS_CLEAR, 0, 0, 0);
      lane.isLive = true;
      lane.owner = this;
    } else {
      counters.appliedDiff();
    }
    this.#levels.write(writer, isSnapshot ? FLAG_SNAPSHOT : 0);
    writer.last();
  }

  #match(message: json.Fields, recvNanos: number, writer: MarketWriter): void {
    const { counters, epochMillis } = this.#context;
    const symbol = json.textOf(message, "product_id");
    const lane = this.#laneOf(symbol, [message], recvNanos, writer);
    if (lane === undefined) return counters.ignored();
    const { side } = message;
    if (side !== "buy" && side !== "sell") {
      throw new json.Unreadable(json.missing("side", side, "buy or sell"));
    }
    const tradeId = json.wholeNumberOf(message, "trade_id");
    const priceTicks = json.priceOf(message, "price", lane);
    const qtyLots = json.qtyOf(message, "size", lane);
    const exchNanos = json.timeOf(message, "time", epochMillis);
    this.#follows(lane, tradeId - 1, recvNanos, writer);
    this.#tradeIds.set(symbol, tradeId);
    if (tradeId <= lane.newestTradeId && this.#lanes.repeats) return counters.repeated();
    lane.newestTradeId = tradeId;
    writer.begin(lane.instrumentId, exchNanos, recvNanos, 0);
    writer.trade(side === "buy" ? SIDE_ASK : SIDE_BID, priceTicks, qtyLots, tradeId, FLAG_LAST);
    counters.trade();
  }

  /** Tells the newest trade of a product, so that a loss shows where nothing trades. */
  #heartbeat(message: json.Fields, recvNanos: number, writer: MarketWriter): void {
    this.#context.counters.ignored();
    const symbol = json.textOf(message, "product_id");
    const lane = this.#lanes.named(symbol);
    const newest = json.wholeNumberOf(message, "last_trade_id");
    if (lane !== undefined && newest > 0) this.#follows(lane, newest, recvNanos, writer);
    if (newest > 0) this.#tradeIds.set(symbol, newest);
  }

  /** Checks that trades up to `newest` were told. */
  #follows(lane: CoinbaseLane, newest: number, recvNanos: number, writer: MarketWriter): void {
    const told = this.#tradeIds.get(lane.symbol);
    if (told === undefined || told >= newest) return;
    this.#report(
      "gap",
      `${lane.symbol}: messages are missing: trades after ${told} up to ${newest} were not told; its ` +
        `book is stale until the next snapshot`,
    );
    this.#context.counters.gap();
    if (lane.owner === this) this.#lose(lane, recvNanos, writer);
  }

  #lose(lane: CoinbaseLane, recvNanos: number, writer: MarketWriter): void {
    if (!lane.isLive) return;
    lane.isLive = false;
    writer.begin(lane.instrumentId, recvNanos, recvNanos, 0);
    writer.status(STATUS_GAP, 0, 0, FLAG_LAST);
  }

  /** The lane of a product, opened if need be; undefined when nobody asked for it. */
  #laneOf(
    symbol: string,
    numbers: readonly json.Fields[],
    recvNanos: number,
    writer: MarketWriter,
  ): CoinbaseLane | undefined {
    const known = this.#lanes.named(symbol);
    if (known !== undefined) return known.wanted ? known : undefined;
    writer.begin(NO_INSTRUMENT, recvNanos, recvNanos, 0);
    const { scaleOf, context } = this.#options;
    const venue = VENUE_COINBASE_EXCHANGE;
    const lane = openLane(venue, symbol, numbers, scaleOf, context.instruments, writer);
    this.#lanes.table.add(symbol, lane);
    return lane.wanted ? lane : undefined;
  }

  #report(key: string, text: string): void {
    const { problems } = this.#context;
    problems.report(`${this.#options.sourceName}: ${key}`, this.#options.place(), text);
  }
}

/** `[["65083.66","0.2"], …]` of both sides, as Advanced Trade would tell them. */
function snapshotRows(message: json.Fields): json.Fields[] {
  return [...rowsOf(message, "bids", "bid"), ...rowsOf(message, "asks", "offer")];
}

function rowsOf(message: json.Fields, key: string, side: string): json.Fields[] {
  return pairsOf(message, key).map(([price_level, new_quantity]) => ({
    side,
    price_level,
    new_quantity,
  }));
}

/** `[["buy","65083.66","0.2"], …]` */
function changedRows(message: json.Fields): json.Fields[] {
  return pairsOf(message, "changes").map(([way, price_level, new_quantity]) => {
    if (way !== "buy" && way !== "sell") {
      throw new json.Unreadable(json.missing("changes", way, "buy or sell first"));
    }
    return { side: way === "buy" ? "bid" : "offer", price_level, new_quantity };
  });
}

function pairsOf(message: json.Fields, key: string): unknown[][] {
  const rows = message[key];
  if (!Array.isArray(rows)) throw new json.Unreadable(json.missing(key, rows, "an array"));
  return rows.map((row) => {
    if (Array.isArray(row)) return row;
    throw new json.Unreadable(json.missing(key, row, "rows of prices and quantities"));
  });
}
