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
import { L2Book } from "./l2_book.ts";
import type { Ladder } from "./ladder.ts";
import { OrderMap } from "./order_map.ts";
import { OrderQueues } from "./order_queues.ts";

export class L3Book {
  /** The same book by level. */
  readonly depth = new L2Book();
  readonly #queues = new OrderQueues();
  readonly #ids = new OrderMap(this.#queues);

  /** Orders known. */
  get orderCount(): number {
    return this.#ids.size;
  }

  /** The order with this id, 0 = none. */
  find(idLow: number, idHigh: number): number {
    return this.#ids.find(idLow, idHigh);
  }

  /** Puts an order, whose id must be new, at the end of its price's queue. */
  add(idLow: number, idHigh: number, side: number, priceTicks: number, qtyLots: number): number {
    const ladder = this.depth.side(side);
    const queues = this.#queues;
    let queue = ladder.tagAt(priceTicks);
    if (queue === 0) {
      queue = queues.open(side, ladder.lotsAt(priceTicks));
      ladder.add(priceTicks, qtyLots);
      ladder.setTag(priceTicks, queue);
    } else {
      ladder.add(priceTicks, qtyLots);
    }
    const order = queues.append(queue, priceTicks, idLow, idHigh, qtyLots);
    this.#ids.add(idLow, idHigh, order);
    return order;
  }

  /** Takes lots off an order, all if it has no more; it keeps its place. @returns lots taken */
  reduce(order: number, lots: number): number {
    const queues = this.#queues;
    const left = queues.lotsOf(order);
    if (lots >= left) {
      this.remove(order);
      return left;
    }
    queues.setLots(order, left - lots);
    this.depth.side(queues.sideOf(order)).add(queues.priceTicksOf(order), -lots);
    return lots;
  }

  /** Removes an order. */
  remove(order: number): void {
    const queues = this.#queues;
    const lots = queues.lotsOf(order);
    const side = queues.sideOf(order);
    const priceTicks = queues.priceTicksOf(order);
    this.#drop(order);
    this.depth.side(side).add(priceTicks, -lots);
  }

  /** Takes lots off a level's anonymous quantity, at most what there is. @returns lots taken */
  takeAnonymous(side: number, priceTicks: number, lots: number): number {
    const ladder = this.depth.side(side);
    const queue = ladder.tagAt(priceTicks);
    const anonymous = this.#anonymousLots(ladder, priceTicks, queue);
    const taken = Math.min(lots, anonymous);
    if (queue !== 0) this.#queues.setAnonymousLots(queue, anonymous - taken);
    ladder.add(priceTicks, -taken);
    return taken;
  }

  /**
   * Sets a level's total. The anonymous quantity makes up the difference; where even none of it is
   * too much, known orders go, oldest first.
   */
  setLevel(side: number, priceTicks: number, totalLots: number): void {
    const ladder = this.depth.side(side);
    if (this.#ids.size > 0) this.#fitOrders(ladder, priceTicks, totalLots);
    ladder.set(priceTicks, totalLots);
  }

  /** Lots before an order in its queue, the anonymous included. Cost: one step an order ahead. */
  queueAheadLots(order: number): number {
    const queues = this.#queues;
    const queue = queues.queueOf(order);
    let ahead = queues.anonymousLotsOf(queue);
    for (let at = queues.headOf(queue); at !== order; at = queues.nextOf(at)) {
      ahead += queues.lotsOf(at);
    }
    return ahead;
  }

  /** The oldest order at a price, 0 = none. */
  firstAt(side: number, priceTicks: number): number {
    const queue = this.depth.side(side).tagAt(priceTicks);
    return queue === 0 ? 0 : this.#queues.headOf(queue);
  }

  /** The order behind, 0 = none. */
  nextOf(order: number): number {
    return this.#queues.nextOf(order);
  }

  /** SIDE_BID or SIDE_ASK. */
  sideOf(order: number): number {
    return this.#queues.sideOf(order);
  }

  priceTicksOf(order: number): number {
    return this.#queues.priceTicksOf(order);
  }

  lotsOf(order: number): number {
    return this.#queues.lotsOf(order);
  }

  idLowOf(order: number): number {
    return this.#queues.idLowOf(order);
  }

  idHighOf(order: number): number {
    return this.#queues.idHighOf(order);
  }

  clear(): void {
    this.depth.clear();
    if (this.#ids.size === 0) return;
    this.#ids.clear();
    this.#queues.clear();
  }

  /** What a level holds beyond the orders of its queue, if it has one. */
  #anonymousLots(ladder: Ladder, priceTicks: number, queue: number): number {
    return queue === 0 ? ladder.lotsAt(priceTicks) : this.#queues.anonymousLotsOf(queue);
  }

  /** Makes a level's orders and its anonymous quantity fit a total that is about to be set. */
  #fitOrders(ladder: Ladder, priceTicks: number, totalLots: number): void {
    const queues = this.#queues;
    const queue = ladder.tagAt(priceTicks);
    if (queue === 0) return;
    let known = ladder.lotsAt(priceTicks) - queues.anonymousLotsOf(queue);
    while (known > totalLots) {
      const oldest = queues.headOf(queue);
      known -= queues.lotsOf(oldest);
      this.#drop(oldest);
    }
    queues.setAnonymousLots(queue, totalLots - known);
  }

  /** Forgets an order, and with the last one its queue; the level's total is the caller's to set. */
  #drop(order: number): void {
    const queues = this.#queues;
    const queue = queues.queueOf(order);
    const priceTicks = queues.priceTicksOf(order);
    this.#ids.delete(queues.idLowOf(order), queues.idHighOf(order), order);
    if (!queues.remove(order)) return;
    this.depth.side(queues.sideOf(order)).setTag(priceTicks, 0);
    queues.close(queue);
  }
}
