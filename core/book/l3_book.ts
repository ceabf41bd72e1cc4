/**
 * A book of orders: every order by id, in price–time priority, with the level totals an
 * {@link L2Book} has.
 *
 * A recording may start in the middle of the day, and some files seed a book by levels. What a level
 * holds beyond the orders that are known is its *anonymous* quantity, total − known. It was there
 * first, so it stands at the head of the queue.
 *
 * ```text
 *   level total  = anonymous │ order ─ order ─ order
 *                  executes first ──▶ joins here
 * ```
 *
 * Orders are handles: positive integers, valid until the order is gone; 0 = none.
 *
 * Hot path: no allocation.
 */
import { SIDE_ASK, SIDE_BID } from "../base/units.ts";
import { L2Book } from "./l2_book.ts";
import type { Ladder } from "./ladder.ts";
import { OrderMap } from "./order_map.ts";
import { OrderQueues } from "./order_queues.ts";

export class L3Book {
  /** The same book by level. */
  readonly depth = new L2Book();
  readonly #ids = new OrderMap();
  readonly #queues = new OrderQueues();

  /** Orders known. */
  get orderCount(): number {
    return this.#ids.size;
  }

  /** The order with this id, 0 = none. */
  find(idLow: number, idHigh: number): number {
    return this.#ids.get(idLow, idHigh);
  }

  /** Puts an order, whose id must be new, at the end of its price's queue. */
  add(idLow: number, idHigh: number, side: number, priceTicks: number, qtyLots: number): number {
    const ladder = this.depth.side(side);
    const level = ladder.open(priceTicks);
    ladder.qtyLots[level] += qtyLots;
    const order = this.#queues.append(queueOf(side, level), idLow, idHigh, qtyLots);
    this.#ids.set(idLow, idHigh, order);
    return order;
  }

  /** Takes lots off an order, all if it has no more; it keeps its place. @returns lots taken */
  reduce(order: number, lots: number): number {
    const left = this.#queues.qtyLots[order];
    if (lots >= left) {
      this.remove(order);
      return left;
    }
    const queue = this.#queues.queue[order];
    this.#queues.reduce(order, lots);
    this.depth.side(queue & 1).qtyLots[queue >> 1] -= lots;
    return lots;
  }

  /** Removes an order. */
  remove(order: number): void {
    const queues = this.#queues;
    const queue = queues.queue[order];
    const lots = queues.qtyLots[order];
    this.#ids.delete(queues.idLow[order], queues.idHigh[order]);
    queues.remove(order);
    takeOff(this.depth.side(queue & 1), queue >> 1, lots);
  }

  /** Takes lots off a level's anonymous quantity, at most what there is. @returns lots taken */
  takeAnonymous(side: number, priceTicks: number, lots: number): number {
    const ladder = this.depth.side(side);
    const level = ladder.find(priceTicks);
    if (level === 0) return 0;
    const anonymous = ladder.qtyLots[level] - this.#queues.knownLotsIn(queueOf(side, level));
    const taken = Math.min(lots, anonymous);
    takeOff(ladder, level, taken);
    return taken;
  }

  /**
   * Sets a level's total. The anonymous quantity makes up the difference; where even none of it is
   * too much, known orders go, oldest first.
   */
  setLevel(side: number, priceTicks: number, totalLots: number): void {
    const ladder = this.depth.side(side);
    if (this.#ids.size > 0) this.#dropOldest(side, ladder.find(priceTicks), totalLots);
    ladder.set(priceTicks, totalLots);
  }

  /** Lots before an order in its queue, the anonymous included. Cost: one step an order ahead. */
  queueAheadLots(order: number): number {
    const queues = this.#queues;
    const queue = queues.queue[order];
    let ahead = this.depth.side(queue & 1).qtyLots[queue >> 1] - queues.knownLots[queue];
    for (let at = queues.head[queue]; at !== order; at = queues.next[at]) {
      ahead += queues.qtyLots[at];
    }
    return ahead;
  }

  /** The oldest order at a level of a side's ladder, 0 = none. */
  firstAt(side: number, level: number): number {
    return this.#queues.first(queueOf(side, level));
  }

  /** The order behind, 0 = none. */
  nextOf(order: number): number {
    return this.#queues.next[order];
  }

  sideOf(order: number): typeof SIDE_BID | typeof SIDE_ASK {
    return (this.#queues.queue[order] & 1) === 0 ? SIDE_BID : SIDE_ASK;
  }

  priceTicksOf(order: number): number {
    const queue = this.#queues.queue[order];
    return this.depth.side(queue & 1).priceTicks[queue >> 1];
  }

  lotsOf(order: number): number {
    return this.#queues.qtyLots[order];
  }

  idLowOf(order: number): number {
    return this.#queues.idLow[order];
  }

  idHighOf(order: number): number {
    return this.#queues.idHigh[order];
  }

  clear(): void {
    this.depth.clear();
    if (this.#ids.size === 0) return;
    this.#ids.clear();
    this.#queues.clear();
  }

  /** Removes the oldest orders of a level until the others fit into `totalLots`. */
  #dropOldest(side: number, level: number, totalLots: number): void {
    if (level === 0) return;
    const queue = queueOf(side, level);
    const queues = this.#queues;
    while (queues.knownLotsIn(queue) > totalLots) {
      const order = queues.first(queue);
      this.#ids.delete(queues.idLow[order], queues.idHigh[order]);
      queues.remove(order);
    }
  }
}

function queueOf(side: number, level: number): number {
  return (level << 1) | side;
}

function takeOff(ladder: Ladder, level: number, lots: number): void {
  const left = ladder.qtyLots[level] - lots;
  if (left > 0) ladder.qtyLots[level] = left;
  else ladder.close(level);
}
