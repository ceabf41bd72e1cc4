/**
 * Our orders at the exchange: a pool of numbered places (from 1; 0 = none), each in one of four lists
 * of its instrument.
 *
 * ```text
 *   LIST_BIDS, LIST_ASKS   resting: best price first, then in order of arrival
 *   LIST_STOPS             waiting for a price, in order of arrival
 *   LIST_NEXT_BAR          waiting for the next bar, in order of arrival
 * ```
 *
 * Fields are arrays by place. Lists are short, tens of orders, so they are walked.
 *
 * Hot path: no allocation (the pool grows by doubling, and stays).
 */
import { SIDE_BID } from "../../base/units.ts";
import { OrderIndex } from "./order_index.ts";

export const LIST_BIDS = 0;
export const LIST_ASKS = 1;
export const LIST_STOPS = 2;
export const LIST_NEXT_BAR = 3;
export const LISTS = 4;
const NO_LIST = -1;
const FIRST_PLACES = 64;

export class OwnOrders {
  readonly index = new OrderIndex();
  id = new Float64Array(FIRST_PLACES);
  totalLots = new Float64Array(FIRST_PLACES);
  leavesLots = new Float64Array(FIRST_PLACES);
  /** Of others, ahead in the queue; fractions occur. */
  aheadLots = new Float64Array(FIRST_PLACES);
  /** Traded at the price since the level last changed. */
  tradedLots = new Float64Array(FIRST_PLACES);
  /** On L3 data: orders with a lower stamp came before. */
  stamp = new Float64Array(FIRST_PLACES);
  /** Shown at a time; Infinity = all. */
  displayLots = new Float64Array(FIRST_PLACES);
  /** Left of what is shown. */
  shownLots = new Float64Array(FIRST_PLACES);
  /** Infinity = never. */
  expireNanos = new Float64Array(FIRST_PLACES);
  instrument = new Int32Array(FIRST_PLACES);
  side = new Int32Array(FIRST_PLACES);
  type = new Int32Array(FIRST_PLACES);
  timeInForce = new Int32Array(FIRST_PLACES);
  selfTrade = new Int32Array(FIRST_PLACES);
  flags = new Int32Array(FIRST_PLACES);
  strategy = new Int32Array(FIRST_PLACES);
  priceTicks = new Int32Array(FIRST_PLACES);
  stopTicks = new Int32Array(FIRST_PLACES);
  #next = new Int32Array(FIRST_PLACES);
  #previous = new Int32Array(FIRST_PLACES);
  #list = new Int32Array(FIRST_PLACES);
  /** By LISTS × instrument + list. */
  #heads = new Int32Array(LISTS);
  #free = 0;
  #used = 1;
  /** Some order may have a date. */
  #dated = false;

  /** Orders at the exchange. */
  get size(): number {
    return this.index.size;
  }

  /** First of a list, 0 = none. */
  first(instrument: number, list: number): number {
    return this.#heads[LISTS * instrument + list];
  }

  /** The next in its list, 0 = none. */
  next(order: number): number {
    return this.#next[order];
  }

