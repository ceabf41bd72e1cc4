/**
 * One trade, where maker or taker is more than a plain order: icebergs refill, positions follow, and
 * reduce-only orders are cut at once to what is left for them to reduce, so that the book never
 * shows what would not trade.
 *
 * Hot path: no allocation.
 */
import { CANCEL_POSITION } from "./codes.ts";
import type { MarketState } from "./market_state.ts";
import { MATCH_CANCEL, MATCH_FILL, MATCH_REDUCE, MATCH_REFILL } from "./match_events.ts";

export class MakerTrades {
  readonly #state: MarketState;

  constructor(state: MarketState) {
    this.#state = state;
  }

  /** Trades lots, at most what the maker shows. @param takerAccount 0 = none */
  trade(
    maker: number,
    lots: number,
    takerLow: number,
    takerHigh: number,
    takerAccount: number,
  ): void {
    const { book, events, terms, accounts } = this.#state;
    const special = book.queues.termsOf(maker);
    const makerAccount = special === 0 ? 0 : terms.account(special);
    const makerSide = book.sideOf(maker);
    this.#state.push(MATCH_FILL, 0, maker, lots);
    events.left(book.queues.lotsOf(maker) - lots);
    events.taker(takerLow, takerHigh);
    this.takeShown(maker, lots);
    if (makerAccount !== 0) accounts.traded(makerAccount, makerSide, lots);
    if (takerAccount !== 0) accounts.traded(takerAccount, makerSide ^ 1, lots);
    if (makerAccount !== 0) this.#cutToPosition(makerAccount);
    if (takerAccount !== 0 && takerAccount !== makerAccount) this.#cutToPosition(takerAccount);
  }

  /** Takes lots off what an order shows; an iceberg refills, an order without any left is gone. */
  takeShown(order: number, lots: number): void {
    const { book: { queues }, terms } = this.#state;
    if (lots < queues.lotsOf(order)) {
      queues.reduce(order, lots);
      return;
    }
    const special = queues.termsOf(order);
    const hidden = special === 0 ? 0 : terms.hiddenLots(special);
    if (hidden === 0) {
      this.#state.remove(order);
      return;
    }
    const shown = Math.min(hidden, terms.displayLots(special));
    terms.setHiddenLots(special, hidden - shown);
    queues.requeue(order, shown);
    this.#state.push(MATCH_REFILL, 0, order, shown);
  }

  /** Cuts an account's resting reduce-only orders, oldest first, each to what it may still trade. */
  #cutToPosition(account: number): void {
    const { book, events, terms, accounts } = this.#state;
    if (!accounts.hasReduceOnly(account)) return;
    for (let special = accounts.first(account); special !== 0;) {
      const next = terms.next(special);
      const order = terms.order(special);
      if (terms.isReduceOnly(special) && !book.isWaiting(order)) {
        const lots = book.queues.lotsOf(order);
        const reducible = accounts.reducibleLots(account, book.sideOf(order));
        if (reducible === 0) {
          this.#state.push(MATCH_CANCEL, CANCEL_POSITION, order, lots);
          this.#state.remove(order);
        } else if (reducible < lots) {
          this.#state.push(MATCH_REDUCE, CANCEL_POSITION, order, lots - reducible);
          events.left(reducible);
          book.queues.reduce(order, lots - reducible);
        }
      }
      special = next;
    }
  }
}
