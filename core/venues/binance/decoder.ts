/**
 * Turns the records of one Binance connection into market messages: parse, put in order, write.
 *
 * ```text
 *   bytes ─▶ byte parser ─▶ event ─▶ trade, quote ──────────▶ writer
 *              ╰ declined ▶ JSON parser ╯   ╰─▶ DepthSync ───╯
 * ```
 *
 * Hot path: no allocation, unless a record has to take the slow way.
 */
import { NANOS_PER_MICRO, NANOS_PER_MILLI } from "../../base/units.ts";
import { FLAG_EVERY_CHANGE, FLAG_LAST } from "../../wire/market.ts";
import type { MarketWriter } from "../market_writer.ts";
import type { ScaleFinder } from "../scale_survey.ts";
import type { SourceContext } from "../source.ts";
import { ByteParser } from "./byte_parser.ts";
import {
  BinanceEvent,
  EVENT_DEPTH,
  EVENT_IGNORED,
  EVENT_QUOTE,
  EVENT_SNAPSHOT,
  EVENT_TRADE,
  NO_ID,
  NO_TIME,
} from "./event.ts";
import { JsonParser } from "./json_parser.ts";
import { SYNC_WAITING } from "./depth_sync.ts";
import type { Lane } from "./lane.ts";
import { Lanes } from "./lanes.ts";
import type { BinanceMarket } from "./market.ts";

/** Venue times above this are microseconds (spot streams with timeUnit=MICROSECOND). */
const MAX_MILLIS = 1e14;
/** instrumentId of messages before an instrument is known. */
const NO_INSTRUMENT = -1;

export interface BinanceDecoderOptions {
  readonly market: BinanceMarket;
  readonly context: SourceContext;
  readonly scaleOf: ScaleFinder;
  /** Groups repeats in the problem log: the file. */
  readonly sourceName: string;
  /** Where the current record is: "spot.gz line 812". */
  readonly place: () => string;
}

export class BinanceDecoder {
  readonly #market: BinanceMarket;
  readonly #context: SourceContext;
  readonly #options: BinanceDecoderOptions;
  readonly #event = new BinanceEvent();
  readonly #lanes: Lanes;
  #byteParser: ByteParser;
  readonly #jsonParser: JsonParser;
  readonly #text = new TextDecoder();
  /** Trades and quotes may come twice; without a handover their ids are nobody's business. */
  #repeats = false;

