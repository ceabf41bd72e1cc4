/**
 * Coinbase depth (`l2_data`) straight from bytes, in exactly the shape that the venue writes: one
 * event with one product, bids before offers. Whatever else it meets it declines, and the general
 * parser looks.
 *
 * Hot path: no allocation.
 */
import { LevelBuffer } from "../level_buffer.ts";
import type { SymbolTable } from "../symbol_table.ts";
import { IsoTime } from "./iso_time.ts";
import type { CoinbaseLane } from "./lane.ts";

const DECLINED = -1;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const COMMA = 0x2c;
const MAX_TICKS = 0x7fff_ffff;
const EXACT_DIGITS = 15;

const HEAD = ascii('{"channel":"l2_data","timestamp":"');
const SEQUENCE = ascii('","sequence_num":');
const SNAPSHOT = ascii(',"events":[{"type":"snapshot","product_id":"');
const UPDATE = ascii(',"events":[{"type":"update","product_id":"');
const UPDATES = ascii('","updates":[');
const BID = ascii('{"side":"bid","event_time":"');
const OFFER = ascii('{"side":"offer","event_time":"');
const PRICE = ascii('","price_level":"');
const QTY = ascii('","new_quantity":"');
const LEVEL_TAIL = ascii('"}');
const TAIL = ascii("]}]}");

export class DepthParser {
  readonly #lanes: SymbolTable<CoinbaseLane>;
  readonly levels = new LevelBuffer();
  /** Time of the first level. */
  readonly eventTime = new IsoTime();
  lane: CoinbaseLane | undefined = undefined;
  sequence = 0;
  isSnapshot = false;
  #bytes: Uint8Array = new Uint8Array(0);
  #to = 0;

  constructor(lanes: SymbolTable<CoinbaseLane>) {
    this.#lanes = lanes;
  }

  /** Fills the fields from `bytes[from..to)`. @returns false: declined, they are unusable */
  parse(bytes: Uint8Array, from: number, to: number): boolean {
    this.#bytes = bytes;
    this.#to = to;
    this.levels.clear();
    if (!this.#startsWith(HEAD, from)) return false;
    const timeTo = this.#plainStringEnd(from + HEAD.length);
    if (timeTo === DECLINED || !this.#startsWith(SEQUENCE, timeTo)) return false;
    const sequenceFrom = timeTo + SEQUENCE.length;
    const sequenceTo = this.#integer(sequenceFrom);
    if (sequenceTo === DECLINED) return false;
    this.isSnapshot = this.#startsWith(SNAPSHOT, sequenceTo);
    if (!this.isSnapshot && !this.#startsWith(UPDATE, sequenceTo)) return false;
    const symbolFrom = sequenceTo + (this.isSnapshot ? SNAPSHOT.length : UPDATE.length);
    const symbolTo = this.#plainStringEnd(symbolFrom);
    if (symbolTo === DECLINED || !this.#startsWith(UPDATES, symbolTo)) return false;
    const lane = this.#lanes.find(bytes, symbolFrom, symbolTo);
    this.lane = lane;
    if (lane === undefined || !lane.wanted) return false;
    const end = this.#updates(lane, symbolTo + UPDATES.length);
    return end !== DECLINED && this.#startsWith(TAIL, end) && end + TAIL.length === to;
  }

  #updates(lane: CoinbaseLane, from: number): number {
    let at = from;
    let inBids = true;
    for (let count = 0;; count++) {
      const isBid = this.#startsWith(BID, at);
      if (isBid ? !inBids : !this.#startsWith(OFFER, at)) return DECLINED;
      if (inBids && !isBid) this.levels.endBids();
      inBids = isBid;
      at = this.#level(lane, isBid, at + (isBid ? BID.length : OFFER.length), count === 0);
      if (at === DECLINED) return DECLINED;
      if (this.#bytes[at] !== COMMA) break;
      at++;
    }
    if (inBids) this.levels.endBids();
    return at;
  }

  /** One level from its time on. @returns the position behind it */
  #level(lane: CoinbaseLane, isBid: boolean, timeFrom: number, isFirst: boolean): number {
    const bytes = this.#bytes;
    const timeTo = this.#plainStringEnd(timeFrom);
    if (timeTo === DECLINED || !this.#startsWith(PRICE, timeTo)) return DECLINED;
    if (isFirst && !this.eventTime.parse(bytes, timeFrom, timeTo)) return DECLINED;
    const priceFrom = timeTo + PRICE.length;
    const priceTo = this.#plainStringEnd(priceFrom);
    if (priceTo === DECLINED || !this.#startsWith(QTY, priceTo)) return DECLINED;
    const qtyFrom = priceTo + QTY.length;
    const qtyTo = this.#plainStringEnd(qtyFrom);
    if (qtyTo === DECLINED || !this.#startsWith(LEVEL_TAIL, qtyTo)) return DECLINED;
    const priceTicks = lane.price.scan(bytes, priceFrom, priceTo);
    const qtyLots = lane.qty.scan(bytes, qtyFrom, qtyTo);
    if (priceTicks <= 0 || qtyLots < 0) return DECLINED;
    if (priceTicks <= MAX_TICKS) this.levels.push(priceTicks, qtyLots);
    else if (isBid) return DECLINED;
    else this.levels.farCount++;
    return qtyTo + LEVEL_TAIL.length;
  }

  /** A whole number into #sequence. @returns the position behind it */
  #integer(from: number): number {
    let i = from;
    let value = 0;
    while (i < this.#to && (this.#bytes[i] - ZERO) >>> 0 <= 9) {
      value = value * 10 + (this.#bytes[i++] - ZERO);
    }
    if (i === from || i - from > EXACT_DIGITS) return DECLINED;
    if (this.#bytes[from] === ZERO && i > from + 1) return DECLINED;
    this.sequence = value;
    return i;
  }

  /** Position of the closing quote of a string of plain ASCII. */
  #plainStringEnd(from: number): number {
    const bytes = this.#bytes;
    for (let i = from; i < this.#to; i++) {
      const byte = bytes[i];
      if (byte === QUOTE) return i;
      if (byte === BACKSLASH || byte < 0x20 || byte > 0x7e) return DECLINED;
    }
    return DECLINED;
  }

  #startsWith(text: Uint8Array, at: number): boolean {
    if (at + text.length > this.#to) return false;
    for (let i = 0; i < text.length; i++) {
      if (this.#bytes[at + i] !== text[i]) return false;
    }
    return true;
  }
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