  /** Makes room for an instrument's lists. Cold. */
  define(instrument: number): void {
    const needed = LISTS * (instrument + 1);
    if (needed <= this.#heads.length) return;
    const heads = new Int32Array(Math.max(needed, 2 * this.#heads.length));
    heads.set(this.#heads);
    this.#heads = heads;
  }

  /** When the next of our orders expires, Infinity = none does. Cost: all orders, where one can. */
  nextExpiry(): number {
    let nextNanos = Infinity;
    if (!this.#dated) return nextNanos;
    for (let order = 1; order < this.#used; order++) {
      const open = this.leavesLots[order] > 0;
      if (open && this.expireNanos[order] < nextNanos) nextNanos = this.expireNanos[order];
    }
    this.#dated = nextNanos !== Infinity;
    return nextNanos;
  }

  /** Sets when an order expires, Infinity = never. */
  setExpiry(order: number, nanos: number): void {
    this.expireNanos[order] = nanos;
    if (nanos !== Infinity) this.#dated = true;
  }

  /** A place for an order whose id is new; in no list. */
  open(id: number): number {
    let order = this.#free;
    if (order !== 0) this.#free = this.#next[order];
    else {
      if (this.#used === this.id.length) this.#grow();
      order = this.#used++;
    }
    this.id[order] = id;
    this.#next[order] = 0;
    this.#previous[order] = 0;
    this.#list[order] = NO_LIST;
    this.index.add(id, order);
    return order;
  }

  /** Forgets an order. */
  close(order: number): void {
    this.leave(order);
    this.index.delete(this.id[order]);
    this.leavesLots[order] = 0;
    this.#next[order] = this.#free;
    this.#free = order;
  }

  /** True while the order rests on its side. */
  isResting(order: number): boolean {
    return this.#list[order] === LIST_BIDS || this.#list[order] === LIST_ASKS;
  }

  /** Puts an order on its side, behind its equals. */
  rest(order: number): void {
    const side = this.side[order];
    const price = this.priceTicks[order];
    const slot = LISTS * this.instrument[order] + side;
    let behind = 0;
    let at = this.#heads[slot];
    while (at !== 0 && !isBetter(side, price, this.priceTicks[at])) {
      behind = at;
      at = this.#next[at];
    }
    this.#link(order, side, slot, behind, at);
  }

  /** Puts an order at the end of a list that is in order of arrival. */
  wait(order: number, list: number): void {
    const slot = LISTS * this.instrument[order] + list;
    let last = 0;
    for (let at = this.#heads[slot]; at !== 0; at = this.#next[at]) last = at;
    this.#link(order, list, slot, last, 0);
  }

  /** Takes an order out of its list, if it is in one. */
  leave(order: number): void {
    const list = this.#list[order];
    if (list === NO_LIST) return;
    const next = this.#next[order];
    const previous = this.#previous[order];
    if (previous === 0) this.#heads[LISTS * this.instrument[order] + list] = next;
    else this.#next[previous] = next;
    if (next !== 0) this.#previous[next] = previous;
    this.#list[order] = NO_LIST;
    this.#next[order] = 0;
  }

  #link(order: number, list: number, slot: number, previous: number, next: number): void {
    this.#list[order] = list;
    this.#previous[order] = previous;
    this.#next[order] = next;
    if (previous === 0) this.#heads[slot] = order;
    else this.#next[previous] = order;
    if (next !== 0) this.#previous[next] = order;
  }

  #grow(): void {
    this.id = doubled(this.id);
    this.totalLots = doubled(this.totalLots);
    this.leavesLots = doubled(this.leavesLots);
    this.aheadLots = doubled(this.aheadLots);
    this.tradedLots = doubled(this.tradedLots);
    this.stamp = doubled(this.stamp);
    this.displayLots = doubled(this.displayLots);
    this.shownLots = doubled(this.shownLots);
    this.expireNanos = doubled(this.expireNanos);
    this.instrument = doubledWords(this.instrument);
    this.side = doubledWords(this.side);
    this.type = doubledWords(this.type);
    this.timeInForce = doubledWords(this.timeInForce);
    this.selfTrade = doubledWords(this.selfTrade);
    this.flags = doubledWords(this.flags);
    this.strategy = doubledWords(this.strategy);
    this.priceTicks = doubledWords(this.priceTicks);
    this.stopTicks = doubledWords(this.stopTicks);
    this.#next = doubledWords(this.#next);
    this.#previous = doubledWords(this.#previous);
    this.#list = doubledWords(this.#list);
  }
}

/** True when a price on this side comes before another. */
export function isBetter(side: number, priceTicks: number, thanTicks: number): boolean {
  return side === SIDE_BID ? priceTicks > thanTicks : priceTicks < thanTicks;
}

function doubled(from: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const to = new Float64Array(2 * from.length);
  to.set(from);
  return to;
}

function doubledWords(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(2 * from.length);
  to.set(from);
  return to;
}
