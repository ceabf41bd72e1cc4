/**
 * One instrument in the book stage: its book, its flow, and what its messages do to them. Whether a
 * feed speaks in levels or in orders shows in its messages; the book takes both.
 *
 * Hot path: no allocation.
 */
import * as units from "../base/units.ts";
import * as frameLayout from "../wire/frame.ts";
import * as marketLayout from "../wire/market.ts";
import { flagsOf } from "../wire/market.ts";
import { Flow } from "./flow.ts";
import { L3Book } from "./l3_book.ts";
import type { QuoteAudit } from "./quote_audit.ts";
import { TopLevels } from "./top_levels.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID, SIDE_NONE } = units;
const { EVENT_BAR, EVENT_BOOK, EVENT_SNAPSHOT, EVENT_TRADE } = frameLayout;
const {
  AT_BAR_SECONDS,
  AT_CLOSE,
  AT_HIGH,
  AT_KIND,
  AT_LOW,
  AT_NEW_HIGH,
  AT_NEW_LOW,
  AT_OPEN,
  AT_ORDER_HIGH,
  AT_ORDER_LOW,
  AT_PRICE,
  AT_QTY,
  AT_SIDE,
  AT_VOLUME,
  FLAG_BOOKED,
  FLAG_SNAPSHOT,
  ORDER_ADD,
  ORDER_CANCEL,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REPLACE,
} = marketLayout;

/** What became of a message. */
export const APPLIED = 0;
/** It spoke of an order that was never announced. */
export const UNKNOWN_ORDER = 1;
/** It makes no sense: an order announced twice, no price, no side, no quantity. */
export const BAD_MESSAGE = 2;
export type Applied = typeof APPLIED | typeof UNKNOWN_ORDER | typeof BAD_MESSAGE;

export class BookState {
  readonly instrumentId: number;
  readonly book = new L3Book();
  readonly topBids = new TopLevels(this.book.depth.bids, SIDE_BID);
  readonly topAsks = new TopLevels(this.book.depth.asks, SIDE_ASK);
  readonly flow = new Flow();
  /** Price of one tick, in quote currency. */
  priceUnit = 0;
  /** Size of one lot, in base currency. */
  qtyUnit = 0;
  /** Length of the bar that the current group is; 0 = it is none. */
  barSeconds = 0;
  /** Messages are missing: the book is not to be used before it is rebuilt. */
  stale = false;
  /** EVENT_* bits of the current group. */
  groupEvents = 0;
  /** EVENT_* bits of groups since the previous frame that led to none. */
  pendingEvents = 0;
  /** Made when the venue sends its first quote; groups before it are not compared. */
  quotes: QuoteAudit | undefined = undefined;

  constructor(instrumentId: number) {
    this.instrumentId = instrumentId;
  }

  /**
   * Takes a scale. Another one than before opens a new epoch, with an empty book; its first frame
   * says EVENT_SNAPSHOT, because there is nothing to compare it with.
   */
  define(priceUnit: number, qtyUnit: number): void {
    if (priceUnit === this.priceUnit && qtyUnit === this.qtyUnit) return;
    this.priceUnit = priceUnit;
    this.qtyUnit = qtyUnit;
    this.book.clear();
    this.flow.reset();
    this.quotes?.reset();
    this.pendingEvents = EVENT_SNAPSHOT;
  }

  /** The book is about to be rebuilt. */
  clear(): void {
    this.book.clear();
    this.stale = false;
    this.groupEvents |= EVENT_SNAPSHOT;
  }

  /** Applies the LEVEL message at word `at`. */
  level(words: Int32Array, doubles: Float64Array, at: number): Applied {
    const side = words[at + AT_SIDE];
    const priceTicks = words[at + AT_PRICE];
    const lots = doubles[(at >> 1) + AT_QTY];
    this.#noteBookChange(words[at + AT_KIND]);
    if (!isPlace(side, priceTicks) || !(lots >= 0)) return BAD_MESSAGE;
    this.book.setLevel(side, priceTicks, lots);
    return APPLIED;
  }

  /** Applies the TRADE message at word `at`: books change by LEVEL and ORDER messages only. */
  trade(words: Int32Array, doubles: Float64Array, at: number): void {
    this.groupEvents |= EVENT_TRADE;
    this.flow.trade(words[at + AT_SIDE], words[at + AT_PRICE], doubles[(at >> 1) + AT_QTY]);
  }

