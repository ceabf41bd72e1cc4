/**
 * Binance records straight from bytes. It knows the shape that the venue writes: an object of short
 * keys in any order, plain strings, whole numbers, and the two arrays of levels; bare or wrapped as
 * `{"stream":…,"data":…}`. Whatever else it meets (white space, escapes, unknown long keys, a number
 * off the grid, an unknown symbol) is left to the general parser: it never judges, it only declines.
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import {
  type BinanceEvent,
  EVENT_DEPTH,
  EVENT_IGNORED,
  EVENT_QUOTE,
  EVENT_SNAPSHOT,
  EVENT_TRADE,
  NO_TIME,
} from "./event.ts";
import {
  FieldScan,
  IS_FALSE,
  IS_LEVELS,
  IS_TRUE,
  KEY_ASK_QTY,
  KEY_ASKS,
  KEY_BID_QTY,
  KEY_BIDS,
  KEY_EVENT_TIME,
  KEY_FIRST_ID,
  KEY_LAST_ID,
  KEY_MAKER,
  KEY_MATCH_TIME,
  KEY_PREVIOUS_ID,
  KEY_PRICE,
  KEY_QTY,
  KEY_TRADE_ID,
  NAME_AGGREGATE,
  NAME_DEPTH,
  NAME_QUOTE,
  NAME_TRADE,
  NO_NAME,
} from "./field_scan.ts";
import type { Lanes } from "./lanes.ts";
import { scanLevels } from "./level_scan.ts";
import { DECLINED, KnownText, RecordText } from "./record_text.ts";
import { UsualRecords } from "./usual_records.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_OBJECT = 0x7d;
const AT_SIGN = 0x40;

const MAX_TICKS = 0x7fff_ffff;

const STREAM_HEAD = new KnownText('{"stream":"');
const STREAM_TAIL = new KnownText('","data":');
const DEPTH_STREAM = new KnownText("depth");
const SNAPSHOT_HEAD = new KnownText('{"lastUpdateId":');
const SNAPSHOT_BIDS = new KnownText('"bids":');
const SNAPSHOT_ASKS = new KnownText(',"asks":');
/** Digits of an order book's id. */
const ID_DIGITS = 11;
/** Of milliseconds since 1970. */
const TIME_DIGITS = 13;

export class ByteParser {
  readonly #lanes: Lanes;
  readonly #event: BinanceEvent;
  readonly #text = new RecordText();
  readonly #fields: FieldScan;
  readonly #usual: UsualRecords;

  /** @param event is filled by {@link parse} */
  constructor(lanes: Lanes, event: BinanceEvent) {
    this.#lanes = lanes;
    this.#event = event;
    this.#fields = new FieldScan(lanes, event, this.#text);
    this.#usual = new UsualRecords(event, this.#text);
  }

  /** Fills the event from `bytes[from..to)`. @returns false: declined, the event is unusable */
  parse(bytes: Uint8Array, recordFrom: number, recordTo: number): boolean {
    const text = this.#text;
    this.#event.clear();
    if (bytes[recordTo - 1] !== CLOSE_OBJECT) return false;
    text.hold(bytes, recordFrom, recordTo);
    return this.#usual.read() || this.#unusual();
  }

