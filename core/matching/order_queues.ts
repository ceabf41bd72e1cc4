/**
 * The orders of an engine and the first-in-first-out queues they stand in, one queue a price level.
 *
 * ```text
 *   ┌─▶ level ⇄ oldest ⇄ order ⇄ order ⇄ newest ◀─┐       a circle, through the level itself
 *   └──────────────────────────────────────────────┘
 *
 *   an order, 32 bytes: half a cache line        a level, in the same memory
 *     0  lots       f64  what it shows             lots        the sum over its orders
 *     8  idLow      i32                            priceTicks
 *    12  idHigh     i32                            ladder      LADDER_*
 *    16  next       i32  behind; free: next free   head        the oldest
 *    20  previous   i32                            tail        the newest
 *    24  level      i32                            itself
 *    28  terms      i32  0 = plain                 not used
 * ```
 *
 * Unlike an L3 book fed by a venue (core/book), an engine knows all of its orders: a level without
 * orders does not exist, so a level can be a record of its own, to which its orders point. Taking an
 * order out touches its level and its neighbours, never asks where its price is, and has no first and
 * last to tell from the others: in a circle every order has two neighbours.
 *
 * Orders and levels are numbered from 1, 0 stands for "none", and free records form a list.
 *
 * Hot path: no allocation (memory grows by doubling, and stays).
 */

/** The four ladders that a level can belong to; the first two are SIDE_BID and SIDE_ASK. */
export const LADDER_BIDS = 0;
export const LADDER_ASKS = 1;
/** Stop orders to sell: like bids, the highest stop price is reached first. */
export const LADDER_SELL_STOPS = 2;
export const LADDER_BUY_STOPS = 3;

const SHIFT = 3;
const DOUBLES_SHIFT = 2;
const AT_ID_LOW = 2;
const AT_ID_HIGH = 3;
const AT_NEXT = 4;
const AT_PREVIOUS = 5;
const AT_LEVEL = 6;
const AT_TERMS = 7;
/** Of a level. */
const AT_PRICE = AT_ID_LOW;
const AT_LADDER = AT_ID_HIGH;
const AT_HEAD = AT_NEXT;
const AT_TAIL = AT_PREVIOUS;

const FIRST_BYTES = 8_192;

export class OrderQueues {
  #words = new Int32Array(FIRST_BYTES / 4);
  #lots = new Float64Array(this.#words.buffer);
  /** Never 0 between calls: there is always a free record. */
  #free = freed(this.#words, 1);

  /** What an order shows: all of it, unless it is an iceberg. */
  lotsOf(order: number): number {
    return this.#lots[order << DOUBLES_SHIFT];
  }

  idLowOf(order: number): number {
    return this.#words[(order << SHIFT) | AT_ID_LOW];
  }

  idHighOf(order: number): number {
    return this.#words[(order << SHIFT) | AT_ID_HIGH];
  }

  /** True for the order with this id. */
  hasId(order: number, low: number, high: number): boolean {
    const words = this.#words;
    const at = order << SHIFT;
    return words[at | AT_ID_LOW] === (low | 0) && words[at | AT_ID_HIGH] === (high | 0);
  }

  /** The order behind in the queue, 0 = none. */
  nextOf(order: number): number {
    const words = this.#words;
    const at = order << SHIFT;
    const next = words[at | AT_NEXT];
    return next === words[at | AT_LEVEL] ? 0 : next;
  }

  levelOf(order: number): number {
    return this.#words[(order << SHIFT) | AT_LEVEL];
  }

  /** The order's special terms, 0 = it has none. */
  termsOf(order: number): number {
    return this.#words[(order << SHIFT) | AT_TERMS];
  }

  setTerms(order: number, terms: number): void {
    this.#words[(order << SHIFT) | AT_TERMS] = terms;
  }

  levelLots(level: number): number {
    return this.#lots[level << DOUBLES_SHIFT];
  }

  /** The level's oldest order. */
  headOf(level: number): number {
    return this.#words[(level << SHIFT) | AT_HEAD];
  }

  levelTicks(level: number): number {
    return this.#words[(level << SHIFT) | AT_PRICE];
  }

  ladderOf(level: number): number {
    return this.#words[(level << SHIFT) | AT_LADDER];
  }