  constructor(options: BinanceDecoderOptions) {
    const { market, context, scaleOf } = options;
    this.#market = market;
    this.#context = context;
    this.#options = options;
    this.#lanes = new Lanes(
      market,
      context,
      scaleOf,
      (symbol) => (kind, text) => this.#note(`${kind} ${symbol}`, `${symbol}: ${text}`),
    );
    this.#byteParser = new ByteParser(this.#lanes, this.#event);
    this.#jsonParser = new JsonParser(this.#lanes, this.#event);
  }

  /** Decodes the record in `bytes[from..to)`, received at `recvNanos`. */
  decode(
    bytes: Uint8Array,
    from: number,
    to: number,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    const read = this.#byteParser.parse(bytes, from, to) ||
      this.#parseSlowly(bytes, from, to, recvNanos, writer);
    if (!read) return;
    const event = this.#event;
    if (event.levels.farCount > 0) this.#context.counters.farLevels(event.levels.farCount);
    switch (event.kind) {
      case EVENT_DEPTH:
        return this.#depth(event.lane!, recvNanos, writer);
      case EVENT_TRADE:
        return this.#trade(event.lane!, recvNanos, writer);
      case EVENT_QUOTE:
        return this.#quote(event.lane!, recvNanos, writer);
      case EVENT_SNAPSHOT:
        return this.#snapshot(event.lane!, recvNanos, writer);
      case EVENT_IGNORED:
        return this.#context.counters.ignored();
    }
  }

  /** Decodes a snapshot whose symbol is known from elsewhere: the address it was requested from. */
  decodeSnapshot(
    symbol: string,
    bytes: Uint8Array,
    from: number,
    to: number,
    recvNanos: number,
    writer: MarketWriter,
  ): void {
    this.#prepareDefinition(recvNanos, writer);
    this.#refine(symbol);
    this.#lanes.expected = this.#lanes.laneOf(symbol, this.#peekPayload(bytes, from, to));
    this.decode(bytes, from, to, recvNanos, writer);
    this.#lanes.expected = undefined;
  }

  /** From now on two connections say the same for a while: what was there before is left out. */
  expectRepeats(): void {
    this.#repeats = true;
  }

  /** The symbol's connection broke. */
  disconnect(symbol: string, recvNanos: number, writer: MarketWriter): void {
    const lane = this.#lanes.named(symbol);
    if (lane === undefined || !lane.wanted) return;
    lane.sync.disconnect(lane.venueNanos !== 0 ? lane.venueNanos : recvNanos, recvNanos, writer);
    lane.newestTradeId = 0;
    lane.newestQuoteId = 0;
  }

  /** True when the symbol's book is known. */
  isSynced(symbol: string): boolean {
    const lane = this.#lanes.named(symbol);
    return lane !== undefined && lane.sync.state !== SYNC_WAITING;
  }

  /** Reports the current record as unreadable. */
  refuse(text: string): void {
    this.#context.counters.badRecord();
    this.#report(`bad record: ${text.replace(/[\d.]+/g, "#")}`, text);
  }

  #parseSlowly(
    bytes: Uint8Array,
    from: number,
    to: number,
    recvNanos: number,
    writer: MarketWriter,
  ): boolean {
    this.#prepareDefinition(recvNanos, writer);
    const parser = this.#jsonParser;
    if (parser.parse(this.#text.decode(bytes.subarray(from, to)))) {
      if (this.#event.kind !== EVENT_IGNORED) this.#context.counters.slowParse();
      if (parser.unknown !== "") {
        this.#report(
          `unknown ${parser.unknown}`,
          `${parser.unknown} is not known; its records are passed over`,
        );
      }
      return true;
    }
    this.refuse(parser.fault);
    if (parser.lost !== undefined) this.#lose(parser.lost, recvNanos, writer);
    return false;
  }

  #depth(lane: Lane, recvNanos: number, writer: MarketWriter): void {
    const event = this.#event;
    if (event.firstId > event.lastId) {
      this.refuse(`${lane.symbol}: U ${event.firstId} is above u ${event.lastId}`);
      this.#lose(lane, recvNanos, writer);
    } else if (event.previousId === NO_ID && this.#market !== "spot") {
      this.refuse(`${lane.symbol}: field pu is missing; depth updates of futures have it`);
      this.#lose(lane, recvNanos, writer);
    } else {
      lane.sync.diff(event, this.#exchNanos(lane, recvNanos), recvNanos, writer);
    }
  }

  #snapshot(lane: Lane, recvNanos: number, writer: MarketWriter): void {
    const event = this.#event;
    const elseNanos = lane.venueNanos !== 0 ? lane.venueNanos : recvNanos;
    const exchNanos = event.venueTime === NO_TIME ? undefined : this.#venueNanos(event.venueTime);
    lane.sync.snapshot(event, exchNanos, elseNanos, recvNanos, writer);
  }

  #trade(lane: Lane, recvNanos: number, writer: MarketWriter): void {
    const event = this.#event;
    if (event.tradeId <= lane.newestTradeId && this.#repeats) {
      return this.#context.counters.repeated();
    }
    lane.newestTradeId = event.tradeId;
    this.#context.counters.trade();
    writer.begin(lane.instrumentId, this.#exchNanos(lane, recvNanos), recvNanos, 0);
    writer.trade(event.side, event.priceTicks, event.qtyLots, event.tradeId, FLAG_LAST);
  }

  #quote(lane: Lane, recvNanos: number, writer: MarketWriter): void {
    const event = this.#event;
    if (event.lastId <= lane.newestQuoteId && this.#repeats) {
      return this.#context.counters.repeated();
    }
    lane.newestQuoteId = event.lastId;
    this.#context.counters.quote();
    writer.begin(lane.instrumentId, this.#exchNanos(lane, recvNanos), recvNanos, event.lastId);
    writer.quote(
      event.bidTicks,
      event.bidLots,
      event.askTicks,
      event.askLots,
      FLAG_LAST | FLAG_EVERY_CHANGE,
    );
  }

  #lose(lane: Lane, recvNanos: number, writer: MarketWriter): void {
    const exchNanos = lane.venueNanos !== 0 ? lane.venueNanos : recvNanos;
    lane.sync.lose(exchNanos, recvNanos, writer);
  }

  /** The record's venue time; where it has none, the newest of its instrument, or the receipt. */
  #exchNanos(lane: Lane, recvNanos: number): number {
    const { venueTime } = this.#event;
    if (venueTime === NO_TIME) return lane.venueNanos !== 0 ? lane.venueNanos : recvNanos;
    const exchNanos = this.#venueNanos(venueTime);
    if (exchNanos > lane.venueNanos || lane.venueNanos === 0) lane.venueNanos = exchNanos;
    return exchNanos;
  }

  #venueNanos(venueTime: number): number {
    const { epochMillis } = this.#context;
    return venueTime < MAX_MILLIS
      ? (venueTime - epochMillis) * NANOS_PER_MILLI
      : (venueTime - epochMillis * 1_000) * NANOS_PER_MICRO;
  }

  /** A slow record may open a lane: its instrument is defined at this time. */
  #prepareDefinition(recvNanos: number, writer: MarketWriter): void {
    this.#lanes.writer = writer;
    writer.begin(NO_INSTRUMENT, recvNanos, recvNanos, 0);
  }

  /** What the snapshot holds may lie between the ticks that were listed. */
  #refine(symbol: string): void {
    const lane = this.#lanes.named(symbol);
    const known = this.#options.scaleOf(symbol);
    if (lane === undefined || known === undefined || !lane.wanted) return;
    const isFiner = known.scale.priceDecimals > lane.scale.priceDecimals;
    if (lane.origin !== known.origin || !isFiner) return;
    this.#lanes.refine(lane, known.scale);
    // It remembers lanes by their records.
    this.#byteParser = new ByteParser(this.#lanes, this.#event);
  }

  #peekPayload(bytes: Uint8Array, from: number, to: number): Readonly<Record<string, unknown>> {
    try {
      const value: unknown = JSON.parse(this.#text.decode(bytes.subarray(from, to)));
      return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
    } catch {
      return {};
    }
  }

  #note(key: string, text: string): void {
    const { problems } = this.#context;
    problems.note(`${this.#options.sourceName}: ${key}`, this.#options.place(), text);
  }

  #report(key: string, text: string): void {
    const { problems } = this.#context;
    problems.report(`${this.#options.sourceName}: ${key}`, this.#options.place(), text);
  }
}
