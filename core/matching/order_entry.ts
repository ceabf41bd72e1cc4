/**
 * How a special order enters the market: checked against the book as it is, matched with care for
 * self-trades and positions, and what is left rests.
 *
 * ```text
 *   cut to the position ─▶ refusals ─▶ match ─▶ cancel the rest, or rest
 *     reduce-only          post-only            market, IOC
 *                          fill-or-kill
 * ```
 *
 * Hot path: no allocation.
 */
import { NO_PRICE_TICKS, SIDE_BID } from "../base/units.ts";
import {
  CANCEL_POSITION,
  CANCEL_SELF_TRADE,
  CANCEL_UNFILLED,
  type MatchOutcome,
  OUTCOME_CANCELLED,
  OUTCOME_FILLED,
  OUTCOME_RESTING,
  REJECT_EMPTY_BOOK,
  REJECT_NOT_FILLABLE,
  REJECT_WOULD_INCREASE,
  REJECT_WOULD_TAKE,
} from "./codes.ts";
import { FillCheck } from "./fill_check.ts";
import type { MakerTrades } from "./maker_trades.ts";
import type { MarketState } from "./market_state.ts";
import { MATCH_CANCEL, MATCH_REDUCE, MATCH_REST } from "./match_events.ts";
import {
  FILL_OR_KILL,
  GOOD_TILL_DATE,
  ORDER_LIMIT,
  type OrderRequest,
  SELF_TRADE_ALLOW,
  SELF_TRADE_CANCEL_NEWEST,
  SELF_TRADE_CANCEL_OLDEST,
  SELF_TRADE_DECREMENT,
} from "./order_request.ts";

const NO_LIMIT_BUY = 0x7fff_ffff;
const NO_LIMIT_SELL = -0x7fff_ffff;

export class OrderEntry {
  readonly #state: MarketState;
  readonly #trades: MakerTrades;
  readonly #fillCheck: FillCheck;
  /** Set when the incoming order's rest was cancelled because it met one of its own account. */
  #selfTraded = false;

  constructor(state: MarketState, trades: MakerTrades) {
    this.#state = state;
    this.#trades = trades;
    this.#fillCheck = new FillCheck(state);
  }

  /** Why the market as it is cannot take a sound request; 0 = it can. */
  refusal(request: OrderRequest): number {
    const { side } = request;
    const makers = this.#state.book.side(side ^ 1);
    const lots = this.#enteringLots(request);
    if (lots === 0) return REJECT_WOULD_INCREASE;
    if (request.isMarket && makers.isEmpty) return REJECT_EMPTY_BOOK;
    if (request.postOnly && makers.reaches(request.priceTicks)) return REJECT_WOULD_TAKE;
    if (request.timeInForce !== FILL_OR_KILL) return 0;
    const fillable = this.#fillCheck.isFillable(request, makers, limitOf(request), lots);
    return fillable ? 0 : REJECT_NOT_FILLABLE;
  }

  /** Enters an order that {@link refusal} has nothing against. */
  enter(request: OrderRequest): MatchOutcome {
    const { events } = this.#state;
    const { idLow, idHigh, side, qtyLots } = request;
    const priceTicks = request.isMarket ? NO_PRICE_TICKS : request.priceTicks;
    let left = this.#enteringLots(request);
    if (left < qtyLots) {
      const cut = qtyLots - left;
      events.push(MATCH_REDUCE, CANCEL_POSITION, idLow, idHigh, side, priceTicks, cut);
      events.left(left);
    }
    left = this.#match(request, priceTicks, left);
    if (this.#selfTraded) return OUTCOME_CANCELLED;
    if (left === 0) return OUTCOME_FILLED;
    if (request.mayRest) {
      this.#rest(request, left);
      return OUTCOME_RESTING;
    }
    events.push(MATCH_CANCEL, CANCEL_UNFILLED, idLow, idHigh, side, priceTicks, left);
    return OUTCOME_CANCELLED;
  }

  /** What of a request may enter: a reduce-only order at most what there is to reduce. */
  #enteringLots(request: OrderRequest): number {
    if (!request.reduceOnly) return request.qtyLots;
    const { accounts } = this.#state;
    return Math.min(request.qtyLots, accounts.reducibleLots(request.account, request.side));
  }