  /** A new level, without orders: give it one. */
  open(ladder: number, priceTicks: number): number {
    const words = this.#words;
    const level = this.#free;
    const at = level << SHIFT;
    const free = words[at | AT_NEXT];
    this.#lots[level << DOUBLES_SHIFT] = 0;
    words[at | AT_PRICE] = priceTicks;
    words[at | AT_LADDER] = ladder;
    words[at | AT_HEAD] = level;
    words[at | AT_TAIL] = level;
    words[at | AT_LEVEL] = level;
    this.#free = free;
    if (free === 0) this.#grow();
    return level;
  }

  /** Frees a level without orders. */
  close(level: number): void {
    this.#words[(level << SHIFT) | AT_NEXT] = this.#free;
    this.#free = level;
  }

  /** A new plain order at the end of a level's queue. */
  append(level: number, idLow: number, idHigh: number, qtyLots: number): number {
    const words = this.#words;
    const lots = this.#lots;
    const order = this.#free;
    const at = order << SHIFT;
    const levelAt = level << SHIFT;
    const tail = words[levelAt | AT_TAIL];
    const free = words[at | AT_NEXT];
    lots[order << DOUBLES_SHIFT] = qtyLots;
    lots[level << DOUBLES_SHIFT] += qtyLots;
    words[at | AT_ID_LOW] = idLow | 0;
    words[at | AT_ID_HIGH] = idHigh | 0;
    words[at | AT_NEXT] = level;
    words[at | AT_PREVIOUS] = tail;
    words[at | AT_LEVEL] = level;
    words[at | AT_TERMS] = 0;
    words[(tail << SHIFT) | AT_NEXT] = order;
    words[levelAt | AT_TAIL] = order;
    this.#free = free;
    if (free === 0) this.#grow();
    return order;
  }

  /** Takes lots, fewer than it shows, off an order; it keeps its place. */
  reduce(order: number, lots: number): void {
    this.#lots[order << DOUBLES_SHIFT] -= lots;
    this.#lots[this.levelOf(order) << DOUBLES_SHIFT] -= lots;
  }

  /** Sends an order to the end of its queue, where it shows `lots`. */
  requeue(order: number, lots: number): void {
    const words = this.#words;
    const at = order << SHIFT;
    const level = words[at | AT_LEVEL];
    const next = words[at | AT_NEXT];
    const previous = words[at | AT_PREVIOUS];
    this.#lots[level << DOUBLES_SHIFT] += lots - this.#lots[order << DOUBLES_SHIFT];
    this.#lots[order << DOUBLES_SHIFT] = lots;
    words[(previous << SHIFT) | AT_NEXT] = next;
    words[(next << SHIFT) | AT_PREVIOUS] = previous;
    const tail = words[(level << SHIFT) | AT_TAIL];
    words[at | AT_NEXT] = level;
    words[at | AT_PREVIOUS] = tail;
    words[(tail << SHIFT) | AT_NEXT] = order;
    words[(level << SHIFT) | AT_TAIL] = order;
  }

  /** Takes an order out of its queue and frees it. @returns true when that left its level empty */
  remove(order: number): boolean {
    const words = this.#words;
    const lots = this.#lots;
    const at = order << SHIFT;
    const next = words[at | AT_NEXT];
    const previous = words[at | AT_PREVIOUS];
    lots[words[at | AT_LEVEL] << DOUBLES_SHIFT] -= lots[order << DOUBLES_SHIFT];
    words[(previous << SHIFT) | AT_NEXT] = next;
    words[(next << SHIFT) | AT_PREVIOUS] = previous;
    words[at | AT_NEXT] = this.#free;
    this.#free = order;
    return next === previous;
  }

  /** Doubles the memory, when the last free record has been taken. */
  #grow(): void {
    const words = new Int32Array(this.#words.length * 2);
    words.set(this.#words);
    this.#free = freed(words, this.#words.length >> SHIFT);
    this.#words = words;
    this.#lots = new Float64Array(words.buffer);
  }
}

/** Makes a list of the records from one to the last. @returns the first of them */
function freed(words: Int32Array, first: number): number {
  const end = words.length >> SHIFT;
  for (let record = first; record < end; record++) {
    words[(record << SHIFT) | AT_NEXT] = record + 1 < end ? record + 1 : 0;
  }
  return first;
}
