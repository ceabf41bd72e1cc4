/**
 * Stop orders: they wait on ladders of their own until a trade reaches their stop price, then enter
 * the market as the orders they stand for.
 *
 * A command's trades may reach several, and their trades more. They enter one at a time, after the
 * command is done, in an order that does not depend on anything but the market: buy stops before sell
 * stops, the price that was reached first, at one price the oldest; after each, the question is asked
 * anew.
 *
 * ```text
 *   sell stops      97 · 98 · 99 ◀── lowest trade … highest trade ──▶ 102 · 103 · 104     buy stops
 *                            first                                    first
 * ```
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } from "../base/units.ts";
import { type MatchOutcome, OUTCOME_WAITING } from "./codes.ts";
import { MATCH_CANCEL, MATCH_TRIGGER, MATCH_WAIT } from "./match_events.ts";
import type { MarketState } from "./market_state.ts";
import type { OrderEntry } from "./order_entry.ts";
import {
  GOOD_TILL_DATE,
  ORDER_LIMIT,
  ORDER_MARKET,
  ORDER_STOP,
  OrderRequest,
} from "./order_request.ts";

export class StopOrders {
  readonly #state: MarketState;
  readonly #entry: OrderEntry;
  /** The stop order that enters the market. */
  readonly #entering = new OrderRequest();

  constructor(state: MarketState, entry: OrderEntry) {
    this.#state = state;
    this.#entry = entry;
  }

  /** True when the latest trade has reached the price of a new stop order. */
  isReached(request: OrderRequest): boolean {
    const { lastTicks } = this.#state;
    if (lastTicks === NO_PRICE_TICKS) return false;
    return request.side === SIDE_BID
      ? lastTicks >= request.stopTicks
      : lastTicks <= request.stopTicks;
  }

  /** Lets a stop order wait. */
  wait(request: OrderRequest): MatchOutcome {
    const { book, events, terms, accounts, expiries } = this.#state;
    const { idLow, idHigh, side, stopTicks, qtyLots } = request;
    // Trades before it do not count.
    if (book.buyStops.isEmpty && book.sellStops.isEmpty) this.#state.forgetTradedRange();
    const ladder = side === SIDE_BID ? book.buyStops : book.sellStops;
    const order = book.add(ladder, idLow, idHigh, stopTicks, qtyLots);
    const special = terms.open(order, request, request.kind, 0);
    book.queues.setTerms(order, special);
    accounts.join(special);
    if (request.timeInForce === GOOD_TILL_DATE) expiries.add(special);
    events.push(MATCH_WAIT, 0, idLow, idHigh, side, stopTicks, qtyLots);
    return OUTCOME_WAITING;
  }

  /** Lets in all stop orders that trades have reached, and those that their trades reach. */
  enterReached(): void {
    if (!this.#state.hasTraded) return;
    const { buyStops, sellStops } = this.#state.book;
    for (;;) {
      if (buyStops.reaches(this.#state.highTicks)) this.#enterFirst(buyStops.bestLevel, SIDE_BID);
      else if (sellStops.reaches(this.#state.lowTicks)) {
        this.#enterFirst(sellStops.bestLevel, SIDE_ASK);
      } else break;
    }
    this.#state.forgetTradedRange();
  }

  /** The oldest order of a level leaves it and enters the market, or leaves that as well. */
  #enterFirst(level: number, side: number): void {
    const state = this.#state;
    const { queues } = state.book;
    const order = queues.headOf(level);
    const special = queues.termsOf(order);
    const request = this.#entering;
    state.terms.restore(special, request);
    request.idLow = queues.idLowOf(order);
    request.idHigh = queues.idHighOf(order);
    request.side = side;
    request.kind = request.kind === ORDER_STOP ? ORDER_MARKET : ORDER_LIMIT;
    request.priceTicks = state.terms.limitTicks(special);
    request.qtyLots = queues.lotsOf(order);
    state.push(MATCH_TRIGGER, 0, order, request.qtyLots);
    state.remove(order);
    const code = this.#entry.refusal(request);
    if (code === 0) this.#entry.enter(request);
    else this.#cancel(request, code);
  }

  #cancel(request: OrderRequest, code: number): void {
    const { idLow, idHigh, side, qtyLots } = request;
    const priceTicks = request.isMarket ? NO_PRICE_TICKS : request.priceTicks;
    this.#state.events.push(MATCH_CANCEL, code, idLow, idHigh, side, priceTicks, qtyLots);
  }
}
