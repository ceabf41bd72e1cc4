/**
 * One market, as everybody sees it: a book, and the memory of what happened. Two kinds of market differ
 * in where books and fills come from: an {@link EngineMarket} has a matching engine in which the
 * simulated flow and clients meet; a RecordedMarket shows a recording, and models fill clients' orders.
 *
 * ```text
 *   whatever happens ─▶ tell ─┬─▶ tape, candles
 *                             ├─▶ MarketWatcher  streams
 *                             └─▶ OrderOwner     fills and ends of clients' orders
 * ```
 */
import type { MatchingBook } from "../../core/matching/matching_book.ts";
import type { OrderRequest } from "../../core/matching/order_request.ts";
import type { Listing } from "../listing/listing.ts";
import { Candles } from "./candles.ts";
import { type TapedTrade, TradeTape } from "./trade_tape.ts";

/** The upper half of the ids of clients' orders; the flow's is 0. */
export const CLIENT_ID_HIGH = 1;

/** Told of everything that can be seen from outside. */
export interface MarketWatcher {
  traded(market: Market, trade: TapedTrade): void;
  aggregated(market: Market, aggregate: TapedTrade): void;
  /** Levels have changed: `changes` holds which, `firstId` … `lastId` are their update ids. */
  booked(market: Market, changes: LevelChanges, firstId: number, lastId: number): void;
  /** The best bid or offer is another one. */
  quoted(market: Market): void;
}

/** Told of what happens to orders of clients. */
export interface OrderOwner {
  filled(orderId: number, trade: TapedTrade, isMaker: boolean): void;
  /** @param lots what is taken off: all that is left, unless `reduced` */
  ended(orderId: number, lots: number, code: number, reduced: boolean): void;
  triggered(orderId: number): void;
}

/** Which levels a command has touched; overwritten by the next one. */
export interface LevelChanges {
  readonly count: number;
  readonly sides: readonly number[];
  readonly ticks: readonly number[];
}

export abstract class Market {
  readonly listing: Listing;
  /** For reading. */
  readonly book: MatchingBook;
  readonly tape = new TradeTape();
  readonly candles: Candles;
  /** How much more than the book says a market order may cost, in basis points. */
  readonly overrunBps: number = 0;
  watcher: MarketWatcher | undefined;
  owner: OrderOwner | undefined;
  /** Id of the latest change of a level. */
  updateId: number;
  /** The moment of what happened last, ms since 1970. */
  nowMillis: number;
  readonly #changes = { count: 0, sides: [] as number[], ticks: [] as number[] };
  readonly #quote = { bidTicks: 0, bidLots: 0, askTicks: 0, askLots: 0 };

  /** @param firstUpdateId where update ids begin */
  constructor(listing: Listing, book: MatchingBook, nowMillis: number, firstUpdateId: number) {
    this.listing = listing;
    this.book = book;
    this.nowMillis = nowMillis;
    this.updateId = firstUpdateId;
    this.candles = new Candles(listing);
  }

  /**
   * Enters a client's order. Unless it was refused, {@link tell} has to follow, once its owner has
   * said that it is there.
   * @returns REJECT_*, 0 = it was accepted
   */
  abstract submit(request: OrderRequest): number;

  /**
   * Gives a client's order another price, and another quantity that is left of it. Unless that was
   * refused, {@link tell} has to follow.
   * @returns REJECT_*, 0 = it was accepted
   */
  abstract modify(orderId: number, priceTicks: number, leavesLots: number): number;

  /** Takes a client's order out, if it is still there, and tells of it. */
  abstract cancel(orderId: number, nowMillis: number): void;

  /** Ends orders whose date has come, and tells of it. */
  abstract expire(nowMillis: number): void;

  /** Passes on what the latest command did. */
  abstract tell(nowMillis: number): void;

  get bestBidTicks(): number {
    return this.book.bids.bestTicks;
  }

  get bestAskTicks(): number {
    return this.book.asks.bestTicks;
  }

  /** The latest trade's price; before the first, the middle of the book, or the opening price. */
  get lastTicks(): number {
    return this.tape.lastTrade?.priceTicks ?? this.midTicks;
  }

  get midTicks(): number {
    const { bids, asks } = this.book;
    if (bids.isEmpty || asks.isEmpty) return this.listing.openingTicks;
    return Math.floor((bids.bestTicks + asks.bestTicks) / 2);
  }

  /** There was a trade. */
  protected traded(priceTicks: number, qtyLots: number, buyerIsMaker: boolean): TapedTrade {
    const trade = this.tape.add(priceTicks, qtyLots, this.nowMillis, buyerIsMaker);
    this.candles.add(trade);
    this.watcher?.traded(this, trade);
    const closed = this.tape.aggregate(trade);
    if (closed !== undefined) this.watcher?.aggregated(this, closed);
    return trade;
  }

  /** A level may have changed. Prices below 1 stand for none: of what never rested. */
  protected touch(side: number, ticks: number): void {
    if (ticks < 1) return;
    const changes = this.#changes;
    for (let i = 0; i < changes.count; i++) {
      if (changes.ticks[i] === ticks && changes.sides[i] === side) return;
    }
    changes.sides[changes.count] = side;
    changes.ticks[changes.count++] = ticks;
  }

  /** All of an event has been told: closes the aggregate, shows the book. */
  protected finish(): void {
    const last = this.tape.closeAggregate();
    if (last !== undefined) this.watcher?.aggregated(this, last);
    const changes = this.#changes;
    if (changes.count === 0) return;
    const firstId = this.updateId + 1;
    this.updateId += changes.count;
    this.watcher?.booked(this, changes, firstId, this.updateId);
    changes.count = 0;
    if (this.#hasNewQuote()) this.watcher?.quoted(this);
  }

  #hasNewQuote(): boolean {
    const { bids, asks } = this.book;
    const quote = this.#quote;
    const isOld = quote.bidTicks === bids.bestTicks && quote.bidLots === bids.bestLots &&
      quote.askTicks === asks.bestTicks && quote.askLots === asks.bestLots;
    if (isOld) return false;
    quote.bidTicks = bids.bestTicks;
    quote.bidLots = bids.bestLots;
    quote.askTicks = asks.bestTicks;
    quote.askLots = asks.bestLots;
    return true;
  }
}
