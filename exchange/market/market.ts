/**
 * One market: the engine with its book, the flow that trades in it, and the memory of what happened.
 * Clients' orders and the flow's meet in the same book; whatever a command does goes through
 * {@link Market.tell}, once, to the tape, the candles, the orders' owners and the streams.
 *
 * ```text
 *   flow ────┐             ┌─▶ tape, candles
 *            ├─▶ engine ───┼─▶ MarketWatcher  streams
 *   clients ─┘   events    └─▶ OrderOwner     fills and ends of clients' orders
 * ```
 */
import { SIDE_BID } from "../../core/base/units.ts";
import type { MatchOutcome } from "../../core/matching/codes.ts";
import type { MatchingEngine } from "../../core/matching/matching_engine.ts";
import * as kinds from "../../core/matching/match_events.ts";
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

export class Market {
  readonly listing: Listing;
  readonly engine: MatchingEngine;
  readonly tape = new TradeTape();
  readonly candles: Candles;
  watcher: MarketWatcher | undefined;
  owner: OrderOwner | undefined;
  /** Id of the latest change of a level. */
  updateId: number;
  /** The moment of the latest command, ms since 1970. */
  nowMillis: number;
  readonly #changes = { count: 0, sides: [] as number[], ticks: [] as number[] };
  #quote = { bidTicks: 0, bidLots: 0, askTicks: 0, askLots: 0 };

  /** @param firstUpdateId where update ids begin */
  constructor(listing: Listing, engine: MatchingEngine, nowMillis: number, firstUpdateId: number) {
    this.listing = listing;
    this.engine = engine;
    this.nowMillis = nowMillis;
    this.updateId = firstUpdateId;
    this.candles = new Candles(listing);
  }

  get bestBidTicks(): number {
    return this.engine.book.bids.bestTicks;
  }

  get bestAskTicks(): number {
    return this.engine.book.asks.bestTicks;
  }

  /** The latest trade's price; before the first, the middle of the book, or the opening price. */
  get lastTicks(): number {
    return this.tape.lastTrade?.priceTicks ?? this.midTicks;
  }

  get midTicks(): number {
    const { bids, asks } = this.engine.book;
    if (bids.isEmpty || asks.isEmpty) return this.listing.openingTicks;
    return Math.floor((bids.bestTicks + asks.bestTicks) / 2);
  }

  /** Enters a client's order; {@link tell} has to follow unless it was refused. */
  submit(request: OrderRequest): MatchOutcome {
    return this.engine.submit(request);
  }

  cancel(orderId: number, nowMillis: number): void {
    this.engine.cancel(orderId | 0, CLIENT_ID_HIGH);
    this.tell(nowMillis);
  }

  expire(nowMillis: number): void {
    if (this.engine.expire(nowMillis * 1e6) > 0) this.tell(nowMillis);
  }

  /** Passes on what the latest command did. */
  tell(nowMillis: number): void {
    this.nowMillis = nowMillis;
    const { events } = this.engine;
    this.#changes.count = 0;
    for (let i = 0; i < events.count; i++) this.#event(events.kind(i), i);
    const last = this.tape.closeAggregate();
    if (last !== undefined) this.watcher?.aggregated(this, last);
    if (this.#changes.count > 0) this.#tellBook();
  }

  #event(kind: number, i: number): void {
    const { events } = this.engine;
    const code = events.code(i);
    const isClient = events.idHigh(i) === CLIENT_ID_HIGH;
    switch (kind) {
      case kinds.MATCH_FILL:
        return this.#fill(i);
      case kinds.MATCH_REST:
      case kinds.MATCH_REFILL:
        return this.#touch(events.side(i), events.priceTicks(i));
      case kinds.MATCH_CANCEL:
      case kinds.MATCH_REDUCE: {
        this.#touch(events.side(i), events.priceTicks(i));
        const reduced = kind === kinds.MATCH_REDUCE;
        if (isClient) this.owner?.ended(events.idLow(i) >>> 0, events.qtyLots(i), code, reduced);
        return;
      }
      case kinds.MATCH_TRIGGER:
        if (isClient) this.owner?.triggered(events.idLow(i) >>> 0);
    }
  }

  #fill(i: number): void {
    const { events } = this.engine;
    const priceTicks = events.priceTicks(i);
    const makerSide = events.side(i);
    this.#touch(makerSide, priceTicks);
    const isBid = makerSide === SIDE_BID;
    const trade = this.tape.add(priceTicks, events.qtyLots(i), this.nowMillis, isBid);
    this.candles.add(trade);
    this.watcher?.traded(this, trade);
    const closed = this.tape.aggregate(trade);
    if (closed !== undefined) this.watcher?.aggregated(this, closed);
    if (events.idHigh(i) === CLIENT_ID_HIGH) this.owner?.filled(events.idLow(i) >>> 0, trade, true);
    if (events.takerHigh(i) === CLIENT_ID_HIGH) {
      this.owner?.filled(events.takerLow(i) >>> 0, trade, false);
    }
  }

  /** Prices below 1 stand for none: of what never rested. */
  #touch(side: number, ticks: number): void {
    if (ticks < 1) return;
    const changes = this.#changes;
    for (let i = 0; i < changes.count; i++) {
      if (changes.ticks[i] === ticks && changes.sides[i] === side) return;
    }
    changes.sides[changes.count] = side;
    changes.ticks[changes.count++] = ticks;
  }

  #tellBook(): void {
    const { watcher } = this;
    const firstId = this.updateId + 1;
    this.updateId += this.#changes.count;
    watcher?.booked(this, this.#changes, firstId, this.updateId);
    const { bids, asks } = this.engine.book;
    const quote = this.#quote;
    if (
      quote.bidTicks === bids.bestTicks && quote.bidLots === bids.bestLots &&
      quote.askTicks === asks.bestTicks && quote.askLots === asks.bestLots
    ) return;
    quote.bidTicks = bids.bestTicks;
    quote.bidLots = bids.bestLots;
    quote.askTicks = asks.bestTicks;
    quote.askLots = asks.bestLots;
    watcher?.quoted(this);
  }
}
