/**
 * Binance records straight from bytes. It knows the shape that the venue writes: an object of short
 * keys in any order, plain strings, whole numbers, and the two arrays of levels; bare or wrapped as
 * `{"stream":…,"data":…}`. Whatever else it meets (white space, escapes, unknown long keys, a number
 * off the grid, an unknown symbol) is left to the general parser: it never judges, it only declines.
 *
 * Hot path: no allocation.
 */
import type { DecimalScanner } from "../../base/decimal.ts";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import {
  type BinanceEvent,
  EVENT_DEPTH,
  EVENT_IGNORED,
  EVENT_QUOTE,
  EVENT_SNAPSHOT,
  EVENT_TRADE,
  NO_ID,
  NO_TIME,
} from "./event.ts";
import type { Lane } from "./lane.ts";
import type { Lanes } from "./lanes.ts";

/** What the parser returns where the general one has to look. */
const DECLINED = -1;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const BACKSLASH = 0x5c;
const AT_SIGN = 0x40;
const POINT = 0x2e;
const ZERO = 0x30;
/** Digits that always fit an Int32. */
const SHORT_DIGITS = 9;

const MAX_TICKS = 0x7fff_ffff;
/** `["1","1"],` */
const SHORTEST_LEVEL_BYTES = 10;
/** Digits of 2^53, below which whole numbers are exact. */
const MAX_DIGITS = 16;
const EXACT_BELOW = 2 ** 53;
const POWERS_OF_TEN = Float64Array.of(1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7);

/** What kind of value a key had, in the low bits of its mark. */
const IS_STRING = 1;
const IS_INTEGER = 2;
const IS_TRUE = 3;
const IS_FALSE = 4;
const IS_LEVELS = 5;
const MARK_STEP = 8;

/** Fields are kept by the code of their one-letter key; the two known longer keys have codes of their own. */
const KEYS = 128;
const KEY_PREVIOUS_ID = 1;
const KEY_PAIR = 2;
const KEY_ASKS = code("a");
const KEY_ASK_QTY = code("A");
const KEY_BIDS = code("b");
const KEY_BID_QTY = code("B");
const KEY_EVENT = code("e");
const KEY_EVENT_TIME = code("E");
const KEY_MAKER = code("m");
const KEY_PRICE = code("p");
const KEY_QTY = code("q");
const KEY_SYMBOL = code("s");
const KEY_TRADE_ID = code("t");
const KEY_MATCH_TIME = code("T");
const KEY_LAST_ID = code("u");
const KEY_FIRST_ID = code("U");

const STREAM_HEAD = ascii('{"stream":"');
const STREAM_TAIL = ascii(',"data":');
const DEPTH_STREAM = ascii("depth");
const SNAPSHOT_HEAD = ascii('{"lastUpdateId":');
const SNAPSHOT_BIDS = ascii('"bids":');
const SNAPSHOT_ASKS = ascii(',"asks":');
const EVENT_NAME_DEPTH = ascii("depthUpdate");
const EVENT_NAME_TRADE = ascii("trade");
const EVENT_NAME_AGGREGATE = ascii("aggTrade");
const EVENT_NAME_QUOTE = ascii("bookTicker");
const TRUE = ascii("true");
const FALSE = ascii("false");

