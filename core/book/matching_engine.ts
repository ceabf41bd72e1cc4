/**
 * A market's matching engine: price–time priority, on the structures of {@link L3Book}. Incoming
 * orders trade at the maker's price with the oldest order of the best level, then the next.
 *
 * Every command answers with an outcome and leaves its story in {@link MatchingEngine.events}:
 *
 * ```text
 *   submitLimit   FILL* (REST)       or REJECT
 *   submitMarket  FILL* (CANCEL)     or REJECT; never rests
 *   cancel        CANCEL             or REJECT
 * ```
 *
 * Integer arithmetic throughout; the same commands give the same events on every machine, and
 * `foldBook` (book_hash.ts) proves that two engines are in the same state.
 *
 * Hot path: no allocation.
 */
import { assert } from "../base/assert.ts";
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../base/units.ts";
import { L3Book } from "./l3_book.ts";
import { MATCH_CANCEL, MATCH_FILL, MATCH_REJECT, MATCH_REST, MatchEvents } from "./match_events.ts";

/** The order, or what is left of it, is in the book. */
export const OUTCOME_RESTING = 1;
/** All of it traded. */
export const OUTCOME_FILLED = 2;
/** It, or what was left of it, is gone. */
export const OUTCOME_CANCELLED = 3;
/** Refused: the event's code says why. */
export const OUTCOME_REJECTED = 4;
export type MatchOutcome =
  | typeof OUTCOME_RESTING
  | typeof OUTCOME_FILLED
  | typeof OUTCOME_CANCELLED
  | typeof OUTCOME_REJECTED;

export const REJECT_DUPLICATE_ID = 1;
export const REJECT_UNKNOWN_ID = 2;
export const REJECT_SIDE = 3;
export const REJECT_PRICE = 4;
export const REJECT_QTY = 5;

const NO_LIMIT_BUY = 0x7fff_ffff;
const NO_LIMIT_SELL = -0x7fff_ffff;

export class MatchingEngine {
  readonly book = new L3Book();
  /** What the latest command did; overwritten by the next one. */
  readonly events = new MatchEvents();

  /** Trades as far as the limit allows; the rest joins the book. */
  submitLimit(
    idLow: number,
    idHigh: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
  ): MatchOutcome {
    this.events.clear();
    const code = this.#refusal(idLow, idHigh, side, priceTicks, qtyLots);
    if (code !== 0) return this.#reject(code, idLow, idHigh, side, priceTicks, qtyLots);
    let left = qtyLots;
    if (this.book.depth.side(side ^ 1).reaches(priceTicks)) {
      left = this.#match(idLow, idHigh, side, priceTicks, qtyLots);
      if (left === 0) return OUTCOME_FILLED;
    }
    this.book.add(idLow, idHigh, side, priceTicks, left);
    this.events.push(MATCH_REST, 0, idLow, idHigh, side, priceTicks, left);
    return OUTCOME_RESTING;
  }

  /** Trades at any price; what finds no counterparty is cancelled. */
  submitMarket(idLow: number, idHigh: number, side: number, qtyLots: number): MatchOutcome {
    this.events.clear();
    const code = this.#refusal(idLow, idHigh, side, 0, qtyLots);
    if (code !== 0) return this.#reject(code, idLow, idHigh, side, NO_PRICE_TICKS, qtyLots);
    const limitTicks = side === SIDE_BID ? NO_LIMIT_BUY : NO_LIMIT_SELL;
    const left = this.#match(idLow, idHigh, side, limitTicks, qtyLots);
    if (left === 0) return OUTCOME_FILLED;
    this.events.push(MATCH_CANCEL, 0, idLow, idHigh, side, NO_PRICE_TICKS, left);
    return OUTCOME_CANCELLED;
  }

  /** Takes an order out of the book. */
  cancel(idLow: number, idHigh: number): MatchOutcome {
    this.events.clear();
    const book = this.book;
    const order = book.find(idLow, idHigh);
    if (order === 0) {
      return this.#reject(REJECT_UNKNOWN_ID, idLow, idHigh, SIDE_BID, NO_PRICE_TICKS, 0);
    }
    const side = book.sideOf(order);
    const priceTicks = book.priceTicksOf(order);
    this.events.push(MATCH_CANCEL, 0, idLow, idHigh, side, priceTicks, book.lotsOf(order));
    book.remove(order);
    return OUTCOME_CANCELLED;
  }

  /** @returns what the book left over */
  #match(
    takerLow: number,
    takerHigh: number,
    side: number,
    limitTicks: number,
    qtyLots: number,
  ): number {
    const { book, events } = this;
    const makerSide = side ^ 1;
    const makers = book.depth.side(makerSide);
    let left = qtyLots;
    while (left > 0 && makers.reaches(limitTicks)) {
      const priceTicks = makers.bestTicks;
      const maker = book.firstAt(makerSide, priceTicks);
      assert(maker !== 0, "a level of an engine's book has orders, never anonymous quantity");
      const makerLots = book.lotsOf(maker);
      const lots = left < makerLots ? left : makerLots;
      const makerLow = book.idLowOf(maker);
      const makerHigh = book.idHighOf(maker);
      events.push(MATCH_FILL, 0, makerLow, makerHigh, makerSide, priceTicks, lots);
      events.fillDetails(takerLow, takerHigh, makerLots - lots);
      book.reduce(maker, lots);
      left -= lots;
    }
    return left;
  }

  /** Why a new order cannot be taken; 0 = it can. */
  #refusal(
    idLow: number,
    idHigh: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
  ): number {
    if (side !== SIDE_BID && side !== SIDE_ASK) return REJECT_SIDE;
    if (priceTicks !== (priceTicks | 0) || priceTicks === NO_PRICE_TICKS) return REJECT_PRICE;
    if (!(qtyLots > 0) || !Number.isSafeInteger(qtyLots)) return REJECT_QTY;
    return this.book.find(idLow, idHigh) === 0 ? 0 : REJECT_DUPLICATE_ID;
  }

  #reject(
    code: number,
    idLow: number,
    idHigh: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
  ): MatchOutcome {
    this.events.push(MATCH_REJECT, code, idLow, idHigh, side, priceTicks, qtyLots);
    return OUTCOME_REJECTED;
  }
}