  #unusual(): boolean {
    const text = this.#text;
    this.#event.clear();
    const { from, to } = text;
    if (!text.startsWith(STREAM_HEAD, from)) {
      const end = text.startsWith(SNAPSHOT_HEAD, from) ? this.#snapshot(from) : this.#payload(from);
      return end === to;
    }
    const payloadFrom = this.#stream(from + STREAM_HEAD.length);
    if (payloadFrom === DECLINED) return false;
    const end = this.#payload(payloadFrom);
    if (end === DECLINED || end !== to - 1) return false;
    this.#usual.learn(payloadFrom);
    return true;
  }

  /** Passes `name","data":`, and declines streams of partial books, which only their name tells. */
  #stream(from: number): number {
    const text = this.#text;
    const { bytes } = text;
    const nameTo = text.stringEnd(from);
    if (nameTo === DECLINED) return DECLINED;
    let at = from;
    while (at < nameTo && bytes[at] !== AT_SIGN) at++;
    if (at + 1 < nameTo && text.startsWith(DEPTH_STREAM, at + 1)) {
      const after = at + 1 + DEPTH_STREAM.length;
      if (bytes[after] !== QUOTE && bytes[after] !== AT_SIGN) return DECLINED;
    }
    return text.startsWith(STREAM_TAIL, nameTo) ? nameTo + STREAM_TAIL.length : DECLINED;
  }

  #payload(from: number): number {
    const end = this.#fields.scan(from);
    if (end === DECLINED) return DECLINED;
    return this.#interpret() ? end : DECLINED;
  }

  /** Turns the marked fields into an event. */
  #interpret(): boolean {
    const event = this.#event;
    const lane = event.lane;
    if (lane === undefined) return false;
    if (!lane.wanted) {
      event.kind = EVENT_IGNORED;
      return true;
    }
    event.venueTime = this.#venueTime();
    if (event.venueTime < 0) return false;
    switch (this.#fields.name) {
      case NAME_DEPTH:
        return this.#depth();
      case NAME_TRADE:
        return this.#trade(KEY_TRADE_ID);
      case NAME_AGGREGATE:
        return this.#trade(KEY_ASKS);
      case NAME_QUOTE:
      case NO_NAME:
        return this.#quote();
      default:
        return false;
    }
  }

  #depth(): boolean {
    const event = this.#event;
    event.kind = EVENT_DEPTH;
    event.firstId = this.#fields.integer(KEY_FIRST_ID);
    event.lastId = this.#fields.integer(KEY_LAST_ID);
    if (event.firstId < 0 || event.lastId < 0) return false;
    if (this.#fields.has(KEY_PREVIOUS_ID)) {
      event.previousId = this.#fields.integer(KEY_PREVIOUS_ID);
      if (event.previousId < 0) return false;
    }
    return this.#fields.is(KEY_BIDS, IS_LEVELS) && this.#fields.is(KEY_ASKS, IS_LEVELS);
  }

  #trade(idKey: number): boolean {
    const event = this.#event;
    event.kind = EVENT_TRADE;
    event.tradeId = this.#fields.integer(idKey);
    if (this.#fields.is(KEY_MAKER, IS_TRUE)) event.side = SIDE_ASK;
    else if (this.#fields.is(KEY_MAKER, IS_FALSE)) event.side = SIDE_BID;
    else return false;
    event.priceTicks = this.#price(KEY_PRICE);
    event.qtyLots = this.#fields.steps(KEY_QTY);
    return event.tradeId >= 0 && event.priceTicks > 0 && event.qtyLots > 0;
  }

  #quote(): boolean {
    const event = this.#event;
    event.kind = EVENT_QUOTE;
    event.lastId = this.#fields.integer(KEY_LAST_ID);
    const bidTicks = this.#price(KEY_BIDS);
    const askTicks = this.#price(KEY_ASKS);
    event.bidLots = this.#fields.steps(KEY_BID_QTY);
    event.askLots = this.#fields.steps(KEY_ASK_QTY);
    event.bidTicks = bidTicks === 0 ? NO_PRICE_TICKS : bidTicks;
    event.askTicks = askTicks === 0 ? NO_PRICE_TICKS : askTicks;
    return event.lastId >= 0 && bidTicks >= 0 && askTicks >= 0 && event.bidLots >= 0 &&
      event.askLots >= 0;
  }

  /** `{"lastUpdateId":…,"E":…,"T":…,"bids":[…],"asks":[…]}`; spot has no times. */
  #snapshot(from: number): number {
    const event = this.#event;
    const text = this.#text;
    const { bytes } = text;
    let at = text.wholeNumber(from + SNAPSHOT_HEAD.length, ID_DIGITS);
    if (at === DECLINED || bytes[at] !== COMMA) return DECLINED;
    event.kind = EVENT_SNAPSHOT;
    event.lastId = text.number;
    event.lane = this.#lanes.awaiting(event.lastId);
    const lane = event.lane;
    if (lane === undefined || !lane.wanted) return DECLINED;
    at++;
    while (!text.startsWith(SNAPSHOT_BIDS, at)) {
      const key = bytes[at + 1];
      if (key !== KEY_EVENT_TIME && key !== KEY_MATCH_TIME) return DECLINED;
      if (bytes[at] !== QUOTE || bytes[at + 2] !== QUOTE) return DECLINED;
      if (bytes[at + 3] !== COLON) return DECLINED;
      const end = text.wholeNumber(at + 4, TIME_DIGITS);
      if (end === DECLINED || bytes[end] !== COMMA) return DECLINED;
      if (key === KEY_MATCH_TIME || event.venueTime === NO_TIME) event.venueTime = text.number;
      at = end + 1;
    }
    at += SNAPSHOT_BIDS.length;
    if (bytes[at] !== OPEN_ARRAY) return DECLINED;
    at = scanLevels(text, at, lane, false, event.levels);
    event.levels.endBids();
    if (at === DECLINED || !text.startsWith(SNAPSHOT_ASKS, at)) return DECLINED;
    at += SNAPSHOT_ASKS.length;
    if (bytes[at] !== OPEN_ARRAY) return DECLINED;
    at = scanLevels(text, at, lane, true, event.levels);
    return at !== DECLINED && bytes[at] === CLOSE_OBJECT ? at + 1 : DECLINED;
  }

  /** T, or else E, or else {@link NO_TIME}; negative where one is no whole number. */
  #venueTime(): number {
    if (this.#fields.has(KEY_MATCH_TIME)) return this.#fields.integer(KEY_MATCH_TIME);
    return this.#fields.has(KEY_EVENT_TIME) ? this.#fields.integer(KEY_EVENT_TIME) : NO_TIME;
  }

  /** Ticks of a price field; negative where it is none. */
  #price(key: number): number {
    const ticks = this.#fields.steps(key);
    return ticks > MAX_TICKS ? DECLINED : ticks;
  }
}
