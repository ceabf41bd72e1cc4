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
    ladder.add(priceTicks, qtyLots);
    let queue = ladder.tagAt(priceTicks);
    if (queue === 0) {
      queue = this.#queues.open(side, priceTicks);
      ladder.setTag(priceTicks, queue);
    }
    const order = this.#queues.append(queue, idLow, idHigh, qtyLots);
    this.#ids.set(idLow, idHigh, order);
    return order;
  }

  /** Takes lots off an order, all if it has no more; it keeps its place. @returns lots taken */
  reduce(order: number, lots: number): number {
    const queues = this.#queues;
    const left = queues.qtyLots[order];
    if (lots >= left) {
      this.remove(order);
      return left;
    }
    const queue = queues.queue[order];
    queues.reduce(order, lots);
    this.depth.side(queues.side[queue]).add(queues.priceTicks[queue], -lots);
    return lots;
  }

  /** Removes an order. */
  remove(order: number): void {
    const lots = this.#queues.qtyLots[order];
    const queue = this.#queues.queue[order];
    this.#drop(order);
    this.depth.side(this.#queues.side[queue]).add(this.#queues.priceTicks[queue], -lots);
  }

  /** Takes lots off a level's anonymous quantity, at most what there is. @returns lots taken */
  takeAnonymous(side: number, priceTicks: number, lots: number): number {
    const ladder = this.depth.side(side);
    const known = this.#queues.knownLots[ladder.tagAt(priceTicks)];
    const taken = Math.min(lots, ladder.lotsAt(priceTicks) - known);
    ladder.add(priceTicks, -taken);
    return taken;
  }

  /**
   * Sets a level's total. The anonymous quantity makes up the difference; where even none of it is
   * too much, known orders go, oldest first.
   */
  setLevel(side: number, priceTicks: number, totalLots: number): void {
    const ladder = this.depth.side(side);
    if (this.#ids.size > 0) this.#dropOldest(ladder.tagAt(priceTicks), totalLots);
    ladder.set(priceTicks, totalLots);
  }

  /** Lots before an order in its queue, the anonymous included. Cost: one step an order ahead. */
  queueAheadLots(order: number): number {
    const queues = this.#queues;
    const queue = queues.queue[order];
    const total = this.depth.side(queues.side[queue]).lotsAt(queues.priceTicks[queue]);
    let ahead = total - queues.knownLots[queue];
    for (let at = queues.head[queue]; at !== order; at = queues.next[at]) {
      ahead += queues.qtyLots[at];
    }
    return ahead;
  }

  /** The oldest order at a price, 0 = none. */
  firstAt(side: number, priceTicks: number): number {
    const queue = this.depth.side(side).tagAt(priceTicks);
    return queue === 0 ? 0 : this.#queues.head[queue];
  }

  /** The order behind, 0 = none. */
  nextOf(order: number): number {
    return this.#queues.next[order];
  }

  sideOf(order: number): typeof SIDE_BID | typeof SIDE_ASK {
    return this.#queues.side[this.#queues.queue[order]] === SIDE_BID ? SIDE_BID : SIDE_ASK;
  }

  priceTicksOf(order: number): number {
    return this.#queues.priceTicks[this.#queues.queue[order]];
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

  /** Removes the oldest orders of a queue until the others fit into `totalLots`. */
  #dropOldest(queue: number, totalLots: number): void {
    while (queue !== 0 && this.#queues.knownLots[queue] > totalLots) {
      this.#drop(this.#queues.head[queue]);
    }
  }

  /** Forgets an order, and with the last one its queue; the level's total is the caller's to set. */
  #drop(order: number): void {
    const queues = this.#queues;
    const queue = queues.queue[order];
    this.#ids.delete(queues.idLow[order], queues.idHigh[order]);
    if (!queues.remove(order)) return;
    this.depth.side(queues.side[queue]).setTag(queues.priceTicks[queue], 0);
    queues.close(queue);
  }
}
