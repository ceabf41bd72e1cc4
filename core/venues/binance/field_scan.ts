/**
 * The fields of one record: passes over an object of short keys in any order, and keeps for each
 * what kind of value it had and, as far as it is one, its number. Levels go into the event at once.
 *
 * Numbers, names and symbols are taken to look like the last ones of their key, so that where the
 * next field starts does not wait for their digits.
 *
 * Hot path: no allocation.
 */
import type { BinanceEvent } from "./event.ts";
import type { Lane } from "./lane.ts";
import type { Lanes } from "./lanes.ts";
import { scanLevels } from "./level_scan.ts";
import type { QuotedDecimal } from "./quoted_decimal.ts";
import { DECLINED, KnownText, MAX_WORD_DIGITS, type RecordText } from "./record_text.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const ZERO = 0x30;
const LETTER_E = 0x65;

/** Fields are kept by the code of their one-letter key; the two known longer keys have codes of their own. */
const KEYS = 128;
export const KEY_PREVIOUS_ID = 1;
const KEY_PAIR = 2;
export const KEY_ASKS = code("a");
export const KEY_ASK_QTY = code("A");
export const KEY_BIDS = code("b");
export const KEY_BID_QTY = code("B");
export const KEY_EVENT = code("e");
export const KEY_EVENT_TIME = code("E");
export const KEY_MAKER = code("m");
export const KEY_PRICE = code("p");
export const KEY_QTY = code("q");
const KEY_SYMBOL = code("s");
export const KEY_TRADE_ID = code("t");
export const KEY_MATCH_TIME = code("T");
export const KEY_LAST_ID = code("u");
export const KEY_FIRST_ID = code("U");

/** What kind of value a key had, in the low bits of its mark. */
const IS_OTHER = 1;
const IS_INTEGER = 2;
export const IS_TRUE = 3;
export const IS_FALSE = 4;
export const IS_LEVELS = 5;
/** A string that was read as price or quantity: a count of grid steps. */
const IS_STEPS = 6;
/** One of the EVENT_NAMES. */
const IS_NAME = 7;
const MARK_STEP = 8;

/** Values of e, by what {@link FieldScan.name} calls them. */
const EVENT_NAMES = ["trade", "depthUpdate", "bookTicker", "aggTrade"].map(quoted);
export const NAME_TRADE = 0;
export const NAME_DEPTH = 1;
export const NAME_QUOTE = 2;
export const NAME_AGGREGATE = 3;
/** There is no e. */
export const NO_NAME = -1;
/** There is one, of another value. */
export const OTHER_NAME = -2;

const PRICE_GRID = 1;
const QTY_GRID = 2;
/** The grid of a key's decimals; 0 = none. */
const GRID_OF_KEY = new Uint8Array(KEYS);
for (const key of [KEY_PRICE, KEY_BIDS, KEY_ASKS]) GRID_OF_KEY[key] = PRICE_GRID;
for (const key of [KEY_QTY, KEY_BID_QTY, KEY_ASK_QTY]) GRID_OF_KEY[key] = QTY_GRID;

/** `"x":` in a word, but for the x. */
const KEY_WORD = 0x3a22_0022;
const KEY_BITS = 0xffff_00ff | 0;
/** "true", and "fals" */
const TRUE_WORD = 0x6575_7274;
const FALSE_WORD = 0x736c_6166;

export class FieldScan {
  readonly #lanes: Lanes;
  readonly #event: BinanceEvent;
  readonly #text: RecordText;
  /** Record number × MARK_STEP + kind of value. */
  readonly #marks = new Int32Array(KEYS);
  /** Whole numbers, grid steps and names. */
  readonly #numbers = new Float64Array(KEYS);
  /** Digits of the whole number that the key had last. */
  readonly #digits = new Int32Array(KEYS).fill(1);
  #record = 0;
  #lastLane: Lane | undefined = undefined;

  constructor(lanes: Lanes, event: BinanceEvent, text: RecordText) {
    this.#lanes = lanes;
    this.#event = event;
    this.#text = text;
  }

