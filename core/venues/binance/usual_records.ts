/**
 * Trades and depth updates as the combined stream of the spot market writes them today, field after
 * field in one line, without asking what comes next. How a record of one stream begins is remembered,
 * its time masked out, and compared four bytes at a time with those that follow:
 *
 * ```text
 *   {"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,…
 *   ╰──────────────────── the head ──────────────────╯╰── masked ─╯╰── the head ─────╯
 * ```
 *
 * What was remembered once had been accepted by the scanner of fields, so an equal head means the
 * same: this event of this lane. Anything else is left to that scanner.
 *
 * Hot path: no allocation, but for the first record of a stream.
 */
import { SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import { type BinanceEvent, EVENT_DEPTH, EVENT_TRADE } from "./event.ts";
import type { Lane } from "./lane.ts";
import { scanLevels } from "./level_scan.ts";
import { DECLINED, KnownText, MAX_WORD_DIGITS, type RecordText } from "./record_text.ts";

const TRADE_OPENING = new KnownText('{"e":"trade","E":');
const DEPTH_OPENING = new KnownText('{"e":"depthUpdate","E":');
const SYMBOL_KEY = new KnownText(',"s":"');
const TRADE_ID_KEY = new KnownText(',"t":');
const FIRST_ID_KEY = new KnownText(',"U":');
/** Of milliseconds since 1970. */
const TIME_DIGITS = 13;
const MAX_TICKS = 0x7fff_ffff;
const LETTER_E = 0x65;
/** `}}` as `getInt16(at, true)` reads it. */
const CLOSE_BOTH = 0x7d7d;

/** Keys and what is around them, as words that may overlap. */
const P_KEY = word(',"p"');
const P_VALUE = word('p":"');
const Q_KEY = word('","q');
const Q_VALUE = word('q":"');
const T_KEY = word('","T');
const T_VALUE = word('"T":');
const M_KEY = word(',"m"');
const M_VALUE = word('"m":');
const TRUE = word("true");
const FALSE = word("fals");
const END_KEY = word(',"M"');
const END_VALUE = word(":tru");
const END = word("ue}}");
const LAST_ID_KEY = word(',"u"');
const LAST_ID_VALUE = word('"u":');
const BIDS_KEY = word(',"b"');
const BIDS_VALUE = word('b":[');
const ASKS_KEY = word(',"a"');
const ASKS_VALUE = word('a":[');

/** Places for heads: of two streams that meet in one, the first keeps it. */
const PLACE_BITS = 8;
/** Where the characters lie that tell streams apart: the first dozen of the name. */
const NAME_AT = '{"stream":"'.length;

/** How the records of one stream begin, up to their first id. */
class Head {
  readonly kind: number;
  readonly lane: Lane;
  readonly length: number;
  readonly timeAt: number;
  readonly words: Int32Array;
  /** Bits of each word that belong to the head: not those of the time. */
  readonly masks: Int32Array;
  /** Digits of the ids of the record before. */
  firstDigits = 1;
  lastDigits = 1;

  constructor(kind: number, lane: Lane, text: RecordText, timeFrom: number, to: number) {
    const { view, from } = text;
    this.kind = kind;
    this.lane = lane;
    this.length = to - from;
    this.timeAt = timeFrom - from;
    const wordCount = (this.length + 3) >> 2;
    this.words = Int32Array.from(
      { length: wordCount },
      (_, i) => view.getInt32(from + 4 * i, true),
    );
    this.masks = new Int32Array(wordCount);
    new Uint8Array(this.masks.buffer)
      .fill(0xff, 0, this.length)
      .fill(0, this.timeAt, this.timeAt + TIME_DIGITS);
  }
}

export class UsualRecords {
  readonly #event: BinanceEvent;
  readonly #text: RecordText;
  readonly #heads: (Head | undefined)[] = new Array(1 << PLACE_BITS).fill(undefined);

  /** @param event is filled from the record that `text` holds */
  constructor(event: BinanceEvent, text: RecordText) {
    this.#event = event;
    this.#text = text;
  }

  /** Fills the cleared event. @returns false: it has to be cleared again, for another parser */
  read(): boolean {
    const { view, from, to } = this.#text;
    const head = this.#heads[placeOf(view, from)];
    if (head === undefined || to - from < head.length) return false;
    const { words, masks } = head;
    let wrong = 0;
    for (let i = 0; i < words.length; i++) {
      wrong |= (view.getInt32(from + 4 * i, true) ^ words[i]) & masks[i];
    }
    if (wrong !== 0) return false;
    const timeFrom = from + head.timeAt;
    if (this.#text.wholeNumber(timeFrom, TIME_DIGITS) !== timeFrom + TIME_DIGITS) return false;
    this.#event.kind = head.kind;
    this.#event.lane = head.lane;
    this.#event.venueTime = this.#text.number;
    const at = from + head.length;
    return head.kind === EVENT_TRADE ? this.#trade(head, at) : this.#depth(head, at);
  }

  /** `3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}` */
  #trade(head: Head, from: number): boolean {
    const event = this.#event;
    const text = this.#text;
    const { view } = text;
    const { quotedPrice, quotedQty } = head.lane;

    let at = text.wholeNumber(from, head.firstDigits);
    if (at === DECLINED) return false;
    head.firstDigits = Math.min(at - from, MAX_WORD_DIGITS);
    event.tradeId = text.number;

    let wrong = (view.getInt32(at, true) ^ P_KEY) | (view.getInt32(at + 2, true) ^ P_VALUE);
    if (wrong !== 0) return false;
    at = quotedPrice.scan(text, at + 6);
    if (at === DECLINED || quotedPrice.steps <= 0 || quotedPrice.steps > MAX_TICKS) return false;
    event.priceTicks = quotedPrice.steps;

    wrong = (view.getInt32(at, true) ^ Q_KEY) | (view.getInt32(at + 3, true) ^ Q_VALUE);
    if (wrong !== 0) return false;
    at = quotedQty.scan(text, at + 7);
    if (at === DECLINED || quotedQty.steps <= 0) return false;
    event.qtyLots = quotedQty.steps;

    wrong = (view.getInt32(at, true) ^ T_KEY) | (view.getInt32(at + 2, true) ^ T_VALUE);
    if (wrong !== 0) return false;
    at = text.wholeNumber(at + 6, TIME_DIGITS);
    if (at === DECLINED) return false;
    event.venueTime = text.number;

    wrong = (view.getInt32(at, true) ^ M_KEY) | (view.getInt32(at + 1, true) ^ M_VALUE);
    const isMaker = view.getInt32(at + 5, true) === TRUE;
    event.side = isMaker ? SIDE_ASK : SIDE_BID;
    at += 9;
    if (!isMaker) {
      wrong |= (view.getInt32(at - 4, true) ^ FALSE) | (text.bytes[at] ^ LETTER_E);
      at++;
    }
    wrong |= (view.getInt32(at, true) ^ END_KEY) | (view.getInt32(at + 4, true) ^ END_VALUE) |
      (view.getInt32(at + 7, true) ^ END);
    return wrong === 0 && at + 11 === text.to;
  }

  /** `50093239189,"u":50093239202,"b":[…],"a":[…]}}` */
  #depth(head: Head, from: number): boolean {
    const { lane } = head;
    const event = this.#event;
    const text = this.#text;
    const { view } = text;

    let at = text.wholeNumber(from, head.firstDigits);
    if (at === DECLINED) return false;
    head.firstDigits = Math.min(at - from, MAX_WORD_DIGITS);
    event.firstId = text.number;

    let wrong = (view.getInt32(at, true) ^ LAST_ID_KEY) |
      (view.getInt32(at + 1, true) ^ LAST_ID_VALUE);
    if (wrong !== 0) return false;
    const lastFrom = at + 5;
    at = text.wholeNumber(lastFrom, head.lastDigits);
    if (at === DECLINED) return false;
    head.lastDigits = Math.min(at - lastFrom, MAX_WORD_DIGITS);
    event.lastId = text.number;

    wrong = (view.getInt32(at, true) ^ BIDS_KEY) | (view.getInt32(at + 2, true) ^ BIDS_VALUE);
    if (wrong !== 0) return false;
    at = scanLevels(text, at + 5, lane, false, event.levels);
    event.levels.endBids();
    if (at === DECLINED) return false;

    wrong = (view.getInt32(at, true) ^ ASKS_KEY) | (view.getInt32(at + 2, true) ^ ASKS_VALUE);
    if (wrong !== 0) return false;
    at = scanLevels(text, at + 5, lane, true, event.levels);
    return at === text.to - 2 && view.getInt16(at, true) === CLOSE_BOTH;
  }

  /** Remembers the head of a record that the scanner of fields accepted, if it is a usual one. */
  learn(payloadFrom: number): void {
    const text = this.#text;
    const { kind, lane } = this.#event;
    if (lane === undefined || !lane.wanted) return;
    if (kind !== EVENT_TRADE && kind !== EVENT_DEPTH) return;
    const opening = kind === EVENT_TRADE ? TRADE_OPENING : DEPTH_OPENING;
    const idKey = kind === EVENT_TRADE ? TRADE_ID_KEY : FIRST_ID_KEY;
    if (!text.startsWith(opening, payloadFrom)) return;
    const timeFrom = payloadFrom + opening.length;
    const symbolFrom = timeFrom + TIME_DIGITS;
    if (!text.startsWith(SYMBOL_KEY, symbolFrom)) return;
    const idFrom = symbolFrom + SYMBOL_KEY.length + lane.quotedSymbol.length;
    if (!text.startsWith(idKey, idFrom)) return;
    const place = placeOf(text.view, text.from);
    if (this.#heads[place] !== undefined) return;
    this.#heads[place] = new Head(kind, lane, text, timeFrom, idFrom + idKey.length);
  }
}

/** Where the head of such a record is kept. */
function placeOf(view: DataView, from: number): number {
  const name = view.getInt32(from + NAME_AT, true) ^
    Math.imul(view.getInt32(from + NAME_AT + 4, true), 31) ^
    Math.imul(view.getInt32(from + NAME_AT + 8, true), 961);
  return Math.imul(name, 0x9e37_79b1) >>> (32 - PLACE_BITS);
}

/** Four characters as `getInt32(at, true)` reads them. */
function word(text: string): number {
  return new DataView(new TextEncoder().encode(text).buffer).getInt32(0, true);
}
