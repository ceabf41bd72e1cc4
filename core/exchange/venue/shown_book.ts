/**
 * The recorded book of one instrument, less what we took from it: one liquidity is never filled twice.
 *
 * The rule: we took the oldest lots of a level, and what leaves the level leaves from its oldest lots
 * too, so first from those that we took.
 *
 * ```text
 *   available = shown − taken          taken grows when we take, shrinks by what leaves the level
 *
 *   level 10   we take 4   +3 arrive   −6 leave        so at any price all that we ever fill is at most
 *   taken  0        4           4           0          what was first shown there + what arrived since
 *   avail 10        6           9           7
 * ```
 *
 * Where the feed tells orders apart the same holds for each order: what we took of it is gone with it,
 * and an order that leaves without our having touched it gives nothing back. A book that is rebuilt
 * keeps what was taken, as far as it is shown again.
 *
 * The lie: lots that we took away cannot be answered by the recording. Nobody there knows that they
 * are gone, so nobody hurries, refills or withdraws because of us.
 *
 * Hot path: no allocation (arrays grow by doubling, and stay).
 */
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../../base/units.ts";
import { BookState } from "../../book/book_state.ts";
import { L2Book } from "../../book/l2_book.ts";
import type { Ladder } from "../../book/ladder.ts";
import {
  AT_NEW_HIGH,
  AT_NEW_LOW,
  AT_ORDER_HIGH,
  AT_ORDER_LOW,
  AT_PRICE,
  AT_QTY,
  AT_SIDE,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_REPLACE,
} from "../../wire/market.ts";

const FIRST_ORDERS = 64;
const LOTS = 0;
const STAMP = 1;

export class ShownBook {
  readonly state: BookState;
  /** The feed tells orders apart. */
  hasOrders = false;
  /** What the latest order message took off: where, whose, how many lots. */
  leftSide = SIDE_BID as number;
  leftTicks = NO_PRICE_TICKS as number;
  readonly #left = new Float64Array(2);
  /** Made when we first take. */
  #taken: L2Book | undefined = undefined;
  /** By order of the book. */
  #takenOf = new Float64Array(FIRST_ORDERS);
  #stampOf = new Float64Array(FIRST_ORDERS);
  #stamps = 0;

  constructor(instrumentId: number) {
    this.state = new BookState(instrumentId);
  }

  /** Lots that the latest order message took off, 0 = none. */
  get leftLots(): number {
    return this.#left[LOTS];
  }

  /** Stamp of the order that they were taken off; 0 = it was never announced. */
  get leftStamp(): number {
    return this.#left[STAMP];
  }

  /** Larger than the stamps of all orders in the book. */
  nextStamp(): number {
    return ++this.#stamps;
  }

  lotsAt(side: number, priceTicks: number): number {
    return this.state.book.depth.side(side).lotsAt(priceTicks);
  }

