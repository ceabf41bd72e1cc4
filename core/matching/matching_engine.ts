/**
 * A market's matching engine: price–time priority. Incoming orders trade at the maker's price with
 * the oldest order of the best level, then the next. Integer arithmetic throughout; the same commands
 * give the same events on every machine, and `foldMarket` (market_hash.ts) proves that two engines
 * are in the same state.
 *
 * Every command answers with an outcome and leaves its story in {@link MatchingEngine.events}:
 *
 * ```text
 *   submitLimit, submitMarket   plain orders           FILL* (REST | CANCEL)   or REJECT
 *   submit                      any mix of wishes      the same, or WAIT       or REJECT
 *   modify                      price, quantity        REDUCE, or CANCEL and a new entry
 *   cancel, cancelAccount                              CANCEL*                 or REJECT
 *   expire                      event time goes on     CANCEL*
 * ```
 *
 * Where trades reach stop orders, the story goes on with TRIGGER and what these do; the outcome is
 * the command's own. Orders that are more than price and quantity cost plain ones one look at a
 * number that is 0: everything special is in other modules, out of this one's way.
 *
 * Hot path: no allocation.
 */
import * as units from "../base/units.ts";
import type { Accounts } from "./accounts.ts";
import * as codes from "./codes.ts";
import type { MatchOutcome } from "./codes.ts";
import { MakerTrades } from "./maker_trades.ts";
import { MarketState } from "./market_state.ts";
import * as kinds from "./match_events.ts";
import type { MatchEvents } from "./match_events.ts";
import type { MatchingBook } from "./matching_book.ts";
import { OrderChanges } from "./order_changes.ts";
import { OrderEntry } from "./order_entry.ts";
import type { OrderRequest } from "./order_request.ts";
import type { PriceLadder } from "./price_ladder.ts";
import { requestRefusal } from "./request_check.ts";
import { StopOrders } from "./stop_orders.ts";

// Copies of its own: V8 folds constants of this module into the code, imported ones it fetches.
const { NO_PRICE_TICKS, SIDE_ASK, SIDE_BID } = units;
const { MATCH_CANCEL, MATCH_FILL, MATCH_REST } = kinds;
const {
  CANCEL_REQUESTED,
  CANCEL_UNFILLED,
  MAX_ORDER_LOTS,
  OUTCOME_CANCELLED,
  OUTCOME_FILLED,
  OUTCOME_RESTING,
  REJECT_DUPLICATE_ID,
  REJECT_EMPTY_BOOK,
  REJECT_PRICE,
  REJECT_QTY,
  REJECT_SIDE,
  REJECT_UNKNOWN_ID,
} = codes;

const NO_LIMIT_BUY = 0x7fff_ffff;
const NO_LIMIT_SELL = -0x7fff_ffff;

export class MatchingEngine {
  /** For reading; changed by commands only. */
  readonly state = new MarketState();
  readonly book: MatchingBook = this.state.book;
  /** What the latest command did; overwritten by the next one. */
  readonly events: MatchEvents = this.state.events;
  readonly accounts: Accounts = this.state.accounts;
  readonly #trades = new MakerTrades(this.state);
  readonly #entry = new OrderEntry(this.state, this.#trades);
  readonly #stops = new StopOrders(this.state, this.#entry);
  readonly #changes = new OrderChanges(this.state, this.#entry);

  /** Trades as far as the limit allows; the rest joins the book. */
  submitLimit(
    idLow: number,
    idHigh: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
  ): MatchOutcome {
    const { book, events } = this;
    events.clear();
    const code = this.#refusal(idLow, idHigh, side, priceTicks, qtyLots);
    if (code !== 0) return this.state.reject(code, idLow, idHigh, side, priceTicks, qtyLots);
    if (book.side(side ^ 1).reaches(priceTicks)) {
      return this.#take(idLow, idHigh, side, priceTicks, qtyLots);
    }
    book.add(book.side(side), idLow, idHigh, priceTicks, qtyLots);
    events.push(MATCH_REST, 0, idLow, idHigh, side, priceTicks, qtyLots);
    return OUTCOME_RESTING;
  }

  /** Trades at any price; what finds no counterparty is cancelled. */
  submitMarket(idLow: number, idHigh: number, side: number, qtyLots: number): MatchOutcome {
    const { book, events } = this;
    events.clear();
    let code = this.#refusal(idLow, idHigh, side, 0, qtyLots);
    if (code === 0 && book.side(side ^ 1).isEmpty) code = REJECT_EMPTY_BOOK;
    if (code !== 0) return this.state.reject(code, idLow, idHigh, side, NO_PRICE_TICKS, qtyLots);
    const limitTicks = side === SIDE_BID ? NO_LIMIT_BUY : NO_LIMIT_SELL;
    const left = this.#match(idLow, idHigh, book.side(side ^ 1), limitTicks, qtyLots);
    if (left > 0) {
      events.push(MATCH_CANCEL, CANCEL_UNFILLED, idLow, idHigh, side, NO_PRICE_TICKS, left);
    }
    this.#enterStops();
    return left > 0 ? OUTCOME_CANCELLED : OUTCOME_FILLED;
  }