/** 1 for bytes that a JSON string holds as they are: ASCII without controls, quote and backslash. */
const IS_PLAIN = Uint8Array.from(
  { length: 256 },
  (_, byte) => byte >= 0x20 && byte <= 0x7e && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

export class ByteParser {
  readonly #lanes: Lanes;
  readonly #event: BinanceEvent;
  /** Where each field's value lies; valid where its mark is of this record. */
  readonly #froms = new Int32Array(KEYS);
  readonly #tos = new Int32Array(KEYS);
  /** Values of the whole numbers among them. */
  readonly #numbers = new Float64Array(KEYS);
  /** Record number × MARK_STEP + kind of value. */
  readonly #marks = new Int32Array(KEYS);
  #record = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #to = 0;
  /** Value of the decimal that was scanned last. */
  #scanned = 0;

  /** @param event is filled by {@link parse} */
  constructor(lanes: Lanes, event: BinanceEvent) {
    this.#lanes = lanes;
    this.#event = event;
  }

  /** Fills the event from `bytes[from..to)`. @returns false: declined, the event is unusable */
  parse(bytes: Uint8Array, from: number, to: number): boolean {
    this.#bytes = bytes;
    this.#to = to;
    this.#event.clear();
    if (bytes[to - 1] !== CLOSE_OBJECT) return false;
    if (!this.#startsWith(STREAM_HEAD, from)) {
      const end = this.#startsWith(SNAPSHOT_HEAD, from)
        ? this.#snapshot(from)
        : this.#payload(from);
      return end === to;
    }
    const payloadFrom = this.#stream(from + STREAM_HEAD.length);
    if (payloadFrom === DECLINED) return false;
    const end = this.#payload(payloadFrom);
    return end !== DECLINED && end === to - 1 && bytes[end] === CLOSE_OBJECT;
  }

  /** Passes `name","data":`, and declines streams of partial books, which only their name tells. */
  #stream(from: number): number {
    const bytes = this.#bytes;
    const nameTo = this.#plainStringEnd(from);
    if (nameTo === DECLINED) return DECLINED;
    let at = from;
    while (at < nameTo && bytes[at] !== AT_SIGN) at++;
    if (at + 1 < nameTo && this.#startsWith(DEPTH_STREAM, at + 1)) {
      const after = at + 1 + DEPTH_STREAM.length;
      if (bytes[after] !== QUOTE && bytes[after] !== AT_SIGN) return DECLINED;
    }
    return this.#startsWith(STREAM_TAIL, nameTo + 1) ? nameTo + 1 + STREAM_TAIL.length : DECLINED;
  }

  #payload(from: number): number {
    this.#nextRecord();
    const end = this.#fields(from);
    if (end === DECLINED) return DECLINED;
    return this.#interpret() ? end : DECLINED;
  }

  /** Marks where every field of the object lies; reads the levels on the way. */
  #fields(from: number): number {
    const bytes = this.#bytes;
    const to = this.#to;
    if (bytes[from] !== OPEN_OBJECT) return DECLINED;
    let at = from + 1;
    while (at + 4 < to) {
      if (bytes[at] !== QUOTE) return DECLINED;
      let key = bytes[at + 1];
      if (((key | 32) - 97) >>> 0 > 25) return DECLINED;
      at += 2;
      if (bytes[at] !== QUOTE) {
        if (key !== KEY_PRICE) return DECLINED;
        if (bytes[at] === KEY_LAST_ID) key = KEY_PREVIOUS_ID;
        else if (bytes[at] === KEY_SYMBOL) key = KEY_PAIR;
        else return DECLINED;
        if (bytes[++at] !== QUOTE) return DECLINED;
      }
      if (bytes[++at] !== COLON || this.#marks[key] >= this.#record) return DECLINED;
      at = this.#value(key, at + 1);
      if (at === DECLINED) return DECLINED;
      if (bytes[at] === COMMA) at++;
      else return bytes[at] === CLOSE_OBJECT ? at + 1 : DECLINED;
    }
    return DECLINED;
  }

  /** Passes one value and marks it. @returns the position behind it */
  #value(key: number, from: number): number {
    const bytes = this.#bytes;
    const first = bytes[from];
    let end = DECLINED;
    let kind = 0;
    if (first === QUOTE) {
      kind = IS_STRING;
      const to = this.#plainStringEnd(from + 1);
      if (to === DECLINED) return DECLINED;
      this.#froms[key] = from + 1;
      this.#tos[key] = to;
      end = to + 1;
    } else if ((first - ZERO) >>> 0 <= 9) {
      kind = IS_INTEGER;
      end = this.#wholeNumber(from);
      this.#numbers[key] = this.#scanned;
    } else if (first === OPEN_ARRAY) {
      kind = IS_LEVELS;
      end = this.#bookSide(key, from);
    } else if (this.#startsWith(TRUE, from)) {
      kind = IS_TRUE;
      end = from + TRUE.length;
    } else if (this.#startsWith(FALSE, from)) {
      kind = IS_FALSE;
      end = from + FALSE.length;
    }
    this.#marks[key] = this.#record + kind;
    return end;
  }

  /** The levels of `b` or, after it, of `a`: the symbol has to be known by then. */
  #bookSide(key: number, from: number): number {
    if (key !== KEY_BIDS && (key !== KEY_ASKS || !this.#is(KEY_BIDS, IS_LEVELS))) return DECLINED;
    const lane = this.#event.lane ?? this.#findLane();
    if (lane === undefined || !lane.wanted) return DECLINED;
    const end = this.#levels(lane, key === KEY_ASKS, from);
    if (key === KEY_BIDS) this.#event.levels.endBids();
    return end;
  }

  /** `[["61737.63","0.5"],…]` into the event's levels. */
  #levels(lane: Lane, areAsks: boolean, from: number): number {
    const bytes = this.#bytes;
    const to = this.#to;
    const { levels } = this.#event;
    let at = from + 1;
    if (bytes[at] === CLOSE_ARRAY) return at + 1;
    levels.reserve(Math.ceil((to - from) / SHORTEST_LEVEL_BYTES));
    const { priceTicks, qtyLots } = levels;
    let count = levels.count;
    while (at + 4 < to) {
      if (bytes[at] !== OPEN_ARRAY || bytes[at + 1] !== QUOTE) return DECLINED;
      const priceTo = this.#decimal(lane.price, lane.plainPriceDecimals, at + 2);
      if (priceTo === DECLINED) return DECLINED;
      const ticks = this.#scanned;
      if (ticks === 0) return DECLINED;
      if (bytes[priceTo + 1] !== COMMA || bytes[priceTo + 2] !== QUOTE) return DECLINED;
      const qtyTo = this.#decimal(lane.qty, lane.plainQtyDecimals, priceTo + 3);
      if (qtyTo === DECLINED) return DECLINED;
      if (ticks <= MAX_TICKS) {
        priceTicks[count] = ticks;
        qtyLots[count] = this.#scanned;
        count++;
      } else if (areAsks) levels.farCount++;
      else return DECLINED;
      if (bytes[qtyTo + 1] !== CLOSE_ARRAY) return DECLINED;
      at = qtyTo + 2;
      if (bytes[at] === COMMA) at++;
      else break;
    }
    levels.count = count;
    return bytes[at] === CLOSE_ARRAY ? at + 1 : DECLINED;
  }

  /**
   * Scans quoted decimal text into #scanned. The common case, up to nine digits with all decimals
   * of the grid written out, takes one pass: the record's closing brace ends every loop.
   * @param decimals of the grid, or more than nine where it is no plain power of ten
   * @returns the position of the closing quote
   */
  #decimal(scanner: DecimalScanner, decimals: number, from: number): number {
    const bytes = this.#bytes;
    let at = from;
    let value = 0;
    let digit = bytes[at] - ZERO;
    while (digit >>> 0 <= 9) {
      value = (Math.imul(value, 10) + digit) | 0;
      digit = bytes[++at] - ZERO;
    }
    const keptTo = at + 1 + decimals;
    if (digit === POINT - ZERO && at > from && keptTo - from <= SHORT_DIGITS + 1) {
      digit = bytes[++at] - ZERO;
      while (at < keptTo && digit >>> 0 <= 9) {
        value = (Math.imul(value, 10) + digit) | 0;
        digit = bytes[++at] - ZERO;
      }
      if (at === keptTo) {
        while (bytes[at] === ZERO) at++;
        this.#scanned = value;
        if (bytes[at] === QUOTE && bytes[at - 1] !== POINT) return at;
      }
    }
    return this.#longDecimal(scanner, from);
  }

  /** The same for all decimals that the scanner takes. */
  #longDecimal(scanner: DecimalScanner, from: number): number {
    const to = this.#plainStringEnd(from);
    if (to === DECLINED) return DECLINED;
    this.#scanned = scanner.scan(this.#bytes, from, to);
    return this.#scanned < 0 ? DECLINED : to;
  }

  /** Turns the marked fields into an event. */
  #interpret(): boolean {
    const event = this.#event;
    const lane = event.lane ?? this.#findLane();
    if (lane === undefined) return false;
    event.lane = lane;
    if (!lane.wanted) {
      event.kind = EVENT_IGNORED;
      return true;
    }
    event.venueTime = this.#venueTime();
    if (event.venueTime < 0) return false;
    if (!this.#isMarked(KEY_EVENT)) return this.#quote(lane);
    if (this.#isNamed(EVENT_NAME_DEPTH)) return this.#depth();
    if (this.#isNamed(EVENT_NAME_TRADE)) return this.#trade(lane, KEY_TRADE_ID);
    if (this.#isNamed(EVENT_NAME_AGGREGATE)) return this.#trade(lane, KEY_ASKS);
    if (this.#isNamed(EVENT_NAME_QUOTE)) return this.#quote(lane);
    return false;
  }

  #depth(): boolean {
    const event = this.#event;
    event.kind = EVENT_DEPTH;
    event.firstId = this.#integer(KEY_FIRST_ID);
    event.lastId = this.#integer(KEY_LAST_ID);
    if (event.firstId < 0 || event.lastId < 0) return false;
    if (this.#isMarked(KEY_PREVIOUS_ID)) {
      event.previousId = this.#integer(KEY_PREVIOUS_ID);
      if (event.previousId < 0) return false;
    }
    return this.#is(KEY_BIDS, IS_LEVELS) && this.#is(KEY_ASKS, IS_LEVELS);
  }

  #trade(lane: Lane, idKey: number): boolean {
    const event = this.#event;
    event.kind = EVENT_TRADE;
    event.tradeId = this.#integer(idKey);
    if (this.#is(KEY_MAKER, IS_TRUE)) event.side = SIDE_ASK;
    else if (this.#is(KEY_MAKER, IS_FALSE)) event.side = SIDE_BID;
    else return false;
    event.priceTicks = this.#price(lane, KEY_PRICE);
    event.qtyLots = this.#qty(lane, KEY_QTY);
    return event.tradeId >= 0 && event.priceTicks > 0 && event.qtyLots > 0;
  }

  #quote(lane: Lane): boolean {
    const event = this.#event;
    event.kind = EVENT_QUOTE;
    event.lastId = this.#integer(KEY_LAST_ID);
    const bidTicks = this.#price(lane, KEY_BIDS);
    const askTicks = this.#price(lane, KEY_ASKS);
    event.bidLots = this.#qty(lane, KEY_BID_QTY);
    event.askLots = this.#qty(lane, KEY_ASK_QTY);
    event.bidTicks = bidTicks === 0 ? NO_PRICE_TICKS : bidTicks;
    event.askTicks = askTicks === 0 ? NO_PRICE_TICKS : askTicks;
    return event.lastId >= 0 && bidTicks >= 0 && askTicks >= 0 && event.bidLots >= 0 &&
      event.askLots >= 0;
  }

  /** `{"lastUpdateId":…,"E":…,"T":…,"bids":[…],"asks":[…]}`; spot has no times. */
  #snapshot(from: number): number {
    const event = this.#event;
    let at = this.#wholeNumber(from + SNAPSHOT_HEAD.length);
    if (at === DECLINED || this.#bytes[at] !== COMMA) return DECLINED;
    event.kind = EVENT_SNAPSHOT;
    event.lastId = this.#scanned;
    event.lane = this.#lanes.awaiting(event.lastId);
    const lane = event.lane;
    if (lane === undefined || !lane.wanted) return DECLINED;
    at++;
    while (!this.#startsWith(SNAPSHOT_BIDS, at)) {
      const key = this.#bytes[at + 1];
      if (key !== KEY_EVENT_TIME && key !== KEY_MATCH_TIME) return DECLINED;
      if (this.#bytes[at] !== QUOTE || this.#bytes[at + 2] !== QUOTE) return DECLINED;
      if (this.#bytes[at + 3] !== COLON) return DECLINED;
      const end = this.#wholeNumber(at + 4);
      if (end === DECLINED || this.#bytes[end] !== COMMA) return DECLINED;
      if (key === KEY_MATCH_TIME || event.venueTime === NO_TIME) event.venueTime = this.#scanned;
      at = end + 1;
    }
    at += SNAPSHOT_BIDS.length;
    if (this.#bytes[at] !== OPEN_ARRAY) return DECLINED;
    at = this.#levels(lane, false, at);
    event.levels.endBids();
    if (at === DECLINED || !this.#startsWith(SNAPSHOT_ASKS, at)) return DECLINED;
    at += SNAPSHOT_ASKS.length;
    if (this.#bytes[at] !== OPEN_ARRAY) return DECLINED;
    at = this.#levels(lane, true, at);
    return at !== DECLINED && this.#bytes[at] === CLOSE_OBJECT ? at + 1 : DECLINED;
  }

  #findLane(): Lane | undefined {
    if (!this.#is(KEY_SYMBOL, IS_STRING)) return undefined;
    const from = this.#froms[KEY_SYMBOL];
    const lane = this.#lanes.find(this.#bytes, from, this.#tos[KEY_SYMBOL]);
    this.#event.lane = lane;
    return lane;
  }

  #nextRecord(): void {
    this.#record += MARK_STEP;
    if (this.#record + MARK_STEP <= 0x7fff_ffff) return;
    this.#marks.fill(0);
    this.#record = MARK_STEP;
  }

  #is(key: number, kind: number): boolean {
    return this.#marks[key] === this.#record + kind;
  }

  #isMarked(key: number): boolean {
    return this.#marks[key] >= this.#record;
  }

  #isNamed(name: Uint8Array): boolean {
    return this.#is(KEY_EVENT, IS_STRING) &&
      this.#tos[KEY_EVENT] - this.#froms[KEY_EVENT] === name.length &&
      this.#startsWith(name, this.#froms[KEY_EVENT]);
  }

  /** T, or else E, or else {@link NO_TIME}; negative where one is no whole number. */
  #venueTime(): number {
    if (this.#isMarked(KEY_MATCH_TIME)) return this.#integer(KEY_MATCH_TIME);
    return this.#isMarked(KEY_EVENT_TIME) ? this.#integer(KEY_EVENT_TIME) : NO_TIME;
  }

  /** A whole-number field; {@link NO_ID} where it is absent or no exact whole number. */
  #integer(key: number): number {
    return this.#is(key, IS_INTEGER) ? this.#numbers[key] : NO_ID;
  }

  /** Ticks of a price field; negative where it is none. */
  #price(lane: Lane, key: number): number {
    if (!this.#is(key, IS_STRING)) return DECLINED;
    const value = lane.price.scan(this.#bytes, this.#froms[key], this.#tos[key]);
    return value > MAX_TICKS ? DECLINED : value;
  }

  #qty(lane: Lane, key: number): number {
    if (!this.#is(key, IS_STRING)) return DECLINED;
    return lane.qty.scan(this.#bytes, this.#froms[key], this.#tos[key]);
  }

  /** Position of the closing quote of a string of plain ASCII. */
  #plainStringEnd(from: number): number {
    const bytes = this.#bytes;
    const to = this.#to;
    let at = from;
    while (at < to && IS_PLAIN[bytes[at]] === 1) at++;
    return at < to && bytes[at] === QUOTE ? at : DECLINED;
  }

  /**
   * Scans a whole number as JSON writes it, without sign, fraction, exponent or leading zero, into
   * #scanned. @returns the position behind it
   */
  #wholeNumber(from: number): number {
    const bytes = this.#bytes;
    const splitAt = from + SHORT_DIGITS;
    let at = from;
    let high = 0;
    let digit = bytes[at] - ZERO;
    while (digit >>> 0 <= 9 && at < splitAt) {
      high = (Math.imul(high, 10) + digit) | 0;
      digit = bytes[++at] - ZERO;
    }
    if (at === from || (bytes[from] === ZERO && at > from + 1)) return DECLINED;
    if (digit >>> 0 > 9) {
      this.#scanned = high;
      return at;
    }
    let low = 0;
    while (digit >>> 0 <= 9 && at < from + MAX_DIGITS) {
      low = (Math.imul(low, 10) + digit) | 0;
      digit = bytes[++at] - ZERO;
    }
    this.#scanned = high * POWERS_OF_TEN[at - splitAt] + low;
    return digit >>> 0 > 9 && this.#scanned < EXACT_BELOW ? at : DECLINED;
  }

  #startsWith(text: Uint8Array, at: number): boolean {
    if (at + text.length > this.#to) return false;
    for (let i = 0; i < text.length; i++) {
      if (this.#bytes[at + i] !== text[i]) return false;
    }
    return true;
  }
}

function code(letter: string): number {
  return letter.charCodeAt(0);
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
