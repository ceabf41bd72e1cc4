/**
 * Orders by id. Venues number orders as they come, so the ids of those that stand are mostly among
 * the newest: a window over the ids that came last says for each which order has it, without hash
 * and without search. What else there is, old orders and ids that are no count, is in a hash map.
 *
 * ```text
 *                                 window, 4 bytes an id
 *   ids    … 17 … 305 … 4021 …  │ · o o · o · o o o o ○ ○ │
 *          older: in the map      slot = id & (W − 1)     newest: reached in steps of STEP ids
 * ```
 *
 * An id is in the window or in the map, never in both: its distance from the newest says in which.
 * Moving the window on sends the orders that fall out of it to the map; when these would be many, the
 * window doubles. It costs a look at every id that it passes. Where ids are sparse or jump about, that
 * is not worth it: moves must be earned by earlier ones that passed few, and once a move is too dear
 * the window stays where it is, until no order is in the map.
 *
 * Hot path: no allocation (window and map grow by doubling, and stay).
 */
import { OrderMap } from "../book/order_map.ts";
import type { OrderQueues } from "./order_queues.ts";

const FIRST_WINDOW = 1_024;
export const MAX_WINDOW = 1 << 22;
const STEP = 32;
/** The window is kept at least so many times as long as there are orders in it. */
const IDS_AN_ORDER = 4;
/** Ids that the window may pass for every time that it is asked to move. */
const IDS_EARNED = 2 * STEP;

export class OrderIds {
  readonly #queues: OrderQueues;
  readonly #others: OrderMap;
  #window = new Int32Array(FIRST_WINDOW);
  #mask = FIRST_WINDOW - 1;
  /** Low word of the newest id that the window reaches, and the high word of all that are in it. */
  #newest = 0;
  #high = 0;
  /** Orders in the window. */
  #count = 0;
  /** Ids that the window may pass. */
  #credit = 0;
  #stays = false;

  constructor(queues: OrderQueues) {
    this.#queues = queues;
    this.#others = new OrderMap(queues);
  }

  get size(): number {
    return this.#count + this.#others.size;
  }

  /** Slots of the window, for tests and reports. */
  get windowIds(): number {
    return this.#mask + 1;
  }

  /** Orders outside the window, for tests and reports. */
  get othersSize(): number {
    return this.#others.size;
  }

  /** The order with this id, 0 = none. */
  find(low: number, high: number): number {
    return this.#isInWindow(low, high)
      ? this.#window[low & this.#mask]
      : this.#others.find(low, high);
  }

  /** Adds an order whose id is new. */
  add(low: number, high: number, order: number): void {
    if (this.#isInWindow(low, high) || this.#reach(low, high)) {
      this.#window[low & this.#mask] = order;
      this.#count++;
    } else {
      this.#others.add(low, high, order);
    }
  }

  /** Deletes an order that is there. */
  delete(low: number, high: number, order: number): void {
    if (this.#isInWindow(low, high)) {
      this.#window[low & this.#mask] = 0;
      this.#count--;
    } else {
      this.#others.delete(low, high, order);
    }
  }

  #isInWindow(low: number, high: number): boolean {
    return ((this.#newest - low) & ~this.#mask) === 0 && (high | 0) === this.#high;
  }

  /** Moves the window on to an id. @returns false when that is not worth it */
  #reach(low: number, high: number): boolean {
    const newest = low | (STEP - 1);
    if (this.size === 0) {
      this.#newest = newest;
      this.#high = high | 0;
      this.#credit = 0;
      return true;
    }
    if ((high | 0) !== this.#high || ((low - this.#newest) | 0) <= 0) return false;
    if (this.#count * IDS_AN_ORDER > this.#mask && this.#mask < MAX_WINDOW - 1) this.#grow();
    const credit = Math.min(this.#credit + IDS_EARNED, this.#mask + 1);
    const ids = Math.min((newest - this.#newest) >>> 0, this.#mask + 1);
    this.#stays = ids > credit || (this.#stays && this.#others.size > 0);
    this.#credit = this.#stays ? credit : credit - ids;
    if (this.#stays) return false;
    this.#pass(ids);
    this.#newest = newest;
    return true;
  }

  /** Takes the orders with the oldest ids out of the window. */
  #pass(ids: number): void {
    const window = this.#window;
    for (let id = 1; id <= ids; id++) {
      const slot = (this.#newest + id) & this.#mask;
      const order = window[slot];
      if (order === 0) continue;
      window[slot] = 0;
      this.#count--;
      this.#others.add(this.#queues.idLowOf(order), this.#high, order);
    }
  }

  /** Doubles the window: it reaches further back, and has what is there. */
  #grow(): void {
    const half = this.#mask + 1;
    const window = new Int32Array(half * 2);
    const mask = half * 2 - 1;
    for (let back = 0; back < half; back++) {
      const id = (this.#newest - back) | 0;
      window[id & mask] = this.#window[id & this.#mask];
    }
    for (let back = half; back < half * 2 && this.#others.size > 0; back++) {
      const id = (this.#newest - back) | 0;
      const order = this.#others.find(id, this.#high);
      if (order === 0) continue;
      this.#others.delete(id, this.#high, order);
      window[id & mask] = order;
      this.#count++;
    }
    this.#window = window;
    this.#mask = mask;
  }
}
