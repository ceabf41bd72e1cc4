/**
 * What becomes of orders that are in the market already, other than by trading: they are modified,
 * cancelled with all others of their account, or their date passes.
 *
 * Hot path: no allocation.
 */
import {
  CANCEL_EXPIRED,
  CANCEL_REPLACED,
  CANCEL_REQUESTED,
  type MatchOutcome,
  OUTCOME_RESTING,
  REJECT_DISPLAY,
  REJECT_PRICE,
  REJECT_QTY,
  REJECT_UNKNOWN_ID,
  REJECT_WAITING,
} from "./codes.ts";
import { MATCH_CANCEL, MATCH_REDUCE } from "./match_events.ts";
import type { MarketState } from "./market_state.ts";
import type { OrderEntry } from "./order_entry.ts";
import { OrderRequest } from "./order_request.ts";
import { isDisplay, isPrice, isQuantity } from "./request_check.ts";

export class OrderChanges {
  readonly #state: MarketState;
  readonly #entry: OrderEntry;
  /** The order that is replaced, as it will be. */
  readonly #changed = new OrderRequest();

  constructor(state: MarketState, entry: OrderEntry) {
    this.#state = state;
    this.#entry = entry;
  }

  /**
   * Gives an order another price and quantity, hidden lots included. Only a smaller quantity, at the
   * same price, keeps its place; otherwise the order enters the market anew.
   */
  modify(idLow: number, idHigh: number, priceTicks: number, qtyLots: number): MatchOutcome {
    const state = this.#state;
    const { book } = state;
    const order = book.find(idLow, idHigh);
    const side = order === 0 ? 0 : book.sideOf(order);
    const code = this.#refusal(order, priceTicks, qtyLots);
    if (code !== 0) return state.reject(code, idLow, idHigh, side, priceTicks, qtyLots);
    const totalLots = state.totalLots(order);
    if (priceTicks === book.priceTicksOf(order) && qtyLots <= totalLots) {
      this.#takeOff(order, totalLots - qtyLots);
      return OUTCOME_RESTING;
    }
    const changed = this.#changed;
    changed.reset();
    const terms = book.queues.termsOf(order);
    if (terms !== 0) state.terms.restore(terms, changed);
    changed.idLow = idLow;
    changed.idHigh = idHigh;
    changed.side = side;
    changed.priceTicks = priceTicks;
    changed.qtyLots = qtyLots;
    const isSound = isDisplay(changed.displayLots, Math.max(qtyLots, changed.displayLots));
    const refusal = isSound ? this.#entry.refusal(changed) : REJECT_DISPLAY;
    if (refusal !== 0) return state.reject(refusal, idLow, idHigh, side, priceTicks, qtyLots);
    state.push(MATCH_CANCEL, CANCEL_REPLACED, order, totalLots);
    state.remove(order);
    return this.#entry.enter(changed);
  }

  /** Cancels all orders of an account, oldest first. @returns how many */
  cancelAccount(account: number): number {
    const { terms, accounts } = this.#state;
    let count = 0;
    for (let special = accounts.first(account); special !== 0; special = accounts.first(account)) {
      this.cancel(terms.order(special), CANCEL_REQUESTED);
      count++;
    }
    return count;
  }

  /** Takes out the orders whose date has come, in order of their dates. @returns how many */
  expire(nowNanos: number): number {
    const state = this.#state;
    const { terms, expiries } = state;
    state.passTo(nowNanos);
    let count = 0;
    for (
      let special = expiries.first;
      special !== 0 && terms.expiryNanos(special) <= state.nowNanos;
      special = expiries.first
    ) {
      this.cancel(terms.order(special), CANCEL_EXPIRED);
      count++;
    }
    return count;
  }

  /** Takes an order out, and says why. */
  cancel(order: number, code: number): void {
    const state = this.#state;
    state.push(MATCH_CANCEL, code, order, state.totalLots(order));
    state.remove(order);
  }

  #refusal(order: number, priceTicks: number, qtyLots: number): number {
    if (order === 0) return REJECT_UNKNOWN_ID;
    if (!isPrice(priceTicks)) return REJECT_PRICE;
    if (!isQuantity(qtyLots)) return REJECT_QTY;
    return this.#state.book.isWaiting(order) ? REJECT_WAITING : 0;
  }

  /** Takes lots off an order that keeps its place, hidden ones first. */
  #takeOff(order: number, lots: number): void {
    const { book: { queues }, events, terms } = this.#state;
    const special = queues.termsOf(order);
    const hidden = special === 0 ? 0 : terms.hiddenLots(special);
    const fromHidden = Math.min(lots, hidden);
    const fromShown = lots - fromHidden;
    if (special !== 0) terms.setHiddenLots(special, hidden - fromHidden);
    this.#state.push(MATCH_REDUCE, CANCEL_REQUESTED, order, lots);
    events.left(queues.lotsOf(order) - fromShown);
    if (fromShown > 0) queues.reduce(order, fromShown);
  }
}
