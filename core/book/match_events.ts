/**
 * What one command did to the market, in order: records in a flat buffer, overwritten by the next
 * command. 48 bytes a record.
 *
 * ```text
 * offset  field       type  FILL                       REST, CANCEL, REJECT
 *      0  kind        i32   MATCH_FILL                 MATCH_*
 *      4  side        i32   the maker's                the order's
 *      8  priceTicks  i32   the maker's                the order's limit; market: NO_PRICE_TICKS
 *     12  code        i32   0                          REJECT: REJECT_*, otherwise 0
 *     16  qtyLots     f64   traded                     resting, cancelled, refused
 *     24  leftLots    f64   left of the maker          0
 *     32  idLow       i32   the maker's                the order's
 *     36  idHigh      i32   the maker's                the order's
 *     40  takerLow    i32   the taker's                0
 *     44  takerHigh   i32   the taker's                0
 * ```
 *
 * Hot path: no allocation (the buffer grows by doubling, and stays).
 */

/** A resting order, the maker, traded with the incoming one, the taker. */
export const MATCH_FILL = 1;
/** What is left of the incoming order rests in the book. */
export const MATCH_REST = 2;
/** An order left the market without trading the rest of its quantity. */
export const MATCH_CANCEL = 3;
/** The command was refused and changed nothing. */
export const MATCH_REJECT = 4;

const RECORD_WORDS = 12;
const RECORD_DOUBLES = RECORD_WORDS / 2;
const FIRST_RECORDS = 64;

export class MatchEvents {
  #words: Int32Array;
  #doubles: Float64Array;
  #count = 0;

  constructor() {
    const buffer = new ArrayBuffer(FIRST_RECORDS * RECORD_WORDS * 4);
    this.#words = new Int32Array(buffer);
    this.#doubles = new Float64Array(buffer);
  }

  /** Number of records. */
  get count(): number {
    return this.#count;
  }

  kind(index: number): number {
    return this.#words[index * RECORD_WORDS];
  }

  side(index: number): number {
    return this.#words[index * RECORD_WORDS + 1];
  }

  priceTicks(index: number): number {
    return this.#words[index * RECORD_WORDS + 2];
  }

  code(index: number): number {
    return this.#words[index * RECORD_WORDS + 3];
  }

  qtyLots(index: number): number {
    return this.#doubles[index * RECORD_DOUBLES + 2];
  }

  leftLots(index: number): number {
    return this.#doubles[index * RECORD_DOUBLES + 3];
  }

  idLow(index: number): number {
    return this.#words[index * RECORD_WORDS + 8];
  }

  idHigh(index: number): number {
    return this.#words[index * RECORD_WORDS + 9];
  }

  takerLow(index: number): number {
    return this.#words[index * RECORD_WORDS + 10];
  }

  takerHigh(index: number): number {
    return this.#words[index * RECORD_WORDS + 11];
  }

  clear(): void {
    this.#count = 0;
  }

  /** Starts a record about one order; {@link fillDetails} completes a fill. */
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
    const at = index * RECORD_WORDS;
    if (at === this.#words.length) this.#grow();
    const words = this.#words;
    const doubles = this.#doubles;
    const d = index * RECORD_DOUBLES;
    words[at] = kind;
    words[at + 1] = side;
    words[at + 2] = priceTicks;
    words[at + 3] = code;
    doubles[d + 2] = qtyLots;
    doubles[d + 3] = 0;
    words[at + 8] = idLow;
    words[at + 9] = idHigh;
    // No taker: two words at once.
    doubles[d + 5] = 0;
  }

  /** Adds to the record pushed last what only fills have. */
  fillDetails(takerLow: number, takerHigh: number, leftLots: number): void {
    const index = this.#count - 1;
    this.#doubles[index * RECORD_DOUBLES + 3] = leftLots;
    this.#words[index * RECORD_WORDS + 10] = takerLow;
    this.#words[index * RECORD_WORDS + 11] = takerHigh;
  }

  #grow(): void {
    const buffer = new ArrayBuffer(this.#words.byteLength * 2);
    const words = new Int32Array(buffer);
    words.set(this.#words);
    this.#words = words;
    this.#doubles = new Float64Array(buffer);
  }
}
