/**
 * The orders of an engine and the first-in-first-out queues they stand in, one queue a price level.
 *
 * ```text
 *   level   head ─▶ order ⇄ order ⇄ order ◀─ tail          oldest first
 *
 *   an order, 32 bytes: half a cache line      a level, 32 bytes
 *     0  lots       f64  what it shows           0  lots        f64  the sum over its orders
 *     8  idLow      i32                          8  head        i32  of a free level, the next
 *    12  idHigh     i32                         12  tail        i32
 *    16  next       i32  behind; free: next     16  priceTicks  i32
 *    20  previous   i32                         20  ladder      i32  LADDER_*
 *    24  level      i32                         24  reserved
 *    28  terms      i32  0 = plain
 * ```
 *
 * Unlike an L3 book fed by a venue (core/book), an engine knows all of its orders: a level without
 * orders does not exist, so a level can be a record of its own, to which its orders point. Taking an
 * order out touches its level and its neighbours, and never asks where its price is.
 *
 * Orders and levels are numbered from 1, 0 stands for "none", and free ones form lists.
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

const AT_HEAD = 2;
const AT_TAIL = 3;
const AT_PRICE = 4;
const AT_LADDER = 5;

const FIRST_BYTES = 4_096;

export class OrderQueues {
  #orders = new Int32Array(FIRST_BYTES / 4);
  #orderLots = new Float64Array(this.#orders.buffer);
  #freeOrder = 0;
  #nextOrder = 1;
  #levels = new Int32Array(FIRST_BYTES / 4);
  #levelLots = new Float64Array(this.#levels.buffer);
  #freeLevel = 0;
  #nextLevel = 1;

  /** What an order shows: all of it, unless it is an iceberg. */
  lotsOf(order: number): number {
    return this.#orderLots[order << DOUBLES_SHIFT];
  }

  idLowOf(order: number): number {
    return this.#orders[(order << SHIFT) + AT_ID_LOW];
  }

  idHighOf(order: number): number {
    return this.#orders[(order << SHIFT) + AT_ID_HIGH];
  }

  /** True for the order with this id. */
  hasId(order: number, low: number, high: number): boolean {
    const at = order << SHIFT;
    return this.#orders[at + AT_ID_LOW] === (low | 0) &&
      this.#orders[at + AT_ID_HIGH] === (high | 0);
  }

  /** The order behind in the queue. */
  nextOf(order: number): number {
    return this.#orders[(order << SHIFT) + AT_NEXT];
  }

  levelOf(order: number): number {
    return this.#orders[(order << SHIFT) + AT_LEVEL];
  }

  /** The order's special terms, 0 = it has none. */
  termsOf(order: number): number {
    return this.#orders[(order << SHIFT) + AT_TERMS];
  }

  setTerms(order: number, terms: number): void {
    this.#orders[(order << SHIFT) + AT_TERMS] = terms;
  }

  levelLots(level: number): number {
    return this.#levelLots[level << DOUBLES_SHIFT];
  }

  /** The level's oldest order. */
  headOf(level: number): number {
    return this.#levels[(level << SHIFT) + AT_HEAD];
  }

  levelTicks(level: number): number {
    return this.#levels[(level << SHIFT) + AT_PRICE];
  }

  ladderOf(level: number): number {
    return this.#levels[(level << SHIFT) + AT_LADDER];
  }

  /** A new level, without orders: give it one. */
  open(ladder: number, priceTicks: number): number {
    const level = this.#takeLevel();
    const at = level << SHIFT;
    this.#levelLots[level << DOUBLES_SHIFT] = 0;
    this.#levels[at + AT_HEAD] = 0;
    this.#levels[at + AT_TAIL] = 0;
    this.#levels[at + AT_PRICE] = priceTicks;
    this.#levels[at + AT_LADDER] = ladder;
    return level;
  }

  /** Frees a level without orders. */
  close(level: number): void {
    this.#levels[(level << SHIFT) + AT_HEAD] = this.#freeLevel;
    this.#freeLevel = level;
  }

  /** A new plain order at the end of a level's queue. */
  append(level: number, idLow: number, idHigh: number, qtyLots: number): number {
    const order = this.#takeOrder();
    const orders = this.#orders;
    const at = order << SHIFT;
    this.#orderLots[order << DOUBLES_SHIFT] = qtyLots;
    orders[at + AT_ID_LOW] = idLow;
    orders[at + AT_ID_HIGH] = idHigh;
    orders[at + AT_TERMS] = 0;
    this.#join(order, level, qtyLots);
    return order;
  }

  /** Takes lots, fewer than it shows, off an order; it keeps its place. */
  reduce(order: number, lots: number): void {
    this.#orderLots[order << DOUBLES_SHIFT] -= lots;
    this.#levelLots[this.levelOf(order) << DOUBLES_SHIFT] -= lots;
  }

  /** Sends an order to the end of its queue, where it shows `lots`. */
  requeue(order: number, lots: number): void {
    const level = this.levelOf(order);
    this.#leave(order);
    this.#orderLots[order << DOUBLES_SHIFT] = lots;
    this.#join(order, level, lots);
  }

  /** Takes an order out of its queue and frees it. @returns true when that left its level empty */
  remove(order: number): boolean {
    const empty = this.#leave(order);
    this.#orders[(order << SHIFT) + AT_NEXT] = this.#freeOrder;
    this.#freeOrder = order;
    return empty;
  }

  #join(order: number, level: number, lots: number): void {
    const orders = this.#orders;
    const levels = this.#levels;
    const at = order << SHIFT;
    const levelAt = level << SHIFT;
    const tail = levels[levelAt + AT_TAIL];
    orders[at + AT_NEXT] = 0;
    orders[at + AT_PREVIOUS] = tail;
    orders[at + AT_LEVEL] = level;
    if (tail === 0) levels[levelAt + AT_HEAD] = order;
    else orders[(tail << SHIFT) + AT_NEXT] = order;
    levels[levelAt + AT_TAIL] = order;
    this.#levelLots[level << DOUBLES_SHIFT] += lots;
  }

  #leave(order: number): boolean {
    const orders = this.#orders;
    const at = order << SHIFT;
    const level = orders[at + AT_LEVEL];
    const levelAt = level << SHIFT;
    const next = orders[at + AT_NEXT];
    const previous = orders[at + AT_PREVIOUS];
    this.#levelLots[level << DOUBLES_SHIFT] -= this.#orderLots[order << DOUBLES_SHIFT];
    if (previous === 0) this.#levels[levelAt + AT_HEAD] = next;
    else orders[(previous << SHIFT) + AT_NEXT] = next;
    if (next === 0) this.#levels[levelAt + AT_TAIL] = previous;
    else orders[(next << SHIFT) + AT_PREVIOUS] = previous;
    return (next | previous) === 0;
  }

  #takeOrder(): number {
    const free = this.#freeOrder;
    if (free === 0) return this.#newOrder();
    this.#freeOrder = this.#orders[(free << SHIFT) + AT_NEXT];
    return free;
  }

  #newOrder(): number {
    if (this.#nextOrder << SHIFT === this.#orders.length) {
      this.#orders = doubled(this.#orders);
      this.#orderLots = new Float64Array(this.#orders.buffer);
    }
    return this.#nextOrder++;
  }

  #takeLevel(): number {
    const free = this.#freeLevel;
    if (free !== 0) {
      this.#freeLevel = this.#levels[(free << SHIFT) + AT_HEAD];
      return free;
    }
    if (this.#nextLevel << SHIFT === this.#levels.length) {
      this.#levels = doubled(this.#levels);
      this.#levelLots = new Float64Array(this.#levels.buffer);
    }
    return this.#nextLevel++;
  }
}

function doubled(words: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(words.length * 2);
  larger.set(words);
  return larger;
}
