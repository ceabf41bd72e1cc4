/**
 * Writes market messages straight into the market ring: the pen of every source.
 *
 * A record may expand to more messages than the ring has room for (a snapshot of 60,000 levels), and
 * a source cannot wait in the middle of one. What does not fit goes to a spill of the same layout,
 * and from there into the ring before anything else.
 *
 * ```text
 *   level() trade() order() … ─▶ ring ─▶ publish()          usually
 *                             ╰▶ spill ─▶ flush() ─▶ ring   when the ring is full
 * ```
 *
 * Hot path: no allocation (the spill grows by doubling, and stays).
 */
import { Fold } from "../base/fold.ts";
import { UserError } from "../base/errors.ts";
import * as limits from "../base/limits.ts";
import type { RingProducer } from "../ring/producer.ts";
import * as marketLayout from "../wire/market.ts";
import { packKind } from "../wire/market.ts";
import type { Instrument } from "./instruments.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { MARKET_SLOT_BYTES, MAX_SPILL_SLOTS } = limits;
const {
  AT_ASK,
  AT_ASK_LOTS,
  AT_BAR_SECONDS,
  AT_BAR_TRADES,
  AT_BID,
  AT_BID_LOTS,
  AT_CHECKSUM,
  AT_CLOSE,
  AT_DETAIL,
  AT_EXCH_NANOS,
  AT_HIGH,
  AT_INSTRUMENT,
  AT_KIND,
  AT_LEVELS,
  AT_LOT_UNITS,
  AT_LOW,
  AT_NEW_HIGH,
  AT_NEW_LOW,
  AT_OPEN,
  AT_ORDER_HIGH,
  AT_ORDER_LOW,
  AT_PRICE,
  AT_QTY,
  AT_RECV_NANOS,
  AT_SCALES,
  AT_SEQUENCE,
  AT_SIDE,
  AT_STATUS,
  AT_SYMBOL,
  AT_TICK_UNITS,
  AT_TRADE_ID,
  AT_VALUE,
  AT_VOLUME,
  FLAG_LAST,
  MARKET_WORDS,
  MESSAGE_BAR,
  MESSAGE_CHECKSUM,
  MESSAGE_INSTRUMENT,
  MESSAGE_LEVEL,
  MESSAGE_ORDER,
  MESSAGE_QUOTE,
  MESSAGE_STATUS,
  MESSAGE_TRADE,
  SYMBOL_BYTES,
} = marketLayout;

const FIRST_SPILL_SLOTS = 4_096;

export class MarketWriter {
  readonly #ring: RingProducer;
  readonly #fold = new Fold();
  /** Where the next message goes: the ring's views, or the spill's. */
  #words: Int32Array;
  #doubles: Float64Array;
  #lastAt = 0;
  #instrumentId = 0;
  /** exchNanos, recvNanos, sequence of the current group: an array, so that no number is boxed. */
  readonly #head = new Float64Array(3);
  #spillWords = new Int32Array(new SharedArrayBuffer(0));
  #spillDoubles = new Float64Array(new SharedArrayBuffer(0));
  #spillFrom = 0;
  #spillTo = 0;
  #published = 0;

  constructor(ring: RingProducer) {
    this.#ring = ring;
    this.#words = ring.words;
    this.#doubles = ring.doubles;
  }

  /** Messages published so far. */
  get published(): number {
    return this.#published;
  }

  /** Free slots of the ring; 0 while a spill waits. */
  room(wanted: number): number {
    return this.#spillTo > this.#spillFrom ? 0 : this.#ring.room(wanted);
  }

  get unpublished(): number {
    return this.#ring.unpublished;
  }

  /** Sets what the messages of the next group have in common. */
  begin(instrumentId: number, exchNanos: number, recvNanos: number, sequence: number): void {
    this.#instrumentId = instrumentId;
    this.#head[0] = exchNanos;
    this.#head[1] = recvNanos;
    this.#head[2] = sequence;
  }

  /** Times of the current group, for whoever measures. */
  get exchNanos(): number {
    return this.#head[0];
  }

  get recvNanos(): number {
    return this.#head[1];
  }