  /** @returns what the book left over */
  #match(request: OrderRequest, priceTicks: number, qtyLots: number): number {
    const { book } = this.#state;
    const { queues } = book;
    const { idLow, idHigh, account } = request;
    const makers = book.side(request.side ^ 1);
    const limitTicks = limitOf(request);
    this.#selfTraded = false;
    let left = qtyLots;
    while (left > 0 && makers.reaches(limitTicks)) {
      const maker = queues.headOf(makers.bestLevel);
      if (this.#isOwn(request, maker)) {
        left = this.#preventSelfTrade(request, maker, priceTicks, left);
        continue;
      }
      const lots = Math.min(left, queues.lotsOf(maker));
      const tradeTicks = makers.bestTicks;
      this.#trades.trade(maker, lots, idLow, idHigh, account);
      this.#state.traded(tradeTicks, tradeTicks);
      left -= lots;
    }
    return left;
  }

  #isOwn(request: OrderRequest, maker: number): boolean {
    if (request.account === 0 || request.selfTrade === SELF_TRADE_ALLOW) return false;
    const special = this.#state.book.queues.termsOf(maker);
    return special !== 0 && this.#state.terms.account(special) === request.account;
  }

  /** @returns what is left of the incoming order */
  #preventSelfTrade(
    request: OrderRequest,
    maker: number,
    priceTicks: number,
    left: number,
  ): number {
    const mode = request.selfTrade;
    if (mode === SELF_TRADE_DECREMENT) return this.#decrement(request, maker, priceTicks, left);
    if (mode !== SELF_TRADE_CANCEL_NEWEST) {
      const state = this.#state;
      state.push(MATCH_CANCEL, CANCEL_SELF_TRADE, maker, state.totalLots(maker));
      state.remove(maker);
    }
    if (mode === SELF_TRADE_CANCEL_OLDEST) return left;
    return this.#cancelTaker(request, priceTicks, left);
  }

  /** Both become smaller by what would have traded. */
  #decrement(request: OrderRequest, maker: number, priceTicks: number, left: number): number {
    const state = this.#state;
    const { events } = state;
    const shown = state.book.queues.lotsOf(maker);
    const lots = Math.min(left, shown);
    const makerIsGone = lots === state.totalLots(maker);
    state.push(makerIsGone ? MATCH_CANCEL : MATCH_REDUCE, CANCEL_SELF_TRADE, maker, lots);
    if (!makerIsGone) events.left(shown - lots);
    this.#trades.takeShown(maker, lots);
    if (lots === left) return this.#cancelTaker(request, priceTicks, left);
    const { idLow, idHigh, side } = request;
    events.push(MATCH_REDUCE, CANCEL_SELF_TRADE, idLow, idHigh, side, priceTicks, lots);
    events.left(left - lots);
    return left - lots;
  }

  #cancelTaker(request: OrderRequest, priceTicks: number, left: number): number {
    const { idLow, idHigh, side } = request;
    const { events } = this.#state;
    events.push(MATCH_CANCEL, CANCEL_SELF_TRADE, idLow, idHigh, side, priceTicks, left);
    this.#selfTraded = true;
    return 0;
  }

  #rest(request: OrderRequest, left: number): void {
    const { book, events, accounts, expiries } = this.#state;
    const { idLow, idHigh, side, priceTicks, displayLots } = request;
    const shown = displayLots > 0 ? Math.min(displayLots, left) : left;
    const order = book.add(book.side(side), idLow, idHigh, priceTicks, shown);
    events.push(MATCH_REST, 0, idLow, idHigh, side, priceTicks, shown);
    if (!request.hasTerms) return;
    const special = this.#state.terms.open(order, request, ORDER_LIMIT, left - shown);
    book.queues.setTerms(order, special);
    accounts.join(special);
    if (request.timeInForce === GOOD_TILL_DATE) expiries.add(special);
  }
}

/** The worst price it would trade at. */
function limitOf(request: OrderRequest): number {
  if (!request.isMarket) return request.priceTicks;
  return request.side === SIDE_BID ? NO_LIMIT_BUY : NO_LIMIT_SELL;
}