  /** Takes an order out of the market. */
  cancel(idLow: number, idHigh: number): MatchOutcome {
    const { book, events } = this;
    const { queues } = book;
    events.clear();
    const order = book.find(idLow, idHigh);
    if (order === 0) {
      return this.state.reject(REJECT_UNKNOWN_ID, idLow, idHigh, SIDE_BID, NO_PRICE_TICKS, 0);
    }
    if (queues.termsOf(order) !== 0) {
      this.#changes.cancel(order, CANCEL_REQUESTED);
      return OUTCOME_CANCELLED;
    }
    const level = queues.levelOf(order);
    const side = queues.ladderOf(level);
    const priceTicks = queues.levelTicks(level);
    events.push(MATCH_CANCEL, 0, idLow, idHigh, side, priceTicks, queues.lotsOf(order));
    book.remove(order);
    return OUTCOME_CANCELLED;
  }

  /** Enters an order of any kind. The request is read, never kept. */
  submit(request: OrderRequest): MatchOutcome {
    const { book, events, state } = this;
    const { idLow, idHigh, side, qtyLots } = request;
    events.clear();
    let code = requestRefusal(request, state.nowNanos);
    if (code === 0 && book.find(idLow, idHigh) !== 0) code = REJECT_DUPLICATE_ID;
    if (code === 0) {
      if (request.isStop && !this.#stops.isReached(request)) return this.#stops.wait(request);
      code = this.#entry.refusal(request);
    }
    if (code !== 0) {
      const priceTicks = request.isMarket ? NO_PRICE_TICKS : request.priceTicks;
      return state.reject(code, idLow, idHigh, side, priceTicks, qtyLots);
    }
    const outcome = this.#entry.enter(request);
    this.#enterStops();
    return outcome;
  }

  /**
   * Gives a resting order another price and quantity, hidden lots included. A smaller quantity at the
   * same price keeps its place in the queue; with a larger one or another price the order enters the
   * market anew, and may trade.
   */
  modify(idLow: number, idHigh: number, priceTicks: number, qtyLots: number): MatchOutcome {
    this.events.clear();
    const outcome = this.#changes.modify(idLow, idHigh, priceTicks, qtyLots);
    this.#enterStops();
    return outcome;
  }

  /** Cancels all orders of an account, waiting ones too, oldest first. @returns how many */
  cancelAccount(account: number): number {
    this.events.clear();
    return this.#changes.cancelAccount(account);
  }

  /** Event time has come to `nowNanos`: orders whose date has come are gone. @returns how many */
  expire(nowNanos: number): number {
    this.events.clear();
    return this.#changes.expire(nowNanos);
  }

  /** A limit order that reaches the other side. */
  #take(
    idLow: number,
    idHigh: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
  ): MatchOutcome {
    const { book, events } = this;
    const left = this.#match(idLow, idHigh, book.side(side ^ 1), priceTicks, qtyLots);
    if (left > 0) {
      book.add(book.side(side), idLow, idHigh, priceTicks, left);
      events.push(MATCH_REST, 0, idLow, idHigh, side, priceTicks, left);
    }
    this.#enterStops();
    return left > 0 ? OUTCOME_RESTING : OUTCOME_FILLED;
  }

  /** @returns what the book left over */
  #match(
    takerLow: number,
    takerHigh: number,
    makers: PriceLadder,
    limitTicks: number,
    qtyLots: number,
  ): number {
    const { book, events } = this;
    const { queues } = book;
    const firstTicks = makers.bestTicks;
    let lastTicks = firstTicks;
    let left = qtyLots;
    while (left > 0 && makers.reaches(limitTicks)) {
      const level = makers.bestLevel;
      const maker = queues.headOf(level);
      const makerLots = queues.lotsOf(maker);
      const lots = left < makerLots ? left : makerLots;
      left -= lots;
      lastTicks = queues.levelTicks(level);
      if (queues.termsOf(maker) !== 0) {
        this.#trades.trade(maker, lots, takerLow, takerHigh, 0);
        continue;
      }
      const low = queues.idLowOf(maker);
      const high = queues.idHighOf(maker);
      events.push(MATCH_FILL, 0, low, high, queues.ladderOf(level), lastTicks, lots);
      events.left(makerLots - lots);
      events.taker(takerLow, takerHigh);
      if (lots === makerLots) book.remove(maker);
      else queues.reduce(maker, lots);
    }
    this.state.traded(firstTicks, lastTicks);
    return left;
  }

  /** Lets in what the command's trades have triggered, if any stop order waits. */
  #enterStops(): void {
    const { book } = this;
    if (!book.buyStops.isEmpty || !book.sellStops.isEmpty) this.#stops.enterReached();
  }

  /** Why a new plain order cannot be taken; 0 = it can. */
  #refusal(
    idLow: number,
    idHigh: number,
    side: number,
    priceTicks: number,
    qtyLots: number,
  ): number {
    if (side !== SIDE_BID && side !== SIDE_ASK) return REJECT_SIDE;
    if (priceTicks !== (priceTicks | 0) || priceTicks === NO_PRICE_TICKS) return REJECT_PRICE;
    // Quantities of 32 bits, which is most, are told by the integer alone.
    if (qtyLots !== (qtyLots | 0) && qtyLots !== Math.floor(qtyLots)) return REJECT_QTY;
    if (!(qtyLots > 0 && qtyLots <= MAX_ORDER_LOTS)) return REJECT_QTY;
    return this.book.find(idLow, idHigh) === 0 ? 0 : REJECT_DUPLICATE_ID;
  }
}