  level(side: number, priceTicks: number, qtyLots: number, flags: number): void {
    const at = this.#claim(packKind(MESSAGE_LEVEL, flags));
    this.#words[at + AT_PRICE] = priceTicks;
    this.#words[at + AT_SIDE] = side;
    this.#doubles[(at >> 1) + AT_QTY] = qtyLots;
  }

  /** @param aggressor SIDE_BID when a buyer took */
  trade(
    aggressor: number,
    priceTicks: number,
    qtyLots: number,
    tradeId: number,
    flags: number,
  ): void {
    const at = this.#claim(packKind(MESSAGE_TRADE, flags));
    this.#words[at + AT_PRICE] = priceTicks;
    this.#words[at + AT_SIDE] = aggressor;
    this.#doubles[(at >> 1) + AT_QTY] = qtyLots;
    this.#doubles[(at >> 1) + AT_TRADE_ID] = tradeId;
  }

  order(
    action: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
    idLow: number,
    idHigh: number,
    flags: number,
  ): void {
    const at = this.#claim(packKind(MESSAGE_ORDER, flags));
    this.#words[at + AT_PRICE] = priceTicks;
    this.#words[at + AT_SIDE] = side | (action << 8);
    this.#doubles[(at >> 1) + AT_QTY] = qtyLots;
    this.#words[at + AT_ORDER_LOW] = idLow;
    this.#words[at + AT_ORDER_HIGH] = idHigh;
  }

  /** Completes an ORDER_REPLACE that {@link order} just wrote. */
  newOrderId(low: number, high: number): void {
    this.#words[this.#lastAt + AT_NEW_LOW] = low;
    this.#words[this.#lastAt + AT_NEW_HIGH] = high;
  }

  quote(
    bidTicks: number,
    bidLots: number,
    askTicks: number,
    askLots: number,
    flags: number,
  ): void {
    const at = this.#claim(packKind(MESSAGE_QUOTE, flags));
    this.#words[at + AT_BID] = bidTicks;
    this.#words[at + AT_ASK] = askTicks;
    this.#doubles[(at >> 1) + AT_BID_LOTS] = bidLots;
    this.#doubles[(at >> 1) + AT_ASK_LOTS] = askLots;
  }

  checksum(levels: number, checksum: number, flags: number): void {
    const at = this.#claim(packKind(MESSAGE_CHECKSUM, flags));
    this.#words[at + AT_LEVELS] = levels;
    this.#words[at + AT_CHECKSUM] = checksum;
  }

  /** A bar that ends at the group's time: a group of its own. @param trades 0 = not known */
  bar(
    openTicks: number,
    highTicks: number,
    lowTicks: number,
    closeTicks: number,
    volumeLots: number,
    seconds: number,
    trades: number,
  ): void {
    const at = this.#claim(packKind(MESSAGE_BAR, FLAG_LAST));
    this.#words[at + AT_OPEN] = openTicks;
    this.#words[at + AT_HIGH] = highTicks;
    this.#words[at + AT_LOW] = lowTicks;
    this.#words[at + AT_CLOSE] = closeTicks;
    this.#doubles[(at >> 1) + AT_VOLUME] = volumeLots;
    this.#words[at + AT_BAR_SECONDS] = seconds;
    this.#words[at + AT_BAR_TRADES] = trades;
  }

  status(status: number, detail: number, value: number, flags: number): void {
    const at = this.#claim(packKind(MESSAGE_STATUS, flags));
    this.#words[at + AT_STATUS] = status;
    this.#words[at + AT_DETAIL] = detail;
    this.#doubles[(at >> 1) + AT_VALUE] = value;
  }

  /** Defines an instrument: a group of its own. Cold: called once an instrument. */
  instrument({ id, venue, symbol, scale }: Instrument): void {
    this.#instrumentId = id;
    this.#head[2] = 0;
    const at = this.#claim(packKind(MESSAGE_INSTRUMENT, FLAG_LAST));
    const words = this.#words;
    words[at + AT_TICK_UNITS] = scale.tickUnits;
    words[at + AT_LOT_UNITS] = scale.lotUnits;
    words[at + AT_SCALES] = scale.priceDecimals | (scale.lotDecimals << 8) | (venue << 16) |
      (symbol.length << 24);
    for (let i = 0; i < SYMBOL_BYTES && i < symbol.length; i++) {
      words[at + AT_SYMBOL + (i >> 2)] |= symbol.charCodeAt(i) << (8 * (i & 3));
    }
  }

