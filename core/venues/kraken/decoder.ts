/**
 * Turns the messages of one Kraken connection into market messages, v1 and v2 alike.
 *
 * - Depth is absolute: a snapshot, then new quantities. Levels that fall behind the subscribed depth
 *   are forgotten, as the venue does: they leave the book in the same group, flagged as revealed.
 * - Every update carries the venue's checksum of the book after it. One that differs makes the book
 *   stale until its next snapshot; one that agrees goes on to the book stage, in the wire's own form.
 * - `side` of a trade is the taker's. v1 gives trades no ids; their times stand in.
 *
 * Allocates freely: a pair says a few things a second.
 */
import { NANOS_PER_SECOND, SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import {
  FLAG_LAST,
  FLAG_REVEALED,
  FLAG_SNAPSHOT,
  STATUS_BAD_RECORD,
  STATUS_CLEAR,
  STATUS_GAP,
} from "../../wire/market.ts";
import { IsoTime } from "../coinbase/iso_time.ts";
import { Unreadable } from "../coinbase/messages.ts";
import { LevelBuffer } from "../level_buffer.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { ScaleFinder } from "../scale_survey.ts";
import type { SourceContext } from "../source.ts";
import type { BookSide } from "./book_side.ts";
import { CHECKSUM_LEVELS, type KrakenLane } from "./lane.ts";
import { type KrakenLanes, openLane } from "./lanes.ts";
import {
  type BookMessage,
  type KrakenMessage,
  readMessages,
  type TradesMessage,
} from "./messages.ts";
import { digitsOf, readLevels, readNumber } from "./numbers.ts";

const NO_INSTRUMENT = -1;
/** "1618678133.365913" */
const UNIX_TIME = /^(\d+)\.(\d{1,9})$/;

export interface KrakenDecoderOptions {
  readonly context: SourceContext;
  readonly scaleOf: ScaleFinder;
  /** What all connections of the venue share. */
  readonly lanes: KrakenLanes;
  /** Groups repeats in the problem log: the file. */
  readonly sourceName: string;
  /** Where the current record is: "session.zst line 812". */
  readonly place: () => string;
}

export class KrakenDecoder {
  readonly #context: SourceContext;
  readonly #options: KrakenDecoderOptions;
  readonly #lanes: KrakenLanes;
  readonly #levels = new LevelBuffer();
  readonly #text = new TextDecoder();
  readonly #isoTime = new IsoTime();
  readonly #encoder = new TextEncoder();

  constructor(options: KrakenDecoderOptions) {
    this.#context = options.context;
    this.#options = options;
    this.#lanes = options.lanes;
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
      const messages = readMessages(this.#text.decode(bytes.subarray(from, to)));
      if (messages === undefined) return this.#context.counters.ignored();
      for (const message of messages) this.#message(message, recvNanos, writer);
    } catch (thrown) {
      if (!(thrown instanceof Unreadable)) throw thrown;
      this.#context.counters.badRecord();
      this.#report(`bad record: ${thrown.message.replace(/[\d.]+/g, "#")}`, thrown.message);
    }
  }

  /** The connection broke: its books are not known any more. */
  disconnect(recvNanos: number, writer: MarketWriter): void {
    for (const lane of this.#lanes.list()) {
      if (lane.owner !== this) continue;
      lane.newestTrade = 0;
      this.#lose(lane, recvNanos, writer);
    }
  }

  #message(message: KrakenMessage, recvNanos: number, writer: MarketWriter): void {
    const numbers = message.kind === "trades"
      ? message.trades
      : message.kind === "book"
      ? [...message.bids, ...message.asks]
      : [];
    const lane = this.#laneOf(message.symbol, numbers, recvNanos, writer);
    if (lane === undefined) return this.#context.counters.ignored();
    if (message.kind === "depth") {
      lane.depth = message.depth;
      return this.#context.counters.ignored();
    }
    if (message.kind === "trades") return this.#trades(lane, message, recvNanos, writer);
    try {
      this.#book(lane, message, recvNanos, writer);
    } catch (thrown) {
      writer.begin(lane.instrumentId, recvNanos, recvNanos, 0);
      writer.status(STATUS_BAD_RECORD, 0, 0, FLAG_LAST);
      if (lane.owner === this) this.#lose(lane, recvNanos, writer);
      throw thrown;
    }
  }

  #book(
    lane: KrakenLane,
    message: BookMessage,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    const { counters } = this.#context;
    const { isSnapshot, bids, asks } = message;
    readLevels(bids, asks, lane, this.#levels);
    if (this.#levels.farCount > 0) counters.farLevels(this.#levels.farCount);
    if (!isSnapshot && lane.isLive && lane.owner !== this) return counters.repeated();
    if (!isSnapshot && !lane.isLive) return counters.droppedDiff();
    if (message.depth !== undefined) lane.depth = message.depth;
    if (message.isVersion1) digitsOf([...bids, ...asks], lane);
    if (isSnapshot) {
      lane.bids.clear();
      lane.asks.clear();
    }
    this.#apply(lane);
    if (message.checksum !== undefined && lane.checksum() !== message.checksum) {
      return this.#mismatch(lane, message.checksum, recvNanos, writer);
    }
    if (message.checksum !== undefined) counters.checksum();
    writer.begin(lane.instrumentId, this.#bookNanos(message, recvNanos), recvNanos, 0);
    if (isSnapshot) {
      counters.snapshot();
      writer.status(STATUS_CLEAR, 0, 0, 0);
      lane.isLive = true;
      lane.owner = this;
    } else {
      counters.appliedDiff();
    }
    this.#levels.write(writer, isSnapshot ? FLAG_SNAPSHOT : 0);
    forget(lane.bids, lane.depth, SIDE_BID, writer);
    forget(lane.asks, lane.depth, SIDE_ASK, writer);
    writer.checksum(CHECKSUM_LEVELS, lane.wireChecksum(), FLAG_LAST);
  }

  #apply(lane: KrakenLane): void {
    const { priceTicks, qtyLots, count, bidCount } = this.#levels;
    for (let i = 0; i < count; i++) {
      const side = i < bidCount ? lane.bids : lane.asks;
      side.set(priceTicks[i], qtyLots[i]);
    }
  }

  #mismatch(lane: KrakenLane, wanted: number, recvNanos: number, writer: MarketWriter): void {
    const { counters } = this.#context;
    counters.checksumFailure();
    counters.gap();
    this.#report(
      `checksum ${lane.symbol}`,
      `${lane.symbol}: the book's checksum is ${lane.checksum()}, the venue says ${wanted}; the book ` +
        `is stale until the next snapshot`,
    );
    this.#lose(lane, recvNanos, writer);
  }

  #trades(
    lane: KrakenLane,
    { trades }: TradesMessage,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    const { counters } = this.#context;
    let newest = lane.newestTrade;
    for (const [price, qty, side, time, id] of trades) {
      if (side !== "b" && side !== "s") throw new Unreadable(`side ${side} must be b or s`);
      const priceTicks = readNumber(price, lane, true);
      const qtyLots = readNumber(qty, lane, false);
      const exchNanos = this.#nanosOf(time);
      const order = id === undefined ? exchNanos : Number(id);
      if (order <= lane.newestTrade && this.#lanes.repeats) {
        counters.repeated();
        continue;
      }
      newest = Math.max(newest, order);
      writer.begin(lane.instrumentId, exchNanos, recvNanos, 0);
      // v1 has no ids; 0 stands for that.
      const tradeId = id === undefined ? 0 : Number(id);
      writer.trade(side === "b" ? SIDE_BID : SIDE_ASK, priceTicks, qtyLots, tradeId, FLAG_LAST);
      counters.trade();
    }
    lane.newestTrade = newest;
  }

  /** The message's time, or that of its newest level; snapshots hold levels of long ago. */
  #bookNanos({ timestamp, isSnapshot, bids, asks }: BookMessage, recvNanos: number): number {
    if (timestamp !== undefined) return this.#nanosOf(timestamp);
    let nanos = -Infinity;
    for (const side of [bids, asks]) {
      for (const [, , time] of side) {
        if (time !== undefined) nanos = Math.max(nanos, this.#nanosOf(time));
      }
    }
    return isSnapshot || nanos === -Infinity ? recvNanos : nanos;
  }

  #nanosOf(text: string): number {
    const { epochMillis } = this.#context;
    const unix = UNIX_TIME.exec(text);
    if (unix !== null) {
      return (Number(unix[1]) - epochMillis / 1_000) * NANOS_PER_SECOND +
        Number(unix[2].padEnd(9, "0"));
    }
    const bytes = this.#encoder.encode(text);
    if (this.#isoTime.parse(bytes, 0, bytes.length)) return this.#isoTime.nanosSince(epochMillis);
    throw new Unreadable(`${text.slice(0, 40)} is no time`);
  }

  #lose(lane: KrakenLane, recvNanos: number, writer: MarketWriter): void {
    if (!lane.isLive) return;
    lane.isLive = false;
    writer.begin(lane.instrumentId, recvNanos, recvNanos, 0);
    writer.status(STATUS_GAP, 0, 0, FLAG_LAST);
  }

  /** The lane of a pair, opened if need be; undefined when nobody asked for it. */
  #laneOf(
    symbol: string,
    numbers: readonly (readonly string[])[],
    recvNanos: number,
    writer: MarketWriter,
  ): KrakenLane | undefined {
    const known = this.#lanes.named(symbol);
    if (known !== undefined) return known.wanted ? known : undefined;
    // Without numbers a scale cannot be inferred; the lane waits for the first that has some.
    if (numbers.length === 0 && this.#options.scaleOf(symbol) === undefined) return undefined;
    writer.begin(NO_INSTRUMENT, recvNanos, recvNanos, 0);
    const { scaleOf, context } = this.#options;
    const lane = openLane(symbol, numbers, scaleOf, context.instruments, writer);
    this.#lanes.add(lane);
    return lane.wanted ? lane : undefined;
  }

  #report(key: string, text: string): void {
    const { problems } = this.#context;
    problems.report(`${this.#options.sourceName}: ${key}`, this.#options.place(), text);
  }
}

/** Levels behind the subscribed depth leave the book: the venue does not tell of them any more. */
function forget(side: BookSide, depth: number, code: number, writer: MarketWriter): void {
  while (side.count > depth) {
    side.count--;
    writer.level(code, side.priceTicks[side.count], 0, FLAG_REVEALED);
  }
}