  /** Scans the object at `from`. @returns the position behind it, or DECLINED */
  scan(from: number): number {
    this.#nextRecord();
    const { bytes, view, to } = this.#text;
    const marks = this.#marks;
    if (bytes[from] !== OPEN_OBJECT) return DECLINED;
    let at = from + 1;
    while (at < to) {
      const head = view.getInt32(at, true);
      let key = (head >> 8) & 0xff;
      if ((head & KEY_BITS) !== KEY_WORD) {
        key = this.#longKey(at++);
        if (key === DECLINED) return DECLINED;
      }
      if (((key | 32) - 97) >>> 0 > 25 && key > KEY_PAIR) return DECLINED;
      if (marks[key] >= this.#record) return DECLINED;
      at = this.#value(key, at + 4);
      if (at === DECLINED) return DECLINED;
      if (bytes[at] === COMMA) at++;
      else return bytes[at] === CLOSE_OBJECT ? at + 1 : DECLINED;
    }
    return DECLINED;
  }

  /** The key was there, with this kind of value. */
  is(key: number, kind: number): boolean {
    return this.#marks[key] === this.#record + kind;
  }

  /** The key was there. */
  has(key: number): boolean {
    return this.#marks[key] >= this.#record;
  }

  /** Which of the EVENT_NAMES, {@link NO_NAME} or {@link OTHER_NAME}. */
  get name(): number {
    if (this.is(KEY_EVENT, IS_NAME)) return this.#numbers[KEY_EVENT];
    return this.has(KEY_EVENT) ? OTHER_NAME : NO_NAME;
  }

  /** A whole number; DECLINED where it is absent or something else. */
  integer(key: number): number {
    return this.is(key, IS_INTEGER) ? this.#numbers[key] : DECLINED;
  }

  /** Grid steps of a price or quantity; DECLINED where it is absent or something else. */
  steps(key: number): number {
    return this.is(key, IS_STEPS) ? this.#numbers[key] : DECLINED;
  }

  #longKey(at: number): number {
    const { bytes } = this.#text;
    if (bytes[at] !== QUOTE || bytes[at + 1] !== KEY_PRICE) return DECLINED;
    if (bytes[at + 3] !== QUOTE || bytes[at + 4] !== COLON) return DECLINED;
    if (bytes[at + 2] === KEY_LAST_ID) return KEY_PREVIOUS_ID;
    return bytes[at + 2] === KEY_SYMBOL ? KEY_PAIR : DECLINED;
  }

  /** Passes one value and marks it. @returns the position behind it */
  #value(key: number, from: number): number {
    const { bytes, view } = this.#text;
    const first = bytes[from];
    let kind = 0;
    let end = DECLINED;
    if ((first - ZERO) >>> 0 <= 9) {
      kind = IS_INTEGER;
      end = this.#wholeNumber(key, from);
    } else if (first === QUOTE) {
      return this.#string(key, from + 1);
    } else if (first === OPEN_ARRAY) {
      kind = IS_LEVELS;
      end = this.#bookSide(key, from);
    } else if (view.getInt32(from, true) === TRUE_WORD) {
      kind = IS_TRUE;
      end = from + 4;
    } else if (view.getInt32(from, true) === FALSE_WORD && bytes[from + 4] === LETTER_E) {
      kind = IS_FALSE;
      end = from + 5;
    }
    this.#marks[key] = this.#record + kind;
    return end;
  }

  #wholeNumber(key: number, from: number): number {
    const text = this.#text;
    const end = text.wholeNumber(from, this.#digits[key]);
    this.#numbers[key] = text.number;
    if (end - from <= MAX_WORD_DIGITS && end > from) this.#digits[key] = end - from;
    return end;
  }

  /** Passes a string whose first character is at `from`. */
  #string(key: number, from: number): number {
    const text = this.#text;
    const decimal = this.#decimalOf(key);
    let kind = IS_OTHER;
    let to = DECLINED;
    if (decimal !== undefined) {
      kind = IS_STEPS;
      to = decimal.scan(text, from);
      this.#numbers[key] = decimal.steps;
    } else if (key === KEY_SYMBOL) {
      to = this.#symbol(from);
    } else if (key === KEY_EVENT) {
      for (let name = 0; name < EVENT_NAMES.length; name++) {
        if (!text.startsWith(EVENT_NAMES[name], from)) continue;
        kind = IS_NAME;
        to = from + EVENT_NAMES[name].length - 1;
        this.#numbers[key] = name;
        break;
      }
    }
    if (to === DECLINED) to = text.stringEnd(from);
    this.#marks[key] = this.#record + kind;
    return to === DECLINED ? DECLINED : to + 1;
  }

  /** Finds the lane: nearly always that of the record before. */
  #symbol(from: number): number {
    const text = this.#text;
    const last = this.#lastLane;
    if (last !== undefined && text.startsWith(last.quotedSymbol, from)) {
      this.#event.lane = last;
      return from + last.quotedSymbol.length - 1;
    }
    const to = text.stringEnd(from);
    if (to === DECLINED) return DECLINED;
    this.#lastLane = this.#lanes.find(text.bytes, from, to);
    this.#event.lane = this.#lastLane;
    return to;
  }

  #decimalOf(key: number): QuotedDecimal | undefined {
    const lane = this.#event.lane;
    const grid = GRID_OF_KEY[key];
    if (lane === undefined || grid === 0) return undefined;
    return grid === PRICE_GRID ? lane.quotedPrice : lane.quotedQty;
  }

  /** The levels of `b` or, after it, of `a`: the symbol has to be known by then. */
  #bookSide(key: number, from: number): number {
    if (key !== KEY_BIDS && (key !== KEY_ASKS || !this.is(KEY_BIDS, IS_LEVELS))) return DECLINED;
    const { lane, levels } = this.#event;
    if (lane === undefined || !lane.wanted) return DECLINED;
    const end = scanLevels(this.#text, from, lane, key === KEY_ASKS, levels);
    if (key === KEY_BIDS) levels.endBids();
    return end;
  }

  #nextRecord(): void {
    this.#record += MARK_STEP;
    if (this.#record + MARK_STEP <= 0x7fff_ffff) return;
    this.#marks.fill(0);
    this.#record = MARK_STEP;
  }
}

function code(letter: string): number {
  return letter.charCodeAt(0);
}

/** With the closing quote. */
function quoted(text: string): KnownText {
  return new KnownText(`${text}"`);
}