  /** Copies a whole message from a tape, times and all: the slot that starts at `words[from]`. */
  copySlot(words: Int32Array, from: number): void {
    const at = this.#claimSlot();
    for (let w = 0; w < MARKET_WORDS; w++) this.#words[at + w] = words[from + w];
    this.#lastAt = at;
  }

  /** Marks the message written last as the end of its group. */
  last(): void {
    this.#words[this.#lastAt + AT_KIND] |= FLAG_LAST << 16;
  }

  /** Folds what was written into the market's state hash and makes it visible. */
  publish(stampNanos: number): void {
    const ring = this.#ring;
    const count = ring.unpublished;
    for (let done = 0; done < count;) {
      const at = ring.unpublishedAt(done);
      // Up to the end of the ring's memory they lie one behind the other.
      const run = Math.min(count - done, (ring.words.length - at) / MARKET_WORDS);
      this.#fold.records(ring.words, at, MARKET_WORDS, run);
      done += run;
    }
    this.#published += count;
    ring.publish(stampNanos);
  }

  /** Moves spilled messages into the ring as far as there is room. @returns how many */
  flush(): number {
    const waiting = this.#spillTo - this.#spillFrom;
    if (waiting === 0) return 0;
    const count = Math.min(waiting, this.#ring.room(waiting));
    for (let i = 0; i < count; i++) {
      const at = this.#ring.claim();
      const from = (this.#spillFrom + i) * MARKET_WORDS;
      for (let w = 0; w < MARKET_WORDS; w++) {
        this.#ring.words[at + w] = this.#spillWords[from + w];
      }
    }
    this.#spillFrom += count;
    if (this.#spillFrom === this.#spillTo) this.#leaveSpill();
    return count;
  }

  /** Copies the market's state hash to the board. */
  storeHash(words: Int32Array, at: number): void {
    this.#fold.store(words, at);
  }

  close(): void {
    this.#ring.close();
  }

  /** Takes the next slot, zeroes its body and writes the head. */
  #claim(kindWord: number): number {
    const at = this.#claimSlot();
    const words = this.#words;
    const doubles = this.#doubles;
    const d = at >> 1;
    words[at + AT_KIND] = kindWord;
    words[at + AT_INSTRUMENT] = this.#instrumentId;
    doubles[d + AT_EXCH_NANOS] = this.#head[0];
    doubles[d + AT_RECV_NANOS] = this.#head[1];
    doubles[d + AT_SEQUENCE] = this.#head[2];
    doubles[d + 4] = 0;
    doubles[d + 5] = 0;
    doubles[d + 6] = 0;
    doubles[d + 7] = 0;
    this.#lastAt = at;
    return at;
  }

  /** The next slot, wherever it is; its old content is still in it. */
  #claimSlot(): number {
    const spilling = this.#words === this.#spillWords;
    return spilling || this.#ring.room(1) < 1 ? this.#claimSpill() : this.#ring.claim();
  }

  #claimSpill(): number {
    const slots = this.#spillWords.length / MARKET_WORDS;
    if (this.#spillTo === slots) this.#growSpill(slots);
    this.#words = this.#spillWords;
    this.#doubles = this.#spillDoubles;
    return this.#spillTo++ * MARKET_WORDS;
  }

  #growSpill(slots: number): void {
    if (slots >= MAX_SPILL_SLOTS) {
      throw new UserError(`one record holds more than ${MAX_SPILL_SLOTS} messages`);
    }
    const bytes = Math.max(FIRST_SPILL_SLOTS, slots * 2) * MARKET_SLOT_BYTES;
    const buffer = new SharedArrayBuffer(bytes);
    const words = new Int32Array(buffer);
    words.set(this.#spillWords);
    this.#spillWords = words;
    this.#spillDoubles = new Float64Array(buffer);
  }

  #leaveSpill(): void {
    this.#spillFrom = 0;
    this.#spillTo = 0;
    this.#words = this.#ring.words;
    this.#doubles = this.#ring.doubles;
  }
}
