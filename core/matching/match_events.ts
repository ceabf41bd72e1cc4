/**
 * What one command did to the market, in order: records in a flat buffer, overwritten by the next
 * command. A cache line a record, of which 40 bytes are used.
 *
 * ```text
 * offset  field       type  meaning
 *      0  qtyLots     f64   see the kinds below
 *      8  leftLots    f64   FILL, REDUCE: what the order still shows; otherwise not used
 *     16  kind        u8    MATCH_*
 *     17  side        u8    the order's; of a fill, the maker's
 *     18  code        u16   REJECT: REJECT_*; CANCEL, REDUCE: CANCEL_* or, of a stop order, REJECT_*
 *     20  priceTicks  i32   the order's limit, the fill's price; NO_PRICE_TICKS = any price
 *     24  idLow       i32   the order's; of a fill, the maker's
 *     28  idHigh      i32
 *     32  takerLow    i32   FILL: the taker's; otherwise not used
 *     36  takerHigh   i32
 * ```
 *
 * Whoever keeps a book of what is shown adds at REST and REFILL, takes off at FILL and REDUCE, and
 * removes at CANCEL.
 *
 * Hot path: no allocation (the buffer grows by doubling, and stays).
 */

/** A resting order, the maker, traded with the incoming one, the taker. */
export const MATCH_FILL = 1;
/** What is left of the incoming order rests in the book; lots are what it shows. */
export const MATCH_REST = 2;
/** An order left the market without trading the rest of its quantity, hidden lots included. */
export const MATCH_CANCEL = 3;
/** The command was refused and changed nothing. */
export const MATCH_REJECT = 4;
/** A stop order waits; the price is its stop price. */
export const MATCH_WAIT = 5;
/** A stop order's price was reached: it enters the market in the events that follow. */
export const MATCH_TRIGGER = 6;
/** An order became smaller without trading, and keeps its place. */
export const MATCH_REDUCE = 7;
/** An iceberg shows its next lots, at the end of the queue. */
export const MATCH_REFILL = 8;

const SHIFT = 4;
const DOUBLES_SHIFT = 3;
const AT_MARK = 4;
const AT_PRICE = 5;
const AT_ID_LOW = 6;
const AT_ID_HIGH = 7;
const AT_TAKER_LOW = 8;
const AT_TAKER_HIGH = 9;
const FIRST_RECORDS = 64;

export class MatchEvents {
  #words = new Int32Array(FIRST_RECORDS << SHIFT);
  #doubles = new Float64Array(this.#words.buffer);
  #count = 0;

  /** Number of records. */
  get count(): number {
    return this.#count;
  }

  kind(index: number): number {
    return this.#words[(index << SHIFT) | AT_MARK] & 0xff;
  }

  side(index: number): number {
    return (this.#words[(index << SHIFT) | AT_MARK] >> 8) & 0xff;
  }

  code(index: number): number {
    return this.#words[(index << SHIFT) | AT_MARK] >>> 16;
  }

  priceTicks(index: number): number {
    return this.#words[(index << SHIFT) | AT_PRICE];
  }

  qtyLots(index: number): number {
    return this.#doubles[index << DOUBLES_SHIFT];
  }

  /** 0 unless the record is of a kind that has it. */
  leftLots(index: number): number {
    const kind = this.kind(index);
    return kind === MATCH_FILL || kind === MATCH_REDUCE
      ? this.#doubles[(index << DOUBLES_SHIFT) | 1]
      : 0;
  }

  idLow(index: number): number {
    return this.#words[(index << SHIFT) | AT_ID_LOW];
  }

  idHigh(index: number): number {
    return this.#words[(index << SHIFT) | AT_ID_HIGH];
  }

  /** 0 unless the record is a fill. */
  takerLow(index: number): number {
    return this.kind(index) === MATCH_FILL ? this.#words[(index << SHIFT) | AT_TAKER_LOW] : 0;
  }

  /** 0 unless the record is a fill. */
  takerHigh(index: number): number {
    return this.kind(index) === MATCH_FILL ? this.#words[(index << SHIFT) | AT_TAKER_HIGH] : 0;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Adds a record about one order. */
  push(
    kind: number,
    code: number,
    idLow: number,
    idHigh: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
  ): void {
    const index = this.#count++;
    const at = index << SHIFT;
    if (at === this.#words.length) this.#grow();
    const words = this.#words;
    this.#doubles[index << DOUBLES_SHIFT] = qtyLots;
    words[at | AT_MARK] = kind | (side << 8) | (code << 16);
    words[at | AT_PRICE] = priceTicks;
    words[at | AT_ID_LOW] = idLow | 0;
    words[at | AT_ID_HIGH] = idHigh | 0;
  }

  /** Adds to the record pushed last, a reduction or a fill, what the order still shows. */
  left(leftLots: number): void {
    this.#doubles[((this.#count - 1) << DOUBLES_SHIFT) | 1] = leftLots;
  }

  /** Adds to the record pushed last, a fill, whose incoming order it was. */
  taker(takerLow: number, takerHigh: number): void {
    const at = (this.#count - 1) << SHIFT;
    this.#words[at | AT_TAKER_LOW] = takerLow;
    this.#words[at | AT_TAKER_HIGH] = takerHigh;
  }

  #grow(): void {
    const words = new Int32Array(this.#words.length * 2);
    words.set(this.#words);
    this.#words = words;
    this.#doubles = new Float64Array(words.buffer);
  }
}
