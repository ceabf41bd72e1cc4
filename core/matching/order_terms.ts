/**
 * What special orders are beyond price, quantity and id, apart from the orders themselves, so that
 * plain ones stay half a cache line. Terms are numbered from 1; an order without any has number 0.
 *
 * ```text
 *   64 bytes:   0  hiddenLots   f64  of an iceberg, beyond what it shows
 *               8  displayLots  f64  shown at a time, 0 = all
 *              16  expiryNanos  f64  of a good-till-date order
 *              24  sequence     f64  orders in order of acceptance
 *              32  order        i32  the order's number
 *              36  account      i32  0 = none
 *              40  marks        i32  kind | timeInForce << 4 | selfTrade << 8 | flags << 12
 *              44  limitTicks   i32  of a waiting stop-limit order
 *              48  next         i32  of the account's orders; of free terms, the next free ones
 *              52  previous     i32
 *              56  heapAt       i32  place in the queue of expiries, −1 = not in it
 *              60  reserved
 * ```
 *
 * Hot path: no allocation (memory grows by doubling, and stays).
 */
import type { OrderRequest } from "./order_request.ts";

const SHIFT = 4;
const DOUBLES_SHIFT = 3;
const HIDDEN = 0;
const DISPLAY = 1;
const EXPIRY = 2;
const SEQUENCE = 3;
const ORDER = 8;
const ACCOUNT = 9;
const MARKS = 10;
const LIMIT = 11;
const NEXT = 12;
const PREVIOUS = 13;
const HEAP_AT = 14;

const FLAG_POST_ONLY = 1 << 12;
const FLAG_REDUCE_ONLY = 1 << 13;
const FIRST_TERMS = 64;

export class OrderTerms {
  #words = new Int32Array(FIRST_TERMS << SHIFT);
  #doubles = new Float64Array(this.#words.buffer);
  #free = 0;
  #next = 1;
  #sequence = 0;

  hiddenLots(terms: number): number {
    return this.#doubles[(terms << DOUBLES_SHIFT) + HIDDEN];
  }

  setHiddenLots(terms: number, lots: number): void {
    this.#doubles[(terms << DOUBLES_SHIFT) + HIDDEN] = lots;
  }

  displayLots(terms: number): number {
    return this.#doubles[(terms << DOUBLES_SHIFT) + DISPLAY];
  }

  expiryNanos(terms: number): number {
    return this.#doubles[(terms << DOUBLES_SHIFT) + EXPIRY];
  }

  sequence(terms: number): number {
    return this.#doubles[(terms << DOUBLES_SHIFT) + SEQUENCE];
  }

  order(terms: number): number {
    return this.#words[(terms << SHIFT) + ORDER];
  }

  account(terms: number): number {
    return this.#words[(terms << SHIFT) + ACCOUNT];
  }

  /** All that is not a number: equal terms have equal marks. */
  marks(terms: number): number {
    return this.#words[(terms << SHIFT) + MARKS];
  }

  isReduceOnly(terms: number): boolean {
    return (this.marks(terms) & FLAG_REDUCE_ONLY) !== 0;
  }

  limitTicks(terms: number): number {
    return this.#words[(terms << SHIFT) + LIMIT];
  }

  /** The account's order behind. */
  next(terms: number): number {
    return this.#words[(terms << SHIFT) + NEXT];
  }

  setNext(terms: number, next: number): void {
    this.#words[(terms << SHIFT) + NEXT] = next;
  }

  previous(terms: number): number {
    return this.#words[(terms << SHIFT) + PREVIOUS];
  }

  setPrevious(terms: number, previous: number): void {
    this.#words[(terms << SHIFT) + PREVIOUS] = previous;
  }

  heapAt(terms: number): number {
    return this.#words[(terms << SHIFT) + HEAP_AT];
  }

  setHeapAt(terms: number, heapAt: number): void {
    this.#words[(terms << SHIFT) + HEAP_AT] = heapAt;
  }

  /** New terms for an order that rests, as a limit order, or waits to become one of a kind. */
  open(order: number, request: OrderRequest, kind: number, hiddenLots: number): number {
    const terms = this.#take();
    const d = terms << DOUBLES_SHIFT;
    const at = terms << SHIFT;
    const words = this.#words;
    this.#doubles[d + HIDDEN] = hiddenLots;
    this.#doubles[d + DISPLAY] = request.displayLots;
    this.#doubles[d + EXPIRY] = request.expiryNanos;
    this.#doubles[d + SEQUENCE] = this.#sequence++;
    words[at + ORDER] = order;
    words[at + ACCOUNT] = request.account;
    words[at + MARKS] = kind | marksOf(request);
    words[at + LIMIT] = request.priceTicks;
    words[at + NEXT] = 0;
    words[at + PREVIOUS] = 0;
    words[at + HEAP_AT] = -1;
    return terms;
  }

  close(terms: number): void {
    this.setNext(terms, this.#free);
    this.#free = terms;
  }

  /** Writes terms back to a request; id, side, prices and quantity are the caller's to fill in. */
  restore(terms: number, request: OrderRequest): void {
    const marks = this.marks(terms);
    request.kind = marks & 15;
    request.timeInForce = (marks >> 4) & 15;
    request.selfTrade = (marks >> 8) & 15;
    request.postOnly = (marks & FLAG_POST_ONLY) !== 0;
    request.reduceOnly = (marks & FLAG_REDUCE_ONLY) !== 0;
    request.account = this.account(terms);
    request.displayLots = this.displayLots(terms);
    request.expiryNanos = this.expiryNanos(terms);
  }

  #take(): number {
    const free = this.#free;
    if (free !== 0) {
      this.#free = this.next(free);
      return free;
    }
    if (this.#next << SHIFT === this.#words.length) {
      const words = new Int32Array(this.#words.length * 2);
      words.set(this.#words);
      this.#words = words;
      this.#doubles = new Float64Array(words.buffer);
    }
    return this.#next++;
  }
}

/** What {@link OrderTerms.marks} keeps of a request besides the kind, which is added to it. */
export function marksOf(
  request: Pick<OrderRequest, "timeInForce" | "selfTrade" | "postOnly" | "reduceOnly">,
): number {
  return (request.timeInForce << 4) | (request.selfTrade << 8) |
    (request.postOnly ? FLAG_POST_ONLY : 0) | (request.reduceOnly ? FLAG_REDUCE_ONLY : 0);
}
