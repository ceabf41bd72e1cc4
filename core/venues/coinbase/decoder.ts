/**
 * Turns the messages of one Coinbase Advanced Trade connection into market messages.
 *
 * - Depth is absolute: a snapshot, then new quantities. All channels of a connection share one
 *   sequence_num; where it jumps, every book of the connection is stale until its next snapshot,
 *   because nobody knows whose message was lost.
 * - `side` of a trade is the maker's: in recordings trades marked SELL meet the best offer. So the
 *   aggressor is the other side. A message lists its trades newest first; they are written oldest
 *   first. The trades of a `snapshot` are history and are passed over.
 * - Two connections may tell the same while one takes over from the other: a book belongs to the one
 *   whose snapshot came last, and trades that were there before are left out.
 * - A ticker carries no sequence of the book, so it is comparable by time only.
 *
 * Depth does not allocate; the other channels, a few messages a second, go through JSON.parse.
 */
import { SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import {
  FLAG_LAST,
  FLAG_SNAPSHOT,
  FLAG_TIMED,
  STATUS_BAD_RECORD,
  STATUS_CLEAR,
  STATUS_GAP,
  VENUE_COINBASE,
} from "../../wire/market.ts";
import { LevelBuffer } from "../level_buffer.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { ScaleFinder } from "../scale_survey.ts";
import type { SourceContext } from "../source.ts";
import { SymbolTable } from "../symbol_table.ts";
import { DepthParser } from "./depth_parser.ts";
import type { CoinbaseLane } from "./lane.ts";
import { openLane } from "./open_lane.ts";
import * as json from "./messages.ts";

const NO_INSTRUMENT = -1;
/** Before the first message of a connection. */
const NO_SEQUENCE = -1;
/** Channels that are of no use here. */
const IGNORED_CHANNELS: ReadonlySet<string> = new Set([
  "heartbeats",
  "subscriptions",
  "candles",
  "status",
  "ticker_batch",
]);

/** What the connections of one venue share. */
export class CoinbaseLanes {
  readonly table = new SymbolTable<CoinbaseLane>();
  /** Trades may come twice. */
  repeats = false;

  /** The product's lane, if it is open. */
  named(symbol: string): CoinbaseLane | undefined {
    return this.table.list().find((lane) => lane.symbol === symbol);
  }
}

export interface CoinbaseDecoderOptions {
  readonly lanes?: CoinbaseLanes;
  readonly context: SourceContext;
  readonly scaleOf: ScaleFinder;
  /** Groups repeats in the problem log: the file. */
  readonly sourceName: string;
  /** Where the current record is: "session.zst line 812". */
  readonly place: () => string;
}

export class CoinbaseDecoder {
  readonly #context: SourceContext;
  readonly #options: CoinbaseDecoderOptions;
  readonly #lanes: CoinbaseLanes;
  readonly #depth: DepthParser;
  readonly #levels = new LevelBuffer();
  readonly #text = new TextDecoder();
  #sequence = NO_SEQUENCE;

  constructor(options: CoinbaseDecoderOptions) {
    this.#context = options.context;
    this.#options = options;
    this.#lanes = options.lanes ?? new CoinbaseLanes();
    this.#depth = new DepthParser(this.#lanes.table);
  }

  /** Decodes the message in `bytes[from..to)`, received at `recvNanos`. */
  decode(
    bytes: Uint8Array,
    from: number,
    to: number,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    const depth = this.#depth;
    if (!depth.parse(bytes, from, to)) {
      this.#decodeSlowly(this.#text.decode(bytes.subarray(from, to)), recvNanos, writer);
      return;
    }
    if (!this.#follows(depth.sequence, recvNanos, writer)) return;
    const exchNanos = depth.eventTime.nanosSince(this.#context.epochMillis);
    this.#writeDepth(depth.lane!, depth.isSnapshot, depth.levels, exchNanos, recvNanos, writer);
  }

  /** The connection was made anew: its sequence starts again, and what came between is lost. */
  reconnect(recvNanos: number, writer: MarketWriter): void {
    if (this.#sequence === NO_SEQUENCE) return;
    this.#lose(this.#sequence + 1, recvNanos, writer);
    this.#sequence = NO_SEQUENCE;
  }

  /** The connection ended in favour of another: only books that the other has not told are lost. */
  release(recvNanos: number, writer: MarketWriter): void {
    const isNeeded = this.#lanes.table.list().some((lane) => lane.isLive && lane.owner === this);
    if (isNeeded) this.reconnect(recvNanos, writer);
    this.#sequence = NO_SEQUENCE;
  }

  /** The connection broke: its books are not known any more, and trade ids may start anew. */
  disconnect(symbols: readonly string[], recvNanos: number, writer: MarketWriter): void {
    this.reconnect(recvNanos, writer);
    for (const symbol of symbols) {
      const lane = this.#lanes.named(symbol);
      if (lane !== undefined) lane.newestTradeId = 0;
    }
  }

  #decodeSlowly(text: string, recvNanos: number, writer: MarketWriter): void {
    const { counters } = this.#context;
    try {
      const message = json.parseMessage(text);
      if (message.channel === undefined && message.type === "error") {
        throw new json.Unreadable(`the venue reports an error: ${json.shown(message.message)}`);
      }
      const sequence = json.wholeNumberOf(message, "sequence_num");
      if (!this.#follows(sequence, recvNanos, writer)) return;
      this.#channel(message, recvNanos, writer);
    } catch (thrown) {
      if (!(thrown instanceof json.Unreadable)) throw thrown;
      counters.badRecord();
      this.#report(`bad record: ${thrown.message.replace(/[\d.]+/g, "#")}`, thrown.message);
    }
  }

  #channel(message: json.Fields, recvNanos: number, writer: MarketWriter): void {
    const { counters } = this.#context;
    const channel = json.textOf(message, "channel");
    switch (channel) {
      case "l2_data":
        counters.slowParse();
        for (const event of json.listOf(message, "events")) {
          this.#depthEvent(message, event, recvNanos, writer);
        }
        return;
      case "market_trades":
        for (const event of json.listOf(message, "events")) this.#trades(event, recvNanos, writer);
        return;
      case "ticker":
        for (const event of json.listOf(message, "events")) {
          for (const ticker of json.listOf(event, "tickers")) {
            this.#ticker(message, ticker, recvNanos, writer);
          }
        }
        return;
    }
    counters.ignored();
    if (IGNORED_CHANNELS.has(channel)) return;
    this.#report(
      `unknown channel ${channel}`,
      `channel ${json.shown(channel)} is not known; its records are passed over`,
    );
  }

  #depthEvent(
    message: json.Fields,
    event: json.Fields,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    const updates = json.listOf(event, "updates");
    const lane = this.#laneOf(json.textOf(event, "product_id"), updates, recvNanos, writer);
    if (lane === undefined) return this.#context.counters.ignored();
    const { epochMillis } = this.#context;
    try {
      const type = json.textOf(event, "type");
      if (type !== "snapshot" && type !== "update") {
        throw new json.Unreadable(json.missing("type", type, "snapshot or update"));
      }
      json.readLevels(updates, lane, this.#levels);
      const exchNanos = updates.length > 0
        ? json.timeOf(updates[0], "event_time", epochMillis)
        : json.timeOf(message, "timestamp", epochMillis);
      this.#writeDepth(lane, type === "snapshot", this.#levels, exchNanos, recvNanos, writer);
    } catch (thrown) {
      this.#loseLane(lane, recvNanos, writer);
      throw thrown;
    }
  }

  #writeDepth(
    lane: CoinbaseLane,
    isSnapshot: boolean,
    levels: LevelBuffer,
    exchNanos: number,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    const { counters } = this.#context;
    if (levels.farCount > 0) counters.farLevels(levels.farCount);
    if (!isSnapshot && lane.isLive && lane.owner !== this) return counters.repeated();
    if (!isSnapshot && !lane.isLive) return counters.droppedDiff();
    if (!isSnapshot && levels.count === 0) return counters.appliedDiff();
    writer.begin(lane.instrumentId, exchNanos, recvNanos, this.#sequence);
    if (isSnapshot) {
      counters.snapshot();
      writer.status(STATUS_CLEAR, 0, 0, 0);
      lane.isLive = true;
      lane.owner = this;
    } else {
      counters.appliedDiff();
    }
    levels.write(writer, isSnapshot ? FLAG_SNAPSHOT : 0);
    writer.last();
  }

  #trades(event: json.Fields, recvNanos: number, writer: MarketWriter): void {
    const { counters, epochMillis } = this.#context;
    const trades = json.listOf(event, "trades");
    if (event.type === "snapshot") return counters.ignored();
    for (const trade of trades.toReversed()) {
      const lane = this.#laneOf(json.textOf(trade, "product_id"), [trade], recvNanos, writer);
      if (lane === undefined) continue;
      const { side } = trade;
      if (side !== "BUY" && side !== "SELL") {
        throw new json.Unreadable(json.missing("side", side, "BUY or SELL"));
      }
      const aggressor = side === "BUY" ? SIDE_ASK : SIDE_BID;
      const priceTicks = json.priceOf(trade, "price", lane);
      const qtyLots = json.qtyOf(trade, "size", lane);
      const tradeId = json.wholeNumberOf(trade, "trade_id");
      const exchNanos = json.timeOf(trade, "time", epochMillis);
      if (tradeId <= lane.newestTradeId && this.#lanes.repeats) {
        counters.repeated();
        continue;
      }
      lane.newestTradeId = tradeId;
      writer.begin(lane.instrumentId, exchNanos, recvNanos, 0);
      writer.trade(aggressor, priceTicks, qtyLots, tradeId, FLAG_LAST);
      counters.trade();
    }
  }

  #ticker(
    message: json.Fields,
    ticker: json.Fields,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    const { counters, epochMillis } = this.#context;
    const lane = this.#laneOf(json.textOf(ticker, "product_id"), [ticker], recvNanos, writer);
    if (lane === undefined) return counters.ignored();
    const bidTicks = json.priceOf(ticker, "best_bid", lane);
    const askTicks = json.priceOf(ticker, "best_ask", lane);
    const bidLots = json.qtyOf(ticker, "best_bid_quantity", lane);
    const askLots = json.qtyOf(ticker, "best_ask_quantity", lane);
    const exchNanos = json.timeOf(message, "timestamp", epochMillis);
    writer.begin(lane.instrumentId, exchNanos, recvNanos, this.#sequence);
    writer.quote(bidTicks, bidLots, askTicks, askLots, FLAG_TIMED | FLAG_LAST);
    counters.quote();
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
    const { instruments } = this.#context;
    const lane = openLane(
      VENUE_COINBASE,
      symbol,
      numbers,
      this.#options.scaleOf,
      instruments,
      writer,
    );
    this.#lanes.table.add(symbol, lane);
    return lane.wanted ? lane : undefined;
  }

  /** Checks the connection's sequence. @returns false for a message that was there before */
  #follows(sequence: number, recvNanos: number, writer: MarketWriter): boolean {
    const previous = this.#sequence;
    if (previous !== NO_SEQUENCE && sequence <= previous) {
      this.#context.counters.droppedDiff();
      this.#report(
        "sequence repeats",
        `sequence_num ${sequence} comes after ${previous}; the message is left out`,
      );
      return false;
    }
    this.#sequence = sequence;
    if (previous === NO_SEQUENCE || sequence === previous + 1) return true;
    this.#report(
      "gap",
      `messages are missing: sequence_num ${sequence} comes after ${previous}; the connection's ` +
        `books are stale until their next snapshots`,
    );
    this.#lose(previous + 1, recvNanos, writer);
    return true;
  }

  /** Messages from `firstMissed` on are lost: no book of the connection is known any more. */
  #lose(firstMissed: number, recvNanos: number, writer: MarketWriter): void {
    this.#context.counters.gap();
    for (const lane of this.#lanes.table.list()) {
      if (!lane.isLive || lane.owner !== this) continue;
      lane.isLive = false;
      writer.begin(lane.instrumentId, recvNanos, recvNanos, firstMissed - 1);
      writer.status(STATUS_GAP, 0, firstMissed, FLAG_LAST);
    }
  }

  /** One product's depth could not be read. */
  #loseLane(lane: CoinbaseLane, recvNanos: number, writer: MarketWriter): void {
    writer.begin(lane.instrumentId, recvNanos, recvNanos, this.#sequence);
    writer.status(STATUS_BAD_RECORD, 0, 0, FLAG_LAST);
    if (!lane.isLive || lane.owner !== this) return;
    lane.isLive = false;
    this.#context.counters.gap();
    writer.status(STATUS_GAP, 0, this.#sequence, FLAG_LAST);
  }

  #report(key: string, text: string): void {
    const { problems } = this.#context;
    problems.report(`${this.#options.sourceName}: ${key}`, this.#options.place(), text);
  }
}
