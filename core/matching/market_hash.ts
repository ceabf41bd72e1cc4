/**
 * The state hash of a market: every level from the best, with its total and its orders in priority,
 * then the stop orders that wait, the accounts, and the price of the latest trade. Engines with equal
 * hashes will answer equal commands equally. Cold: walks everything.
 */
import type { Fold } from "../base/fold.ts";
import { foldRecord } from "../book/book_hash.ts";
import type { MarketState } from "./market_state.ts";
import type { PriceLadder } from "./price_ladder.ts";

/**
 * Folds a market: a record a level (price, ladder, total), one an order (id, shown), three more a
 * special one ({@link foldTerms}), one an account that has a position, one for the latest trade.
 */
export function foldMarket(state: MarketState, fold: Fold): void {
  const { bids, asks, sellStops, buyStops } = state.book;
  foldLadder(state, bids, fold);
  foldLadder(state, asks, fold);
  foldLadder(state, sellStops, fold);
  foldLadder(state, buyStops, fold);
  const { accounts } = state;
  for (let account = 1; account < accounts.end; account++) {
    const lots = accounts.positionLots(account);
    if (lots !== 0) foldRecord(fold, account, 0, lots);
  }
  foldRecord(fold, state.lastTicks, 0, state.nowNanos);
}

/** Folds what a special order has beyond a plain one; the naive twin in the tests does the same. */
export function foldTerms(
  fold: Fold,
  account: number,
  marks: number,
  hiddenLots: number,
  displayLots: number,
  limitTicks: number,
  expiryNanos: number,
): void {
  foldRecord(fold, account, marks, hiddenLots);
  foldRecord(fold, limitTicks, 0, displayLots);
  foldRecord(fold, 0, 0, expiryNanos);
}

function foldLadder(state: MarketState, ladder: PriceLadder, fold: Fold): void {
  const { queues } = state.book;
  for (let level = ladder.bestLevel; level !== 0; level = ladder.levelAfter(level)) {
    foldRecord(fold, queues.levelTicks(level), queues.ladderOf(level), queues.levelLots(level));
    for (let order = queues.headOf(level); order !== 0; order = queues.nextOf(order)) {
      foldRecord(fold, queues.idLowOf(order), queues.idHighOf(order), queues.lotsOf(order));
      const terms = queues.termsOf(order);
      if (terms !== 0) foldOrderTerms(state, terms, fold);
    }
  }
}

function foldOrderTerms({ terms }: MarketState, special: number, fold: Fold): void {
  foldTerms(
    fold,
    terms.account(special),
    terms.marks(special),
    terms.hiddenLots(special),
    terms.displayLots(special),
    terms.limitTicks(special),
    terms.expiryNanos(special),
  );
}