  /** What of a level can be had. */
  availableLots(side: number, priceTicks: number): number {
    const lots = this.lotsAt(side, priceTicks);
    if (this.#taken === undefined) return lots;
    const left = lots - this.#taken.side(side).lotsAt(priceTicks);
    return left > 0 ? left : 0;
  }

  /** The best price at which something can be had, NO_PRICE_TICKS = none. */
  bestTicks(side: number): number {
    const ladder = this.state.book.depth.side(side);
    let priceTicks = ladder.bestTicks;
    while (priceTicks !== NO_PRICE_TICKS && this.availableLots(side, priceTicks) === 0) {
      priceTicks = ladder.nextTicks(priceTicks);
    }
    return priceTicks;
  }

  /** The next worse price at which something can be had, NO_PRICE_TICKS = none. */
  nextTicks(side: number, fromTicks: number): number {
    const ladder = this.state.book.depth.side(side);
    let priceTicks = ladder.nextTicks(fromTicks);
    while (priceTicks !== NO_PRICE_TICKS && this.availableLots(side, priceTicks) === 0) {
      priceTicks = ladder.nextTicks(priceTicks);
    }
    return priceTicks;
  }

  /** Remembers that we took lots, at most what is available. */
  take(side: number, priceTicks: number, lots: number): void {
    this.#taken ??= new L2Book();
    const taken = this.#taken.side(side);
    if (this.hasOrders) this.#takeOrders(taken, side, priceTicks, lots);
    taken.add(priceTicks, lots);
  }

  /** Applies the LEVEL message at word `at`. */
  level(words: Int32Array, doubles: Float64Array, at: number): void {
    const side = words[at + AT_SIDE];
    const priceTicks = words[at + AT_PRICE];
    const taken = this.#taken;
    if (taken === undefined || side < SIDE_BID || side > SIDE_ASK) {
      this.state.level(words, doubles, at);
      return;
    }
    const before = this.lotsAt(side, priceTicks);
    this.state.level(words, doubles, at);
    const left = before - this.lotsAt(side, priceTicks);
    if (left > 0) this.#give(taken.side(side), priceTicks, left);
  }

  /** Applies the ORDER message at word `at`; the fields `left…` say what it took off. */
  order(words: Int32Array, doubles: Float64Array, at: number): void {
    const book = this.state.book;
    const action = words[at + AT_SIDE] >> 8;
    const order = book.find(words[at + AT_ORDER_LOW], words[at + AT_ORDER_HIGH]);
    this.hasOrders = true;
    this.#left[LOTS] = 0;
    this.#left[STAMP] = 0;
    if (action === ORDER_ADD) {
      this.state.order(words, doubles, at);
      this.#admit(words[at + AT_ORDER_LOW], words[at + AT_ORDER_HIGH], order);
      return;
    }
    if (order === 0) this.#noteUnknown(words, doubles, at, action);
    else this.#noteLeaving(order, action, doubles[(at >> 1) + AT_QTY]);
    this.state.order(words, doubles, at);
    if (action === ORDER_REPLACE) this.#admit(words[at + AT_NEW_LOW], words[at + AT_NEW_HIGH], 0);
  }

  /** After a rebuilt book is whole: what was taken and is not shown any more is forgotten. */
  fit(): void {
    if (this.#taken === undefined) return;
    for (let side = SIDE_BID as number; side <= SIDE_ASK; side++) {
      const taken = this.#taken.side(side);
      let priceTicks: number = taken.bestTicks;
      while (priceTicks !== NO_PRICE_TICKS) {
        const next = taken.nextTicks(priceTicks);
        const lots = this.lotsAt(side, priceTicks);
        if (taken.lotsAt(priceTicks) > lots) taken.set(priceTicks, lots);
        priceTicks = next;
      }
    }
  }

  /** Empties the book before it is rebuilt. */
  clear(): void {
    this.state.clear();
    this.#takenOf.fill(0);
  }

  /** Forgets everything: prices are about to mean something else. */
  reset(): void {
    this.#taken = undefined;
    this.#takenOf.fill(0);
  }

  /** What leaves a level of anonymous lots. */
  #give(taken: Ladder, priceTicks: number, lots: number): void {
    const now = taken.lotsAt(priceTicks);
    if (now > 0) taken.set(priceTicks, now > lots ? now - lots : 0);
  }

  /** Shares what we take of a level among its orders: the anonymous first, then the oldest. */
  #takeOrders(taken: Ladder, side: number, priceTicks: number, lots: number): void {
    const book = this.state.book;
    let knownLots = 0;
    let knownTaken = 0;
    for (let order = book.firstAt(side, priceTicks); order !== 0; order = book.nextOf(order)) {
      knownLots += book.lotsOf(order);
      knownTaken += this.#takenOf[order];
    }
    const anonymous = this.lotsAt(side, priceTicks) - knownLots -
      (taken.lotsAt(priceTicks) - knownTaken);
    let left = anonymous > 0 ? lots - Math.min(lots, anonymous) : lots;
    for (let order = book.firstAt(side, priceTicks); order !== 0 && left > 0;) {
      const free = Math.min(left, book.lotsOf(order) - this.#takenOf[order]);
      this.#takenOf[order] += free;
      left -= free;
      order = book.nextOf(order);
    }
  }

  /** @param before what had this id before: an order announced twice is not taken up */
  #admit(idLow: number, idHigh: number, before: number): void {
    const order = this.state.book.find(idLow, idHigh);
    if (order === 0 || before !== 0) return;
    if (order >= this.#stampOf.length) this.#grow(order);
    this.#stampOf[order] = ++this.#stamps;
    this.#takenOf[order] = 0;
  }

  #noteLeaving(order: number, action: number, qtyLots: number): void {
    const book = this.state.book;
    const whole = action === ORDER_DELETE || action === ORDER_REPLACE;
    const lots = book.lotsOf(order);
    const left = whole || qtyLots >= lots ? lots : qtyLots > 0 ? qtyLots : 0;
    this.leftSide = book.sideOf(order);
    this.leftTicks = book.priceTicksOf(order);
    this.#left[LOTS] = left;
    this.#left[STAMP] = this.#stampOf[order];
    const taken = this.#takenOf[order];
    if (taken === 0 || this.#taken === undefined) return;
    const given = Math.min(taken, left);
    this.#takenOf[order] = left === lots ? 0 : taken - given;
    this.#give(this.#taken.side(this.leftSide), this.leftTicks, given);
  }

  /** An order that was never announced: it is part of the anonymous lots, if anywhere. */
  #noteUnknown(words: Int32Array, doubles: Float64Array, at: number, action: number): void {
    const side = words[at + AT_SIDE] & 0xff;
    const lots = doubles[(at >> 1) + AT_QTY];
    if (action === ORDER_REPLACE || side > SIDE_ASK || !(lots > 0)) return;
    if (words[at + AT_PRICE] === NO_PRICE_TICKS) return;
    this.leftSide = side;
    this.leftTicks = words[at + AT_PRICE];
    this.#left[LOTS] = lots;
  }

  #grow(order: number): void {
    const size = Math.max(2 * this.#stampOf.length, 2 * order);
    const stamps = new Float64Array(size);
    const taken = new Float64Array(size);
    stamps.set(this.#stampOf);
    taken.set(this.#takenOf);
    this.#stampOf = stamps;
    this.#takenOf = taken;
  }
}