  /** Takes the BAR message at word `at`: an instrument of bars has no book, and the other way round. */
  bar(words: Int32Array, doubles: Float64Array, at: number): Applied {
    const seconds = words[at + AT_BAR_SECONDS];
    const volumeLots = doubles[(at >> 1) + AT_VOLUME];
    const { bids, asks } = this.book.depth;
    if (!bids.isEmpty || !asks.isEmpty || seconds < 1 || !(volumeLots >= 0)) return BAD_MESSAGE;
    this.groupEvents |= EVENT_BAR;
    this.barSeconds = seconds;
    this.flow.bar(
      words[at + AT_OPEN],
      words[at + AT_HIGH],
      words[at + AT_LOW],
      words[at + AT_CLOSE],
      volumeLots,
    );
    return APPLIED;
  }

  /** Applies the ORDER message at word `at`. */
  order(words: Int32Array, doubles: Float64Array, at: number): Applied {
    const sideAction = words[at + AT_SIDE];
    const action = sideAction >> 8;
    const side = sideAction & 0xff;
    const priceTicks = words[at + AT_PRICE];
    const lots = doubles[(at >> 1) + AT_QTY];
    const idLow = words[at + AT_ORDER_LOW];
    const idHigh = words[at + AT_ORDER_HIGH];
    const order = this.book.find(idLow, idHigh);
    this.#noteBookChange(words[at + AT_KIND]);
    if (action !== ORDER_DELETE && !(lots > 0)) return BAD_MESSAGE;
    if (action === ORDER_ADD) {
      if (order !== 0) return BAD_MESSAGE;
      return this.#add(idLow, idHigh, side, priceTicks, lots);
    }
    if (action === ORDER_REPLACE) {
      const newSide = order === 0 ? side : this.book.sideOf(order);
      if (order !== 0) this.book.remove(order);
      const newLow = words[at + AT_NEW_LOW];
      const newHigh = words[at + AT_NEW_HIGH];
      const added = this.#add(newLow, newHigh, newSide, priceTicks, lots);
      return order === 0 ? UNKNOWN_ORDER : added;
    }
    if (action === ORDER_EXECUTE && (flagsOf(words[at + AT_KIND]) & FLAG_BOOKED) === 0) {
      this.#execution(order, side, priceTicks, lots);
    }
    if (order === 0) {
      if (lots > 0 && isPlace(side, priceTicks)) this.book.takeAnonymous(side, priceTicks, lots);
      return UNKNOWN_ORDER;
    }
    if (action === ORDER_DELETE) this.book.remove(order);
    else if (action === ORDER_EXECUTE || action === ORDER_CANCEL) this.book.reduce(order, lots);
    else return BAD_MESSAGE;
    return APPLIED;
  }

  #add(idLow: number, idHigh: number, side: number, priceTicks: number, lots: number): Applied {
    if (!isPlace(side, priceTicks)) return BAD_MESSAGE;
    if (this.book.find(idLow, idHigh) !== 0) return BAD_MESSAGE;
    this.book.add(idLow, idHigh, side, priceTicks, lots);
    return APPLIED;
  }

  /** An execution that is its own trade: the aggressor is on the other side of the resting order. */
  #execution(order: number, side: number, priceTicks: number, lots: number): void {
    if (order !== 0) {
      this.flow.trade(this.book.sideOf(order) ^ 1, this.book.priceTicksOf(order), lots);
    } else if (priceTicks !== NO_PRICE_TICKS) {
      this.flow.trade(side === SIDE_NONE ? SIDE_NONE : side ^ 1, priceTicks, lots);
    } else {
      return;
    }
    this.groupEvents |= EVENT_TRADE;
  }

  #noteBookChange(kindWord: number): void {
    this.groupEvents |= (flagsOf(kindWord) & FLAG_SNAPSHOT) === 0
      ? EVENT_BOOK
      : EVENT_BOOK | EVENT_SNAPSHOT;
  }
}

/** True for a side and a price at which an order can stand. */
function isPlace(side: number, priceTicks: number): boolean {
  return side <= SIDE_ASK && side >= 0 && priceTicks !== NO_PRICE_TICKS;
}
